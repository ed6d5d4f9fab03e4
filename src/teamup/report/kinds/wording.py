"""The words of a clause: a course's sentences, filled from a plan's answers, with a gap for each that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teamup.catalog.conditions import holds
from teamup.catalog.memorandum import THIS, Reference, Sentence, Wording, note_of
from teamup.plans.state import PlanState
from teamup.report.document import Piece, Provision
from teamup.report.kinds.answered import Row, rows_of, said_at

Run = tuple[Piece, ...]
ENDS = (".", "!", "?", "…")
SPACE = Piece(" ")


def gap_of(text: str) -> Piece:
    """Return what is missing, in brackets."""
    return Piece(f"[{text}]", gap=True)


class Writer:
    """Fills sentences for one plan. `this` is what the agreement calls itself."""

    def __init__(self, state: PlanState, this: str) -> None:
        self.state = state
        self.this = this

    def provision(self, wording: Wording) -> Provision | None:
        """Return a paragraph as this plan says it, or None when it says nothing and misses nothing."""
        if wording.when is not None and not holds(wording.when, self.state.lookup):
            return None
        items = tuple(filter(None, (self._item(row, wording) for row in self._rows(wording))))
        said = self.sentences(wording.say) if items or not wording.each else ()
        if said or items:
            return Provision(said, items)
        return Provision((gap_of(note_of(wording.gap, self.this)),)) if wording.gap else None

    def _rows(self, wording: Wording) -> Iterator[Row]:
        for row in rows_of(self.state, wording.each) if wording.each else ():
            if wording.where is None or holds(wording.where, row.cells.get):
                yield row

    def _item(self, row: Row, wording: Wording) -> Run:
        """Return an item, nothing for a row that says nothing; what is unsettled is a gap as a whole."""
        if not any(said_at(r, self.state, row) for sentence in wording.items for r in sentence.references):
            return ()
        said = self.sentences(wording.items, row)
        return (gap_of("".join(piece.text for piece in said)),) if wording.unsettled and said else said

    def sentences(self, sentences: Sequence[Sentence], row: Row | None = None) -> Run:
        """Return those sentences of which every answer is there, or has words for its gap."""
        pieces: list[Piece] = []
        for sentence in sentences:
            if said := self._filled(sentence, row):
                pieces += [*([SPACE] if pieces else []), *said]
        return _joined(pieces)

    def _filled(self, sentence: Sentence, row: Row | None) -> list[Piece]:
        pieces: list[Piece] = []
        for part in sentence.pieces:
            if isinstance(part, str):
                pieces.append(Piece(part[1:] if _is_double_stop(pieces, part) else part))
            elif said := self._said(part, row):
                pieces.append(Piece(said))
            elif part.gap:
                pieces.append(gap_of(part.gap))
            else:
                return []
        return pieces

    def _said(self, reference: Reference, row: Row | None) -> str:
        return self.this if reference.path == THIS else said_at(reference, self.state, row)


def _is_double_stop(before: Sequence[Piece], text: str) -> bool:
    """Say whether a full stop would follow words that people typed with one."""
    return bool(before) and not before[-1].gap and before[-1].text.endswith(ENDS) and text.startswith(".")


def _joined(pieces: Sequence[Piece]) -> Run:
    """Join neighbors that are alike."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].gap == piece.gap:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.gap)
        else:
            joined.append(piece)
    return tuple(piece for piece in joined if piece.text)
