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
