"""The workshop: a lesson before it is published, in six voices, and the gallery of components. In debug only."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from teamup.catalog.model import Kind
from teamup.web.workshop import gallery

TINY = Path(__file__).resolve().parents[2] / "content" / "tiny-pack"
PAGES = ("/dev/preview/", "/dev/preview/ready/dangers/", "/dev/components/")
LESSON = "/dev/preview/ready/dangers/"
QUESTIONS = "sections/ready/dangers/questions.yaml"
WHO = """  - {id: who, kind: choice, prompt: "Who?", help: H, options: [{id: p, label: P, side: police}]}
  - id: building"""


@pytest.fixture
def pack(tmp_path: Path, settings: Any) -> Path:
    """The clinic's course in a folder of its own, with debug on as on an author's machine."""
    settings.DEBUG = True
    settings.CONTENT_DIR, settings.COURSE_PACK = tmp_path, "clinic-disaster"
    shutil.copytree(TINY, tmp_path / "clinic-disaster")
    return tmp_path / "clinic-disaster"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_outside_debug_the_workshop_is_not_there(pack: Path, client: Client, settings: Any, page: str):
    settings.DEBUG = False

    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_in_debug_each_page_opens_without_a_database(pack: Path, client: Client, page: str):
    response = client.get(page)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


def test_the_preview_shows_what_the_file_says_now(pack: Path, client: Client):
    before = client.get(LESSON).content.decode()
    edit(pack / QUESTIONS, "What do you promise your patients?", "What is your word worth?")

    after = client.get(LESSON).content.decode()

    assert "What is your word worth?" not in before
    assert "What is your word worth?" in after


def test_the_preview_speaks_in_the_voice_and_on_the_path_that_are_asked_for(pack: Path, client: Client):
    edit(
        pack / "sections/ready/dangers/questions.yaml",
        "prompt: What do you promise your patients?",
        'prompt: {default: "Everyone?", police.existing: "Officers again?", existing: "Again?"}',
    )
    edit(pack / "opening.yaml", "  - id: building", WHO)
    edit(pack / "pack.yaml", "  path: first_plan", "  path: first_plan\n  side: who")

    shown = {
        (side, path): client.get(LESSON, {"side": side, "path": path}).content.decode()
        for side in ("police", "joint")
        for path in ("new", "existing")
    }

    assert "Officers again?" in shown["police", "existing"]
    assert "Again?" in shown["joint", "existing"]
    assert "Everyone?" in shown["police", "new"]
    assert "Everyone?" in shown["joint", "new"]


def test_a_question_that_a_condition_hides_is_shown_and_says_so(pack: Path, client: Client):
    page = client.get(LESSON).content.decode()

    assert "For how many hours" in page
    assert "Hidden until other answers call for it." in page


def test_faults_stand_on_top_with_file_and_line_and_the_lesson_below(pack: Path, client: Client):
    edit(pack / "sections/ready/dangers/questions.yaml", "options_from: dangers", "options_from: dangerz")

    page = client.get(LESSON).content.decode()

    lines = (pack / "sections/ready/dangers/questions.yaml").read_text(encoding="utf-8").splitlines()
    assert f"sections/ready/dangers/questions.yaml:{lines.index('  - id: dangers_first') + 1}" in page
    assert "no such question" in page
    assert "What do you promise your patients?" in page


def test_a_pack_that_cannot_be_shown_says_why(pack: Path, client: Client):
    edit(pack / "sections/ready/dangers/questions.yaml", "kind: yes_no", "kind: maybe")

    response = client.get(LESSON)

    assert response.status_code == 422
    assert "“maybe” is not possible" in response.content.decode()


@pytest.mark.parametrize("query", [{"side": "sheriff"}, {"path": "sideways"}, {"side": ""}])
def test_a_voice_that_does_not_exist_is_the_plain_one(pack: Path, client: Client, query: dict[str, str]):
    assert client.get(LESSON, query).status_code == 200


@pytest.mark.parametrize("address", ["/dev/preview/ready/nothing/", "/dev/preview/nothing/dangers/"])
def test_a_lesson_that_is_not_in_the_pack_is_404(pack: Path, client: Client, address: str):
    assert client.get(address).status_code == 404


def test_every_kind_of_question_has_an_example():
    shown = {example.of for example in gallery.field_examples()}

    assert shown == {f"plan/fields/{kind}.html" for kind in Kind}


def test_every_component_has_an_example_or_stands_in_the_frame():
    described = yaml.safe_load(gallery.COMPONENTS.read_text(encoding="utf-8"))

    templates = {path.stem for path in gallery.COMPONENTS.parent.glob("*.html")}
    shown = {example["template"] for example in described["examples"]}
    assert shown | {*described["in_the_frame"]} == templates


def test_markup_in_examples_stays_text():
    drawn = "".join(example.html for example in (*gallery.component_examples(), *gallery.field_examples()))

    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
