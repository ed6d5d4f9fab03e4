"""Clauses of a memorandum, notes for counsel, and the places to sign it, in Word.

Numbers are those of a list with three levels, gaps have a character style of their own, and notes for counsel a
paragraph style of their own: what Word can select, it can delete or fill.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teamup.report.document import Clause, LegalBlock, Piece, Remarks, Signatures, Signer
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import Sheet, side_words
from teamup.report.word.terms import Terms
from teamup.report.word.xml import GAP, Element, Line, Words, clean, element, paragraph, typed, val

TWIPS = 20  # in a point
BETWEEN = 26.0
"""Points between two places to sign that stand beside each other."""
STOP = Words(". ", Look.STRONG)


def add(sheet: Sheet, block: LegalBlock, _terms: Terms) -> None:
    """Add a clause, notes for counsel, or the places to sign."""
    match block:
        case Clause():
            _add_clause(sheet, block)
        case Remarks():
            _add_remarks(sheet, block)
        case Signatures():
            for number in range(0, len(block.signers), 2):
                _add_pair(sheet, block, block.signers[number : number + 2])


def _add_clause(sheet: Sheet, clause: Clause) -> None:
    sheet.say(Style.CLAUSE, Words(" ".join(clause.title.split())))
    for provision in clause.provisions:
        _add_run(sheet, provision.pieces, Style.CLAUSE_TEXT, Style.CLAUSE_MORE, clause.stays or bool(provision.items))
        for item in provision.items:
            _add_run(sheet, item, Style.CLAUSE_ITEM, Style.ITEM_MORE, clause.stays)


def _add_run(sheet: Sheet, pieces: Sequence[Piece], first: Style, more: Style, stays: bool) -> None:
    """Add a run of pieces as paragraphs: only the first has a number."""
    for number, line in enumerate(_lines(pieces)):
        sheet.say(more if number else first, *line, keep_next=stays)


def _lines(pieces: Sequence[Piece]) -> Iterator[Line]:
    """Yield what each paragraph of a run says: a blank line inside typed text parts paragraphs."""
    line: list[Words] = []
    for piece in pieces:
        look = Look.GAP if piece.gap else Look.PLAIN
        first, *rest = GAP.split(clean(piece.text))
        line.append(Words(first, look))
        for text in rest:
            yield tuple(line)
            line = [Words(text, look)]
    if any(words.text.strip() for words in line):
        yield tuple(line)


def _add_remarks(sheet: Sheet, remarks: Remarks) -> None:
    if remarks.title:
        sheet.say(Style.COUNSEL, Words(remarks.title, Look.STRONG), keep_next=True)
    for remark in remarks.items:
        lines = typed(remark.text) or [()]
        source = (Words(f" ({remark.source})", Look.QUIET),) if remark.source else ()
        lines[-1] = (*lines[-1], *source)
        title = (Words(remark.title, Look.STRONG), STOP) if remark.title else ()
        sheet.lines(Style.COUNSEL, [(*title, *lines[0]), *lines[1:]])


def _add_pair(sheet: Sheet, block: Signatures, signers: Sequence[Signer]) -> None:
    """Add two places to sign, side by side, in a row that no page tears."""
    half = round((sheet.room - BETWEEN) / 2 * TWIPS)
    widths = (half, round(BETWEEN * TWIPS), half)
    cells = [_signer(block, signers[0]), [], _signer(block, signers[1]) if len(signers) > 1 else []]
    row = element("w:tr", None, element("w:trPr", None, element("w:cantSplit")))
    for width, inside in zip(widths, cells, strict=True):
        size = element("w:tcPr", None, element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
        row.append(element("w:tc", None, size, *(inside or [paragraph(Style.CELL)])))
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(width)}) for width in widths))
    names = "; ".join(signer.organization.text for signer in signers)
    look = {"w:val": "0000", **dict.fromkeys(("w:firstRow", "w:lastRow", "w:firstColumn", "w:lastColumn"), "0")}
    properties = element(
        "w:tblPr",
        None,
        element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblLook", {**look, "w:noHBand": "1", "w:noVBand": "1"}),
        val("w:tblCaption", " ".join(clean(f"{block.signature}: {names}").split())),
    )
    sheet.add(element("w:tbl", None, properties, grid, row), paragraph(Style.AFTER_FORM))


def _signer(block: Signatures, signer: Signer) -> list[Element]:
    look = Look.GAP if signer.organization.gap else Look.STRONG
    made = [
        paragraph(Style.RECORD, [side_words(signer.side)]),
        paragraph(Style.NORMAL, [Words(signer.organization.text, look)], keep_next=True),
    ]
    for label, value in (
        (block.signature, ""),
        (block.name, signer.name),
        (block.office, signer.office),
        (block.date, ""),
    ):
        made += [paragraph(Style.SIGN, [Words(value)]), paragraph(Style.HELP, [Words(label, Look.QUIET)])]
    return made
