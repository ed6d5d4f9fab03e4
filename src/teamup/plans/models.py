"""What a plan keeps. Every table but `Plan` has a key that begins with the plan's UUID, so that
plans can be spread over machines by it; `Plan` is the only target of foreign keys."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class SideChoice(models.TextChoices):
    """Who an answer speaks for."""

    JOINT = "joint"
    POLICE = "police"
    SECURITY = "security"


class Plan(models.Model):
    """One partnership's plan. What people typed hangs on it, in `Answer`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=64, default="UTC")
    key_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - samples have no key
    sample = models.CharField(max_length=20, blank=True)  # "record" or "invented": read-only for everyone
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class BrowserGrant(models.Model):
    """A browser that may open a plan, known by the hash of its cookie."""

    pk = models.CompositePrimaryKey("plan_id", "token_hash")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="grants")
    token_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)  # what this person wants the history to say
    created_at = models.DateTimeField()

    class Meta:
        """`token_hash` alone finds the plans of a browser: the one query that crosses plans."""

        indexes = (models.Index(fields=["token_hash"], name="grant_plans_of_a_browser"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name or self.token_hash[:6]}"


class Answer(models.Model):
    """The present answer to one question, by one side."""

    pk = models.CompositePrimaryKey("plan_id", "question_id", "side")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="answers")
    question_id = models.CharField(max_length=80)
    side = models.CharField(max_length=10, choices=SideChoice.choices, default=SideChoice.JOINT)
    value = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        """Revisions count from one."""

        constraints = (
            models.CheckConstraint(condition=Q(revision__gte=1), name="answer_revision_counts_from_one"),
            models.CheckConstraint(condition=Q(side__in=SideChoice.values), name="answer_side_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.question_id} ({self.side}) r{self.revision}"


class MarkChoice(models.TextChoices):
    """Who may see an answer."""

    OPEN = "open"
    PARTNERS = "partners"
    POLICE = "police"
    SECURITY = "security"


class AnswerMark(models.Model):
    """Who may see an answer. It may be set before anything is typed, so it is no part of the answer's row."""

    pk = models.CompositePrimaryKey("plan_id", "question_id", "side")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="marks")
    question_id = models.CharField(max_length=80)
    side = models.CharField(max_length=10, choices=SideChoice.choices, default=SideChoice.JOINT)
    mark = models.CharField(max_length=10, choices=MarkChoice.choices)
    revision = models.PositiveIntegerField()  # only goes up, whatever a clock says: see `store.mark_of`
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        """A mark and a side that are known."""

        constraints = (
            models.CheckConstraint(condition=Q(mark__in=MarkChoice.values), name="answer_mark_is_known"),
            models.CheckConstraint(condition=Q(side__in=SideChoice.values), name="answer_mark_side_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.question_id} ({self.side}): {self.mark}"


class ActionStep(models.Model):
    """What people set on an action step. A drafted step's other fields still come from its row."""

    pk = models.CompositePrimaryKey("plan_id", "step_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    step_id = models.UUIDField()
    value = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        """Revisions count from one."""

        constraints = (models.CheckConstraint(condition=Q(revision__gte=1), name="step_revision_counts_from_one"),)

    def __str__(self) -> str:
        return f"{self.step_id} r{self.revision}"


class ChangeKind(models.TextChoices):
    """How a save ended."""

    SAVED = "saved"
    MERGED = "merged"
    CONFLICT = "conflict"  # not applied: the losing text, kept
    RESTORED = "restored"
    IMPORTED = "imported"


class AnswerChange(models.Model):
    """The append-only log of values: history, restore, merges and repeated saves are read from it.

    `question_id` is a question's id, or "steps/<step id>" for an action step. The save key is
    part of the primary key, so one save can have one effect only.
    """

    pk = models.CompositePrimaryKey("plan_id", "save_key")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    save_key = models.UUIDField()
    question_id = models.CharField(max_length=80)
    side = models.CharField(max_length=10, choices=SideChoice.choices, default=SideChoice.JOINT)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    base = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(null=True)  # what it became; none for a conflict
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        """One change for each revision; read by plan, newest first."""

        constraints = (
            models.UniqueConstraint(
                fields=["plan", "question_id", "side", "revision"],
                condition=Q(revision__isnull=False),
                name="change_has_one_author_a_revision",
            ),
        )
        indexes = (models.Index(F("plan"), F("at").desc(), name="change_plan_newest_first"),)

    def __str__(self) -> str:
        return f"{self.question_id} ({self.side}) {self.kind} r{self.revision}"


class CheckRound(models.Model):
    """A round of the self-check that members answer through a link. The link is kept as a hash; "" opens nothing."""

    pk = models.CompositePrimaryKey("plan_id", "round_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_rounds")
    round_id = models.UUIDField()
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    closes_on = models.DateField(null=True)  # the last day, in the plan's zone
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name}"


class CheckReply(models.Model):
    """What one member answered in a round. Neither who nor when is kept.

    The save key of the form is part of the primary key, so that a form posted twice counts once.
    """

    pk = models.CompositePrimaryKey("plan_id", "round_id", "save_key")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_replies")
    round_id = models.UUIDField()
    save_key = models.UUIDField()
    side = models.CharField(max_length=10, choices=SideChoice.choices)
    ratings = models.JSONField()  # topic: rating
    evidence = models.JSONField()  # topic: one line

    class Meta:
        """A member speaks for one side."""

        constraints = (
            models.CheckConstraint(
                condition=Q(side__in=[SideChoice.POLICE, SideChoice.SECURITY]), name="check_reply_side_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} ({self.side})"
