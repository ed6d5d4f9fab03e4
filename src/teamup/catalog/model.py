"""The frozen shape of a course: sections, lessons, questions, cases, resources.

Nothing here knows Django or a file format. `catalog.load` makes these from a pack; everything
above reads them and never changes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from teamup.catalog.conditions import Condition
from teamup.catalog.library import Activity, Check, Story, Term, Video
from teamup.catalog.memorandum import Memorandum
from teamup.core.markdown import count_words


class Side(StrEnum):
    """Who speaks or answers. `JOINT` is both sides together."""

    POLICE = "police"
    SECURITY = "security"
    JOINT = "joint"


class Path(StrEnum):
    """Whether a plan starts a partnership or strengthens one that exists."""

    NEW = "new"
    EXISTING = "existing"


class Ask(StrEnum):
    """How much a path wants an answer. `OFF` is tailored away, and still reachable."""

    NEEDED = "needed"
    OPTIONAL = "optional"
    OFF = "off"


class Kind(StrEnum):
    """The kinds of question; the value each one stores is described in `plans.answers`."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    RANK = "rank"
    SCALE = "scale"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    CHECKLIST = "checklist"
    LIST = "list"
    ROWS = "rows"
    MATRIX = "matrix"
    GROUP = "group"
    AUTOMATIC = "automatic"


class CellKind(StrEnum):
    """The kinds of a column of rows or a matrix, and of a part of a group."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    CHECKBOX = "checkbox"


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose voice, and for which path, words are shown."""

    side: Side = Side.JOINT
    path: Path = Path.NEW


