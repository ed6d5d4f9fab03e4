"""Saving an answer: the autosave contract at the service."""

import uuid
from collections.abc import Callable

import pytest

from teamup.catalog.model import Side
from teamup.plans import lifecycle, selectors, services
from teamup.plans.access import READER
from teamup.plans.errors import AnswerRejected, Conflict, MayNotEdit, PlanError, UnknownQuestion
from teamup.plans.models import Answer, AnswerChange
from tests.factories import MARIA, NOW, SAM, a_plan, a_save, saved

pytestmark = pytest.mark.django_db


def value_of(plan: object, question_id: str, side: Side = Side.JOINT) -> object:
    return selectors.load_state(plan).value(question_id, side)  # type: ignore[arg-type]


def test_a_first_answer_is_revision_one():
    plan = a_plan()

    result = saved(plan, "mission", "Less theft")

    assert (result.revision, result.value, result.merged) == (1, "Less theft", False)
    assert value_of(plan, "mission") == "Less theft"


def test_a_repeated_save_returns_what_it_returned_before_and_changes_nothing():
    plan = a_plan()
    key = uuid.uuid4()
    first = saved(plan, "mission", "Less theft", key=key)
    saved(plan, "mission", "Less theft by night", base=1)

    again = saved(plan, "mission", "Less theft", key=key)

    assert again == first
    assert value_of(plan, "mission") == "Less theft by night"
    assert AnswerChange.objects.filter(plan=plan, question_id="mission").count() == 2


def test_a_save_key_cannot_be_used_for_another_answer():
    plan = a_plan()
    key = uuid.uuid4()
    saved(plan, "mission", "Less theft", key=key)

    with pytest.raises(PlanError):
        saved(plan, "motto", "Less theft", key=key)


def test_changes_that_do_not_overlap_are_merged_and_logged_as_such():
    plan = a_plan()
    saved(plan, "mission", "We cut theft at night.")
    saved(plan, "mission", "We cut car theft at night.", base=1, by=SAM)

    result = saved(plan, "mission", "We cut theft at noon.", base=1)

    assert (result.revision, result.value, result.merged) == (3, "We cut car theft at noon.", True)


def test_an_overlap_raises_with_both_texts_and_keeps_the_losing_one_in_the_history():
    plan = a_plan()
    saved(plan, "mission", "We cut theft.")
    saved(plan, "mission", "We cut fraud.", base=1, by=SAM)

    with pytest.raises(Conflict) as conflict:
        saved(plan, "mission", "We cut arson.", base=1)

    assert (conflict.value.theirs, conflict.value.yours, conflict.value.revision) == (
        "We cut fraud.",
        "We cut arson.",
        2,
    )
    assert value_of(plan, "mission") == "We cut fraud."
    assert AnswerChange.objects.get(plan=plan, kind="conflict").new == "We cut arson."


def test_a_retry_of_a_save_that_lost_is_told_so_again_and_logged_once():
    plan = a_plan()
    key = uuid.uuid4()
    saved(plan, "mission", "One.")

    for _ in range(2):
        with pytest.raises(Conflict):
            saved(plan, "mission", "Two.", base=0, key=key)

    assert AnswerChange.objects.filter(plan=plan, kind="conflict").count() == 1


def test_saving_the_same_words_makes_no_new_revision():
    plan = a_plan()
    saved(plan, "mission", "Less theft")

    assert saved(plan, "mission", "Less theft", base=1).revision == 1


def test_a_stale_tab_that_posts_what_it_was_given_undoes_nothing():
    plan = a_plan()
    saved(plan, "mission", "One")
    saved(plan, "mission", "Two", base=1)

    assert saved(plan, "mission", "One", base=1).value == "Two"


def test_a_base_from_the_future_is_refused():
    with pytest.raises(AnswerRejected):
        saved(a_plan(), "mission", "Less theft", base=7)


def test_clearing_an_answer_is_a_change_like_any_other():
    plan = a_plan()
    saved(plan, "mission", "Less theft")

    assert saved(plan, "mission", "", base=1).revision == 2
    assert value_of(plan, "mission") is None


