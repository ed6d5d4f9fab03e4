"""Reading plans: each function is one or two queries, whatever the plan's size."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.core import across, ids
from teamup.plans import fitting, store
from teamup.plans.access import BROWSER
from teamup.plans.marking import Mark
from teamup.plans.models import ActionStep, Answer, AnswerChange, AnswerMark, BrowserGrant, Member, Plan
from teamup.plans.state import Given, Key, PlanFacts, PlanState

MOST_KEPT = 32
"""Plans kept in memory by each web process; a full one takes about 0.5 MB."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A plan as it was read last: the mark it was read under, its rows with what was given in each, and its state."""

    mark: tuple[object, ...]
    rows: Mapping[tuple[Any, ...], Given]
    state: PlanState


_kept: dict[UUID, _Kept] = {}

STEPS = store.STEPS
"""What the log's `question_id` of an action step begins with."""


def load_state(plan: Plan) -> PlanState:
    """Return the plan with all its answers and steps: one query, and two or three more when something changed since.

    The last few plans are kept, each under a mark that every save changes, so that going from page to page neither
    parses the answers again nor looks at them again (see `found_once`). After a save only what changed is.
    """
    mark = (plan.pack_id, plan.pack_version, plan.time_zone, plan.erased_at, *store.mark_of(plan.pk))
    kept = _kept.pop(plan.pk, None)
    if kept is None or kept.mark != mark:
        kept = _read_state(plan, mark, kept)
    _kept[plan.pk] = kept
    while len(_kept) > MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    return kept.state


def forget_plans() -> None:
    """Forget the plans that are kept, as a new process would."""
    _kept.clear()


def _read_state(plan: Plan, mark: tuple[object, ...], before: _Kept | None) -> _Kept:
    known = before.rows if before else {}
    answers = _read(plan, Answer, "question_id", "side", known=known)
    steps = _read(plan, ActionStep, "step_id", known=known)
    state = state_of(
        plan,
        {(row[0], Side(row[1])): given for row, given in answers.items()},
        {str(UUID(str(row[0]))): given for row, given in steps.items()},
        marks=_marks(plan) if mark[-1] else {},
        before=before.state if before else None,
    )
    return _Kept(mark, {**answers, **steps}, state)


def _read(
    plan: Plan, model: type[Model], *names: str, known: Mapping[tuple[Any, ...], Given]
) -> dict[tuple[Any, ...], Given]:
    """Return what was given in each row of a plan, by the row: the named fields, then text, revision, time and author.

    The query is compiled once, and the values of rows that are not `known` are parsed in one go: building it anew
    and converting row by row costs more than all else of a page together.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql(model, names), [Plan._meta.pk.get_db_prep_value(plan.pk, connection)])
        found = cursor.fetchall()
    fresh = [row for row in found if row not in known]
    values = json.loads(f"[{','.join(row[-4] or 'null' for row in fresh)}]")
    read = {
        row: Given(value, row[-3], row[-2] if row[-2].tzinfo else row[-2].replace(tzinfo=UTC), row[-1])
        for row, value in zip(fresh, values, strict=True)
    }
    return {row: known[row] if row in known else read[row] for row in found}


@cache
def _sql(model: type[Model], names: tuple[str, ...]) -> str:
    """Return the query for every row of one plan; the plan's id is its only parameter."""
    rows = model._default_manager.filter(plan_id=UUID(int=0))
    query = rows.values_list(*names, "value", "revision", "changed_at", "changed_by").query
    return query.sql_with_params()[0]


def _marks(plan: Plan) -> dict[Key, Mark]:
    """Return who may see which answers; a query only for plans in which somebody has marked one."""
    rows = AnswerMark.objects.filter(plan=plan).exclude(mark=Mark.OPEN).values_list("question_id", "side", "mark")
    return {(question_id, Side(side)): Mark(mark) for question_id, side, mark in rows}


def state_of(
    plan: Plan,
    answers: Mapping[tuple[str, Side], Given],
    steps: Mapping[str, Given],
    *,
    marks: Mapping[Key, Mark] | None = None,
    before: PlanState | None = None,
) -> PlanState:
    """Return the state that these stored answers make of `plan`; what was fitted in the state `before` is not again."""
    index = shelf.get_index(plan.pack_id, plan.pack_version)
    fits, whole = fitting.fit_all(index, answers, before if before and before.index is index else None)
    facts = PlanFacts(plan.id, plan.created_at, plan.time_zone, plan.sample)
    return PlanState(index.course, index, facts, fits, steps, whole, marks or {})


def find_change(plan: Plan, save_key: UUID) -> AnswerChange | None:
    """Return what an earlier save with this key did, or None."""
    return AnswerChange.objects.filter(plan=plan, save_key=save_key).first()


def value_at(plan: Plan, question_id: str, side: Side, revision: int) -> object:
    """Return what an answer was at a revision. Raises `AnswerChange.DoesNotExist` for one that never was."""
    if revision == 0:
        return None
    return AnswerChange.objects.values_list("new", flat=True).get(
        plan=plan, question_id=question_id, side=side, revision=revision
    )


def changes_of(
    plan: Plan, *, question_id: str = "", start: int = 0, count: int = 50, without: Q | None = None
) -> list[AnswerChange]:
    """Return `count` changes of a plan, or of one question, newest first, from the `start`th on, but `without` some."""
    changes = AnswerChange.objects.filter(plan=plan)
    if without is not None:
        changes = changes.exclude(without)
    if question_id:
        changes = changes.filter(question_id=question_id)
    return list(changes.order_by("-at", "-revision", "save_key")[start : start + count])


@across.plans("the plans of a browser and a person, for the menu of every page")
def plans_here(browser: str, user_id: UUID | None = None, *, limit: int = 50) -> list[tuple[Plan, str]]:
    """Return (plan, name) for the plans that this browser or person may open, newest first, without archived ones.

    Two queries, none for who has neither. It crosses plans: it is the list of them (`mine` has all that is to say).
    """
    if not browser and user_id is None:
        return []
    own = BrowserGrant.objects.filter(token_hash=ids.digest(browser, purpose=BROWSER) if browser else "")
    wanted = own.filter(archived_at=None).values("plan_id")
    if user_id is not None:
        wanted = wanted.union(Member.objects.filter(user_id=user_id, archived_at=None).values("plan_id"))
    plans = list(Plan.objects.filter(pk__in=wanted, deleted_at=None).order_by("-created_at")[:limit])
    names = names_of(plans)
    return [(plan, names.get(plan.id, "")) for plan in plans]


def samples() -> list[tuple[Plan, str]]:
    """Return (plan, name) for the read-only samples, the one from the public record first."""
    plans = list(Plan.objects.exclude(sample="").order_by("-sample"))
    names = names_of(plans)
    return [(plan, names.get(plan.id, "")) for plan in plans]


def names_of(plans: list[Plan]) -> dict[UUID, str]:
    """Return the names of plans that have one: one query."""
    wanted = Q(pk__in=[])
    for plan in plans:
        name = shelf.get_course(plan.pack_id, plan.pack_version).roles.get("name", "")
        wanted |= Q(plan=plan, question_id=name, side=Side.JOINT)
    if not plans:
        return {}
    return {
        plan_id: str(value or "") for plan_id, value in Answer.objects.filter(wanted).values_list("plan_id", "value")
    }
