"""Handing a plan over: with two hands, at once or after a week, and never against an owner who objects."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import handover, people
from teamup.plans.access import Actor
from teamup.plans.errors import MayNotEdit, PersonRejected
from teamup.plans.models import HandOver, Member, Plan
from teamup.plans.people import Person
from teamup.plans.permissions import Role
from tests.factories import MARIA, NOW, a_plan

pytestmark = pytest.mark.django_db
A_WEEK = timedelta(days=7)


def on(plan: Plan, name: str, role: Role = Role.EDITOR, side: Side = Side.SECURITY) -> Actor:
    """Put somebody new on the plan."""
    person = Person(uuid.uuid4(), f"{name.lower()}@example.org", name)
    people.join(plan, person, role, side, NOW)
    return Actor(name, role=role, side=side, user_id=person.user_id)


def roles(plan: Plan) -> dict[str, str]:
    return dict(Member.objects.filter(plan=plan).values_list("name", "role"))


def kinds(plan: Plan) -> list[str]:
    return list(Event.objects.filter(plan_id=plan.id, kind__startswith="people.").values_list("kind", flat=True))


def asked(plan: Plan) -> HandOver:
    """Let Kim of the police and Priya of security ask for the plan."""
    first, second = on(plan, "Kim", Role.VIEWER, Side.POLICE), on(plan, "Priya")
    one = handover.ask(plan=plan, by=first, now=NOW)
    return handover.join_in(plan=plan, hand_over_id=one.hand_over_id, by=second, now=NOW)


def test_an_offer_changes_nothing_until_it_is_taken():
    plan = a_plan()
    dana, priya = on(plan, "Dana", Role.OWNER, Side.POLICE), on(plan, "Priya")

    one = handover.offer(plan=plan, user_id=priya.user_id, by=dana, now=NOW)
    before = roles(plan)
    handover.take(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW)
    handover.take(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW)

    assert before == {"Dana": "owner", "Priya": "editor"}
    assert roles(plan) == {"Dana": "editor", "Priya": "owner"}
    assert sorted(kinds(plan)) == ["people.handed_over", "people.joined", "people.joined", "people.offered"]


def test_offering_twice_makes_one_offer():
    plan = a_plan()
    dana, priya = on(plan, "Dana", Role.OWNER), on(plan, "Priya")

    first = handover.offer(plan=plan, user_id=priya.user_id, by=dana, now=NOW)
    second = handover.offer(plan=plan, user_id=priya.user_id, by=dana, now=NOW)

    assert first == second


def test_whoever_holds_the_key_of_a_plan_without_owners_can_give_it_one():
    plan = a_plan()
    priya = on(plan, "Priya")

    one = handover.offer(plan=plan, user_id=priya.user_id, by=MARIA, now=NOW)
    handover.take(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW)

    assert roles(plan) == {"Priya": "owner"}


def test_only_owners_offer_and_only_to_members_who_do_not_own_the_plan():
    plan = a_plan()
    dana, priya = on(plan, "Dana", Role.OWNER), on(plan, "Priya")

    with pytest.raises(MayNotEdit):
        handover.offer(plan=plan, user_id=priya.user_id, by=priya, now=NOW)
    with pytest.raises(PersonRejected, match="owns this plan already"):
        handover.offer(plan=plan, user_id=dana.user_id, by=dana, now=NOW)
    with pytest.raises(PersonRejected, match="no longer on the plan"):
        handover.offer(plan=plan, user_id=uuid.uuid4(), by=dana, now=NOW)


def test_an_offer_is_taken_by_whom_it_was_made_to_and_while_it_stands():
    plan = a_plan()
    dana, priya, tom = on(plan, "Dana", Role.OWNER), on(plan, "Priya"), on(plan, "Tom")
    one = handover.offer(plan=plan, user_id=priya.user_id, by=dana, now=NOW)

    with pytest.raises(PersonRejected, match="somebody else"):
        handover.take(plan=plan, hand_over_id=one.hand_over_id, by=tom, now=NOW)
    with pytest.raises(PersonRejected, match="no longer stands"):
        handover.take(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW + timedelta(days=15))
    handover.call_off(plan=plan, hand_over_id=one.hand_over_id, by=dana, now=NOW)
    with pytest.raises(PersonRejected, match="no longer stands"):
        handover.take(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW)

    assert roles(plan)["Priya"] == "editor"


def test_an_offer_falls_when_who_made_it_owns_the_plan_no_longer():
    plan = a_plan()
    dana, alex, priya = on(plan, "Dana", Role.OWNER), on(plan, "Alex", Role.OWNER), on(plan, "Priya")
    one = handover.offer(plan=plan, user_id=priya.user_id, by=dana, now=NOW)

    people.remove(plan=plan, user_id=dana.user_id, by=alex, now=NOW)

    with pytest.raises(PersonRejected, match="no longer stands"):
        handover.take(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW)


def test_declining_is_on_record():
    plan = a_plan()
    dana, priya = on(plan, "Dana", Role.OWNER), on(plan, "Priya")
    one = handover.offer(plan=plan, user_id=priya.user_id, by=dana, now=NOW)

    handover.call_off(plan=plan, hand_over_id=one.hand_over_id, by=priya, now=NOW)

    assert "people.declined" in kinds(plan)
    assert handover.waiting(plan) == []


def test_two_members_one_of_each_side_own_a_plan_a_week_after_they_asked():
    plan = a_plan()
    on(plan, "Dana", Role.OWNER)
    asked(plan)

    early = handover.settle_all(now=NOW + A_WEEK - timedelta(minutes=1))
    late = handover.settle_all(now=NOW + A_WEEK)

    assert (early, late) == (0, 1)
    assert roles(plan) == {"Dana": "owner", "Kim": "owner", "Priya": "owner"}
    assert "people.took_over" in kinds(plan)


def test_an_owner_who_objects_ends_it_for_good():
    plan = a_plan()
    dana = on(plan, "Dana", Role.OWNER)
    one = asked(plan)

    handover.object_to(plan=plan, hand_over_id=one.hand_over_id, by=dana, now=NOW)

    assert handover.settle_all(now=NOW + A_WEEK) == 0
    assert roles(plan) == {"Dana": "owner", "Kim": "viewer", "Priya": "editor"}
    assert "people.objected" in kinds(plan)


def test_nobody_but_an_owner_can_object():
    plan = a_plan()
    on(plan, "Dana", Role.OWNER)
    one, tom = asked(plan), on(plan, "Tom")

    with pytest.raises(MayNotEdit):
        handover.object_to(plan=plan, hand_over_id=one.hand_over_id, by=tom, now=NOW)
    with pytest.raises(PersonRejected, match="people it is between"):
        handover.call_off(plan=plan, hand_over_id=one.hand_over_id, by=tom, now=NOW)


def test_one_voice_alone_and_two_of_one_side_are_not_enough():
    plan = a_plan()
    on(plan, "Dana", Role.OWNER)
    first, same, both = on(plan, "Priya"), on(plan, "Tom"), on(plan, "Lee", side=Side.JOINT)
    one = handover.ask(plan=plan, by=first, now=NOW)

    with pytest.raises(PersonRejected, match="one of each side"):
        handover.join_in(plan=plan, hand_over_id=one.hand_over_id, by=same, now=NOW)
    with pytest.raises(PersonRejected, match="down for both sides"):
        handover.join_in(plan=plan, hand_over_id=one.hand_over_id, by=both, now=NOW)
    with pytest.raises(PersonRejected, match="one of each side"):
        handover.join_in(plan=plan, hand_over_id=one.hand_over_id, by=first, now=NOW)

    assert handover.settle_all(now=NOW + timedelta(days=31)) == 0
    assert "owner" not in {role for name, role in roles(plan).items() if name != "Dana"}


def test_a_request_falls_when_one_of_the_two_is_gone():
    plan = a_plan()
    dana = on(plan, "Dana", Role.OWNER)
    one = asked(plan)
    people.remove(plan=plan, user_id=one.second, by=dana, now=NOW)

    assert handover.settle_all(now=NOW + A_WEEK) == 0
    assert roles(plan) == {"Dana": "owner", "Kim": "viewer"}


def test_an_owner_has_nothing_to_ask_for():
    plan = a_plan()

    with pytest.raises(PersonRejected, match="You own this plan already"):
        handover.ask(plan=plan, by=on(plan, "Dana", Role.OWNER), now=NOW)
    with pytest.raises(PersonRejected, match="not on this plan"):
        handover.ask(plan=plan, by=MARIA, now=NOW)


def test_the_host_makes_an_owner_by_a_command_and_it_is_on_record():
    plan = a_plan()
    on(plan, "Dana", Role.OWNER)

    handover.hand_over_by_host(plan=plan, person=Person(uuid.uuid4(), "sam@city.gov", "Sam"), side=Side.POLICE, now=NOW)

    assert roles(plan) == {"Dana": "owner", "Sam": "owner"}
    event = Event.objects.get(plan_id=plan.id, kind="people.handed_over_by_host")
    assert (event.by, event.detail) == (handover.HOST, {"who": "Sam"})
