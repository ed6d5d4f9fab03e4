"""Finding in a page what the content policy would not let run: it should not be there in the first place."""

from __future__ import annotations

from html.parser import HTMLParser

DATA = {"application/json", "application/ld+json"}
LINKS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href"}


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name.lower(): value or "" for name, value in attrs}
        if tag == "script" and "src" not in found and found.get("type") not in DATA:
            self.faults.append("a script in the page")
        if tag in {"style", "base", "object", "embed", "applet", "iframe", "frame"}:
            self.faults.append(f"<{tag}>")
        for name, value in found.items():
            self._look(tag, name, value)

    def _look(self, tag: str, name: str, value: str) -> None:
        if name == "style" or name.startswith(("on", "hx-on")):
            self.faults.append(f"{name} on <{tag}>")
        if value.strip().lower().startswith(("js:", "javascript:", "vbscript:")):
            self.faults.append(f"{name}={value[:20]}")
        if name in LINKS and value.strip().lower().startswith("data:") and tag != "img":
            self.faults.append(f"a data: link in {name} on <{tag}>")
        if name in {"src", "action", "formaction"} and value.startswith(("http:", "https:", "//")):
            self.faults.append(f"{name} leads to another site on <{tag}>")


def faults_in(page: str) -> list[str]:
    """Return what in a page could run, or is fetched from elsewhere."""
    finder = _Finder()
    finder.feed(page)
    return finder.faults
