"""The shape of a pack's files at the edge: what an author may write, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import core_schema

from teamup.catalog import conditions
from teamup.catalog.model import Ask, CellKind, Kind, Path, Side

VARIANTS = frozenset(
    ["default", *Side, *Path, *(f"{side}.{path}" for side in Side for path in Path)],
)


def _voiced(raw: Any) -> Any:
    words = {"default": raw} if isinstance(raw, str) else raw
    if not isinstance(words, dict) or not all(isinstance(w, str) for w in words.values()):
        raise ValueError(
            "Write words, or a mapping of voices (default, police, security, joint, new, existing) to words."
        )
    if unknown := sorted(set(map(str, words)) - VARIANTS):
        raise ValueError(
            f"“{unknown[0]}” is no voice. Use default, police, security, joint, new, existing, "
            "or a pair such as police.existing."
        )
    if "default" not in words:
        raise ValueError("Add a “default” wording beside the voices.")
    return words


def _listed(raw: Any) -> Any:
    """Turn the short form {id: label} into the long one."""
    if isinstance(raw, dict):
        return [{"id": str(key), "label": label} for key, label in raw.items()]
    return raw


def _condition(raw: Any) -> conditions.Condition | None:
    return None if raw is None else conditions.parse(raw)


def _not_too_deep(value: str) -> str:
    return value.strip()


# "shape" is a shape that `catalog.editor` describes; pydantic cannot see into our own checks.
Words = Annotated[dict[str, str], BeforeValidator(_voiced), WithJsonSchema({"shape": "Words"})]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
OptionId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_]{0,39}$")]
When = Annotated[Any, AfterValidator(_condition), WithJsonSchema({"shape": "Condition"})]
Year = Annotated[str, Field(pattern=r"^\d{4}$")]
Prose = Annotated[str, AfterValidator(_not_too_deep)]


class Doc(BaseModel):
    """A piece of a file: unknown keys are refused, so that a slip of the pen is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionDoc(Doc):
    """A choice, or a row of a matrix."""

    id: OptionId
    label: Words
    help: Words = {"default": ""}
    side: Side | None = None
    leads_to: str = ""
    exclusive: bool = False


class _ShortForm:
    """Tells editors of the short form of options, too."""

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        short = {"type": "object", "additionalProperties": {"shape": "Words"}}
        return {"anyOf": [handler(core), short]}


Options = Annotated[list[OptionDoc], BeforeValidator(_listed), _ShortForm()]


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


class SourceDoc(Doc):
    """Where a fact comes from."""

    id: Id
    title: str
    publisher: str = ""
    year: str = ""
    url: str = Field("", pattern=r"^(https?://\S+)?$")
    note: str = ""


class SourcesDoc(Doc):
    """sources.yaml."""

    sources: list[SourceDoc]


class CaseDoc(Doc):
    """A real partnership. An uncertain one has no place in a pack."""

    id: Id
    name: str
    place: str
    state: str = ""
    known_as_of: Year
    lead: str
    form: str
    settings: list[str]
    families: list[str]
    card: str
    lesson: str
    facts: list[str] = []
    founded: str = ""
    cautionary: list[str] = []
    paths: list[Path] = [Path.NEW, Path.EXISTING]
    topics: list[str] = []
    confidence: Literal["verified", "memory"] = "verified"
    sources: list[SourceDoc] = Field(min_length=1)


class CasesDoc(Doc):
    """cases.yaml."""

    cases: list[CaseDoc]


class ResourceDoc(Doc):
    """A resource."""

    id: Id
    type: str
    title: str
    for_what: str
    audience: Literal["police", "security", "both"]
    sections: list[str]
    publisher: str = ""
    year: str = ""
    url: str = Field("", pattern=r"^(https?://\S+)?$")
    confidence: Literal["verified", "memory"] = "verified"
    topics: list[str] = []


class ResourcesDoc(Doc):
    """resources.yaml."""

    resources: list[ResourceDoc]


class TermDoc(Doc):
    """A word of the field."""

    id: Id
    term: str
    means: str
    also: list[str] = []
    see: list[str] = []
    source: str = ""


class GlossaryDoc(Doc):
    """glossary.yaml; a pack may do without."""

    terms: list[TermDoc] = []


class ActivityStepDoc(Doc):
    """A typical step of an activity."""

    what: str = Field(max_length=300)
    side: Side
    start: int = Field(ge=0, le=730)
    due: int = Field(ge=1, le=730)


class ActivityDoc(Doc):
    """A ready-made activity."""

    id: Id
    title: str = Field(max_length=80)
    family: str
    what: str
    effort: Literal["low", "medium", "high"]
    cost: Literal["none", "under_1k", "1k_10k", "10k_50k", "over_50k"]
    cost_note: str
    leads: Side
    evidence: str
    evidence_source: str = ""
    legal: str = ""
    cautions: list[str] = []
    settings: list[str] = []
    problems: list[str] = []
    paths: list[Path] = [Path.NEW, Path.EXISTING]
    steps: list[ActivityStepDoc] = Field(min_length=1)
    measures: list[str] = Field(min_length=1)
    cases: list[str] = []


class ActivitiesDoc(Doc):
    """activities.yaml; a pack may do without."""

    activities: list[ActivityDoc] = []


class ChoiceDoc(Doc):
    """A choice of a knowledge check."""

    id: OptionId
    text: str
    why: str
    right: bool = False


class CheckDoc(Doc):
    """A knowledge check."""

    id: Id
    situation: str
    ask: str
    options: list[ChoiceDoc] = Field(min_length=2, max_length=5)


class ChecksDoc(Doc):
    """check.yaml of a lesson; a lesson may do without."""

    checks: list[CheckDoc] = []


class PanelDoc(Doc):
    """One picture of a story."""

    drawing: Id
    title: str
    caption: str
    shows: str


class StoryDoc(Doc):
    """story.yaml of a section; a section may do without."""

    id: Id
    title: str
    intro: str
    panels: list[PanelDoc] = Field(min_length=2, max_length=12)


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
MORE_FILES: dict[str, type[Doc]] = {"glossary.yaml": GlossaryDoc, "activities.yaml": ActivitiesDoc}
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
