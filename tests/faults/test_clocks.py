"""The machine's clock is set back or runs ahead while people work: nothing is lost, and nothing is done twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from teamup.core.models import Allowance
from teamup.delivery import sending
from teamup.delivery.models import LetterState
from teamup.plans import restoring, selectors, services, versions
from teamup.plans.errors import Conflict
from teamup.plans.models import AnswerChange, Plan
from tests.delivery.letters import a_letter, again
from tests.factories import MARIA, NOW, SAM, a_plan, a_save
from tests.faults.deeds import check_log_agrees

pytestmark = pytest.mark.django_db

JUMPS = [timedelta(hours=-1), timedelta(days=-400), timedelta(days=400), timedelta(seconds=-1), timedelta(0)]
IDS = ["an hour back", "a year back", "a year ahead", "a second back", "stands still"]


def save(plan: Plan, words: str, base: int, at: datetime) -> services.Saved:
    return services.record_answer(plan=plan, question_id="mission", save=a_save(words, base=base), by=MARIA, now=at)


@pytest.mark.parametrize("jump", JUMPS, ids=IDS)
def test_revisions_go_on_whatever_the_clock_says(jump: timedelta):
    plan = a_plan()
    for base, at in enumerate((NOW, NOW + jump, NOW + 2 * jump, NOW)):
        assert save(plan, f"Words {base}", base, at).revision == base + 1

    stored = selectors.load_state(plan).given("mission")
    assert stored is not None
    assert (stored.value, stored.revision) == ("Words 3", 4)
    assert set(AnswerChange.objects.filter(question_id="mission").values_list("revision", "new")) == {
        (n + 1, f"Words {n}") for n in range(4)
    }
    check_log_agrees()


@pytest.mark.parametrize("jump", JUMPS, ids=IDS)
def test_a_page_that_is_kept_between_requests_shows_a_save_of_any_time(jump: timedelta):
    plan = a_plan()
    save(plan, "Before", 0, NOW)
    assert selectors.load_state(plan).value("mission") == "Before"

    save(plan, "After", 1, NOW + jump)

    assert selectors.load_state(plan).value("mission") == "After"


@pytest.mark.parametrize("jump", JUMPS, ids=IDS)
def test_who_was_later_is_told_by_revisions_not_by_clocks(jump: timedelta):
    plan = a_plan()
    save(plan, "Theirs", 0, NOW)

    with pytest.raises(Conflict) as conflict:
        services.record_answer(
            plan=plan, question_id="mission", save=a_save("Mine, of before", base=0), by=SAM, now=NOW + jump
        )

    assert (conflict.value.theirs, conflict.value.revision) == ("Theirs", 1)


@pytest.mark.parametrize("jump", JUMPS, ids=IDS)
def test_a_version_is_what_stood_when_it_was_named(jump: timedelta):
    plan = a_plan()
    save(plan, "As named", 0, NOW)
    versions.name_version(plan=plan, name="First", by=MARIA, now=NOW + jump)
    save(plan, "Later", 1, NOW + 2 * jump)

    restoring.restore(plan=plan, number=1, key=a_save("").key, by=MARIA, now=NOW)

    assert selectors.load_state(plan).value("mission") == "As named"


@pytest.mark.parametrize("jump", JUMPS[:2], ids=IDS[:2])
def test_a_letter_in_hand_is_taken_by_nobody_else_when_the_clock_is_set_back(jump: timedelta):
    letter = a_letter()
    held = sending.take(letter.plan_id, letter.id, NOW + timedelta(minutes=1))
    assert held is not None

    assert sending.take(letter.plan_id, letter.id, NOW + jump) is None
    assert again(letter).state == LetterState.SENDING


def test_limits_count_on_after_the_clock_was_set_back_and_forget_in_time():
    from teamup.core import limits

    limit = limits.Limit("a thing of this test", most=2, seconds=3600)
    for at in (NOW, NOW):
        limits.spend(limit, "somebody", now=at)
    with pytest.raises(limits.TooOften):
        limits.spend(limit, "somebody", now=NOW)

    limits.spend(limit, "somebody", now=NOW - timedelta(days=1))  # another window; who was counted stays counted
    with pytest.raises(limits.TooOften):
        limits.spend(limit, "somebody", now=NOW)
    limits.forget_old(now=NOW + timedelta(days=800))
    assert not Allowance.objects.exists()