@dataclass(frozen=True, slots=True)
class Text:
    """Words that may differ by side and by path.

    `variants` is keyed by side ("police"), path ("existing") or both ("police.existing").
    """

    default: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.default or self.variants)

    def spoken(self, voice: Voice) -> str:
        """Return the most specific wording for `voice`: side and path, side, path, then default."""
        for key in (f"{voice.side}.{voice.path}", str(voice.side), str(voice.path)):
            if key in self.variants:
                return self.variants[key]
        return self.default

    def every(self) -> Iterator[str]:
        """Yield each wording once, the default first."""
        yield self.default
        yield from self.variants.values()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question, or one row of a matrix."""

    id: str
    label: Text
    help: Text = Text()
    side: Side | None = None  # opening question on the role: the voice this choice sets
    leads_to: str = ""  # self-check: the lesson ("starting/mission") that mends this topic
    exclusive: bool = False  # "none of these": clears the others


@dataclass(frozen=True, slots=True)
class Column:
    """A typed column of rows or of a matrix, or a part of a group."""

    id: str
    kind: CellKind
    label: Text
    help: Text = Text()
    options: tuple[Option, ...] = ()
    options_from: str = ""  # question id whose rows are the options
    needed: bool = False
    wide: bool = False
    max_length: int = 2000
    low: int = 1  # scale
    high: int = 5
    private: bool = False  # left out of what the public gets

    def option(self, option_id: str) -> Option | None:
        """Return the fixed option with this id, if there is one."""
        return next((o for o in self.options if o.id == option_id), None)


@dataclass(frozen=True, slots=True)
class DraftsSteps:
    """Which columns of a rows question become the fields of an action step."""

    what: str
    why: str = ""
    lead: str = ""
    owner: str = ""
    partners: str = ""
    start: str = ""
    due: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the plan."""

    id: str
    kind: Kind
    prompt: Text
    help: Text = Text()
    example: Text = Text()
    caution: Text = Text()
    new: Ask = Ask.OPTIONAL
    existing: Ask = Ask.OPTIONAL
    core: bool = False
    each_side: bool = False
    part: str = ""  # report part it feeds; empty: not printed as a field of its own
    heading: Text = Text()  # its heading in the report; the prompt asks, the heading names
    options: tuple[Option, ...] = ()
    options_from: str = ""
    columns: tuple[Column, ...] = ()  # rows, matrix: columns; group: parts
    rows: tuple[Option, ...] = ()  # matrix
    max_words: int = 0
    max_length: int = 10_000
    max_rows: int = 300
    rows_hint: int = 1  # empty rows offered at first
    low: int = 1
    high: int = 5
    low_label: Text = Text()
    high_label: Text = Text()
    show_when: Condition | None = None
    drafts_steps: DraftsSteps | None = None
    tags: tuple[str, ...] = ()  # topics that call for a cautionary case: cameras, paid_police, ...
    private: bool = False  # contacts, money, legal notes: left out of what the public gets

    def ask(self, path: Path) -> Ask:
        """Return how much `path` wants this question answered."""
        return self.new if path is Path.NEW else self.existing

    def sides(self) -> tuple[Side, ...]:
        """Return the sides that answer: both apart, or joint."""
        return (Side.POLICE, Side.SECURITY) if self.each_side else (Side.JOINT,)

    def option(self, option_id: str) -> Option | None:
        """Return the fixed option with this id, if there is one."""
        return next((o for o in self.options if o.id == option_id), None)

    def column(self, column_id: str) -> Column | None:
        """Return the column or part with this id, if there is one."""
        return next((c for c in self.columns if c.id == column_id), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A caution that appears when answers call for it."""

    id: str
    when: Condition
    text: Text
    source: str  # id of a Source; may be empty where the rule asks counsel
    question: str = ""  # where it is shown; empty: at the foot of the worksheet
    counsel: bool = False  # "ask counsel"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A short reading and the questions it explains. `id` is "<section>/<slug>"."""

    id: str
    section: str
    slug: str
    number: str
    title: str
    summary: str
    intro: str  # Markdown with [^source] notes: the opening of the reading
    more: str = ""  # the rest of the reading, from its first heading on
    questions: tuple[Question, ...] = ()
    rules: tuple[Rule, ...] = ()
    cases: tuple[str, ...] = ()  # case ids the author picked
    cautionary: tuple[str, ...] = ()  # topics: show at least one cautionary case tagged so
    resources: tuple[str, ...] = ()
    minutes: int = 2
    checks: tuple[Check, ...] = ()
    video: Video | None = None

    @property
    def reading(self) -> str:
        """Return the whole reading, as Markdown."""
        return f"{self.intro}\n\n{self.more}".strip()

    @property
    def words(self) -> int:
        """Return how many words the reading has."""
        return count_words(self.reading)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the sections of a course, with its lessons in order."""

    id: str
    number: int
    title: str
    summary: str
    lessons: tuple[Lesson, ...]
    story: Story | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from."""

    id: str
    title: str
    publisher: str = ""
    year: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A real partnership, told in our own words."""

    id: str
    name: str
    place: str  # "Minneapolis, MN"
    state: str
    known_as_of: str  # year
    lead: str  # police, security, joint, federal, bid, association
    form: str  # option id of the `form` question
    settings: tuple[str, ...]
    families: tuple[str, ...]
    card: str  # one or two sentences
    lesson: str  # what a planner can learn
    facts: tuple[str, ...] = ()
    founded: str = ""
    cautionary: tuple[str, ...] = ()  # topics it warns about
    paths: tuple[Path, ...] = (Path.NEW, Path.EXISTING)
    topics: tuple[str, ...] = ()  # lesson slugs it helps with
    confidence: str = "verified"  # verified | memory
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A publication, organization, law, grant, tool or training worth opening."""

    id: str
    type: str
    title: str
    for_what: str
    audience: str  # police | security | both
    sections: tuple[str, ...]
    publisher: str = ""
    year: str = ""
    url: str = ""
    confidence: str = "verified"
    topics: tuple[str, ...] = ()  # lesson slugs


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report. `id` is what `Question.part` names."""

    id: str
    title: Text
    intro: Text = Text()
    automatic: str = ""  # made by the report itself: summary, actions, todo, examples ...


@dataclass(frozen=True, slots=True)
class Course:
    """Everything of one version of a pack."""

    id: str
    version: str
    title: str
    summary: str
    opening: tuple[Question, ...]
    sections: tuple[Section, ...]
    parts: tuple[Part, ...]
    roles: Mapping[str, str]  # what the rules need to find: {"mission": "mission", "path": "path", ...}
    cases: Mapping[str, Case]
    resources: Mapping[str, Resource]
    sources: Mapping[str, Source]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # words for settings, forms, leads, families
    terms: Mapping[str, Term] = field(default_factory=dict)
    activities: Mapping[str, Activity] = field(default_factory=dict)
    memorandum: Memorandum | None = None

    def site(self, name: str, otherwise: str = "") -> str:
        """Return what the pages call something in this course ("new": a plan on that path), or `otherwise`."""
        return self.labels.get("site", {}).get(name) or otherwise

    @property
    def has_sides(self) -> bool:
        """Say whether people speak for police or security in this course."""
        return any(option.side for question in self.opening for option in question.options)

    def lessons(self) -> Iterator[Lesson]:
        """Yield every lesson in the order of the course."""
        for section in self.sections:
            yield from section.lessons

    def questions(self) -> Iterator[Question]:
        """Yield the opening questions, then each lesson's, in order."""
        yield from self.opening
        for lesson in self.lessons():
            yield from lesson.questions


class CourseIndex:
    """Look-ups over a `Course`, made once for each version."""

    def __init__(self, course: Course) -> None:
        self.course = course

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Map question ids to questions."""
        return {q.id: q for q in self.course.questions()}

    @cached_property
    def lessons(self) -> Mapping[str, Lesson]:
        """Map lesson ids ("starting/mission") to lessons."""
        return {lesson.id: lesson for lesson in self.course.lessons()}

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """Map section ids to sections."""
        return {section.id: section for section in self.course.sections}

    @cached_property
    def lesson_of(self) -> Mapping[str, Lesson]:
        """Map question ids to the lesson that asks them; opening questions have none."""
        return {q.id: lesson for lesson in self.course.lessons() for q in lesson.questions}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return every rule of the course, in order."""
        return tuple(rule for lesson in self.course.lessons() for rule in lesson.rules)
