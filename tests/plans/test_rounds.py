"""Rounds of the self-check: opened and ended by editors, answered by whoever has the link, once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from teamup.catalog.model import Side
from teamup.core.limits import TooOften
from teamup.core.models import Event
from teamup.plans import lifecycle, round_files, rounds, selectors, selfcheck, services
from teamup.plans.access import READER
from teamup.plans.errors import AnswerRejected, MayNotEdit, PlanError
from teamup.plans.models import CheckReply, CheckRound, Plan
from teamup.plans.rounds import NoSuchRound
from tests.factories import MARIA, NOW, a_save, saved
from tests.plans.checked import TOPICS, a_checked_course, a_checked_plan, a_reply, an_open_round, ended, rated, replied

POLICE, SECURITY = Side.POLICE, Side.SECURITY
QUESTION = next(question for question in a_checked_course().questions() if question.id == "self_check")


@pytest.fixture
def plan(db) -> Plan:
    return a_checked_plan()


def test_the_link_leads_to_the_round_and_only_its_hash_is_kept(plan):
    opened = an_open_round(plan)

    found = rounds.find_round(opened.token, now=NOW)

    assert found.round_id == opened.round.round_id
    assert found.plan == plan
    assert opened.token not in str(CheckRound.objects.values().get())
    assert Event.objects.filter(plan_id=plan.pk, kind="check.opened", by=MARIA.name).count() == 1


def test_tokens_are_long_and_differ(plan):
    first = an_open_round(plan)
    ended(first.round)

    second = an_open_round(plan)

    assert first.token[22:] != second.token[22:]
    assert len(second.token[22:]) * 6 >= 128


def test_the_same_form_opens_one_round_with_one_link(plan):
    form = uuid.uuid4()

    first, second = (
        rounds.open_round(plan=plan, name="Spring", closes_on="", form_key=form, by=MARIA, now=NOW) for _ in range(2)
    )

    assert first.token == second.token
    assert CheckRound.objects.count() == Event.objects.filter(kind="check.opened").count() == 1


def test_one_round_is_open_at_a_time(plan):
    an_open_round(plan)

    with pytest.raises(PlanError, match="open already"):
        an_open_round(plan)


def test_a_round_whose_last_day_is_past_makes_room_for_the_next(plan):
    an_open_round(plan, closes_on="2026-11-23")

    later = NOW + timedelta(days=3)

    assert an_open_round(plan, now=later).round.opened_at == later


@pytest.mark.parametrize(
    ("name", "closes_on", "where"),
    [
        ("  ", "", "name"),
        ("n" * 81, "", "name"),
        ("Spring", "soon", "closes_on"),
        ("Spring", "2026-11-21", "closes_on"),
        ("Spring", "2029-01-01", "closes_on"),
    ],
)
def test_a_name_or_day_that_cannot_be_is_refused_at_its_place(plan, name: str, closes_on: str, where: str):
    with pytest.raises(AnswerRejected) as refused:
        an_open_round(plan, name=name, closes_on=closes_on)

    assert [fault.where for fault in refused.value.faults] == [where]
    assert not CheckRound.objects.exists()


def test_readers_open_and_end_nothing(plan):
    opened = an_open_round(plan)

    with pytest.raises(MayNotEdit):
        rounds.open_round(plan=plan, name="x", closes_on="", form_key=uuid.uuid4(), by=READER, now=NOW)
    with pytest.raises(MayNotEdit):
        rounds.end_round(plan=plan, round_id=opened.round.round_id, by=READER, now=NOW)


def closed_by_hand(plan: Plan) -> str:
    opened = an_open_round(plan)
    ended(opened.round)
    return opened.token


def closed_by_day(plan: Plan) -> str:
    return an_open_round(plan, closes_on="2026-11-22", now=NOW - timedelta(hours=3)).token


def of_a_deleted_plan(plan: Plan) -> str:
    token = an_open_round(plan).token
    lifecycle.delete(plan=plan, by=MARIA, now=NOW)
    return token


def cut_short(plan: Plan) -> str:
    return an_open_round(plan).token[:-1]


@pytest.mark.parametrize(
    "make", [closed_by_hand, closed_by_day, of_a_deleted_plan, cut_short, lambda _plan: "x", lambda _plan: "ü" * 48]
)
def test_a_link_that_is_over_or_never_was_finds_nothing(plan, make: Callable[[Plan], str]):
    token = make(plan)

    with pytest.raises(NoSuchRound):
        rounds.find_round(token, now=NOW + timedelta(days=1))


def test_the_last_day_is_the_plans_own(plan):
    token = an_open_round(plan, closes_on="2026-11-22").token

    evening_in_chicago = datetime(2026, 11, 23, 5, 59, tzinfo=UTC)

    assert rounds.find_round(token, now=evening_in_chicago)
    with pytest.raises(NoSuchRound):
        rounds.find_round(token, now=evening_in_chicago + timedelta(minutes=1))


def test_ending_twice_is_ending_once_and_tells_how_many_replied(plan):
    opened = an_open_round(plan)
    replied(opened.token, a_reply(POLICE, 1, 2, 3, 4, 5))

    ended(opened.round)
    ended(opened.round, now=NOW + timedelta(days=1))

    event = Event.objects.get(kind="check.ended")
    assert event.detail == {"replies": 1}
    assert CheckRound.objects.get().ended_at == NOW


def test_a_reply_is_kept_without_who_or_when(plan):
    opened = an_open_round(plan)

    replied(opened.token, a_reply(POLICE, 1, 2, 3, 4, 5, trust="We hear late"))

    kept = CheckReply.objects.values().get()
    assert set(kept) == {"plan_id", "round_id", "save_key", "side", "ratings", "evidence"}
    assert rounds.replies_of(plan.pk, [opened.round])[opened.round.round_id] == (
        a_reply(POLICE, 1, 2, 3, 4, 5, trust="We hear late"),
    )


def test_a_form_posted_twice_counts_once(plan):
    token, key = an_open_round(plan).token, uuid.uuid4()

    for rating in (1, 5):
        rounds.add_reply(token=token, reply=a_reply(POLICE, rating), save_key=key, network="n", now=NOW)

    assert CheckReply.objects.get().ratings == {"people": 1}


def test_the_database_itself_refuses_a_second_reply_of_one_form(plan):
    opened, key = an_open_round(plan), uuid.uuid4()
    row: dict[str, Any] = {"plan": plan, "round_id": opened.round.round_id, "save_key": key, "side": "police"}
    CheckReply.objects.create(**row, ratings={}, evidence={})

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckReply.objects.create(**row, ratings={}, evidence={})
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckReply.objects.create(**{**row, "save_key": uuid.uuid4(), "side": "joint"}, ratings={}, evidence={})


def test_a_full_round_takes_no_more(plan, monkeypatch):
    monkeypatch.setattr(rounds, "MOST_REPLIES", 2)
    opened = an_open_round(plan)
    replied(opened.token, a_reply(POLICE, 1), a_reply(POLICE, 2))

    with pytest.raises(NoSuchRound):
        replied(opened.token, a_reply(POLICE, 3))
    assert rounds.is_full(opened.round)


def test_one_network_can_send_so_many_an_hour(plan, monkeypatch):
    monkeypatch.setattr(rounds, "NETWORK_REPLIES", replace(rounds.NETWORK_REPLIES, most=2))
    token = an_open_round(plan).token
    replied(token, a_reply(POLICE, 1), a_reply(POLICE, 2))

    with pytest.raises(TooOften):
        replied(token, a_reply(POLICE, 3))
    replied(token, a_reply(POLICE, 3), network="another")

    assert CheckReply.objects.count() == 3


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_replies_at_the_same_moment_all_count_and_a_double_click_counts_once():
    plan = a_checked_plan()
    token, twice = an_open_round(plan).token, uuid.uuid4()
    keys = [twice, twice, *(uuid.uuid4() for _ in range(6))]

    def send(key: uuid.UUID) -> None:
        rounds.add_reply(token=token, reply=a_reply(SECURITY, 3), save_key=key, network="n", now=NOW)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, keys))

    assert CheckReply.objects.count() == 7


CELLS = {row: {"rating": "3", "evidence": ""} for row in TOPICS}


def test_what_a_member_sent_is_cleaned_as_an_answer_is():
    cells = {**CELLS, "trust": {"rating": "5", "evidence": "  On  March 4  "}}

    reply = rounds.clean_reply(QUESTION, "police", cells)

    assert reply == a_reply(POLICE, 3, 5, 3, 3, 3, trust="On March 4")


@pytest.mark.parametrize(
    ("side", "cells", "places"),
    [
        ("joint", CELLS, ["side"]),
        ("", {}, ["side", *TOPICS]),
        ("police", {**CELLS, "trust": {"rating": "", "evidence": "x"}}, ["trust"]),
        ("police", {**CELLS, "trust": {"rating": "6"}}, ["trust.rating"]),
        ("police", {**CELLS, "trust": {"rating": "3", "evidence": "x" * 61}}, ["trust.evidence"]),
        ("police", {**CELLS, "trust": {"rating": "3", "evidence": "\x00"}}, ["trust.evidence"]),
    ],
)
def test_a_reply_needs_a_side_and_every_rating(side: str, cells: Any, places: list[str]):
    with pytest.raises(AnswerRejected) as refused:
        rounds.clean_reply(QUESTION, side, cells)

    assert [fault.where for fault in refused.value.faults] == places


def test_without_rounds_each_month_is_told_as_it_ended(plan):
    for base, (month, rating) in enumerate([(1, 1), (1, 2), (3, 4)]):
        at = datetime(2027, month, 10 + base, 12, tzinfo=UTC)
        save = a_save(rated(rating), base=base, side=POLICE)
        services.record_answer(plan=plan, question_id="self_check", save=save, by=MARIA, now=at)
    saved(plan, "self_check", rated(5), side=SECURITY)

    months = rounds.by_month(plan, QUESTION)

    assert [day for day, _point in months] == [date(2026, 11, 1), date(2027, 1, 1), date(2027, 3, 1)]
    assert [point.ratings.get(POLICE, {}).get("people") for _day, point in months] == [None, 2, 4]
    assert [point.ratings[SECURITY]["people"] for _day, point in months] == [5, 5, 5]


def test_deleting_the_plan_for_good_deletes_its_rounds_and_replies(plan):
    replied(an_open_round(plan).token, a_reply(POLICE, 1))

    lifecycle.delete_for_good(plan=plan, by=MARIA, now=NOW)

    assert not CheckRound.objects.exists()
    assert not CheckReply.objects.exists()


def test_a_plan_file_keeps_what_the_page_shows_and_nothing_of_one_person(plan):
    opened = an_open_round(plan, closes_on="2026-12-24")
    replied(opened.token, *(a_reply(POLICE, n, 6 - n, trust=f"Line {n}") for n in (1, 3, 5)), a_reply(SECURITY, 2))

    (kept,) = round_files.kept_of(plan.pk)

    assert (kept.name, kept.closes_on, kept.ended_at) == ("Spring", date(2026, 12, 24), None)
    assert [tuple(reply.ratings.values()) for reply in kept.replies] == [(1, 1), (3, 3), (5, 5), ()]


def test_rounds_of_a_file_are_kept_without_a_link_and_over(plan):
    opened = an_open_round(plan)
    replied(opened.token, *[a_reply(POLICE, 2, 4)] * 3, a_reply(SECURITY, 2))
    kept, other = round_files.kept_of(plan.pk), a_checked_plan()

    round_files.keep(other, kept, now=NOW)

    (copy,) = rounds.rounds_of(other.pk)
    replies = rounds.replies_of(other.pk, [copy])[copy.round_id]
    state = selectors.load_state(other)
    result = selfcheck.result_of(state, replies)
    assert (copy.token_hash, copy.ended_at) == ("", NOW)
    assert result is not None
    assert result.replies == {POLICE: 3, SECURITY: 1}
    assert [topic.police.rating for topic in result.topics] == [2, 4, None, None, None]
    assert [replace(one, ended_at=None) for one in round_files.kept_of(other.pk)] == [*kept]
