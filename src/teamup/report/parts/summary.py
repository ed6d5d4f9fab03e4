"""The page that stands alone, for someone who has two minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Path, Question, Side
from teamup.plans import words
from teamup.plans.marking import Audience
from teamup.plans.state import PlanState
from teamup.report.document import Action, Cell, Change, Contact, Fact, FirstStep, SideLabel, Summary
from teamup.report.parts.cells import clip, names_sides, side_label
from teamup.report.parts.gaps import gap, no_steps

MISSION, PROBLEM, DETAIL, CHANGE, STATE, STEP, OWNER, NAME = 420, 150, 130, 120, 60, 110, 60, 60
"""The longest of each on this page, in characters; the whole stands in its part."""
MOST_PROBLEMS, MOST_CHANGES, MOST_STEPS, MOST_CONTACTS = 3, 5, 7, 4
FIRST_DAYS = timedelta(days=90)

Row = Mapping[str, object]


def summary_of(state: PlanState, actions: Sequence[Action], today: date) -> Summary:
    """Return the summary; what is not known yet says so."""
    part = next((part for part in state.course.parts if part.automatic == "summary"), None)
    problems, changes = tuple(_problems(state)), tuple(_changes(state))
    contacts = () if state.audience is Audience.PUBLIC else tuple(_contacts(state))
    steps_title, steps = first_steps(state, actions, today)
    mission = clip(str(state.role("mission") or ""), MISSION)
    said = {"mission": mission, "problems": problems, "changes": changes, "steps": steps, "contacts": contacts}
    return Summary(
        title=part.title.spoken(state.voice) if part else _("At a glance"),
        intro=part.intro.spoken(state.voice) if part else "",
        mission=mission,
        problems_title=_("The problem") if len(problems) == 1 else _("The problems we take on"),
        problems=problems,
        changes_title=_("What will be different"),
        changes=changes,
        steps_title=steps_title,
        steps=tuple(map(_first_step, steps[:MOST_STEPS])),
        contacts_title=_("Who to ask"),
        contacts=contacts,
        missing=tuple(
            Fact(name, Cell(sentence, missing=True))
            for name, sentence in _open_sentences(state).items()
            if sentence and not said[name]
        ),
    )


def _open_sentences(state: PlanState) -> dict[str, str]:
    """Return what is said of each list that has nothing in it, or "" where an edition may not say so."""
    return {
        "mission": gap(state, _("Open: the mission is not written yet."), "mission"),
        "problems": gap(state, _("Open: no shared problem is named yet."), "problems"),
        "changes": gap(state, _("Open: no goal or objective is set yet."), "objectives", "goals"),
        "steps": no_steps(state),
        "contacts": gap(
            state, _("Open: nobody is named yet."), "liaison_police", "liaison_security", "driver", "sponsors"
        ),
    }


def _question(state: PlanState, role: str) -> Question | None:
    return state.index.questions.get(state.course.roles.get(role, ""))


def problem_rows(state: PlanState) -> list[dict[str, object]]:
    """Return the rows of the problems, the one that comes first in the plan's own order first."""
    question = _question(state, "problems")
    ranked = state.role("priority")
    order = [str(item) for item in ranked] if isinstance(ranked, list) else []
    rows = state.rows(question.id) if question else []
    return sorted(rows, key=lambda row: order.index(str(row.get("id"))) if str(row.get("id")) in order else len(order))


def _problems(state: PlanState) -> Iterator[Cell]:
    question = _question(state, "problems")
    if question is None:
        return
    for row in problem_rows(state)[:MOST_PROBLEMS]:
        said = [words.of_cell(column, row.get(column.id), state) for column in question.columns]
        yield Cell(clip(said[0], PROBLEM), note=clip(" · ".join(filter(None, said[1:])), DETAIL))


def _changes(state: PlanState) -> Iterator[Change]:
    objectives, goals = _question(state, "objectives"), _question(state, "goals")
    rows = state.rows(objectives.id) if objectives else []
    if objectives and rows:
        for row in rows[:MOST_CHANGES]:
            said = {c.id: words.of_cell(c, row.get(c.id), state) for c in objectives.columns}
            now, goal, by = (clip(said.get(name, ""), STATE) for name in ("baseline", "target", "due"))
            yield Change(clip(said.get("measure", ""), CHANGE), now, goal, by)
    elif goals:
        for row in state.rows(goals.id)[:MOST_CHANGES]:
            yield Change(clip(words.name_of_row(goals.id, str(row.get("id")), state), CHANGE), "", "", "")


def first_steps(state: PlanState, actions: Sequence[Action], today: date) -> tuple[str, tuple[Action, ...]]:
    """Return the steps of the first 90 days of a new partnership, or of the next 90 of one that exists, and a title.

    Where none falls into these days, they are those that come first.
    """
    dated = [(day, action) for action in actions if (day := action.due or action.start)]
    if state.path is Path.EXISTING:
        title, begins = _("Next 90 days"), today
    else:
        title, begins = _("First 90 days"), min((day for day, _action in dated), default=today)
    within = [action for day, action in dated if timedelta(0) <= day - begins <= FIRST_DAYS]
    if not within:
        title, within = _("First steps"), [action for _day, action in dated] or list(actions)
    return title, tuple(within)


def _first_step(action: Action) -> FirstStep:
    day = action.due or action.start
    return FirstStep(words.of_day(day) if day else "", clip(action.what, STEP), action.lead, clip(action.owner, OWNER))


def _contacts(state: PlanState) -> Iterator[Contact]:
    """Name each person once, with every role that he or she has."""
    found: dict[str, Contact] = {}
    for contact in (*_liaisons(state), *_sponsors(state)):
        key = contact.name.casefold()
        known = found.get(key)
        found[key] = replace(known, role=_and(known.role, contact.role)) if known else contact
    yield from list(found.values())[:MOST_CONTACTS]


def _and(first: str, second: str) -> str:
    same = second.casefold() in first.casefold()
    return first if same else _("%(first)s, %(second)s") % {"first": first, "second": second[:1].lower() + second[1:]}


def _liaisons(state: PlanState) -> Iterator[Contact]:
    sides = {"liaison_police": Side.POLICE, "liaison_security": Side.SECURITY, "driver": None}
    for role, side in sides.items():
        question, value = _question(state, role), state.role(role)
        if question is None or not isinstance(value, dict):
            continue
        said = {c.id: words.of_cell(c, value.get(c.id), state) for c in question.columns}
        if said.get("person"):
            detail = " · ".join(filter(None, (said.get(name, "") for name in ("organization", "phone", "email"))))
            label = side_label(side) if side else None
            heading = question.heading.spoken(state.voice)
            yield Contact(heading, label, clip(said["person"], NAME), clip(detail, DETAIL))


def _sponsors(state: PlanState) -> Iterator[Contact]:
    question = _question(state, "sponsors")
    for row in state.rows(question.id) if question else []:
        said = {c.id: words.of_cell(c, row.get(c.id), state) for c in question.columns} if question else {}
        if said.get("name"):
            yield Contact(
                _("Sponsor"),
                _side_of(question, row, said),
                clip(said["name"], NAME),
                clip(said.get("office", ""), DETAIL),
            )


def _side_of(question: Question | None, row: Row, said: Mapping[str, str]) -> SideLabel | None:
    for column in question.columns if question else ():
        is_side = column.kind is CellKind.CHOICE and names_sides(column.options)
        if is_side and row.get(column.id) in frozenset(Side):
            return SideLabel(Side(str(row[column.id])), said[column.id])
    return None
