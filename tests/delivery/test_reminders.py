"""Mail about a plan's dates: to whom, on which mornings, about what, and never twice."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from teamup.accounts import people as accounts
from teamup.catalog.model import Side
from teamup.delivery import reminders, sending
from teamup.delivery.models import Notice
from teamup.delivery.reminders import Due, told_on
from teamup.plans import datemail, people
from teamup.plans.models import DateMail, DateMailChoice, Member, Plan
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


def test_every_step_is_told_three_times_whatever_mornings_the_worker_missed_within_three_days():
    due = (Due("Step", date(2027, 3, 10), step_id="1"),)  # a Wednesday

    told = [
        names(told_on("due", due, day - gap * DAY, day))
        for gap in (1,)
        for day in (date(2027, 3, 1) + n * DAY for n in range(14))
    ]

    assert sum(bool(soon) for _late, soon in told) == 2
    assert [bool(late) for late, _soon in told].index(True) == 10


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
    datemail.choose(plan=plan.plan, choice=DateMailChoice(choice), by=someone.actor, now=asked)
    return someone


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
@pytest.mark.parametrize("hour", [11, 12, 13])
def test_a_change_of_clocks_neither_skips_nor_doubles_a_morning(plan: Visitor, hour: int):
    plan.save("objectives", [{"id": "r1", "measure": "Walk", "due": "2027-03-15"}], base=1)
    a_reader(plan, zone="America/New_York")  # clocks go forward on March 14

    found = [looked(datetime(2027, 3, 14, hour, 30, tzinfo=UTC)), looked(datetime(2027, 3, 14, 20, tzinfo=UTC))]

    assert sum(found) == 1


@pytest.mark.django_db
def test_nobody_is_written_to_who_did_not_ask_or_has_stopped_it(plan: Visitor):
    Someone("Ann Who Never Asked", plan=plan.plan, address="ann@x.example")
    priya = a_reader(plan)
    datemail.choose(plan=plan.plan, choice=DateMailChoice.NEVER, by=priya.actor, now=DAY_BEFORE)

    assert looked(DAY_BEFORE) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["left", "archived", "deleted", "stopped", "done", "no account"])
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
            plan.save("objectives", [], base=1)
        case "no account":
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
