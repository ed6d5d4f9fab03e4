"""Putting a version to both sides: named, confirmed, declined, withdrawn, and what changed since."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import agreeing, agreements, proposing, selectors, versions
from teamup.plans.agreeing import Typed, Who
from teamup.plans.agreements import Put
from teamup.plans.errors import (
    AgreementClosed,
    FormRejected,
    MayNotEdit,
    NoSuchLink,
    NotASigner,
    NotWhatWasRead,
    PlanError,
)
from teamup.plans.models import Agreement, AgreementState, AnswerChange, Member, NamedVersion, Plan, Signer
from teamup.plans.permissions import Role
from teamup.plans.proposing import Asked, PlanMoved
from tests.factories import MARIA, NOW, a_plan, saved
from tests.plans.signing import CHIEF, DIRECTOR, LATER, Both, a_member

pytestmark = pytest.mark.django_db
FAR = Asked(Side.SECURITY, name="Ada Far", address="ada@far.example")


# --- Putting it forward -------------------------------------------------------------------------------------------


def test_putting_the_plan_forward_names_it_and_asks_both_sides():
    both = Both()

    put = both.put()

    version = NamedVersion.objects.get()
    assert (put.version.number, version.name, version.made_by) == (1, "For the chiefs", "Ed Itor")
    assert put.agreement.fingerprint == version.fingerprint == both.fingerprint()
    assert [(one.side, one.name) for one in put.signers] == [("police", "Dana Ortiz"), ("security", "Sam Keller")]
    assert put.is_open
    event = Event.objects.get(kind="agreement.put")
    assert event.detail == {"number": 1, "name": "For the chiefs", "police": 1, "security": 1}


def test_a_plan_that_is_a_version_already_is_not_named_again():
    both = Both()
    versions.name_version(plan=both.plan, name="As sent", by=both.editor, now=NOW)

    put = both.put()

    assert put.version.name == "As sent"
    assert NamedVersion.objects.count() == 1


def test_an_older_version_can_be_put_forward_whatever_was_written_since():
    both = Both()
    versions.name_version(plan=both.plan, name="As sent", by=both.editor, now=NOW)
    saved(both.plan, "motto", "Later")

    put = both.put(version=1, fingerprint="")

    assert put.version.name == "As sent"
    assert put.agreement.fingerprint == put.version.fingerprint


def test_the_same_form_puts_it_forward_once():
    both, key = Both(), uuid.uuid4()

    first, again = both.forward(key=key), both.forward(key=key)

    assert first.put.agreement.agreement_id == again.put.agreement.agreement_id
    assert Agreement.objects.count() == NamedVersion.objects.count() == 1
    assert Event.objects.filter(kind="agreement.put").count() == 1


def test_a_plan_that_moved_is_not_put_forward_and_says_how_many_answers_changed():
    both = Both()
    proposal = both.proposal(seen_at=NOW - timedelta(minutes=1))
    AnswerChange.objects.filter(plan=both.plan).update(at=NOW - timedelta(hours=1))
    saved(both.plan, "motto", "Together")
    saved(both.plan, "mission", "Less theft.", base=1)
    saved(both.plan, "mission", "Even less theft.", base=2)

    with pytest.raises(PlanMoved, match="changed since you looked: 2 answers"):
        proposing.put_forward(plan=both.plan, proposal=proposal, key=uuid.uuid4(), by=both.editor, now=NOW)

    assert not Agreement.objects.exists()
    assert not NamedVersion.objects.exists()


def test_a_plan_that_changed_and_changed_back_has_not_moved():
    both = Both()
    proposal = both.proposal(seen_at=NOW)
    saved(both.plan, "mission", "Less theft.", base=1)
    saved(both.plan, "mission", "Less theft at night.", base=2)

    put = proposing.put_forward(plan=both.plan, proposal=proposal, key=uuid.uuid4(), by=both.editor, now=NOW).put

    assert put.agreement.fingerprint == proposal.fingerprint


def test_a_new_agreement_takes_the_place_of_one_that_waits():
    both = Both()
    first = both.put()
    saved(both.plan, "motto", "Together")

    second = both.put(name="Second")

    assert both.found(first).agreement.state == AgreementState.SUPERSEDED
    assert agreements.open_of(both.plan).version.number == second.version.number == 2


def test_one_agreement_is_open_at_a_time_whatever_happens():
    both = Both()
    put = both.put()

    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(
            plan=both.plan, agreement_id=uuid.uuid4(), version=1, fingerprint="x", put_at=NOW, put_by="Somebody"
        )
    assert both.found(put).is_open


@pytest.mark.parametrize(
    ("signers", "sentence"),
    [
        (lambda both: (), "police side"),
        (lambda both: both.asked[:1], "at least one person to confirm for the security side"),
        (lambda both: both.asked[1:], "at least one person to confirm for the police side"),
        (lambda both: (*both.asked, both.asked[0]), "named twice"),
        (lambda both: (Asked(Side.SECURITY, both.chief.user_id), *both.asked), "speaks for the other side"),
        (lambda both: (Asked(Side.JOINT, both.editor.user_id), *both.asked), "speaks for the other side"),
        (lambda both: (Asked(Side.POLICE, uuid.uuid4()), *both.asked), "no longer on the plan"),
        (lambda both: (*both.asked, Asked(Side.POLICE, name="", address="a@b.example")), "no longer on the plan"),
        (
            lambda both: tuple(Asked(Side.POLICE, name=f"P{n}", address=f"p{n}@x.example") for n in range(13)),
            "12 people",
        ),
    ],
)
def test_signers_that_cannot_be_asked_are_refused_with_a_sentence(signers: Any, sentence: str):
    both = Both()

    with pytest.raises(FormRejected, match=sentence):
        both.put(signers=signers(both))

    assert not Agreement.objects.exists()
    assert not NamedVersion.objects.exists()


def test_a_member_for_both_sides_may_confirm_for_one_of_them():
    both = Both()

    put = both.put(signers=(Asked(Side.POLICE, both.editor.user_id), both.asked[1]))

    assert [one.name for one in put.of(Side.POLICE)] == ["Ed Itor"]


def test_a_browser_cannot_write_to_people_who_are_not_on_the_plan():
    both = Both()

    with pytest.raises(FormRejected, match="Sign in first"):
        both.put(by=MARIA, signers=(both.asked[0], FAR))


def test_a_version_that_is_not_or_a_name_that_is_taken_is_refused():
    both = Both()
    with pytest.raises(FormRejected) as no_version:
        both.put(version=7)
    versions.name_version(plan=both.plan, name="For the chiefs", by=both.editor, now=NOW)
    saved(both.plan, "motto", "Together")

    with pytest.raises(FormRejected) as taken:
        both.put()

    assert no_version.value.faults[0].where == "version"
    assert taken.value.faults[0].where == "name"


@pytest.mark.parametrize("role", [Role.COMMENTER, Role.VIEWER])
def test_readers_cannot_put_anything_to_both_sides_or_take_it_back(role: Role):
    both = Both()
    put = both.put()
    reader = replace(both.editor, role=role)

    with pytest.raises(MayNotEdit):
        both.put(by=reader)
    with pytest.raises(MayNotEdit):
        agreeing.withdraw(plan=both.plan, agreement_id=put.agreement.agreement_id, by=reader, now=LATER)


# --- Answering ----------------------------------------------------------------------------------------------------


def test_both_confirm_and_the_agreement_is_reached():
    both = Both()
    put = both.put()

    first = both.confirms(put, both.chief, CHIEF)
    last = both.confirms(put, both.director, DIRECTOR)

    assert first.is_open
    assert last.is_agreed
    assert last.agreement.closed_at == LATER
    signer = last.signer(both.chief.user_id)
    assert (signer.name, signer.title, signer.organization) == (CHIEF.name, CHIEF.title, CHIEF.organization)
    kinds = Event.objects.filter(kind__startswith="agreement.").values_list("kind", flat=True)
    assert sorted(kinds) == ["agreement.confirmed"] * 2 + ["agreement.put", "agreement.reached"]


def test_confirming_twice_changes_nothing():
    both = Both()
    put = both.put()
    both.confirms(put, both.chief, CHIEF)

    again = both.confirms(put, both.chief, Typed("Somebody else", "Mayor"), at=LATER + timedelta(days=1))

    assert again.signer(both.chief.user_id).name == CHIEF.name
    assert again.signer(both.chief.user_id).confirmed_at == LATER
    assert Event.objects.filter(kind="agreement.confirmed").count() == 1


def test_only_who_was_asked_can_answer():
    both = Both()
    put = both.put()
    stranger = a_member(both.plan, Side.POLICE, "Chief Dana Ortiz", role=Role.OWNER)

    for who in (both.editor, stranger):
        with pytest.raises(NotASigner):
            both.confirms(put, who, CHIEF)
        with pytest.raises(NotASigner):
            decline(both, put, who)

    assert not Signer.objects.exclude(confirmed_at=None).exists()


def decline(both: Both, put: Put, who: Any, words: str = "The budget is missing.") -> Put:
    return agreeing.decline(
        plan=both.plan, agreement_id=put.agreement.agreement_id, words=words, who=Who(who.user_id), now=LATER
    )


def test_somebody_who_was_taken_off_the_plan_can_no_longer_answer():
    both = Both()
    put = both.put()
    Member.objects.filter(plan=both.plan, user_id=both.chief.user_id).delete()

    with pytest.raises(NotASigner, match="no longer on this plan"):
        both.confirms(put, both.chief, CHIEF)


def test_another_plans_agreement_is_not_to_be_confirmed_through_this_one():
    one, other = Both(), Both()
    put = one.put()

    with pytest.raises(NotASigner):
        other.confirms(put, one.chief, CHIEF)


@pytest.mark.parametrize("fingerprint", ["0" * 64, "x"])
def test_what_was_not_read_is_not_confirmed(fingerprint: str):
    both = Both()
    put = both.put()

    with pytest.raises(NotWhatWasRead):
        both.confirms(put, both.chief, CHIEF, fingerprint=fingerprint)

    assert not Signer.objects.exclude(confirmed_at=None).exists()


def test_a_version_whose_words_were_purged_since_is_not_confirmed():
    both = Both()
    put = both.put()
    AnswerChange.objects.filter(plan=both.plan, question_id="mission").update(new=None)

    with pytest.raises(NotWhatWasRead):
        both.confirms(put, both.chief, CHIEF)


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        (Typed(" ", "Chief"), ["name"]),
        (Typed("", ""), ["name", "title"]),
        (Typed("x" * 121, "Chief"), ["name"]),
        (Typed("Dana", "x" * 121), ["title"]),
        (Typed("Dana", "Chief", "x" * 201), ["organization"]),
    ],
)
def test_a_name_or_title_that_does_not_fit_is_refused(typed: Typed, where: list[str]):
    both = Both()
    put = both.put()

    with pytest.raises(FormRejected) as rejected:
        both.confirms(put, both.chief, typed)

    assert [fault.where for fault in rejected.value.faults] == where


def test_awkward_names_are_kept_as_they_were_typed():
    both = Both()
    put = both.put()
    typed = Typed("  Zoë “Z” O'Núñez-Łukasz <b>\x00\nIII ", "Chief & Director", "Привет 警察 ◆")

    done = both.confirms(put, both.chief, typed)

    signer = done.signer(both.chief.user_id)
    assert signer.name == "Zoë “Z” O'Núñez-Łukasz <b> III"
    assert (signer.title, signer.organization) == ("Chief & Director", "Привет 警察 ◆")


def test_declining_with_a_reason_ends_it_and_keeps_the_reason():
    both = Both()
    put = both.put()
    both.confirms(put, both.director, DIRECTOR)

    over = decline(both, put, both.chief)
    again = decline(both, put, both.chief, "Something else")

    assert over.agreement.state == AgreementState.DECLINED
    assert again.signer(both.chief.user_id).words == "The budget is missing."
    with pytest.raises(AgreementClosed):
        both.confirms(put, both.chief, CHIEF)


@pytest.mark.parametrize("words", ["", " \n ", "x" * 501])
def test_declining_needs_a_reason(words: str):
    both = Both()
    put = both.put()

    with pytest.raises(FormRejected):
        decline(both, put, both.chief, words)

    assert both.found(put).is_open


def test_who_confirmed_cannot_decline_any_more():
    both = Both()
    put = both.put()
    both.confirms(put, both.chief, CHIEF)

    with pytest.raises(AgreementClosed):
        decline(both, put, both.chief)


def test_what_was_taken_back_takes_no_answers():
    both = Both()
    put = both.put()

    for _twice in range(2):
        agreeing.withdraw(plan=both.plan, agreement_id=put.agreement.agreement_id, by=both.editor, now=LATER)

    with pytest.raises(AgreementClosed, match="taken back"):
        both.confirms(put, both.chief, CHIEF)
    assert Event.objects.filter(kind="agreement.withdrawn").count() == 1


def test_an_agreement_that_was_reached_cannot_be_taken_back():
    both = Both()
    put = both.agree()

    with pytest.raises(AgreementClosed):
        agreeing.withdraw(plan=both.plan, agreement_id=put.agreement.agreement_id, by=both.editor, now=LATER)

    assert both.found(put).is_agreed


def test_a_superseded_version_takes_no_answers():
    both = Both()
    old = both.put()
    saved(both.plan, "motto", "Together")
    both.put(name="Second")

    with pytest.raises(AgreementClosed, match="Another version"):
        both.confirms(old, both.chief, CHIEF)


# --- At once ------------------------------------------------------------------------------------------------------


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of this at the same moment, each over a connection of its own; return how each ended."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> str:
        ready.wait()
        try:
            deed()
        except PlanError as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_are_both_recorded_and_the_agreement_is_reached_once():
    both = Both()
    put = both.put()

    ended = at_once(
        *(
            lambda who=who, typed=typed: both.confirms(put, who, typed)
            for who, typed in ((both.chief, CHIEF), (both.director, DIRECTOR)) * 3
        )
    )

    assert ended == ["done"] * 6
    assert both.found(put).is_agreed
    assert Event.objects.filter(kind="agreement.confirmed").count() == 2
    assert Event.objects.filter(kind="agreement.reached").count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_declining_and_taking_back_at_once_end_in_one_way():
    both = Both()
    put = both.put()

    ended = at_once(
        lambda: decline(both, put, both.chief),
        lambda: both.confirms(put, both.director, DIRECTOR),
        lambda: agreeing.withdraw(plan=both.plan, agreement_id=put.agreement.agreement_id, by=both.editor, now=LATER),
    )

    over = both.found(put)
    assert over.agreement.state in (AgreementState.DECLINED, AgreementState.WITHDRAWN)
    assert (ended[0] == "done") == (over.agreement.state == AgreementState.DECLINED)
    assert (ended[1] == "done") == (over.signer(both.director.user_id).confirmed_at is not None)


@pytest.mark.django_db(transaction=True)
def test_two_versions_put_forward_at_once_leave_one_open():
    both = Both()

    ended = at_once(*(lambda n=n: both.put(name=f"Number {n}") for n in range(4)))

    assert ended == ["done"] * 4
    assert Agreement.objects.filter(state=AgreementState.OPEN).count() == 1
    assert NamedVersion.objects.count() == 1


# --- People who are not on the plan -------------------------------------------------------------------------------


def test_somebody_off_the_plan_confirms_by_the_address_they_were_written_to():
    both = Both()
    made = both.forward(signers=(both.asked[0], FAR))
    [token] = made.tokens.values()
    put, signer = agreements.find_by_link(token, now=LATER)
    ada = Who(uuid.uuid4(), ("ADA@far.example",))

    done = agreeing.confirm(
        plan=both.plan,
        agreement_id=put.agreement.agreement_id,
        fingerprint=put.agreement.fingerprint,
        typed=DIRECTOR,
        who=ada,
        now=LATER,
    )

    kept = done.signer(ada.user_id)
    assert kept.signer_id == signer.signer_id
    assert kept.address == ""
    assert token not in str(list(Signer.objects.values()))


def test_another_address_confirms_nothing():
    both = Both()
    put = both.put(signers=(both.asked[0], FAR))

    with pytest.raises(NotASigner):
        agreeing.confirm(
            plan=both.plan,
            agreement_id=put.agreement.agreement_id,
            fingerprint=put.agreement.fingerprint,
            typed=DIRECTOR,
            who=Who(uuid.uuid4(), ("eve@far.example", "")),
            now=LATER,
        )


def test_a_signers_link_ends_a_month_after_the_agreement():
    both = Both()
    made = both.forward(signers=(both.asked[0], FAR))
    [token] = made.tokens.values()
    agreeing.withdraw(plan=both.plan, agreement_id=made.put.agreement.agreement_id, by=both.editor, now=LATER)

    assert agreements.find_by_link(token, now=LATER + timedelta(days=29))
    for wrong, at in ((token, LATER + timedelta(days=31)), (token + "x", LATER), ("", LATER), ("\x00", LATER)):
        with pytest.raises(NoSuchLink):
            agreements.find_by_link(wrong, now=at)


def test_a_signers_link_of_a_deleted_plan_opens_nothing():
    both = Both()
    [token] = both.forward(signers=(both.asked[0], FAR)).tokens.values()
    Plan.objects.filter(pk=both.plan.pk).update(deleted_at=NOW)

    with pytest.raises(NoSuchLink):
        agreements.find_by_link(token, now=LATER)


# --- Reading it ---------------------------------------------------------------------------------------------------


def test_the_record_says_who_agreed_to_what_and_when():
    both = Both()
    both.agree()

    record = agreements.find_version(both.plan, 1).record

    assert record is not None
    assert (record.number, record.fingerprint) == (1, both.fingerprint())
    assert record.version.startswith("Version 1, “For the chiefs”, of November 22, 2026")
    assert [(one.side, one.name, one.title) for one in record.signatures] == [
        (Side.POLICE, CHIEF.name, CHIEF.title),
        (Side.SECURITY, DIRECTOR.name, DIRECTOR.title),
    ]
    assert record.since is None


def test_a_version_that_nobody_agreed_to_has_no_record():
    both = Both()
    both.put()

    assert agreements.find_version(both.plan, 1).record is None


def test_the_plan_as_it_stands_says_what_changed_since():
    both = Both()
    both.agree()
    saved(both.plan, "motto", "Together")
    saved(both.plan, "path", "existing", base=1)

    state = agreements.with_standing(both.plan, selectors.load_state(both.plan))

    record = state.plan.agreement
    assert record is not None
    assert record.changed == 2
    assert {(one.lesson, one.answers) for one in record.since} == {
        ("Opening questions", ("New?",)),
        ("Every kind", ("Motto?",)),
    }


def test_the_last_agreement_stands_until_the_next_is_reached():
    both = Both()
    both.agree()
    saved(both.plan, "motto", "Together")
    second = both.put(name="Second")
    still = agreements.standing_of(both.plan)
    both.confirms(second, both.chief, CHIEF, at=LATER + timedelta(days=1))
    both.confirms(second, both.director, DIRECTOR, at=LATER + timedelta(days=1))

    assert still.version.number == 1
    assert agreements.standing_of(both.plan).version.number == 2
    assert agreements.find_version(both.plan, 1).record is not None


def test_a_part_of_the_record_says_no_fingerprint_and_no_names_of_answers():
    both = Both()
    both.agree()
    saved(both.plan, "motto", "Together")
    record = agreements.with_standing(both.plan, selectors.load_state(both.plan)).plan.agreement

    part = record.for_part()

    assert (part.fingerprint, part.since, part.changed) == ("", (), 1)


def test_a_plan_with_no_agreement_is_read_with_one_query_and_one_with_it_with_two(django_assert_num_queries):
    both = Both()
    state = selectors.load_state(both.plan)

    with django_assert_num_queries(1):
        assert agreements.with_standing(both.plan, state) is state
    both.agree()
    state = selectors.load_state(both.plan)
    with django_assert_num_queries(2):
        agreements.with_standing(both.plan, state)
    with django_assert_num_queries(1):
        agreements.find_version(both.plan, 1)
    with django_assert_num_queries(1):
        agreements.agreements_of(both.plan)


def test_who_is_asked_is_told_so_until_they_answer():
    both = Both()
    put = both.put()

    assert agreements.waits_for(both.plan, both.chief.user_id) == 1
    assert agreements.waits_for(both.plan, both.editor.user_id) == 0
    both.confirms(put, both.chief, CHIEF)
    assert agreements.waits_for(both.plan, both.chief.user_id) == 0
    assert agreements.waits_for(both.plan, None) == 0


def test_another_plan_knows_nothing_of_it():
    both = Both()
    both.agree()
    other = a_plan()

    assert agreements.agreements_of(other) == ()
    assert agreements.standing_of(other) is None


def test_nothing_that_was_typed_into_the_plan_is_in_its_events():
    both = Both()
    both.agree()

    told = str(list(Event.objects.filter(kind__startswith="agreement.").values_list("detail", flat=True)))

    assert not re.search("theft|night", told)
