"""What an answer may be, for every kind of question."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.catalog.model import CourseIndex, Kind
from teamup.plans import answers
from teamup.plans.errors import AnswerRejected, Fault
from tests.factories import a_course

QUESTIONS = CourseIndex(a_course()).questions


def clean(question_id: str, raw: object) -> object:
    return answers.clean(QUESTIONS[question_id], raw)


def fault_of(question_id: str, raw: object) -> tuple[str, str]:
    with pytest.raises(AnswerRejected) as rejected:
        clean(question_id, raw)
    return rejected.value.faults[0].message, rejected.value.faults[0].where


@pytest.mark.parametrize(
    ("question_id", "raw", "kept"),
    [
        ("mission", "Less theft\r\nby  night ", "Less theft\nby  night "),
        ("mission", r"\ { # <b> 😀 中 مرحبا", r"\ { # <b> 😀 中 مرحبا"),
        ("motto", "One\nline", "One line"),
        ("form", "network", "network"),
        ("interests", ["c", "a"], ["a", "c"]),
        ("order", ["c", "a"], ["c", "a"]),
        ("rating", "4", 4),
        ("day", "1/5/2027", "2027-01-05"),
        ("day", "2027-01-05", "2027-01-05"),
        ("hours", "1,250.50", "1250.5"),
        ("hours", "-0", "0"),
        ("cost", "$1,250.5", "1250.50"),
        ("cost", "1250", "1250"),
        ("agreed", {"answer": "yes", "why": ""}, {"answer": "yes", "why": ""}),
        ("clauses", {"cost": "Shared", "term": ""}, {"term": "", "cost": "Shared"}),
        ("ideas", [{"id": "r1", "text": "Walk"}, {"id": "r2", "text": " "}], [{"id": "r1", "text": "Walk"}]),
        ("objectives", [{"id": "r1", "goal": "r9", "due": ""}], [{"id": "r1", "goal": "r9"}]),
        ("sharing", {"video": {"rule": "never", "note": ""}}, {"video": {"rule": "never"}}),
        ("meeting", {"place": "Library"}, {"place": "Library"}),
    ],
)
def test_good_answers_are_kept_in_one_shape(question_id: str, raw: object, kept: object):
    assert clean(question_id, raw) == kept


@pytest.mark.parametrize("question_id", [q.id for q in QUESTIONS.values() if q.kind is not Kind.AUTOMATIC])
@pytest.mark.parametrize("raw", [None, "", []])
def test_nothing_is_an_empty_answer(question_id: str, raw: object):
    assert clean(question_id, raw or None) is None


@pytest.mark.parametrize(
    ("question_id", "raw", "says"),
    [
        ("mission", "word " * 61, "60 words or fewer. It has 61"),
        ("mission", "x" * 10_001, "10,000 characters"),
        ("mission", "a\x00b", "cannot be stored"),
        ("mission", "a\ud800", "cannot be stored"),
        ("mission", ["list"], "as text"),
        ("form", "cartel", "one of the options"),
        ("interests", ["a", "a"], "once"),
        ("interests", {"a": 1}, "options shown"),
        ("order", ["zzz"], "options"),
        ("rating", "9", "1 to 5"),
        ("rating", True, "1 to 5"),
        ("day", "2027-02-30", "day must exist"),
        ("day", "soon", "date such as"),
        ("day", "0001-01-01", "between 1900"),
        ("hours", "many", "number"),
        ("hours", "1e400", "smaller"),
        ("hours", "NaN", "smaller"),
        ("cost", "1e99", "smaller"),
        ("agreed", {"answer": "maybe"}, "yes or no"),
        ("clauses", {"hack": ""}, "options shown"),
        ("ideas", [{"id": "<b>", "text": "x"}], "proper name"),
        ("ideas", [{"id": "r1", "text": "x"}, {"id": "r1", "text": "y"}], "proper name"),
        ("ideas", [{"id": f"r{n}", "text": "x"} for n in range(301)], "300 rows"),
        ("ideas", "text", "shape"),
        ("objectives", [{"id": "r1", "hack": "x"}], "not a part"),
        ("sharing", {"hack": {}}, "shape"),
        ("meeting", "Library", "shape"),
        ("smart_check", "x", "cannot be typed"),
    ],
)
def test_bad_answers_are_refused_with_the_way_out(question_id: str, raw: object, says: str):
    assert says in fault_of(question_id, raw)[0]


def test_a_fault_names_the_cell_it_is_in():
    assert fault_of("objectives", [{"id": "r7", "due": "soon"}])[1] == "r7.due"


def test_every_fault_of_a_table_is_told_at_once():
    with pytest.raises(AnswerRejected) as rejected:
        clean("objectives", [{"id": "r1", "due": "soon", "amount": "lots"}, {"id": "r2", "lead": "fire"}])

    assert [fault.where for fault in rejected.value.faults] == ["r1.due", "r1.amount", "r2.lead"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def kept_or_faults(question_id: str, raw: object) -> tuple[object, tuple[Fault, ...]]:
    try:
        return clean(question_id, raw), ()
    except AnswerRejected as rejected:
        return None, rejected.faults


@given(question_id=st.sampled_from(sorted(QUESTIONS)), raw=JSON)
def test_whatever_is_sent_is_kept_in_shape_or_refused_with_a_sentence(question_id: str, raw: object):
    value, faults = kept_or_faults(question_id, raw)

    assert all(fault.message for fault in faults)
    if not faults and QUESTIONS[question_id].kind is not Kind.AUTOMATIC:
        assert clean(question_id, json.loads(json.dumps(value))) == value
