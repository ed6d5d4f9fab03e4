"""Plan files of every version there ever was open to what they held.

`v1.json` is as the program of its day wrote it, `v1.html` is a page with the same in it, and `v1.values.json` says what
that is. None of them is ever written anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from teamup.plans.state import Given
from teamup.report import jsonfile
from teamup.report.jsonfile import PlanFile
from teamup.report.planfiles import read_file

FILES = Path(__file__).parent / "old_files"
KINDS = ("json", "html")
OLD = sorted(path for kind in KINDS for path in FILES.glob(f"v*.{kind}") if ".values" not in path.name)


def held(file: PlanFile) -> dict[str, Any]:
    """Return what the first two versions could hold, as the lists beside them say it."""
    return {
        "course": [file.pack_id, file.pack_version],
        "plan": [str(file.plan_id), file.created_at.isoformat(), file.time_zone, file.sample],
        "answers": [[name, str(side), *_given(given)] for (name, side), given in sorted(file.answers.items())],
        "as_they_were": sorted([name, str(side)] for name, side in file.as_they_were),
        "steps": [[str(step.id), step.drafted_from, *_given(step.given)] for step in file.steps],
        "rounds": [
            [
                str(one.id),
                one.name,
                one.opened_at.isoformat(),
                one.closes_on.isoformat() if one.closes_on else None,
                one.ended_at.isoformat() if one.ended_at else None,
                [[str(reply.side), dict(reply.ratings), dict(reply.evidence)] for reply in one.replies],
            ]
            for one in file.rounds
        ],
    }


def _given(given: Given) -> list[Any]:
    return [given.value, given.revision, given.changed_at.isoformat(), given.by]


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_an_old_file_opens_to_what_it_held(path: Path):
    values = json.loads((FILES / f"{path.stem}.values.json").read_text(encoding="utf-8"))

    file, _plan_file = read_file(path.read_bytes())

    assert held(file) == values


def test_no_version_is_left_behind_when_the_format_goes_on():
    missing = [
        f"v{version}.{kind}"
        for version in range(1, jsonfile.VERSION)
        for kind in (*KINDS, "values.json")
        if not (FILES / f"v{version}.{kind}").exists()
    ]

    assert missing == [], "Keep a file of the version before, as the program before this change writes it."
    assert set(jsonfile.MIGRATIONS) == set(range(1, jsonfile.VERSION))


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_an_old_file_has_the_version_it_is_kept_for(path: Path):
    _file, plan_file = read_file(path.read_bytes())

    assert f"v{json.loads(plan_file)['format_version']}" == path.stem
