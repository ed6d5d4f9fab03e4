"""The report as a Word document: the same `PlanDocument` with real styles, so that people go on writing in it.

What writes it is loaded when the first one is asked for.
"""

from __future__ import annotations

from teamup.report.document import PlanDocument
from teamup.report.pdf import Paper

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(document: PlanDocument, paper: Paper = Paper.LETTER) -> bytes:
    """Return the Word file. The same document and paper give the same bytes."""
    from teamup.report.word import book

    return book.write(document, paper)
