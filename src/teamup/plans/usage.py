"""How far plans come, for the people who run the site: lessons with an answer, and how soon a plan's core is written.

Measured once a night from what plans hold anyway, and kept as numbers, small ones left out. Opening a page counts
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet

from teamup.catalog import shelf
from teamup.catalog.model import CourseIndex
from teamup.core import across
from teamup.plans.counting import Cell, Told, cells
from teamup.plans.models import Answer, Plan

EVERY = timedelta(hours=20)
DAY, WEEK, MONTH, LONGER, NOT_YET = "day", "week", "month", "longer", "not yet"
_WITHIN = ((DAY, timedelta(days=1)), (WEEK, timedelta(days=7)), (MONTH, timedelta(days=31)))
_KEY = "teamup-usage"


@dataclass(frozen=True, slots=True)
class Usage:
    """What was measured, and when. A lesson's cell counts the plans that answer something in it."""

    measured_at: datetime
    lessons: tuple[Cell, ...]
    cores: tuple[Cell, ...]


def latest() -> Usage | None:
    """Return what was measured last, or None before the first night: one query."""
    said: dict[str, Any] | None = cache.get(_KEY)
    if said is None:
        return None
    lessons, cores = (tuple(Cell(name, Told(told), count) for name, told, count in said[part]) for part in ("l", "c"))
    return Usage(datetime.fromisoformat(said["at"]), lessons, cores)


def refresh(*, pack_id: str, now: datetime) -> bool:
    """Measure anew when it is time to, and return whether it was. Two workers may do it at once."""
    before, newest = latest(), shelf.newest(pack_id)
    if newest is None or (before is not None and timedelta() <= now - before.measured_at < EVERY):
        return False
    measured = _measure(shelf.get_index(*newest), now)
    parts = {"l": measured.lessons, "c": measured.cores}
    plain = {key: [(cell.name, str(cell.told), cell.count) for cell in found] for key, found in parts.items()}
    cache.set(_KEY, {"at": now.isoformat(), **plain}, timeout=None)
    return True


@across.plans("numbers of plans")
def _measure(index: CourseIndex, now: datetime) -> Usage:
    answered = {}
    for section in index.course.sections:
        for lesson in section.lessons:
            ids = [question.id for question in lesson.questions]
            found = _answers().filter(question_id__in=ids).aggregate(plans=Count("plan_id", distinct=True))
            answered[f"{lesson.number} {lesson.title}"] = int(found["plans"])
    return Usage(now, cells(answered), cells(_cores(index)))


def _answers() -> QuerySet[Answer]:
    return Answer.objects.filter(plan__deleted_at=None, plan__sample="", value__isnull=False).order_by()


def _cores(index: CourseIndex) -> dict[str, int]:
    """Return how many plans have every core answer, by how long after they began the last of them was changed."""
    core = [question.id for question in index.course.questions() if question.core]
    counts = dict.fromkeys((DAY, WEEK, MONTH, LONGER, NOT_YET), 0)
    whole = _answers().filter(question_id__in=core).values_list("plan_id", "plan__created_at")
    whole = whole.annotate(there=Count("question_id", distinct=True), last=Max("changed_at")).filter(there=len(core))
    rows: Iterable[tuple[Any, ...]] = whole.iterator()
    for _plan, began, _there, last in rows:
        counts[next((name for name, span in _WITHIN if last - began <= span), LONGER)] += 1
    counts[NOT_YET] = Plan.objects.filter(deleted_at=None, sample="").count() - sum(counts.values())
    return counts
