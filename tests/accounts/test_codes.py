"""Codes by mail: who may use them, how often, until when, and what is kept of them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail

from teamup.accounts import codes
from teamup.accounts.errors import CannotMailAgain, SpentCode, WrongCode
from teamup.accounts.models import MailedCode, Purpose
from teamup.delivery import limits, sending
from teamup.delivery.errors import TooManyLetters
from teamup.delivery.models import Notice
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DANA = "dana@agency.gov"


def ask(address: str = DANA, *, network: str = "n", now=NOW) -> uuid.UUID:
    return codes.ask(purpose=Purpose.SIGN_IN, address=address, network=network, now=now)


def check(code_id: uuid.UUID, typed: str, *, address: str = DANA, purpose=Purpose.SIGN_IN, now=NOW) -> None:
    codes.check(code_id=code_id, purpose=purpose, address=address, typed=typed, now=now)


def test_a_code_is_mailed_and_used_once():
    code_id = ask()
    sending.deliver_notice(Notice.objects.get().id, clock=lambda: NOW)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", mail.outbox[0].body)[0]

    check(code_id, code)

    with pytest.raises(SpentCode, match="used already"):
        check(code_id, code)


def test_the_code_is_in_no_row_and_in_no_subject():
    code_id = ask()
    code = codes.code_of(code_id, DANA)

    sending.deliver_notice(Notice.objects.get().id, clock=lambda: NOW)

    kept = f"{list(Notice.objects.values())}{list(MailedCode.objects.values())}"
    assert code not in kept
    assert code not in mail.outbox[0].subject
    assert code in mail.outbox[0].alternatives[0].content


def test_what_waits_to_be_mailed_is_sealed():
    code = codes.code_of(ask(), DANA)

    waiting = Notice.objects.values().get()

    assert code not in str(waiting)
    assert waiting["sealed"]


def test_a_notice_that_is_out_is_forgotten():
    ask()

    sending.deliver_notice(Notice.objects.get().id, clock=lambda: NOW)

    notice = Notice.objects.get()
    assert (notice.state, notice.address, notice.sealed, notice.masked) == ("sent", "", "", "d…@agency.gov")


@pytest.mark.parametrize(
    "write", [str.lower, lambda c: c.replace("-", " "), lambda c: f"  {c} ", lambda c: c[:4] + c[5:]]
)
def test_case_spaces_and_dashes_do_not_matter(write):
    code_id = ask()

    check(code_id, write(codes.code_of(code_id, DANA)))

    assert MailedCode.objects.get().used_at == NOW


def test_five_wrong_codes_are_enough():
    code_id = ask()
    for left in (4, 3, 2):
        with pytest.raises(WrongCode, match=f"{left} more times"):
            check(code_id, "0000-0000")
    with pytest.raises(WrongCode, match="once more"):
        check(code_id, "0000-0000")

    with pytest.raises(SpentCode, match="fifth wrong code"):
        check(code_id, "0000-0000")

    with pytest.raises(SpentCode, match="Five wrong codes"):
        check(code_id, codes.code_of(code_id, DANA))


def test_nothing_typed_costs_no_try():
    code_id = ask()

    with pytest.raises(WrongCode, match="Type the code"):
        check(code_id, "   ")

    assert MailedCode.objects.get().tries_left == codes.TRIES


def test_a_code_is_good_for_ten_minutes():
    code_id = ask()

    with pytest.raises(SpentCode, match="older than 10 minutes"):
        check(code_id, codes.code_of(code_id, DANA), now=NOW + codes.VALID_FOR)


@pytest.mark.parametrize("other", [{"address": "eve@agency.gov"}, {"purpose": Purpose.PROOF}])
def test_a_code_is_good_for_nothing_else(other):
    code_id = ask()

    with pytest.raises(SpentCode, match="no longer known"):
        check(code_id, codes.code_of(code_id, DANA), **other)


def again(code_id: uuid.UUID, now) -> None:
    codes.mail_again(code_id=code_id, purpose=Purpose.SIGN_IN, address=DANA, network="n", now=now)


def test_the_same_code_is_mailed_again_after_a_pause_and_three_times_in_all():
    code_id = ask()

    with pytest.raises(CannotMailAgain, match="a moment ago"):
        again(code_id, NOW)
    again(code_id, NOW + codes.PAUSE)
    again(code_id, NOW + codes.PAUSE * 2)
    with pytest.raises(CannotMailAgain, match="three times"):
        again(code_id, NOW + codes.PAUSE * 3)

    assert Notice.objects.count() == 3
    check(code_id, codes.code_of(code_id, DANA), now=NOW + codes.PAUSE * 3)


def test_a_code_that_is_too_old_is_not_mailed_at_all():
    ask()

    outcome = sending.deliver_notice(Notice.objects.get().id, clock=lambda: NOW + codes.VALID_FOR * 2)

    assert outcome == "failed"
    assert mail.outbox == []


def test_one_address_gets_ten_codes_an_hour_whoever_asks():
    for n in range(limits.CODES_ADDRESS_HOUR.most):
        ask(network=f"n{n}")

    with pytest.raises(TooManyLetters, match="as many codes"):
        ask(network="another")

    assert Notice.objects.count() == limits.CODES_ADDRESS_HOUR.most


def test_the_whole_site_mails_no_more_than_it_may(settings):
    settings.MAIL_PER_HOUR = 1
    ask("a@example.org")

    with pytest.raises(TooManyLetters, match="This site"):
        ask("b@example.org", network="another")


def test_old_codes_are_forgotten():
    ask()

    early = codes.forget_old(now=NOW + timedelta(hours=1))
    late = codes.forget_old(now=NOW + timedelta(days=2))

    assert (early, late) == (0, 1)
