"""The Word document as a whole: front, parts, sources, footer, properties, and the file."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from functools import cache

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from teamup.report import pdf
from teamup.report.cache import Passing
from teamup.report.document import Field, Note, Part, PlanDocument
from teamup.report.parts.cells import clip
from teamup.report.pdf import Paper
from teamup.report.word import front, lists, styles
from teamup.report.word.blocks import Blocks
from teamup.report.word.brief import add_brief
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import Sheet, contents
from teamup.report.word.terms import Terms, terms
from teamup.report.word.xml import Element, Words, clean, element, field, paragraph

HEIGHTS = {Paper.LETTER: 11.0 * pdf.POINTS, Paper.A4: 841.89}
FOOT, EDGE = Pt(0.5 * pdf.POINTS), 0.7 * pdf.POINTS
"""How far the footer is from the edge of the paper; and the text, above and below, on a sheet to fill in."""
SIZE, CLOSE_SIZE = 10.5, 9.5
"""Points of running text; a short document is set closer."""
LONGEST_PROPERTY = 255  # Word's own limit
FOOTER_TITLE, LEAST_TITLE = 52, 20
REGIONS = {"en": "en-US", "es": "es-US"}
NOT_OURS = ("customXml", "stylesWithEffects", "webSettings", "thumbnail", "extended-properties")
"""What the template of python-docx brings that says nothing about this document."""
FIRST_YEAR = 1980  # of a zip file


def write(document: PlanDocument, paper: Paper) -> bytes:
    """Return the document as a file. The same document and paper give the same bytes."""
    meta, words = document.meta, terms()
    book = docx.Document(io.BytesIO(_template()))
    sheet = Sheet(book.part, pdf.WIDTHS[paper] - 2 * _margins(document)[0])
    _write_all(sheet, document, words)
    body = book.element.body
    for made in sheet.elements:
        body.insert(len(body) - 1, made)  # the last element says how the pages are
    language = REGIONS.get(meta.language, meta.language)
    _fill(book.styles.element, styles.styles(language, CLOSE_SIZE if meta.short else SIZE))
    _fill(book.part.numbering_part.element, lists.numbering(sheet.fresh_lists))
    _fill(book.settings.element, lists.settings(language))
    _set_pages(book, document, paper, words)
    _set_properties(book, document, language)
    packed = _packed(book, meta.prepared_on)
    return Passing(packed) if sheet.lacks_pictures else packed


@cache
def _template() -> bytes:
    """Return the empty document of python-docx without what is not ours."""
    book = docx.Document()
    for holder in (book.part, book.part.package):
        for name in [name for name, it in holder.rels.items() if it.reltype.rpartition("/")[2] in NOT_OURS]:
            del holder.rels[name]
    _fill(book.styles.element, "")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(holder: Element, inside: str) -> None:
    """Replace what is in an element."""
    for child in list(holder):
        holder.remove(child)
    for child in parse_xml(f"<w:inside {nsdecls('w')}>{inside}</w:inside>"):
        holder.append(child)


def _write_all(sheet: Sheet, document: PlanDocument, words: Terms) -> None:
    blocks = Blocks(sheet, words)
    match document.meta.kind:
        case "plan":
            _add_plan(sheet, document, words)
        case "brief":
            add_brief(sheet, document, words)
        case _:
            front.add_head(sheet, document, words)
    for number, part in enumerate(document.parts):
        _add_part(blocks, part, new_page=number == 0 and document.meta.kind == "plan" and not document.meta.short)
    if sheet.elements[-1].tag.endswith("}tbl"):
        sheet.say(Style.NORMAL)  # a document may not end with a table


def _add_plan(sheet: Sheet, document: PlanDocument, words: Terms) -> None:
    """Add what comes before the parts of a plan."""
    front.add_cover(sheet, document, words)
    front.SummaryPage(sheet, document, words).add(new_page=not document.meta.short)
    if sum(len(part.fields) for part in document.parts) >= pdf.ENOUGH_FOR_CONTENTS:
        sheet.add(contents(_entries(document), words.contents))


def _entries(document: PlanDocument) -> list[tuple[str, str]]:
    parts = [(str(part.number), part.title) for part in document.parts]
    return [("", document.summary.title), *parts]


def _add_part(blocks: Blocks, part: Part, *, new_page: bool) -> None:
    sheet = blocks.sheet
    if part.title:
        sheet.heading(1, part.title, numbered=part.number > 0, new_page=new_page or part.new_page)
    if part.intro and part.fields:
        sheet.say(Style.INTRO, Words(part.intro))
    for answer in part.fields:
        _add_field(blocks, answer)
    for note in part.notes:
        blocks.note(note)
    names = [item.heading + (f" ({item.lesson_number})" if item.lesson_number else "") for item in part.open]
    front.add_open(blocks, names)


def _add_field(blocks: Blocks, answer: Field) -> None:
    """Add an answer under its heading; what to notice about it comes last."""
    if answer.heading:
        blocks.sheet.heading(2, answer.heading)
    for block in sorted(answer.blocks, key=lambda block: isinstance(block, Note)):
        blocks.add(block, answer.heading)


def _margins(document: PlanDocument) -> tuple[float, float]:
    """Return the margins in points: left and right, above and below. Sheets to hand out use more of the paper."""
    beside = {"brief": EDGE, "kit": pdf.CLOSE_MARGIN}.get(document.meta.kind)
    return (beside, EDGE) if beside else (pdf.MARGIN, pdf.MARGIN)


def _set_pages(book: Document, document: PlanDocument, paper: Paper, words: Terms) -> None:
    """Set the paper and write the footer of every page but the cover."""
    meta, section = document.meta, book.sections[0]
    section.page_width, section.page_height = Pt(pdf.WIDTHS[paper]), Pt(HEIGHTS[paper])
    beside, above = _margins(document)
    section.left_margin = section.right_margin = Pt(beside)
    section.top_margin = section.bottom_margin = Pt(above)
    section.header_distance = section.footer_distance = FOOT
    section.different_first_page_header_footer = meta.kind == "plan"
    kind = "" if meta.kind == "plan" else meta.subtitle
    said = (
        clip(clean(meta.title), max(FOOTER_TITLE - len(kind), LEAST_TITLE)),
        kind,
        f"{words.version} {meta.prepared}",
        meta.in_progress,
    )
    line = paragraph(
        Style.FOOTER,
        [
            Words(" · ".join(filter(None, said)) + f"\t{words.page} "),
            field("PAGE", "1"),
            Words(f" {words.of} "),
            field("NUMPAGES", "1"),
        ],
    )
    right = str(round((pdf.WIDTHS[paper] - 2 * beside) * 20))
    tabs = element("w:tabs", None, element("w:tab", {"w:val": "right", "w:pos": right}))
    line.pPr.insert(1, tabs)
    footer = section.footer
    footer.is_linked_to_previous = False
    holder = footer._element
    for child in list(holder):
        holder.remove(child)
    if meta.notice:
        holder.append(paragraph(Style.FOOTER, [Words(meta.notice, Look.OPEN)]))
    holder.append(line)


def _set_properties(book: Document, document: PlanDocument, language: str) -> None:
    meta, found = document.meta, book.core_properties
    day = datetime(meta.prepared_on.year, meta.prepared_on.month, meta.prepared_on.day)  # noqa: DTZ001 - Word's is UTC
    title = meta.title if meta.kind == "plan" else f"{meta.subtitle}: {meta.title}"
    found.title = " ".join(clean(title).split())[:LONGEST_PROPERTY]
    found.subject = meta.subtitle
    found.language = language
    found.author = found.last_modified_by = "Team Up"
    found.created = found.modified = day
    found.comments = found.keywords = ""
    found.content_status = meta.in_progress
    found.revision = 1


def _packed(book: Document, day: date) -> bytes:
    """Return the file with the document's own day on everything in it."""
    made, file = io.BytesIO(), io.BytesIO()
    book.save(made)
    stamp = (max(day.year, FIRST_YEAR), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return file.getvalue()
