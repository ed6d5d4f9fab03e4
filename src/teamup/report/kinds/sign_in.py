"""The sign-in sheet: the people whom the plan names are on it already, and there is room for the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from teamup.catalog.model import Kind
from teamup.plans.state import PlanState
from teamup.report.document import Blank, Block, Cell, Field, Paragraphs, Part
from teamup.report.kinds import space
from teamup.report.kinds.asked import knows_sides, rows_of, text_of
from teamup.report.kinds.grids import Col, grid_of
from teamup.report.kinds.people import Person, joined_of, people_of
from teamup.report.parts.cells import clip
from teamup.report.parts.gaps import question_of

ROOM, SPARE = 4, 2
"""Empty rows there are at least; rows that are left to spare, since Word sets a page a little wider."""
MOST = 60
RECORDS, KEPT = 200, 90
MEMBERS = "member_data"


def part_of(state: PlanState) -> Part:
    """Return the sheet as a part; empty rows fill the page on which the list ends."""
    has_sides = knows_sides(state)
    cols = (
        Col("name", _("Name"), 8),
        Col("organization", _("Organization"), 9),
        *((Col("side", _("Side"), 5, is_side=True),) if has_sides else ()),
        Col("reach", _("E-mail or phone"), 9),
        Col("initials", _("Initials"), 4),
    )
    people = (*people_of(state), *joined_of(state))[:MOST]
    rows = (_row(person, has_sides=has_sides) for person in people)
    head: tuple[Block, ...] = (
        Paragraphs(" ".join(_privacy(state))),
        Blank("sign_in.meeting", _("Meeting and date")),
    )
    sheet = grid_of("sign_in", _("Who is here"), cols, rows)
    used = space.SHEET_TITLE + space.INTRO + space.height_of([Field("", (*head, sheet))])
    sheet = replace(sheet, empty=_empty(used))
    intro = _("Put your initials beside your name. Not on the list? Take the next empty row.")
    return Part("sign-in", 0, _("Sign-in sheet"), intro, (Field("", (*head, sheet)),), new_page=True)


def _row(person: Person, *, has_sides: bool) -> tuple[Cell, ...]:
    side = (Cell(person.side.label, side=person.side) if person.side else Cell(),) if has_sides else ()
    return (Cell(person.name), Cell(person.organization), *side, Cell(), Cell())


def _empty(used: float) -> int:
    """Return how many empty rows fill the page on which the list ends; a table over several pages loses a little."""
    left = space.PAGE - used
    while left < ROOM * space.ROW:
        left += space.PAGE - 2 * space.ROW
    return max(int(left / space.ROW) - SPARE, ROOM)


def _privacy(state: PlanState) -> Iterator[str]:
    """Say in plain words what the list is for, and what the plan says about keeping it."""
    yield _("We use this list to know who was here and to send the notes, and for nothing else.")
    yield _("Whoever signs after you can read it: leave out what you would rather not share.")
    for row in rows_of(state, "retention"):
        if row.raw.get("info") == MEMBERS and (kept := clip(row.get("keep_for"), KEPT)):
            yield _("It is kept as long as our member list: %(period)s.") % {"period": _lower(kept).rstrip(".")}
    records = question_of(state, "records")
    if said := _sentences(text_of(state, "records")):
        yield _("If someone asks for it, our plan says: %(said)s") % {"said": said}
    elif records is not None and records.kind is Kind.LONG_TEXT:
        yield _("A public agency that holds this sheet may have to release it.")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentences(text: str) -> str:
    """Return the first sentences, as many as have room; a long one is cut at a word."""
    found = ""
    for sentence in " ".join(text.split()).replace(". ", ".\n").splitlines():
        longer = f"{found} {sentence}".strip()
        if len(longer) > RECORDS:
            break
        found = longer
    return found or clip(text, RECORDS)
