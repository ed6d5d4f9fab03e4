"""A plan's next year: kept, gone on from, done once, and brought back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import renewing, restoring
from teamup.plans.access import Actor
from teamup.plans.errors import MayNotEdit
from teamup.plans.models import Answer, NamedVersion, Plan
from teamup.plans.permissions import Role
from teamup.plans.steps import steps_of
from tests.web.plan.member import Someone
from tests.web.plan.visitor import STEP_ROWS, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    """A plan whose first of two steps is done."""
    visitor = Visitor()
    visitor.save("objectives", STEP_ROWS)
    [step] = [one for one in steps_of(visitor.state()) if one.what == "Walk the garages"]
    visitor.post(f"steps/{step.id}/", base="0", save=str(uuid.uuid4()), status="done")
    return visitor


def renew(visitor: Visitor, **more: Any) -> Any:
    return visitor.post("renew/", **{"save": str(uuid.uuid4()), "put_away": "on", **more})


def whats(visitor: Visitor) -> list[str]:
    return [step.what for step in steps_of(visitor.state())]


def test_the_year_is_kept_the_plan_goes_on_and_finished_steps_leave_the_list(visitor: Visitor):
    done = renew(visitor)

    assert done.status_code == 303
    assert NamedVersion.objects.get().name == "Year 1, as it ended"
    assert visitor.state().path == "existing"
    assert whats(visitor) == ["Share one map"]
    assert Event.objects.get(kind=renewing.RENEWED).detail == {"year": 1, "version": 1, "put_away": 1}
    assert "Year 1 of the plan ended" in visitor.page("history/")


def test_finished_steps_stay_when_one_wants_them_to(visitor: Visitor):
    visitor.post("renew/", save=str(uuid.uuid4()))

    assert sorted(whats(visitor)) == ["Share one map", "Walk the garages"]


def test_the_same_form_begins_one_year(visitor: Visitor):
    form = str(uuid.uuid4())

    for _time in range(2):
        renew(visitor, save=form)

    assert Event.objects.filter(kind=renewing.RENEWED).count() == 1
    assert NamedVersion.objects.count() == 1


def test_bringing_the_version_back_takes_all_of_it_back(visitor: Visitor):
    path = visitor.state().path
    renew(visitor)

    restoring.restore(plan=visitor.plan, number=1, key=uuid.uuid4(), by=visitor.actor, now=timezone.now())

    assert visitor.state().path == path
    assert sorted(whats(visitor)) == ["Share one map", "Walk the garages"]


def test_a_second_year_counts_on_and_has_a_name_of_its_own(visitor: Visitor):
    renew(visitor)
    visitor.save("mission", "New words.")
    renew(visitor)

    assert set(NamedVersion.objects.values_list("name", flat=True)) == {"Year 1, as it ended", "Year 2, as it ended"}


def test_the_page_says_what_happens_and_what_is_old(visitor: Visitor):
    visitor.save("mission", "Old words.")
    Answer.objects.filter(question_id="mission").update(changed_at=timezone.now() - timedelta(days=400))

    page = visitor.page("renew/")

    assert "Begin year 2" in page
    assert "1 open step stays" in page
    assert "Take 1 finished step off the list" in page
    assert "1 answer</span>" in page


def test_an_empty_plan_can_be_renewed():
    empty = Visitor(plan_name="", lead_role="")

    assert "No step is open." in empty.page("renew/")
    assert empty.post("renew/", save=str(uuid.uuid4())).status_code == 303


def test_a_form_without_its_key_changes_nothing(visitor: Visitor):
    assert visitor.client.post(f"{visitor.url}renew/", {}).status_code == 422
    assert not NamedVersion.objects.exists()


@pytest.mark.parametrize(("age", "is_offered"), [(10, False), (340, True)])
def test_it_is_offered_when_a_year_is_nearly_over(visitor: Visitor, age: int, *, is_offered: bool):
    Plan.objects.update(created_at=timezone.now() - timedelta(days=age))

    assert ("A year of this plan is nearly over" in visitor.page()) is is_offered
    renew(visitor)
    assert "A year of this plan is nearly over" not in visitor.page()


def test_readers_are_not_asked(visitor: Visitor):
    viewer = Someone("Vi Reader", plan=visitor.plan, role=Role.VIEWER)
    by = Actor("Vi", role=Role.VIEWER, side=Side.POLICE, user_id=viewer.user.pk)

    assert viewer.get("renew/").status_code == 403
    with pytest.raises(MayNotEdit):
        renewing.renew(plan=visitor.plan, put_away=True, key=uuid.uuid4(), by=by, now=timezone.now())


def test_steps_that_are_not_shown_to_somebody_are_not_put_away_by_them(visitor: Visitor):
    visitor.post("answers/objectives/mark/", mark="police", headers={"Accept": "application/json"})
    priya = Someone("Priya Nair", plan=visitor.plan, side=Side.SECURITY)

    priya.post("renew/", save=str(uuid.uuid4()), put_away="on")

    assert "Walk the garages" in whats(visitor)
