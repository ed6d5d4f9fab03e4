"""Finished PDFs kept on disk for a while, so that an unchanged plan is not typeset twice.

A plan has a folder of its own with its last few files: deleting a plan deletes them, and none outlives a week.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from teamup.plans.state import Given, PlanState

FILES_A_PLAN = 4
PICTURES_A_PLAN = 12
PICTURE = ".png"
"""How names of pictures end: they are small, so that a plan may have more of them, and they put out no document."""
MOST_BYTES = 300_000_000
DAYS = timedelta(days=7)
ROOMS = ("catalog", "plans", "report")


class Passing(bytes):
    """A file that lacks something which the next try may bring: good to send, not to keep."""


def root() -> Path:
    """Return the folder of all cached reports."""
    return Path(settings.DATA_DIR) / "cache" / "reports"


def key_of(state: PlanState, today: date, form: str) -> str:
    """Return a name that changes with all that changes the document: answers, marks, steps, course, day, form…"""
    plan = state.plan
    facts = [
        str(plan.id),
        plan.created_at,
        plan.sample,
        plan.version,
        plan.agreement,
        state.course.id,
        state.course.version,
        today,
        form,
        get_language(),
    ]
    left_out = sorted(f"{question}/{side}" for question, side in state.left_out)
    answers = [(question, side, _value(given)) for (question, side), given in sorted(state.answers.items())]
    steps = [(step_id, _value(given)) for step_id, given in sorted(state.step_changes.items())]
    marks = sorted((question, side, mark) for (question, side), mark in state.marks.items())
    text = json.dumps([facts, answers, marks, left_out, steps, _program()], default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _value(given: Given) -> object:
    return given.value


@cache
def _program() -> str:
    """Return a fingerprint of the code, templates and fonts that make a document."""
    digest = hashlib.sha256()
    house = Path(__file__).parents[1]
    for path in sorted(path for room in ROOMS for path in (house / room).rglob("*")):
        if path.suffix in (".py", ".typ", ".ttf"):
            digest.update(path.relative_to(house).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def find(plan_id: UUID, key: str) -> bytes | None:
    """Return the file kept under this key, or None."""
    try:
        return (root() / str(plan_id) / key).read_bytes()
    except OSError:
        return None


def keep(plan_id: UUID, key: str, data: bytes) -> None:
    """Keep a file; it appears whole or not at all. A full disk is no reason to refuse a report."""
    if isinstance(data, Passing):
        return
    folder = root() / str(plan_id)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(folder / key)
        _thin_out(folder)


def _thin_out(folder: Path) -> None:
    """Delete a plan's older files, then the oldest of all while there is too much."""
    files = sorted(folder.iterdir(), key=_age, reverse=True)
    pictures = [path for path in files if path.suffix == PICTURE]
    documents = [path for path in files if path.suffix != PICTURE]
    for path in (*documents[FILES_A_PLAN:], *pictures[PICTURES_A_PLAN:]):
        path.unlink(missing_ok=True)
    every = sorted(root().glob("*/*"), key=_age)
    total = sum(path.stat().st_size for path in every)
    for path in every:
        if total <= MOST_BYTES:
            break
        total -= path.stat().st_size
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def forget(plan_id: UUID) -> None:
    """Delete what is kept of a plan."""
    shutil.rmtree(root() / str(plan_id), ignore_errors=True)


def forget_old(*, now: datetime) -> int:
    """Delete what was made more than a week before `now`, with empty folders; return how many files went."""
    before = (now - DAYS).timestamp()
    old = [path for path in root().glob("*/*") if _age(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    for folder in root().glob("*"):
        with contextlib.suppress(OSError):
            folder.rmdir()
    return len(old)
