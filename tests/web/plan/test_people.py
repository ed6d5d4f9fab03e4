"""The people page: inviting, joining, roles, removing, handing over; who may do which, and what bad input gets."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.delivery import sending
from teamup.delivery.models import Letter, LetterKind, LetterState
from teamup.plans.models import AnswerChange, BrowserGrant, HandOver, Invitation, Member
from teamup.plans.permissions import MAY, Deed, Role
from teamup.plans.roles import DEEDS, may_sentence
from tests.web.account.person import Person as Mailbox
from tests.web.plan.member import Someone, a_user
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b[0-9A-Y]{4}(?:-[0-9A-Y]{4}){3}\b")
PRIYA = "priya@mall.example"


@pytest.fixture
def dana() -> Someone:
    """The owner, of the police."""
    return Someone("Dana Ruiz", plan=Visitor().plan, role=Role.OWNER, side=Side.POLICE, address="dana@agency.gov")


def invited(who: Any, addresses: str = PRIYA, *, do: str = "mail", form: str = "", **more: str) -> Any:
    """Post the form that invites."""
    form = form or str(uuid.uuid4())
    data = {"addresses": addresses, "role": "editor", "side": "security", **more}
    return who.post("people/invite/", do=do, form=form, **data)


def read_mail() -> list[Any]:
    """Let the worker send the letters that wait, and return all mail."""
    for letter in Letter.objects.exclude(due_at=None).order_by("created_at"):
        sending.deliver(letter.plan_id, letter.id, clock=timezone.now)
    return mail.outbox


def code_for(who: Any, **more: str) -> str:
    """Make a code to read out and return it as the page shows it."""
    invited(who, "", do="code", **more)
    found = CODE.search(who.get("people/").content.decode())
    assert found
    return found[0]


def role_of(someone: Someone) -> str:
    member = Member.objects.filter(user_id=someone.user.pk).first()
    return member.role if member else ""


# --- the page ---------------------------------------------------------------------------------------------------------


def test_everybody_on_the_plan_sees_who_is_on_it_and_owners_can_change_it(dana: Someone):
    priya = Someone("Priya Nair", plan=dana.plan, role=Role.VIEWER)

    for_viewer, for_owner = priya.get("people/"), dana.get("people/")

    for page in (for_viewer, for_owner):
        assert says(page, "Dana Ruiz")
        assert says(page, "Director of Security, Riverton Mall")
    assert b"Invite people" not in for_viewer.content
    assert b"Invite people" in for_owner.content
    assert b"mall.example" not in for_viewer.content + for_owner.content


def test_who_holds_the_key_is_told_that_signing_in_makes_them_an_owner_by_name():
    visitor = Visitor()

    page = visitor.get("people/")

    assert says(page, "Sign in , and you are its owner by name: one who can be found again when the key is lost.")
    assert f"/account/sign-in/?next=%2Fplans%2F{visitor.plan.pk}%2Fpeople%2F" in page.content.decode()


def test_who_holds_the_key_of_a_plan_with_owners_manages_nobody():
    visitor = Visitor()
    Someone("Dana Ruiz", plan=visitor.plan, role=Role.OWNER)

    page = visitor.get("people/")

    assert says(page, "You opened this plan with its key, and nobody can tell who you are.")
    assert b"Invite people" not in page.content
    assert invited(visitor).status_code == 403


def test_the_words_of_each_role_are_those_of_the_table_of_permissions(dana: Someone):
    page = dana.get("people/")

    for role in Role:
        sentence = may_sentence(role)
        assert says(page, sentence)
        assert {deed for deed in Deed if str(DEEDS[deed]) in sentence} == {d for d in Deed if role in MAY[d]}


def test_the_page_takes_eight_queries_at_most(dana: Someone, django_assert_max_num_queries: Any):
    for number in range(30):
        Someone(f"Person{number} Nair", plan=dana.plan)
    invited(dana, "a@x.example, b@x.example")
    dana.get("people/")

    with django_assert_max_num_queries(8):
        dana.get("people/")


def test_a_person_says_how_they_appear_and_the_history_names_them_so(dana: Someone):
    dana.post("people/me/", name="Lt. Dana Ruiz", organization="Riverton PD", title="Liaison")
    dana.client.post(
        dana.url("answers/motto/"),
        {"value": "Together", "side": "joint", "base": "0", "save": str(uuid.uuid4())},
        headers={"Accept": "application/json"},
    )

    assert says(dana.get("people/"), "Liaison, Riverton PD")
    assert AnswerChange.objects.get(question_id="motto").by == "Lt. Dana Ruiz"
    assert says(dana.get("history/"), "Lt. Dana Ruiz")


def test_a_name_is_needed(dana: Someone):
    page = dana.post("people/me/", name="  ", organization="Riverton PD", title="")

    assert page.status_code == 422
    assert says(page, "Type the name that the others know you by.")
    assert b"Riverton PD" in page.content


def test_a_sample_has_nobody_on_it_and_nothing_to_change():
    sample = Visitor().as_sample()

    assert says(sample.get("people/"), "Nobody: a sample is for everybody to read.")
    assert sample.post("people/me/", name="Eve").status_code == 403
    assert sample.post("people/owner/", do="ask").status_code == 403


# --- inviting ---------------------------------------------------------------------------------------------------------


def test_an_invitation_goes_out_by_mail_and_its_link_leads_to_the_plan_without_spending_it(dana: Someone):
    invited(dana)
    (letter,) = read_mail()
    link = re.search(r"/join/[0-9A-Z-]+/", letter.body)[0]  # type: ignore[index]

    scanner = a_stranger()
    pages = [scanner.get(link) for _ in range(3)]

    assert letter.to == [PRIYA]
    assert "Dana Ruiz asks you to join this plan as editor, for security." in letter.body
    assert all(says(page, "Dana Ruiz asks you to join this plan as editor, for security.") for page in pages)
    assert says(pages[0], "Riverton Downtown")
    assert pages[0]["Referrer-Policy"] == "strict-origin"
    assert pages[0]["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in pages[0]["Cache-Control"]
    assert Invitation.objects.get().accepted_at is None


def test_no_mail_leaves_in_the_request_and_no_code_is_kept(dana: Someone):
    invited(dana)

    letter = Letter.objects.get(kind=LetterKind.INVITE)
    assert mail.outbox == []
    assert letter.state == LetterState.QUEUED
    assert "/join/" not in str(Letter.objects.values_list()) + str(Invitation.objects.values_list())
    read_mail()
    assert Letter.objects.get().sealed == ""


def test_the_security_manager_opens_the_link_signs_in_by_code_and_joins(dana: Someone):
    invited(dana)
    link = re.search(r"/join/[0-9A-Z-]+/", read_mail()[-1].body)[0]  # type: ignore[index]
    priya = Mailbox(PRIYA)
    door = re.search(r'href="(/account/sign-in/[^"]+)"', priya.page(link))[1]  # type: ignore[index]

    priya.client.get(door)
    after = priya.sign_in(next=link)
    joined = priya.client.post(link, {"name": "Priya Nair", "organization": "Riverton Mall", "title": "Manager"})

    assert after["Location"] == link
    assert joined["Location"] == dana.url()
    assert says(priya.client.get(dana.url()), "Welcome. You are on this plan as editor, for security.")
    page = dana.get("people/")
    assert says(page, "Manager, Riverton Mall")
    assert b"Invited, and not here yet" not in page.content


def test_who_waits_is_shown_with_a_masked_address_and_can_be_withdrawn(dana: Someone):
    invited(dana)
    (letter,) = read_mail()
    link = re.search(r"/join/[0-9A-Z-]+/", letter.body)[0]  # type: ignore[index]
    before = dana.get("people/")

    dana.post("people/invitation/", do="withdraw", invitation=str(Invitation.objects.get().pk[1]))

    assert says(before, "p…@mall.example editor, for security until")
    assert PRIYA.encode() not in before.content
    assert b"@mall.example" not in dana.get("people/").content
    assert a_stranger().get(link).status_code == 404


def test_a_letter_whose_invitation_was_withdrawn_is_not_sent(dana: Someone):
    invited(dana)
    dana.post("people/invitation/", do="withdraw", invitation=str(Invitation.objects.get().pk[1]))

    assert read_mail() == []
    assert "withdrawn" in Letter.objects.get().reason


def test_a_letter_that_did_not_arrive_is_told_where_its_invitation_waits(dana: Someone):
    invited(dana)
    Letter.objects.update(state=LetterState.FAILED, due_at=None, reason="There is no such mailbox.")

    assert says(dana.get("people/"), "The letter did not arrive. There is no such mailbox.")


def test_a_code_is_shown_once_read_over_the_phone_and_typed_in_any_way(dana: Someone):
    code = code_for(dana)
    tom = Someone("Tom Okafor")

    there = tom.client.post("/join/", {"code": f" {code.lower().replace('-', ' ')} "})
    tom.client.post(there["Location"], {"name": "Tom Okafor"})
    dana.post("people/invitation/", do="kept")

    assert role_of(tom) == "editor"
    assert code.encode() not in dana.get("people/").content


def test_the_same_form_posted_twice_invites_once(dana: Someone):
    form = str(uuid.uuid4())
    for _ in range(2):
        invited(dana, form=form)
        invited(dana, "", do="code", form=form)

    assert Invitation.objects.filter(withdrawn_at=None).count() == 2
    assert Letter.objects.count() == 1
    assert CODE.search(dana.get("people/").content.decode())


@pytest.mark.parametrize(
    ("addresses", "sentence"),
    [
        ("dana@agency.gov", "dana@agency.gov is your own address: you are on this plan."),
        ("Kim@Agency.gov", "kim@agency.gov is Kim Lee, who is on this plan already."),
        ("priya", "“priya” is not an e-mail address. It should look like name@agency.gov."),
        ("", "Type the address of whom you invite, or make a code to read out."),
        ("\n".join(f"p{n}@x.example" for n in range(1000)), "These are 1000 addresses. Invite 20 people or fewer"),
    ],
)
def test_what_cannot_be_invited_gets_its_sentence_and_keeps_the_typing(dana: Someone, addresses: str, sentence: str):
    Someone("Kim Lee", plan=dana.plan, address="kim@agency.gov")

    page = invited(dana, addresses)

    assert page.status_code == 422
    assert says(page, sentence)
    assert addresses in page.content.decode()
    assert not Invitation.objects.exists()
    assert not Letter.objects.exists()


def test_one_bad_address_among_good_ones_invites_nobody(dana: Someone):
    page = invited(dana, f"{PRIYA}, tom@@x.example; sam@x.example")

    assert says(page, "“tom@@x.example” is more than one address. Type one.")
    assert not Invitation.objects.exists()


def test_a_role_and_a_side_are_needed(dana: Someone):
    page = invited(dana, role="king", side="")

    assert says(page, "Choose what they may do.")
    assert says(page, "Choose the side they speak for.")


def test_an_address_with_an_account_and_one_without_get_the_same_reply(dana: Someone):
    a_user("Sam Keller", "sam@x.example")

    known, unknown = invited(dana, "sam@x.example"), invited(dana, "new@x.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Letter.objects.count() == 2


def test_before_signing_in_three_addresses_a_day_are_written_to():
    visitor = Visitor()
    invited(visitor, "a@x.example, b@x.example, c@x.example")

    page = invited(visitor, "d@x.example")

    assert page.status_code == 422
    assert says(page, "Before you sign in, invitations go to 3 addresses a day.")
    assert Letter.objects.count() == 3
    assert code_for(visitor)


def test_who_invites_without_a_name_is_called_somebody():
    visitor = Visitor()
    invited(visitor)

    (letter,) = read_mail()

    assert "Somebody who works on this plan asks you to join it" in letter.body


def test_letters_are_limited_by_network_and_nobody_is_invited_beyond(dana: Someone):
    for start in (0, 10):
        invited(dana, "\n".join(f"p{start + n}@x.example" for n in range(10)))

    page = invited(dana)

    assert page.status_code == 429
    assert says(page, "This plan has sent as many letters as it may in an hour.")
    assert Invitation.objects.count() == Letter.objects.count() == 20


# --- joining ----------------------------------------------------------------------------------------------------------


def test_two_people_accept_one_invitation_and_the_second_is_told(dana: Someone):
    link = f"/join/{code_for(dana)}/"
    tom, sam = Someone("Tom Okafor"), Someone("Sam Keller")
    sam.client.get(link)

    first, second = tom.client.post(link, {"name": "Tom"}), sam.client.post(link, {"name": "Sam"})

    assert first["Location"] == dana.url()
    assert second.status_code == 404
    assert says(second, "This code opens nothing: it is wrong, used, withdrawn or older than 14 days.")
    assert sam.client.get(dana.url()).status_code == 404


def test_who_is_on_the_plan_leaves_the_invitation_to_whom_it_is_meant_for(dana: Someone):
    link = f"/join/{code_for(dana)}/"

    page = dana.client.get(link)
    dana.client.post(link, {"name": "Dana"})

    assert says(page, "You are on this plan already, so this invitation stays for whom it is meant")
    assert Invitation.objects.get().accepted_at is None


def test_an_invitation_to_more_raises_a_member_and_says_so_in_the_history(dana: Someone):
    priya = Someone("Priya Nair", plan=dana.plan, role=Role.VIEWER)

    priya.client.post(f"/join/{code_for(dana)}/", {"name": "Priya"})

    assert role_of(priya) == "editor"
    assert says(dana.get("history/"), "Priya Nair is editor now")


def test_a_wrong_code_and_a_withdrawn_one_get_the_same_answer_and_guessing_ends(dana: Someone):
    stranger = a_stranger()
    answers = [stranger.post("/join/", {"code": "7QK4-M2XP-9RTH-D0V3"}) for _ in range(21)]

    assert {one.status_code for one in answers[:20]} == {404}
    assert answers[20].status_code == 429
    assert "Retry-After" in answers[20]
    assert stranger.get(f"/join/{code_for(dana)}/").status_code == 429


def test_posting_without_being_signed_in_leads_to_the_door_and_back(dana: Someone):
    link = f"/join/{code_for(dana)}/"

    response = Client().post(link)

    assert response["Location"].startswith("/account/sign-in/?next=%2Fjoin%2F")
    assert Invitation.objects.get().accepted_at is None


def test_a_forged_form_joins_nobody(dana: Someone):
    link, tom = f"/join/{code_for(dana)}/", Someone("Tom Okafor")
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(tom.user)

    assert forged.post(link, {"name": "Tom"}).status_code == 403
    assert role_of(tom) == ""


# --- changing ---------------------------------------------------------------------------------------------------------


def test_a_role_that_is_changed_counts_at_once_in_a_page_that_is_open(dana: Someone):
    priya = Someone("Priya Nair", plan=dana.plan)

    dana.post(f"people/{priya.user.pk}/", do="change", role="viewer", side="security")
    save = priya.client.post(
        priya.url("answers/motto/"),
        {"value": "Late", "side": "joint", "base": "0", "save": str(uuid.uuid4())},
        headers={"Accept": "application/json"},
    )

    assert save.status_code == 403
    assert "You may read this plan, not change it." in save.json()["errors"][0]


def test_who_is_removed_finds_no_plan_and_the_key_they_know_opens_nothing(dana: Someone):
    visitor = Visitor()
    BrowserGrant.objects.filter(plan=visitor.plan).delete()
    dana = Someone("Alex Ruiz", plan=visitor.plan, role=Role.OWNER)
    priya = Someone("Priya Nair", plan=visitor.plan)

    page = dana.client.post(dana.url(f"people/{priya.user.pk}/"), {"do": "remove"}, follow=True)
    save = priya.client.post(
        priya.url("answers/motto/"),
        {"value": "Late", "side": "joint", "base": "0", "save": str(uuid.uuid4())},
        headers={"Accept": "application/json"},
    )

    assert save.status_code == 404
    assert priya.get().status_code == 404
    assert priya.client.post("/resume/", {"key": visitor.key}).status_code == 404
    assert says(page, "Your plan's key · shown only now")
    assert CODE.search(page.content.decode())


def test_the_browser_that_removes_somebody_keeps_the_plan():
    visitor = Visitor()
    priya = Someone("Priya Nair", plan=visitor.plan)

    visitor.post(f"people/{priya.user.pk}/", do="remove")

    assert visitor.get("people/").status_code == 200


def test_the_last_owner_can_be_neither_removed_nor_made_less_nor_leave(dana: Someone):
    me = f"people/{dana.user.pk}/"

    answers = [
        dana.post(me, do="remove"),
        dana.post(me, do="change", role="editor", side="police"),
        dana.post("people/me/", do="leave"),
    ]

    assert [one.status_code for one in answers] == [422] * 3
    assert says(answers[0], "The last owner cannot be removed. Make somebody else an owner first.")
    assert says(answers[1], "A plan always has an owner. Make somebody else an owner first.")
    assert says(answers[2], "You are the last owner. Make somebody else an owner, or delete the plan.")
    assert role_of(dana) == "owner"


def test_leaving_ends_access_at_once(dana: Someone):
    priya = Someone("Priya Nair", plan=dana.plan)

    left = priya.post("people/me/", do="leave")

    assert left["Location"] == "/plans/"
    assert priya.get().status_code == 404
    assert says(dana.get("history/"), "Priya Nair left the plan.")


def test_a_made_up_role_changes_nothing(dana: Someone):
    priya = Someone("Priya Nair", plan=dana.plan)

    page = dana.post(f"people/{priya.user.pk}/", do="change", role="king", side="police")

    assert says(page, "Choose a role and a side from the lists.")
    assert role_of(priya) == "editor"


def test_somebody_of_another_plan_cannot_be_changed_from_here(dana: Someone):
    foreign = Someone("Priya Nair", plan=Visitor().plan)

    page = dana.post(f"people/{foreign.user.pk}/", do="remove")

    assert says(page, "This person is no longer on the plan.")
    assert b"Priya" not in page.content
    assert role_of(foreign) == "editor"


def test_an_invitation_of_another_plan_cannot_be_withdrawn_from_here(dana: Someone):
    other = Visitor()
    invited(other)

    dana.post("people/invitation/", do="withdraw", invitation=str(Invitation.objects.get().pk[1]))

    assert Invitation.objects.get().withdrawn_at is None


# --- handing over -----------------------------------------------------------------------------------------------------


def test_a_plan_is_handed_over_when_the_other_takes_it(dana: Someone):
    priya = Someone("Priya Nair", plan=dana.plan)

    dana.post(f"people/{priya.user.pk}/", do="offer")
    (letter,) = read_mail()
    page = priya.get("people/")
    one = HandOver.objects.get()
    priya.post("people/owner/", do="take", hand_over=str(one.hand_over_id))

    assert letter.to == [PRIYA]
    assert "Dana Ruiz hands this plan over to you." in letter.body
    assert says(page, "Dana Ruiz hands the plan over to Priya Nair, who has until")
    assert b"Take the plan over" in page.content
    assert (role_of(dana), role_of(priya)) == ("editor", "owner")
    assert says(dana.get("history/"), "Priya Nair took the plan over from Dana Ruiz and owns it now.")


def test_two_members_ask_together_and_every_owner_is_told_and_can_object(dana: Someone):
    kim = Someone("Kim Lee", plan=dana.plan, side=Side.POLICE)
    priya = Someone("Priya Nair", plan=dana.plan)
    kim.post("people/owner/", do="ask")
    one = str(HandOver.objects.get().hand_over_id)

    for_priya = priya.get("people/")
    priya.post("people/owner/", do="join_in", hand_over=one)
    (letter,) = read_mail()
    for_dana = dana.get("people/")
    refused = kim.post("people/owner/", do="object", hand_over=one)
    dana.post("people/owner/", do="object", hand_over=one)

    assert b"Ask together with Kim Lee" in for_priya.content
    assert letter.to == ["dana@agency.gov"]
    assert "Kim Lee and Priya Nair, one of each side, ask to own this plan beside you." in letter.body
    assert says(for_dana, "Kim Lee and Priya Nair ask to own the plan.")
    assert refused.status_code == 403
    assert HandOver.objects.get().ended == "objected"


def test_a_request_that_nobody_objected_to_takes_effect_when_the_page_is_opened(dana: Someone):
    kim = Someone("Kim Lee", plan=dana.plan, side=Side.POLICE)
    priya = Someone("Priya Nair", plan=dana.plan)
    kim.post("people/owner/", do="ask")
    priya.post("people/owner/", do="join_in", hand_over=str(HandOver.objects.get().hand_over_id))
    HandOver.objects.update(ends_at=timezone.now())

    page = kim.get("people/")

    assert b"Invite people" in page.content
    assert (role_of(kim), role_of(priya), role_of(dana)) == ("owner", "owner", "owner")


def test_a_request_whose_owners_cannot_be_told_is_not_made(dana: Someone):
    kim = Someone("Kim Lee", plan=dana.plan, side=Side.POLICE)
    priya = Someone("Priya Nair", plan=dana.plan)
    for start in (0, 10):
        invited(dana, "\n".join(f"p{start + n}@x.example" for n in range(10)))
    kim.post("people/owner/", do="ask")

    page = priya.post("people/owner/", do="join_in", hand_over=str(HandOver.objects.get().hand_over_id))

    assert page.status_code == 429
    assert HandOver.objects.get().second is None


def test_a_hand_over_of_another_plan_is_not_here(dana: Someone):
    kim = Someone("Kim Lee", plan=Visitor().plan, side=Side.POLICE)
    kim.post("people/owner/", do="ask")

    page = dana.post("people/owner/", do="object", hand_over=str(HandOver.objects.get().hand_over_id))

    assert says(page, "This is no longer here. Reload the page.")
    assert b"Kim" not in page.content


def test_the_host_hands_a_plan_over_by_a_command(dana: Someone, capsys: Any):
    a_user("Sam Keller", "sam@city.gov")

    call_command("plan", "hand-over", str(dana.plan.pk), "--to", "Sam@City.gov", "--side", "police")  # type: ignore[union-attr]

    assert "Sam Keller owns the plan now." in capsys.readouterr().out
    assert Member.objects.get(name="Sam Keller").role == "owner"
    assert Event.objects.filter(kind="people.handed_over_by_host").count() == 1
    assert says(dana.get("history/"), "The people who run this site made Sam Keller an owner of the plan.")


def test_the_command_names_nobody_who_has_not_signed_in(dana: Someone):
    with pytest.raises(CommandError, match=r"Nobody signs in with nobody@city\.gov here"):
        call_command("plan", "hand-over", str(dana.plan.pk), "--to", "nobody@city.gov")  # type: ignore[union-attr]
    with pytest.raises(CommandError, match="There is no plan"):
        call_command("plan", "hand-over", str(uuid.uuid4()), "--to", "dana@agency.gov")


def test_expired_invitations_are_forgotten_with_their_addresses(dana: Someone):
    from teamup.delivery import queue

    invited(dana)
    Invitation.objects.update(expires_at=timezone.now())

    queue.tidy(now=timezone.now())

    one = Invitation.objects.get()
    assert (one.address, one.code_hash) == ("", None)
