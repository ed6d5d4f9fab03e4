"""Who is on a plan: invitations, roles, leaving, removing. There is always an owner."""

from __future__ import annotations

import uuid
from datetime import timedelta
from uuid import UUID

import pytest

from teamup.catalog.model import Side
from teamup.core.limits import TooOften
from teamup.core.models import Event
from teamup.plans import access, people
from teamup.plans.access import Actor
from teamup.plans.errors import InvitationRejected, MayNotEdit, NoSuchPlan, PersonRejected, WrongInvitation
from teamup.plans.models import BrowserGrant, Invitation, Member, Plan
from teamup.plans.people import Person, Place
from teamup.plans.permissions import MAY, Deed, Role, may
from tests.factories import MARIA, NOW, a_plan

pytestmark = pytest.mark.django_db
EDITOR = Place(Role.EDITOR, Side.SECURITY)


def a_person(name: str = "Priya Nair") -> Person:
    return Person(uuid.uuid4(), f"{name.split(maxsplit=1)[0].lower()}@example.org", name, "Riverton Mall")


def an_owner(plan: Plan, name: str = "Dana Ruiz") -> Actor:
    person = a_person(name)
    member = people.join(plan, person, Role.OWNER, Side.POLICE, NOW)
    return Actor(member.name, role=Role.OWNER, side=Side.POLICE, user_id=person.user_id)


def joined(plan: Plan, role: Role = Role.EDITOR, name: str = "Priya Nair", by: Actor = MARIA) -> UUID:
    person = a_person(name)
    (made,) = people.invite(plan=plan, places=[Place(role, Side.SECURITY)], by=by, now=NOW)
    people.accept(invitation=made.invitation, person=person, now=NOW)
    return person.user_id


def test_a_person_who_is_invited_takes_the_place_with_its_role_and_side():
    plan, person = a_plan(), a_person()
    (made,) = people.invite(plan=plan, places=[EDITOR], by=MARIA, now=NOW)

    people.accept(invitation=made.invitation, person=person, now=NOW)

    opened = access.open_plan(plan.id, browser="", user_id=person.user_id)
    assert (opened.actor.name, opened.actor.role, opened.actor.side) == ("Priya Nair", Role.EDITOR, Side.SECURITY)


def test_the_code_can_be_read_over_the_phone_and_typed_with_slips():
    (made,) = people.invite(plan=a_plan(), places=[EDITOR], by=MARIA, now=NOW)

    found = people.find_invitation(code=made.code.lower().replace("-", " ").replace("0", "o"), network="n", now=NOW)

    assert found == made.invitation
    assert made.code not in str(Invitation.objects.values_list())


def test_a_place_is_taken_once_and_by_one_person():
    plan, first = a_plan(), a_person()
    (made,) = people.invite(plan=plan, places=[EDITOR], by=MARIA, now=NOW)
    people.accept(invitation=made.invitation, person=first, now=NOW)

    people.accept(invitation=made.invitation, person=first, now=NOW)
    with pytest.raises(WrongInvitation, match="Somebody else took this place"):
        people.accept(invitation=made.invitation, person=a_person("Tom Okafor"), now=NOW)

    assert Member.objects.filter(plan=plan).count() == 1


@pytest.mark.parametrize("spoil", ["used", "withdrawn", "old", "foreign"])
def test_every_code_that_opens_nothing_gets_one_answer(spoil):
    plan = a_plan()
    (made,) = people.invite(plan=plan, places=[EDITOR], by=MARIA, now=NOW)
    code, when = made.code, NOW
    if spoil == "used":
        people.accept(invitation=made.invitation, person=a_person(), now=NOW)
    elif spoil == "withdrawn":
        people.withdraw(plan=plan, invitation_id=made.invitation.invitation_id, by=MARIA, now=NOW)
    elif spoil == "old":
        when = NOW + people.LASTS
    else:
        code = "7QK4-M2XP-9RTH-D0V3"

    with pytest.raises(WrongInvitation, match="opens nothing"):
        people.find_invitation(code=code, network="n", now=when)


def test_guessing_codes_is_stopped_for_a_while():
    for _ in range(people.CODE_GUESSES.most):
        with pytest.raises(WrongInvitation):
            people.find_invitation(code="wrong", network="n", now=NOW)

    with pytest.raises(TooOften):
        people.find_invitation(code="wrong", network="n", now=NOW)


def test_inviting_an_address_again_ends_the_older_invitation():
    plan = a_plan()
    place = Place(Role.EDITOR, Side.SECURITY, "priya@example.org")
    (older,) = people.invite(plan=plan, places=[place], by=MARIA, now=NOW)

    (newer,) = people.invite(plan=plan, places=[place], by=MARIA, now=NOW + timedelta(hours=1))

    with pytest.raises(WrongInvitation):
        people.find_invitation(code=older.code, network="n", now=NOW)
    assert people.find_invitation(code=newer.code, network="n", now=NOW)


