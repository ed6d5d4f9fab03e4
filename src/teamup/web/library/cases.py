"""The cases of a course as a shelf: what each is found by, what it is like, and which lessons it serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from teamup.catalog.model import Case, Course, Lesson
from teamup.web.library.filters import Entry, Facet, Shelf, Sort, plain
from teamup.web.library.shelves import made_once

NO_STATE = "none"
SINCE = ("2024", "2020", "2015", "2010", "2000")
SIMILAR = 3
LEAD_ICONS = {
    "police": "police",
    "security": "security",
    "joint": "joint",
    "district": "downtown",
    "association": "people",
    "federal": "compass",
}
SIDES = frozenset(("police", "security", "joint"))


@dataclass(frozen=True, slots=True)
class Labeled:
    """A word of the course for a page: an id (also the name of its pictogram) and what it is called."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case with its words spelled out."""

    case: Case
    lead: str
    form: str
    state: str
    settings: tuple[Labeled, ...]
    families: tuple[Labeled, ...]
    warns: tuple[Labeled, ...]

    @property
    def lead_icon(self) -> str:
        """Return the name of the pictogram that stands beside the lead."""
        return LEAD_ICONS.get(self.case.lead, "people")

    @property
    def look(self) -> str:
        """Return what colors say: a side, or none."""
        return self.case.lead if self.case.lead in SIDES else "other"


@made_once
def shown_cases(course: Course) -> Mapping[str, ShownCase]:
    """Map case ids to cases with their words spelled out."""
    return {case.id: _shown(course, case) for case in course.cases.values()}


@made_once
def case_shelf(course: Course) -> Shelf[ShownCase]:
    """Return the shelf of cases."""
    shown = shown_cases(course).values()
    return Shelf(
        entries=tuple(Entry(one, _words(one), _values(one.case)) for one in shown),
        facets=tuple(_facets(course)),
        sorts=(
            Sort("known", _("Known most lately"), lambda one: (-_year(one.case.known_as_of), plain(one.case.name))),
            Sort("name", _("Name"), lambda one: plain(one.case.name)),
            Sort("place", _("State"), lambda one: (not one.state, plain(one.state), plain(one.case.name))),
            Sort("founded", _("Oldest first"), lambda one: (_year(one.case.founded) or 9999, plain(one.case.name))),
        ),
    )


@made_once
def lessons_of_cases(course: Course) -> Mapping[str, tuple[Lesson, ...]]:
    """Map case ids to the lessons that a case serves: those that name it, and those of its topics."""
    return {
        case.id: tuple(one for one in course.lessons() if case.id in one.cases or one.slug in case.topics)
        for case in course.cases.values()
    }


@made_once
def similar_cases(course: Course) -> Mapping[str, tuple[ShownCase, ...]]:
    """Map case ids to the cases most like them, those with a setting and the form in common first."""
    shown = shown_cases(course)
    found = {}
    for case in course.cases.values():
        ranked = sorted(
            (one for one in shown.values() if one.case.id != case.id and _likeness(case, one.case) >= 3),
            key=lambda one: (-_likeness(case, one.case), -_year(one.case.known_as_of), one.case.name),
        )
        found[case.id] = tuple(ranked[:SIMILAR])
    return found


def _likeness(case: Case, other: Case) -> int:
    return (
        3 * (case.form == other.form)
        + 2 * len(set(case.settings) & set(other.settings))
        + len(set(case.families) & set(other.families))
        + (case.lead == other.lead)
        + 2 * bool(set(case.cautionary) & set(other.cautionary))
    )


def _shown(course: Course, case: Case) -> ShownCase:
    def labeled(group: str, ids: Iterable[str]) -> tuple[Labeled, ...]:
        labels = course.labels.get(group, {})
        return tuple(Labeled(one, labels.get(one, one)) for one in ids)

    return ShownCase(
        case=case,
        lead=labeled("leads", [case.lead])[0].label,
        form=labeled("forms", [case.form])[0].label,
        state=labeled("states", [case.state])[0].label if case.state else "",
        settings=labeled("settings", case.settings),
        families=labeled("families", case.families),
        warns=labeled("topics", case.cautionary),
    )


def _words(one: ShownCase) -> str:
    case = one.case
    labels = (label.label for label in (*one.settings, *one.families, *one.warns))
    told = (case.name, case.place, one.state, case.card, case.lesson, *case.facts, one.lead, one.form, *labels)
    return plain("\n".join((*told, *(f"{source.title} {source.publisher}" for source in case.sources))))


def _values(case: Case) -> Mapping[str, frozenset[str]]:
    return {
        "state": frozenset([case.state or NO_STATE]),
        "setting": frozenset(case.settings),
        "family": frozenset(case.families),
        "form": frozenset([case.form]),
        "lead": frozenset([case.lead]),
        "since": frozenset(year for year in SINCE if _year(case.known_as_of) >= int(year)),
        "topic": frozenset(case.cautionary),
    }


def _facets(course: Course) -> Iterable[Facet]:
    def options(group: str) -> tuple[tuple[str, str], ...]:
        return tuple(course.labels.get(group, {}).items())

    yield Facet("setting", _("Setting"), options("settings"))
    yield Facet("family", _("What it does"), options("families"))
    yield Facet("lead", _("Who leads"), options("leads"))
    yield Facet("form", _("Form"), options("forms"))
    yield Facet("topic", _("A caution on"), options("topics"))
    since = tuple((year, _("%(year)s or later") % {"year": year}) for year in SINCE)
    yield Facet("since", _("Known as of"), since, many=False)
    states = (*options("states"), (NO_STATE, _("Nationwide or several states")))
    yield Facet("state", _("State"), states, many=False)


def _year(text: str) -> int:
    return int(text[:4]) if text[:4].isdecimal() else 0
