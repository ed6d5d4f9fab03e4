"""A plan's dates kept in mind: mail about what is due, and a private calendar, for each member as they like."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from teamup.accounts import people
from teamup.core import ids
from teamup.core.limits import Limit, spend
from teamup.delivery import reminders
from teamup.plans import datemail, feeds, words
from teamup.plans.errors import AnswerRejected, NoSuchLink, PersonRejected
from teamup.plans.models import DateMailChoice
from teamup.plans.showing import shown_to
from teamup.report import formats
from teamup.report.formats import Options
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, network_of, now
from teamup.web.plan import frame, sending
from teamup.web.plan.shared import closed, private
from teamup.web.plan.shownonce import ShownOnce, site_url
from teamup.web.plan.times import clock_time

FEED = ShownOnce("calendarfeed", "teamup.calendar-feed")
FETCHES = Limit("calendars read from a network", most=600, seconds=600)
"""All calendars of a big provider ask from a few addresses."""


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show how this person is kept informed of the plan's dates; a POST changes it."""
    visit = get_plan(request, plan_id)
    if request.method != "POST":
        return _show(request, visit)
    try:
        match request.POST.get("do"):
            case "mail":
                return _choose(request, visit)
            case "make":
                return _make(request, visit)
            case "revoke":
                feeds.revoke(plan=visit.plan, by=visit.actor)
                response = frame.see_other(_page(visit), request, _("Ended. That address opens nothing any more."))
            case _:
                response = frame.see_other(_page(visit))
    except (PersonRejected, AnswerRejected) as error:
        return refuse(request, str(error), status=422)
    FEED.forget(response, visit.plan)
    return response


def _page(visit: PlanVisit) -> str:
    return reverse("plan:dates", args=[visit.plan.id])


def _choose(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    choice = request.POST.get("mail", "")
    if choice not in DateMailChoice.values:
        return refuse(request, _("Choose one of the answers. Nothing was changed."), status=422)
    told = reminders.last_morning(plan=visit.plan, user_id=visit.actor.user_id, now=now(), mailboxes=people.mailboxes)
    datemail.choose(plan=visit.plan, choice=DateMailChoice(choice), by=visit.actor, told=told)
    said = _("Saved. Every mail about dates can stop them with one press, too.")
    return frame.see_other(f"{_page(visit)}#mail", request, said)


def _make(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    token = feeds.make(plan=visit.plan, by=visit.actor, key=sending.read_key(request.POST), now=now())
    said = _("Your calendar’s address is made. Copy it now: it is shown only here, and only for a few minutes.")
    response = frame.see_other(f"{_page(visit)}#calendar", request, said)
    FEED.show_next(response, visit.plan, token)
    return response


def _show(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    token, feed = FEED.secret_of(request, visit.plan), feeds.feed_of(visit.plan, visit.actor)
    present = datemail.choice_of(visit.plan, visit.actor)
    context: dict[str, Any] = {
        "mail": [(str(one), said, one == present) for one, said in mail_words().items()] if present else [],
        "feed": feed,
        "made": _day(visit, feed.made_at) if feed else "",
        "fetched": f"{_day(visit, feed.fetched_at)}, {clock_time(feed.fetched_at, visit.zone)}"
        if feed and feed.fetched_at
        else "",
        "address": site_url("plan:calendar_feed", token) if token and feed else "",
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/dates.html", context, state=visit.state(), current="plan:steps")


def _day(visit: PlanVisit, at: Any) -> str:
    return words.of_day(at.astimezone(visit.zone).date())


def mail_words() -> dict[DateMailChoice, str]:
    """Return every choice of mail about dates, in words."""
    return {
        DateMailChoice.DUE: _("A week before, the day before, and once a step is overdue"),
        DateMailChoice.WEEKLY: _("On Mondays: what is overdue, and the next two weeks"),
        DateMailChoice.NEVER: _("Never"),
    }


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send a member's calendar of a plan as they may see it, or 304 to a calendar that has it."""
    spend(FETCHES, network_of(request), now=now())
    try:
        feed = feeds.find(token)
    except NoSuchLink:
        return closed(request)
    state, at = shown_to(feed.plan, feed.reader), now()
    options = Options(audience=feed.reader.audience)
    file = formats.render("ics", state, today=at.date(), options=options)
    feeds.note(feed, now=at)
    etag = f'"{ids.digest(file.data.decode(), purpose="calendar")}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(file.data, content_type=file.media_type)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return private(response)
