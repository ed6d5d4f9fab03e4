"""Paragraphs of a Word document and the words in them. Source: ECMA-376 part 1, chapter 17 (WordprocessingML)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt

from teamup.report import letters
from teamup.report.word.look import Look, Style

Element = BaseOxmlElement
NAMES = {"w": nsmap["w"]}
UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, and what XML 1.0 cannot hold at all."""
PIECES = re.compile("(\t|\n)")
GAP = re.compile(r"\n[ \t]*\n\s*")
RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Words:
    """Text with the look of a character style."""

    text: str
    look: Look = Look.PLAIN


Line = tuple[Words, ...]
"""What one paragraph says."""


@cache
def _name(prefixed: str) -> str:
    return qn(prefixed)


def element(tag: str, attributes: dict[str, str] | None = None, *children: Element) -> Element:
    """Return an element with these children; names have their prefix ("w:val")."""
    found = {_name(name): value for name, value in attributes.items()} if attributes else None
    made = cast("Element", oxml_parser.makeelement(_name(tag), attrib=found, nsmap=NAMES))
    for child in children:
        made.append(child)
    return made


def val(tag: str, value: str) -> Element:
    """Return an element that has one value."""
    return element(tag, {"w:val": value})


def clean(text: str) -> str:
    """Return `text` as XML can hold it: one kind of line end, and other control characters as [U+XXXX]."""
    if text.isascii() and text.isprintable():
        return text
    return UNFIT.sub(lambda found: f"[U+{ord(found[0]):04X}]", letters.LINE_ENDS.sub("\n", text))


def typed(text: str, look: Look = Look.PLAIN) -> list[Line]:
    """Return text as it was typed: a blank line parts paragraphs, a line end stays a line end."""
    return [(Words(part, look),) for part in GAP.split(clean(text).strip("\n")) if part.strip()]


def run(text: str, look: Look = Look.PLAIN) -> Iterator[Element]:
    """Yield the runs of a text: what is written from right to left has runs of its own."""
    for piece, is_rtl in _directions(clean(text)) if text else ():
        made = element("w:r")
        looks = [*([val("w:rStyle", look)] if look else []), *([element("w:rtl")] if is_rtl else [])]
        if looks:
            made.append(element("w:rPr", None, *looks))
        for part in filter(None, PIECES.split(piece)):
            made.append(_part(part))
        yield made


def _part(part: str) -> Element:
    if part in "\t\n":
        return element("w:tab" if part == "\t" else "w:br")
    made = element("w:t", {"xml:space": "preserve"})
    made.text = part
    return made


def _directions(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text where its direction changes; what has no direction goes with what stands before it."""
    if text.isascii():
        yield text, False
        return
    start, was_rtl = 0, _begins_rtl(text)
    for at, letter in enumerate(text):
        kind = unicodedata.bidirectional(letter)
        if (kind == "L" and was_rtl) or (kind in RIGHT_TO_LEFT and not was_rtl):
            if at > start:
                yield text[start:at], was_rtl
            start, was_rtl = at, not was_rtl
    yield text[start:], was_rtl


def _begins_rtl(text: str) -> bool:
    """Say whether the first letter that has a direction is written from right to left."""
    if text.isascii():
        return False
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in ("L", *RIGHT_TO_LEFT)), "L") in RIGHT_TO_LEFT


def paragraph(
    style: Style,
    content: Sequence[Words | Element] = (),
    *,
    keep_next: bool = False,
    new_page: bool = False,
    number: int | None = None,
) -> Element:
    """Return a paragraph. `number` is the list it counts in (0: none), where that is not its style's own."""
    words = "".join(item.text for item in content if isinstance(item, Words))
    properties = element("w:pPr")
    if style:
        properties.append(val("w:pStyle", style))
    if keep_next:
        properties.append(element("w:keepNext"))
    if new_page:
        properties.append(element("w:pageBreakBefore"))
    if number is not None:
        properties.append(element("w:numPr", None, val("w:ilvl", "0"), val("w:numId", str(number))))
    if _begins_rtl(words):
        properties.append(element("w:bidi"))
    made = element("w:p")
    if len(properties):
        made.append(properties)
    for item in content:
        made.extend(run(item.text, item.look) if isinstance(item, Words) else [item])
    return made


def picture(image: str, number: int, text: str, width: float, height: float) -> Element:
    """Return an image in its line, so many points large; `text` says it for those who cannot see it."""
    inline = CT_Inline.new_pic_inline(number, image, f"chart-{number}.png", Pt(width), Pt(height))
    properties = inline.docPr
    properties.set("name", f"Chart {number}")
    properties.set("descr", " ".join(text.split()))
    return element("w:r", None, element("w:drawing", None, inline))


def field(code: str, shown: str) -> Element:
    """Return a field that Word works out, such as the number of a page; `shown` stands there until then."""
    return element("w:fldSimple", {"w:instr": f" {code} "}, *run(shown))
