"""The plans of one person: those of this browser and those they are on, each once. Their list crosses plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from teamup.catalog import shelf
from teamup.catalog.model import Column, Side
from teamup.core import across, ids
from teamup.plans import selectors
from teamup.plans.access import BROWSER, Actor, default_name
from teamup.plans.models import ActionStep, Answer, AnswerChange, BrowserGrant, Member, Plan
from teamup.plans.permissions import Deed, Role, may
from teamup.plans.state import Given, PlanState

MOST_LISTED = 1000
PLACE = ("city", "county", "state")
"""The parts of a place that name it; a course whose place has none of them is named by all that is typed."""
_GIVEN = ("value", "revision", "changed_at", "changed_by")


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan on somebody's list. `side` is known of people who signed in; `wrote_by` may be ""."""

    plan: Plan
    name: str
    place: str
    role: Role
    side: Side | None
    is_archived: bool
    wrote_at: datetime
    wrote_by: str
    is_mine: bool  # who wrote last has the name that this person, or this browser, goes by

    def may(self, deed: Deed) -> bool:
        """Say whether this person may do this with the plan."""
        return may(self.role, deed)

    def is_found_by(self, typed: str) -> bool:
        """Say whether each word that was typed begins, or is within, a word of the name or the place."""
        said = f"{self.name} {self.place}".casefold()
        return all(word in said for word in typed.casefold().split())


@across.plans("all plans of a browser and a person")
def plans_of(*, browser: str, user_id: UUID | None) -> list[Listed]:
    """Return every plan of this browser and this person, the last changed first: two queries.

    Deleted ones that may still come back are among them (`plan.deleted_at`), for those who may bring them back.
    """
    token_hash = ids.digest(browser, purpose=BROWSER) if browser else ""
    rows = list(_rows(token_hash, user_id))
    known = _names_and_places(rows)
    listed = (_listed(row, token_hash, *known.get(row.pk, ("", ""))) for row in rows)
    mine = [one for one in listed if one.plan.deleted_at is None or one.may(Deed.DELETE)]
    return sorted(mine, key=lambda one: one.wrote_at, reverse=True)


def _rows(token_hash: str, user_id: UUID | None) -> Iterable[Any]:
    if not token_hash and user_id is None:
        return ()
    own = BrowserGrant.objects.filter(token_hash=token_hash).values("plan_id") if token_hash else None
    on = Member.objects.filter(user_id=user_id).values("plan_id") if user_id else None
    newest = AnswerChange.objects.filter(plan=OuterRef("pk")).order_by("-at")[:1]
    wanted = own.union(on) if own is not None and on is not None else own if own is not None else on
    return (
        Plan.objects.filter(pk__in=wanted)
        .annotate(
            here=FilteredRelation("grants", condition=Q(grants__token_hash=token_hash)),
            me=FilteredRelation("members", condition=Q(members__user_id=user_id)),
        )
        .annotate(
            here_name=F("here__name"),
            here_archived=F("here__archived_at"),
            my_name=F("me__name"),
            my_role=F("me__role"),
            my_side=F("me__side"),
            my_archived=F("me__archived_at"),
            has_owner=Exists(Member.objects.filter(plan=OuterRef("pk"), role=Role.OWNER)),
            wrote_at=Subquery(newest.values("at")),
            wrote_by=Subquery(newest.values("by")),
        )
        .order_by("-created_at")[:MOST_LISTED]
    )


def _listed(row: Any, token_hash: str, name: str, place: str) -> Listed:
    if row.my_role:
        role, side = Role(row.my_role), Side(row.my_side)
    else:
        role, side = Role.EDITOR if row.has_owner else Role.OWNER, None
    archived = row.my_archived if row.my_role else row.here_archived
    at, by = row.wrote_at or row.created_at, row.wrote_by or ""
    own = row.my_name or row.here_name or default_name(token_hash)
    return Listed(row, name, place, role, side, archived is not None, at, by, is_mine=by == own)


def _names_and_places(plans: Sequence[Plan]) -> dict[UUID, tuple[str, str]]:
    """Return the name and the place of each plan: one query, whatever the courses are."""
    roles = {(p.pack_id, p.pack_version): shelf.get_course(p.pack_id, p.pack_version).roles for p in plans}
    asked = {roles[key].get(role, "") for key in roles for role in ("name", "place")} - {""}
    if not asked:
        return {}
    rows = Answer.objects.filter(plan__in=[p.pk for p in plans], question_id__in=asked, side=Side.JOINT)
    values = {(plan, question): value for plan, question, value in rows.values_list("plan_id", "question_id", "value")}
    found = {}
    for plan in plans:
        own = roles[plan.pack_id, plan.pack_version]
        name, place = own.get("name", ""), own.get("place", "")
        found[plan.pk] = str(values.get((plan.pk, name)) or ""), _place(plan, place, values.get((plan.pk, place)))
    return found


def _place(plan: Plan, question_id: str, value: object) -> str:
    question = shelf.get_index(plan.pack_id, plan.pack_version).questions.get(question_id)
    if question is None or not isinstance(value, dict):
        return value if isinstance(value, str) else ""
    said = {column.id: _said(column, value[column.id]) for column in question.columns if value.get(column.id)}
    return ", ".join(said[part] for part in PLACE if part in said) or ", ".join(filter(None, said.values()))


def _said(column: Column, cell: object) -> str:
    option = column.option(str(cell))
    return option.label.default if option else str(cell)


def states_of(plans: Sequence[Plan]) -> dict[UUID, PlanState]:
    """Return several plans with all their answers and steps: two queries. For a page of a list, not for all of it."""
    wanted = [plan.pk for plan in plans]
    answers: dict[UUID, dict[tuple[str, Side], Given]] = defaultdict(dict)
    steps: dict[UUID, dict[str, Given]] = defaultdict(dict)
    if wanted:
        rows = Answer.objects.filter(plan__in=wanted)
        for plan, question, side, *given in rows.values_list("plan_id", "question_id", "side", *_GIVEN):
            answers[plan][question, Side(side)] = Given(*given)
        changes = ActionStep.objects.filter(plan__in=wanted)
        for plan, step, *given in changes.values_list("plan_id", "step_id", *_GIVEN):
            steps[plan][str(step)] = Given(*given)
    return {plan.pk: selectors.state_of(plan, answers[plan.pk], steps[plan.pk]) for plan in plans}


@transaction.atomic
def archive(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Take a plan off one's own list; nobody else notices, and it stays as it is."""
    _archive(plan, by, now)


@transaction.atomic
def unarchive(*, plan: Plan, by: Actor) -> None:
    """Put a plan back on one's own list."""
    _archive(plan, by, None)


def _archive(plan: Plan, by: Actor, at: datetime | None) -> None:
    if by.user_id is not None:
        Member.objects.filter(plan=plan, user_id=by.user_id).update(archived_at=at)
    if by.token_hash:
        BrowserGrant.objects.filter(plan=plan, token_hash=by.token_hash).update(archived_at=at)
