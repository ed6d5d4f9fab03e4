"""The one-page brief for two executives: a chief or sheriff, and the chief executive of a company.

It says nothing that the plan does not say, and what the plan leaves open it calls open. Where a course does not ask for
something, the page does not speak of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from teamup.catalog.model import Path, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.plans.steps import StepStatus
from teamup.report.document import Action, Brief, Line, Lines, Meta, Number, Numbers, PlanDocument
from teamup.report.kinds.asked import form_of, knows_sides, rows_of, text_of
from teamup.report.kinds.bare import bare
from teamup.report.kinds.costs import costs_of
from teamup.report.kinds.people import joined_of
from teamup.report.kinds.voices import AGREED, asks_of, sponsors_of
from teamup.report.parts import calendar, cover, summary
from teamup.report.parts.cells import side_label
from teamup.report.parts.gaps import gap, names_gaps, no_steps, question_of

IN_PART = "in_part"
CONTACTS = {"liaison_police": Side.POLICE, "liaison_security": Side.SECURITY, "driver": None}


def build(state: PlanState, *, today: date) -> PlanDocument:
    """Return the document as the plan stands on `today`."""
    made = bare(state, today, kind="brief", subtitle=_("One-page brief"), parts=())
    return replace(made, meta=replace(made.meta, short=True), brief=brief_of(state, made.meta, today))


def brief_of(state: PlanState, meta: Meta, today: date) -> Brief:
    """Return everything that the page could say; a renderer takes as much of it as there is room for."""
    joint = (_steps(state, today), _partners(state), costs_of(state), _contacts(state))
    asked = question_of(state, "reasons_public")
    return Brief(
        title=meta.title,
        place=meta.place,
        progress=_progress(meta) if names_gaps(state) else "",
        mission=text_of(state, "mission"),
        mission_open=gap(state, _("Open: the mission is not written yet."), "mission"),
        public=text_of(state, "reasons_public"),
        public_title=asked.heading.spoken(state.voice) if asked else "",
        problems=Lines(
            "problems",
            _("The problem in numbers"),
            tuple(_problems(state)),
            open=gap(state, _("Open: no shared problem is named yet."), "problems"),
        ),
        evidence=form_of(state, "evidence").get("finding"),
        evidence_title=_("What shows it"),
        numbers=Numbers(
            _("What will be different"),
            tuple(_numbers(state)),
            open=gap(state, _("Open: no objective has a number yet."), "objectives"),
        ),
        asks=asks_of(state, today),
        joint=tuple(lines for lines in joint if lines.items or lines.open),
        open_word=_("Open") if names_gaps(state) else "",
        foot=_foot(state),
    )


def _foot(state: PlanState) -> str:
    if names_gaps(state):
        return _("Everything here is from the plan. What the plan leaves open is marked as open.")
    return _("Everything here is from the plan.")


def _progress(meta: Meta) -> str:
    if not meta.in_progress:
        return ""
    return _("%(answered)s of %(needed)s answers are in. The plan lists what is open.") % {
        "answered": meta.answered,
        "needed": meta.needed,
    }


def _problems(state: PlanState) -> Iterator[Line]:
    """Return each problem with how often it happens, which stands first of what is said of it."""
    question = question_of(state, "problems")
    for row in summary.problem_rows(state) if question else ():
        said = {c.id: words.of_cell(c, row.get(c.id), state) for c in question.columns} if question else {}
        what, *rest = list(said.items())
        counts = "how_often" in said and names_gaps(state)
        count = said.get("how_often", "")
        yield Line(
            count or (_("Open: not counted yet") if counts else ""),
            lead=what[1],
            note=" · ".join(text for name, text in rest if text and name != "how_often"),
            is_open=counts and not count,
        )


def _numbers(state: PlanState) -> Iterator[Number]:
    for row in rows_of(state, "objectives"):
        yield Number(row.get("measure"), row.get("baseline"), row.get("target"), _short(row.day("due")))


def _steps(state: PlanState, today: date) -> Lines:
    """Return the steps of the first 90 days, or of the next ones, and what is to be shown at their end."""
    title, actions = summary.first_steps(state, calendar.actions_of(state), today)
    dated = [(a.due or a.start, _step(a, state)) for a in actions if a.state != StepStatus.STOPPED]
    early: tuple[Line, ...] = ()
    if state.path is Path.NEW:
        early, dated = tuple(_early_win(state)), [*_first_meeting(state, today), *dated]
    steps = (line for _day, line in sorted(dated, key=lambda found: found[0] or date.max))
    return Lines("steps", title, (*early, *steps), open=no_steps(state))


def _step(action: Action, state: PlanState) -> Line:
    day, gaps = action.due or action.start, names_gaps(state)
    status = action.status if action.state != StepStatus.PLANNED else ""
    owner = action.owner or (_("No owner yet") if gaps else "")
    return Line(
        action.what,
        lead=_short(day) or (_("No date yet") if gaps else ""),
        note=" · ".join(filter(None, (owner, status))),
        side=action.lead if knows_sides(state) else None,
    )


def _first_meeting(state: PlanState, today: date) -> Iterator[tuple[date, Line]]:
    said = form_of(state, "start")
    day = said.day("date")
    if day and day >= today:
        both = side_label(Side.JOINT) if knows_sides(state) else None
        yield day, Line(_("The first meeting"), lead=_short(day), note=said.get("place"), side=both)


def _early_win(state: PlanState) -> Iterator[Line]:
    said = form_of(state, "early_win")
    if said.get("result"):
        day = _short(said.day("by"))
        lead = _("To show by %(day)s") % {"day": day} if day else _("To show first")
        yield Line(said.get("result"), lead=lead)


def _partners(state: PlanState) -> Lines:
    """Return who is in: the organizations of each side, the sponsors who said yes, and who else has joined."""
    title = _("Who is in")
    if not knows_sides(state):
        return Lines("partners", title, ())
    named = {side: cover.organizations_of(state, side) for side in (Side.POLICE, Side.SECURITY)}
    items = [line for side, names in named.items() if (line := _side_in(state, side, names))]
    known = {name.casefold() for names in named.values() for name in names}
    others = tuple(p.organization for p in joined_of(state) if p.organization.casefold() not in known)
    if others:
        items.append(Line(names=others, lead=_("Also in")))
    return Lines("partners", title, tuple(items))


def _side_in(state: PlanState, side: Side, names: tuple[str, ...]) -> Line | None:
    """Return who is in on a side, or that nobody is; None where an edition may not say so."""
    agreed = _said_yes(state, side)
    if names:
        return Line(names=names, note=agreed, side=side_label(side))
    roles = ("team", "founders", "sponsors", f"liaison_{side}")
    text = agreed or gap(state, _("Open: nobody is named yet."), *roles)
    return Line(text, side=side_label(side), is_open=not agreed) if text else None


def _said_yes(state: PlanState, side: Side) -> str:
    """Return the sponsors of a side who agreed, by name, in the plan's own words for their answer."""
    answers: dict[str, list[str]] = {}
    for row in sponsors_of(state, side):
        if row.raw.get("answer") in (AGREED, IN_PART) and row.get("name"):
            answers.setdefault(row.get("answer"), []).append(row.get("name"))
    return "; ".join(f"{answer}: {', '.join(names)}" for answer, names in answers.items())


def _contacts(state: PlanState) -> Lines:
    """Return whom to ask, by role: each person once, and how to reach them. An edition for the public has none."""
    title = _("Who to ask")
    if not names_gaps(state):
        return Lines("contacts", title, ())
    found: dict[str, Line] = {}
    for role, side in CONTACTS.items():
        question, said = question_of(state, role), form_of(state, role)
        if question is None or not said.get("person"):
            continue
        post, key = question.heading.spoken(state.voice), said.get("person").casefold()
        if key in found:
            found[key] = replace(found[key], note=_("%(one)s, %(other)s") % {"one": found[key].note, "other": post})
            continue
        reached = " · ".join(filter(None, (said.get("phone"), said.get("email"))))
        label = side_label(side) if side else None
        found[key] = Line(reached or said.get("organization"), lead=said.get("person"), note=post, side=label)
    return Lines("contacts", title, tuple(found.values()), open=gap(state, _("Open: nobody is named yet."), *CONTACTS))


def _short(day: date | None) -> str:
    return calendar.short_day(day) if day else ""
