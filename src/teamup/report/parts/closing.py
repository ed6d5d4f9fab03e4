"""The last parts: what is open, cases and resources, and where statements come from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from teamup.catalog.model import Case, Question, Resource, Source
from teamup.plans import progress, smart, tailoring
from teamup.plans.reasons import reason_of
from teamup.plans.state import PlanState
from teamup.report.document import (
    CaseCard,
    Cases,
    Note,
    NoteKind,
    OpenGroup,
    OpenItem,
    ResourceCard,
    Resources,
    SourceLine,
    Todo,
)
from teamup.report.parts.tables import heading_of

MOST_CASES, MOST_RESOURCES = 6, 8


def open_items(state: PlanState) -> tuple[OpenItem, ...]:
    """Return every needed question that is open, in the order of the course."""
    return tuple(_open_item(item, state) for item in progress.open_items(state))


def _open_item(item: progress.OpenItem, state: PlanState) -> OpenItem:
    question, lesson = item.question, item.lesson
    return OpenItem(
        question_id=question.id,
        heading=heading_of(question, state),
        prompt=question.prompt.spoken(state.voice),
        lesson=lesson.id if lesson else "",
        lesson_number=lesson.number if lesson else "",
        partly=state.has_any(question),
    )


def todo_of(items: Iterable[OpenItem], state: PlanState) -> Todo:
    """Return the open items by lesson."""
    groups = []
    for lesson_id, found in groupby(items, key=lambda item: item.lesson):
        lesson = state.index.lessons.get(lesson_id)
        title = lesson.title if lesson else _("Opening questions")
        groups.append(OpenGroup(lesson_id, lesson.number if lesson else "", title, tuple(found)))
    return Todo(tuple(groups))


def cautions_of(state: PlanState) -> dict[str, tuple[Note, ...]]:
    """Return the cautions that these answers call for, by question id."""
    found: dict[str, tuple[Note, ...]] = {}
    for caution in smart.cautions(state):
        title = _("Ask counsel") if caution.rule.counsel else _("Caution")
        source = state.course.sources.get(caution.rule.source)
        note = Note(NoteKind.CAUTION, title, caution.text, _cite(source) if source else "")
        found[caution.question_id] = (*found.get(caution.question_id, ()), note)
    return found


def _cite(source: Source) -> str:
    return ", ".join(filter(None, (source.title, source.publisher, source.year)))


def source_line(source: Source) -> SourceLine:
    """Return a source as it is listed."""
    return SourceLine(source.title, source.publisher, source.year, source.url)


def confidence_of(word: str) -> str:
    """Return how sure we are of an entry, in words."""
    return _("checked at its source") if word == "verified" else _("commonly reported; check before relying on it")


def cases_of(state: PlanState) -> Cases:
    """Return the partnerships most like this one."""
    picks = tailoring.cases_for_plan(state, limit=MOST_CASES)
    return Cases(tuple(_card(pick.case, reason_of(pick, state.course), pick.caution) for pick in picks))


def _card(case: Case, reason: str, caution: bool) -> CaseCard:
    return CaseCard(
        id=case.id,
        name=case.name,
        place=case.place,
        known_as_of=_("known as of %(year)s") % {"year": case.known_as_of},
        confidence=confidence_of(case.confidence),
        reason=reason,
        card=case.card,
        lesson=case.lesson,
        caution=caution,
        sources=tuple(map(source_line, case.sources)),
    )


def resources_of(state: PlanState) -> Resources:
    """Return what is worth reading next."""
    return Resources(tuple(map(_resource, tailoring.resources_for_plan(state, limit=MOST_RESOURCES))))


def _resource(resource: Resource) -> ResourceCard:
    return ResourceCard(
        id=resource.id,
        title=resource.title,
        publisher=resource.publisher,
        year=resource.year,
        for_what=resource.for_what,
        url=resource.url,
        confidence=confidence_of(resource.confidence),
    )


def sources_of(state: PlanState) -> tuple[SourceLine, ...]:
    """Return the sources of the cautions that this plan calls for, each once."""
    cited = dict.fromkeys(caution.rule.source for caution in smart.cautions(state))
    return tuple(source_line(state.course.sources[s]) for s in cited if s in state.course.sources)


def lesson_id(question: Question, state: PlanState) -> str:
    """Return the lesson that asks a question, or "" for an opening question."""
    lesson = state.index.lesson_of.get(question.id)
    return lesson.id if lesson else ""
