"""Answers that nobody would plan for: markup, odd letters, gaps, very long words, rows that point nowhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from teamup.catalog.model import CellKind, Column, Course, Kind, Option, Path, Question, Side
from teamup.plans.state import PlanState
from tests.report.plans import a_plan_state, opening, the_course

TEXTS = (
    "#set page(width: 1pt) \\ { } [ ] $x^2$ @ref <tag> *bold* _it_ `raw` // comment /* more */",
    "</script><img src=x onerror=alert(1)>&amp;&lt; \" ' ; -- =1+1",
    '=HYPERLINK("http://example.org","x")',
    "Line one\nLine two\n\n\nAfter a gap\n  indented\ttab",
    "Ñandú, Çelik, Łódź, Đặng, Müller, naïve façade",
    "e\u0301 n\u0303 o\u0302\u0323 x\u0336 (combining)",
    "中文 and 日本語 and 한국어",
    "שלום עולם and مرحبا بالعالم \u202eevil\u202c",
    "😀 👍🏽 👩‍👩‍👧 ❤️ 🏳️‍🌈",
    "Bell\x07 escape\x1b vertical\x0btab form\x0cfeed \x7f",
    "non\u00a0breaking thin\u2009space soft\u00adhyphen zero\u200bwidth \ufeffmark",
    "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4,
    "https://example.org/a/very/long/address?with=many&parts=in_it#" + "x" * 300,
    "A" * 700 + " " + "b" * 90,
    "- a\n- b\n+ c\n/ term: d\n= not a heading\n== nor this",
    "→ ✓ ● ◆ … – — “quoted” ‘single’ 10′ 20″ ½ ≤ ± ™",
    "   ",
    "\U0010fffd \ue000 \u0378 \uffff",
    "Ends with a backslash \\",
    "1. one\n2) two\n(c) (r) --- ... <<a>> ~tilde~ !important %d {0} %(x)s",
)


def an_awkward_plan(seed: int, *, density: float = 0.7, lessons: int = 4) -> PlanState:
    """Return a plan of `seed` on a few lessons of the real course: the same number, the same plan."""
    maker = _Maker(random.Random(seed))
    course = _a_part_of(the_course(), maker.rng, lessons)
    path = maker.rng.choice(list(Path))
    name = {"plan_name": maker.text(180), "jurisdiction": {"city": maker.text(100), "state": "OH"}}
    answers = opening(path, **name, lead_role=maker.rng.choice(["police_chief", "security_corporate", "joint_team"]))
    for lesson in course.lessons():
        for question in lesson.questions:
            for side in question.sides():
                if maker.rng.random() < density:
                    answers[question.id, side] = maker.value(question, answers)
    return a_plan_state(answers, course=course)


def _a_part_of(course: Course, rng: random.Random, lessons: int) -> Course:
    every = list(course.lessons())
    chosen = set(rng.sample([lesson.id for lesson in every], min(lessons, len(every))))
    sections = (
        replace(section, lessons=tuple(lesson for lesson in section.lessons if lesson.id in chosen))
        for section in course.sections
    )
    return replace(course, sections=tuple(sections), cases={}, resources={})


class _Maker:
    """Makes values of the shapes that `plans.answers` lets in."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def text(self, most: int = 10_000) -> str:
        found = " ".join(self.rng.choice(TEXTS) for _ in range(self.rng.choice([1, 1, 2, 5])))
        return found[:most] or "x"

    def value(self, question: Question, answers: dict[tuple[str, Side], Any]) -> Any:
        makers: dict[Kind, Callable[[], Any]] = {
            Kind.SHORT_TEXT: lambda: self.text(200),
            Kind.LONG_TEXT: self.text,
            Kind.CHOICE: lambda: self._one(question.options),
            Kind.CHOICES: lambda: self._some(question.options),
            Kind.RANK: lambda: self._rows_of(question.options_from, answers) or None,
            Kind.SCALE: lambda: self.rng.randint(question.low, question.high),
            Kind.DATE: self._day,
            Kind.NUMBER: self._number,
            Kind.MONEY: self._number,
            Kind.YES_NO: lambda: {"answer": self.rng.choice(["yes", "no", ""]), "why": self.text()},
            Kind.CHECKLIST: lambda: {o: self.rng.choice(["", self.text(400)]) for o in self._some(question.options)},
            Kind.LIST: lambda: [{"id": f"r{n}", "text": self.text(300)} for n in range(self.rng.randint(1, 6))],
            Kind.ROWS: lambda: [
                {"id": f"r{n}", **self._cells(question.columns, answers)} for n in range(self.rng.choice([1, 3, 9]))
            ],
            Kind.MATRIX: lambda: {row.id: self._cells(question.columns, answers) for row in question.rows[1:]},
            Kind.GROUP: lambda: self._cells(question.columns, answers),
            Kind.AUTOMATIC: lambda: None,
        }
        return makers[question.kind]() or None

    def _one(self, options: tuple[Option, ...]) -> str:
        return self.rng.choice([*(o.id for o in options), "gone"])

    def _some(self, options: tuple[Option, ...]) -> list[str]:
        return [o.id for o in options if self.rng.random() < 0.5]

    def _rows_of(self, question_id: str, answers: dict[tuple[str, Side], Any]) -> list[str]:
        return [row["id"] for row in answers.get((question_id, Side.JOINT)) or []]

    def _day(self) -> str:
        return self.rng.choice(["2027-01-31", "2026-12-01", "2028-02-29", "0001-01-01", "9999-12-31", "2027-06-15"])

    def _number(self) -> str:
        return self.rng.choice(["0", "12", "1250.50", "999999999999", "-3.5", "0.01"])

    def _cells(self, columns: tuple[Column, ...], answers: dict[tuple[str, Side], Any]) -> dict[str, Any]:
        cells = {c.id: self._cell(c, answers) for c in columns if self.rng.random() < 0.8}
        return {key: cell for key, cell in cells.items() if cell not in (None, "", [])}

    def _cell(self, column: Column, answers: dict[tuple[str, Side], Any]) -> Any:
        linked = [*self._rows_of(column.options_from, answers), "gone"] if column.options_from else []
        makers: dict[CellKind, Callable[[], Any]] = {
            CellKind.SHORT_TEXT: lambda: self.text(300),
            CellKind.LONG_TEXT: lambda: self.text(3000),
            CellKind.CHOICE: lambda: self.rng.choice(linked) if linked else self._one(column.options),
            CellKind.CHOICES: lambda: linked[:3] if linked else self._some(column.options),
            CellKind.SCALE: lambda: self.rng.randint(column.low, column.high),
            CellKind.DATE: self._day,
            CellKind.NUMBER: self._number,
            CellKind.MONEY: self._number,
            CellKind.CHECKBOX: lambda: True,
        }
        return makers[column.kind]()


def every_text(state: PlanState) -> list[str]:
    """Return each text that a person typed into answers that the report prints."""
    found: list[str] = []
    for question in state.course.questions():
        if question.part and state.applies(question):
            for side in question.sides():
                _collect(question, state.value(question.id, side), found)
    return found


def _collect(question: Question, value: Any, found: list[str]) -> None:
    if isinstance(value, str) and question.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
        found.append(value)
    elif question.kind is Kind.YES_NO and isinstance(value, dict):
        found.append(value["why"])
    elif question.kind is Kind.CHECKLIST and isinstance(value, dict):
        found.extend(value.values())
    elif question.kind is Kind.LIST:
        found.extend(row["text"] for row in value or [])
    else:
        rows = (
            value
            if isinstance(value, list)
            else [value]
            if question.kind is Kind.GROUP
            else [*(value or {}).values()]
            if isinstance(value, dict)
            else []
        )
        texts = {c.id for c in question.columns if c.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)}
        found.extend(cell for row in rows if isinstance(row, dict) for key, cell in row.items() if key in texts)
