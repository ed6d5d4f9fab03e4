"""Knowledge checks as they stand after a reading. What someone chooses is shown and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from teamup.catalog.library import Check
from teamup.catalog.model import Lesson
from teamup.web.learning.reading import notes_of, to_html


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice, what comes of it, and whether it was chosen."""

    id: str
    text: str
    why: SafeString
    is_right: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A small situation with its choices; `said` is the choice to explain, if one was made."""

    id: str
    number: int
    situation: str
    ask: str
    choices: tuple[ShownChoice, ...]
    said: ShownChoice | None


def chosen_in(lesson: Lesson, asked: Mapping[str, str]) -> tuple[str, str]:
    """Return the check and choice that an address asks to explain (`?check=<id>&choice=<id>`), or two empty strings."""
    check = next((check for check in lesson.checks if check.id == asked.get("check", "")), None)
    choice = check.choice(asked.get("choice", "")) if check else None
    return (check.id, choice.id) if check and choice else ("", "")


def checks_of(lesson: Lesson, chosen: tuple[str, str] = ("", "")) -> tuple[ShownCheck, ...]:
    """Return the lesson's checks, the chosen choice explained."""
    notes = notes_of(lesson)
    return tuple(_shown(check, number, notes, chosen) for number, check in enumerate(lesson.checks, start=1))


def _shown(check: Check, number: int, notes: tuple[str, ...], chosen: tuple[str, str]) -> ShownCheck:
    choices = tuple(
        ShownChoice(
            choice.id, choice.text, to_html(choice.why, notes), choice.right, is_chosen=chosen == (check.id, choice.id)
        )
        for choice in check.choices
    )
    said = next((choice for choice in choices if choice.is_chosen), None)
    return ShownCheck(check.id, number, check.situation, check.ask, choices, said)
