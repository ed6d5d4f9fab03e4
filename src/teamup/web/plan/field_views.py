"""A question card in finished words: what the templates of plan/fields print, and nothing they would compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from teamup.catalog.model import Voice
from teamup.web.plan.controls import Choice, Control, Linked


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table, a list or a matrix, or an item of a rank."""

    id: str
    number: str
    name: str
    controls: tuple[Control, ...]
    label: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside the question: needed, optional, part of the 15 minutes."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a thought beside the answer, with where it comes from."""

    lead: str
    text: str
    source: str = ""
    url: str = ""
    is_counsel: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a question's surroundings when it is drawn."""

    voice: Voice
    linked: Mapping[str, Linked]  # question id → its rows, for the options that come from them
    is_short_of_time: bool = False
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, tuple[str, str]] | None = None  # question id → (its heading, its address)


@dataclass(frozen=True, slots=True)
class Seen:
    """Who may see an answer: the control as it is drawn. Where nothing is chosen anew, the form says nothing of it."""

    mark: str
    icon: str
    options: tuple[tuple[str, str, bool], ...]  # mark, label, is the present one


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question card. `template` draws its controls."""

    id: str
    name: str
    question_id: str
    side: str
    template: str
    label: str
    help: str
    example: str
    caution: str
    marks: tuple[Mark, ...]
    base: int
    state: str = ""
    is_set: bool = False
    classes: str = "q"
    control: Control | None = None
    controls: tuple[Control, ...] = ()
    choices: tuple[Choice, ...] = ()
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    columns: tuple[str, ...] = ()
    layout: str = ""
    most_rows: int = 0
    is_answered: bool = False
    shown: str = ""
    errors: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    waiting_for: tuple[tuple[str, str], ...] = ()
    described_by: str = ""
    linked: str = ""  # the answers whose rows are options here
    is_ranked: bool = False
    seen: Seen | None = None
