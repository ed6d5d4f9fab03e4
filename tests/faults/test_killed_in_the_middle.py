"""Whatever people do is done altogether or not at all, at whichever statement it is cut off, and can be done again."""

from __future__ import annotations

import os

import pytest
from django.db import transaction

from teamup.plans import store
from teamup.plans.models import ChangeKind
from tests.factories import NOW
from tests.faults.deaths import MOST_STATEMENTS, dies_at
from tests.faults.deeds import DEEDS, Deed, Subject, a_subject, check_log_agrees, picture, publish_courses

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EVERY = 1 if os.environ.get("TEAMUP_SOAK") else 4
"""Which moments are tried: in the usual run each fourth, beginning with another one for each deed."""


@pytest.fixture(autouse=True)
def _courses(transactional_db: None) -> None:
    publish_courses()


def killed_everywhere(deed: Deed, *, first: int = 1, every: int = 1) -> int:
    """Kill `deed` at its moments, each on a subject of its own; return how many of them were tried.

    Raises `AssertionError` when what is left is neither as before nor as afterwards, or cannot be done again.
    """
    undisturbed = deed.subject()
    deed.do(undisturbed)
    after = picture(undisturbed)
    for tried, moment in enumerate(range(first, MOST_STATEMENTS, every)):
        subject = deed.subject()
        before = picture(subject)
        if not dies_at(moment, lambda subject=subject: deed.do(subject)):
            assert picture(subject) == after
            return tried
        if deed.is_whole:
            assert picture(subject) in (before, after), f"{deed.name} was cut in two at moment {moment}"
        check_log_agrees()
        deed.do(subject)
        assert picture(subject) == after, f"{deed.name} could not be done again after moment {moment}"
    raise AssertionError(f"{deed.name} was never done.")


@pytest.mark.parametrize(("number", "deed"), [*enumerate(DEEDS)], ids=[deed.name for deed in DEEDS])
def test_what_is_cut_off_is_done_or_not_and_can_be_done_again(number: int, deed: Deed):
    tried = killed_everywhere(deed, first=1 + number % EVERY, every=EVERY)

    assert tried >= 1


def test_the_kills_notice_a_deed_in_two_halves():
    def in_two_halves(one: Subject) -> None:
        with transaction.atomic():
            store.log(
                one.plan.pk, one.form, "motto", "joint",
                kind=ChangeKind.SAVED, base=0, revision=1, old=None, new="Together", at=NOW, by="Sam",
            )  # fmt: skip
        with transaction.atomic():
            store.put(one.plan.pk, "motto", "joint", "Together", 1, NOW, "Sam")

    with pytest.raises(AssertionError, match="cut in two"):
        killed_everywhere(Deed("a save in two halves", a_subject, in_two_halves))


def test_the_kills_notice_what_cannot_be_done_twice():
    def without_a_key(one: Subject) -> None:
        with transaction.atomic():
            number = (store.look(one.plan.pk, "motto", "joint", one.form) or store.Record(None, 0, "", False)).revision
            store.put(one.plan.pk, "motto", "joint", "Together", number + 1, NOW, "Sam")

    with pytest.raises((AssertionError, KeyError)):
        killed_everywhere(Deed("a save without a key", a_subject, without_a_key))
