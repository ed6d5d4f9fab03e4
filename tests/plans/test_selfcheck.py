"""What the self-check says: gaps, the weakest topics and where they lead, how it moved, and nothing of one person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.catalog.model import Side
from teamup.plans import selfcheck, trend
from teamup.plans.selfcheck import Reply, Result, Topic
from teamup.plans.state import PlanState
from teamup.plans.trend import Point
from tests.factories import a_state
from tests.plans.checked import TOPICS, a_checked_course, a_reply, rated

POLICE, SECURITY = Side.POLICE, Side.SECURITY
COURSE = a_checked_course()


def state_of(police: Any = None, security: Any = None, **answers: Any) -> PlanState:
    sides = {"police": police, "security": security}
    given = {side: {"self_check": value} for side, value in sides.items() if value is not None}
    return a_state({"path": "existing", **answers}, course=COURSE, **given)


def result_of(state: PlanState, *replies: Reply) -> Result:
    result = selfcheck.result_of(state, replies)
    assert result is not None
    return result


def topic(result: Result, row: str) -> Topic:
    return next(topic for topic in result.topics if topic.row.id == row)


def test_each_topic_has_both_ratings_their_gap_and_their_mean():
    trust = topic(result_of(state_of(rated(3, 5), rated(3, 2))), "trust")

    assert (trust.number, trust.title, trust.statement) == (2, "Trust", "Bad news is told early.")
    assert (trust.police.rating, trust.security.rating, trust.gap, trust.mean) == (5, 2, 3, 3.5)
    assert trust.is_far_apart


@pytest.mark.parametrize(("police", "security", "large"), [(5, 3, True), (5, 4, False), (1, 3, True), (2, 2, False)])
def test_a_gap_is_large_from_two_points_on(police: int, security: int, large: bool):
    result = result_of(state_of(rated(police), rated(security)))

    assert topic(result, "people").is_far_apart is large
    assert len(result.far_apart) == large


def test_with_one_side_there_is_a_rating_and_no_gap():
    result = result_of(state_of(rated(4)))

    assert (topic(result, "people").mean, topic(result, "people").gap) == (4, None)
    assert (result.has(POLICE), result.has(SECURITY)) == (True, False)


def test_with_nothing_answered_there_is_a_result_without_ratings():
    result = result_of(state_of())

    assert [topic.ratings for topic in result.topics] == [()] * 5
    assert selfcheck.weakest(state_of()) == ()


def test_a_course_without_a_self_check_has_no_result():
    bare = a_state({}, course=replace(COURSE, roles={}))

    assert selfcheck.result_of(bare) is None
    assert selfcheck.weakest(bare) == ()


@pytest.mark.parametrize("few", [1, 2])
def test_members_do_not_count_before_three_of_a_side_have_replied(few: int):
    result = result_of(state_of(), *[a_reply(POLICE, 1, 2, 3, 4, 5)] * few, *[a_reply(SECURITY, 3, 3, 3, 3, 3)] * 5)

    assert topic(result, "people").police.rating is None
    assert topic(result, "people").security.rating == 3
    assert result.replies == {POLICE: few, SECURITY: 5}


def test_the_members_mean_counts_before_the_sides_own_answer_and_both_can_be_told():
    people = topic(result_of(state_of(rated(5)), *(a_reply(POLICE, n) for n in (1, 2, 2))), "people")

    assert (people.police.own, people.police.members, people.police.replies) == (5, 1.7, 3)
    assert people.police.rating == 1.7
    assert people.police.is_apart


@pytest.mark.parametrize(
    ("ratings", "mean"), [((1, 2, 2, 4), 2.3), ((1, 1, 2), 1.3), ((5, 5, 5), 5.0), ((1, 2, 2), 1.7)]
)
def test_means_have_one_decimal_and_halves_go_up(ratings: tuple[int, ...], mean: float):
    result = result_of(state_of(), *(a_reply(POLICE, n) for n in ratings))

    assert topic(result, "people").police.members == mean


def test_the_weakest_have_the_lowest_mean_of_both_sides():
    state = state_of(rated(5, 2, 4, 1, 3), rated(5, 2, 4, 2, 3))

    assert [weak.topic.row.id for weak in selfcheck.weakest(state)] == ["means", "trust", "rights"]
    assert [weak.topic.row.id for weak in selfcheck.weakest(state, n=1)] == ["means"]


def test_of_equally_weak_topics_the_larger_gap_comes_first_then_their_order():
    state = state_of(rated(3, 3, 2, 1, 3), rated(3, 3, 4, 5, 3))

    assert [weak.topic.row.id for weak in selfcheck.weakest(state)] == ["means", "skills", "people"]


def test_a_weak_topic_leads_to_its_lesson_and_to_what_is_needed_and_open_there():
    both = {"police": rated(1, 5, 5, 5, 5), "security": rated(1, 5, 5, 5, 5)}

    opened = selfcheck.weakest(state_of(**both), 1)[0]
    after = selfcheck.weakest(state_of(**both, mission="We mend."), 1)[0]
    whole = selfcheck.weakest(state_of(**both, mission="We mend.", objectives=[{"id": "o", "measure": "x"}]), 1)[0]

    assert opened.lesson is not None
    assert opened.lesson.id == "first/kinds"
    assert [found.question.id for found in (opened, after, whole) if found.question] == [
        "mission",
        "objectives",
        "self_check",
    ]


def test_a_topic_that_leads_nowhere_is_told_without_a_link():
    weak = selfcheck.weakest(state_of(rated(5, 5, 5, 5, 1)), 1)[0]

    assert (weak.topic.row.id, weak.lesson, weak.question) == ("rights", None, None)


def test_lines_of_evidence_show_with_their_sides_mean_and_not_before():
    replies = [a_reply(POLICE, 1, people=f"Line {n}") for n in range(3)]

    assert selfcheck.lines_of(replies[:2], POLICE, "people") == ()
    assert sorted(selfcheck.lines_of(replies, POLICE, "people")) == ["Line 0", "Line 1", "Line 2"]
    assert selfcheck.lines_of(replies, SECURITY, "people") == ()


def test_the_order_of_lines_tells_nothing_of_the_order_of_replies():
    replies = [a_reply(POLICE, 1, 1, people=f"P{n}", trust=f"T{n}") for n in range(8)]

    people = selfcheck.lines_of(replies, POLICE, "people")
    again = selfcheck.lines_of(replies[::-1], POLICE, "people")
    trust = selfcheck.lines_of(replies, POLICE, "trust")

    assert people == again != tuple(sorted(people))
    assert [line[1:] for line in people] != [line[1:] for line in trust]


REPLIES = st.lists(
    st.builds(
        Reply,
        side=st.sampled_from((POLICE, SECURITY)),
        ratings=st.fixed_dictionaries({row: st.integers(1, 5) for row in TOPICS}),
        evidence=st.dictionaries(st.sampled_from([*TOPICS]), st.text(min_size=1, max_size=5)),
    ),
    max_size=12,
)


@given(REPLIES)
def test_mixed_replies_say_the_same_of_each_side_whoever_said_what(replies: list[Reply]):
    state, mixed = state_of(), selfcheck.mixed(replies)

    assert result_of(state, *mixed) == result_of(state, *replies)
    for side in (POLICE, SECURITY):
        for row in TOPICS:
            assert selfcheck.lines_of(mixed, side, row) == selfcheck.lines_of(replies, side, row)
    assert selfcheck.mixed(mixed) == mixed == selfcheck.mixed(replies[::-1])


def test_mixed_replies_of_a_few_keep_their_number_and_nothing_else():
    replies = [a_reply(POLICE, 1, 5, people="It was me")] * 2

    assert selfcheck.mixed(replies) == (Reply(POLICE, {}, {}),) * 2


def test_ratings_of_one_person_do_not_stay_together():
    replies = [a_reply(POLICE, 1, 5), a_reply(POLICE, 3, 3), a_reply(POLICE, 5, 1)]

    assert [tuple(reply.ratings.values()) for reply in selfcheck.mixed(replies)] == [(1, 1), (3, 3), (5, 5)]


def a_point(label: str, police: dict[str, float] | None = None, security: dict[str, float] | None = None) -> Point:
    return Point(label, {POLICE: police or {}, SECURITY: security or {}})


def test_a_topic_moved_since_the_time_before_and_so_did_the_mean_of_all():
    points = [a_point("March 2027", {"trust": 2, "means": 3}), a_point("May 2027", {"trust": 2.6, "means": 3})]

    overall, trust, means = trend.moves(points, ["trust", "means"])

    assert (overall.row, overall.values, overall.change) == ("", (2.5, 2.8), 0.3)
    assert (trust.row, trust.values, trust.change, trust.since) == ("trust", (2.0, 2.6), 0.6, "March 2027")
    assert means.change == 0


def test_like_is_compared_with_like_only():
    both, police = {"trust": 4.0}, {"trust": 2.0}
    points = [a_point("January", both, both), a_point("February", police), a_point("March", both, police)]

    _overall, trust = trend.moves(points, ["trust"])

    assert (trust.values, trust.since, trust.change) == ((4.0, 3.0), "January", -1.0)


def test_once_is_no_trend():
    assert trend.moves([a_point("January", {"trust": 2})], ["trust"]) == ()
    assert trend.moves([a_point("January", {"trust": 2}), a_point("March", None, {"trust": 2})], ["trust"]) == ()
    assert trend.moves([], ["trust"]) == ()


def test_a_round_is_a_point_with_the_means_of_the_sides_that_replied_enough():
    replies = [*[a_reply(POLICE, 2, 4)] * 3, *[a_reply(SECURITY, 5, 5)] * 2]

    point = trend.point_of("March", replies, ["people", "trust"])

    assert point.ratings == {POLICE: {"people": 2, "trust": 4}, SECURITY: {}}
