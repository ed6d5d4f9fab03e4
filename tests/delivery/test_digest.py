"""The mail about the talk: to whom, when, what it says and leaves out, once a morning, and stopped with one press."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from teamup.accounts import people
from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.delivery import digests, limits, queue, sending
from teamup.delivery.digests import Mailbox, morning_before
from teamup.delivery.models import LetterState, Notice
from teamup.plans import talk, talkmail
from teamup.plans.access import Actor
from teamup.plans.models import MailChoice, Member, Plan, TalkMail
from teamup.plans.talk import Turn
from tests.delivery.conftest import Watch
from tests.factories import MARIA, a_plan, saved
from tests.talking import answered, joined, opened

pytestmark = pytest.mark.django_db
AFTERNOON = datetime(2026, 11, 22, 20, tzinfo=UTC)  # 2 PM in Chicago
MORNING = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 8 AM in Chicago, a Monday


def boxes(user_ids: Collection[UUID]) -> dict[UUID, Mailbox]:
    return {one: Mailbox(f"{one}@example.org", "America/Chicago") for one in user_ids}


def queued(now: datetime = MORNING) -> int:
    return digests.queue_due(now=now, mailboxes=boxes)


def sent(now: datetime = MORNING) -> list[Any]:
    """Let the worker send what is due, and return the mail that has arrived."""
    for notice in Notice.objects.exclude(due_at=None):
        sending.deliver_notice(notice.id, clock=lambda: now)
    return mail.outbox


def told(now: datetime = MORNING) -> list[Any]:
    queued(now)
    return sent(now)


def named(plan: Plan, name: str = "Riverton Downtown") -> Plan:
    saved(plan, "plan_name", name)
    return plan


@pytest.fixture
def plan() -> Plan:
    return named(a_plan())


@pytest.fixture
def dana(plan: Plan) -> Actor:
    return joined(plan, "Dana Ruiz")


def wants(plan: Plan, who: Actor, choice: MailChoice) -> None:
    talkmail.choose(plan=plan, choice=choice, by=who)


# --- to whom and when ---------------------------------------------------------------------------------------------


def test_at_first_a_member_hears_only_of_what_is_for_them(plan: Plan, dana: Actor):
    thread = opened(plan, "Nobody in particular", now=AFTERNOON)
    assert queued() == 0

    answered(thread, "What do you say, @Dana?", now=AFTERNOON)

    (message,) = told()
    assert message.to == [f"{dana.user_id}@example.org"]
    assert "You are mentioned." in message.body


@pytest.mark.parametrize("turn", ["member", "side"])
def test_a_turn_that_is_given_to_a_member_or_their_side_is_told(plan: Plan, dana: Actor, turn: str):
    to = Turn(user_id=dana.user_id) if turn == "member" else Turn(Side.POLICE)
    opened(plan, "See the license.", to=to, now=AFTERNOON)
    joined(plan, "Tom Okafor", Side.SECURITY)

    (message,) = told()

    assert {"member": "It is your turn.", "side": "It is your side’s turn."}[turn] in message.body
    assert message.to == [f"{dana.user_id}@example.org"]


def test_nobody_is_told_of_what_they_said_and_did_themselves(plan: Plan, dana: Actor):
    wants(plan, dana, MailChoice.DAILY)

    opened(plan, "A note to myself, @Dana", by=dana, to=Turn(Side.POLICE), now=AFTERNOON)

    assert queued() == 0


@pytest.mark.parametrize(("choice", "count"), [("mine", 0), ("daily", 1), ("weekly", 1), ("never", 0)])
def test_each_choice_is_kept_to(plan: Plan, dana: Actor, choice: str, count: int):
    wants(plan, dana, MailChoice(choice))
    opened(plan, "About the mission.", now=AFTERNOON)

    assert queued() == count


def test_a_mention_is_not_mailed_to_who_wants_no_mail(plan: Plan, dana: Actor):
    wants(plan, dana, MailChoice.NEVER)
    opened(plan, "@Dana", now=AFTERNOON)

    assert queued() == 0


def test_weekly_mail_comes_on_mondays(plan: Plan, dana: Actor):
    wants(plan, dana, MailChoice.WEEKLY)
    assert told(MORNING) == []

    opened(plan, "On Monday noon", now=MORNING + timedelta(hours=4))

    assert [queued(MORNING + timedelta(days=n)) for n in range(1, 9)] == [0, 0, 0, 0, 0, 0, 1, 0]


def test_what_is_said_by_day_is_told_the_next_morning_where_the_reader_lives(plan: Plan, dana: Actor):
    opened(plan, "@Dana", now=AFTERNOON)

    assert [queued(AFTERNOON + timedelta(hours=h)) for h in (1, 12, 16)] == [0, 0, 0]
    assert queued(AFTERNOON + timedelta(hours=18)) == 1


@pytest.mark.parametrize(
    ("now", "zone", "weekly", "morning"),
    [
        ("2026-11-23T06:59:59-06:00", "America/Chicago", False, "2026-11-22T07:00:00-06:00"),
        ("2026-11-23T07:00:00-06:00", "America/Chicago", False, "2026-11-23T07:00:00-06:00"),
        ("2026-11-25T12:00:00-06:00", "America/Chicago", True, "2026-11-23T07:00:00-06:00"),
        ("2026-11-23T06:00:00-06:00", "America/Chicago", True, "2026-11-16T07:00:00-06:00"),
        ("2026-03-08T12:00:00-05:00", "America/Chicago", False, "2026-03-08T07:00:00-05:00"),
    ],
)
def test_the_morning_before(now: str, zone: str, weekly: bool, morning: str):
    found = morning_before(datetime.fromisoformat(now), ZoneInfo(zone), weekly=weekly)

    assert found == datetime.fromisoformat(morning)


def test_who_closed_their_account_gets_no_mail_and_others_get_it_in_their_zone(plan: Plan):
    closed = User.objects.create_user("closed@example.org", is_active=False)
    there = User.objects.create_user("there@example.org", time_zone="Europe/Paris")

    found = people.mailboxes([closed.pk, there.pk, uuid.uuid4()])

    assert found == {there.pk: Mailbox("there@example.org", "Europe/Paris")}


def test_a_deleted_plan_and_a_plan_without_members_are_silent(plan: Plan, dana: Actor):
    opened(plan, "@Dana", now=AFTERNOON)
    opened(a_plan(), "Nobody here", now=AFTERNOON)
    Plan.objects.filter(pk=plan.pk).update(deleted_at=AFTERNOON)

    assert queued() == 0


# --- what it says -------------------------------------------------------------------------------------------------


def test_it_says_who_where_and_how_much_and_never_the_answer(plan: Plan, dana: Actor):
    saved(plan, "mission", "SECRET ANSWER")
    thread = opened(plan, "Is that right, @Dana?", now=AFTERNOON)
    answered(thread, "I doubt it.", now=AFTERNOON + timedelta(minutes=1))

    (message,) = told()

    everything = message.subject + message.body + str(message.alternatives)
    assert message.subject == "Talk on Riverton Downtown"
    assert "Mission?" in message.body
    assert "Maria Núñez, Sam Okafor: 2 comments" in message.body
    assert "“I doubt it.”" in message.body
    assert f"/plans/{plan.pk}/talk/mission/?thread={thread.thread_id}" in message.body
    assert "1 open remark waits for you." in message.body
    assert "SECRET" not in everything


def test_words_are_left_out_where_the_answer_they_hang_on_may_not_be_mailed(
    plan: Plan, dana: Actor, monkeypatch: pytest.MonkeyPatch
):
    opened(plan, "SECRET words, @Dana", now=AFTERNOON)
    monkeypatch.setattr(talk, "may_be_mailed", lambda _thread, _state: False)

    (message,) = told()

    assert "Maria Núñez: 1 comment" in message.body
    assert "SECRET" not in message.body + str(message.alternatives)


def test_what_somebody_may_not_read_is_not_told(plan: Plan, dana: Actor, monkeypatch: pytest.MonkeyPatch):
    opened(plan, "@Dana", now=AFTERNOON)
    monkeypatch.setattr(talk, "visible_to", lambda _threads, _actor: ())

    assert queued() == 0


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("@Dana see https://evil.example/login", False),
        ("@Dana call evil.example now", False),
        ("@Dana <b>bold</b> & \u202eturned", True),
        ("@Dana שלום 👮🏽‍♀️", True),
    ],
)
def test_words_with_addresses_are_left_out_and_markup_is_text(plan: Plan, dana: Actor, typed: str, shown: bool):
    opened(plan, typed, now=AFTERNOON)

    (message,) = told()

    assert "evil" not in message.body
    assert "<b>" not in message.alternatives[0].content
    assert "1 comment" in message.body
    assert "\u202e" not in message.body
    assert ("“" in message.body) is shown


def test_a_comment_removed_before_the_morning_is_not_told(plan: Plan, dana: Actor):
    thread = opened(plan, "@Dana, SECRET", now=AFTERNOON)
    queued()
    talk.remove(plan=plan, comment_id=thread.thread_id, by=MARIA, now=MORNING)

    assert sent() == []
    assert Notice.objects.get().state == LetterState.FAILED


def test_a_long_day_is_told_in_ten_items(plan: Plan, dana: Actor):
    wants(plan, dana, MailChoice.DAILY)
    for number in range(13):
        opened(plan, f"No. {number} " + "x" * 3000, now=AFTERNOON)

    (message,) = told()

    assert message.body.count("\n* ") == 10
    assert "3 more remarks" in message.body
    assert max(len(line) for line in message.body.splitlines()) < 998


# --- once ---------------------------------------------------------------------------------------------------------


def test_a_morning_has_one_mail_however_often_the_worker_looks(plan: Plan, dana: Actor):
    opened(plan, "@Dana", now=AFTERNOON)

    assert [queued(MORNING + timedelta(hours=h)) for h in range(20)] == [1] + [0] * 19
    assert len(sent()) == 1


def test_what_was_told_is_not_told_again_the_next_day(plan: Plan, dana: Actor):
    opened(plan, "@Dana", now=AFTERNOON)
    told()

    assert queued(MORNING + timedelta(days=1)) == 0


def test_a_worker_that_stops_before_it_has_put_down_what_is_queued_queues_nothing(
    plan: Plan, dana: Actor, monkeypatch: pytest.MonkeyPatch
):
    opened(plan, "@Dana", now=AFTERNOON)

    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(digests.notices, "queue_notice", stopped)
        with pytest.raises(KeyboardInterrupt):
            queued()
    assert not TalkMail.objects.filter(sent_for__isnull=False).exists()

    assert len(told()) == 1


def test_a_worker_killed_with_the_mail_in_hand_sends_no_second_one_that_day_and_the_next_tells_it(
    plan: Plan, dana: Actor, watch: Watch
):
    opened(plan, "@Dana", now=AFTERNOON)
    watch.now = MORNING
    queued()
    notice = Notice.objects.get()
    assert sending.take_notice(notice.id, watch.now)  # and then it is killed

    watch.move(minutes=5)
    queue.requeue_due(now=watch.now)
    assert sending.deliver_notice(notice.id, clock=watch) == "not due"
    assert [queued(MORNING + timedelta(hours=h)) for h in range(1, 20)] == [0] * 19

    assert mail.outbox == []
    notice.refresh_from_db()
    assert (notice.state, notice.address, notice.sealed) == (LetterState.FAILED, "", "")
    assert len(told(MORNING + timedelta(days=1))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_to_stop_while_sending_does_not_send_again_that_day(
    plan: Plan, dana: Actor, monkeypatch: pytest.MonkeyPatch
):
    opened(plan, "@Dana", now=AFTERNOON)
    queued()

    def interrupted(*_: object) -> None:
        raise sending.Interrupted

    with monkeypatch.context() as busy:
        busy.setattr(sending, "_write_and_send", interrupted)
        assert sending.deliver_notice(Notice.objects.get().id, clock=lambda: MORNING) == "interrupted"

    assert sent() == []
    assert queued() == 0
    assert len(told(MORNING + timedelta(days=1))) == 1


def test_a_mail_server_that_asks_to_come_back_gets_the_mail_later_the_same_day(
    plan: Plan, dana: Actor, monkeypatch: pytest.MonkeyPatch
):
    opened(plan, "@Dana", now=AFTERNOON)
    queued()

    def unreachable(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as down:
        down.setattr(sending, "_write_and_send", unreachable)
        assert sending.deliver_notice(Notice.objects.get().id, clock=lambda: MORNING) == "queued"

    assert len(sent(MORNING + timedelta(minutes=5))) == 1


def test_a_mail_that_could_not_be_sent_for_a_day_is_not_sent_beside_the_next(plan: Plan, dana: Actor):
    opened(plan, "@Dana", now=AFTERNOON)
    queued()

    assert sent(MORNING + timedelta(hours=23)) == []


def test_a_site_that_has_sent_all_it_may_goes_on_the_next_time(
    plan: Plan, dana: Actor, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    opened(plan, "@Dana", now=AFTERNOON)
    settings.MAIL_PER_HOUR = 1
    limits.spend_digest(now=MORNING)

    assert queued() == 0
    assert queued(MORNING + timedelta(hours=1)) == 1


def test_the_hourly_tidying_queues_it(plan: Plan):
    user = User.objects.create_user("dana@agency.gov", time_zone="America/Chicago")
    joined(plan, "Dana Ruiz", user_id=user.pk)
    opened(plan, "@Dana", now=AFTERNOON)

    queue.tidy(now=MORNING)

    (message,) = sent()
    assert message.to == ["dana@agency.gov"]


# --- stopped ------------------------------------------------------------------------------------------------------


def a_mail(plan: Plan) -> Any:
    opened(plan, "@Dana", now=AFTERNOON)
    (message,) = told()
    return message


def path_in(message: Any) -> str:
    header = message.extra_headers["List-Unsubscribe"]
    assert re.fullmatch(r"<https?://[^<>]+/mail/talk/[0-9a-f]{64}/>", header)
    return "/" + header.strip("<>").split("/", 3)[3]


def test_mail_programs_stop_it_with_one_post_without_cookies_or_tokens(plan: Plan, dana: Actor):
    message = a_mail(plan)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)

    for _ in range(2):
        response = program.post(path_in(message), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200

    assert talkmail.choice_of(plan, dana) == MailChoice.NEVER
    assert Event.objects.filter(kind="talk.mail_stopped").count() == 1


def test_following_the_link_shows_a_button_and_changes_nothing(plan: Plan, dana: Actor):
    message = a_mail(plan)

    response = Client().get(path_in(message))

    assert b"Stop this mail" in response.content
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert talkmail.choice_of(plan, dana) == MailChoice.MINE


def test_who_stopped_it_by_mistake_takes_it_back_on_the_same_page(plan: Plan, dana: Actor):
    path = path_in(a_mail(plan))
    stopped = Client().post(path)
    assert b"Write to me again" in stopped.content

    Client().post(path, {"again": "1"})

    assert talkmail.choice_of(plan, dana) == MailChoice.MINE


def test_a_wrong_link_stops_nothing_and_says_so(plan: Plan, dana: Actor):
    response = Client().post("/mail/talk/" + "0" * 64 + "/")

    assert response.status_code == 404
    assert b"This link stops nothing" in response.content


def test_what_is_queued_is_not_sent_to_who_has_stopped_it_or_left(plan: Plan, dana: Actor):
    tom = joined(plan, "Tom Okafor")
    opened(plan, "@Dana and @Tom", now=AFTERNOON)
    assert queued() == 2

    wants(plan, dana, MailChoice.NEVER)
    Member.objects.filter(plan=plan, user_id=tom.user_id).delete()

    assert sent() == []


def test_each_member_of_each_plan_has_a_link_of_their_own(plan: Plan, dana: Actor):
    assert dana.user_id is not None
    tokens = {talkmail.token_of(one.pk, user) for one in (plan, a_plan()) for user in (dana.user_id, uuid.uuid4())}

    assert len(tokens) == 4
