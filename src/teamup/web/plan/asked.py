"""What of a plan's history somebody asks to see: the filters of its page, read from its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans import diary, log, showing
from teamup.plans.diary import Wanted
from teamup.plans.models import ChangeKind
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit
from teamup.web.plan import frame

LONGEST = 120
NAMES = ("person", "side", "lesson", "kind", "since")
OPENING, STEPS, SEEN = "opening", "steps", "seen"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of a filter under one heading, "" for none."""

    heading: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the page."""

    name: str
    label: str
    everything: str  # what it says when nothing is chosen
    groups: tuple[Choices, ...]


def page_url(visit: PlanVisit, number: int = 1, **asked: str) -> str:
    """Return the address of a page of the history; `asked` are its filters, by their names in the address."""
    wanted: dict[str, Any] = {**{name: value for name, value in asked.items() if value}}
    if number > 1:
        wanted["page"] = number
    return frame.address_of("plan:history", visit.plan.id) + (f"?{urlencode(wanted)}" if wanted else "")


class Asked:
    """The filters of one visit. What the page does not offer is not asked for, whatever the address says; names are."""

    def __init__(self, visit: PlanVisit, state: PlanState, get: Mapping[str, str]) -> None:
        self.visit = visit
        self.state = state
        self.people = log.people_of(visit.plan.pk)
        offered: dict[str, dict[str, str]] = {
            "person": {name: name for name, _side in self.people},
            "side": self._sides(),
            "lesson": {OPENING: "", STEPS: "", **dict.fromkeys(state.index.lessons, "")},
            "kind": _kinds(),
            "since": {SEEN: ""} if visit.seen_at else {},
        }
        typed = {name: get.get(name, "").strip()[:LONGEST] for name in NAMES}
        if typed["person"]:
            offered["person"].setdefault(typed["person"], "")  # somebody of long ago
        self.made = {name: value if value in offered[name] else "" for name, value in typed.items()}

    def __bool__(self) -> bool:
        """Say whether a filter is set."""
        return any(self.made.values())

    @property
    def is_since_seen(self) -> bool:
        """Say whether only what is new to this visitor is told."""
        return bool(self.made["since"])

    def wanted(self) -> Wanted:
        """Return the filters as the diary takes them."""
        return Wanted(
            person=self.made["person"],
            side=self.made["side"],
            kind=self.made["kind"],
            questions=self._questions(),
            steps=self.made["lesson"] == STEPS,
            since=self.visit.seen_at if self.is_since_seen else None,
            but_not_by=self.visit.actor if self.is_since_seen else None,
            without=showing.without(self.state),
        )

    def _questions(self) -> tuple[str, ...] | None:
        name = self.made["lesson"]
        if name == OPENING:
            return tuple(question for question in self.state.index.questions if question not in self._in_lessons())
        lesson = self.state.index.lessons.get(name)
        return tuple(question.id for question in lesson.questions) if lesson else None

    def _in_lessons(self) -> Mapping[str, object]:
        return self.state.index.lesson_of

    def url(self, number: int) -> str:
        """Return the address of a page with the same filters."""
        return page_url(self.visit, number, **self.made)

    def filters(self) -> Iterator[Filter]:
        """Yield the filters that can tell something apart in this plan."""
        names = dict.fromkeys((*(name for name, _side in self.people), *filter(None, [self.made["person"]])))
        if len(names) > 1:
            yield self._filter("person", _("Who"), _("Everybody"), Choices("", self._options("person", names)))
        if sides := self._sides():
            yield self._filter("side", _("Their side"), _("All"), Choices("", self._options("side", sides)))
        yield self._filter("lesson", _("Where"), _("Anywhere"), *self._places())
        yield self._filter("kind", _("What"), _("Everything"), Choices("", self._options("kind", _kinds())))

    def _filter(self, name: str, label: str, everything: str, *groups: Choices) -> Filter:
        return Filter(name, label, everything, groups)

    def _options(self, name: str, labels: Mapping[str, str | None]) -> tuple[Choice, ...]:
        return tuple(Choice(value, label or value, self.made[name] == value) for value, label in labels.items())

    def _places(self) -> Iterator[Choices]:
        yield Choices("", self._options("lesson", {OPENING: _("Opening questions"), STEPS: _("Action steps")}))
        for section in self.state.course.sections:
            lessons = {lesson.id: lesson.title for lesson in section.lessons if lesson.questions}
            if lessons:
                yield Choices(section.title, self._options("lesson", lessons))

    def _sides(self) -> dict[str, str]:
        known = {side for _name, side in self.people}
        labels = {Side.POLICE: _("Police"), Side.SECURITY: _("Security"), Side.JOINT: _("Both sides")}
        return {str(side): label for side, label in labels.items() if side in known}


def _kinds() -> dict[str, str]:
    return {
        str(ChangeKind.SAVED): _("Answers and steps, as they were typed"),
        str(ChangeKind.MERGED): _("Merged with someone else's change"),
        str(ChangeKind.CONFLICT): _("Words that were not used"),
        str(ChangeKind.RESTORED): _("Restored"),
        str(ChangeKind.IMPORTED): _("Imported from a plan file"),
        diary.EVENTS: _("All else: people, versions, letters"),
    }
