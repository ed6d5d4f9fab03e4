"""Confirming an address with a mailed code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamup.delivery import codes, message
from teamup.delivery.errors import BadAddress, TooManyLetters, WrongCode
from teamup.delivery.models import Letter, SenderCode
from tests.delivery.letters import NETWORK, SENDER, sent
from tests.factories import MARIA, NOW, SAM, a_plan

pytestmark = pytest.mark.django_db


def ask(plan, address=SENDER, now=NOW, by=MARIA):
    codes.request_code(plan=plan, address=address, by=by, network=NETWORK, now=now)
    return SenderCode.objects.filter(plan=plan, browser_hash=by.token_hash).latest("expires_at")


def mailed_code(plan):
    letter = Letter.objects.filter(plan=plan, kind="code").latest("created_at")
    return codes.code_of(letter.id, letter.address), message.write(letter, NOW)


def confirm(plan, code, now=NOW, by=MARIA, address=SENDER):
    codes.confirm(plan=plan, address=address, code=code, by=by, now=now)


def test_the_mailed_code_confirms_the_address():
    plan = a_plan()
    ask(plan)
    code, mail = mailed_code(plan)

    confirm(plan, f" {code[:3]} {code[3:]} ")

    assert code in mail.body
    assert codes.is_confirmed(plan=plan, address=SENDER.upper(), by=MARIA)
    assert codes.confirmed_address(plan=plan, by=MARIA) == SENDER


def test_the_code_is_nowhere_in_the_database():
    plan = a_plan()
    ask(plan)
    code, _ = mailed_code(plan)

    assert code not in str(list(SenderCode.objects.values()) + list(Letter.objects.values("sealed", "reason", "note")))


def test_a_confirmation_counts_for_its_browser_and_plan_alone():
    plan, other = a_plan(), a_plan()
    ask(plan)
    confirm(plan, mailed_code(plan)[0])

    assert not codes.is_confirmed(plan=plan, address=SENDER, by=SAM)
    assert not codes.is_confirmed(plan=other, address=SENDER, by=MARIA)
    assert not codes.is_confirmed(plan=plan, address="sam@mall.example", by=MARIA)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_five_wrong_codes_use_the_code_up():
    plan = a_plan()
    ask(plan)
    code, _ = mailed_code(plan)
    for _ in range(codes.TRIES):
        with pytest.raises(WrongCode, match="not the code"):
            confirm(plan, wrong(code))

    with pytest.raises(WrongCode, match="no longer valid"):
        confirm(plan, code)


def test_a_code_is_valid_for_ten_minutes():
    plan = a_plan()
    ask(plan)
    code, _ = mailed_code(plan)

    with pytest.raises(WrongCode, match="no longer valid"):
        confirm(plan, code, now=NOW + codes.VALID_FOR)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", "'; --"])
def test_what_is_no_code_is_refused_like_a_wrong_one(typed):
    plan = a_plan()
    ask(plan)

    with pytest.raises(WrongCode):
        confirm(plan, typed)


def test_a_code_that_nobody_asked_for_is_refused():
    with pytest.raises(WrongCode, match="Ask for one first"):
        confirm(a_plan(), "123456")


def test_asking_twice_within_a_minute_mails_one_code():
    plan = a_plan()

    ask(plan)
    ask(plan, now=NOW + timedelta(seconds=59))

    assert Letter.objects.count() == 1


def test_a_new_code_replaces_the_old_one():
    plan = a_plan()
    ask(plan)
    old, _ = mailed_code(plan)
    later = NOW + timedelta(minutes=2)
    ask(plan, now=later)

    with pytest.raises(WrongCode):
        confirm(plan, old, now=later)
    new = mailed_code(plan)[0]
    confirm(plan, new, now=later)

    assert codes.is_confirmed(plan=plan, address=SENDER, by=MARIA)


def test_codes_count_as_letters_so_that_nobody_floods_a_mailbox():
    plan = a_plan()
    for number in range(5):
        ask(plan, now=NOW + timedelta(minutes=2 * number))

    with pytest.raises(TooManyLetters):
        ask(plan, now=NOW + timedelta(minutes=20))


def test_a_code_goes_to_one_plain_address():
    with pytest.raises(BadAddress):
        ask(a_plan(), address="a@b.org\nBcc: c@d.org")


def test_a_confirmed_sender_may_write_to_twenty_others_with_a_note_and_gets_the_answers():
    plan = a_plan(plan_name="Riverton")
    ask(plan)
    confirm(plan, mailed_code(plan)[0])

    outcome = sent(plan, others="\n".join(f"p{n}@x.org" for n in range(18)), note="See you at 2 p.m.")

    mail = message.write(Letter.objects.filter(kind="report").first(), NOW)
    assert outcome.queued == 19
    assert mail.reply_to == [SENDER]
    assert "See you at 2 p.m." in mail.body


def test_without_a_confirmed_sender_nobody_is_named_as_one():
    plan = a_plan()
    sent(plan, others="sam@mall.example")

    mail = message.write(Letter.objects.get(address="sam@mall.example"), NOW)

    assert mail.reply_to == []
    assert SENDER not in mail.message().as_string()
