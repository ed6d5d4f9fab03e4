"""The table of requirements is whole, says how each is met or why not, and names tests that are there."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTES = ROOT / "docs" / "security"
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
"""How many requirements of levels 1 and 2 each section of version 5.0.0 has. They come first in theirs."""


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("asvs", ROOT / "scripts" / "asvs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ROWS: list[dict[str, Any]] = script().rows()


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_of_both_levels_has_its_row():
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]

    assert [row["id"] for row in ROWS] == wanted
    assert Counter(row["level"] for row in ROWS) == {1: 70, 2: 183}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_says_how_it_is_met_or_why_not(row: dict[str, Any]):
    needed = {"id", "level", "says", "status", "by" if row["status"] == "met" else "why"}

    assert row["status"] in {"met", "not met", "not applicable"}
    assert set(row) - {"tests"} == needed
    assert all(str(row[name]).strip() for name in needed)
    assert len(row["says"]) <= 80  # our own few words
    assert "|" not in "".join(map(str, row.values()))
    assert row.get("tests") or row["status"] != "met"


def test_every_test_that_is_named_is_there():
    named = [test for row in ROWS for test in row.get("tests", ())]
    missing = [
        test
        for test in named
        for path, _, name in [test.partition("::")]
        if not (ROOT / path).is_file() or not name.startswith("test_") or name not in names_in(path)
    ]

    assert missing == []
    assert len(set(named)) > 100


def test_every_evidence_is_there():
    said = " ".join(row.get("by") or row["why"] for row in ROWS)
    files = set(re.findall(r"`([\w./-]+\.(?:py|md|yaml|json))`", said))
    places = (ROOT, ROOT / "src" / "teamup")

    assert [name for name in files if not any((place / name).is_file() for place in places)] == []
    for heading in re.findall(r"`docs/security/README\.md`, \*([^*]+)\*", said):
        assert f"\n## {heading}\n" in (NOTES / "README.md").read_text(encoding="utf-8"), heading


def test_the_page_is_up_to_date():
    assert (NOTES / "asvs.md").read_text(encoding="utf-8") == script().page(ROWS), "run python scripts/asvs.py"


def test_every_limit_is_documented():
    named = re.compile(r'Limit\(\s*"([^"]+)"')
    source = ROOT / "src" / "teamup"
    limits = {name for path in source.rglob("*.py") for name in named.findall(path.read_text(encoding="utf-8"))}
    page = (NOTES / "README.md").read_text(encoding="utf-8")

    assert [name for name in sorted(limits) if f"| {name} |" not in page] == []


@pytest.mark.django_db
def test_a_new_site_has_no_account():
    from teamup.accounts.models import User

    assert not User.objects.exists()
    assert not any(hasattr(User, power) for power in ("is_staff", "is_superuser"))
