"""What happened, and how often somebody tried."""

from __future__ import annotations

import uuid

from django.db import models


class Event(models.Model):
    """One thing that happened to a plan, kept for ever and never changed. It carries no answer's words."""

    pk = models.CompositePrimaryKey("plan_id", "id")
    plan_id = models.UUIDField()  # outlives its plan: no foreign key
    id = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        """Read by plan, newest first."""

        indexes = (models.Index(fields=["plan_id", "-at"], name="event_plan_newest_first"),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Allowance(models.Model):
    """How often a thing was done in one window of time; the key is a hash, never an address."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        """One count for a key and window."""

        constraints = (models.UniqueConstraint(fields=["key", "window"], name="allowance_counts_once"),)

    def __str__(self) -> str:
        return f"{self.key[:8]}…: {self.count}"


class Remembered(models.Model):
    """What Django's cache keeps in the database, so that all processes share it: tries at second factors, and the like.

    The columns are those of `django.core.cache.backends.db`; nothing of ours reads or writes them by hand.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        """Named in the settings."""

        db_table = "core_remembered"

    def __str__(self) -> str:
        return self.cache_key


class Upload(models.Model):
    """A file that a browser sent and has not yet said what to do with. Token and browser are kept as hashes."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    browser_hash = models.CharField(max_length=64, db_index=True)
    data = models.BinaryField()  # packed with zlib; empty once it was used
    expires_at = models.DateTimeField(db_index=True)
    became = models.UUIDField(null=True)  # the plan that it became, or went into

    def __str__(self) -> str:
        return f"{self.token_hash[:8]}…, until {self.expires_at:%H:%M}"


class Picture(models.Model):
    """A picture that a host gave the site, as it was rewritten here; known by what is in it."""

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=4)
    data = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest[:8]}….{self.kind}"


class Look(models.Model):
    """How the site looks and what its host says on every page. The highest number holds; 0 is the draft.

    Published ones are never changed: an earlier one comes back as a new number.
    """

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    name = models.CharField(max_length=60, blank=True)
    accent = models.CharField(max_length=7, blank=True)  # "#1f5f8b"
    logo = models.CharField(max_length=80, blank=True)  # "<digest>.<kind>"
    logo_width = models.PositiveIntegerField(default=0)
    logo_height = models.PositiveIntegerField(default=0)
    footer = models.TextField(blank=True)  # Markdown
    notice = models.TextField(blank=True)  # Markdown
    notice_from = models.DateTimeField(null=True)
    notice_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
