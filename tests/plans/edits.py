"""Random legal edits of a pack, one after the other, and answers of every kind to whatever it then asks."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from teamup.catalog import check
from teamup.catalog.model import CellKind, Column, Course, Kind, Question
from teamup.catalog.source import PackSource
from tests.factories import a_small_pack

QUESTIONS = "sections/first/{}/questions.yaml"
NEW_KINDS = [kind for kind in Kind if kind is not Kind.AUTOMATIC]
CELL_KINDS = list(CellKind)
Docs = dict[str, Any]
Edit = Callable[["Author"], None]


class Author:
    """Someone who edits the small pack at random, and publishes only what the checker lets pass."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.count = 0
        self.docs: Docs = copy.deepcopy(dict(a_small_pack(**{"activities.yaml": {"activities": []}}).docs))
        self.docs["pack.yaml"]["id"] = f"edited-{seed}"
        for question in self.questions(with_opening=True):
            question |= {"help": "How.", "example": "So."}

    def next_version(self) -> PackSource:
        """Return the pack after one more edit that leaves no fault."""
        before = copy.deepcopy(self.docs)
        while True:
            self.docs = copy.deepcopy(before)
            self.count += 1
            self.dice.choice(EDITS)(self)
            if self.docs != before and not self._faults():
                self.docs["pack.yaml"]["version"] = f"1.{self.count}.0"
                return PackSource(copy.deepcopy(self.docs))

    def _faults(self) -> tuple[check.Fault, ...]:
        texts = {
            path: f"---\n{yaml.safe_dump(doc['front'])}---\n{doc['text']}\n" if path.endswith(".md") else dumped(doc)
            for path, doc in self.docs.items()
        }
        return check.check_texts(texts).faults

    def new_id(self, what: str) -> str:
        """Return an id that no version has used."""
        self.count += 1
        return f"{what}{self.count}"

    def sheets(self) -> list[list[dict[str, Any]]]:
        """Return the questions of each lesson that has some."""
        docs = (doc for path, doc in self.docs.items() if path.endswith("/questions.yaml"))
        return [doc["questions"] for doc in docs if doc["questions"]]

    def questions(self, *, with_opening: bool = False) -> list[dict[str, Any]]:
        """Return every question."""
        opening = self.docs["opening.yaml"]["questions"] if with_opening else []
        return [*opening, *(question for sheet in self.sheets() for question in sheet)]

    def one(self, *keys: str) -> dict[str, Any]:
        """Return any question that has one of these keys; without keys, any at all."""
        fitting = [q for q in self.questions() if not keys or any(key in q for key in keys)]
        return self.dice.choice(fitting)


