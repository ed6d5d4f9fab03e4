"""The word that people type before something that cannot be undone."""

from __future__ import annotations

from django.utils.translation import gettext as _

ENGLISH = "delete"
AROUND = "“”\"'."


def delete() -> str:
    """Return the word that deletes."""
    return _("delete")


def is_word(typed: str, word: str) -> bool:
    """Say whether somebody typed the word, or the English one, however they wrote it."""
    return typed.strip().strip(AROUND).lower() in (word, ENGLISH)


def pattern_of(word: str) -> str:
    """Return what a browser lets pass, so that drafts are only cleared with the plan."""
    return rf"\s*({word}|{word.capitalize()}|{word.upper()})\s*"
