"""The history of a plan: who changed what and when, and any value back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from teamup.core import events
from teamup.plans import lifecycle
from teamup.plans.errors import Conflict
from teamup.plans.models import Answer, AnswerChange
from teamup.plans.steps import steps_of
from teamup.web.plan.difference import Run, runs
from tests.factories import SAM
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def change_of(visitor: Visitor, question_id: str, revision: int | None) -> AnswerChange:
    return AnswerChange.objects.get(plan=visitor.plan, question_id=question_id, revision=revision)


def test_changes_are_shown_word_by_word_with_who_and_when():
    visitor = Visitor()
    visitor.save("mission", "We cut theft at night.")
    visitor.save("mission", "We cut car theft at night.", base=1, by=SAM)

    page = visitor.page("history/")

    assert "<ins>car </ins>" in page
    assert "Sam Okafor" in page
    assert "Today, " in page


def test_fifty_are_shown_a_page_newest_first():
    visitor = Visitor()
    for n in range(60):
        visitor.save("motto", f"Motto {n}", base=n)

    first, second = visitor.page("history/"), visitor.page("history/", page="2")

    assert first.count('class="change"') == 50
    assert "<ins>59</ins>" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "1e3", "٣"])
def test_a_page_that_is_not_there_is_404(page: str):
    assert Visitor().get("history/", page=page).status_code == 404


def test_days_are_those_of_the_plans_zone():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    AnswerChange.objects.filter(plan=visitor.plan).update(at=datetime(2026, 3, 1, 4, 30, tzinfo=UTC))

    page = visitor.page("history/")

    assert "February 28, 2026" in page
    assert "10:30 PM" in page


def test_the_history_of_one_answer_alone():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    visitor.save("motto", "Together")

    page = visitor.page("history/", question="mission")

    assert "Less theft" in page
    assert "Together" not in page


def test_any_value_can_be_made_the_present_one_again():
    visitor = Visitor()
    visitor.save("mission", "First")
    visitor.save("mission", "Second", base=1)
    first = change_of(visitor, "mission", 1)

    response = visitor.post("history/restore/", change=first.save_key, base="2")

    assert response.status_code == 303
    assert visitor.state().value("mission") == "First"
    assert "restored" in visitor.page("history/")


def test_restoring_twice_with_one_form_restores_once():
    visitor = Visitor()
    visitor.save("mission", "First")
    visitor.save("mission", "Second", base=1)
    form = {"change": change_of(visitor, "mission", 1).save_key, "base": "2", "save": str(uuid.uuid4())}

    visitor.post("history/restore/", **form)
    visitor.post("history/restore/", **form)

    assert visitor.state().given("mission").revision == 3


def test_restoring_over_someone_elses_change_is_explained_and_can_be_insisted_on():
    visitor = Visitor()
    visitor.save("form", "network")
    visitor.save("form", None, base=1)
    visitor.save("form", "nonprofit", base=2, by=SAM)
    first = change_of(visitor, "form", 1)

    conflict = visitor.post("history/restore/", change=first.save_key, base="2")
    insisted = visitor.post("history/restore/", change=first.save_key, base="3")

    assert conflict.status_code == 409
    assert says(conflict, "Sam Okafor saved it after you opened the history.")
    assert 'name="base" value="3"' in conflict.content.decode()
    assert insisted.status_code == 303
    assert visitor.state().value("form") == "network"


def test_a_losing_text_is_listed_and_can_be_used_after_all():
    visitor = Visitor()
    visitor.save("form", "network")
    visitor.save("form", "nonprofit", base=1, by=SAM)
    with pytest.raises(Conflict):
        visitor.save("form", None, base=1)

    page = visitor.page("history/")

    assert "not used" in page
    assert "Use this after all" in page


@pytest.mark.parametrize(
    "form", [{"change": "x", "base": "1"}, {"base": "1"}, {"change": str(uuid.uuid4()), "base": ""}]
)
def test_a_broken_restore_is_refused_with_a_sentence(form: dict[str, str]):
    assert Visitor().post("history/restore/", **form).status_code == 422


def test_restoring_a_change_of_another_plan_is_404():
    visitor, other = Visitor(), Visitor()
    other.save("mission", "Secret")
    change = AnswerChange.objects.get(plan=other.plan, question_id="mission")

    assert visitor.post("history/restore/", change=change.save_key, base="0").status_code == 404


def test_answers_to_removed_and_hidden_questions_say_so():
    visitor = Visitor(form="nonprofit")
    visitor.save("bylaws", "As of June")
    visitor.save("form", "network", base=1)
    key = uuid.uuid4()
    AnswerChange.objects.create(
        plan=visitor.plan,
        save_key=key,
        question_id="old_field",
        kind="saved",
        base=0,
        revision=1,
        new={"a": ["b"]},
        at=timezone.now(),
        by="Maria",
    )
    Answer.objects.create(plan=visitor.plan, question_id="old_field", value="x", revision=1, changed_at=timezone.now())

    page = visitor.page("history/")

    assert "No longer a part of this course" in page
    assert "Hidden by another answer" in page


def test_steps_are_told_by_what_they_say():
    visitor = Visitor()
    visitor.save("objectives", STEP_ROWS)
    step_id = steps_of(visitor.state())[0].id
    visitor.post(f"steps/{step_id}/", base="0", **{"status": "done", "was.status": "planned"})

    page = visitor.page("history/")

    assert "Step: " in page
    assert "Status: Done" in page


def test_strangers_get_404():
    visitor = Visitor()

    assert a_stranger().get(visitor.url + "history/").status_code == 404
    assert a_stranger().post(visitor.url + "history/restore/").status_code == 404


def test_a_sample_shows_its_history_and_restores_nothing():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    change = change_of(visitor, "mission", 1)
    visitor.as_sample()

    assert "Restore this" not in visitor.page("history/")
    assert visitor.post("history/restore/", change=change.save_key, base="1").status_code == 403


def test_what_else_was_done_with_the_plan_is_told_in_the_same_stream_newest_first():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    later = timezone.now() + timedelta(minutes=1)
    lifecycle.set_time_zone(plan=visitor.plan, time_zone="America/Denver", by=SAM, now=later)
    lifecycle.change_key(plan=visitor.plan, by=visitor.actor, now=later + timedelta(minutes=1))
    events.record(plan_id=visitor.plan.id, kind="mail.queued", at=later, what="report", letters=3)

    page = visitor.page("history/")

    order = [
        page.index(said)
        for said in ("The plan got a new key.", "set to Mountain time", "Less theft", "The plan was begun.")
    ]
    assert order == sorted(order)
    assert "The report was mailed to 3 addresses." in page
    assert "Sam Okafor" in page


@pytest.mark.parametrize("kind", ["mail.retried", "plan.left", "plan.resumed", "something.new", "mail.queued"])
def test_every_kind_of_deed_has_a_sentence(kind: str):
    visitor = Visitor()
    events.record(plan_id=visitor.plan.id, kind=kind, at=timezone.now(), by="Sam")

    assert 'class="change change--deed"' in visitor.page("history/")


def test_changes_and_deeds_are_paged_together_and_none_is_told_twice():
    visitor = Visitor()
    started = AnswerChange.objects.filter(plan=visitor.plan).count()
    for n in range(40):
        visitor.save("motto", f"Motto {n}", base=n)
        events.record(plan_id=visitor.plan.id, kind="mail.queued", at=timezone.now(), what="report", letters=n)

    pages = [visitor.page("history/", page=str(number)) for number in (1, 2)]

    assert pages[0].count("<li class=") == 50
    assert sum(page.count('class="change change--deed"') for page in pages) == 41
    assert sum(page.count('class="change"') for page in pages) == 40 + started


def test_the_history_of_one_answer_tells_no_other_deed():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    assert "The plan was begun." not in visitor.page("history/", question="mission")


def test_another_plans_deeds_are_not_told():
    visitor, other = Visitor(), Visitor()
    events.record(plan_id=other.plan.id, kind="mail.queued", at=timezone.now(), what="report", letters=77)

    assert "77 addresses" not in visitor.page("history/")


def test_the_history_takes_few_queries(django_assert_max_num_queries: Any):
    visitor = Visitor()
    for n in range(30):
        visitor.save("motto", f"Motto {n}", base=n)

    with django_assert_max_num_queries(8):
        visitor.page("history/")


def test_typed_markup_is_shown_as_text():
    visitor = Visitor()
    visitor.save("mission", "<script>alert(1)</script>")

    assert "<script>alert" not in visitor.page("history/")


def test_long_unchanged_words_are_left_out_of_a_difference():
    old = " ".join(f"word{n}" for n in range(300))

    found = runs(old, f"{old} end")

    assert found[0] == Run("gap", "…")
    assert found[-1] == Run("new", " end")
    assert len(found) == 3


def test_texts_too_large_to_compare_word_by_word_are_shown_whole():
    old, new = "a b " * 2000 + "a", "c d " * 2000 + "d"

    assert [run.kind for run in runs(old, new)] == ["old", "new"]
