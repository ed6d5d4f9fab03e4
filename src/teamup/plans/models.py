"""What a plan keeps. Every table but `Plan` has a key that begins with the plan's UUID, so that
plans can be spread over machines by it; `Plan` is the only target of foreign keys."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


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
    copied_from = models.UUIDField(null=True)  # the plan whose answers it began with
    deleted_at = models.DateTimeField(null=True)  # gone for everyone; an owner may bring it back for a while
    erased_at = models.DateTimeField(null=True)  # when somebody's name was last taken out of it
    used_at = models.DateTimeField(null=True)  # when somebody last opened it, within a week; at first, when it began
    unused_told = models.PositiveSmallIntegerField(default=0, db_default=0)  # warnings that it will be deleted

    class Meta:
        """Looked after by the worker, which forgets deleted plans when their time is over."""

        indexes = (
            models.Index(Coalesce("used_at", "created_at"), condition=Q(deleted_at=None), name="plan_unused"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="plan_deleted_to_forget"),
        )

    def __str__(self) -> str:
        return str(self.id)


class BrowserGrant(models.Model):
    """A browser that may open a plan, known by the hash of its cookie."""

    pk = models.CompositePrimaryKey("plan_id", "token_hash")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="grants")
    token_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)  # what this person wants the history to say
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # up to which change this person has looked
    archived_at = models.DateTimeField(null=True)  # off this browser's own list

    class Meta:
        """`token_hash` alone finds the plans of a browser: the one query that crosses plans."""

        indexes = (models.Index(fields=["token_hash"], name="grant_plans_of_a_browser"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name or self.token_hash[:6]}"


class RoleChoice(models.TextChoices):
    """What somebody is to a plan."""

    OWNER = "owner"
    EDITOR = "editor"
    COMMENTER = "commenter"
    VIEWER = "viewer"


class Member(models.Model):
    """A person on a plan. Who they are in the house is `user_id`; the plan keeps how they appear in it."""

    pk = models.CompositePrimaryKey("plan_id", "user_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="members")
    user_id = models.UUIDField()
    role = models.CharField(max_length=10, choices=RoleChoice.choices)
    side = models.CharField(max_length=10, choices=SideChoice.choices)
    name = models.CharField(max_length=120)
    organization = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120, blank=True)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # up to which change this person has looked
    archived_at = models.DateTimeField(null=True)  # off this person's own list

    class Meta:
        """`user_id` alone finds the plans of a person: a query that crosses plans."""

        constraints = (
            models.CheckConstraint(condition=Q(role__in=RoleChoice.values), name="member_role_is_known"),
            models.CheckConstraint(condition=Q(side__in=SideChoice.values), name="member_side_is_known"),
        )
        indexes = (models.Index(fields=["user_id"], name="member_plans_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name} ({self.role}, {self.side})"


class Invitation(models.Model):
    """A place on a plan that waits for somebody. The code is kept as a hash; an address only where it was mailed to."""

    pk = models.CompositePrimaryKey("plan_id", "invitation_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="invitations")
    invitation_id = models.UUIDField()
    code_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - none once it is used
    address = models.EmailField(blank=True)  # "" for one that is read over the phone
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=RoleChoice.choices)
    side = models.CharField(max_length=10, choices=SideChoice.choices)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """A role and a side that are known."""

        constraints = (
            models.CheckConstraint(condition=Q(role__in=RoleChoice.values), name="invitation_role_is_known"),
            models.CheckConstraint(condition=Q(side__in=SideChoice.values), name="invitation_side_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.role}, {self.side}"


class HandOverKind(models.TextChoices):
    """Who asks for ownership to pass: an owner gives it away, or members ask for it together."""

    OFFERED = "offered"
    ASKED = "asked"


class HandOverEnd(models.TextChoices):
    """How a hand-over ended."""

    DONE = "done"
    DECLINED = "declined"  # by whom it was offered to
    OBJECTED = "objected"  # by an owner
    WITHDRAWN = "withdrawn"  # by who began it
    LAPSED = "lapsed"  # nobody answered in time, or somebody it needs is gone


class HandOver(models.Model):
    """Ownership that is about to pass, with the word of two people.

    Of an offer `first` is the owner (none for a browser with the key) and `second` who is to own the plan. Of a request
    both are members who ask, one of each side. `ends_at` is when an offer or a request by one lapses, and when a
    request by two takes effect.
    """

    pk = models.CompositePrimaryKey("plan_id", "hand_over_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="hand_overs")
    hand_over_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=HandOverKind.choices)
    first = models.UUIDField(null=True)
    first_name = models.CharField(max_length=120)
    second = models.UUIDField(null=True)
    second_name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, choices=HandOverEnd.choices, blank=True)

    class Meta:
        """The index serves the worker, which sees to it that time takes effect."""

        constraints = (
            models.CheckConstraint(
                condition=Q(kind="offered", second__isnull=False) | Q(kind="asked", first__isnull=False),
                name="hand_over_names_its_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, ended="") | (Q(settled_at__isnull=False) & ~Q(ended="")),
                name="hand_over_ends_once",
            ),
        )
        indexes = (models.Index(fields=["ends_at"], condition=Q(settled_at__isnull=True), name="hand_over_that_waits"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.kind} by {self.first_name}"


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
    by_side = models.CharField(max_length=10, null=True)  # noqa: DJ001 - the side of who did it, where it is known
    by_user = models.UUIDField(null=True)  # who did it, where they had signed in

    class Meta:
        """One change for each revision; read by plan, newest first, and by who made it when they ask for all of it."""

        constraints = (
            models.UniqueConstraint(
                fields=["plan", "question_id", "side", "revision"],
                condition=Q(revision__isnull=False),
                name="change_has_one_author_a_revision",
            ),
        )
        indexes = (
            models.Index(F("plan"), F("at").desc(), name="change_plan_newest_first"),
            models.Index(fields=["by_user"], condition=Q(by_user__isnull=False), name="change_by_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.question_id} ({self.side}) {self.kind} r{self.revision}"


class NamedVersion(models.Model):
    """A plan as it stood when somebody gave it a name. It keeps which revision each answer had, not the answers.

    `revisions` has "<question>/<side>" and "steps/<step id>/joint"; the log has what stood at each of them.
    """

    pk = models.CompositePrimaryKey("plan_id", "number")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    revisions = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        """Numbers count from one, and no two versions of a plan have one name."""

        constraints = (
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_counts_from_one"),
            models.UniqueConstraint(fields=["plan", "name"], name="version_name_is_used_once"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: version {self.number}, {self.name}"


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


class Presence(models.Model):
    """Somebody who is at the plan right now, or was a moment ago. `visitor` is a member's id or a browser's hash."""

    pk = models.CompositePrimaryKey("plan_id", "visitor")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="presences")
    visitor = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    side = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=100, blank=True)  # "<question>/<side>"
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name}"


class ThreadKind(models.TextChoices):
    """What a thread is: a remark to talk about, or a note of what both sides settled on."""

    REMARK = "remark"
    SETTLED = "settled"


class Thread(models.Model):
    """Talk about one answer. `author` is a member's id or a browser's hash, as everywhere that somebody is known again.

    Of a note on what both sides settled, `note` is the text and `agreed` who stands by it, by side.
    """

    pk = models.CompositePrimaryKey("plan_id", "thread_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="threads")
    thread_id = models.UUIDField()
    question_id = models.CharField(max_length=80)
    side = models.CharField(max_length=10, choices=SideChoice.choices, default=SideChoice.JOINT)
    kind = models.CharField(max_length=10, choices=ThreadKind.choices, default=ThreadKind.REMARK)
    note = models.TextField(blank=True)
    agreed = models.JSONField(default=dict)  # {"police": {"by", "who", "at"}}
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    author = models.CharField(max_length=64)
    by_side = models.CharField(max_length=10, blank=True)
    comments = models.PositiveIntegerField(default=0)
    called = models.JSONField(default=list)  # the ids of members whom its comments mention
    stirred_at = models.DateTimeField(db_index=True)  # the last comment or assignment
    assigned_side = models.CharField(max_length=10, blank=True)
    assigned_to = models.UUIDField(null=True)
    assigned_name = models.CharField(max_length=120, blank=True)
    assigned_at = models.DateTimeField(null=True)
    assigned_by = models.CharField(max_length=64, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=120, blank=True)

    class Meta:
        """A note belongs to settled threads alone, and one of these holds for a question."""

        constraints = (
            models.CheckConstraint(condition=Q(side__in=SideChoice.values), name="thread_side_is_known"),
            models.CheckConstraint(
                condition=Q(kind="remark", note="") | (Q(kind="settled") & ~Q(note="")), name="thread_note_is_settled"
            ),
            models.UniqueConstraint(
                fields=["plan", "question_id"],
                condition=Q(kind="settled", resolved_at__isnull=True),
                name="thread_settles_a_question_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question_id} ({self.kind})"


class Comment(models.Model):
    """What somebody said in a thread. One that its author removed keeps its place and loses its words."""

    pk = models.CompositePrimaryKey("plan_id", "comment_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    comment_id = models.UUIDField()
    thread_id = models.UUIDField()
    author = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    side = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    mentions = models.JSONField(default=list)  # the ids of members
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """Read by thread, in the order in which they were written."""

        constraints = (
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(text=""), name="comment_removed_has_no_words"
            ),
        )
        indexes = (models.Index(fields=["plan", "thread_id", "at"], name="comment_of_a_thread"),)

    def __str__(self) -> str:
        return f"{self.name} in {self.thread_id}"


class MailChoice(models.TextChoices):
    """When a member hears by mail about the talk on a plan."""

    MINE = "mine"  # on days when somebody mentioned them or gave them something
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class TalkMail(models.Model):
    """What mail about its talk a member of a plan wants, and up to when they have been told.

    The link that stops it is known by its hash. `sent_for` is the morning that the last mail was for: one a morning.
    """

    pk = models.CompositePrimaryKey("plan_id", "user_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="talk_mail")
    user_id = models.UUIDField()
    choice = models.CharField(max_length=10, choices=MailChoice.choices, default=MailChoice.MINE)
    link_hash = models.CharField(max_length=64, unique=True)
    told_until = models.DateTimeField()
    sent_for = models.DateTimeField(null=True)

    class Meta:
        """`link_hash` alone finds what a link in a mail stops: it crosses plans."""

        constraints = (
            models.CheckConstraint(condition=Q(choice__in=MailChoice.values), name="talk_mail_choice_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.choice}"


class DateMailChoice(models.TextChoices):
    """Which mail about steps that are due and about reviews somebody asked for."""

    DUE = "due"  # a week before, the day before, and once it is late
    WEEKLY = "weekly"  # on Mondays: what is late, and what comes in the next two weeks
    NEVER = "never"


class DateMail(models.Model):
    """Which mail about a plan's dates a member asked for, and up to which morning they have been told.

    The link that stops it is known by its hash.
    """

    pk = models.CompositePrimaryKey("plan_id", "user_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="date_mail")
    user_id = models.UUIDField()
    choice = models.CharField(max_length=10, choices=DateMailChoice.choices)
    link_hash = models.CharField(max_length=64, unique=True)
    told_until = models.DateField()

    class Meta:
        """`link_hash` alone finds what a link in a mail stops, and the worker looks for readers: both cross plans."""

        constraints = (
            models.CheckConstraint(condition=Q(choice__in=DateMailChoice.values), name="date_mail_choice_is_known"),
        )
        indexes = (models.Index(fields=["told_until"], condition=~Q(choice="never"), name="date_mail_to_look_at"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.choice}"


class CalendarFeed(models.Model):
    """The private address at which a member's calendar reads a plan's dates. The token is kept as a hash."""

    pk = models.CompositePrimaryKey("plan_id", "user_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="calendar_feeds")
    user_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.plan_id}, since {self.made_at:%Y-%m-%d}"


class AudienceChoice(models.TextChoices):
    """Whose edition a link shows."""

    PUBLIC = "public"
    PARTNERS = "partners"
    POLICE = "police"
    SECURITY = "security"


class ShareLink(models.Model):
    """A link that lets whoever has it read one edition of a plan. The token is kept as a hash, none once it is revoked.

    How often it was opened is counted; who opened it, or from where, is kept nowhere.
    """

    pk = models.CompositePrimaryKey("plan_id", "link_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="share_links")
    link_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - none once it is revoked
    audience = models.CharField(max_length=10, choices=AudienceChoice.choices)
    version = models.PositiveIntegerField(null=True)  # None for the plan as it stands, always the newest
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    for_hosts = models.BooleanField(default=False, db_default=False)  # opened at the desk alone: it has no token
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        """`token_hash` alone finds what a link opens, and hosts look for what they may see: both cross plans."""

        constraints = (
            models.CheckConstraint(condition=Q(audience__in=AudienceChoice.values), name="share_audience_is_known"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(token_hash__isnull=True), name="share_revoked_opens_nothing"
            ),
            models.CheckConstraint(
                condition=Q(for_hosts=False) | Q(token_hash__isnull=True), name="share_for_hosts_has_no_token"
            ),
        )
        indexes = (
            models.Index(
                fields=["expires_at"], condition=Q(for_hosts=True, revoked_at__isnull=True), name="share_for_hosts_now"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.label}"


class AgreementState(models.TextChoices):
    """Where an agreement stands. All but the first are final."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  # another version was put forward before everybody had confirmed this one


