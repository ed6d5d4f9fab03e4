"""Does everything that a pack names exist, and does every question have what its kind needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from teamup.catalog import library_schema, memorandum_check, schema, shapes, shelved
from teamup.catalog.asked import Known, condition_faults, question_faults
from teamup.catalog.memorandum_schema import MemorandumDoc
from teamup.catalog.source import split_reading
from teamup.core.markdown import count_words, note_ids

Found = tuple[str, str, str]
"""File, id of the item at fault ("" for the file), message."""

RESERVED = frozenset(
    (
        *("archive", "copy", "delete", "deleted", "key", "leave"),
        *("answers", "activities", "self-check", "report", "downloads", "steps", "history", "email", "settings"),
        *("agreement", "versions", "seen", "talk", "people", "live", "dates", "renew"),
        *("new", "version", "resume", "share", "course", "examples", "resources", "glossary", "plans"),
    )
)
INTRO_WORDS = (80, 150)
READING_WORDS = (250, 450)
WHOLE_COURSE = 5  # lessons; a smaller pack is a trial, and may be brief
DocType = TypeVar("DocType", bound=shapes.Doc)


@dataclass(frozen=True)
class Pack:
    """The files of a pack that have the right shape."""

    shaped: Mapping[str, shapes.Doc]
    docs: Mapping[str, Any]

    @classmethod
    def of(cls, shaped: Mapping[str, shapes.Doc], docs: Mapping[str, Any]) -> Pack:
        """Return the pack of these files."""
        return cls(shaped, docs)

    def get(self, path: str, shape: type[DocType]) -> DocType | None:
        """Return a file's document, or None when it is absent or has faults of its own."""
        doc = self.shaped.get(path)
        return doc if isinstance(doc, shape) else None

    @cached_property
    def head(self) -> schema.PackDoc | None:
        """Return pack.yaml."""
        return self.get("pack.yaml", schema.PackDoc)

    @cached_property
    def asked(self) -> tuple[tuple[str, schema.QuestionDoc], ...]:
        """Return (file, question) for every question, the opening ones first."""
        files = ["opening.yaml", *(path for path in sorted(self.shaped) if path.endswith("/questions.yaml"))]
        docs = ((path, self.get(path, schema.QuestionsDoc)) for path in files)
        return tuple((path, question) for path, doc in docs if doc for question in doc.questions)

    @cached_property
    def ruled(self) -> tuple[tuple[str, schema.RuleDoc], ...]:
        """Return (file, rule) for every rule."""
        return tuple(
            (path, rule)
            for path, doc in self.shaped.items()
            if isinstance(doc, schema.QuestionsDoc)
            for rule in doc.rules
        )

    @cached_property
    def questions(self) -> Mapping[str, schema.QuestionDoc]:
        """Map ids to questions."""
        return {question.id: question for _, question in self.asked}

    @cached_property
    def known(self) -> Known:
        """Return what questions and conditions may name."""
        return Known(self.questions, frozenset(self.lessons), self.parts)

    @cached_property
    def lessons(self) -> Mapping[str, schema.LessonDoc]:
        """Map lesson ids ("starting/mission") to front matter."""
        return {
            path.removeprefix("sections/").removesuffix("/lesson.md"): doc
            for path, doc in self.shaped.items()
            if isinstance(doc, schema.LessonDoc)
        }

    def ids(self, path: str, shape: type[shapes.Doc], name: str) -> frozenset[str]:
        """Return the ids listed in a file."""
        doc = self.get(path, shape)
        return frozenset(item.id for item in getattr(doc, name)) if doc else frozenset()

    @cached_property
    def cases(self) -> Mapping[str, library_schema.CaseDoc]:
        """Map case ids to cases."""
        doc = self.get("cases.yaml", library_schema.CasesDoc)
        return {case.id: case for case in doc.cases} if doc else {}

    @cached_property
    def checks(self) -> Mapping[str, list[library_schema.CheckDoc]]:
        """Map files to the knowledge checks in them."""
        return {path: doc.checks for path, doc in self.shaped.items() if isinstance(doc, library_schema.ChecksDoc)}

    @cached_property
    def terms(self) -> list[library_schema.TermDoc]:
        """Return the glossary."""
        doc = self.get(shelved.GLOSSARY, library_schema.GlossaryDoc)
        return doc.terms if doc else []

    @cached_property
    def activities(self) -> list[library_schema.ActivityDoc]:
        """Return the activity library."""
        doc = self.get(shelved.ACTIVITIES, library_schema.ActivitiesDoc)
        return doc.activities if doc else []

    @cached_property
    def names(self) -> shelved.Names:
        """Return what the library may name."""
        return shelved.Names(self.sources, frozenset(self.cases), self.head.labels if self.head else {})

    @cached_property
    def sources(self) -> frozenset[str]:
        """Return the ids of sources."""
        return self.ids("sources.yaml", library_schema.SourcesDoc, "sources")

    @cached_property
    def parts(self) -> frozenset[str]:
        """Return the ids of report parts."""
        return self.ids("report.yaml", schema.ReportDoc, "parts")