@pytest.mark.parametrize("count", [0, 21, 1000])
def test_nobody_invites_none_or_a_crowd(count):
    with pytest.raises(InvitationRejected, match="between 1 and 20"):
        people.invite(plan=a_plan(), places=[EDITOR] * count, by=MARIA, now=NOW)


def test_who_is_invited_again_keeps_the_greater_role():
    plan = a_plan()
    owner = an_owner(plan)
    (made,) = people.invite(plan=plan, places=[Place(Role.VIEWER, Side.POLICE)], by=owner, now=NOW)

    people.accept(invitation=made.invitation, person=Person(owner.user_id or uuid.uuid4(), "d@e.org", "Dana"), now=NOW)

    assert Member.objects.get(plan=plan, user_id=owner.user_id).role == Role.OWNER


def test_the_last_owner_can_neither_leave_nor_be_removed_nor_step_down():
    plan = a_plan()
    owner = an_owner(plan)
    user_id = owner.user_id or uuid.uuid4()

    with pytest.raises(PersonRejected, match="last owner"):
        people.leave(plan=plan, by=owner, now=NOW)
    with pytest.raises(PersonRejected, match="last owner"):
        people.remove(plan=plan, user_id=user_id, by=owner, now=NOW)
    with pytest.raises(PersonRejected, match="always has an owner"):
        people.change_role(plan=plan, user_id=user_id, role=Role.EDITOR, side=Side.POLICE, by=owner, now=NOW)

    assert Member.objects.get(plan=plan, user_id=user_id).role == Role.OWNER


def test_an_owner_hands_over_and_then_may_leave():
    plan = a_plan()
    owner = an_owner(plan)
    other = joined(plan, by=owner)
    people.change_role(plan=plan, user_id=other, role=Role.OWNER, side=Side.SECURITY, by=owner, now=NOW)

    people.leave(plan=plan, by=owner, now=NOW)

    assert [*Member.objects.filter(plan=plan).values_list("user_id", "role")] == [(other, "owner")]


def test_who_is_removed_is_out_at_once_with_the_key_and_every_browser_that_held_it():
    plan = a_plan(browser="somewhere")
    owner = an_owner(plan)
    other = joined(plan, by=owner)
    before = Plan.objects.get(pk=plan.pk).key_hash

    people.remove(plan=plan, user_id=other, by=owner, now=NOW)

    with pytest.raises(NoSuchPlan):
        access.open_plan(plan.id, browser="", user_id=other)
    with pytest.raises(NoSuchPlan):
        access.open_plan(plan.id, browser="somewhere")
    assert Plan.objects.get(pk=plan.pk).key_hash != before


def test_signing_in_adopts_the_plans_of_this_browser_and_only_those():
    mine, other = a_plan(browser="mine"), a_plan(browser="other")
    person = a_person()

    assert people.adopt(browser="mine", person=person, now=NOW) == 1

    assert access.open_plan(mine.id, browser="", user_id=person.user_id).actor.role is Role.OWNER
    assert not BrowserGrant.objects.filter(plan=mine).exists()
    with pytest.raises(NoSuchPlan):
        access.open_plan(other.id, browser="", user_id=person.user_id)


def test_who_adopts_a_plan_that_has_an_owner_becomes_an_editor():
    plan = a_plan(browser="mine")
    an_owner(plan)
    person = a_person()

    people.adopt(browser="mine", person=person, now=NOW)

    assert Member.objects.get(plan=plan, user_id=person.user_id).role == Role.EDITOR


def test_a_browser_with_the_key_owns_a_plan_until_somebody_does():
    plan = a_plan(browser="mine")
    alone = access.open_plan(plan.id, browser="mine").actor.role

    an_owner(plan)

    assert (alone, access.open_plan(plan.id, browser="mine").actor.role) == (Role.OWNER, Role.EDITOR)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COMMENTER, Role.VIEWER])
def test_only_owners_say_who_is_on_a_plan(role):
    plan = a_plan()
    actor = Actor("Somebody", role=role, side=Side.POLICE, user_id=uuid.uuid4())

    with pytest.raises(MayNotEdit, match="Only an owner"):
        people.invite(plan=plan, places=[EDITOR], by=actor, now=NOW)
    with pytest.raises(MayNotEdit):
        people.remove(plan=plan, user_id=uuid.uuid4(), by=actor, now=NOW)


def test_the_audit_names_what_happened_and_no_code_or_address():
    plan = a_plan()
    place = Place(Role.EDITOR, Side.SECURITY, "priya@example.org")
    (made,) = people.invite(plan=plan, places=[place], by=MARIA, now=NOW)
    people.accept(invitation=made.invitation, person=a_person(), now=NOW)

    said = str([*Event.objects.filter(plan_id=plan.id).values()])
    assert "people.invited" in said
    assert "people.joined" in said
    assert "example.org" not in said
    assert made.code not in said


def test_nobody_has_more_power_than_those_above():
    for deed, roles in MAY.items():
        ladder = [may(role, deed) for role in Role]

        assert ladder == sorted(ladder, reverse=True), deed
        assert Role.OWNER in roles
    assert {deed for deed in Deed if may(Role.VIEWER, deed)} == {Deed.READ}
