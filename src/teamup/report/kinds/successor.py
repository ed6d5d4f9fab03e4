"""The brief for whoever takes over: what the partnership is, whom to know, what is due, agreed and open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.plans.marking import Audience
from teamup.plans.state import PlanState
from teamup.report.document import (
    Action,
    Block,
    Bullets,
    Cell,
    ColumnKind,
    Facts,
    Field,
    Paragraphs,
    Part,
    PlanDocument,
    Table,
    TableColumn,
)
from teamup.report.kinds import due
from teamup.report.kinds.asked import knows_sides
from teamup.report.kinds.bare import bare
from teamup.report.kinds.people import Person, people_of
from teamup.report.parts import agreement, calendar, cover
from teamup.report.parts.cells import clip, side_label

MISSION, STEP, OWNER, QUESTION, PARTNER = 420, 90, 40, 120, 80
MOST_PEOPLE, MOST_STEPS, MOST_QUESTIONS, MOST_PARTNERS = 10, 12, 8, 6
QUARTER = timedelta(days=91)


def build(state: PlanState, *, today: date) -> PlanDocument:
    """Return the document as the plan stands on `today`: two pages for most plans. What is empty says so."""
    made = bare(state, today, kind="successor", subtitle=_("For whoever takes over"), parts=())
    found = (_what_it_is(state), _people(state), _due(state, today), _agreed(state), _open(state), _first_week(state))
    parts = tuple(part for part in found if part)
    numbered = tuple(replace(part, number=number) for number, part in enumerate(parts, start=1))
    return replace(made, meta=replace(made.meta, short=True), parts=numbered)


def _part(name: str, title: str, *blocks: Block, intro: str = "") -> Part:
    return Part(name, 0, title, intro, (Field("", blocks),))


def _what_it_is(state: PlanState) -> Part:
    made = cover.cover_of(state, cover.meta_of(state, date.min))
    mission = clip(str(state.role("mission") or ""), MISSION) or _("Its mission is not written yet.")
    partners = tuple(
        f"{one.side.label}: {', '.join(clip(name, PARTNER) for name in one.names[:MOST_PARTNERS])}"
        for one in made.partners
        if one.names
    )
    blocks: list[Block] = [Paragraphs(mission)]
    if partners:
        blocks.append(Bullets(partners))
    if made.facts:
        blocks.append(Facts(made.facts))
    return _part("is", _("What you take over"), *blocks)


def _people(state: PlanState) -> Part | None:
    """Return whom to know; nothing for the public, and where the plan names nobody it says so."""
    if state.audience is Audience.PUBLIC:
        return None
    people, title = people_of(state), _("Whom to know")
    if not people:
        return _part("people", title, Paragraphs(_("The plan names nobody yet. Ask who wrote it for both liaisons.")))
    has_sides = knows_sides(state)
    columns = (
        TableColumn(_("Who"), width=3),
        *((TableColumn(_("Side"), ColumnKind.SIDE, 2),) if has_sides else ()),
        TableColumn(_("What they do here"), width=3),
        TableColumn(_("How to reach them"), width=3),
    )
    rows = tuple(_person(one, has_sides=has_sides) for one in people[:MOST_PEOPLE])
    more = len(people) - len(rows)
    said = ngettext("The plan names %(n)d more person.", "The plan names %(n)d more people.", more) % {"n": more}
    return _part("people", title, Table(title, columns, rows), *((Paragraphs(said),) if more else ()))


def _person(one: Person, *, has_sides: bool) -> tuple[Cell, ...]:
    side = (Cell(one.side.label if one.side else "", side=one.side),) if has_sides else ()
    at_home = ", ".join(filter(None, (one.office, one.organization)))
    reached = Cell(one.phone, note=one.hours) if one.phone or one.hours else Cell(_("Not in the plan"), missing=True)
    return (Cell(one.name, note=at_home), *side, Cell(one.post), reached)


def _due(state: PlanState, today: date) -> Part:
    steps, days = due.steps_for(state, today, most=MOST_STEPS, ahead=QUARTER), due.days_for(state, today)
    title, blocks = _("What is due"), list[Block]()
    if shown := [*((one, True) for one in steps.overdue), *((one, False) for one in steps.coming)]:
        has_sides = knows_sides(state)
        columns = (
            TableColumn(_("Due"), ColumnKind.DATE, 2),
            TableColumn(_("Action step"), width=5),
            *((TableColumn(_("Lead"), ColumnKind.SIDE, 2),) if has_sides else ()),
            TableColumn(_("Owner"), width=3),
        )
        rows = tuple(_step(action, is_late, has_sides=has_sides) for action, is_late in shown)
        blocks.append(Table(_("Steps that are overdue or come next"), columns, rows))
    else:
        blocks.append(Paragraphs(_("No step with a date is open.")))
    left = steps.more + steps.more_overdue + steps.undated
    said = ngettext("%(n)d more open step is in the plan.", "%(n)d more open steps are in the plan.", left)
    blocks += [Paragraphs(said % {"n": left})] if left else []
    if days:
        blocks.append(Bullets(tuple(f"{calendar.short_day(one.day)}: {one.label}" for one in days)))
    return _part("due", title, *blocks)


def _step(action: Action, is_late: bool, *, has_sides: bool) -> tuple[Cell, ...]:
    side = (Cell(action.lead.label, side=action.lead),) if has_sides else ()
    owner = Cell(clip(action.owner, OWNER)) if action.owner else Cell(_("No owner yet"), missing=True)
    when = Cell(calendar.short_day(action.due) if action.due else "", note=_("overdue") if is_late else "")
    return (when, Cell(clip(action.what, STEP)), *side, owner)


def _agreed(state: PlanState) -> Part:
    title, record = _("What both sides agreed to"), state.plan.agreement
    if record is None:
        return _part("agreed", title, Paragraphs(_("Both sides have agreed to no version of the plan here yet.")))
    lines = (
        _("%(name)s, for %(side)s") % {"name": one.name, "side": side_label(one.side).label.lower()}
        for one in record.signatures
    )
    said = [record.version] + ([agreement.since_said(record)] if record.since is not None else [])
    return _part("agreed", title, Paragraphs("\n".join(said)), Bullets(tuple(lines)))


def _open(state: PlanState) -> Part | None:
    """Return what the plan still has to answer; an edition that leaves something out does not count it."""
    if state.audience is Audience.PUBLIC:
        return None
    questions, more = due.questions_for(state, most=MOST_QUESTIONS)
    title = _("What is still open")
    if not questions:
        return _part("open", title, Paragraphs(_("Every needed question has an answer.")))
    items = [clip(one.prompt, QUESTION) for one in questions]
    if more:
        items.append(ngettext("And %(n)d more question.", "And %(n)d more questions.", more) % {"n": more})
    return _part("open", title, Bullets(tuple(items)))


def _first_week(state: PlanState) -> Part:
    other = _("the other side") if knows_sides(state) else _("your partners")
    return _part(
        "week",
        _("Your first week"),
        Bullets(
            (
                _("Call the liaison of %(other)s and say that it is you now. Do it before you need something.")
                % {"other": other},
                _("Read the plan’s summary and its action steps. Half an hour is enough."),
                _("Take each step that is overdue to its owner: is it done, moved, or given up?"),
                _("Check every phone number on this page, and write your own into the plan."),
                _("Look at the talk on the plan for remarks that wait for you or your side."),
                _("Keep the date of the next meeting. Partnerships end when a meeting is dropped and nobody says why."),
            )
        ),
    )
