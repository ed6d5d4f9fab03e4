"""How many plans there are, of which kind: numbers for the people who run the site, never which plans they are.

A number below `FEW` is not told, and where it could be found by subtracting, its smallest neighbor is not told either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from django.db.models import Count
from django.db.models.functions import TruncMonth

from teamup.catalog import shelf
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Path, Side
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


def count_plans() -> Counts:
    """Return how many plans there are, samples and deleted ones left out: two queries and those of course versions."""
    born, roles = _born(), _said()
    total = sum(born.values())
    whole = cells({"": total})[0]
    if total < FEW:
        return Counts(whole)
    versions: Counter[str] = Counter()
    months: Counter[date] = Counter()
    for (pack, version, month), count in born.items():
        versions[f"{pack} {version}"] += count
        months[month] += count
    return Counts(
        total=whole,
        paths=cells({**dict.fromkeys(map(str, Path), 0), **_with_rest(roles.paths, total)}),
        sides=cells({**dict.fromkeys(map(str, Side), 0), **_with_rest(roles.sides, total)}),
        versions=cells(dict(sorted(versions.items()))),
        months=cells(_by_month(months)),
    )


def plans_of_versions() -> dict[Version, Cell]:
    """Return how many plans are on each version that has any: one query."""
    born: Counter[Version] = Counter()
    for (pack, version, _month), count in _born().items():
        born[pack, version] += count
    names = {f"{pack} {version}": (pack, version) for pack, version in born}
    told = cells({name: born[key] for name, key in names.items()})
    return {names[cell.name]: cell for cell in told}


def _born() -> Counter[tuple[str, str, date]]:
    rows = (
        Plan.objects.filter(deleted_at=None, sample="")
        .order_by()
        .annotate(month=TruncMonth("created_at", tzinfo=UTC))
        .values_list("pack_id", "pack_version", "month")
        .annotate(Count("id"))
    )
    return Counter({(pack, version, month.date()): count for pack, version, month, count in rows})


@dataclass(frozen=True, slots=True)
class _Said:
    paths: Counter[str]
    sides: Counter[str]


def _said() -> _Said:
    """Count what plans say of their path and their side, each version by the questions that play these parts in it."""
    asked = {version: _parts(version) for version in _versions()}
    names = {name for parts in asked.values() for name in parts}
    rows = (
        Answer.objects.filter(question_id__in=names, side=Side.JOINT, plan__deleted_at=None, plan__sample="")
        .order_by()
        .values_list("plan__pack_id", "plan__pack_version", "question_id", "value")
        .annotate(Count("plan_id"))
    )
    said = _Said(Counter(), Counter())
    for pack, version, question_id, value, count in rows:
        path_id, side_id = asked.get((pack, version), ("", ""))
        if question_id == path_id and value in tuple(Path):
            said.paths[str(value)] += count
        if question_id == side_id and value is not None:
            said.sides[str(_side_of((pack, version), side_id, value))] += count
    return said


def _versions() -> Iterable[Version]:
    found = Plan.objects.filter(deleted_at=None, sample="").order_by().values_list("pack_id", "pack_version")
    return list(found.distinct())


def _parts(version: Version) -> tuple[str, str]:
    try:
        roles = shelf.get_course(*version).roles
    except UnknownVersion:
        return "", ""
    return roles.get("path", ""), roles.get("side", "")


def _side_of(version: Version, question_id: str, value: object) -> Side:
    question = shelf.get_index(*version).questions.get(question_id)
    option = question.option(str(value)) if question else None
    return option.side if option and option.side else Side.JOINT


def _with_rest(counts: Counter[str], total: int) -> dict[str, int]:
    rest = total - sum(counts.values())
    return {**counts, **({NOT_SAID: rest} if rest > 0 else {})}


def _by_month(months: Counter[date]) -> dict[str, int]:
    """Return the latest months by name, the newest first, and all that were before as one."""
    found = sorted(months, reverse=True)
    told = {month.isoformat(): months[month] for month in found[:MONTHS]}
    if earlier := sum(months[month] for month in found[MONTHS:]):
        told[NOT_SAID] = earlier
    return told
