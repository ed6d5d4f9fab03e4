"""What fits a plan: the next step, cases like it, and a caution where one is due."""

from pathlib import Path

import pytest

from teamup.catalog import check, load
from teamup.catalog.model import Course, CourseIndex
from teamup.plans import progress, reasons, tailoring
from teamup.plans.progress import LessonState
from tests.factories import a_state

ROOT = Path(__file__).resolve().parents[2] / "content" / "police-security"
DOWNTOWN = {"path": "new", "lead_role": "police_chief", "setting": ["downtown"], "jurisdiction": {"state": "MN"}}
HOSPITAL = {"path": "existing", "lead_role": "security_campus_hospital", "setting": ["hospital", "campus"]}


@pytest.fixture(scope="module")
def course() -> Course:
    return load.build(check.check(ROOT).pack)


def test_two_plans_that_differ_in_setting_and_path_get_different_cases(course: Course):
    lesson = CourseIndex(course).lessons["starting/communication"]

    one = [pick.case.id for pick in tailoring.cases_for(a_state(DOWNTOWN, course=course), lesson)]
    other = [pick.case.id for pick in tailoring.cases_for(a_state(HOSPITAL, course=course), lesson)]

    assert one != other


def test_the_form_of_a_plan_changes_its_cases(course: Course):
    informal = a_state({**DOWNTOWN, "form": "informal_network"}, course=course)
    district = a_state({**DOWNTOWN, "form": "business_district"}, course=course)

    assert tailoring.cases_for_plan(informal) != tailoring.cases_for_plan(district)


def test_every_lesson_shows_two_or_three_cases_with_a_reason_on_any_path(course: Course):
    for answers in (DOWNTOWN, HOSPITAL, {}):
        state = a_state(answers, course=course)
        for lesson in course.lessons():
            picks = tailoring.cases_for(state, lesson)

            assert 2 <= len(picks) <= 3, lesson.id
            assert all(reasons.reason_of(pick, course) for pick in picks)


def test_a_step_on_cameras_paid_police_lists_or_protest_always_shows_a_caution(course: Course):
    for answers in (DOWNTOWN, HOSPITAL, {}):
        state = a_state(answers, course=course)
        for lesson in course.lessons():
            if lesson.cautionary:
                picks = tailoring.cases_for(state, lesson)

                assert any(set(pick.case.cautionary) & set(lesson.cautionary) for pick in picks), lesson.id


def test_a_case_chosen_for_its_likeness_says_so(course: Course):
    state = a_state({**DOWNTOWN, "form": "nonprofit"}, course=course)
    pick = tailoring.cases_for_plan(state)[0]

    assert reasons.reason_of(pick, course).startswith("Like yours: downtown")


def test_the_existing_path_begins_with_the_self_check(course: Course):
    assert tailoring.next_lesson(a_state(HOSPITAL, course=course)).id == "strengthening/self-check"


def test_weak_topics_of_the_self_check_come_next_the_weakest_first(course: Course):
    ratings = {row.id: {"rating": 5, "evidence": "x"} for row in CourseIndex(course).questions["self_check"].rows}
    ratings |= {"mission": {"rating": 2}, "stakeholders": {"rating": 1}}

    state = a_state(HOSPITAL, course=course, police={"self_check": ratings}, security={"self_check": ratings})

    assert [lesson.id for lesson in tailoring.next_lessons(state)[:2]] == ["starting/stakeholders", "starting/mission"]


def test_with_fifteen_minutes_only_lessons_with_core_questions_are_put_first(course: Course):
    state = a_state({**DOWNTOWN, "time_available": "minutes_15"}, course=course)

    lessons = tailoring.next_lessons(state)

    assert all(any(question.core for question in lesson.questions) for lesson in lessons)
    assert len(lessons) < 15


def test_switching_the_path_keeps_every_answer_and_tailors_others_away(course: Course):
    index = CourseIndex(course)
    lesson = index.lessons["starting/founders"]
    first_meeting = index.questions["first_meeting"]

    new = a_state({**DOWNTOWN, "first_meeting": {"place": "Library"}}, course=course)
    existing = a_state({**DOWNTOWN, "path": "existing", "first_meeting": {"place": "Library"}}, course=course)

    assert first_meeting in tailoring.shown_first(new, lesson)
    assert first_meeting in tailoring.set_aside(existing, lesson)
    assert existing.value("first_meeting") == {"place": "Library"}


def test_optional_questions_do_not_hold_a_plan_back_from_100_percent(course: Course):
    state = a_state({"mission": "Less theft", "objectives": [{"id": "r1", "measure": "Calls"}]})

    assert progress.measure(state).percent == 100


def test_a_lesson_is_begun_by_any_answer_and_done_by_the_needed_ones():
    lesson = next(iter(a_state().course.lessons()))

    assert progress.lesson_state(a_state(), lesson) is LessonState.OPEN
    assert progress.lesson_state(a_state({"motto": "x"}), lesson) is LessonState.PART
    done = a_state({"mission": "x", "objectives": [{"id": "r1", "measure": "y"}]})
    assert progress.lesson_state(done, lesson) is LessonState.DONE


def test_what_a_condition_hides_is_kept_and_comes_back():
    hidden = a_state({"form": "network", "bylaws": "Two seats"})
    shown = a_state({"form": "nonprofit", "bylaws": "Two seats"})
    bylaws = hidden.index.questions["bylaws"]

    assert not hidden.applies(bylaws)
    assert shown.applies(bylaws)
    assert hidden.value("bylaws") == "Two seats"


def test_an_open_item_names_the_lesson_that_explains_it():
    items = progress.open_items(a_state({"mission": "x"}))

    assert [(item.question.id, item.lesson.id if item.lesson else "") for item in items] == [
        ("objectives", "first/kinds")
    ]
