"""How a course turns answers into the draft of an agreement: its clauses, and the small language they are written in.

A sentence is plain text. `{question}` or `{question.part}` stands for what a plan answered there; `{question|words}`
for the same, or for the words in brackets while nobody has answered. A sentence whose answer is missing, and that has
no words for that, is left out. `{question.part/small}` begins the words of a choice with a small letter. `{this}` is
what the agreement calls itself; where rows are listed, `{row}` is what a row is called and `{note}` the note beside it.
The language is total: every text is a sentence, and the pack checker knows every name in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from teamup.catalog.conditions import Condition

THIS, ROW, NOTE = "this", "row", "note"
OWN = frozenset((THIS, ROW, NOTE))
"""Names that are no answers."""
_REFERENCE = re.compile(r"\{([A-Za-z0-9_.-]+)(/small)?(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands for an answer, or a part of one. `gap` is what stands in brackets while it is missing."""

    path: str
    gap: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text and references, in their order."""

    pieces: tuple[str | Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return the references in it."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Reference))

    @property
    def text(self) -> str:
        """Return what it says beside its references."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


def sentence_of(text: str) -> Sentence:
    """Return the sentence that a text writes."""
    pieces: list[str | Reference] = []
    end = 0
    for found in _REFERENCE.finditer(text):
        pieces += [text[end : found.start()], Reference(found[1], (found[3] or "").strip(), bool(found[2]))]
        end = found.end()
    return Sentence(tuple(piece for piece in (*pieces, text[end:]) if piece))


def note_of(text: str, this: str) -> str:
    """Return a note or a gap as it is read: it may say `{this}`, and nothing else stands for anything."""
    return text.replace(f"{{{THIS}}}", this)


@dataclass(frozen=True, slots=True)
class Wording:
    """A paragraph: sentences, then an item for each row of an answer.

    `where` chooses rows by their cells, `when` says on which answers the paragraph depends. With `unsettled` the items
    are what is still to be agreed, and stand in brackets. With `unless_typed` it gives way to a line that people typed
    for the clause themselves. `gap` stands there when nothing else does.
    """

    say: tuple[Sentence, ...] = ()
    each: str = ""
    items: tuple[Sentence, ...] = ()
    where: Condition | None = None
    when: Condition | None = None
    unsettled: bool = False
    unless_typed: bool = False
    gap: str = ""

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return every reference in it."""
        return tuple(reference for sentence in (*self.say, *self.items) for reference in sentence.references)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: `id` is the option that asks for it.

    `tables` are answers that stand under it as tables, `cautions` questions whose cautions counsel should read.
    `place` is what it holds beside its words: "parties" or "signatures".
    """

    id: str
    says: tuple[Wording, ...]
    tables: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    remark: str = ""
    place: str = ""

    def answers(self) -> Iterator[str]:
        """Yield the questions whose answers it draws on."""
        for wording in self.says:
            if wording.each:
                yield wording.each
            yield from (r.path.split(".")[0] for r in wording.references if r.path not in OWN)
        yield from self.tables


@dataclass(frozen=True, slots=True)
class AgreementKind:
    """What an agreement of one kind is called, as a title and in a sentence; `id` is an option."""

    id: str
    title: str
    this: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Signers:
    """Rows that name who signs: which columns hold name and office, and which rows count."""

    rows: str
    name: str
    office: str
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the agreement: `organizations` are the places that name its members."""

    side: str
    label: str
    organizations: tuple[str, ...]
    gap: str
    signers: Signers | None = None


@dataclass(frozen=True, slots=True)
class Memorandum:
    """The draft that a course makes. `clauses_of` is the checklist of its clauses, `kind_of` the choice of its kind."""

    clauses_of: str
    kinds: tuple[AgreementKind, ...]
    parties: tuple[Party, ...]
    clauses: tuple[Clause, ...]
    asks: tuple[Wording, ...] = ()
    kind_of: str = ""
    today: str = ""  # a note beside what was typed about an agreement that is in force

    def kind(self, option_id: object) -> AgreementKind:
        """Return the kind that an option stands for; the first where there is none."""
        return next((kind for kind in self.kinds if kind.id == option_id), self.kinds[0])
