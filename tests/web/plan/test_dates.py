"""Reminders and the private calendar: what a member chooses, what a calendar reads, and when it no longer does."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teamup.accounts import everything
from teamup.catalog.model import Side
from teamup.plans import datemail, lifecycle, people, talkmail
from teamup.plans.models import CalendarFeed, DateMail, MailChoice, Plan
from teamup.plans.permissions import Role
from tests.web.plan.member import Someone
from tests.web.plan.visitor import STEP_ROWS, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    """A plan with two steps."""
    visitor = Visitor()
    visitor.save("objectives", STEP_ROWS)
    return visitor


@pytest.fixture
def priya(visitor: Visitor) -> Someone:
    """A member of it, for security."""
    return Someone("Priya Nair", plan=visitor.plan, role=Role.VIEWER)


def body(response: Any) -> str:
    return response.content.decode()


def an_address(member: Someone) -> str:
    """Make a calendar and return its path, as its page shows it once."""
    member.post("dates/", do="make", save=str(uuid.uuid4()))
    found = re.search(r"/calendar/[\w-]+\.ics", body(member.get("dates/")))
    assert found
    return found[0]


def test_a_member_chooses_mail_and_sees_what_was_chosen(priya: Someone):
    before = body(priya.get("dates/"))

    done = priya.post("dates/", do="mail", mail="weekly")
    after = body(priya.get("dates/"))

    assert 'id="mail-never" value="never" checked' in before
    assert done.status_code == 303
    assert 'id="mail-weekly" value="weekly" checked' in after


def test_an_unknown_choice_changes_nothing(priya: Someone):
    priya.post("dates/", do="mail", mail="due")

    assert priya.post("dates/", do="mail", mail="hourly").status_code == 422
    assert DateMail.objects.get().choice == "due"


def test_who_has_not_signed_in_is_told_how_and_gets_nothing(visitor: Visitor):
    page = visitor.page("dates/")

    assert "/account/sign-in/?next=" in page
    assert visitor.post("dates/", do="mail", mail="due").status_code == 422
    assert visitor.post("dates/", do="make", save=str(uuid.uuid4())).status_code == 422
    assert not DateMail.objects.exists()
    assert not CalendarFeed.objects.exists()


def test_a_calendar_reads_the_dates_of_the_plan_as_it_stands_without_signing_in(visitor: Visitor, priya: Someone):
    path = an_address(priya)

    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    visitor.save("objectives", [*STEP_ROWS, {"id": "r3", "measure": "Meet again", "due": "2027-05-01"}], base=1)
    changed = Client().get(path, headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"].startswith("text/calendar")
    assert "Walk the garages" in body(first)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in body(first)
    assert (again.status_code, changed.status_code) == (304, 200)
    assert "Meet again" in body(changed)
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    assert "read it on" in body(priya.get("dates/"))


def test_the_address_is_shown_until_it_is_kept_and_stored_nowhere(priya: Someone):
    path = an_address(priya)

    priya.post("dates/", do="kept")

    assert "/calendar/" not in body(priya.get("dates/"))
    assert path.removeprefix("/calendar/").removesuffix(".ics") not in str(list(CalendarFeed.objects.values()))


def test_a_new_address_ends_the_old_one_and_the_same_form_makes_one(priya: Someone):
    old = an_address(priya)
    form = str(uuid.uuid4())

    for _time in range(2):
        priya.post("dates/", do="make", save=form)
    new = re.search(r"/calendar/[\w-]+\.ics", body(priya.get("dates/")))

    assert new
    assert new[0] != old
    assert Client().get(old).status_code == 404
    assert Client().get(new[0]).status_code == 200
    assert CalendarFeed.objects.count() == 1


@pytest.mark.parametrize("end", ["revoked", "removed", "left", "deleted", "wrong"])
def test_an_address_that_was_ended_opens_nothing_and_says_no_more_than_a_wrong_one(
    visitor: Visitor, priya: Someone, end: str
):
    path = an_address(priya)
    ends = {
        "revoked": lambda: priya.post("dates/", do="revoke"),
        "removed": lambda: people.remove(
            plan=visitor.plan, user_id=priya.user.pk, by=visitor.actor, now=timezone.now()
        ),
        "left": lambda: people.leave(plan=visitor.plan, by=priya.actor, now=timezone.now()),
        "deleted": lambda: Plan.objects.filter(pk=visitor.plan.pk).update(deleted_at=timezone.now()),
        "wrong": lambda: None,
    }
    ends[end]()
    wrong = Client().get("/calendar/nothing.ics")

    answer = Client().get("/calendar/x.ics" if end == "wrong" else path)

    assert answer.status_code == wrong.status_code == 404
    assert body(answer) == body(wrong)


def test_who_comes_back_to_a_plan_has_to_ask_anew(visitor: Visitor, priya: Someone):
    path = an_address(priya)
    priya.post("dates/", do="mail", mail="due")

    people.leave(plan=visitor.plan, by=priya.actor, now=timezone.now())
    people.join(visitor.plan, priya.person, Role.VIEWER, Side.SECURITY, timezone.now())

    assert Client().get(path).status_code == 404
    assert not DateMail.objects.exists()


def test_a_calendar_holds_what_its_owner_may_see(visitor: Visitor, priya: Someone):
    dana = Someone("Dana Cole", plan=visitor.plan, side=Side.POLICE)
    paths = {who: an_address(member) for who, member in (("security", priya), ("police", dana))}

    visitor.post("answers/objectives/mark/", mark="police", headers={"Accept": "application/json"})

    assert "Walk the garages" in body(Client().get(paths["police"]))
    assert "Walk the garages" not in body(Client().get(paths["security"]))


def test_a_sample_has_no_reminders(visitor: Visitor):
    assert "dates/" not in visitor.as_sample().page("steps/")


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_link_in_a_mail_changes_nothing_by_being_looked_at(visitor: Visitor, priya: Someone, method: str):
    priya.post("dates/", do="mail", mail="due")
    path = f"/mail/dates/{datemail.token_of(visitor.plan.pk, priya.user.pk)}/"

    answer = getattr(Client(), method)(path)

    assert answer.status_code == 200
    assert DateMail.objects.get().choice == "due"


def test_one_press_stops_the_mail_without_signing_in_and_another_brings_it_back(visitor: Visitor, priya: Someone):
    priya.post("dates/", do="mail", mail="due")
    path = f"/mail/dates/{datemail.token_of(visitor.plan.pk, priya.user.pk)}/"
    machine = Client(enforce_csrf_checks=True)

    stopped = machine.post(path, {"List-Unsubscribe": "One-Click"})
    choice = DateMail.objects.get().choice
    machine.post(path, {"again": "1"})

    assert "No more mail about these dates" in body(stopped)
    assert choice == "never"
    assert DateMail.objects.get().choice == "weekly"


def test_a_foreign_link_stops_nothing(visitor: Visitor, priya: Someone):
    priya.post("dates/", do="mail", mail="due")

    answer = Client().post(f"/mail/dates/{uuid.uuid4().hex}/")

    assert answer.status_code == 404
    assert DateMail.objects.get().choice == "due"


def test_a_link_of_a_plan_that_was_deleted_still_stops_the_mail_and_names_no_plan(visitor: Visitor, priya: Someone):
    priya.post("dates/", do="mail", mail="due")
    path = f"/mail/dates/{datemail.token_of(visitor.plan.pk, priya.user.pk)}/"
    named = body(Client().get(path))
    Plan.objects.filter(pk=visitor.plan.pk).update(deleted_at=timezone.now())

    stopped = body(Client().post(path))

    assert "Riverton Downtown" in named
    assert "No more mail about these dates" in stopped
    assert "Riverton Downtown" not in stopped
    assert DateMail.objects.get().choice == "never"


def test_who_has_left_is_told_no_name_by_a_link_in_an_old_mail(visitor: Visitor, priya: Someone):
    talkmail.choose(plan=visitor.plan, choice=MailChoice.DAILY, by=priya.actor)
    path = f"/mail/talk/{talkmail.token_of(visitor.plan.pk, priya.user.pk)}/"
    people.leave(plan=visitor.plan, by=priya.actor, now=timezone.now())

    page = body(Client().get(path))

    assert "Stop the mail about this talk?" in page
    assert "Riverton Downtown" not in page


def test_everything_about_a_person_tells_what_they_asked_for(visitor: Visitor, priya: Someone):
    priya.post("dates/", do="mail", mail="weekly")
    an_address(priya)

    [told] = everything._plans(priya.user, {})

    assert (told["mail_about_dates"], told["mail_about_talk"]) == ("weekly", "mine")
    assert told["calendar"]["made_at"]


def test_pages_take_few_queries(priya: Someone, django_assert_max_num_queries: Any):
    path = an_address(priya)
    priya.get("dates/")
    Client().get(path)

    with django_assert_max_num_queries(10):  # two are those of a session
        priya.get("dates/")
    with django_assert_max_num_queries(8):
        Client().get(path)


def test_a_plan_that_is_gone_takes_its_reminders_along(visitor: Visitor, priya: Someone):
    an_address(priya)
    priya.post("dates/", do="mail", mail="due")
    gone = timezone.now() - lifecycle.KEPT_FOR - timedelta(days=1)
    Plan.objects.filter(pk=visitor.plan.pk).update(deleted_at=gone)

    lifecycle.purge(now=timezone.now())

    assert not CalendarFeed.objects.exists()
    assert not DateMail.objects.exists()
