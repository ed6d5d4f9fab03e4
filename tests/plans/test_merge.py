"""Two people's changes of one answer: what is put together, and what a person must choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.catalog.model import CourseIndex
from teamup.plans import merge
from teamup.plans.errors import Overlap
from tests.factories import a_course

QUESTIONS = CourseIndex(a_course()).questions


def merged(question_id: str, base: object, theirs: object, yours: object) -> object:
    return merge.merge(QUESTIONS[question_id], base=base, theirs=theirs, yours=yours)


def test_words_changed_in_different_places_are_merged():
    base = "We cut break-ins at the garages downtown."

    text = merged(
        "mission", base, "We cut car break-ins at the garages downtown.", "We cut break-ins at the garages uptown."
    )

    assert text == "We cut car break-ins at the garages uptown."


def test_the_same_words_changed_two_ways_are_a_conflict():
    with pytest.raises(Overlap):
        merged("mission", "We cut theft.", "We cut fraud.", "We cut arson.")


def test_two_first_answers_to_one_question_are_a_conflict():
    with pytest.raises(Overlap):
        merged("mission", None, "Ours", "Theirs")


def test_one_side_clearing_what_the_other_changed_is_a_conflict():
    with pytest.raises(Overlap):
        merged("mission", "One two three", None, "One two four")


def test_choices_are_merged_by_option():
    assert merged("interests", ["a", "b"], ["a", "b", "c"], ["b", "d"]) == ["b", "c", "d"]


def test_checklist_notes_are_merged_by_option():
    assert merged("clauses", {"term": ""}, {"term": "A year"}, {"term": "", "cost": ""}) == {
        "term": "A year",
        "cost": "",
    }


def test_rows_are_merged_by_row_and_column():
    base = [{"id": "r1", "measure": "Calls"}, {"id": "r2", "measure": "Theft"}]
    theirs = [
        {"id": "r1", "measure": "Calls", "owner": "Kim"},
        {"id": "r2", "measure": "Theft"},
        {"id": "r3", "measure": "New"},
    ]
    yours = [{"id": "r1", "measure": "Calls", "due": "2027-01-15"}]

    assert merged("objectives", base, theirs, yours) == [
        {"id": "r1", "measure": "Calls", "owner": "Kim", "due": "2027-01-15"},
        {"id": "r3", "measure": "New"},
    ]


def test_a_row_removed_by_one_and_changed_by_the_other_is_a_conflict():
    base = [{"id": "r1", "measure": "Calls"}]

    with pytest.raises(Overlap):
        merged("objectives", base, None, [{"id": "r1", "measure": "Answered calls"}])


def test_rows_moved_by_one_keep_the_rows_the_other_added():
    base = [{"id": "r1", "measure": "1"}, {"id": "r2", "measure": "2"}]
    moved = [base[1], base[0]]
    added = [*base, {"id": "r3", "measure": "3"}]

    rows = merged("objectives", base, moved, added)

    assert [row["id"] for row in rows] == ["r2", "r3", "r1"]


def test_a_matrix_is_merged_by_cell():
    base = {"video": {"rule": "never"}}
    theirs = {"video": {"rule": "never", "note": "Warrant"}}
    yours = {"video": {"rule": "allowed"}, "reports": {"rule": "allowed"}}

    assert merged("sharing", base, theirs, yours) == {
        "video": {"rule": "allowed", "note": "Warrant"},
        "reports": {"rule": "allowed"},
    }


def test_a_rank_is_never_merged():
    with pytest.raises(Overlap):
        merged("order", ["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"])


TEXTS = st.lists(st.sampled_from(["theft", "calls", "night", "\n", "garage", "é"]), max_size=12).map(" ".join)


@given(base=TEXTS, theirs=TEXTS, yours=TEXTS)
def test_merging_is_the_same_whoever_saved_first(base: str, theirs: str, yours: str):
    def outcome(first: str, second: str) -> object:
        try:
            return merged("mission", base, first, second)
        except Overlap:
            return Overlap

    assert outcome(theirs, yours) == outcome(yours, theirs)


@given(base=TEXTS, yours=TEXTS)
def test_a_change_nobody_else_touched_stands_as_typed(base: str, yours: str):
    assert merged("mission", base, base, yours) == yours
    assert merged("mission", base, yours, base) == yours
    assert merged("mission", base, yours, yours) == yours
