"""The guide for authors says what is true: its pack is a pack, its commands exist, its kinds are all there."""

import re
from pathlib import Path

import pytest
import yaml

from teamup.catalog import check, editor, load
from teamup.catalog.model import CellKind, Kind, Side

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "authoring"
FILE = re.compile(r"`content/first-aid/([^`]+)`\n\n```(?:yaml|markdown)\n(.*?)```", re.DOTALL)


def the_pack_of_the_guide(folder: Path) -> Path:
    """Write the files that first-lesson.md shows, as its readers would."""
    for name, text in FILE.findall((GUIDE / "first-lesson.md").read_text(encoding="utf-8")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_who_types_the_first_lesson_as_it_stands_has_a_pack_without_a_fault(tmp_path: Path):
    checked = check.check(the_pack_of_the_guide(tmp_path))

    assert checked.faults == ()
    assert [lesson.id for lesson in load.build(checked.pack).lessons()] == ["help/people"]


def test_every_kind_of_question_and_cell_is_in_the_guide():
    packs = (GUIDE / "packs.md").read_text(encoding="utf-8")

    assert [kind for kind in (*Kind, *CellKind) if f"`{kind}`" not in packs] == []


def test_every_schema_is_named_in_the_guide():
    guide = (GUIDE / "first-lesson.md").read_text(encoding="utf-8")

    assert [name for name in editor.SHAPES if f"`{name}`" not in guide] == []


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere_and_examples_are_yaml(page: Path):
    text = page.read_text(encoding="utf-8")

    links = re.findall(r"\]\(([a-z-]+\.md)\)", text)
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)

    assert [link for link in links if not (GUIDE / link).exists()] == []
    assert all(yaml.safe_load(example) is not None for example in examples)


def test_each_voice_is_named():
    packs = (GUIDE / "packs.md").read_text(encoding="utf-8")

    assert [side for side in Side if f"`{side}`" not in packs] == []
