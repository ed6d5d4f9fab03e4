"""A plan as one audience may see it: the same state without what is not theirs.

Every document is made from an edition, so what it leaves out can be in no byte of it: not in a bookmark, not in a
chart, not in the name of a row that another answer points to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from teamup.catalog.model import Kind, Question, Side
from teamup.plans.marking import Audience, Mark, sees
from teamup.plans.state import Given, Key, PlanState, found_once
from teamup.plans.steps import step_id_of


def edition_of(state: PlanState, audience: Audience, *, by_mail: bool = False) -> PlanState:
    """Return what an audience may see of a plan; the same state where that is all of it.

    What goes by mail holds no marked answer at all. Whether a question is asked was decided with all answers, so a
    condition on a hidden one changes nothing.
    """
    hidden = frozenset(_hidden(state, audience, by_mail=by_mail)) | state.left_out
    private = audience is Audience.PUBLIC
    if not hidden and not private:
        return replace(state, audience=audience) if state.marks else state
    silent = frozenset(
        question.id
        for question in state.course.questions()
        if not state.applies(question) or all((question.id, side) in hidden for side in question.sides())
    )
    record, gone = state.plan.agreement, _steps_drafted_by(state, hidden)
    return replace(
        state,
        plan=replace(state.plan, agreement=record.for_part()) if record else state.plan,
        answers=_seen(state, state.answers, hidden, private=private),
        whole={} if private else {key: given for key, given in state.whole.items() if key not in hidden},
        step_changes={step_id: given for step_id, given in state.step_changes.items() if step_id not in gone},
        marks={key: mark for key, mark in state.marks.items() if key not in hidden},
        audience=audience,
        left_out=hidden,
        left_out_steps=gone | state.left_out_steps,
        silent=silent,
    )


def _hidden(state: PlanState, audience: Audience, *, by_mail: bool) -> Iterator[Key]:
    """Yield the answers that are left out, whether they were given or not."""
    for key, mark in state.marks.items():
        if not sees(audience, mark) or (by_mail and mark is not Mark.OPEN):
            yield key
    if audience is Audience.PUBLIC:
        known = state.index.questions
        yield from ((question.id, side) for question in known.values() if question.private for side in Side)
        # What the course no longer asks was never looked at by whoever decides what is private.
        yield from (key for key in state.stored if key[0] not in known)


def _seen(state: PlanState, answers: Mapping[Key, Given], hidden: frozenset[Key], *, private: bool) -> dict[Key, Given]:
    seen = {key: given for key, given in answers.items() if key not in hidden}
    if not private:
        return seen
    questions = state.index.questions
    return {key: _without_private(questions.get(key[0]), given) for key, given in seen.items()}


def _without_private(question: Question | None, given: Given) -> Given:
    """Return an answer without its private columns or parts."""
    private = {column.id for column in question.columns if column.private} if question else set()
    if not private or question is None:
        return given
    value = given.value
    if isinstance(value, list):
        return replace(given, value=[_without(row, private) for row in value])
    if question.kind is Kind.MATRIX and isinstance(value, dict):
        return replace(given, value={row: _without(cells, private) for row, cells in value.items()})
    return replace(given, value=_without(value, private) or None)


def _without(cells: object, private: set[str]) -> object:
    return {name: cell for name, cell in cells.items() if name not in private} if isinstance(cells, dict) else cells


def _steps_drafted_by(state: PlanState, hidden: frozenset[Key]) -> frozenset[str]:
    """Return the ids of the steps that rows of these answers draft."""
    return frozenset(
        step_id_of(
            state.plan.id, question.id if side is Side.JOINT else f"{question.id}/{side}", str(row.get("id", ""))
        )
        for question in state.course.questions()
        if question.drafts_steps
        for side in question.sides()
        if (question.id, side) in hidden
        for row in state.rows(question.id, side)
    )


def seen_by(state: PlanState, audience: Audience) -> PlanState:
    """Return the plan as somebody of an audience sees it on its pages: without what is marked for others.

    A question whose answer is left out is still asked, so that a page can say whose it is. It is made once for each
    state; the same state where nothing is left out.
    """
    if audience is Audience.WHOLE or all(sees(audience, mark) for mark in state.marks.values()):
        return state
    return _seen_by(state, audience)


@found_once
def _seen_by(state: PlanState, audience: Audience) -> PlanState:
    silent = frozenset(question.id for question in state.course.questions() if not state.applies(question))
    return replace(edition_of(state, audience), silent=silent)
