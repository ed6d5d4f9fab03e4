"""The JSON Schemas that editors use: they accept our own course, and they find what the pen slips on."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command

from teamup.catalog import editor, schema, shapes, source

CONTENT = Path(__file__).resolve().parents[2] / "content"
TINY = Path(__file__).resolve().parents[1] / "content" / "tiny-pack"


def validator(name: str) -> jsonschema.Draft202012Validator:
    shape = editor.schema_of(name)
    jsonschema.Draft202012Validator.check_schema(shape)
    return jsonschema.Draft202012Validator(shape)


def name_of(path: str) -> str:
    return Path(path).stem


@pytest.mark.parametrize("pack", [CONTENT / "police-security", TINY], ids=["police-security", "tiny"])
def test_every_file_of_a_sound_pack_is_accepted(pack: Path):
    docs = source.read_pack(pack).docs
    validators = {name: validator(name) for name in editor.SHAPES}

    found = [
        f"{path}: {error.json_path}: {error.message}"
        for path, doc in docs.items()
        for error in validators[name_of(path)].iter_errors(doc["front"] if path.endswith(".md") else doc)
    ]

    assert found == []


QUESTION = {"id": "mission", "kind": "long_text", "prompt": "Mission?"}


@pytest.mark.parametrize(
    "slip",
    [
        {"promt": "Mission?"},
        {"kind": "long_texts"},
        {"prompt": {"police": "Mission?"}},
        {"prompt": {"default": "Mission?", "sheriff": "Mission, sheriff?"}},
        {"id": "My Mission"},
        {"options": [{"label": "without an id"}]},
        {"show_when": {"any": "not a list"}},
        {"show_when": {}},
        {"max_words": -1},
    ],
    ids=lambda slip: next(iter(slip)),
)
def test_a_slip_of_the_pen_is_found(slip: dict[str, Any]):
    questions = validator("questions")

    sound = questions.is_valid({"questions": [QUESTION]})
    slipped = questions.is_valid({"questions": [{**QUESTION, **slip}]})

    assert (sound, slipped) == (True, False)


def test_both_forms_of_words_options_and_conditions_are_accepted():
    question = {
        **QUESTION,
        "kind": "choice",
        "prompt": {"default": "Which?", "police.existing": "Which, today?"},
        "options": {"a": "A", "b": {"default": "B", "police": "Bravo"}},
        "show_when": {"not": {"any": [{"path": "new"}, {"setting": ["campus", "downtown"]}, {"answered": "goals"}]}},
    }

    assert validator("questions").is_valid({"questions": [question]})


def test_each_key_is_explained():
    keys = {key for shape in shapes.Doc.__subclasses__() for key in shape.model_fields}

    assert len(shapes.Doc.__subclasses__()) > 25
    assert keys == set(editor.KEYS)


def test_each_file_that_a_pack_may_hold_has_a_schema():
    files = {*schema.FILES, *schema.MORE_FILES, *schema.LESSON_FILES, *schema.MORE_LESSON_FILES, *schema.SECTION_FILES}

    assert {name_of(file) for file in files} == set(editor.SHAPES)


def test_the_schemas_are_written_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call_command("pack", "schema", str(tmp_path / "schemas"))

    written = sorted((tmp_path / "schemas").iterdir())
    assert [path.name for path in written] == sorted(f"{name}.schema.json" for name in editor.SHAPES)
    assert all(json.loads(path.read_text(encoding="utf-8"))["$schema"] == editor.DIALECT for path in written)
    assert "questions.schema.json" in capsys.readouterr().out


def test_the_line_that_the_guide_shows_is_a_comment_to_the_checker():
    line = "# yaml-language-server: $schema=../../../../pack-schema/questions.schema.json\n"

    assert yaml.safe_load(f"{line}questions: []") == source.parse("a.yaml", f"{line}questions: []")
