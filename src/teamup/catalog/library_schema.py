"""The shape of what a pack holds beside questions: sources, cases, resources, terms, activities, checks, stories."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from teamup.catalog.model import Path, Side
from teamup.catalog.shapes import Doc, Id, OptionId, Year


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
