"""`teamup pack`: what it refuses, and how it says so."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from teamup.catalog import shelf

TINY = Path(__file__).resolve().parents[1] / "content" / "tiny-pack"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The clinic's course in a folder of its own, published once."""
    shutil.copytree(TINY, tmp_path / "pack")
    return tmp_path / "pack"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.django_db
def test_an_id_that_is_used_for_something_else_is_refused_with_file_line_and_what_to_do(
    pack: Path, capsys: pytest.CaptureFixture[str]
):
    call_command("pack", "publish", str(pack))
    edit(pack / "pack.yaml", "version: 1.0.0", "version: 1.1.0")
    edit(pack / "sections/ready/dangers/questions.yaml", "kind: number", "kind: short_text")

    with pytest.raises(CommandError, match="1 ids stand for something else"):
        call_command("pack", "publish", str(pack))

    lines = (pack / "sections/ready/dangers/questions.yaml").read_text(encoding="utf-8").splitlines()
    said = capsys.readouterr().err
    assert f"sections/ready/dangers/questions.yaml:{lines.index('  - id: cold_hours') + 1}: “cold_hours” was" in said
    assert "give this one a new id" in said
    assert shelf.newest("clinic-disaster") == ("clinic-disaster", "1.0.0")


@pytest.mark.django_db
def test_a_question_that_is_reworded_and_one_that_is_new_are_published(pack: Path, capsys: pytest.CaptureFixture[str]):
    call_command("pack", "publish", str(pack))
    edit(pack / "pack.yaml", "version: 1.0.0", "version: 1.1.0")
    edit(
        pack / "sections/ready/dangers/questions.yaml",
        "id: cold_hours\n    kind: number",
        "id: cold_time\n    kind: short_text",
    )

    call_command("pack", "publish", str(pack))

    assert "Published clinic-disaster 1.1.0" in capsys.readouterr().out


@pytest.mark.parametrize("action", ["check", "publish"])
def test_a_folder_has_to_be_named(action: str):
    with pytest.raises(CommandError, match="Name the folder of the pack"):
        call_command("pack", action)
