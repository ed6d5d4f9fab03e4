"""The plan as one HTML file: it opens anywhere, asks for nothing, says all, and is a plan again when it is loaded."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from teamup.catalog.model import Path as PlanPath
from teamup.plans.state import PlanState
from teamup.report import formats, htmlfile
from teamup.report.build import build
from teamup.report.errors import PlanFileError
from teamup.report.htmlfile import plan_file_in
from teamup.report.jsonfile import read_plan_file, write_plan_file
from teamup.report.planfiles import read_file
from tests.report.awkward import an_awkward_plan, every_text
from tests.report.golden import golden
from tests.report.plans import TODAY, a_core_plan, a_full_plan, an_empty_plan
from tests.report.small import a_small_awkward_plan, a_small_full_plan

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FETCHING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "manifest", "ping", "style"}
UNWANTED = {"link", "iframe", "object", "embed", "base", "form", "input", "button", "img", "audio", "video"}
PLANS = [
    pytest.param(a_full_plan, id="full"),
    pytest.param(lambda: a_full_plan(PlanPath.EXISTING), id="existing"),
    pytest.param(a_core_plan, id="core"),
    pytest.param(an_empty_plan, id="empty"),
    pytest.param(lambda: an_awkward_plan(7), id="awkward"),
]


def rendered(state: PlanState) -> str:
    return htmlfile.render(build(state, today=TODAY), write_plan_file(state)).decode()


class Page(HTMLParser):
    """What a program finds in the page: elements with their attributes, headings, and the words people read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.levels: list[int] = []
        self.words: list[str] = []
        self._skipped = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("script", "style"):
            self._skipped = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.elements if name == tag)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("state", PLANS)
def test_nothing_in_it_runs_or_asks_for_anything(state):
    page = Page(rendered(state()))

    scripts = list(page.all("script"))
    tags = {tag for tag, _attributes in page.elements}

    assert scripts == [{"type": "application/json", "id": "team-up-plan"}]
    assert tags.isdisjoint(
        {"link", "iframe", "object", "embed", "base", "form", "input", "button", "img", "audio", "video"}
    )
    for tag, attributes in page.elements:
        assert not FETCHING & attributes.keys(), (tag, attributes)
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        if tag != "a":
            assert attributes.get("href", "#").startswith("#")
        else:
            assert re.match(r"#|https?://", attributes["href"])


def test_its_policy_lets_in_its_own_style_and_nothing_else():
    text = rendered(a_core_plan())
    page = Page(text)

    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert "url(" not in style
    assert "@import" not in style
    assert text.index("Content-Security-Policy") < text.index("<title>")


@pytest.mark.parametrize("state", PLANS)
def test_its_headings_are_in_order_and_its_tables_say_what_they_are(state):
    page = Page(rendered(state()))

    steps = [after - before for before, after in zip(page.levels, page.levels[1:], strict=False)]

    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert max(steps) <= 1
    assert all(header.get("scope") in ("col", "row") for header in page.all("th"))
    assert next(page.all("html"))["lang"] == "en"


def test_what_people_wrote_can_be_read_in_it():
    state = a_full_plan()
    text = Page(rendered(state)).text

    missing = [typed for typed in every_text(state) if " ".join(typed.split()) not in text]

    assert missing == []


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_its_words_are_what_people_agreed_they_should_be(name, state):
    words = (" ".join(word.split()) for word in Page(rendered(state())).words)

    golden(f"{name}.html.txt", "\n".join(filter(None, words)) + "\n")


def test_the_same_plan_and_day_give_the_same_bytes():
    assert rendered(a_full_plan()) == rendered(a_full_plan())


def test_what_is_typed_cannot_break_out_of_the_page():
    page = Page(rendered(a_small_awkward_plan()))

    tags = {tag for tag, attributes in page.elements if attributes.get("onerror") or attributes.get("src")}

    assert tags == set()


