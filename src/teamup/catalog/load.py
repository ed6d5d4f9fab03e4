"""A pack's parsed files become one frozen `Course`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from teamup.catalog import library_schema, memorandum_schema, schema, shapes
from teamup.catalog.errors import PackError
from teamup.catalog.library import Activity, ActivityStep, Check, Choice, Panel, Story, Term, Video
from teamup.catalog.memorandum import Memorandum
from teamup.catalog.model import (
    Case,
    Column,
    Course,
    DraftsSteps,
    Lesson,
    Option,
    Part,
    Question,
    Resource,
    Rule,
    Section,
    Source,
    Text,
)
from teamup.catalog.source import PackSource, split_reading
from teamup.core.markdown import count_words

WORDS_A_MINUTE = 200  # plain prose read by adults, rounded down from Brysbaert 2019 (238)
SECONDS_A_QUESTION = 30  # a first answer; people come back to the hard ones

DocType = TypeVar("DocType", bound=shapes.Doc)


def build(pack: PackSource, *, version: str = "") -> Course:
    """Return the course that `pack` writes, under its own version or the one given.

    Raises `PackError` for the first fault met; `catalog.check` lists every fault at once.
    """
    docs = pack.docs
    head = _read(docs, "pack.yaml", schema.PackDoc)
    return Course(
        id=head.id,
        version=version or head.version,
        title=head.title,
        summary=head.summary,
        opening=tuple(map(question_of, _read(docs, "opening.yaml", schema.QuestionsDoc).questions)),
        sections=tuple(_section(docs, name) for name in head.sections),
        parts=tuple(map(_part, _read(docs, "report.yaml", schema.ReportDoc).parts)),
        roles=head.roles,
        cases={c.id: _case(c) for c in _read(docs, "cases.yaml", library_schema.CasesDoc).cases},
        resources={r.id: _resource(r) for r in _read(docs, "resources.yaml", library_schema.ResourcesDoc).resources},
        sources={s.id: _source(s) for s in _read(docs, "sources.yaml", library_schema.SourcesDoc).sources},
        labels=head.labels,
        terms={t.id: _term(t) for t in _read_if_there(docs, "glossary.yaml", library_schema.GlossaryDoc).terms},
        activities={
            a.id: _activity(a) for a in _read_if_there(docs, "activities.yaml", library_schema.ActivitiesDoc).activities
        },
        memorandum=_memorandum(docs),
    )


def _read(docs: Mapping[str, Any], path: str, shape: type[DocType]) -> DocType:
    if path not in docs:
        raise PackError(f"Add the file {path} to the pack.")
    raw = docs[path]["front"] if path.endswith(".md") else docs[path]
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _read_if_there(docs: Mapping[str, Any], path: str, shape: type[DocType]) -> DocType:
    return _read(docs, path, shape) if path in docs else shape()


def _memorandum(docs: Mapping[str, Any]) -> Memorandum | None:
    path, shape = "memorandum.yaml", memorandum_schema.MemorandumDoc
    return memorandum_schema.memorandum_of(_read(docs, path, shape)) if path in docs else None


def _section(docs: Mapping[str, Any], name: str) -> Section:
    doc = _read(docs, f"sections/{name}/{schema.SECTION_FILE}", schema.SectionDoc)
    lessons = tuple(_lesson(docs, name, slug) for slug in doc.lessons)
    path = f"sections/{name}/{schema.STORY_FILE}"
    story = _story(_read(docs, path, library_schema.StoryDoc)) if path in docs else None
    return Section(doc.id, doc.number, doc.title, doc.summary, lessons, story)


def _lesson(docs: Mapping[str, Any], section: str, slug: str) -> Lesson:
    folder = f"sections/{section}/{slug}"
    front = _read(docs, f"{folder}/lesson.md", schema.LessonDoc)
    asked = _read(docs, f"{folder}/questions.yaml", schema.QuestionsDoc)
    checked = _read_if_there(docs, f"{folder}/check.yaml", library_schema.ChecksDoc)
    intro, more = split_reading(str(docs[f"{folder}/lesson.md"]["text"]))
    return Lesson(
        id=f"{section}/{slug}",
        section=section,
        slug=slug,
        number=front.number,
        title=front.title,
        summary=front.summary,
        intro=intro,
        more=more,
        questions=tuple(map(question_of, asked.questions)),
        rules=tuple(map(_rule, asked.rules)),
        cases=tuple(front.cases),
        cautionary=tuple(front.cautionary),
        resources=tuple(front.resources),
        video=Video(**front.video.model_dump()) if front.video else None,
        minutes=_minutes(count_words(intro) + count_words(more), len(asked.questions)),
        checks=tuple(map(_check, checked.checks)),
    )


def _minutes(words: int, questions: int) -> int:
    seconds = words * 60 / WORDS_A_MINUTE + questions * SECONDS_A_QUESTION
    return max(1, round(seconds / 60))


def _text(words: Mapping[str, str]) -> Text:
    return Text(words["default"].strip(), {k: v.strip() for k, v in words.items() if k != "default"})


def _option(doc: shapes.OptionDoc) -> Option:
    return Option(doc.id, _text(doc.label), _text(doc.help), doc.side, doc.leads_to, doc.exclusive)


def _column(doc: schema.ColumnDoc) -> Column:
    return Column(
        id=doc.id,
        kind=doc.kind,
        label=_text(doc.label),
        help=_text(doc.help),
        options=tuple(map(_option, doc.options)),
        options_from=doc.options_from,
        needed=doc.needed,
        wide=doc.wide,
        private=doc.private,
        max_length=doc.max_length,
        low=doc.low,
        high=doc.high,
    )


def question_of(doc: schema.QuestionDoc) -> Question:
    """Return the question that a piece of a file writes."""
    return Question(
        id=doc.id,
        kind=doc.kind,
        prompt=_text(doc.prompt),
        help=_text(doc.help),
        example=_text(doc.example),
        caution=_text(doc.caution),
        new=doc.new,
        existing=doc.existing,
        core=doc.core,
        each_side=doc.each_side,
        part=doc.part,
        heading=_text(doc.heading),
        options=tuple(map(_option, doc.options)),
        options_from=doc.options_from,
        columns=tuple(map(_column, [*doc.columns, *doc.parts])),
        rows=tuple(map(_option, doc.rows)),
        max_words=doc.max_words,
        max_length=doc.max_length,
        max_rows=doc.max_rows,
        rows_hint=doc.rows_hint,
        low=doc.low,
        high=doc.high,
        low_label=_text(doc.low_label),
        high_label=_text(doc.high_label),
        show_when=doc.show_when,
        drafts_steps=DraftsSteps(**doc.drafts_steps.model_dump()) if doc.drafts_steps else None,
        tags=tuple(doc.tags),
        private=doc.private,
    )


def _rule(doc: schema.RuleDoc) -> Rule:
    return Rule(doc.id, doc.when, _text(doc.text), doc.source, doc.question, doc.counsel)


def _source(doc: library_schema.SourceDoc) -> Source:
    return Source(**doc.model_dump())


def _case(doc: library_schema.CaseDoc) -> Case:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value := getattr(doc, name), list) else value
        for name in library_schema.CaseDoc.model_fields
        if name != "sources"
    }
    return Case(**fields, sources=tuple(map(_source, doc.sources)))


def _resource(doc: library_schema.ResourceDoc) -> Resource:
    return Resource(**{**doc.model_dump(), "sections": tuple(doc.sections), "topics": tuple(doc.topics)})


def _term(doc: library_schema.TermDoc) -> Term:
    return Term(doc.id, doc.term, doc.means, tuple(doc.also), tuple(doc.see), doc.source)


def _activity(doc: library_schema.ActivityDoc) -> Activity:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value := getattr(doc, name), list) else value
        for name in library_schema.ActivityDoc.model_fields
        if name != "steps"
    }
    return Activity(**fields, steps=tuple(ActivityStep(**step.model_dump()) for step in doc.steps))


def _check(doc: library_schema.CheckDoc) -> Check:
    choices = tuple(Choice(**choice.model_dump()) for choice in doc.options)
    return Check(doc.id, doc.situation, doc.ask, choices)


def _story(doc: library_schema.StoryDoc) -> Story:
    return Story(doc.id, doc.title, doc.intro, tuple(Panel(**panel.model_dump()) for panel in doc.panels))


def _part(doc: schema.PartDoc) -> Part:
    return Part(doc.id, _text(doc.title), _text(doc.intro), doc.automatic)
