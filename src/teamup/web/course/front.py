"""What the home page shows of a course, its cases and its sample plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from teamup.catalog.model import Case, Course, Lesson, Section
from teamup.plans import selectors

FIRST_LESSONS = 4
LEADS = ("police", "joint", "security")  # one case each: the two sides, and both together


@dataclass(frozen=True, slots=True)
class FrontLesson:
    """A lesson in the list of its section; `url` is empty where the course cannot be read without a plan."""

    title: str
    minutes: int
    url: str


@dataclass(frozen=True, slots=True)
class FrontSection:
    """A section with the lessons shown at once, and those behind "and 12 more"."""

    number: int
    title: str
    summary: str
    first: tuple[FrontLesson, ...]
    more: tuple[FrontLesson, ...]


@dataclass(frozen=True, slots=True)
class FrontCase:
    """A real partnership, and who leads it in the field's words."""

    case: Case
    lead: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A kind of work or a setting; `id` is also the name of its pictogram."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Front:
    """The whole of it, empty while no course is published."""

    sections: tuple[FrontSection, ...] = ()
    cases: tuple[FrontCase, ...] = ()
    families: tuple[Drawn, ...] = ()
    settings: tuple[Drawn, ...] = ()
    case_count: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A plan that everybody may read."""

    name: str
    url: str
    description: str


def of(course: Course | None) -> Front:
    """Return the front of `course`."""
    if course is None:
        return Front()
    leads = course.labels.get("leads", {})
    return Front(
        sections=tuple(_section(section) for section in course.sections),
        cases=tuple(FrontCase(case, leads.get(case.lead, case.lead)) for case in _one_of_each(course.cases)),
        families=_drawn(course, "families"),
        settings=_drawn(course, "settings"),
        case_count=sum(1 for case in course.cases.values() if case.confidence == "verified"),
    )


def samples() -> tuple[Sample, ...]:
    """Return the sample plans, with what each is."""
    told = {
        "record": _(
            "A real partnership, from the public record alone: each line has its source, the rest is left open."
        ),
        "invented": _("An invented partnership with every answer filled in, to show what a finished plan can be."),
    }
    found = ((plan, name, _link("plan:report", plan.id)) for plan, name in selectors.samples())
    return tuple(Sample(name, url, told.get(plan.sample, "")) for plan, name, url in found if url)


def _drawn(course: Course, labels: str) -> tuple[Drawn, ...]:
    return tuple(Drawn(name, label) for name, label in course.labels.get(labels, {}).items())


def _section(section: Section) -> FrontSection:
    lessons = tuple(FrontLesson(lesson.title, lesson.minutes, _reading(lesson)) for lesson in section.lessons)
    return FrontSection(
        section.number, section.title, section.summary, lessons[:FIRST_LESSONS], lessons[FIRST_LESSONS:]
    )


def _one_of_each(cases: Mapping[str, Case]) -> Iterator[Case]:
    """Yield, for each lead, the first case that is verified, warns of nothing and is shortly told."""
    for lead in LEADS:
        fitting = (c for c in cases.values() if c.lead == lead and c.confidence == "verified" and not c.cautionary)
        yield from sorted(fitting, key=lambda c: len(c.card) > 200)[:1]


def _reading(lesson: Lesson) -> str:
    return _link("course:lesson", lesson.section, lesson.slug)


def _link(name: str, *args: object) -> str:
    """Return the address of a page, or "" where this site has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
