"""The shape of a pack's files at the edge: what an author may write, and nothing else."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from teamup.catalog.library_schema import (
    ActivitiesDoc,
    CasesDoc,
    ChecksDoc,
    GlossaryDoc,
    ResourcesDoc,
    SourcesDoc,
    StoryDoc,
)
from teamup.catalog.memorandum_schema import MemorandumDoc
from teamup.catalog.model import Ask, CellKind, Kind
from teamup.catalog.shapes import Doc, Id, OptionId, Options, When, Words


class ColumnDoc(Doc):
    """A column of rows or a matrix, or a part of a group."""

    id: OptionId
    kind: CellKind
    label: Words
    help: Words = {"default": ""}
    options: Options = []
    options_from: str = ""
    needed: bool = False
    wide: bool = False
    private: bool = False
    max_length: int = Field(2000, ge=1, le=20_000)
    low: int = 1
    high: int = 5


class DraftsStepsDoc(Doc):
    """Which columns become which fields of an action step."""

    what: str
    why: str = ""
    lead: str = ""
    owner: str = ""
    partners: str = ""
    start: str = ""
    due: str = ""
    status: str = ""


class QuestionDoc(Doc):
    """One question."""

    id: Id
    kind: Kind
    prompt: Words
    help: Words = {"default": ""}
    example: Words = {"default": ""}
    caution: Words = {"default": ""}
    heading: Words = {"default": ""}
    new: Ask = Ask.OPTIONAL
    existing: Ask = Ask.OPTIONAL
    core: bool = False
    each_side: bool = False
    part: str = ""
    options: Options = []
    options_from: str = ""
    columns: list[ColumnDoc] = []
    parts: list[ColumnDoc] = []
    rows: Options = []
    max_words: int = Field(0, ge=0, le=10_000)
    max_length: int = Field(10_000, ge=1, le=100_000)
    max_rows: int = Field(300, ge=1, le=300)
    rows_hint: int = Field(1, ge=0, le=20)
    low: int = 1
    high: int = 5
    low_label: Words = {"default": ""}
    high_label: Words = {"default": ""}
    show_when: When = None
    tags: list[str] = []
    private: bool = False
    drafts_steps: DraftsStepsDoc | None = None


class RuleDoc(Doc):
    """A caution over answers."""

    id: Id
    when: When
    text: Words
    source: str = ""  # may be left out where the rule asks counsel
    question: str = ""
    counsel: bool = False


class QuestionsDoc(Doc):
    """questions.yaml of a lesson, or opening.yaml."""

    questions: list[QuestionDoc] = []
    rules: list[RuleDoc] = []


class VideoDoc(Doc):
    """A host's own video; its files lie in the pack's folder `media`, and nobody has to hear or see it to follow."""

    title: str = Field(max_length=120)
    file: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}\.(mp4|webm)$")
    captions: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}\.vtt$")
    transcript: str = Field(min_length=20)


class LessonDoc(Doc):
    """The front matter of lesson.md."""

    number: str
    title: str
    summary: str = Field(max_length=120)
    cases: list[str] = []
    cautionary: list[str] = []
    resources: list[str] = []
    video: VideoDoc | None = None


class SectionDoc(Doc):
    """section.yaml."""

    id: Id
    number: int
    title: str
    summary: str
    lessons: list[Id]


class PartDoc(Doc):
    """A part of the report."""

    id: Id
    title: Words
    intro: Words = {"default": ""}
    automatic: Literal["", "summary", "actions", "todo", "examples"] = ""


class ReportDoc(Doc):
    """report.yaml."""

    parts: list[PartDoc]


class PackDoc(Doc):
    """pack.yaml."""

    id: Id
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: str
    summary: str
    languages: list[str] = ["en"]
    license: str
    sections: list[Id]
    roles: dict[str, str]
    labels: dict[str, dict[str, str]] = {}
    voiced: dict[str, list[str]] = {}


FILES: dict[str, type[Doc]] = {
    "pack.yaml": PackDoc,
    "opening.yaml": QuestionsDoc,
    "report.yaml": ReportDoc,
    "cases.yaml": CasesDoc,
    "resources.yaml": ResourcesDoc,
    "sources.yaml": SourcesDoc,
}
MORE_FILES: dict[str, type[Doc]] = {
    "glossary.yaml": GlossaryDoc,
    "activities.yaml": ActivitiesDoc,
    "memorandum.yaml": MemorandumDoc,
}
LESSON_FILES: dict[str, type[Doc]] = {"lesson.md": LessonDoc, "questions.yaml": QuestionsDoc}
MORE_LESSON_FILES: dict[str, type[Doc]] = {"check.yaml": ChecksDoc}
SECTION_FILE = "section.yaml"
STORY_FILE = "story.yaml"
SECTION_FILES: dict[str, type[Doc]] = {SECTION_FILE: SectionDoc, STORY_FILE: StoryDoc}


def shape_of(path: str) -> type[Doc] | None:
    """Return the shape a file of a pack must have, or None for a file that packs do not know."""
    name = path.rsplit("/", 1)[-1]
    depth = path.count("/")
    if depth == 0:
        return FILES.get(path) or MORE_FILES.get(path)
    if path.startswith("sections/") and depth == 2:
        return SECTION_FILES.get(name)
    if path.startswith("sections/") and depth == 3:
        return LESSON_FILES.get(name) or MORE_LESSON_FILES.get(name)
    return None
