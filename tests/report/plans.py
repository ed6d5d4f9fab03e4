"""Plans to report on: on the real pack, filled from its own example answers, from nothing to every field."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from teamup.catalog import load
from teamup.catalog.model import CellKind, Column, Course, CourseIndex, Kind, Option, Path, Question, Side, Voice
from teamup.catalog.source import read_pack
from teamup.plans.state import Given, PlanFacts, PlanState
from teamup.plans.words import MONTHS

PACK = FilePath(__file__).parents[2] / "content" / "police-security"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 4, tzinfo=UTC)
PLAN_ID = uuid.UUID("11111111-2222-4333-8444-555555555555")
DAY = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}})(?:, (\d{{4}}))?")


@lru_cache(maxsize=1)
def the_course() -> Course:
    """Return the real course."""
    return load.build(read_pack(PACK))


@lru_cache(maxsize=1)
def the_index() -> CourseIndex:
    """Return the real course's look-ups."""
    return CourseIndex(the_course())


def a_plan_state(
    answers: Mapping[tuple[str, Side], Any], *, sample: str = "", course: Course | None = None
) -> PlanState:
    """Return a plan with these answers on the real course, or on the one given."""
    given = {key: Given(value, 1, NOW) for key, value in answers.items() if value is not None}
    index = CourseIndex(course) if course else the_index()
    return PlanState(course or the_course(), index, PlanFacts(PLAN_ID, NOW, "America/Chicago", sample), given, {})


OPENING: dict[str, Any] = {
    "lead_role": "police_other",
    "setting": ["downtown", "retail", "hotel_tourism"],
    "jurisdiction": {"city": "Riverton", "county": "Marlow County", "state": "OH"},
    "time_available": "several_sittings",
    "plan_name": "Riverton Downtown Safety Partnership",
    "plan_date": "2026-11-22",
    "plan_team": [
        {"id": "t1", "name": "Maria Núñez", "organization": "Riverton Police Department", "side": "police"},
        {"id": "t2", "name": "Sam Okafor", "organization": "Riverton Building Owners Association", "side": "security"},
    ],
}


def opening(path: Path = Path.NEW, **changes: Any) -> dict[tuple[str, Side], Any]:
    """Return the opening answers of a plan."""
    return {(q, Side.JOINT): v for q, v in {"path": path.value, **OPENING, **changes}.items()}


def a_full_plan(path: Path = Path.NEW) -> PlanState:
    """Return a plan with every field filled from its example."""
    return a_plan_state(filled(lambda _question: True, path), sample="invented")


def a_core_plan() -> PlanState:
    """Return a plan with only the fields of the 15-minute way."""
    return a_plan_state(filled(lambda question: question.core))


def an_empty_plan(path: Path = Path.NEW) -> PlanState:
    """Return a plan of which nothing but the path is known."""
    return a_plan_state({("path", Side.JOINT): path.value})


def filled(wanted: Callable[[Question], bool], path: Path = Path.NEW) -> dict[tuple[str, Side], Any]:
    """Return the opening answers and an answer to each question that is wanted, in the words of its example."""
    voice = Voice(Side.POLICE, path)
    answers = opening(path)
    for lesson in the_course().lessons():
        for question in filter(wanted, lesson.questions):
            for side in question.sides():
                own = voice if side is Side.JOINT else Voice(side, path)
                answers[question.id, side] = example_of(question, own, answers)
    return answers


def example_of(  # noqa: C901 - one case for each kind
    question: Question, voice: Voice, answers: Mapping[tuple[str, Side], Any]
) -> Any:
    """Return a value of the question's kind, as near to its example as can be read from the text."""
    text = question.example.spoken(voice).strip()
    match question.kind:
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return text.strip('"“”') or f"{question.heading.spoken(voice)} is agreed and written down."
        case Kind.CHOICE:
            return _option(question.options, text, voice)
        case Kind.CHOICES:
            return [option.id for option in question.options[:3]]
        case Kind.RANK:
            return [row["id"] for row in _rows_of(question.options_from, answers)] or None
        case Kind.SCALE:
            return question.high - 1
        case Kind.CHECKLIST:
            notes = list(_lines(text))
            named = [o for o in question.options if o.label.spoken(voice).lower()[:14] in text.lower()]
            chosen = named if len(named) > 1 else list(question.options[:4])
            return {o.id: _after(o.label.spoken(voice), notes) for o in chosen}
        case Kind.LIST:
            return [{"id": f"i{n}", "text": line} for n, line in enumerate(_lines(text), start=1)]
        case Kind.ROWS:
            return _example_rows(question, text, voice, answers)
        case Kind.GROUP:
            return _cells(question.columns, text.replace("\n", "; "), voice, answers)
        case Kind.MATRIX:
            return _matrix(question, text, voice, answers)
        case _:
            return None