def test_each_side_answers_for_itself():
    plan = a_plan()

    saved(plan, "self_check", {"trust": {"rating": 2}}, side=Side.POLICE)
    saved(plan, "self_check", {"trust": {"rating": 5}}, side=Side.SECURITY)

    assert value_of(plan, "self_check", Side.POLICE) == {"trust": {"rating": 2}}
    assert value_of(plan, "self_check", Side.SECURITY) == {"trust": {"rating": 5}}


def test_a_side_that_is_not_asked_is_refused():
    with pytest.raises(AnswerRejected):
        saved(a_plan(), "mission", "Less theft", side=Side.POLICE)


def test_a_question_hidden_by_a_condition_is_kept():
    plan = a_plan()

    saved(plan, "bylaws", "Two seats a side")

    assert value_of(plan, "bylaws") == "Two seats a side"


def test_an_answer_to_a_question_that_was_removed_is_kept_as_sent():
    plan = a_plan()
    Answer.objects.create(plan=plan, question_id="gone", side="joint", value="old", revision=1, changed_at=NOW)
    AnswerChange.objects.create(
        plan=plan,
        save_key=uuid.uuid4(),
        question_id="gone",
        side="joint",
        kind="saved",
        base=0,
        revision=1,
        new="old",
        at=NOW,
    )

    assert saved(plan, "gone", {"any": ["shape"]}, base=1).revision == 2


def test_a_question_nobody_ever_asked_is_refused():
    with pytest.raises(UnknownQuestion):
        saved(a_plan(), "never-asked", "x")


def test_a_reader_changes_nothing():
    plan = a_plan()

    with pytest.raises(MayNotEdit):
        saved(plan, "mission", "x", by=READER)


def test_restoring_is_a_new_change_and_nothing_is_lost():
    plan = a_plan()
    saved(plan, "mission", "One")
    saved(plan, "mission", "Two", base=1)
    first = AnswerChange.objects.get(plan=plan, question_id="mission", revision=1)

    result = services.restore(plan=plan, change_key=first.save_key, save_key=uuid.uuid4(), base=2, by=SAM, now=NOW)

    assert (result.revision, result.value) == (3, "One")
    assert [c.new for c in selectors.changes_of(plan, question_id="mission")] == ["One", "Two", "One"]


def test_a_bad_field_of_a_worksheet_does_not_hold_back_the_others():
    plan = a_plan()

    outcomes = services.record_worksheet(
        plan=plan, saves=[("mission", a_save("Less theft")), ("day", a_save("soon"))], by=MARIA, now=NOW
    )

    assert [bool(o.saved) for o in outcomes] == [True, False]
    assert outcomes[1].rejected
    assert value_of(plan, "mission") == "Less theft"


def test_a_step_is_saved_under_the_same_contract():
    plan = a_plan()
    step = uuid.uuid4()

    services.record_step(plan=plan, step_id=step, save=a_save({"what": "Walk the garages"}), by=MARIA, now=NOW)
    result = services.record_step(
        plan=plan, step_id=step, save=a_save({"what": "Walk", "status": "done"}, base=1), by=SAM, now=NOW
    )

    assert result.revision == 2
    assert selectors.load_state(plan).step_changes[str(step)].value == {"what": "Walk", "status": "done"}


def test_saving_touches_only_its_own_rows(django_assert_max_num_queries):
    plan = a_plan()
    saved(plan, "mission", "One")

    # The savepoint pair, the lock (PostgreSQL), where the answer stands, the log, the answer.
    with django_assert_max_num_queries(6):
        saved(plan, "mission", "Two", base=1)


@pytest.mark.parametrize("delete", [lifecycle.delete, lifecycle.delete_for_good])
def test_a_deleted_plan_takes_no_save(delete: Callable[..., None]):
    plan = a_plan()
    saved(plan, "mission", "Less theft")
    delete(plan=plan, by=MARIA, now=NOW)

    with pytest.raises(PlanError):
        saved(plan, "mission", "More")

    assert not AnswerChange.objects.filter(plan_id=plan.pk, new="More").exists()


def test_a_plan_deleted_for_good_leaves_only_that_it_was_deleted():
    plan = a_plan()
    saved(plan, "mission", "Less theft")

    lifecycle.delete_for_good(plan=plan, by=MARIA, now=NOW)

    assert not AnswerChange.objects.filter(plan_id=plan.pk).exists()
