"""All that happened to a plan as one stream, newest first: changes of its answers, and what else was done with it."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value

from teamup.core.models import Event
from teamup.plans import selectors
from teamup.plans.models import AnswerChange, Plan

Happened = AnswerChange | Event


def happened(plan: Plan, *, only: str, start: int, count: int) -> list[Happened]:
    """Return `count` things that happened, newest first, from the `start`th on: at most three queries.

    `only` is the id of one answer; then nothing but its changes is told.
    """
    if only:
        return [*selectors.changes_of(plan, question_id=only, start=start, count=count)]
    order = [(kind, key) for _at, kind, _revision, key in _order(plan)[start : start + count]]
    found: dict[tuple[str, UUID], Happened] = {}
    for kind, group in groupby(sorted(order), key=lambda place: place[0]):
        keys = [key for _kind, key in group]
        if kind == "change":
            changes = AnswerChange.objects.filter(plan=plan, save_key__in=keys)
            found |= {("change", change.save_key): change for change in changes}
        else:
            found |= {("event", event.id): event for event in Event.objects.filter(plan_id=plan.pk, id__in=keys)}
    return [found[place] for place in order]


def _order(plan: Plan) -> QuerySet[AnswerChange, tuple[object, str, int, UUID]]:
    """Return (when, what sort of thing, its revision, its key) for all that happened."""
    changes = AnswerChange.objects.filter(plan=plan).order_by()
    events = Event.objects.filter(plan_id=plan.pk).order_by()
    change, event = Value("change", output_field=CharField()), Value("event", output_field=CharField())
    names = ("at", "sort", "revision", "key")
    return (
        changes.annotate(sort=change, key=F("save_key"))
        .values_list(*names)
        .union(events.annotate(sort=event, revision=Value(0), key=F("id")).values_list(*names), all=True)
        .order_by("-at", "sort", "-revision", "key")
    )
