"""How many plans there are, of which kind: numbers for the people who run the site, never which plans they are.

A number below `FEW` is not told, and where it could be found by subtracting, its smallest neighbor is not told either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from teamup.catalog import shelf
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Path, Side
from teamup.core import across
from teamup.plans.models import Answer, Plan

FEW = 5
MONTHS = 24
NOT_SAID = ""

Version = tuple[str, str]
"""The id of a pack and a version of it."""


class Told(StrEnum):
    """What is told of a number."""

    NUMBER = "number"
    FEW = "few"  # one to four
    NOTHING = "nothing"  # it would give away a small neighbor


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of plans. `count` is 0 unless it is told."""

    name: str
    told: Told
    count: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many plans there are. The breakdowns are empty while the total is small."""

    total: Cell
    paths: tuple[Cell, ...] = ()
    sides: tuple[Cell, ...] = ()
    versions: tuple[Cell, ...] = ()
    months: tuple[Cell, ...] = ()


def cells(counts: Mapping[str, int]) -> tuple[Cell, ...]:
    """Return each number as far as it may be told, in the order given."""
    few = {name for name, count in counts.items() if 0 < count < FEW}
    hidden = few | _neighbor(counts, few)
    return tuple(
        Cell(name, Told.FEW)
        if name in few
        else Cell(name, Told.NOTHING)
        if name in hidden
        else Cell(name, Told.NUMBER, count)
        for name, count in counts.items()
    )


def _neighbor(counts: Mapping[str, int], few: set[str]) -> set[str]:
    """Return the smallest number to leave out as well, where the total would give the small ones away."""
    left = sum(counts[name] for name in few)
    is_given_away = few and (len(few) == 1 or left < FEW or left == len(few) * (FEW - 1))
    large = [name for name, count in counts.items() if count >= FEW]
    return {min(large, key=lambda name: counts[name])} if is_given_away and large else set()


@across.plans("numbers of plans")
def count_plans() -> Counts:
    """Return how many plans there are, samples and deleted ones left out.

    Two queries, as a rule, and those of course versions: one more for each way in which versions name their questions.
    Each goes from plan to plan, never through all answers.
    """
    total, paths, sides = 0, Counter[str](), Counter[str]()
    versions: Counter[str] = Counter()
    months: Counter[date] = Counter()
    for one in _told():
        total += one.count
        versions[f"{one.version[0]} {one.version[1]}"] += one.count
        months[one.month] += one.count
        paths[one.path] += one.count
        sides[one.side] += one.count
    whole = cells({"": total})[0]
    if total < FEW:
        return Counts(whole)
    return Counts(
        total=whole,
        paths=cells(_in_order(Path, paths)),
        sides=cells(_in_order(Side, sides)),
        versions=cells(dict(sorted(versions.items()))),
        months=cells(_by_month(months)),
    )


@across.plans("numbers of plans")
def plans_of_versions() -> dict[Version, Cell]:
    """Return how many plans are on each version that has any: one query."""
    rows = _plans().order_by().values_list("pack_id", "pack_version").annotate(Count("id"))
    counts = {(pack, version): count for pack, version, count in rows}
    names = {f"{pack} {version}": (pack, version) for pack, version in counts}
    told = cells({name: counts[key] for name, key in names.items()})
    return {names[cell.name]: cell for cell in told}


@dataclass(frozen=True, slots=True)
class _Told:
    """So many plans are alike in all that is told."""

    version: Version
    month: date
    path: str
    side: str
    count: int


def _plans() -> QuerySet[Plan]:
    return Plan.objects.filter(deleted_at=None, sample="")


def _told() -> Iterator[_Told]:
    alike: dict[tuple[str, str], list[Version]] = {}
    for pack, version in _plans().order_by().values_list("pack_id", "pack_version").distinct():
        alike.setdefault(_parts((pack, version)), []).append((pack, version))
    for (path_id, side_id), versions in alike.items():
        ours = Q(pk__in=[])
        for pack, version in versions:
            ours |= Q(pack_id=pack, pack_version=version)
        rows = (
            _plans()
            .filter(ours)
            .order_by()
            .annotate(month=TruncMonth("created_at", tzinfo=UTC), path=_said(path_id), side=_said(side_id))
            .values_list("pack_id", "pack_version", "month", "path", "side")
            .annotate(Count("id"))
        )
        for pack, version, month, path, side, count in rows:
            said_path = str(path) if path in tuple(Path) else NOT_SAID
            said_side = NOT_SAID if side is None else str(_side_of((pack, version), side_id, side))
            yield _Told((pack, version), month.date(), said_path, said_side, count)


def _said(question_id: str) -> Subquery:
    """Return what a plan says to a question, found by its own key."""
    own = Answer.objects.filter(plan=OuterRef("pk"), question_id=question_id, side=Side.JOINT)
    return Subquery(own.values("value")[:1])


def _parts(version: Version) -> tuple[str, str]:
    """Return the questions that play the parts of path and side in a version."""
    try:
        roles = shelf.get_course(*version).roles
    except UnknownVersion:
        return "", ""
    return roles.get("path", ""), roles.get("side", "")


def _side_of(version: Version, question_id: str, value: object) -> Side:
    question = shelf.get_index(*version).questions.get(question_id)
    option = question.option(str(value)) if question else None
    return option.side if option and option.side else Side.JOINT


def _in_order(all_of: type[Path] | type[Side], counts: Counter[str]) -> dict[str, int]:
    found = {str(one): counts[str(one)] for one in all_of}
    return {**found, NOT_SAID: counts[NOT_SAID]} if counts[NOT_SAID] else found


def _by_month(months: Counter[date]) -> dict[str, int]:
    """Return the latest months by name, the newest first, and all that were before as one."""
    found = sorted(months, reverse=True)
    told = {month.isoformat(): months[month] for month in found[:MONTHS]}
    if earlier := sum(months[month] for month in found[MONTHS:]):
        told[NOT_SAID] = earlier
    return told
