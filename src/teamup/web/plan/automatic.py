"""Parts of a worksheet that are drawn from other answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from teamup.catalog.model import Question
from teamup.plans import smart, words
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of

SPANS = (30, 90, 180, 365)
"""Days after the first step, as the outline's timeline has them."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines under a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Automatic:
    """What an automatic question shows; `empty` is the sentence for when there is nothing yet."""

    blocks: tuple[Block, ...]
    empty: str = ""


def automatic_of(question: Question, state: PlanState) -> Automatic:
    """Return the check of the objectives beside the objectives; anywhere else, the steps by date."""
    objectives = state.index.questions.get(state.course.roles.get("objectives", ""))
    lesson = state.index.lesson_of.get(question.id)
    if objectives is not None and lesson is not None and objectives in lesson.questions:
        return _check_of(objectives, state)
    return _timeline_of(state)


def _check_of(objectives: Question, state: PlanState) -> Automatic:
    if not state.has_any(objectives):
        return Automatic((), _("Write your first objective above, and this check reads it."))
    by_row: dict[str, tuple[str, list[str]]] = {}
    for flag in smart.flags_of(state, objectives):
        what = (
            flag.what
            if flag.kind == "missing"
            else _("%(what)s (it names a row that was removed)") % {"what": flag.what}
        )
        by_row.setdefault(flag.row_id, (flag.row, []))[1].append(what)
    if not by_row:
        return Automatic((), _("Every objective has a measure, a baseline, a target, an owner and dates. Well done."))
    lines = tuple(
        _("“%(row)s” has no: %(missing)s.") % {"row": row, "missing": ", ".join(missing)}
        for row, missing in by_row.values()
    )
    return Automatic((Block(_("Still to say"), lines),))


def _timeline_of(state: PlanState) -> Automatic:
    steps = steps_of(state)
    if not steps:
        return Automatic((), _("Name an activity or a step above, with a date, and it takes its place here."))
    dated = sorted((day, step.what) for step in steps if (day := step.due or step.start))
    undated = tuple(step.what for step in steps if not (step.due or step.start))
    first = min((step.start or day for step in steps if (day := step.due or step.start)), default=None)
    by_span: dict[str, list[str]] = {}
    for day, what in dated:
        past = (day - first).days if first else 0
        span = next((span for span in SPANS if past <= span), 0)
        heading = _("By day %(days)d") % {"days": span} if span else _("Later")
        by_span.setdefault(heading, []).append(f"{words.of_day(day)}: {what}")
    blocks = [Block(heading, tuple(lines)) for heading, lines in by_span.items()]
    return Automatic((*blocks, *([Block(_("Without a date"), undated)] if undated else [])))
