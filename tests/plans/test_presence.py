"""Who is at a plan right now, and what others saved meanwhile."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from teamup.catalog.model import Side
from teamup.plans import presence, services
from teamup.plans.access import Actor
from teamup.plans.models import Presence
from teamup.plans.permissions import Role
from teamup.plans.services import Save
from tests.factories import MARIA, NOW, SAM, a_plan

pytestmark = pytest.mark.django_db


def look(plan, actor, *, place="", since=None, at=NOW):
    return presence.beat(plan=plan, actor=actor, place=place, since=since, now=at)


def test_each_sees_the_other_and_not_oneself():
    plan = a_plan()
    look(plan, MARIA, place="mission/joint")

    seen = look(plan, SAM)

    assert [(one.name, one.place) for one in seen.here] == [("Maria Núñez", "mission/joint")]
    assert [one.name for one in look(plan, MARIA).here] == ["Sam Okafor"]


def test_a_member_is_seen_with_a_side_and_once_however_many_tabs_are_open():
    plan = a_plan()
    member = Actor("Priya Nair", role=Role.EDITOR, side=Side.SECURITY, user_id=uuid.uuid4())
    look(plan, member, place="mission/joint")
    look(plan, member, place="goals/joint")

    (one,) = look(plan, MARIA).here

    assert (one.name, one.side, one.place) == ("Priya Nair", Side.SECURITY, "goals/joint")


def test_who_is_not_heard_of_is_gone_and_who_says_so_at_once():
    plan = a_plan()
    look(plan, MARIA)
    look(plan, SAM)

    assert not look(plan, SAM, at=NOW + presence.STAYS).here

    look(plan, MARIA)
    presence.gone(plan=plan, actor=MARIA)
    assert not look(plan, SAM).here


def test_staying_where_one_is_writes_nothing_for_a_while(django_assert_num_queries):
    plan = a_plan()
    look(plan, MARIA, place="mission/joint")

    with django_assert_num_queries(2):
        look(plan, MARIA, place="mission/joint", since=NOW, at=NOW + timedelta(seconds=5))

    assert Presence.objects.get(plan=plan).at == NOW


def test_changes_since_the_last_look_are_told_once_each_with_the_latest_revision():
    plan = a_plan()
    for revision, text in enumerate(("One.", "Two."), start=0):
        save = Save(text, revision, uuid.uuid4())
        services.record_answer(plan=plan, question_id="mission", save=save, by=SAM, now=NOW)

    (told,) = look(plan, MARIA, since=NOW).told

    assert (told.question_id, told.side, told.revision, told.by) == ("mission", Side.JOINT, 2, "Sam Okafor")
    assert not look(plan, MARIA, since=NOW + timedelta(minutes=1)).told
    assert not look(plan, MARIA).told


def test_nobody_sees_who_is_at_another_plan():
    here, there = a_plan(), a_plan()
    look(here, MARIA)

    assert not look(there, SAM).here


def test_a_crowd_is_counted_and_not_listed():
    plan = a_plan()
    for number in range(presence.MOST_SHOWN + 3):
        look(plan, Actor(f"Person {number}", f"{number}", Role.EDITOR))

    seen = look(plan, MARIA)

    assert (len(seen.here), seen.more) == (presence.MOST_SHOWN, 3)


def test_what_is_old_is_forgotten():
    look(a_plan(), MARIA)

    assert presence.forget_old(now=NOW + timedelta(days=2)) == 1
