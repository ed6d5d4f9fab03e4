"""What a browser without JavaScript would send of a form on a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Controls(HTMLParser):
    """Collects the successful controls of the worksheet, as HTML defines them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._in_form = False
        self._templates = 0
        self._textarea = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_form = self._in_form or (tag == "form" and "worksheet" in given.get("class", ""))
        self._templates += tag == "template"
        if not self._in_form or self._templates:
            return
        name = given.get("name", "")
        match tag:
            case "input" if name and given.get("type") in ("checkbox", "radio"):
                if "checked" in given:
                    self._add(name, given.get("value", "on"))
            case "input" if name:
                self._add(name, given.get("value", ""))
            case "textarea":
                self._textarea = name
                self.sent.setdefault(name, []).append("")
            case "select":
                self._select = name
            case "option" if self._select and "selected" in given:
                self._add(self._select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
        self._in_form = self._in_form and tag != "form"
        if tag == "textarea" and self._textarea:
            # A browser drops the line break that follows the tag, and sends CRLF.
            text = self.sent[self._textarea][-1].removeprefix("\n")
            self.sent[self._textarea][-1] = text.replace("\n", "\r\n")
            self._textarea = ""
        if tag == "select" and self._select:
            self.sent.setdefault(self._select, [""])
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.sent[self._textarea][-1] += data

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def worksheet_of(page: str, **typed: Any) -> dict[str, list[str]]:
    """Return what the page's worksheet would send, with what was typed; "__" in a name stands for a dot."""
    parser = _Controls()
    parser.feed(page)
    assert parser.sent, "there is no worksheet on this page"
    return {**parser.sent, **{name.replace("__", "."): as_list(value) for name, value in typed.items()}}


def as_list(value: Any) -> list[str]:
    """Return one or many values as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def rows_in(sent: dict[str, list[str]], name: str) -> list[str]:
    """Return the ids of the rows that a worksheet holds for an answer."""
    return sent.get(f"{name}.row", [])
