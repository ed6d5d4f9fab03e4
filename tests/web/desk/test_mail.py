"""*Mail*: counts, masked addresses, reasons, and what can be done."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from teamup.core.models import Event
from teamup.delivery import minding, notices
from teamup.delivery.models import Letter, LetterKind, LetterState, Notice, NoticeKind
from tests.web.account.person import says
from tests.web.desk.host import Hosting
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
ADDRESS = "kim.planted@example.org"


def a_letter(
    visitor: Visitor, *, state: str = LetterState.FAILED, kind: str = LetterKind.REPORT, **more: Any
) -> Letter:
    waits = state in (LetterState.QUEUED, LetterState.SENDING)
    given = {
        "address": ADDRESS,
        "masked": "k…@example.org",
        "due_at": timezone.now() + timedelta(hours=1) if waits else None,
        "created_at": timezone.now() - timedelta(minutes=5),
        "tries": 2,
        "note": "planted words",
        "reason": f"The mail server says that this address cannot get mail (550 <{ADDRESS}> unknown).",
    }
    return Letter.objects.create(plan=visitor.plan, id=uuid.uuid4(), kind=kind, state=state, **{**given, **more})


def a_notice() -> Notice:
    with transaction.atomic():
        made = notices.queue_notice(
            kind=NoticeKind.SIGN_IN, address=ADDRESS, says={"code": "1"}, now=timezone.now() - timedelta(minutes=1)
        )
    return Notice.objects.get(id=made)


def test_the_page_counts_and_masks_and_shows_no_words():
    visitor = Visitor(plan_name="Planted Partnership")
    a_letter(visitor)
    a_letter(visitor, state=LetterState.QUEUED)
    a_letter(visitor, state=LetterState.SENT, sent_at=timezone.now())
    a_notice()

    page = Hosting().page("mail/")

    assert "k…@example.org" in page
    assert "cannot get mail" in page
    for planted in (ADDRESS, "kim.planted", "Planted", "planted words", str(visitor.plan.pk)):
        assert planted not in page
    found = minding.standing(now=timezone.now())
    assert (found.waiting, found.failed, found.sent) == (2, 1, 1)
    assert found.overdue_since is not None


def test_what_failed_is_sent_again_and_both_histories_say_so():
    visitor, host = Visitor(), Hosting()
    letter = a_letter(visitor)

    host.post("mail/", do="retry", parcel=str(letter.id))
    host.post("mail/", do="retry", parcel=str(letter.id))

    letter = Letter.objects.get(plan=visitor.plan, id=letter.id)
    assert letter.state == LetterState.QUEUED
    assert letter.task_id is not None
    assert Event.objects.filter(plan_id=visitor.plan.pk, kind="mail.retried").count() == 1
    assert "Had one letter sent now." in host.page("record/")


def test_one_that_waits_for_its_next_try_is_sent_now():
    host, notice = Hosting(), a_notice()
    later = timezone.now() + timedelta(hours=6)
    Notice.objects.filter(id=notice.id).update(tries=3, due_at=later, task_id=None, reason="The mail server is busy.")

    assert host.post("mail/", do="retry", parcel=str(notice.id)).status_code == 303

    notice.refresh_from_db()
    assert (notice.tries, notice.reason) == (0, "")
    assert notice.due_at is not None
    assert notice.due_at < later
    assert notice.task_id is not None


def test_all_that_failed_and_can_be_is_sent_again():
    visitor, host = Visitor(), Hosting()
    for kind in (LetterKind.REPORT, LetterKind.REPORT, LetterKind.KEY):
        a_letter(visitor, kind=kind)

    host.post("mail/", do="retry-all")

    assert Letter.objects.filter(state=LetterState.QUEUED).count() == 2
    assert "Had 2 failed letters sent again." in host.page("record/")


def test_what_carried_a_secret_cannot_be_sent_again():
    visitor, host = Visitor(), Hosting()
    letter = a_letter(visitor, kind=LetterKind.INVITE)

    answer = host.post("mail/", do="retry", parcel=str(letter.id))

    assert answer.status_code == 422
    assert says(answer, "ask for a new one")
    assert "mail." not in str([one.kind for one in Event.objects.filter(plan_id=uuid.UUID(int=0))])


def test_one_that_waits_is_stopped_for_good():
    visitor, host = Visitor(), Hosting()
    letter, notice = a_letter(visitor, state=LetterState.QUEUED), a_notice()

    host.post("mail/", do="stop", parcel=str(letter.id))
    host.post("mail/", do="stop", parcel=str(notice.id))

    assert Letter.objects.get(plan=visitor.plan, id=letter.id).state == LetterState.FAILED
    notice.refresh_from_db()
    assert (notice.state, notice.address, notice.sealed) == (LetterState.FAILED, "", "")
    assert Event.objects.filter(plan_id=visitor.plan.pk, kind="mail.stopped").exists()
    assert host.post("mail/", do="stop", parcel=str(letter.id)).status_code == 422


@pytest.mark.parametrize("do", ["retry", "stop"])
def test_what_is_not_there_is_answered_in_a_sentence(do: str):
    assert Hosting().post("mail/", do=do, parcel=str(uuid.uuid4())).status_code == 422


@pytest.mark.parametrize("data", [{"do": "retry", "parcel": "x"}, {"do": "burn"}, {}])
def test_a_form_that_makes_no_sense_is_not_found(data: dict[str, str]):
    assert Hosting().post("mail/", **data).status_code == 404


def test_every_kind_of_mail_has_its_words():
    from teamup.web.desk.mail import KINDS

    assert {*LetterKind.values, *NoticeKind.values} == set(KINDS)
