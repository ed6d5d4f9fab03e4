"""All that the house knows of a person, and a person who leaves for good."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from teamup.accounts.models import MailedCode, User
from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import access, people, selectors
from teamup.plans.access import Actor
from teamup.plans.erasing import FORMER
from teamup.plans.models import Answer, AnswerChange, Comment, Member, Plan
from teamup.plans.people import Person as Somebody
from teamup.plans.permissions import Role
from tests.factories import NOW, a_plan, saved
from tests.web.account.person import Person, read_mail, says

pytestmark = pytest.mark.django_db


class OnPlan:
    """Dana, signed in, on a plan that she began."""

    def __init__(self, name: str = "Dana Ortiz") -> None:
        self.person = Person()
        self.person.sign_in()
        self.user = User.objects.get(email=self.person.address)
        self.plan = a_plan(plan_name="Harbor")
        self.join(self.user.pk, name, Role.OWNER)

    def join(self, user_id: uuid.UUID, name: str, role: Role) -> Member:
        return people.join(self.plan, Somebody(user_id, "", name), role, Side.POLICE, NOW)

    def actor(self, user_id: uuid.UUID | None = None) -> Actor:
        return access.open_plan(self.plan.pk, browser="", user_id=user_id or self.user.pk).actor

    def everything(self) -> Any:
        response = self.person.client.post("/account/everything/")
        assert response.status_code == 200
        return json.loads(b"".join(response.streaming_content))

    def leave(self, **more: str) -> Any:
        return self.person.client.post("/account/delete/", {"word": "delete", **more})


def test_the_file_has_the_account_the_plans_the_changes_and_the_words():
    dana = OnPlan()
    saved(dana.plan, "mission", "Less theft", by=dana.actor())
    saved(dana.plan, "motto", "Together")  # somebody else's
    Comment.objects.create(
        plan=dana.plan,
        comment_id=uuid.uuid4(),
        thread_id=uuid.uuid4(),
        author=str(dana.user.pk),
        name="Dana Ortiz",
        text="Is this so?",
        at=NOW,
    )

    found = dana.everything()

    assert found["format"] == "teamup-person"
    assert [one["address"] for one in found["account"]["addresses"]] == ["dana@agency.gov"]
    assert [(one["plan_name"], one["role"]) for one in found["plans"]] == [("Harbor", "owner")]
    assert [(one["question"], one["value"]) for one in found["changes"]] == [("mission", "Less theft")]
    assert [one["text"] for one in found["comments"]] == ["Is this so?"]
    assert found["sign_ins"][0]["is_this_one"]


def test_of_plans_that_somebody_was_taken_off_no_value_is_told():
    dana = OnPlan()
    eve = uuid.uuid4()
    dana.join(eve, "Eve", Role.OWNER)
    saved(dana.plan, "mission", "Less theft", by=dana.actor())
    people.remove(plan=dana.plan, user_id=dana.user.pk, by=dana.actor(eve), now=NOW)

    changes = dana.everything()["changes"]

    assert [one["question"] for one in changes] == ["mission"]
    assert "value" not in changes[0]


def test_strangers_and_who_has_not_shown_lately_who_they_are_get_nothing():
    dana = OnPlan()
    stranger = Person("eve@agency.gov")
    session = dana.person.client.session
    session["account_authentication_methods"] = []
    session.save()

    for path in ("/account/everything/", "/account/delete/"):
        for client in (stranger.client, dana.person.client):
            assert client.post(path, {"word": "delete"}).status_code in (302, 303), path
    assert User.objects.filter(pk=dana.user.pk).exists()


def test_ten_downloads_a_day_are_enough():
    dana = OnPlan()
    for _ in range(10):
        dana.everything()

    assert dana.person.client.post("/account/everything/").status_code == 429


def test_leaving_shows_first_what_becomes_of_plans_without_another_owner():
    dana = OnPlan()
    dana.join(uuid.uuid4(), "Eve Adams", Role.EDITOR)

    response = dana.person.client.get("/account/delete/")
    refused = dana.leave()

    assert says(response, "One plan has no other owner.")
    assert says(response, "Hand it over to Eve Adams, editor")
    assert refused.status_code == 422
    assert User.objects.filter(pk=dana.user.pk).exists()
    assert Plan.objects.get(pk=dana.plan.pk).deleted_at is None


@pytest.mark.parametrize("word", ["", "no"])
def test_without_the_word_nobody_leaves(word: str):
    dana = OnPlan()

    response = dana.leave(word=word, **{f"plan-{dana.plan.pk}": "delete"})

    assert response.status_code == 422
    assert User.objects.filter(pk=dana.user.pk).exists()


def test_a_plan_that_is_handed_over_has_a_new_owner():
    dana, eve = OnPlan(), uuid.uuid4()
    dana.join(eve, "Eve Adams", Role.VIEWER)

    dana.leave(**{f"plan-{dana.plan.pk}": str(eve)})

    members = Member.objects.filter(plan=dana.plan)
    assert [(one.user_id, one.role) for one in members] == [(eve, Role.OWNER)]


def test_a_plan_cannot_be_handed_to_who_is_not_on_it():
    dana = OnPlan()

    response = dana.leave(**{f"plan-{dana.plan.pk}": str(uuid.uuid4())})

    assert response.status_code == 422
    assert User.objects.filter(pk=dana.user.pk).exists()


def test_a_plan_nobody_takes_is_deleted_with_time_left():
    dana = OnPlan()

    dana.leave(**{f"plan-{dana.plan.pk}": "delete"})

    assert Plan.objects.get(pk=dana.plan.pk).deleted_at is not None


def test_the_account_its_addresses_and_its_sign_ins_are_gone():
    dana, elsewhere = OnPlan(), Person()
    elsewhere.sign_in()

    response = dana.leave(**{f"plan-{dana.plan.pk}": "delete"})

    assert (response.status_code, response["Location"]) == (303, "/")
    assert not dana.person.is_in
    assert not elsewhere.is_in
    for model in (User, EmailAddress, UserSession, MailedCode, Session):
        assert not model.objects.exists(), model
    assert "Your account was deleted" in read_mail()[-1].body


def test_histories_call_somebody_who_left_a_former_member():
    dana, eve = OnPlan(), uuid.uuid4()
    dana.join(eve, "Eve Adams", Role.OWNER)
    saved(dana.plan, "mission", "Less theft", by=dana.actor())
    saved(dana.plan, "motto", "Together", by=dana.actor(eve))
    before = selectors.load_state(dana.plan)

    dana.leave()

    assert before.given("mission").by == "Dana Ortiz"
    assert AnswerChange.objects.get(plan=dana.plan, question_id="mission").by == FORMER
    assert Answer.objects.get(plan=dana.plan, question_id="mission").changed_by == FORMER
    assert selectors.load_state(Plan.objects.get(pk=dana.plan.pk)).given("mission").by == FORMER
    assert AnswerChange.objects.get(plan=dana.plan, question_id="motto").by == "Eve Adams"
    assert not Event.objects.filter(by="Dana Ortiz").exists()
    assert not AnswerChange.objects.filter(by_user=dana.user.pk).exists()


def test_somebody_else_of_the_same_name_keeps_theirs():
    dana, other = OnPlan("Maria"), uuid.uuid4()
    dana.join(other, "Maria", Role.OWNER)
    saved(dana.plan, "mission", "Less theft", by=dana.actor())
    saved(dana.plan, "motto", "Together", by=dana.actor(other))

    dana.leave()

    assert AnswerChange.objects.get(plan=dana.plan, question_id="mission").by == FORMER
    assert AnswerChange.objects.get(plan=dana.plan, question_id="motto").by == "Maria"
    assert Answer.objects.get(plan=dana.plan, question_id="mission").changed_by == FORMER
    assert Answer.objects.get(plan=dana.plan, question_id="motto").changed_by == "Maria"


def test_signing_in_again_makes_somebody_new():
    dana = OnPlan()
    dana.leave(**{f"plan-{dana.plan.pk}": "delete"})

    again = Person()
    again.sign_in()

    assert User.objects.get().pk != dana.user.pk
    assert says(again.client.get("/plans/"), "No plan here yet")
    assert timezone.now() >= User.objects.get().joined_at