def dumped(doc: object) -> str:
    """Return a file's text."""
    return yaml.dump(doc, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


# --- The edits ----------------------------------------------------------------------------------------------------


def add_question(author: Author) -> None:
    """Ask something new."""
    sheet = author.dice.choice(author.sheets())
    sheet.insert(author.dice.randint(0, len(sheet)), a_question(author, author.dice.choice(NEW_KINDS)))


def remove_question(author: Author) -> None:
    """Ask something no more."""
    sheet = author.dice.choice(author.sheets())
    sheet.remove(author.dice.choice(sheet))


def change_kind(author: Author) -> None:
    """Ask it in another way, which takes another id."""
    sheet = author.dice.choice(author.sheets())
    place = author.dice.randrange(len(sheet))
    sheet[place] = a_question(author, author.dice.choice(NEW_KINDS))


def reorder(author: Author) -> None:
    """Ask in another order."""
    author.dice.shuffle(author.dice.choice(author.sheets()))


def reword(author: Author) -> None:
    """Ask in other words."""
    author.one()["prompt"] = f"Asked anew, {author.new_id('for time ')}?"


def add_option(author: Author) -> None:
    """Offer one more."""
    options = author.one("options")["options"]
    if isinstance(options, dict):
        options[author.new_id("o")] = "One more"


def remove_option(author: Author) -> None:
    """Offer one less."""
    options = author.one("options")["options"]
    if isinstance(options, dict) and len(options) > 1:
        del options[author.dice.choice(list(options))]


def add_column(author: Author) -> None:
    """Ask for one more cell in each row."""
    question = author.one("columns", "parts")
    question.get("columns", question.get("parts")).append(a_column(author))


def remove_column(author: Author) -> None:
    """Ask for one cell less."""
    question = author.one("columns", "parts")
    columns = question.get("columns", question.get("parts"))
    columns.remove(author.dice.choice(columns))


def change_rows(author: Author) -> None:
    """Add a row to a matrix, or take one away."""
    rows = author.one("rows")["rows"]
    if isinstance(rows, dict):
        if len(rows) > 1 and author.dice.random() < 0.6:
            del rows[author.dice.choice(list(rows))]
        else:
            rows[author.new_id("row")] = "One more"


def change_marks(author: Author) -> None:
    """Need it more, or less."""
    question = author.one()
    question["new"] = author.dice.choice(["needed", "optional", "off"])
    question["existing"] = author.dice.choice(["needed", "optional", "off"])


def change_condition(author: Author) -> None:
    """Ask only under a condition, or always."""
    question = author.one()
    other = author.one()["id"]
    question["show_when"] = author.dice.choice([None, {"answered": other}, {"path": "existing"}, {"unanswered": other}])


def narrow(author: Author) -> None:
    """Take shorter texts, fewer rows, or a narrower scale."""
    question = author.one()
    question |= author.dice.choice([{"max_length": 5}, {"max_rows": 1}, {"high": 2}, {"max_words": 1}])


def add_lesson(author: Author) -> None:
    """Begin a lesson, with a question from another."""
    slug = author.new_id("lesson")
    sheet = author.dice.choice(author.sheets())
    moved = sheet.pop(author.dice.randrange(len(sheet)))
    author.docs["sections/first/section.yaml"]["lessons"].append(slug)
    front = {"number": "1.2", "title": slug, "summary": "One more."}
    author.docs[f"sections/first/{slug}/lesson.md"] = {"front": front, "text": "Words."}
    author.docs[QUESTIONS.format(slug)] = {"questions": [moved]}


def move_question(author: Author) -> None:
    """Ask it in another lesson."""
    sheets = author.sheets()
    sheet = author.dice.choice(sheets)
    author.dice.choice(sheets).append(sheet.pop(author.dice.randrange(len(sheet))))


def reorder_lessons(author: Author) -> None:
    """Teach in another order."""
    author.dice.shuffle(author.docs["sections/first/section.yaml"]["lessons"])


EDITS: list[Edit] = [
    *(add_question, remove_question, change_kind, reorder, reword, add_option, remove_option, remove_option),
    *(add_column, remove_column, remove_column, change_rows, change_marks, change_condition, narrow),
    *(add_lesson, move_question, reorder_lessons),
]


def a_question(author: Author, kind: Kind) -> dict[str, Any]:
    """Return a question with a new id and all that its kind needs."""
    question: dict[str, Any] = {
        "id": author.new_id("q"),
        "kind": str(kind),
        "prompt": "New?",
        "help": "H",
        "part": "all",
    }
    question["example"] = "E"
    if kind in (Kind.CHOICE, Kind.CHOICES, Kind.RANK, Kind.CHECKLIST):
        question["options"] = {"a": "A", "b": "B", "c": "C"}
    if kind in (Kind.ROWS, Kind.MATRIX):
        question["columns"] = [a_column(author) for _ in range(3)]
    if kind is Kind.GROUP:
        question["parts"] = [a_column(author) for _ in range(3)]
    if kind is Kind.MATRIX:
        question["rows"] = {"x": "X", "y": "Y"}
    return question


def a_column(author: Author) -> dict[str, Any]:
    """Return a column with a new id."""
    kind = author.dice.choice(CELL_KINDS)
    column: dict[str, Any] = {"id": author.new_id("c"), "kind": str(kind), "label": "Column"}
    if kind in (CellKind.CHOICE, CellKind.CHOICES):
        column["options"] = {"a": "A", "b": "B"}
    return column


# --- The answers --------------------------------------------------------------------------------------------------


def answers_to(course: Course, dice: random.Random) -> Iterator[tuple[Question, Any]]:
    """Yield an answer to every question that a person fills in."""
    for question in course.questions():
        if question.kind is not Kind.AUTOMATIC:
            yield question, an_answer(question, dice)


def an_answer(question: Question, dice: random.Random) -> Any:  # noqa: C901 - one case for each kind
    """Return a value that the question takes."""
    ids = [option.id for option in question.options]
    some = dice.sample(ids, dice.randint(1, len(ids))) if ids else []
    match question.kind:
        case Kind.CHOICE:
            return dice.choice(ids)
        case Kind.CHOICES:
            return [option for option in ids if option in some]
        case Kind.RANK:
            return some
        case Kind.SCALE:
            return dice.randint(question.low, question.high)
        case Kind.DATE:
            return f"2027-0{dice.randint(1, 9)}-15"
        case Kind.NUMBER | Kind.MONEY:
            return str(dice.randint(1, 900))
        case Kind.YES_NO:
            return {"answer": dice.choice(["yes", "no"]), "why": "So"}
        case Kind.CHECKLIST:
            return {option: "note" for option in ids if option in some}
        case Kind.LIST:
            return [{"id": f"r{n}", "text": f"{dice.randint(1, 99)}"} for n in range(min(2, question.max_rows))]
        case Kind.ROWS:
            rows = ({"id": f"r{n}", **_cells(question.columns, dice)} for n in range(min(2, question.max_rows)))
            return [row for row in rows if len(row) > 1] or None
        case Kind.MATRIX:
            return {row.id: cells for row in question.rows if (cells := _cells(question.columns, dice))} or None
        case Kind.GROUP:
            return _cells(question.columns, dice) or None
        case _:
            return str(dice.randint(1, 99))


def _cells(columns: tuple[Column, ...], dice: random.Random) -> dict[str, Any]:
    return {column.id: _cell(column, dice) for column in columns}


def _cell(column: Column, dice: random.Random) -> Any:
    ids = [option.id for option in column.options]
    match column.kind:
        case CellKind.CHOICE:
            return dice.choice(ids) if ids else "r0"
        case CellKind.CHOICES:
            return ids or ["r0"]
        case CellKind.SCALE:
            return dice.randint(column.low, column.high)
        case CellKind.DATE:
            return f"2027-0{dice.randint(1, 9)}-15"
        case CellKind.NUMBER | CellKind.MONEY:
            return str(dice.randint(1, 900))
        case CellKind.CHECKBOX:
            return True
        case _:
            return f"word {dice.randint(1, 99)}"
