"""Letters and notices on their way, and addresses whose owners have shown that they read them.

Addresses are personal data: they are kept as long as sending needs them, then forgotten. What stays is a masked form.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import models
from django.db.models import Q
from django.utils.encoding import punycode

from teamup.plans.models import Plan


class LetterKind(models.TextChoices):
    """What a letter is about."""

    REPORT = "report"
    KEY = "key"  # the link that opens the plan again: to the person who holds the key alone
    CODE = "code"  # six digits that confirm an address
    INVITE = "invite"  # the link to a place on the plan; its id is the invitation's
    OWNER = "owner"  # the plan is about to pass to others: to whom that concerns
    AGREE = "agree"  # a version was put to both sides: to whom is asked to confirm it; its id is the signer's


class LetterState(models.TextChoices):
    """How far a letter has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Paper(models.TextChoices):
    """The paper of the attached report."""

    LETTER = "letter"
    A4 = "a4"


class Letter(models.Model):
    """One message to one recipient.

    `due_at` is when a worker may take it: now for a new letter, later after a failed try, the end of the lease while
    a worker has it in hand, and empty once it is sent or has failed for good.
    """

    pk = models.CompositePrimaryKey("plan_id", "id")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="letters")
    id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    address = models.CharField(max_length=254, blank=True)  # empty once forgotten
    masked = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)  # only ever a confirmed address
    note = models.TextField(blank=True)  # of "owner" the id of the hand-over, of "agree" that of the agreement
    paper = models.CharField(max_length=10, choices=Paper.choices, default=Paper.LETTER)
    sealed = models.CharField(max_length=200, blank=True)  # a secret to be mailed, unreadable here; empty once settled
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    task_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it has not gone out, for people
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """The two indexes serve the worker, which looks after the letters of all plans."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"], due_at__isnull=False)
                | Q(state__in=["sent", "failed"], due_at__isnull=True),
                name="letter_is_due_until_settled",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["key", "invite", "agree"]) | Q(sealed=""), name="letter_seals_only_keys"
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="letter_due"),
            models.Index(fields=["created_at"], condition=~Q(address=""), name="letter_address_to_forget"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.masked}: {self.state}"

    @property
    def can_retry(self) -> bool:
        """Say whether a person may have it sent again: it failed, and all that it carries is still here."""
        return self.state == LetterState.FAILED and self.kind == LetterKind.REPORT and bool(self.address)

    @property
    def message_id(self) -> str:
        """The Message-ID: the same at every try, so that mail programs can tell a repetition."""
        return _message_id(self.id)


class NoticeKind(models.TextChoices):
    """What a notice is about."""

    SIGN_IN = "sign-in"  # a code that signs in
    ADDRESS = "address"  # a code that adds an address to somebody's account
    PROOF = "proof"  # a code before a change that matters
    CHANGED = "changed"  # what was changed in somebody's account
    DATES = "dates"  # what is due and late on a plan: sent once or never
    UNUSED = "unused"  # that a plan nobody uses will be deleted
    TALK = "talk"  # what was said on a plan: sent once or never, and then told again another day


class Notice(models.Model):
    """One message of the house to one person, which no plan keeps. It is forgotten once it is sent or has failed.

    `sealed` holds what it says, unreadable here. `due_at` is read as that of a letter. After `pointless_at` it is not
    worth sending.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    address = models.CharField(max_length=254, blank=True)  # empty once settled
    masked = models.CharField(max_length=254)
    sealed = models.TextField(blank=True)  # empty once settled
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    pointless_at = models.DateTimeField(null=True)
    task_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it has not gone out, for the people who run the site
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """Looked after by the worker."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"], due_at__isnull=False)
                | Q(state__in=["sent", "failed"], due_at__isnull=True, address="", sealed=""),
                name="notice_is_forgotten_once_settled",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="notice_due"),
            models.Index(fields=["created_at"], name="notice_to_forget"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.masked}: {self.state}"

    @property
    def message_id(self) -> str:
        """The Message-ID: the same at every try, so that mail programs can tell a repetition."""
        return _message_id(self.id)


def _message_id(letter_id: UUID) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or DNS_NAME.get_fqdn()
    return f"<{letter_id}@{punycode(domain)}>"


class SenderCode(models.Model):
    """A request to confirm an address, by one browser on one plan. The code itself is kept nowhere."""

    pk = models.CompositePrimaryKey("plan_id", "browser_hash", "address_hash")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sender_codes")
    browser_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=254, blank=True)  # to fill in the form; empty once forgotten
    letter_id = models.UUIDField()  # the letter that carries the code; the code is derived from it
    tries_left = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """Forgotten by age."""

        indexes = (models.Index(fields=["expires_at"], name="sender_code_to_forget"),)

    def __str__(self) -> str:
        return f"{self.address_hash[:6]}: {'confirmed' if self.confirmed_at else 'open'}"
