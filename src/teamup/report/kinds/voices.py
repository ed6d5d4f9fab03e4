"""The two voices of a brief: what each executive is asked, what its side gains and brings, and what it decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from teamup.catalog.model import Kind, Side
from teamup.plans.state import PlanState
from teamup.report.document import Ask, Line, Lines
from teamup.report.kinds.asked import Said, form_of, rows_of
from teamup.report.parts.cells import side_label
from teamup.report.parts.gaps import gap, names_gaps, question_of

AGREED, DECLINED = "agreed", "declined"
OTHER = "other"
PITCHES = {Side.POLICE: "chief", Side.SECURITY: "executive"}
ROLES = ("sponsors", "pitch", "reasons_police", "reasons_security")
"""A course that asks for none of these has no voices of executives."""


def asks_of(state: PlanState, today: date) -> tuple[Ask, ...]:
    """Return what each executive reads, police first; nothing in a course that asks nothing of executives."""
    if not any(question_of(state, role) for role in ROLES):
        return ()
    who = {Side.POLICE: _("For the chief or sheriff"), Side.SECURITY: _("For the chief executive")}
    return tuple(
        Ask(
            side=side_label(side),
            who=office,
            opening=form_of(state, "pitch").get(PITCHES[side]),
            lists=tuple(lines for lines in _lists(state, side, today) if lines.items or lines.open),
        )
        for side, office in who.items()
    )


def _lists(state: PlanState, side: Side, today: date) -> Iterator[Lines]:
    reasons = f"reasons_{side}"
    yield Lines(
        "asks",
        _("What we ask of you"),
        tuple(_asks(state, side)),
        open=gap(state, _("Open: nobody is named yet whose support we ask for."), "sponsors"),
    )
    yield Lines(
        "gains",
        _("What you gain"),
        tuple(_gains(state, reasons)),
        open=gap(state, _("Open: what this side gains is not written yet."), reasons),
    )
    yield Lines(
        "brings",
        _("What your side brings"),
        (Line(names=brings),) if (brings := tuple(_brings(state, side))) else (),
        open=gap(state, _("Open: what this side brings is not written yet."), "resources_have"),
    )
    yield Lines("due", _("To decide"), tuple(_due(state, side, today)))


def sponsors_of(state: PlanState, side: Side) -> list[Said]:
    """Return the sponsors whom the plan puts on a side, in its order."""
    return [row for row in rows_of(state, "sponsors") if row.side is not None and row.side.side is side]


def _asks(state: PlanState, side: Side) -> Iterator[Line]:
    """Return what each sponsor is asked for and how that stands; those who have not answered come first."""
    for row in sorted(sponsors_of(state, side), key=_is_settled):
        support = row.get("support")
        yield Line(
            support or gap(state, _("Open: what we ask is not written yet"), "sponsors"),
            lead=", ".join(filter(None, (row.get("name"), row.get("office")))),
            state=_how_it_stands(row) or gap(state, _("No answer noted yet"), "sponsors"),
            settled=_is_settled(row),
            is_open=not support and names_gaps(state),
        )


def _is_settled(row: Said) -> bool:
    return row.raw.get("answer") in (AGREED, DECLINED)


def _how_it_stands(row: Said) -> str:
    answer, asked_on = row.get("answer"), row.get("asked_on")
    if answer and asked_on and not _is_settled(row):
        return _("%(answer)s since %(day)s") % {"answer": answer, "day": asked_on}
    return answer or (_("Asked on %(day)s") % {"day": asked_on} if asked_on else "")


def _gains(state: PlanState, role: str) -> Iterator[Line]:
    """Return each reason with how it shows here; one that is none of the usual ones speaks for itself."""
    question = question_of(state, role)
    value = state.value(question.id) if question and question.kind is Kind.CHECKLIST else None
    for option in question.options if question and isinstance(value, dict) else ():
        note = " ".join(str(value.get(option.id) or "").split()) if isinstance(value, dict) else ""
        if isinstance(value, dict) and option.id in value:
            label = option.label.spoken(state.voice)
            yield Line(note) if note and option.id == OTHER else Line(note, lead=label)


def _brings(state: PlanState, side: Side) -> Iterator[str]:
    for row in rows_of(state, "resources_have"):
        if row.get("what") and row.side is not None and row.side.side in (side, Side.JOINT):
            yield row.get("what")


def _due(state: PlanState, side: Side, today: date) -> Iterator[Line]:
    """Return the decisions about money that this side leads and that are not past, the nearest first."""
    rows = [
        (day, row)
        for row in rows_of(state, "transition")
        if (day := row.day("decide_by")) and day >= today and row.side and row.side.side in (side, Side.JOINT)
    ]
    for _day, row in sorted(rows, key=lambda found: found[0]):
        ends = _("%(source)s ends on %(day)s") % {"source": row.get("source"), "day": row.get("ends")}
        then = _("Then: %(what)s") % {"what": row.get("replacement")} if row.get("replacement") else ""
        yield Line(
            " · ".join(filter(None, (ends if row.get("ends") else row.get("source"), then))),
            lead=_("By %(day)s") % {"day": row.get("decide_by")},
        )