def counts(pack: Pack) -> dict[str, int]:
    """Return how much the pack holds, variants in the voice of a side or path included."""
    texts = (text for _, q in pack.asked for text in (q.prompt, q.help, q.example, q.caution))
    return {
        "lessons": len(pack.lessons),
        "questions": len(pack.asked),
        "core questions": sum(q.core for _, q in pack.asked),
        "rules": len(pack.ruled),
        "cases": len(pack.cases),
        "activities": len(pack.activities),
        "terms": len(pack.terms),
        "knowledge checks": sum(map(len, pack.checks.values())),
        "variants": sum(len(text) - 1 for text in texts),
    }


def faults(pack: Pack) -> Iterator[Found]:
    """Yield every fault of what is named and needed."""
    yield from _files(pack)
    yield from _doubles(pack)
    for path, question in pack.asked:
        for message in question_faults(pack.known, question):
            yield path, question.id, message
    for path, rule in pack.ruled:
        for message in _rule_faults(pack, rule):
            yield path, rule.id, message
    yield from _lesson_faults(pack)
    yield from _case_faults(pack)
    yield from shelved.term_faults(pack.terms, pack.names)
    yield from shelved.activity_faults(pack.activities, pack.names)
    for path, checks in pack.checks.items():
        yield from shelved.check_faults(path, checks, pack.names)
    yield from memorandum_check.faults(pack.get(memorandum_check.MEMORANDUM, MemorandumDoc), pack.known)
    yield from _head_faults(pack)


def _files(pack: Pack) -> Iterator[Found]:
    for path in schema.FILES:
        if path not in pack.docs:
            yield path, "", f"Add the file {path}."
    for name in pack.head.sections if pack.head else ():
        path = f"sections/{name}/{schema.SECTION_FILE}"
        if path not in pack.docs:
            yield "pack.yaml", "", f"The section “{name}” has no {path}. Add it, or take it out of sections."
        section = pack.get(path, schema.SectionDoc)
        for slug in section.lessons if section else ():
            for file in schema.LESSON_FILES:
                if f"sections/{name}/{slug}/{file}" not in pack.docs:
                    yield path, "", f"The lesson “{slug}” has no {file}. Add sections/{name}/{slug}/{file}."
    for lesson_id in pack.lessons:
        name, slug = lesson_id.split("/")
        section = pack.get(f"sections/{name}/{schema.SECTION_FILE}", schema.SectionDoc)
        if section and slug not in section.lessons:
            yield (
                f"sections/{lesson_id}/lesson.md",
                "",
                f"No section lists this lesson. Add “{slug}” to its section.yaml.",
            )


def _doubles(pack: Pack) -> Iterator[Found]:
    checks = tuple((path, check) for path, found in pack.checks.items() for check in found)
    for kind, items in (("question", pack.asked), ("rule", pack.ruled), ("check", checks)):
        seen = Counter(item.id for _, item in items)
        for path, item in items:
            if seen[item.id] > 1:
                yield (
                    path,
                    item.id,
                    f"The {kind} id “{item.id}” is used {seen[item.id]} times. An id belongs to one {kind} for ever.",
                )
    for path, shape, name in (
        ("cases.yaml", library_schema.CasesDoc, "cases"),
        ("resources.yaml", library_schema.ResourcesDoc, "resources"),
        ("sources.yaml", library_schema.SourcesDoc, "sources"),
        ("report.yaml", schema.ReportDoc, "parts"),
        (shelved.GLOSSARY, library_schema.GlossaryDoc, "terms"),
        (shelved.ACTIVITIES, library_schema.ActivitiesDoc, "activities"),
    ):
        doc = pack.get(path, shape)
        seen = Counter(item.id for item in getattr(doc, name)) if doc else Counter()
        for item_id, times in seen.items():
            if times > 1:
                yield path, item_id, f"The id “{item_id}” is used {times} times in {path}. Give each its own."


