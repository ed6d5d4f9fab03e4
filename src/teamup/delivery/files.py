"""Mail as files, for sites without a mail server: one `.eml` a letter, which mail programs open."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

logger = logging.getLogger(__name__)


class EmailBackend(BaseEmailBackend):
    """Writes each message to a file of its own in `EMAIL_FILE_PATH`, and names the file in the log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many. A file appears complete or not at all."""
        folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "mail")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            logger.info("No mail server is set, so the mail was written to %s", _write(message, folder))
        return len(email_messages)


def _write(message: EmailMessage, folder: Path) -> Path:
    name = re.sub(r"[^A-Za-z0-9.@-]", "", str(message.extra_headers.get("Message-ID", "")))[:120]
    path = folder / f"{timezone.now():%Y%m%d-%H%M%S}-{name or 'letter'}.eml"
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(message.message().as_bytes())
        file.flush()
        os.fsync(file.fileno())
    return draft.rename(path)
