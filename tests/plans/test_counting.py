"""Numbers of plans for hosts: small ones are not told, and cannot be worked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.catalog.model import Path, Side
from teamup.plans import counting
from teamup.plans.counting import FEW, Cell, Told, cells
from teamup.plans.models import Plan
from tests.web.plan.visitor import Visitor


def said(**counts: int) -> dict[str, int | str]:
    return {cell.name: cell.count if cell.told is Told.NUMBER else str(cell.told) for cell in cells(counts)}


def test_large_numbers_and_none_at_all_are_told():
    assert said(a=7, b=0, c=5) == {"a": 7, "b": 0, "c": 5}


def test_a_small_number_takes_its_smallest_neighbor_along():
    assert said(a=9, b=3, c=30) == {"a": "nothing", "b": "few", "c": 30}


def test_small_numbers_that_hide_each_other_need_no_neighbor():
    assert said(a=9, b=3, c=4) == {"a": 9, "b": "few", "c": "few"}


@pytest.mark.parametrize(("b", "c"), [(1, 1), (4, 4), (1, 3)])
def test_small_numbers_whose_sum_gives_them_away_do(b: int, c: int):
    assert said(a=9, b=b, c=c) == {"a": "nothing", "b": "few", "c": "few"}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_no_small_number_follows_from_the_total_and_the_others(counts: list[int]):
    told = cells({str(number): count for number, count in enumerate(counts)})
    hidden = [count for cell, count in zip(told, counts, strict=True) if cell.told is not Told.NUMBER]

    assert all(cell.count == 0 for cell in told if cell.told is not Told.NUMBER)
    assert not any(0 < cell.count < FEW for cell in told)
    if hidden and any(count >= FEW for count in counts):
        assert len(hidden) > 1
        assert sum(hidden) >= FEW


@pytest.mark.django_db
def test_fewer_than_five_plans_are_not_broken_down():
    for _ in range(4):
        Visitor()

    found = counting.count_plans()

    assert found == counting.Counts(Cell("", Told.FEW))


@pytest.mark.django_db
def test_plans_are_counted_by_path_side_version_and_month(django_assert_max_num_queries: Any):
    for number in range(13):
        visitor = Visitor(path="existing" if number < 6 else "new")
        made = datetime(2027, 1, 5, tzinfo=UTC) + timedelta(days=31 * (number < 6))
        Plan.objects.filter(pk=visitor.plan.pk).update(created_at=made)
    Visitor().as_sample()
    Plan.objects.filter(pk=Visitor().plan.pk).update(deleted_at=datetime(2027, 2, 1, tzinfo=UTC))

    with django_assert_max_num_queries(4):
        found = counting.count_plans()

    assert found.total.count == 13
    assert {cell.name: cell.count for cell in found.paths} == {Path.NEW: 7, Path.EXISTING: 6}
    assert {cell.name: cell.count for cell in found.sides} == {Side.JOINT: 0, Side.POLICE: 13, Side.SECURITY: 0}
    assert [(cell.name, cell.count) for cell in found.months] == [("2027-02-01", 6), ("2027-01-01", 7)]
    assert [cell.count for cell in found.versions] == [13]
    assert [cell.count for cell in counting.plans_of_versions().values()] == [13]