def _rule_faults(pack: Pack, rule: schema.RuleDoc) -> Iterator[str]:
    if not rule.source and not rule.counsel:
        yield "Cite a source, or mark the rule counsel: true."
    elif rule.source and rule.source not in pack.sources:
        yield f"The rule cites “{rule.source}”, and sources.yaml has no such source."
    if rule.question and rule.question not in pack.questions:
        yield f"The rule stands at “{rule.question}”, and there is no such question."
    if rule.when is None:
        yield "A rule needs a condition: when."
    else:
        yield from condition_faults(pack.known, rule.when)


def _lesson_faults(pack: Pack) -> Iterator[Found]:
    for lesson_id, front in pack.lessons.items():
        path = f"sections/{lesson_id}/lesson.md"
        text = str(pack.docs[path]["text"])
        for message in (*_text_faults(pack, text), *_front_faults(pack, front)):
            yield path, "", message


def _text_faults(pack: Pack, text: str) -> Iterator[str]:
    for note in note_ids(text):
        if note not in pack.sources:
            yield f"The note [^{note}] has no source in sources.yaml. Add it, or cite another."
    if len(pack.lessons) < WHOLE_COURSE:
        return
    opening, more = split_reading(text)
    for what, part, (least, most) in (
        ("introduction", opening, INTRO_WORDS),
        ("reading", f"{opening} {more}" if more else "", READING_WORDS),
    ):
        words = count_words(part)
        if part and not least <= words <= most:
            yield f"The {what} has {words} words. Write {least} to {most}."


def _front_faults(pack: Pack, front: schema.LessonDoc) -> Iterator[str]:
    topics = {topic for case in pack.cases.values() for topic in case.cautionary}
    resources = pack.ids("resources.yaml", library_schema.ResourcesDoc, "resources")
    for case_id in front.cases:
        if case_id not in pack.cases:
            yield f"cases.yaml has no case “{case_id}”. Name another."
    for resource_id in front.resources:
        if resource_id not in resources:
            yield f"resources.yaml has no resource “{resource_id}”. Name another."
    for topic in front.cautionary:
        if topic not in topics:
            yield f"No case warns about “{topic}”. Tag one in cases.yaml, or take the topic out."


def _case_faults(pack: Pack) -> Iterator[Found]:
    labels = pack.head.labels if pack.head else {}
    slugs = {lesson_id.split("/")[1] for lesson_id in pack.lessons}
    known = (("settings", "settings"), ("families", "families"), ("cautionary", "topics"))
    for case in pack.cases.values():
        for field, group in known:
            for word in getattr(case, field):
                if word not in labels.get(group, {}):
                    yield "cases.yaml", case.id, f"“{word}” is no {group} of pack.yaml’s labels. Use one of those."
        for field, group in (("lead", "leads"), ("form", "forms")):
            if getattr(case, field) not in labels.get(group, {}):
                yield (
                    "cases.yaml",
                    case.id,
                    f"“{getattr(case, field)}” is none of pack.yaml’s {group}. Use one of those.",
                )
        for slug in case.topics:
            if slug not in slugs:
                yield "cases.yaml", case.id, f"There is no lesson “{slug}”. Name lessons by their slug."


def _head_faults(pack: Pack) -> Iterator[Found]:
    if pack.head is None:
        return
    for name in pack.head.sections:
        if name in RESERVED:
            yield "pack.yaml", "", f"“{name}” is an address of the site. Give the section another id."
    for role, question_id in pack.head.roles.items():
        if question_id not in pack.questions:
            yield "pack.yaml", "", f"The role “{role}” names “{question_id}”, and there is no such question."
    for row, question_ids in pack.head.voiced.items():
        for question_id in question_ids:
            yield from (("pack.yaml", "", message) for message in _voice_faults(pack, row, question_id))


def _voice_faults(pack: Pack, row: str, question_id: str) -> Iterator[str]:
    question = pack.questions.get(question_id)
    if question is None:
        yield f"voiced.{row} names “{question_id}”, and there is no such question."
        return
    for side in ("police", "security"):
        if side not in question.prompt and side not in question.help:
            yield f"“{question_id}” must ask {side} in their own words ({row}): add a {side} prompt or help."
        for field in ("example", "caution"):
            if side not in getattr(question, field):
                yield f"“{question_id}” must have its own {field} for {side} ({row}). Add one."
