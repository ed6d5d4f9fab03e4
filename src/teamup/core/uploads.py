"""Files that a browser sent, kept for an hour while a person looks at what is in them."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from teamup.core import ids
from teamup.core.models import Upload

KEPT_FOR = timedelta(hours=1)
TOKEN, BROWSER = "upload", "upload of a browser"
LONGEST_TOKEN = 100
MOST_KEPT = 3
"""Of each browser, unused: a person may look at a few files side by side."""


class NoSuchUpload(Exception):
    """The file is not kept here (any more), or it is another browser's: nobody learns which."""


@transaction.atomic
def keep(data: bytes, *, browser: str, now: datetime) -> str:
    """Keep a file for this browser and return the token that finds it. Older ones than its last few are let go."""
    token = ids.new_token()
    owner = ids.digest(browser, purpose=BROWSER)
    older = Upload.objects.filter(browser_hash=owner, became=None).order_by("-expires_at").values_list("pk", flat=True)
    Upload.objects.filter(pk__in=[*older[MOST_KEPT - 1 :]]).delete()
    Upload.objects.create(
        token_hash=ids.digest(token, purpose=TOKEN),
        browser_hash=owner,
        data=zlib.compress(data),
        expires_at=now + KEPT_FOR,
    )
    return token


def find(token: str, *, browser: str, now: datetime, to_use: bool = False) -> Upload:
    """Return this browser's upload; `to_use` holds it until the transaction ends. Raises `NoSuchUpload`."""
    uploads = Upload.objects.select_for_update() if to_use else Upload.objects.all()
    found = uploads.filter(
        token_hash=ids.digest(token[:LONGEST_TOKEN], purpose=TOKEN),
        browser_hash=ids.digest(browser, purpose=BROWSER),
        expires_at__gt=now,
    ).first()
    if found is None or not browser:
        raise NoSuchUpload
    return found


def data_of(upload: Upload) -> bytes:
    """Return the file itself."""
    return zlib.decompress(bytes(upload.data))


def use(upload: Upload, *, became: UUID) -> None:
    """Let the file go, and remember what it became, so that a second press of the button finds it."""
    Upload.objects.filter(pk=upload.pk).update(data=b"", became=became)


def forget_old(*, now: datetime) -> int:
    """Delete uploads whose hour is over and return how many."""
    deleted, _ = Upload.objects.filter(expires_at__lt=now).delete()
    return deleted
