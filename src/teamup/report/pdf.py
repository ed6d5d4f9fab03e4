"""The report as a PDF: the document becomes data for the Typst template, and a process of the pool typesets it.

No text of a person ever becomes markup: the template reads it from JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any, cast

from django.utils.translation import gettext as _

from teamup.report import drawing, letters, onepage, pool, widths
from teamup.report.document import PlanDocument, to_data
from teamup.report.parts.cells import clip

POINTS = 72
MARGIN, CLOSE_MARGIN = 0.95 * POINTS, 0.85 * POINTS
ENOUGH_FOR_CONTENTS = 36
"""A document with at least so many answers gets a page of contents; bookmarks are always there."""
SHORT_FACT, SHORT_WORD, RUN_IN_FACT = 44, 26, 90
LONGEST_WORD = widths.LONGEST_WORDS[0]
"""Longer words may break anywhere; in a narrow table shorter ones may too."""
FRONT_MISSION, FRONT_LINE = 430, 160
PRINTED = ("meta", "cover", "summary", "parts", "brief")
FRONT, EXCERPT = "front", "excerpt"
PARTS_OF_A_PAGE = 4
"""A first page holds no more of a document."""
KEEP_WHOLE = 150.0
"""Tables and lists of facts up to this height, in points, stay on one page."""
KEEP_WITH_TOTALS = 420.0
"""A table with totals may be this tall, so that a total does not stand alone on the next page."""
ROW_EDGE = 8.0


class Paper(StrEnum):
    """The sizes of paper we typeset for."""

    LETTER = "letter"
    A4 = "a4"


WIDTHS = {Paper.LETTER: 8.5 * POINTS, Paper.A4: 595.28}


def render(document: PlanDocument, paper: Paper = Paper.LETTER) -> bytes:
    """Return the PDF: tagged, PDF/UA-1 and PDF/A-2a. The same document and paper give the same bytes.

    Raises `RenderError` when it cannot be made in time.
    """
    return pool.typeset(data_for(document, paper))


def picture(
    document: PlanDocument, paper: Paper = Paper.LETTER, *, is_excerpt: bool = False, dots: int = POINTS
) -> bytes:
    """Return the first page as a PNG with `dots` to the inch: of the document, or, of an excerpt, of its parts alone.

    Raises `RenderError` when it cannot be made in time.
    """
    few = document if is_excerpt else replace(document, parts=document.parts[:PARTS_OF_A_PAGE])
    return pool.picture(data_for(few, paper, only=EXCERPT if is_excerpt else FRONT), dots=dots)


def data_for(document: PlanDocument, paper: Paper, *, only: str = "") -> bytes:
    """Return what the template reads: the document with its text made fit to print, and the words around it.

    With `only`, it is the first page that is wanted, or that of an excerpt.
    """
    data = {name: to_data(getattr(document, name), _fit) for name in PRINTED}
    if document.brief is not None:
        data["brief"] = onepage.printed(document.brief)
    _draw(data, document)
    data["summary"], data["cover"] = _clip_front(data["summary"]), _clip_front(data["cover"])
    title = data["meta"]["title"].replace(letters.BREAK, "")
    margin = CLOSE_MARGIN if document.meta.short else MARGIN
    room = WIDTHS[paper] - 2 * margin
    for part in data["parts"]:
        for field in part["fields"]:
            field["blocks"] = [_laid_out(block, room, close=document.meta.short) for block in field["blocks"]]
    fields = sum(len(part.fields) for part in document.parts)
    has_contents = document.meta.kind == "plan" and not only and fields >= ENOUGH_FOR_CONTENTS
    page = {
        "paper": paper.value,
        "room": room,
        "margin": margin,
        "contents": has_contents,
        "title": title,
        "only": only,
    }
    return json.dumps({**data, "page": page, "words": _words()}, ensure_ascii=False, separators=(",", ":")).encode()


def _draw(data: dict[str, Any], document: PlanDocument) -> None:
    """Add the drawings of each chart to it."""
    for part, made in zip(document.parts, data["parts"], strict=True):
        for field, written in zip(part.fields, made["fields"], strict=True):
            for block, shaped in zip(field.blocks, written["blocks"], strict=True):
                if isinstance(block, drawing.DRAWN):
                    shaped["drawings"] = to_data(drawing.drawings_of(block, show=letters.drawable))


def _every_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_every_text(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _every_text(item, change) for key, item in value.items()}
    return value


def _clip_front(front: dict[str, Any]) -> dict[str, Any]:
    """Shorten what grew because a font lacks its letters: the cover and the summary have one page each."""
    mission = clip(front["mission"], FRONT_MISSION)
    return {
        **_every_text(front, lambda text: clip(text, FRONT_LINE) if len(text) > FRONT_LINE else text),
        "mission": mission,
    }


def _fit(text: str) -> str:
    return letters.breakable(letters.show(text), LONGEST_WORD)


def _laid_out(block: dict[str, Any], room: float, *, close: bool = False) -> dict[str, Any]:
    """Add the widths of columns, what may break over a page, and where long words may."""
    block["close"] = close
    match block["type"]:
        case "table":
            block["widths"], longest = widths.columns(block, room)
            block["tall"] = [widths.is_tall(row, block["widths"]) for row in block["rows"]]
            most = KEEP_WITH_TOTALS if block["totals"] else KEEP_WHOLE
            block["breaks"] = sum(widths.height(row, block["widths"]) + ROW_EDGE for row in block["rows"]) > most
            if longest < LONGEST_WORD:
                return cast("dict[str, Any]", _every_text(block, lambda text: letters.breakable(text, longest)))
        case "grid":
            _lay_out_grid(block, room)
        case "facts":
            _lay_out_facts(block["items"], room - 140)
            heights = (widths.height([fact["value"]], [room - 140]) + ROW_EDGE for fact in block["items"])
            block["tall"] = sum(heights) > KEEP_WHOLE
        case "records":
            for record in block["items"]:
                _lay_out_facts(record["facts"], room)
                record["tall"] = any(fact["tall"] for fact in record["facts"])
        case "quadrants":
            half = room / 2
            heights = (sum(widths.height([cell], [half]) for cell in quadrant["items"]) for quadrant in block["cells"])
            block["tall"] = max(heights, default=0.0) > widths.TALLEST_ROW
        case "compared":
            for side in ("police_blocks", "security_blocks"):
                block[side] = [_laid_out(inner, room, close=close) for inner in block[side]]
        case _:
            pass
    return block


def _lay_out_grid(grid: dict[str, Any], room: float) -> None:
    """Let words that are longer than their column break."""
    shares = [column["width"] for column in grid["columns"]]
    sizes = (int((room * share / sum(shares) - widths.PADDING) / widths.LETTER) for share in shares)
    longest = [min(max(size, widths.LONGEST_WORDS[-1]), LONGEST_WORD) for size in sizes]
    for row in grid["rows"]:
        for number, most in enumerate(longest):
            if most < LONGEST_WORD:
                row[number] = _every_text(row[number], partial(letters.breakable, longest=most))


def _lay_out_facts(facts: list[dict[str, Any]], room: float) -> None:
    for fact in facts:
        cell: Mapping[str, Any] = fact["value"]
        fact["tall"] = widths.is_tall([cell], [room])
        longest = max(map(len, cell["text"].split()), default=0)
        is_line = not cell["items"] and "\n" not in cell["text"]
        fact["short"] = is_line and len(cell["text"]) <= SHORT_FACT and longest <= SHORT_WORD
        fact["runs"] = is_line and len(cell["text"]) <= RUN_IN_FACT


def _words() -> dict[str, str]:
    """Return the words the template adds around the document."""
    return {
        "contents": _("Contents"),
        "page": _("Page"),
        "of": _("of"),
        "version": _("Version of"),
        "between": _("Between"),
        "team": _("Plan written by"),
        "prepared": _("Prepared with Team Up on"),
        "draft": _("Legal terms in this plan are drafts for counsel's review."),
        "mission": _("Our mission"),
        "now": _("Now"),
        "goal": _("Goal"),
        "by": _("By"),
        "objective": _("Objective"),
        "open_here": _("Open in this part"),
        "lesson": _("lesson"),
        "source": _("Source"),
        "sources": _("Sources"),
        "lead": _("Lead"),
        "remark": _("Remark"),
        "scale": _("Scale"),
        "take": _("Worth taking"),
        "caution": _("A caution"),
        "partly": _("one side has answered"),
        "detail": _("More in the part"),
        "none": _("Nothing yet"),
    }
