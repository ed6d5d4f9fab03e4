"""The overview of a plan and the list of one's plans."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from teamup.catalog.model import Path
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def test_it_shows_where_the_plan_is_and_what_comes_next():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    page = visitor.page()

    assert "3 of 4 needed answers" in page or "of" in page
    assert f"{visitor.url}first/kinds/" in page
    assert "Every kind" in page


def test_with_15_minutes_only_core_answers_are_counted():
    visitor = Visitor(time_available="minutes_15")

    assert says(visitor.get(), "15-minute path: 0 of 1 core answers")


def test_open_answers_lead_to_their_questions():
    page = Visitor().page()

    assert "first/kinds/#q-mission-joint" in page


def test_switching_the_path_keeps_every_answer_and_says_so():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    response = visitor.post(switch="path", value="existing", base="1")

    assert (response.status_code, response["Location"]) == (303, visitor.url)
    assert says(visitor.get(), "Every answer stays.")
    assert visitor.state().path is Path.EXISTING
    assert visitor.state().value("mission") == "Less theft"


def test_a_switch_pressed_twice_has_one_effect():
    visitor = Visitor()
    form = {"switch": "path", "value": "existing", "base": "1", "save": str(uuid.uuid4())}

    visitor.post(**form)
    visitor.post(**form)

    assert visitor.state().given("path").revision == 2


def test_a_switch_that_someone_else_made_first_is_explained():
    visitor = Visitor(time_available="hour")
    visitor.save("time_available", "minutes_15", base=1)

    response = visitor.client.post(
        visitor.url, {"switch": "time", "value": "", "base": "1", "save": str(uuid.uuid4())}, follow=True
    )

    assert says(response, "Someone else switched this a moment ago.")


@pytest.mark.parametrize(
    "form",
    [
        {"switch": "path", "value": "sideways", "base": "1"},
        {"switch": "mission", "value": "x", "base": "0"},
        {"switch": "path", "value": "existing"},
        {"switch": "path", "value": "existing", "base": "1", "save": "x"},
        {"switch": "path", "value": "existing", "base": "999"},
    ],
)
def test_a_switch_that_cannot_be_is_refused_with_a_sentence(form: dict[str, str]):
    visitor = Visitor()

    response = visitor.post(**form)

    assert response.status_code == 422
    assert "usa-alert--error" in response.content.decode()
    assert visitor.state().path is Path.NEW


def test_a_stranger_learns_nothing():
    visitor = Visitor()

    assert a_stranger().get(visitor.url).status_code == 404
    assert a_stranger().post(visitor.url, {"switch": "path"}).status_code == 404
    assert Client().get(f"/plans/{uuid.uuid4()}/").status_code == 404


def test_a_sample_can_be_read_and_not_changed():
    visitor = Visitor().as_sample()

    page = visitor.page()

    assert "A sample to read" in page
    assert "/plans/new/" in page
    assert "Delete this plan" not in page
    assert visitor.post(switch="path", value="existing", base="1").status_code == 403


def test_a_visit_renews_the_cookie_and_is_kept_by_no_cache():
    response = Visitor().get()

    assert response.cookies["browser"]["max-age"] == 400 * 86_400
    assert response["Cache-Control"] == "private, no-store"


def test_the_list_shows_this_browsers_plans_only():
    visitor, other = Visitor(), Visitor(plan_name="Elsewhere")

    page = visitor.client.get("/plans/").content.decode()

    assert "Riverton Downtown" in page
    assert visitor.url in page
    assert other.url not in page


def test_the_list_of_a_new_browser_says_how_to_begin():
    assert says(Client().get("/plans/"), "No plan here yet")


@pytest.mark.parametrize("path", ["", "steps/", "history/", "settings/", "report/", "downloads/"])
def test_pages_ask_the_database_a_handful_of_times_whatever_the_plans_size(
    path: str, django_assert_max_num_queries: Any
):
    visitor = Visitor()
    rows = [{"id": f"r{n}", "measure": f"Step {n}", "due": "2027-01-01"} for n in range(60)]
    visitor.save("objectives", rows)
    for n in range(60):
        visitor.save("motto", f"Motto {n}", base=n)
    visitor.page(path)

    with django_assert_max_num_queries(6):
        visitor.page(path)


def test_the_overview_leads_to_activities_and_the_self_check():
    visitor = Visitor()

    page = visitor.page()

    assert f'href="{visitor.url}activities/"' in page
    assert f'href="{visitor.url}self-check/"' in page
