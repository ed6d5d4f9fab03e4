"""Asking for letters: what is queued, what is refused, and that a double click sends once."""

from __future__ import annotations

import uuid

import pytest
from django_tasks_db.models import DBTaskResult

from teamup.core.models import Event
from teamup.delivery import limits, queue, sending, services
from teamup.delivery.errors import BadAddress, CannotRetry, LetterRejected, TooManyLetters
from teamup.delivery.models import Letter, LetterKind, LetterState
from teamup.plans import access, lifecycle
from teamup.plans.access import Actor
from teamup.plans.errors import MayNotEdit, WrongKey
from tests.delivery.letters import NETWORK, SENDER, a_letter, again, an_order, sent
from tests.factories import MARIA, NOW, a_plan

pytestmark = pytest.mark.django_db


def test_the_report_goes_to_the_sender_and_three_others_a_letter_each():
    plan = a_plan()

    outcome = sent(plan, others="sam@mall.example\ndana@city.gov, kim@bid.example")

    assert outcome == services.Sent(queued=4, repeated=0)
    assert sorted(plan.letters.values_list("address", flat=True)) == [
        "dana@city.gov",
        "kim@bid.example",
        SENDER,
        "sam@mall.example",
    ]


def test_each_letter_waits_in_the_queue_with_a_task_of_its_own():
    letter = a_letter()

    task = DBTaskResult.objects.get(id=letter.task_id)

    assert task.args_kwargs["args"] == [str(letter.plan_id), str(letter.id)]
    assert SENDER not in str(task.args_kwargs)


def test_a_double_click_sends_once():
    plan = a_plan()
    order = an_order(others="sam@mall.example")

    for _ in range(2):
        outcome = services.send_report(plan=plan, order=order, by=MARIA, network=NETWORK, now=NOW)

    assert outcome == services.Sent(queued=0, repeated=2)
    assert DBTaskResult.objects.count() == 2


def test_the_same_form_on_two_plans_sends_both_reports():
    order = an_order()

    for plan in (a_plan(), a_plan()):
        services.send_report(plan=plan, order=order, by=MARIA, network=NETWORK, now=NOW)

    assert Letter.objects.count() == 2


def test_the_senders_own_address_among_the_others_counts_once():
    plan = a_plan()

    sent(plan, others=f"{SENDER.upper()}\nsam@mall.example")

    assert plan.letters.count() == 2


def test_every_bad_address_is_named_and_nothing_is_sent():
    plan = a_plan()

    with pytest.raises(LetterRejected) as caught:
        sent(plan, sender="maria", others="sam@mall.example\nDana <dana@city.gov>\nnot an address")

    assert [field for field, _ in caught.value.faults] == ["sender", "others", "others"]
    assert "Dana" in caught.value.faults[1][1]
    assert not plan.letters.exists()


def test_four_others_need_a_confirmed_address():
    plan = a_plan()

    with pytest.raises(LetterRejected, match="confirm your own address"):
        sent(plan, others="a@x.org b@x.org".replace(" ", "\n") + "\nc@x.org\nd@x.org")


def test_a_note_needs_a_confirmed_address():
    with pytest.raises(LetterRejected, match="confirm your own address"):
        sent(a_plan(), note="Hello")


def test_an_unknown_paper_is_refused():
    with pytest.raises(LetterRejected, match="paper size"):
        sent(a_plan(), paper="papyrus")


def test_a_sample_sends_no_mail():
    plan = a_plan()
    plan.sample = "invented"
    plan.save()

    with pytest.raises(MayNotEdit):
        sent(plan)


def test_readers_cannot_send():
    with pytest.raises(MayNotEdit):
        services.send_report(plan=a_plan(), order=an_order(), by=access.READER, network=NETWORK, now=NOW)


def test_the_record_of_a_mailing_holds_no_address():
    sent(a_plan(), others="sam@mall.example")

    event = Event.objects.get(kind="mail.queued")

    assert event.detail == {"what": "report", "letters": 2}


def test_a_plan_sends_so_many_letters_an_hour():
    plan = a_plan()
    for number in range(5):
        sent(plan, others="\n".join(f"p{number}{x}@x.org" for x in "abc"), sender=f"me{number}@x.org")

    with pytest.raises(TooManyLetters, match=r"This plan has sent as many letters.*Try again in \d+ minutes"):
        sent(plan)

    assert plan.letters.count() == limits.PLAN_HOUR.most


def test_an_address_gets_so_many_letters_a_day_whoever_sends_them():
    for number in range(limits.ADDRESS_DAY.most):
        sent(a_plan(), sender="victim@x.org", network=f"192.0.2.{number}")

    with pytest.raises(TooManyLetters, match=r"(?i)victim@x.org has been sent as many"):
        sent(a_plan(), others="VICTIM@X.org", network="192.0.2.99")


