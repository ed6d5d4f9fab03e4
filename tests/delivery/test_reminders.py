"""Mail about a plan's dates: to whom, on which mornings, about what, and never twice."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core import mail

from teamup.accounts import people as accounts
from teamup.catalog.model import Side
from teamup.delivery import limits, reminders, sending
from teamup.delivery.errors import TooManyLetters
from teamup.delivery.models import Notice
from teamup.delivery.reminders import Due, told_on
from teamup.plans import datemail, people, talkmail
from teamup.plans.models import DateMail, DateMailChoice, MailChoice, Member, Plan, TalkMail
from teamup.plans.steps import steps_of
from tests.web.plan.member import Someone
from tests.web.plan.visitor import Visitor

MONDAY = date(2027, 3, 1)
DAY = timedelta(days=1)
STEPS = (
    Due("Late", MONDAY - 3 * DAY, step_id="1"),
    Due("Review", MONDAY - 2 * DAY),
    Due("Yesterday", MONDAY - DAY, step_id="2"),
    Due("Today", MONDAY, step_id="3"),
    Due("Tomorrow", MONDAY + DAY, step_id="4"),
    Due("In a week", MONDAY + 7 * DAY, step_id="5"),
    Due("In two weeks", MONDAY + 14 * DAY, step_id="6"),
)


def names(found: tuple[tuple[Due, ...], tuple[Due, ...]]) -> tuple[list[str], list[str]]:
    late, soon = found
    return [one.what for one in late], [one.what for one in soon]


@pytest.mark.parametrize(
    ("choice", "since", "today", "late", "soon"),
    [
        ("weekly", MONDAY - DAY, MONDAY, ["Late", "Yesterday"], ["Today", "Tomorrow", "In a week"]),
        ("weekly", MONDAY, MONDAY + DAY, [], []),
        (
            "weekly",
            MONDAY - DAY,
            MONDAY + DAY,
            ["Late", "Yesterday", "Today"],
            ["Tomorrow", "In a week", "In two weeks"],
        ),
        ("due", MONDAY - DAY, MONDAY, ["Late", "Yesterday"], ["Tomorrow", "In a week"]),
        ("due", MONDAY - 2 * DAY, MONDAY - DAY, [], ["Today"]),
        ("due", MONDAY, MONDAY + DAY, ["Today"], []),
        ("due", MONDAY + DAY, MONDAY + 2 * DAY, ["Tomorrow"], []),
        ("due", MONDAY + 3 * DAY, MONDAY + 4 * DAY, [], []),
        ("due", MONDAY + 3 * DAY, MONDAY + 6 * DAY, [], ["In a week"]),
    ],
)
def test_a_morning_tells_what_is_its_own(choice: str, since: date, today: date, late: list[str], soon: list[str]):
    assert names(told_on(choice, STEPS, since, today)) == (late, soon)


@pytest.mark.parametrize(("gap", "begins"), [(1, 25), (2, 25), (2, 26), (3, 25), (3, 26), (3, 27)])
def test_no_state_of_a_step_is_told_twice_or_not_at_all_whatever_mornings_the_worker_missed(gap: int, begins: int):
    due = (Due("Step", date(2027, 3, 10), step_id="1"),)  # a Wednesday
    looks = [date(2027, 2, begins) + n * DAY for n in range(0, 18, gap)]
    before_monday = [(since, today) for since, today in pairwise(looks) if today < date(2027, 3, 15)]

    told = [names(told_on("due", due, since, today)) for since, today in before_monday]

    assert sum(bool(soon) for _late, soon in told) == (1 if begins == 27 else 2)  # its eve was over by then
    assert sum(bool(late) for late, _soon in told) == 1


def test_a_month_that_ends_on_a_leap_day_is_a_month_like_others():
    due = (Due("Step", date(2028, 3, 1), step_id="1"),)
    days = [date(2028, 2, 20) + n * DAY for n in range(13)]

    told = [day for day in days if any(told_on("due", due, day - DAY, day))]

    assert told == [date(2028, 2, 23), date(2028, 2, 29), date(2028, 3, 2)]


@pytest.fixture
def plan() -> Visitor:
    """A plan with one step that is due on a Wednesday."""
    visitor = Visitor()
    rows = [{"id": "r1", "measure": "Walk the garages", "owner": "Lt. Ortiz", "due": "2027-03-10"}]
    visitor.save("objectives", rows)
    return visitor


def a_reader(plan: Visitor, choice: str = "due", *, zone: str = "America/Chicago", **more: Any) -> Someone:
    """Return a member who asked for mail some days before."""
    someone = Someone("Priya Nair", plan=plan.plan, **more)
    someone.user.time_zone = zone
    someone.user.save()
    asked = datetime(2027, 2, 26, 12, tzinfo=UTC)
    asks(plan, someone, choice, asked)
    return someone


def asks(plan: Visitor, someone: Someone, choice: str, at: datetime) -> None:
    """Choose as the page does."""
    told = reminders.last_morning(plan=plan.plan, user_id=someone.user.pk, now=at, mailboxes=accounts.mailboxes)
    datemail.choose(plan=plan.plan, choice=DateMailChoice(choice), by=someone.actor, told=told)


def looked(at: datetime) -> int:
    return reminders.queue_due(now=at, mailboxes=accounts.mailboxes)


def sent(at: datetime) -> list[Any]:
    """Send what is queued, and return the letters."""
    mail.outbox.clear()
    for notice in list(Notice.objects.filter(due_at__isnull=False)):
        sending.deliver_notice(notice.id, clock=lambda: at)
    return list(mail.outbox)


DAY_BEFORE = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)  # half past seven in Chicago


@pytest.mark.django_db
def test_the_day_before_a_member_who_asked_is_told_once_with_a_way_to_stop_it(plan: Visitor):
    priya = a_reader(plan)

    counts = [looked(DAY_BEFORE), looked(DAY_BEFORE), looked(DAY_BEFORE + timedelta(hours=3))]
    [letter] = sent(DAY_BEFORE)

    assert counts == [1, 0, 0]
    assert letter.to == [priya.user.email]
    assert "Walk the garages" in letter.body
    assert "tomorrow" in letter.body
    stop = f"/mail/dates/{datemail.token_of(plan.plan.pk, priya.user.pk)}/"
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{stop}>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Walk the garages" in letter.alternatives[0][0]


@pytest.mark.django_db
def test_it_comes_in_the_morning_of_where_one_lives(plan: Visitor):
    a_reader(plan, zone="America/Los_Angeles")

    assert looked(DAY_BEFORE) == 0  # half past five
    assert looked(DAY_BEFORE + timedelta(hours=2)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [10, 11, 12, 13])
def test_a_change_of_clocks_neither_skips_nor_doubles_a_morning(plan: Visitor, hour: int):
    plan.save("objectives", [{"id": "r1", "measure": "Walk", "due": "2027-03-15"}], base=1)
    a_reader(plan, zone="America/New_York")  # clocks go forward on March 14

    found = [looked(datetime(2027, 3, 14, hour, 30, tzinfo=UTC)), looked(datetime(2027, 3, 14, 20, tzinfo=UTC))]

    assert sum(found) == 1


@pytest.mark.django_db
def test_clocks_that_go_back_bring_the_morning_an_hour_later(plan: Visitor):
    plan.save("objectives", [{"id": "r1", "measure": "Walk", "due": "2027-11-08"}], base=1)
    a_reader(plan, zone="America/New_York")
    looked(datetime(2027, 11, 6, 14, tzinfo=UTC))  # clocks go back on November 7

    found = [looked(datetime(2027, 11, 7, hour, 30, tzinfo=UTC)) for hour in (5, 6, 11, 12, 13)]

    assert found == [0, 0, 0, 1, 0]


@pytest.mark.django_db
def test_nobody_is_written_to_who_did_not_ask_or_has_stopped_it(plan: Visitor):
    Someone("Ann Who Never Asked", plan=plan.plan, address="ann@x.example")
    priya = a_reader(plan)
    asks(plan, priya, "never", DAY_BEFORE)

    assert looked(DAY_BEFORE) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "asked", "morning"),
    [
        ("due", datetime(2027, 3, 9, 1, tzinfo=UTC), DAY_BEFORE),  # in the evening: it is tomorrow in Greenwich
        ("due", datetime(2027, 3, 9, 12, tzinfo=UTC), DAY_BEFORE),  # an hour before seven
        ("weekly", datetime(2027, 3, 8, 1, tzinfo=UTC), datetime(2027, 3, 8, 13, 30, tzinfo=UTC)),  # on Sunday
    ],
)
def test_who_asks_is_told_from_the_next_morning_on_where_they_live(
    plan: Visitor, choice: str, asked: datetime, morning: datetime
):
    priya = a_reader(plan, "never")
    asks(plan, priya, choice, asked)

    counts = [looked(asked), looked(morning)]

    assert counts == [0, 1]


@pytest.mark.django_db
def test_who_asks_after_the_morning_hears_nothing_of_it(plan: Visitor):
    priya = a_reader(plan, "never")
    asks(plan, priya, "due", DAY_BEFORE)

    assert looked(DAY_BEFORE + timedelta(hours=1)) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("between", [["weekly"], ["never"], []])
def test_a_change_of_mind_brings_no_second_mail_of_a_morning(plan: Visitor, between: list[str]):
    priya = a_reader(plan, zone="Pacific/Guam")
    morning = datetime(2027, 3, 8, 21, 30, tzinfo=UTC)  # half past seven on March 9 in Guam
    first = looked(morning)

    for choice in (*between, "due"):
        asks(plan, priya, choice, morning)

    assert (first, looked(morning)) == (1, 0)


@pytest.mark.django_db
def test_another_kind_of_mail_still_tells_the_morning_that_nobody_looked_at_yet(plan: Visitor):
    priya = a_reader(plan, "weekly")
    looked(DAY_BEFORE - timedelta(days=1))
    asks(plan, priya, "due", DAY_BEFORE)

    assert looked(DAY_BEFORE) == 1


@pytest.mark.django_db
def test_who_never_said_where_they_live_is_told_in_the_morning_of_the_plan(plan: Visitor):
    a_reader(plan, zone="UTC")  # the plan is in Chicago

    counts = [looked(datetime(2027, 3, 9, 8, tzinfo=UTC)), looked(DAY_BEFORE)]

    assert counts == [0, 1]


@pytest.mark.django_db
def test_when_the_site_has_sent_its_most_the_rest_waits_and_what_was_queued_is_counted(
    plan: Visitor, monkeypatch: pytest.MonkeyPatch
):
    a_reader(plan)
    a_reader(plan, address="second@x.example")
    spent: list[datetime] = []

    def spend(*, now: datetime) -> None:
        spent.append(now)
        if len(spent) == 2:
            raise TooManyLetters("Full.", wait=60)

    monkeypatch.setattr(limits, "spend_digest", spend)

    assert [looked(DAY_BEFORE), Notice.objects.count(), looked(DAY_BEFORE)] == [1, 1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["left", "archived", "deleted", "stopped", "done", "gone", "no row"])
def test_what_changed_after_it_was_queued_counts(plan: Visitor, what: str):
    priya = a_reader(plan)
    assert looked(DAY_BEFORE) == 1

    match what:
        case "left":
            people.leave(plan=plan.plan, by=priya.actor, now=DAY_BEFORE)
        case "archived":
            Member.objects.filter(user_id=priya.user.pk).update(archived_at=DAY_BEFORE)
        case "deleted":
            Plan.objects.filter(pk=plan.plan.pk).update(deleted_at=DAY_BEFORE)
        case "stopped":
            DateMail.objects.update(choice="never")
        case "done":
            [step] = steps_of(plan.state())
            plan.post(f"steps/{step.id}/", status="done", base=str(step.revision))
        case "gone":
            plan.save("objectives", [], base=1)
        case "no row":
            DateMail.objects.all().delete()

    assert sent(DAY_BEFORE) == []
    assert Notice.objects.get().state == "failed"


@pytest.mark.django_db
def test_a_marked_step_goes_by_no_mail_even_to_its_own_side(plan: Visitor):
    a_reader(plan, side=Side.POLICE)
    plan.post("answers/objectives/mark/", mark="partners", headers={"Accept": "application/json"})

    assert looked(DAY_BEFORE) == 0


@pytest.mark.django_db
def test_a_worker_that_was_stopped_while_sending_leaves_it_at_that(plan: Visitor):
    a_reader(plan)
    looked(DAY_BEFORE)
    Notice.objects.update(state="sending", tries=1)

    assert sent(DAY_BEFORE) == []
    assert Notice.objects.get().state == "failed"


@pytest.mark.django_db
def test_a_plan_without_a_name_and_with_a_thousand_late_steps_makes_a_letter_to_read(plan: Visitor):
    rows = [{"id": f"r{n}", "measure": f"Step {n} " + "x" * 150, "due": "2027-03-05"} for n in range(60)]
    plan.save("objectives", rows, base=1)
    plan.save("plan_name", None, base=1)
    a_reader(plan, "weekly")

    looked(datetime(2027, 3, 8, 14, tzinfo=UTC))
    [letter] = sent(datetime(2027, 3, 8, 14, tzinfo=UTC))

    assert letter.subject == "Dates of your partnership plan"
    assert "60 steps are overdue" in letter.body
    assert "48 more:" in letter.body
    assert len(letter.body) < 8_000


@pytest.mark.django_db
def test_erasing_a_person_forgets_what_they_asked_for(plan: Visitor):
    from teamup.plans import erasing

    priya = a_reader(plan)
    Someone("Other", plan=plan.plan, address=f"{uuid.uuid4().hex}@x.example")

    erasing.erase(user_id=priya.user.pk, now=DAY_BEFORE)

    assert not DateMail.objects.exists()


@pytest.mark.django_db
def test_erasing_a_person_forgets_the_mail_of_plans_they_have_left(plan: Visitor):
    from teamup.plans import erasing

    priya = a_reader(plan)
    talkmail.choose(plan=plan.plan, choice=MailChoice.NEVER, by=priya.actor)
    people.leave(plan=plan.plan, by=priya.actor, now=DAY_BEFORE)

    erasing.erase(user_id=priya.user.pk, now=DAY_BEFORE)

    assert not TalkMail.objects.exists()
