"""Question cards: what is printed for each kind, value and error."""

from __future__ import annotations

from typing import Any

from teamup.catalog.model import Question, Side, Voice
from teamup.plans.errors import AnswerRejected, Fault
from teamup.web.plan.both import keep_both
from teamup.web.plan.conflicts import compare
from teamup.web.plan.faults import messages_of
from teamup.web.plan.field_views import FieldView, Frame
from teamup.web.plan.fields import field_of
from teamup.web.plan.gaps import gap_of
from tests.factories import a_course, a_state


def the(question_id: str) -> Question:
    return next(q for q in a_course().questions() if q.id == question_id)


def a_field(question_id: str, value: object = None, **more: Any) -> FieldView:
    linked = more.pop("linked", {})
    return field_of(the(question_id), Side.JOINT, Frame(Voice(), linked), value=value, **more)


def test_a_choice_that_is_gone_is_still_offered_so_that_it_is_not_lost():
    field = a_field("objectives", [{"id": "r1", "goal": "g9"}], linked={"goals": (("g1", "Fewer thefts"),)})

    goal = field.rows[0].controls[1]

    assert [(c.value, c.label, c.is_on) for c in goal.choices] == [
        ("g1", "Fewer thefts", False),
        ("g9", "(removed)", True),
    ]


def test_a_date_that_cannot_be_shown_as_one_is_shown_as_it_was_typed():
    field = a_field("day", "the day after tomorrow")

    assert field.control
    assert (field.control.template, field.control.value) == ("text", "the day after tomorrow")


def test_a_short_text_that_may_be_long_stands_in_a_box_that_shows_all_of_it():
    long = a_field("goals", [{"id": "r1", "goal": "w" * 300}]).rows[0].controls[0]
    short = a_field("motto", "Together").control

    assert short
    assert (long.template, short.template) == ("line", "text")


def test_a_rank_offers_what_was_ranked_first_and_then_what_is_new():
    field = a_field("order", ["c"])

    assert [row.id for row in field.rows] == ["c", "a", "b"]


def test_values_of_a_wrong_shape_are_drawn_as_empty_instead_of_breaking_the_page():
    for question in a_course().questions():
        for wrong in ("text", 3, True, [1, None], {"x": {"y": 1}}, [{"id": None}], [[]], {"video": "x"}):
            assert field_of(question, question.sides()[0], Frame(Voice(), {}), value=wrong).id


def test_a_fault_names_its_row_and_column():
    rejected = AnswerRejected(Fault("Write a date.", "r2.due"))
    value = [{"id": "r1"}, {"id": "r2", "due": "soon"}]

    said = messages_of(the("objectives"), rejected, value, Voice())

    assert said == ("Row 2, Due: Write a date.",)


def test_a_fault_of_a_matrix_names_its_row_and_column():
    said = messages_of(the("sharing"), AnswerRejected(Fault("Too long.", "video.note")), {}, Voice())

    assert said == ("Video, Note: Too long.",)


def test_both_texts_follow_each_other():
    assert keep_both(the("mission"), "Theirs.", "Mine.") == "Theirs.\nMine."
    assert keep_both(the("motto"), "Theirs", "Mine") == "Theirs / Mine"


def test_rows_are_united_by_their_ids_and_a_row_both_changed_is_kept_twice():
    theirs = [{"id": "r1", "goal": "A"}, {"id": "r2", "goal": "B"}]
    mine = [{"id": "r1", "goal": "A"}, {"id": "r2", "goal": "C"}, {"id": "r3", "goal": "D"}]

    both = keep_both(the("goals"), theirs, mine)

    assert [row["goal"] for row in both] == ["A", "B", "C", "D"]
    assert len({row["id"] for row in both}) == 4


def test_two_choices_that_contradict_each_other_cannot_both_be_kept():
    assert keep_both(the("form"), "network", "nonprofit") is None
    assert keep_both(the("rating"), 2, 4) is None
    assert keep_both(the("agreed"), {"answer": "yes"}, {"answer": "no"}) is None
    assert keep_both(the("sharing"), {"video": {"rule": "allowed"}}, {"video": {"rule": "never"}}) is None


def test_what_only_one_version_has_is_marked():
    theirs, mine = compare("We cut car theft.", "We cut bike theft.")

    assert [piece.text for piece in theirs if piece.is_own] == ["car"]
    assert [piece.text for piece in mine if piece.is_own] == ["bike"]


def test_the_page_says_where_the_two_sides_differ():
    both = {"police": {"self_check": {"trust": {"rating": 2}}}, "security": {"self_check": {"trust": {"rating": 4}}}}

    assert gap_of(the("self_check"), a_state(**both)).lines == ("Trust: police 2, security 4",)
    assert gap_of(the("self_check"), a_state()).lines == ()
    assert "Security has not answered" in gap_of(the("self_check"), a_state(police=both["police"])).lines[0]
