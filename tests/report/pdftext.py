"""What a screen reader gets out of a tagged PDF: its text in the order of the structure tree, and the tree itself."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


def fold(text: str) -> str:
    """Return text composed and without white space."""
    return "".join(unicodedata.normalize("NFC", text).split())


@dataclass
class Node:
    """An element of the structure tree."""

    role: str
    alt: str = ""
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> str:
        """Return the text of the element and all below it."""
        return "".join(node.text for node in self.walk())


def tree_of(data: bytes) -> Node:
    """Return the structure tree of a PDF, its text in place. What is no part of the tree (footers) is left out."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts = {page.objgen: _texts_of(page) for page in pdf.pages}
        return _node(pdf.Root.StructTreeRoot, texts, None)


def _node(element: Any, texts: dict[Any, dict[int, str]], page: Any) -> Node:
    node = Node(str(element.get("/S", "/Root"))[1:], str(element.get("/Alt", "")))
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            node.children.append(Node("Text", text=texts[page.objgen].get(kid, "")))
        elif kid.get("/Type") == "/MCR":
            node.children.append(Node("Text", text=texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")))
        elif kid.get("/Type") != "/OBJR":
            node.children.append(_node(kid, texts, page))
    return node


def _texts_of(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of each piece of marked content on a page."""
    fonts = {name: _to_unicode(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    open_marks: list[tuple[int | None, str | None]] = []
    font: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                properties = operands[1] if isinstance(operands[1], pikepdf.Dictionary) else {}
                actual = properties.get("/ActualText")
                open_marks.append((properties.get("/MCID"), None if actual is None else str(actual)))
                _add(found, open_marks, str(actual) if actual is not None else "")
            case "BMC":
                open_marks.append((None, None))
            case "EMC":
                open_marks.pop()
            case "Tf":
                font = fonts.get(str(operands[0]), {})
            case "Tj" | "TJ":
                if not any(actual is not None for _mark, actual in open_marks):
                    pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                    _add(
                        found,
                        open_marks,
                        "".join(_decode(bytes(p), font) for p in pieces if isinstance(p, pikepdf.String)),
                    )
            case _:
                pass
    return found


def _add(found: dict[int, str], marks: list[tuple[int | None, str | None]], text: str) -> None:
    mark = next((int(mark) for mark, _actual in reversed(marks) if mark is not None), None)
    if mark is not None:
        found[mark] = found.get(mark, "") + text


def _decode(codes: bytes, font: dict[bytes, str]) -> str:
    return "".join(font.get(codes[at : at + 2], "\ufffd") for at in range(0, len(codes), 2))


def _to_unicode(font: Any) -> dict[bytes, str]:
    """Return what the two-byte codes of a font mean."""
    meaning: dict[bytes, str] = {}
    cmap = bytes(font.ToUnicode.read_bytes())
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        codes = [bytes.fromhex(found.decode()) for found in HEX.findall(block)]
        meaning |= {code: text.decode("utf-16-be") for code, text in zip(codes[::2], codes[1::2], strict=True)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        codes = [bytes.fromhex(found.decode()) for found in HEX.findall(block)]
        for low, high, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
            first, start = int.from_bytes(low, "big"), text.decode("utf-16-be")
            for step in range(int.from_bytes(high, "big") - first + 1):
                meaning[(first + step).to_bytes(2, "big")] = start[:-1] + chr(ord(start[-1]) + step)
    return meaning