def test_a_network_sends_so_many_letters_an_hour_over_all_its_plans():
    for number in range(10):
        sent(a_plan(), others=f"a{number}@x.org\nb{number}@x.org", sender=f"c{number}@x.org")

    with pytest.raises(TooManyLetters, match="Your network"):
        sent(a_plan(), sender="last@x.org")


def test_the_host_sets_how_much_the_site_sends(settings):
    settings.MAIL_PER_HOUR = 3

    with pytest.raises(TooManyLetters, match="This site"):
        sent(a_plan(), others="a@x.org\nb@x.org\nc@x.org")


def test_a_refused_mailing_uses_up_nothing(settings):
    settings.MAIL_PER_HOUR = 3
    plan = a_plan()
    with pytest.raises(TooManyLetters):
        sent(plan, others="a@x.org\nb@x.org\nc@x.org")

    outcome = sent(plan, others="a@x.org\nb@x.org")

    assert outcome.queued == 3


def a_begun_plan():
    from tests.factories import PACK, a_browser, a_small_pack, shelf

    shelf.publish(a_small_pack())
    return lifecycle.begin_plan(pack_id=PACK, browser=a_browser(), opening=(), time_zone="UTC", now=NOW)


def mailed_key(begun, **changes):
    given = {"key": begun.key, "address": SENDER, "form_key": uuid.uuid4(), **changes}
    return services.send_key(plan=begun.plan, by=MARIA, network=NETWORK, now=NOW, **given)


def test_the_key_is_mailed_to_one_address_and_is_unreadable_in_the_database():
    begun = a_begun_plan()

    mailed_key(begun)

    letter = Letter.objects.get()
    assert letter.kind == LetterKind.KEY
    assert begun.key not in str(vars(letter))
    assert begun.key not in str(DBTaskResult.objects.values())


def test_only_the_plans_own_key_is_mailed():
    begun, other = a_begun_plan(), a_begun_plan()

    with pytest.raises(WrongKey):
        mailed_key(begun, key=other.key)
    with pytest.raises(WrongKey):
        mailed_key(begun, key="0000-0000-0000-0000")
    with pytest.raises(BadAddress):
        mailed_key(begun, address="a@b.org, c@d.org")
    assert not Letter.objects.exists()


def a_failed_letter(**fields):
    letter = a_letter()
    failed = {"state": LetterState.FAILED, "due_at": None, "reason": "No", "tries": 8}
    Letter.objects.filter(plan=letter.plan).update(**failed, **fields)
    DBTaskResult.objects.all().delete()
    return letter


def retry(letter, by: Actor = MARIA):
    services.retry(plan=letter.plan, letter_id=letter.id, by=by, network=NETWORK, now=NOW)


def test_a_failed_letter_is_queued_again_once_however_often_one_presses():
    letter = a_failed_letter()

    retry(letter)
    retry(letter)

    assert (again(letter).state, again(letter).tries, again(letter).reason) == (LetterState.QUEUED, 0, "")
    assert DBTaskResult.objects.count() == 1


def test_a_letter_whose_address_is_forgotten_is_not_sent_again():
    letter = a_failed_letter(address="")

    with pytest.raises(CannotRetry, match="Send a new one"):
        retry(letter)


def test_a_letter_of_another_plan_cannot_be_retried():
    letter = a_failed_letter()

    with pytest.raises(CannotRetry):
        services.retry(plan=a_plan(), letter_id=letter.id, by=MARIA, network=NETWORK, now=NOW)


def test_addresses_are_forgotten_thirty_days_after_the_letter_was_settled():
    sent_letter, waiting = a_letter(), a_letter(address="sam@mall.example")
    sending.take(sent_letter.plan_id, sent_letter.id, NOW)
    Letter.objects.filter(plan=sent_letter.plan).update(state=LetterState.SENT, due_at=None, sent_at=NOW, note="Hello")

    early = queue.forget_addresses(now=NOW + queue.FORGET_AFTER)
    late = queue.forget_addresses(now=NOW + queue.FORGET_AFTER * 2)

    assert (early, late) == (0, 1)
    assert (again(sent_letter).address, again(sent_letter).note, again(sent_letter).masked) == ("", "", "m…@agency.gov")
    assert again(waiting).address == "sam@mall.example"


def test_a_deleted_plan_takes_its_letters_along():
    letter = a_letter()

    lifecycle.delete_for_good(plan=letter.plan, by=MARIA, now=NOW)

    assert not Letter.objects.exists()
    assert sending.deliver(letter.plan_id, letter.id, clock=lambda: NOW) == "not due"
