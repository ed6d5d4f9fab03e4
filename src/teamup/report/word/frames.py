"""Tables with frames, to write in: every cell has its lines, and no row is torn over a page."""

from __future__ import annotations

from collections.abc import Sequence

from teamup.report.word.look import FORM, Style
from teamup.report.word.sheet import Sheet
from teamup.report.word.xml import Element, clean, element, paragraph, val

TWIPS = 20  # in a point
LINE = 23.0
"""Points for a line of handwriting: 8.1 mm."""
ROW = 34.0
"""Points for a row of a table: a line and a half."""
Cells = Sequence[Sequence[Element]]
"""A row: the paragraphs of each cell."""


class Frame:
    """A table while it is made: `parts` are the shares that its columns have of the page, or of `most` of it."""

    def __init__(self, sheet: Sheet, title: str, parts: Sequence[float], *, most: float = 1.0) -> None:
        self.sheet = sheet
        self.title = " ".join(clean(title).split())
        self.widths = [round(sheet.room * most * part / sum(parts) * TWIPS) for part in parts]
        self.rows: list[Element] = []
        self.has_head = False

    def head(self, cells: Cells) -> None:
        """Add the row that repeats on each page."""
        self.has_head = True
        self._row(cells, element("w:cantSplit"), element("w:tblHeader"))

    def row(self, cells: Cells, height: float = ROW) -> None:
        """Add a row that is at least so high, in points. The last cell takes the columns that are left."""
        least = element("w:trHeight", {"w:val": str(round(height * TWIPS)), "w:hRule": "atLeast"})
        self._row(cells, element("w:cantSplit"), least)

    def _row(self, cells: Cells, *properties: Element) -> None:
        made = element("w:tr", None, element("w:trPr", None, *properties))
        last = len(cells) - 1
        for number, paragraphs in enumerate(cells):
            widths = self.widths[number:] if number == last else self.widths[number : number + 1]
            size = element("w:tcPr", None, element("w:tcW", {"w:w": str(sum(widths)), "w:type": "dxa"}))
            if len(widths) > 1:
                size.append(val("w:gridSpan", str(len(widths))))
            made.append(element("w:tc", None, size, *(paragraphs or [paragraph(Style.CELL)])))
        self.rows.append(made)

    def close(self) -> None:
        """Put it on the sheet. Two tables that meet would become one, so a small paragraph follows."""
        grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(width)}) for width in self.widths))
        self.sheet.add(element("w:tbl", None, self._properties(), grid, *self.rows))
        self.sheet.add(paragraph(Style.AFTER_FORM))

    def _properties(self) -> Element:
        look = {"w:val": "0620" if self.has_head else "0600", "w:firstRow": str(int(self.has_head)), "w:lastRow": "0"}
        return element(
            "w:tblPr",
            None,
            val("w:tblStyle", FORM),
            element("w:tblW", {"w:w": str(sum(self.widths)), "w:type": "dxa"}),
            element("w:tblLayout", {"w:type": "fixed"}),
            element(
                "w:tblLook",
                {**look, "w:firstColumn": "0", "w:lastColumn": "0", "w:noHBand": "1", "w:noVBand": "1"},
            ),
            *([val("w:tblCaption", self.title)] if self.title else []),
        )
