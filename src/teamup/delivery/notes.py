"""Words of people that go into a letter. Nobody's mailbox is to get links or headers that a stranger wrote."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from teamup.delivery.errors import BadNote

LONGEST_NOTE = 600
LONGEST_SUBJECT = 120
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://\S*|\bwww\.\S+|\bmailto:\S*|\S+@\S+|\b(?:[\w-]+\.)+[a-z]{2,24}\b\S*", re.IGNORECASE
)
_CONTROL = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_TURNS_WRITING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_note(typed: str) -> str:
    """Return the note as it will be sent. Raises `BadNote` when it is too long or has an address in it."""
    note = "".join(c for c in typed.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or _is_plain(c)).strip()
    if len(note) > LONGEST_NOTE:
        raise BadNote(_("Shorten the note to %(most)s characters or fewer.") % {"most": LONGEST_NOTE})
    if found := find_address(note):
        raise BadNote(
            _("Leave web and mail addresses out of the note: “%(found)s”. The report is attached anyway.")
            % {"found": found[:60]}
        )
    return note


def find_address(text: str) -> str:
    """Return the first thing in `text` that a mail program would make a link of, or ""."""
    match = _ADDRESS.search(text)
    return match[0] if match else ""


def one_line(text: str, *, most: int = LONGEST_SUBJECT) -> str:
    """Return `text` fit for a subject: one line, no control characters, at most `most` characters."""
    line = " ".join("".join(c if _is_plain(c) else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _is_plain(char: str) -> bool:
    """Say whether `char` is neither a control character, nor a line end, nor one that turns the writing around."""
    return unicodedata.category(char) not in _CONTROL and char not in _TURNS_WRITING
