"""The contact tree: who starts an urgent call, whom they call, and whom those call next, by day and by night."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Side
from teamup.plans.marking import Audience
from teamup.plans.state import PlanState
from teamup.report.document import (
    Blank,
    Block,
    Cell,
    Fact,
    Facts,
    Field,
    Grid,
    Note,
    NoteKind,
    Part,
)
from teamup.report.kinds import space
from teamup.report.kinds.asked import Said, caution_of, form_of
from teamup.report.kinds.grids import Col, grid_of
from teamup.report.kinds.people import LIAISONS, Person, backup_of, joined_of, liaison_of, people_of
from teamup.report.parts.cells import clip, side_label
from teamup.report.parts.gaps import question_of

ROLES = ("notice", "liaison_police", "liaison_security", "directory")
POST, LINE = 60, 130
SPARE, LEAST, MOST_EMPTY = 1, 3, 6
"""Empty rows there are at least; people on the last level, however little room is left; empty rows at most."""


def part_of(state: PlanState) -> Part | None:
    """Return the tree as a part of one page; None where the plan is not asked whom to call, and for the public."""
    if state.audience is Audience.PUBLIC or not any(question_of(state, role) for role in ROLES):
        return None
    danger = _("If anyone is in danger, call 911 first. This list does not replace that call.")
    above = (
        Field("", (Note(NoteKind.CAUTION, _("First"), danger),)),
        Field(_("1. Starts the call"), tuple(_start(state))),
        Field(_("2. Is called first, both sides at once"), (_first(state),)),
    )
    below = Field("", tuple(_care(state)))
    title = _("3. Is called next, by the liaison of their side")
    used = space.SHEET_TITLE + space.INTRO + space.height_of((*above, below, Field(title, (_grid("", "", ()),))))
    fields = (*above, Field(title, (_next(state, title, int((space.PAGE - used) / (space.ROW + 1))),)), below)
    return Part(
        "contacts",
        0,
        _("Who calls whom"),
        _("The contact tree for an urgent notice, by day and by night. From level 2 on it is our proposal."),
        fields,
        new_page=True,
    )


def _start(state: PlanState) -> Iterator[Block]:
    said = form_of(state, "notice")
    yield _grid(
        "contacts.start",
        _("1. Starts the call"),
        (
            _row("1", _("Sends the notice"), Person(clip(said.get("sender"), POST))),
            _row("1a", _("If there is no answer"), Person(clip(said.get("backup"), POST))),
        ),
        large=True,
    )
    if facts := tuple(_how(said)):
        yield Facts(facts)


def _how(said: Said) -> Iterator[Fact]:
    minutes = said.get("within_minutes")
    told = (
        (_("To"), clip(said.get("receivers"), LINE)),
        (_("How"), clip(said.get("channel"), LINE)),
        (_("How fast"), _("Within %(minutes)s minutes") % {"minutes": minutes} if minutes else ""),
        (_("Next test"), said.get("next_test")),
    )
    return (Fact(label, Cell(text)) for label, text in told if text)


def _first(state: PlanState) -> Grid:
    rows = []
    for number, (role, side) in enumerate(LIAISONS.items(), start=1):
        post = _("Police liaison") if side is Side.POLICE else _("Security liaison")
        nobody = Person("", side=side_label(side))
        rows.append(_row(f"2.{number}", post, liaison_of(state, role) or nobody))
        rows.append(_row(f"2.{number}a", _("If there is no answer"), backup_of(state, role) or nobody))
    return _grid("contacts.first", _("2. Is called first, both sides at once"), rows, large=True)


def _next(state: PlanState, title: str, room: int) -> Grid:
    """Return whom the liaisons call: as many as the page has room for, and a few empty rows."""
    firsts = [person for role in LIAISONS for person in (liaison_of(state, role), backup_of(state, role)) if person]
    called = {person.key for person in firsts}
    others = (person for person in people_of(state) if person.key not in called)
    order = {Side.POLICE: 0, Side.SECURITY: 1}
    people = sorted(others, key=lambda person: order.get(person.side.side, 2) if person.side else 2)
    sites = joined_of(state)
    most = max(room - SPARE, LEAST)
    some_people = people[: most - min(len(sites), most // 2)]
    listed = (*some_people, *sites[: most - len(some_people)])
    rows = (_row(f"3.{number}", _post(person), person, Cell()) for number, person in enumerate(listed, start=1))
    more = len(people) + len(sites) - len(listed)
    left = ngettext(
        "%(count)s more is in the plan: add those who are needed at night.",
        "%(count)s more are in the plan: add those who are needed at night.",
        more,
    ) % {"count": more}
    empty = min(max(room - len(listed), SPARE), MOST_EMPTY)
    return _grid("contacts.next", title, rows, empty, left if more else "")


def _post(person: Person) -> str:
    return person.post or person.office or person.organization


def _row(number: str, post: str, person: Person, unknown: Cell | None = None) -> tuple[Cell, ...]:
    """Return a row; where a number is not known stands `unknown`, or else a word that asks for one."""
    side = Cell(person.side.label, side=person.side) if person.side else Cell()
    name = person.name or person.organization
    note = post if name and post != name else ""
    who = Cell(name, note=note) if name else Cell("", note=post)
    ask = Cell("", note=_("[number]")) if unknown is None else unknown
    return (Cell(number), who, side, *(Cell(text) if text else ask for text in (person.phone, person.hours)))


def _grid(
    name: str, caption: str, rows: Iterable[tuple[Cell, ...]], empty: int = 0, left: str = "", *, large: bool = False
) -> Grid:
    cols = (
        Col("number", _("No."), 2),
        Col("who", _("Who"), 9),
        Col("side", _("Side"), 5, is_side=True),
        Col("day", _("By day"), 5),
        Col("night", _("Nights and weekends"), 9),
    )
    return grid_of(name, caption, cols, rows, empty=empty, help_text=left, large=large)


def _care(state: PlanState) -> Iterator[Block]:
    said = form_of(state, "directory")
    told = (
        (_("The full list"), clip(said.get("kept_where"), LINE)),
        (_("Keeper"), said.get("keeper")),
        (_("Checked"), said.get("checked")),
    )
    if facts := tuple(Fact(label, Cell(text)) for label, text in told if text):
        yield Facts(facts)
    yield Blank("contacts.checked", _("Every number called and answered on"))
    if caution := caution_of(state, "directory"):
        yield Note(NoteKind.CAUTION, _("Caution"), caution)
