"""How far plans come: measured once a night, in numbers that name nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from teamup.plans import usage
from teamup.plans.counting import Told
from teamup.plans.models import Answer, Plan
from tests.factories import NOW, PACK, a_plan, saved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def told(cells) -> dict[str, tuple[Told, int]]:
    return {cell.name: (cell.told, cell.count) for cell in cells}


def test_lessons_and_cores_are_counted_and_small_numbers_are_not_told():
    for number in range(12):
        plan = a_plan(plan_name=f"Plan {number}")
        if number < 7:
            saved(plan, "mission", "We meet.")
            changed = NOW + timedelta(hours=1 if number < 6 else 24 * 20)
            Answer.objects.filter(plan=plan, question_id="mission").update(changed_at=changed)
    sample, gone = a_plan(), a_plan()
    for one in (sample, gone):
        saved(one, "mission", "We meet.")
    Plan.objects.filter(pk=sample.pk).update(sample="record", key_hash=None)
    Plan.objects.filter(pk=gone.pk).update(deleted_at=NOW)

    assert usage.refresh(pack_id=PACK, now=NOW)

    found = usage.latest()
    assert found is not None
    assert told(found.lessons) == {"1.1 Every kind": (Told.NUMBER, 7)}
    cores = told(found.cores)
    assert cores[usage.MONTH] == (Told.FEW, 0)
    assert cores[usage.LONGER] == (Told.NUMBER, 0)
    assert {cores[usage.DAY][0], cores[usage.NOT_YET][0]} == {Told.NUMBER, Told.NOTHING}


def test_it_is_measured_once_a_night_also_after_the_clock_was_set_back():
    a_plan()

    assert usage.refresh(pack_id=PACK, now=NOW)
    assert not usage.refresh(pack_id=PACK, now=NOW + timedelta(hours=19))
    assert usage.refresh(pack_id=PACK, now=NOW + timedelta(hours=21))
    assert usage.refresh(pack_id=PACK, now=NOW - timedelta(days=3))


def test_before_the_first_night_and_without_a_course_there_is_nothing():
    assert usage.latest() is None
    assert not usage.refresh(pack_id="nobody-published-this", now=NOW)
