"""The shape of memorandum.yaml, and how it is read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from teamup.catalog.memorandum import (
    AgreementKind,
    Clause,
    Memorandum,
    Party,
    Sentence,
    Signers,
    Wording,
    sentence_of,
)
from teamup.catalog.model import Side
from teamup.catalog.shapes import Doc, OptionId, When


def _listed(raw: Any) -> Any:
    """Let one sentence stand without the marks of a list."""
    return [raw] if isinstance(raw, str) else raw


TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Sentences = Annotated[list[str], BeforeValidator(_listed), WithJsonSchema(TEXTS)]


class WordingDoc(Doc):
    """A paragraph of a clause."""

    say: Sentences = []
    each: str = ""
    items: Sentences = []
    where: When = None
    when: When = None
    unsettled: bool = False
    unless_typed: bool = False
    gap: str = ""


class ClauseDoc(Doc):
    """A clause."""

    id: OptionId
    says: list[WordingDoc] = Field(min_length=1)
    tables: list[str] = []
    cautions: list[str] = []
    remark: str = ""
    place: Literal["", "parties", "signatures"] = ""


class AgreementKindDoc(Doc):
    """What an agreement of one kind is called."""

    id: OptionId
    title: str = Field(min_length=1, max_length=80)
    this: str = Field(min_length=1, max_length=60)
    remark: str = ""


class SignersDoc(Doc):
    """The rows that name who signs."""

    rows: str
    name: str
    office: str
    where: When = None


class PartyDoc(Doc):
    """One side of the agreement."""

    side: Side
    label: str
    organizations: list[str] = []
    gap: str = Field(min_length=1)
    signers: SignersDoc | None = None


class MemorandumDoc(Doc):
    """memorandum.yaml; a pack may do without."""

    clauses_of: str
    kind_of: str = ""
    kinds: list[AgreementKindDoc] = Field(min_length=1)
    today: str = ""
    parties: list[PartyDoc] = Field(min_length=1)
    asks: list[WordingDoc] = []
    clauses: list[ClauseDoc] = Field(min_length=1)


def memorandum_of(doc: MemorandumDoc) -> Memorandum:
    """Return the memorandum that a file writes."""
    return Memorandum(
        clauses_of=doc.clauses_of,
        kinds=tuple(AgreementKind(**kind.model_dump()) for kind in doc.kinds),
        parties=tuple(map(_party, doc.parties)),
        clauses=tuple(map(_clause, doc.clauses)),
        asks=tuple(map(wording_of, doc.asks)),
        kind_of=doc.kind_of,
        today=doc.today.strip(),
    )


def _party(doc: PartyDoc) -> Party:
    found = doc.signers
    signers = Signers(found.rows, found.name, found.office, found.where) if found else None
    return Party(doc.side, doc.label, tuple(doc.organizations), doc.gap, signers)


def _clause(doc: ClauseDoc) -> Clause:
    says = tuple(map(wording_of, doc.says))
    return Clause(doc.id, says, tuple(doc.tables), tuple(doc.cautions), doc.remark.strip(), doc.place)


def wording_of(doc: WordingDoc) -> Wording:
    """Return the paragraph that a piece of the file writes."""
    say, items = _sentences(doc.say), _sentences(doc.items)
    return Wording(say, doc.each, items, doc.where, doc.when, doc.unsettled, doc.unless_typed, doc.gap.strip())


def _sentences(texts: list[str]) -> tuple[Sentence, ...]:
    return tuple(sentence_of(text.strip()) for text in texts)
