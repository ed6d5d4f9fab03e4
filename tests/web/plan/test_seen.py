"""Who may see an answer: the control at the question, with and without scripts."""

from __future__ import annotations

import pytest
from django.test import Client

from teamup.plans.marking import Mark
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def test_every_question_of_a_lesson_says_who_may_see_its_answer():
    page = Visitor().page("first/kinds/")

    assert 'name="seen.mission.joint"' in page
    assert "Police only" in page


def test_a_mark_is_saved_where_it_is_chosen_and_said_in_a_sentence():
    visitor = Visitor()

    response = visitor.post("answers/mission/mark/", mark="police", headers=JSON)

    assert response.json() == {
        "mark": "police",
        "said": "Police only: in the police report alone, and never sent by mail.",
    }
    assert visitor.state().mark("mission") is Mark.POLICE
    assert "is-kept-back" in visitor.page("first/kinds/")


def test_without_scripts_the_worksheet_carries_the_marks_along():
    visitor = Visitor()

    response = visitor.post("first/kinds/", **{"base.mission.joint": "0", "seen.mission.joint": "partners"})

    assert response.status_code == 303
    assert visitor.state().mark("mission") is Mark.PARTNERS


def test_a_worksheet_that_says_nothing_anew_leaves_marks_as_they_are():
    visitor = Visitor()
    visitor.post("answers/mission/mark/", mark="police", headers=JSON)

    visitor.post("first/kinds/", **{"base.mission.joint": "0", "seen.mission.joint": ""})

    assert visitor.state().mark("mission") is Mark.POLICE


def test_a_plain_form_goes_back_to_its_question():
    response = Visitor().post("answers/mission/mark/", mark="security")

    assert response.status_code == 303
    assert response["Location"].endswith("first/kinds/#q-mission-joint")


@pytest.mark.parametrize(("question", "status"), [("mission", 422), ("plan_name", 422), ("nothing", 404)])
def test_what_cannot_be_marked_gets_its_answer(question, status):
    mark = "police" if question != "mission" else "secret"

    assert Visitor().post(f"answers/{question}/mark/", mark=mark, headers=JSON).status_code == status


def test_strangers_mark_nothing():
    visitor = Visitor()

    assert Client().post(f"{visitor.url}answers/mission/mark/", {"mark": "police"}).status_code == 404


def test_the_report_is_that_of_the_partners_unless_another_is_asked_for():
    visitor = Visitor()
    visitor.save("mission", "Only for the police.")
    visitor.post("answers/mission/mark/", mark="police", headers=JSON)

    assert "Only for the police." not in visitor.page("report/")
    assert "Only for the police." in visitor.page("report/", audience="police")
    assert visitor.get("report/", audience="press").status_code == 404


def test_the_history_tells_of_marks_without_words():
    visitor = Visitor()
    visitor.save("mission", "Only for the police.")
    visitor.post("answers/mission/mark/", mark="police", headers=JSON)

    assert "was marked for police only" in visitor.page("history/")


def test_the_mail_page_says_that_marked_answers_stay_here():
    visitor = Visitor()
    visitor.save("mission", "Only for the police.")
    visitor.post("answers/mission/mark/", mark="police", headers=JSON)

    assert "One answer is marked for some readers only" in visitor.page("email/")