class Agreement(models.Model):
    """A named version that was put to both sides. `fingerprint` is that of what the signers see."""

    pk = models.CompositePrimaryKey("plan_id", "agreement_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="agreements")
    agreement_id = models.UUIDField()
    version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    put_at = models.DateTimeField()
    put_by = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=AgreementState.choices, default=AgreementState.OPEN)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """One is open at a time, and what is closed stays as it is."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="agreement_is_closed_once",
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="open"), name="agreement_open_is_the_only_one"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: version {self.version}, {self.state}"


class Signer(models.Model):
    """Somebody who is asked to confirm a version for one side, and what they answered.

    A member is known by `user_id`; anybody else by the address that was written to, until they sign in with it. The
    link in that letter is kept as a hash. What was typed at confirming stands: name, title and organization.
    """

    pk = models.CompositePrimaryKey("plan_id", "agreement_id", "signer_id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="signers")
    agreement_id = models.UUIDField()
    signer_id = models.UUIDField()
    side = models.CharField(max_length=10, choices=SideChoice.choices)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    user_id = models.UUIDField(null=True)
    address = models.EmailField(blank=True)  # "" for a member, and once it is forgotten
    link_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - members need no link
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)  # why they declined

    class Meta:
        """Each side has its own signers, and each of them one answer. `link_hash` alone finds a signer."""

        constraints = (
            models.CheckConstraint(condition=Q(side__in=["police", "security"]), name="signer_speaks_for_one_side"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True), name="signer_answers_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "agreement_id", "user_id"],
                condition=Q(user_id__isnull=False),
                name="signer_is_asked_once",
            ),
        )
        indexes = (models.Index(fields=["user_id"], condition=Q(user_id__isnull=False), name="signer_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name} ({self.side})"
