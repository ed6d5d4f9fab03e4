"""What of a stored value fits its question: nothing of the rest is lost, and no shape of JSON breaks anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.catalog.model import CellKind, Column, Kind, Option, Question, Text
from teamup.plans import fitting, words
from teamup.plans.fitting import Fitted
from tests.factories import a_course, a_state

OPTIONS = (Option("a", Text("A")), Option("b", Text("B")))
COLUMNS = (
    Column("what", CellKind.SHORT_TEXT, Text("What")),
    Column("who", CellKind.CHOICE, Text("Who"), options=OPTIONS),
    Column("some", CellKind.CHOICES, Text("Some"), options=OPTIONS),
    Column("due", CellKind.DATE, Text("Due")),
)


def asked(kind: Kind, **more: Any) -> Question:
    """Return a question of a kind, with options, columns and rows."""
    return Question("q", kind, Text("?"), options=OPTIONS, columns=COLUMNS, rows=(Option("x", Text("X")),), **more)


@pytest.mark.parametrize(
    ("kind", "value", "fits", "rest"),
    [
        (Kind.LONG_TEXT, "words", "words", None),
        (Kind.LONG_TEXT, ["a"], None, ["a"]),
        (Kind.CHOICE, "a", "a", None),
        (Kind.CHOICE, "gone", None, "gone"),
        (Kind.CHOICES, ["a", "gone"], ["a"], ["gone"]),
        (Kind.RANK, ["gone", "b", "a"], ["b", "a"], ["gone"]),
        (Kind.SCALE, 5, 5, None),
        (Kind.SCALE, 9, None, 9),
        (Kind.SCALE, True, None, True),
        (Kind.DATE, "2027-01-15", "2027-01-15", None),
        (Kind.DATE, "soon", None, "soon"),
        (Kind.MONEY, "12.50", "12.50", None),
        (Kind.MONEY, "NaN", None, "NaN"),
        (Kind.YES_NO, {"answer": "yes", "why": ""}, {"answer": "yes", "why": ""}, None),
        (Kind.YES_NO, {"answer": "maybe"}, None, {"answer": "maybe"}),
        (Kind.CHECKLIST, {"a": "note", "gone": "more"}, {"a": "note"}, {"gone": "more"}),
        (Kind.LIST, [{"id": "r1", "text": "T"}], [{"id": "r1", "text": "T"}], None),
        (Kind.LIST, [{"id": "r1", "text": "T", "old": 1}], [{"id": "r1", "text": "T"}], [{"id": "r1", "old": 1}]),
        (Kind.ROWS, [{"id": "r1", "gone": "X"}], None, [{"id": "r1", "gone": "X"}]),
        (
            Kind.ROWS,
            [{"id": "r1", "what": "W", "who": "gone", "some": ["a", "gone"], "due": "soon"}],
            [{"id": "r1", "what": "W", "some": ["a"]}],
            [{"id": "r1", "who": "gone", "some": ["gone"], "due": "soon"}],
        ),
        (Kind.MATRIX, {"x": {"what": "W"}, "gone": {"what": "V"}}, {"x": {"what": "W"}}, {"gone": {"what": "V"}}),
        (Kind.GROUP, {"what": "W", "gone": "V"}, {"what": "W"}, {"gone": "V"}),
        (Kind.AUTOMATIC, "anything", None, "anything"),
    ],
)
def test_a_value_is_parted_into_what_fits_and_the_rest(kind: Kind, value: Any, fits: Any, rest: Any):
    assert fitting.fit(asked(kind), value) == Fitted(fits, rest)


@pytest.mark.parametrize(
    ("kind", "stored", "new", "kept"),
    [
        (Kind.CHOICES, ["a", "gone"], ["b"], ["b", "gone"]),
        (Kind.CHOICES, ["a", "gone"], None, ["gone"]),
        (Kind.CHOICE, "gone", "a", "a"),
        (Kind.CHECKLIST, {"a": "", "gone": "n"}, {"b": ""}, {"gone": "n", "b": ""}),
        (Kind.GROUP, {"what": "W", "gone": "V"}, None, {"gone": "V"}),
        (Kind.MATRIX, {"x": {"what": "W", "old": "O"}}, {"x": {"what": "N"}}, {"x": {"old": "O", "what": "N"}}),
        (
            Kind.ROWS,
            [{"id": "r1", "what": "W", "old": "O"}, {"id": "r2", "what": "V", "old": "P"}, {"id": "r3", "old": "Q"}],
            [{"id": "r1", "what": "N"}],
            [{"id": "r1", "old": "O", "what": "N"}, {"id": "r3", "old": "Q"}],
        ),
        (
            Kind.ROWS,
            [{"id": "r1", "what": "W", "who": "gone"}],
            [{"id": "r1", "what": "W", "who": "a"}],
            [{"id": "r1", "what": "W", "who": "a"}],
        ),
        (Kind.LONG_TEXT, ["old", "shape"], "words", "words"),
    ],
)
def test_a_new_value_takes_the_rest_along_unless_it_says_something_of_its_own(
    kind: Kind, stored: Any, new: Any, kept: Any
):
    question = asked(kind)

    assert fitting.unite(question, new, fitting.fit(question, stored)) == kept


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 12)
    | st.sampled_from(["", "a", "gone", "r1", "2027-01-15", "12", "NaN"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "text", "what", "who", "some", "due", "x", "a", "answer", "why"]), inner
        )
    ),
    max_leaves=8,
)


@given(kind=st.sampled_from(Kind), value=JSON)
def test_no_shape_of_json_breaks_the_parting_the_words_or_a_save(kind: Kind, value: Any):
    question = asked(kind)
    state = a_state({}, course=a_course())

    parted = fitting.fit(question, value)

    assert fitting.fit(question, parted.value) == Fitted(parted.value)
    assert isinstance(words.of_answer(question, parted.value, state), str)
    assert isinstance(words.of_kept(question, parted.rest, state), str)
    united = fitting.unite(question, parted.value, parted)
    assert fitting.fit(question, united).value == parted.value