@pytest.mark.parametrize(
    "typed",
    ["</script><script>alert(1)</script>", "<!--<script>", "&lt;/script&gt;", "]]>", "\u2028\u2029", "\\u003c \\", '"'],
)
def test_what_is_typed_comes_back_out_of_the_page(typed):
    data = json.dumps({"format": "teamup-plan", "typed": typed}, ensure_ascii=False).encode()
    text = htmlfile.render(build(a_small_full_plan(), today=TODAY), data).decode()

    assert json.loads(plan_file_in(text)) == json.loads(data)
    assert len(re.findall(r"</script", text, re.IGNORECASE)) == 1


def there_and_back(seed: int) -> None:
    state = an_awkward_plan(seed)
    data = write_plan_file(state)

    page = htmlfile.render(build(state, today=TODAY), data)

    found, plan_file = read_file(page)
    assert found == read_plan_file(data)
    assert json.loads(plan_file) == json.loads(data)
    assert dict(found.answers) == dict(state.stored)
    assert read_file(data)[0] == found


@pytest.mark.parametrize("seed", range(6))
def test_an_awkward_plan_comes_back_out_of_its_page_and_its_file(seed):
    there_and_back(seed)


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(20))
def test_two_thousand_awkward_plans_come_back(hundred):
    for seed in range(1000 + hundred * 100, 1100 + hundred * 100):
        there_and_back(seed)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda page: page[:-400], "cut off"),
        (lambda page: page.replace("</script>", ""), "cut off"),
        (lambda page: page + page, "more than one plan"),
        (lambda page: page.replace('id="team-up-plan"', 'id="another"').replace("Team Up", "X"), "holds no plan"),
        (lambda _page: "<script id='team-up-plan'>{}</script>", "holds no plan"),
        (lambda _page: "<!doctype html><p>Hello", "holds no plan"),
    ],
    ids=["short", "no-end", "twice", "other-place", "other-type", "other-page"],
)
def test_a_page_without_one_whole_plan_is_refused_with_a_sentence(change, says):
    with pytest.raises(PlanFileError, match=says):
        plan_file_in(change(rendered(a_core_plan())))


def test_a_page_that_a_browser_has_saved_anew_still_holds_its_plan():
    state = a_core_plan()
    text = rendered(state).replace(
        '<script type="application/json" id="team-up-plan">', "<SCRIPT ID=team-up-plan  type='application/json'>"
    )

    assert read_plan_file(plan_file_in(text)) == read_plan_file(write_plan_file(state))


@pytest.mark.parametrize(
    "piece", ["<script>", "<script ", "<!--", "<", '<script type="application/json" id="team-up-plan">']
)
def test_looking_for_a_plan_takes_no_longer_than_the_page_is_long(piece):
    with pytest.raises(PlanFileError):
        plan_file_in(piece * (2_000_000 // len(piece)))


@pytest.mark.django_db
def test_it_is_one_of_the_forms_of_the_report():
    file = formats.render("html", a_core_plan(), today=TODAY)

    assert file.name == "riverton-downtown-safety-partnership.html"
    assert file.media_type == "text/html; charset=utf-8"
    assert read_file(file.data)[0].answers == dict(a_core_plan().answers)


@pytest.mark.browser
@pytest.mark.slow
def test_it_opens_from_a_disk_asks_for_nothing_and_has_no_barrier(chromium: Browser, tmp_path: Path):
    file = tmp_path / "plan.html"
    file.write_bytes(rendered(a_full_plan()).encode())
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=True, color_scheme="dark"
    )
    page, noticed = context.new_page(), []
    page.on("console", lambda message: noticed.append(message.text))
    page.on("request", lambda request: noticed.append(request.url))

    page.goto(file.as_uri())

    found = page.evaluate(AXE.read_text(encoding="utf-8") + _ASK, RULES)
    assert noticed == [file.as_uri()]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    context.close()


_ASK = """
; (rules) => axe.run(document, {runOnly: rules}).then(({violations}) => violations.map(
  (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`))
"""
