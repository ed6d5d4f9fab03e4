"""The dates of a plan as a calendar file: each step on its due day, each review on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from teamup.report.document import Action, Meta, PlanDocument, Review

AGAIN = timedelta(hours=12)
"""How long a calendar that subscribed may wait before it asks again."""
TITLE = 200
"""Calendars show a line; the rest is in the description."""


def render(document: PlanDocument) -> bytes:
    """Return the calendar: whole days, with ids that stay the same, so that importing it again moves what moved."""
    calendar = Calendar()
    calendar.add("prodid", "-//Team Up//Action plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", AGAIN, parameters={"value": "DURATION"})  # RFC 7986
    calendar.add("x-published-ttl", "PT12H")  # what calendars knew before that
    calendar.add("x-wr-calname", _plain(" · ".join(filter(None, (document.meta.title, document.meta.version)))))
    for event in _events(document):
        calendar.add_component(event)
    text: bytes = calendar.to_ical(sorted=False)
    return text


def _events(document: PlanDocument) -> Iterator[Event]:
    for action in document.actions:
        if day := action.due or action.start:
            yield _step(action, day, document.meta)
    for review in document.reviews:
        yield _review(review, document.meta)


def _event(uid: str, title: str, day: date, lines: Iterable[str], meta: Meta) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{meta.plan_id}")
    event.add("dtstamp", datetime.combine(meta.prepared_on, time(), tzinfo=UTC))
    event.add("dtstart", day)  # a date alone is the whole day (RFC 5545, 3.6.1)
    event.add("summary", _plain(title)[:TITLE])
    event.add("description", "\n".join(map(_lines, filter(None, [*lines, meta.title]))))
    event.add("transp", "TRANSPARENT")
    return event


def _step(action: Action, day: date, meta: Meta) -> Event:
    lines = [
        action.what if len(_plain(action.what)) > TITLE else "",
        _("Lead: %(lead)s") % {"lead": action.lead.label},
        _("Owner: %(owner)s") % {"owner": action.owner} if action.owner else "",
        _("With: %(partners)s") % {"partners": action.partners} if action.partners else "",
        _("For: %(why)s") % {"why": action.why} if action.why else "",
        _("Starts: %(day)s") % {"day": action.start.isoformat()} if action.start and action.due else "",
        _("Status: %(status)s") % {"status": action.status},
        action.notes,
    ]
    event = _event(action.id, action.what, day, lines, meta)
    event.add("categories", [action.lead.label])
    event.add("status", "CANCELLED" if action.state == "stopped" else "CONFIRMED")
    return event


def _review(review: Review, meta: Meta) -> Event:
    event = _event(f"review-{review.id}", review.label, review.day, [review.detail], meta)
    event.add("status", "CONFIRMED")
    return event


def _plain(text: str) -> str:
    return " ".join(_lines(text).split())


def _lines(text: str) -> str:
    """Return text without the control characters that no calendar file may hold."""
    return "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or c.isprintable())
