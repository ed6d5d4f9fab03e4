"""Published versions of packs: written once, never changed."""

from django.db import models


class PackVersion(models.Model):
    """One published version of a pack, with all of its words."""

    pack_id = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    docs = models.TextField()  # JSON text: jsonb would forget the order of options
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A version is published once."""

        constraints = (models.UniqueConstraint(fields=["pack_id", "version"], name="pack_version_is_published_once"),)
        indexes = (models.Index(fields=["pack_id", "-published_at"], name="pack_newest_first"),)

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"


class EntryKind(models.TextChoices):
    """What a host may correct between two versions of a course."""

    CASE = "case"
    RESOURCE = "resource"


class Correction(models.Model):
    """What a host changed at one example or resource, until a version of the course says it better."""

    pack_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    entry_id = models.CharField(max_length=80)
    is_hidden = models.BooleanField(default=False)
    url = models.CharField(max_length=500, blank=True)  # in place of the resource's own
    note = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        """An entry is corrected once."""

        constraints = (
            models.UniqueConstraint(fields=["pack_id", "kind", "entry_id"], name="correction_is_one_for_an_entry"),
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="correction_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(kind="resource") | models.Q(url=""), name="correction_of_a_case_has_no_link"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"
