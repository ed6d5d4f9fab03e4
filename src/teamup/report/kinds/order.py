"""The items of a meeting in their order, with the minutes that each may take and who leads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, Table, TableColumn
from teamup.report.kinds import due, minutes
from teamup.report.kinds.asked import form_of, knows_sides
from teamup.report.kinds.people import liaison_of
from teamup.report.parts.cells import clip, side_label

PROBLEM, DETAIL = 150, 60


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda. `weight` is its share of the time that is left when each item has the least."""

    what: str
    note: str = ""
    who: str = ""
    weight: int = 0


def usual(state: PlanState, steps: due.Steps, days: Sequence[due.Day], questions: Sequence[due.Open]) -> Iterator[Item]:
    """Yield the items of a meeting that speaks of these steps, days and open questions."""
    yield Item(_("Welcome, and the notes of the last meeting"), who=_("Chair"))
    if steps.overdue:
        yield Item(_("What was due and is not done: done, a new date, or dropped?"), "", _("Owners"), 2)
    next_up = _("What is due next: what stands in the way, and who can help?")
    if not steps.coming and not steps.undated:
        next_up = _("No step has a date yet: which comes first, who takes it, and by when?")
    yield Item(next_up, _undated(steps), _("Owners"), 1 if steps.coming else 2)
    if days:
        yield Item(_("Days that come up"), "\n".join(map(_day, days)), _("Chair"))
    yield from _rounds(state)
    if questions:
        decided = form_of(state, "decisions").get("rule")
        note = _("How we decide: %(rule)s") % {"rule": decided} if decided else ""
        yield Item(_("To decide today"), note, _("Everyone"), 2)
    else:
        yield Item(_("Anything else to decide"), who=_("Everyone"), weight=1)
    yield Item(_("Read back: who does what by when, and the next date"), who=_("Note taker"))


def _undated(steps: due.Steps) -> str:
    text = ngettext(
        "%(count)s step has no date yet: give it one.",
        "%(count)s steps have no date yet: give each one.",
        steps.undated,
    )
    return text % {"count": steps.undated} if steps.undated else ""


def _day(it: due.Day) -> str:
    line = f"{it.label}: {words.of_day(it.day)}"
    return f"{line} ({clip(it.detail, DETAIL)})" if it.detail else line


def _rounds(state: PlanState) -> Iterator[Item]:
    if not knows_sides(state):
        yield Item(_("A round: what each of us sees, and what each of us needs"), who=_("Everyone"))
        return
    what = {
        Side.POLICE: ("liaison_police", _("Police round: what we see, what we need from security")),
        Side.SECURITY: ("liaison_security", _("Security round: what we see, what we need from police")),
    }
    for side, (role, text) in what.items():
        person = liaison_of(state, role)
        yield Item(text, who=person.name if person else side_label(side).label)


def first(state: PlanState) -> Iterator[Item]:
    """Propose the hour that nobody has planned yet."""
    win = clip(form_of(state, "start").get("quick_win"), PROBLEM)
    yield Item(_("Welcome: who is here, and why"), _("A name, an organization, one sentence each."), _("Host"))
    yield Item(_("What police see"), _("Places, times and methods; nothing from an open case."), _("Police"), 1)
    yield Item(_("What security sees"), _("Totals and methods; no client’s data without leave."), _("Security"), 1)
    yield Item(_("One live problem"), win or _("One that both sides have this week."), _("Everyone"), 2)
    yield Item(_("What each side could bring, and what it cannot"), "", _("Everyone"))
    yield Item(_("One job to finish before we meet again, with a name"), "", _("Host"))
    yield Item(_("Who does what by when, and the next date"), "", _("Note taker"))


def table_of(items: Sequence[Item], length: int) -> Table:
    """Return the items with their minutes, which add up to the `length` of the meeting."""
    columns = (
        TableColumn(_("Min."), ColumnKind.NUMBER, 1),
        TableColumn(_("Item"), width=6),
        TableColumn(_("Led by"), width=2),
    )
    times = minutes.share(length, [item.weight for item in items])
    rows = (
        (Cell(str(time)), Cell(f"{number}. {item.what}", note=item.note), Cell(item.who))
        for number, (time, item) in enumerate(zip(times, items, strict=True), start=1)
    )
    return Table(_("In this order"), columns, tuple(rows))
