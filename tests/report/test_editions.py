"""What an edition leaves out is in no byte of any document: for every audience, kind and form, and in every letter."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import pikepdf
import pypdf
import pytest

from teamup.catalog.model import CellKind, CourseIndex, Kind, Path, Question, Side
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience, Mark, sees
from teamup.plans.state import Given, Key, PlanState
from teamup.report import formats, pool
from teamup.report.formats import Options
from teamup.report.kinds import KINDS
from tests.report.plans import TODAY, a_full_plan

TOKEN = re.compile(r"zq[a-z]{8}")
FORMS = [(kind.id, form) for kind in KINDS.values() for form in kind.forms]


@pytest.fixture(autouse=True)
def _time_enough_and_no_rounds(monkeypatch, settings, tmp_path: FilePath) -> None:
    monkeypatch.setattr(pool, "SECONDS", 100.0)
    monkeypatch.setattr(formats.round_files, "kept_of", lambda _plan_id: ())
    settings.DATA_DIR = tmp_path


def a_part_of(state: PlanState, rng: random.Random, lessons: int) -> PlanState:
    """Return a plan on some lessons of its course, so that documents are short."""
    chosen = {lesson.id for lesson in rng.sample([*state.course.lessons()], lessons)}
    sections = (
        replace(section, lessons=tuple(lesson for lesson in section.lessons if lesson.id in chosen))
        for section in state.course.sections
    )
    course = replace(state.course, sections=tuple(sections), cases={}, resources={})
    index = CourseIndex(course)
    answers = {key: given for key, given in state.answers.items() if key[0] in index.questions}
    return PlanState(course, index, state.plan, answers, {})


class Told:
    """A full plan in which every text has a word of its own, and what is marked how."""

    def __init__(self, seed: int, path: Path = Path.NEW, lessons: int = 6) -> None:
        self.rng = random.Random(seed)
        self.words: dict[Key, set[str]] = {}
        full = a_part_of(a_full_plan(path), self.rng, lessons)
        asked = full.index.lesson_of
        answers = {key: self._told(full, key, given) for key, given in full.answers.items()}
        marks = {key: self.rng.choice(list(Mark)) for key in answers if key[0] in asked}
        self.state = replace(full, answers=answers, marks={key: mark for key, mark in marks.items() if mark != "open"})

    def _told(self, state: PlanState, key: Key, given: Given) -> Given:
        question = state.index.questions[key[0]]
        if question.id not in state.index.lesson_of:
            return given
        return replace(given, value=self._value(question, key, given.value))

    def _value(self, question: Question, key: Key, value: Any) -> Any:
        if question.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
            return self._word(key)
        if question.kind is Kind.LIST:
            return [{**row, "text": self._word(key)} for row in value]
        if question.kind is Kind.CHECKLIST:
            return {option: self._word(key) for option in value}
        if question.kind is Kind.YES_NO:
            return {**value, "why": self._word(key)}
        texts = {c.id for c in question.columns if c.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)}
        if isinstance(value, list):
            return [self._cells(row, texts, key) if isinstance(row, dict) else row for row in value]
        if question.kind is Kind.MATRIX:
            return {row: self._cells(cells, texts, key) for row, cells in value.items()}
        return self._cells(value, texts, key) if isinstance(value, dict) else value

    def _cells(self, cells: Mapping[str, Any], texts: set[str], key: Key) -> dict[str, Any]:
        return {name: self._word(key) if name in texts else cell for name, cell in cells.items()}

    def _word(self, key: Key) -> str:
        word = "zq" + "".join(self.rng.choices("bcdfghjklmnprstvwx", k=8))
        self.words.setdefault(key, set()).add(word)
        return word

    def hidden(self, audience: Audience, *, by_mail: bool = False) -> set[str]:
        """Return the words that an audience may not see."""
        marks = self.state.marks
        gone = {
            key
            for key in self.words
            if not sees(audience, marks.get(key, Mark.OPEN)) or (by_mail and marks.get(key, Mark.OPEN) != "open")
        }
        if audience is Audience.PUBLIC:
            gone |= {key for key in self.words if self.state.index.questions[key[0]].private}
        return {word for key in gone for word in self.words[key]}


def everything_in(form: str, data: bytes) -> Iterator[bytes]:
    """Yield all that a file holds, unpacked in every way that a reader could."""
    yield data
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            yield from (parts.read(name) for name in parts.namelist())
    elif form == "pdf":
        yield "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).encode()
        with pikepdf.open(io.BytesIO(data)) as found:
            for item in found.objects:
                if isinstance(item, pikepdf.Stream):
                    yield item.read_bytes()
                yield from strings_of(item)
            yield str(found.open_metadata()).encode()
    elif form == "json":
        yield json.dumps(json.loads(data), ensure_ascii=False).encode()


def strings_of(item: Any) -> Iterator[bytes]:
    """Yield the strings of a PDF object as text, whatever they are written in; other objects speak for themselves."""
    if isinstance(item, pikepdf.String):
        yield str(item).encode()
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
        inside = item.as_list() if isinstance(item, pikepdf.Array) else [item[key] for key in item.keys()]  # noqa: SIM118
        for value in inside:
            if not getattr(value, "is_indirect", False):
                yield from strings_of(value)


def tokens_in(form: str, data: bytes) -> set[str]:
    """Return the words of answers that a file holds, in any common way to write them."""
    found: set[str] = set()
    for piece in everything_in(form, data):
        for text in (piece.decode("latin-1"), piece[: len(piece) // 2 * 2].decode("utf-16-be", "ignore")):
            found |= set(TOKEN.findall(text))
            # A line may end inside a long word, or a letter may be set apart.
            found |= set(TOKEN.findall(re.sub(r"[\s\u200b]", "", text))) & found
    return found


def rendered(told: Told, kind: str, form: str, audience: Audience, *, by_mail: bool = False) -> bytes:
    options = Options(kind=kind, audience=audience, by_mail=by_mail)
    return formats.render(form, told.state, today=TODAY, options=options).data


@pytest.mark.parametrize("audience", [audience for audience in Audience if audience is not Audience.WHOLE])
@pytest.mark.parametrize(("kind", "form"), FORMS)
def test_what_an_audience_may_not_see_is_in_no_byte_of_any_document(kind, form, audience):
    told = Told(len(kind) * 7 + len(form) + len(audience))

    assert tokens_in(form, rendered(told, kind, form, audience)) & told.hidden(audience) == set()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(40))
def test_nor_in_any_of_two_thousand(seed):
    for audience in (Audience.PUBLIC, Audience.PARTNERS, Audience.POLICE, Audience.SECURITY):
        told = Told(1000 * seed + len(audience), Path.NEW if seed % 2 else Path.EXISTING, lessons=12)
        for kind, form in FORMS:
            assert tokens_in(form, rendered(told, kind, form, audience)) & told.hidden(audience) == set(), (kind, form)


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "json"])
def test_what_goes_by_mail_holds_no_marked_answer(form):
    told = Told(5)

    found = tokens_in(form, rendered(told, "plan", form, Audience.POLICE, by_mail=True))

    assert found & told.hidden(Audience.POLICE, by_mail=True) == set()
    assert found


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "json"])
def test_the_search_finds_what_an_edition_would_let_through(form, monkeypatch):
    told = Told(6)
    monkeypatch.setattr(formats, "edition_of", lambda state, _audience, **_more: state)

    found = tokens_in(form, rendered(told, "plan", form, Audience.PUBLIC))

    assert len(found & told.hidden(Audience.PUBLIC)) > 5


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "json"])
def test_each_side_gets_what_is_marked_for_it(form):
    told = Told(7)
    theirs = {word for key, words in told.words.items() if told.state.marks.get(key) == Mark.POLICE for word in words}

    assert tokens_in(form, rendered(told, "plan", form, Audience.POLICE)) & theirs
    assert not tokens_in(form, rendered(told, "plan", form, Audience.SECURITY)) & theirs


def test_what_is_left_out_is_neither_open_nor_answered():
    full = a_full_plan()
    state = replace(full, marks={("mission", Side.JOINT): Mark.POLICE})

    document = formats.document_of(state, TODAY, Options())

    open_ones = [item.question_id for part in document.parts for item in part.open]
    printed = [field.question_id for part in document.parts for field in part.fields]
    assert "mission" not in [*open_ones, *printed]
    assert document.summary.mission == ""
    assert "mission" not in [fact.label for fact in document.summary.missing]
    assert document.meta.edition == "Edition for partners. Answers marked for others are left out."


def test_a_condition_on_a_hidden_answer_decides_as_before():
    full = a_full_plan()
    marks = dict.fromkeys(full.answers, Mark.POLICE)

    seen = edition_of(replace(full, marks=marks), Audience.POLICE)

    asked = [q.id for q in full.course.questions() if full.applies(q)]
    assert [q.id for q in full.course.questions() if seen.applies(q)] == asked


def test_a_row_that_points_to_what_is_left_out_says_so():
    full = a_full_plan()
    state = replace(full, marks={("goals", Side.JOINT): Mark.SECURITY})

    words = str(formats.document_of(state, TODAY, Options()).parts)

    assert "(left out of this edition)" in words
    assert "(removed)" not in words


def test_steps_that_hidden_rows_draft_are_gone_with_what_people_set_on_them():
    told = Told(8)
    marks = {key: Mark.POLICE for key in told.words if told.state.index.questions[key[0]].drafts_steps}
    state = replace(told.state, marks=marks)

    seen = formats.document_of(state, TODAY, Options())

    assert formats.document_of(state, TODAY, Options(audience=Audience.POLICE)).actions
    assert not seen.actions


def test_the_public_gets_no_contacts_no_money_no_legal_notes_and_no_list_of_what_is_open():
    document = formats.document_of(a_full_plan(), TODAY, Options(audience=Audience.PUBLIC))

    printed = {field.question_id for part in document.parts for field in part.fields}
    private = {q.id for q in a_full_plan().course.questions() if q.private}
    assert printed & private == set()
    assert "todo" not in {part.id for part in document.parts}
    assert not document.summary.contacts
    assert document.meta.edition == "Edition for the public, without contacts, budget and legal notes."


def test_a_plan_without_marks_is_its_own_edition():
    state = a_full_plan()

    assert edition_of(state, Audience.PARTNERS) is state
    assert formats.document_of(state, TODAY, Options()).meta.edition == ""
