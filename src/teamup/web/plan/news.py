"""What others changed in a plan since somebody last looked, for its overview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.plans import diary, showing, words
from teamup.plans.diary import Fresh
from teamup.plans.selectors import STEPS
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, now
from teamup.web.plan import asked
from teamup.web.plan.asked import page_url

MOST_NAMED = 3
LESSONS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class LessonNews:
    """What changed in one lesson, by whom, and where it is told word by word."""

    title: str
    said: str  # "2 answers, by Priya Nair and Tom Okafor"
    url: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new to this visitor."""

    said: str  # "7 answers changed since you last looked"
    since: str  # the day
    lessons: tuple[LessonNews, ...]
    more: tuple[LessonNews, ...]  # those that are folded away
    url: str
    until: str  # the moment that the page shows


def news_of(visit: PlanVisit, state: PlanState) -> News | None:
    """Return what others changed since this person or browser last looked, None when nothing: one query."""
    if visit.seen_at is None:
        return None
    until = now().isoformat()
    found = diary.changed_since(visit.plan, visit.seen_at, but_not_by=visit.actor, without=showing.without(state))
    if not found:
        return None
    lessons = tuple(_lessons(visit, state, found))
    said = ngettext(
        "%(n)d answer changed since you last looked", "%(n)d answers changed since you last looked", len(found)
    )
    return News(
        said=said % {"n": len(found)},
        since=words.of_day(visit.seen_at.astimezone(visit.zone).date()),
        lessons=lessons[:LESSONS_SHOWN],
        more=lessons[LESSONS_SHOWN:],
        url=page_url(visit, since=asked.SEEN),
        until=until,
    )


def _lessons(visit: PlanVisit, state: PlanState, found: tuple[Fresh, ...]) -> Iterator[LessonNews]:
    """Yield the lessons in the order of the course; opening questions first, then steps, then what is gone."""
    order = {asked.OPENING: -1, **{name: number for number, name in enumerate(state.index.lessons)}}
    last = len(order)
    place_of = {fresh: _place(state, fresh.question_id) for fresh in found}
    places = sorted(found, key=lambda fresh: (order.get(place_of[fresh], last), place_of[fresh] == ""))
    for place, some in groupby(places, key=lambda fresh: place_of[fresh]):
        changed = [*some]
        url = page_url(visit, since=asked.SEEN, lesson=place)
        yield LessonNews(_title(state, place), _said(changed, is_steps=place == asked.STEPS), url)


def _place(state: PlanState, question_id: str) -> str:
    if question_id.startswith(STEPS):
        return asked.STEPS
    if lesson := state.index.lesson_of.get(question_id):
        return lesson.id
    return asked.OPENING if question_id in state.index.questions else ""


def _title(state: PlanState, place: str) -> str:
    named = {asked.STEPS: _("Action steps"), asked.OPENING: _("Opening questions")}
    lesson = state.index.lessons.get(place)
    return lesson.title if lesson else named.get(place, _("Questions that are no longer asked"))


def _said(changed: list[Fresh], *, is_steps: bool) -> str:
    number = len(changed)
    said = (
        ngettext("%(n)d step", "%(n)d steps", number) if is_steps else ngettext("%(n)d answer", "%(n)d answers", number)
    )
    people = [*dict.fromkeys(name for fresh in changed for name in fresh.by)]
    if not people:
        return said % {"n": number}
    return _("%(what)s, by %(people)s") % {"what": said % {"n": number}, "people": _names(people)}


def _names(people: list[str]) -> str:
    named, more = people[:MOST_NAMED], len(people) - MOST_NAMED
    if more > 0:
        return ngettext("%(names)s and %(n)d other", "%(names)s and %(n)d others", more) % {
            "names": ", ".join(named),
            "n": more,
        }
    if len(named) == 1:
        return named[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(named[:-1]), "last": named[-1]}
