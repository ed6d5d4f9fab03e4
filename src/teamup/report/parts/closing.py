"""The last parts: what is open, cases and resources, and where statements come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Case, Question, Resource, Source
from teamup.plans import progress, smart, tailoring
from teamup.plans.marking import Audience
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
FEW_CASES, FEW_RESOURCES = 2, 2
"""In a short document."""
MOST_PROMPTS = 24
"""A longer list of what is open gives names only."""
RECORD = "record"
"""A sample drawn from the public record: the titles of its sources stand as the authors of its answers."""


def open_items(state: PlanState) -> tuple[OpenItem, ...]:
    """Return every needed question that is open, in the order of the course; none in an edition for the public."""
    if state.audience is Audience.PUBLIC:
        return ()
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


def todo_of(items: Sequence[OpenItem], state: PlanState, *, short: bool = False) -> Todo:
    """Return the open items by lesson: every one of them, with its prompt where they are few."""
    names_only = short or len(items) > MOST_PROMPTS
    listed = [replace(item, prompt="") for item in items] if names_only else items
    groups = []
    for lesson_id, found in groupby(listed, key=lambda item: item.lesson):
        lesson = state.index.lessons.get(lesson_id)
        title = lesson.title if lesson else _("Opening questions")
        groups.append(OpenGroup(lesson_id, lesson.number if lesson else "", title, tuple(found)))
    text = ngettext(
        "%(count)s question is open. The lesson it stands under explains it.",
        "%(count)s questions are open. The lesson that each stands under explains it.",
        len(items),
    )
    return Todo(text % {"count": len(items)}, tuple(groups), names_only)


def cautions_of(state: PlanState, sources: Sequence[SourceLine] = ()) -> dict[str, tuple[Note, ...]]:
    """Return the cautions that these answers call for, by question id; with `sources`, each cites its number there."""
    numbers = {replace(line, number=0): line.number for line in sources}
    found: dict[str, tuple[Note, ...]] = {}
    for caution in smart.cautions(state):
        title = _("Ask counsel") if caution.rule.counsel else _("Caution")
        source = state.course.sources.get(caution.rule.source)
        number = numbers.get(source_line(source)) if source else None
        cited = _("source %(number)s") % {"number": number} if number else _cite(source) if source else ""
        note = Note(NoteKind.CAUTION, title, caution.text, cited)
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


def cases_of(state: PlanState, *, short: bool = False) -> Cases:
    """Return the partnerships most like this one, without those that it is about."""
    own = {case.id for case in _own_cases(state)}
    limit = FEW_CASES if short else MOST_CASES
    picks = [pick for pick in tailoring.cases_for_plan(state, limit=limit + len(own)) if pick.case.id not in own]
    return Cases(tuple(_card(pick.case, reason_of(pick, state.course), pick.caution) for pick in picks[:limit]))


def _own_cases(state: PlanState) -> tuple[Case, ...]:
    """Return the cases that a sample from the public record is drawn from."""
    titles = _titles_behind(state)
    return tuple(case for case in state.course.cases.values() if any(_is_among(s.title, titles) for s in case.sources))


def _titles_behind(state: PlanState) -> frozenset[str]:
    if state.plan.sample != RECORD:
        return frozenset()
    return frozenset(title for given in state.answers.values() for title in given.by.split(" · ") if title)


def _is_among(title: str, titles: Iterable[str]) -> bool:
    """Say whether a title is one of `titles`, of which the last of a long list may be cut."""
    return any(title == t or (t.endswith("…") and len(t) > 1 and title.startswith(t[:-1])) for t in titles)


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


def resources_of(state: PlanState, *, short: bool = False) -> Resources:
    """Return what is worth reading next."""
    limit = FEW_RESOURCES if short else MOST_RESOURCES
    return Resources(tuple(map(_resource, tailoring.resources_for_plan(state, limit=limit))))


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


def sources_of(state: PlanState, cases: Sequence[CaseCard]) -> tuple[SourceLine, ...]:
    """Return the sources of all that the document shows and nobody of the plan wrote, each once, numbered.

    First those of its facts, then those of its cautions, then those of its cases.
    """
    titles = _titles_behind(state)
    facts = (s for case in _own_cases(state) for s in case.sources if _is_among(s.title, titles))
    cautions = (state.course.sources.get(caution.rule.source) for caution in smart.cautions(state))
    shown = (source for card in cases for source in card.sources)
    lines = [*map(source_line, facts), *(source_line(s) for s in cautions if s), *shown]
    return tuple(replace(line, number=n) for n, line in enumerate(dict.fromkeys(lines), start=1))


def numbered(cases: Cases, sources: Sequence[SourceLine]) -> Cases:
    """Return the cases with the number that each of their sources has in the list."""
    numbers = {replace(line, number=0): line for line in sources}
    return Cases(tuple(replace(c, sources=tuple(numbers.get(s, s) for s in c.sources)) for c in cases.items))


def lesson_id(question: Question, state: PlanState) -> str:
    """Return the lesson that asks a question, or "" for an opening question."""
    lesson = state.index.lesson_of.get(question.id)
    return lesson.id if lesson else ""
