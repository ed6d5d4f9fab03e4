"""Every plan that can be begun composes to a document: path × side × time × setting."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from teamup.catalog import load, source
from teamup.catalog.model import Course, CourseIndex
from teamup.plans import progress, tailoring
from teamup.report.build import build
from tests.factories import a_state

ROOT = Path(__file__).resolve().parents[2] / "content" / "police-security"
TODAY = date(2026, 11, 22)
SIDES = ("police_chief", "security_corporate", "joint_team")


@pytest.fixture(scope="module")
def course() -> Course:
    return load.build(source.read_pack(ROOT))


def options_of(course: Course, question_id: str) -> list[str]:
    return [option.id for option in CourseIndex(course).questions[question_id].options]


@pytest.mark.parametrize("path", ["new", "existing"])
@pytest.mark.parametrize("lead_role", SIDES)
def test_every_plan_so_begun_composes_to_a_document_that_hides_nothing(course: Course, path: str, lead_role: str):
    walks = list(product(options_of(course, "time_available"), options_of(course, "setting")))

    for time_available, setting in walks:
        answers = {"path": path, "lead_role": lead_role, "time_available": time_available, "setting": [setting]}
        state = a_state(answers, course=course)
        document = build(state, today=TODAY)
        open_items = {item.question.id for item in progress.open_items(state)}

        assert [part.id for part in document.parts][-2:] == ["sources", "todo"]
        assert document.meta.needed - document.meta.answered == len(open_items) > 0
        assert tailoring.next_lesson(state) is not None

    assert len(walks) == 3 * 14


def test_no_question_is_out_of_reach_on_any_path(course: Course):
    for path, lead_role in product(["new", "existing"], SIDES):
        state = a_state({"path": path, "lead_role": lead_role}, course=course)
        reached = {
            question.id
            for lesson in course.lessons()
            for question in (*tailoring.shown_first(state, lesson), *tailoring.set_aside(state, lesson))
        }
        hidden = {question.id for question in course.questions() if not state.applies(question)}
        asked = {question.id for lesson in course.lessons() for question in lesson.questions}

        assert reached | hidden >= asked


def test_fifteen_minutes_are_twelve_to_fifteen_fields_that_make_a_presentable_plan(course: Course):
    core = [question for question in course.questions() if question.core]

    assert 12 <= len(core) <= 15
    assert {"mission", "problem_list", "goals", "objectives", "activities", "stakeholders"} <= {q.id for q in core}
