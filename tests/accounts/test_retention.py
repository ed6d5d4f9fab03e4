"""A plan that nobody uses: its owners are told twice, opening it keeps it, and what is deleted can come back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from teamup.accounts import retention
from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.delivery import sending
from teamup.delivery.models import Notice, NoticeKind
from teamup.plans import lifecycle, unused
from teamup.plans.models import Member, Plan
from teamup.plans.permissions import Role
from tests.factories import MARIA, NOW, a_browser, a_plan, saved

pytestmark = pytest.mark.django_db
DAYS = 1000


@pytest.fixture(autouse=True)
def _kept_for(settings) -> None:
    settings.KEEP_UNUSED_DAYS = DAYS


def an_owned_plan(**opening: str) -> Plan:
    """Return a plan with an owner who signed in."""
    plan = a_plan(**{"plan_name": "Riverton", **opening})
    user = User.objects.create_user("dana@agency.gov", name="Dana", time_zone="America/Chicago")
    Member.objects.create(plan=plan, user_id=user.pk, role=Role.OWNER, side=Side.JOINT, name="Dana", joined_at=NOW)
    return plan


def after(days: int) -> datetime:
    """Return the moment so many days after the plan began."""
    return NOW + timedelta(days=days)


def told() -> int:
    return Notice.objects.filter(kind=NoticeKind.UNUSED).count()


def is_deleted(plan: Plan) -> bool:
    return Plan.objects.get(pk=plan.pk).deleted_at is not None


def test_owners_are_told_sixty_and_fourteen_days_before_and_then_the_plan_is_deleted():
    plan, mails, gone = an_owned_plan(), {}, {}
    for day in (100, 939, 941, 942, 985, 988, 989, 1001, 1003, 1004):
        for _ in range(2):  # twice an hour, or by two workers
            retention.tend(now=after(day))
        mails[day], gone[day] = told(), is_deleted(plan)

    assert mails == {100: 0, 939: 0, 941: 1, 942: 1, 985: 1, 988: 2, 989: 2, 1001: 2, 1003: 2, 1004: 2}
    assert [day for day, is_gone in gone.items() if is_gone] == [1003, 1004]
    assert Event.objects.filter(plan_id=plan.pk, kind=unused.DELETED).count() == 1


def test_the_mail_says_which_plan_when_and_how_to_keep_it(mailoutbox):
    plan = an_owned_plan()
    retention.tend(now=after(941))
    sending.deliver_notice(Notice.objects.get().id, clock=lambda: after(941))

    (letter,) = mailoutbox
    html = letter.alternatives[0][0]
    for words in (letter.body, html):
        assert "Riverton" in words
        assert f"/plans/{plan.pk}/" in words
        assert "will be deleted on" in words
    assert letter.to == ["dana@agency.gov"]


def test_opening_the_plan_keeps_it():
    plan = an_owned_plan()
    retention.tend(now=after(941))
    plan.refresh_from_db()

    unused.note_use(plan, after(995))
    retention.tend(now=after(1100))

    assert not is_deleted(plan)
    assert told() == 1


def test_a_page_of_the_plan_notes_that_it_is_used_once_a_week_at_most():
    browser = a_browser()
    plan = a_plan(browser=browser)
    Plan.objects.filter(pk=plan.pk).update(created_at=NOW - timedelta(days=400), used_at=NOW - timedelta(days=300))
    client = Client()
    client.cookies["browser"] = browser

    client.get(f"/plans/{plan.pk}/")
    first = Plan.objects.get(pk=plan.pk).used_at
    client.get(f"/plans/{plan.pk}/")

    assert first is not None
    assert first > NOW - timedelta(days=1)
    assert Plan.objects.get(pk=plan.pk).used_at == first


def test_saving_on_a_page_that_stayed_open_keeps_it_too():
    plan = an_owned_plan()
    saved(plan, "mission", "We meet.")
    plan.answers.update(changed_at=after(970))

    retention.tend(now=after(1001))

    assert not is_deleted(plan)
    assert told() == 0


def test_a_plan_without_an_owner_who_signed_in_is_deleted_without_a_word_when_its_time_is_over():
    plan = a_plan()
    for day in (941, 989, 1010):
        retention.tend(now=after(day))

    assert is_deleted(plan)
    assert told() == 0


def test_who_is_told_late_still_has_the_days_that_were_promised():
    """The host turned it on after years, or the worker stood still."""
    plan, days = an_owned_plan(), []
    for day in range(3000, 3100):
        retention.tend(now=after(day))
        days += [day] if is_deleted(plan) else []

    assert told() == 2
    assert days[0] >= 3000 + 14
    assert days[0] <= 3000 + 64


def test_what_was_deleted_can_be_brought_back_for_thirty_days_and_starts_anew():
    plan = an_owned_plan()
    for day in (941, 989, 1010):
        retention.tend(now=after(day))
    plan.refresh_from_db()

    lifecycle.bring_back(plan=plan, by=MARIA, now=after(1020))
    plan.refresh_from_db()
    unused.note_use(plan, after(1020))
    retention.tend(now=after(1030))

    assert not is_deleted(plan)


def test_samples_and_sites_that_keep_for_ever_lose_nothing(settings):
    sample, plan = a_plan(), a_plan()
    Plan.objects.filter(pk=sample.pk).update(sample="record", key_hash=None)
    for day in (941, 987, 5000):
        settings.KEEP_UNUSED_DAYS = 0
        retention.tend(now=after(day))
        settings.KEEP_UNUSED_DAYS = DAYS
        Plan.objects.filter(pk=plan.pk).update(used_at=after(day))
        retention.tend(now=after(day))

    assert not is_deleted(sample)
    assert not is_deleted(plan)
