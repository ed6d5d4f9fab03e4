"""The plan as one HTML file: any browser shows it without a server, and Team Up takes it back as a plan.

The plan file (`jsonfile`) lies in it as data. Nothing in it runs or is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from teamup.report import signs
from teamup.report.document import PlanDocument
from teamup.report.errors import PlanFileError

PLACE = "team-up-plan"
"""The id of the element that holds the plan. Older files have it too, so it stays."""
MEDIA_TYPE = "text/html; charset=utf-8"
GENERATOR = "Team Up"
HERE = Path(__file__).parent
FOLDERS = (HERE / "html", HERE / "templates")
_SCRIPT = re.compile(r"(?P<tag><script\b[^<>]{0,300}>)(?P<plan>[^<]*)(?P<end></script)?", re.IGNORECASE)
"""A script element as ours are: no "<" in it."""
_OURS = re.compile(r"<meta\b[^<>]{0,300}\bgenerator\b[^<>]{0,300}\bTeam Up\b", re.IGNORECASE)
ESCAPED = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def render(document: PlanDocument, plan_file: bytes) -> bytes:
    """Return the file of a plan: its document to read, and its plan file to load again.

    The same document and plan file give the same bytes.
    """
    context = {
        "document": document,
        "missing": {fact.label: fact.value.text for fact in document.summary.missing},
        "policy": _policy(),
        "look": _look(),
        "signs": signs.symbols(),
        "generator": GENERATOR,
        "place": PLACE,
        "plan_file": _embedded(plan_file),
    }
    return _engine().get_template("file.html").render(Context(context)).encode()


@cache
def _engine() -> Engine:
    """Return the engine of the file. It has the page's templates of documents and, for the look, its own parts."""
    libraries = {
        "i18n": "django.templatetags.i18n",
        "look": "teamup.report.signs",
        "report_blocks": "teamup.report.templatetags.report_blocks",
    }
    return Engine(dirs=[*map(str, FOLDERS)], libraries=libraries)


@cache
def _look() -> SafeString:
    return mark_safe((HERE / "html" / "look.css").read_text(encoding="utf-8").strip())  # noqa: S308 (our own file)


@cache
def _policy() -> str:
    """Return the content policy: this one style sheet, drawings inside the file, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(_look().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _embedded(plan_file: bytes) -> SafeString:
    """Return the plan file for a script element. Nothing typed can end it: JSON's own escapes stand for <, > and &."""
    return mark_safe(plan_file.decode().strip().translate(ESCAPED))  # noqa: S308 (no markup is left in it)


def plan_file_in(page: str) -> bytes:
    """Return the plan file that lies in an HTML file. It is read, never shown, in time that grows with its length only.

    Raises `PlanFileError` when there is none, more than one, or the file ends before it does.
    """
    places = (match for match in _SCRIPT.finditer(page) if PLACE in match["tag"] and _is_place(match["tag"]))
    found = [*islice(places, 2)]
    if (not found and _OURS.search(page)) or any(match["end"] is None for match in found):
        raise PlanFileError(
            _("The file is cut off before its end, where the plan is. Copy it again from where it was first saved.")
        )
    if not found:
        raise PlanFileError(
            _("This page holds no plan. Choose a report that was downloaded from Team Up as HTML, or its plan file.")
        )
    if len(found) > 1:
        raise PlanFileError(_("The file holds more than one plan. Use a file as Team Up wrote it."))
    return found[0]["plan"].encode()


def _is_place(tag: str) -> bool:
    """Say whether a start tag is that of the element which holds the plan, however a browser has written it anew."""
    reader = _StartTag()
    reader.feed(tag)
    return reader.given.get("id") == PLACE and reader.given.get("type") == "application/json"


class _StartTag(HTMLParser):
    """Reads the attributes of one start tag."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep them."""
        self.given = dict(attrs)
