"""Templates, scripts and pictures name only what is there, and the first page stays light."""

import re
from pathlib import Path

import brotli
import pytest

WEB = Path(__file__).parents[2] / "src/teamup/web"
STATIC = WEB / "static/teamup"
BEHAVIORS = sorted((WEB / "assets/behaviors").rglob("*.js"))
TEMPLATES = sorted(WEB.rglob("*.html"))
FIRST_PAGE_FONTS = ("public-sans-regular", "public-sans-bold", "merriweather-bold", "merriweather-black")


def read(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def packed(path: Path) -> int:
    return len(brotli.compress(path.read_bytes()))


def kebab(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


def test_every_icon_that_a_template_or_script_names_is_drawn():
    drawn = {icon.stem for icon in (WEB / "assets/icons").glob("*.svg")}
    named = set(re.findall(r'{% icon "([\w-]+)"', read(*TEMPLATES)))
    named |= set(re.findall(r'"is-\w+": "([\w-]+)"', read(*BEHAVIORS)))

    assert named - drawn == set()


def test_scripts_say_only_what_is_translated_and_nothing_is_translated_for_nobody():
    scripts = read(*BEHAVIORS)
    given = set(re.findall(r"data-say-([a-z-]+)=", read(WEB / "templates/components/words.html")))

    assert {kebab(name) for name in re.findall(r'words\("(\w+)"', scripts)} - given == set()
    assert given - {kebab(name) for name in re.findall(r'"(\w+)"', scripts)} == set()


def test_no_template_has_inline_script_style_or_handlers():
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|js:|<script(?![^>]*\bsrc=)", text), template.name


@pytest.mark.parametrize("name", ["styles.css", "teamup.js", "plan.js", "icons.svg", "mark.svg"])
def test_the_build_has_made(name):
    assert (STATIC / name).stat().st_size > 0


def test_the_style_sheet_names_only_files_that_are_there():
    named = re.findall(r'url\("?([^")]+)"?\)', read(STATIC / "styles.css"))

    assert [name for name in named if name and not name.startswith("data:") and not (STATIC / name).exists()] == []


def test_fonts_of_the_first_page_stay_within_60_kilobytes():
    assert sum((STATIC / "fonts" / f"{name}.woff2").stat().st_size for name in FIRST_PAGE_FONTS) <= 60_000


def test_styles_and_script_leave_room_for_the_page_in_60_kilobytes():
    assert packed(STATIC / "styles.css") + packed(STATIC / "teamup.js") <= 50_000