def _lines(text: str) -> Iterator[str]:
    return (line.strip(" -") for line in text.splitlines() if line.strip())


def _after(label: str, lines: list[str]) -> str:
    found = next((line for line in lines if line.lower().startswith(label.lower()[:14]) and ": " in line), "")
    return found.partition(": ")[2]


def _example_rows(
    question: Question, text: str, voice: Voice, answers: Mapping[tuple[str, Side], Any]
) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(_lines(text), start=1):
        cells = _cells(question.columns, line, voice, answers, number)
        rows.append({"id": f"{question.id.replace('_', '-')}-{number}", **cells})
    return rows


def _matrix(question: Question, text: str, voice: Voice, answers: Mapping[tuple[str, Side], Any]) -> dict[str, Any]:
    lines = list(_lines(text))
    return {
        row.id: _cells(
            question.columns, lines[number % len(lines)] if lines else "", voice, answers, number + len(voice.side)
        )
        for number, row in enumerate(question.rows)
    }


def _cells(
    columns: Iterable[Column], line: str, voice: Voice, answers: Mapping[tuple[str, Side], Any], number: int = 0
) -> dict[str, Any]:
    said = [part.partition(":") for part in line.split("; ")]
    values = {label.strip().lower(): value.strip() for label, _colon, value in said}
    loose = [value for value in values.values() if value] or [line]
    cells = {}
    for position, column in enumerate(columns):
        label = column.label.spoken(voice).lower()
        text = next((v for k, v in values.items() if v and (label.startswith(k) or k.startswith(label))), "")
        text = text or (loose[position] if position < len(loose) else "")
        cells[column.id] = _cell(column, text, voice, answers, number)
    return {key: value for key, value in cells.items() if value not in ("", None, [])}


def _cell(column: Column, text: str, voice: Voice, answers: Mapping[tuple[str, Side], Any], number: int) -> Any:
    match column.kind:
        case CellKind.CHOICE if column.options_from:
            rows = _rows_of(column.options_from, answers)
            return rows[(number - 1) % len(rows)]["id"] if rows else None
        case CellKind.CHOICES if column.options_from:
            return [row["id"] for row in _rows_of(column.options_from, answers)[:2]]
        case CellKind.CHOICE:
            return _option(column.options, text, voice, number)
        case CellKind.CHOICES:
            return [option.id for option in column.options[:2]]
        case CellKind.SCALE:
            return column.low + (number * 3) % (column.high - column.low + 1)
        case CellKind.DATE:
            return _day(text, number)
        case CellKind.NUMBER | CellKind.MONEY:
            digits = re.findall(r"[\d,]+", text)
            return (digits[0].replace(",", "") if digits else "") or str(4 + number)
        case CellKind.CHECKBOX:
            return True
        case _:
            return text


def _rows_of(question_id: str, answers: Mapping[tuple[str, Side], Any]) -> list[dict[str, Any]]:
    return answers.get((question_id, Side.JOINT)) or []


def _option(options: tuple[Option, ...], text: str, voice: Voice, number: int = 0) -> str:
    wanted = text.lower().replace("-", "").replace("both", "joint")
    for option in options:
        label = option.label.spoken(voice).lower().replace("-", "").replace("both", "joint")
        if wanted and (wanted.startswith(label) or label.startswith(wanted)):
            return option.id
    return options[number % len(options)].id


def _day(text: str, number: int) -> str:
    found = DAY.search(text)
    month = MONTHS.index(found[1]) + 1 if found else 1 + number * 2 % 12
    year = int(found[3]) if found and found[3] else 2026 if month == 12 else 2027
    return date(year, month, int(found[2]) if found else 15).isoformat()
