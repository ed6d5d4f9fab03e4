"""The page of one example, and taking its idea into a plan."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from teamup.catalog import shelf
from teamup.catalog.model import Course, Side
from teamup.plans import ideas, lifecycle, selectors, services, store
from teamup.plans.errors import Conflict
from teamup.plans.models import AnswerChange, Plan
from tests.factories import MARIA, NOW, PACK, a_browser, saved
from tests.web.library.courses import a_case, a_library_pack


class Planner:
    """A browser with a plan on the course that the site shows."""

    def __init__(self, name: str = "Riverton Downtown") -> None:
        browser = a_browser()
        self.begun = lifecycle.begin_plan(
            pack_id=PACK, browser=browser, opening={"plan_name": name}.items(), time_zone="America/Chicago", now=NOW
        )
        self.plan: Plan = self.begun.plan
        self.client = Client()
        self.client.cookies["browser"] = browser

    def use(self, case_id: str = "river-map", **data: Any) -> Any:
        """Press the button."""
        sent = {"plan": str(self.plan.id), "target": "activities", "save": str(uuid.uuid4()), **data}
        return self.client.post(f"/examples/{case_id}/use/", sent)

    def answer(self, question_id: str = "activities") -> Any:
        """Return an answer as it stands."""
        return selectors.load_state(self.plan).value(question_id)


def test_a_case_tells_everything_it_knows(client: Client, course: Course):
    page = client.get("/examples/river-map/").content.decode()

    for said in (
        "River Map",
        "Riverton, MN",
        "known as of 2021",
        "Police-led",
        "Network",
        "Downtown",
        "Information sharing",
        "It began with café owners.",
        "Begin with one map.",
        "Checked: what is told here was read in the sources below.",
        '<a href="https://example.org/a" rel="noopener">A report</a>, A bureau, 2021',
        '<span class="tale__address">https://example.org/a</span>',
        'href="/course/first/kinds/"',
    ):
        assert said in page


def test_a_case_that_warns_says_of_what_and_how_sure_it_is(client: Client, course: Course):
    page = client.get("/examples/lone-eye/").content.decode()

    assert "told also for what can go wrong: cameras" in page
    assert "From general knowledge" in page


def test_a_case_leads_back_to_the_search_it_was_found_by_and_on_to_the_next(client: Client, course: Course):
    page = client.get("/examples/river-map/?state=MN&sort=name").content.decode()

    assert 'href="/examples/?state=MN&amp;sort=name#results">2 found' in page
    assert 'class="pager__back" href="/examples/garage-watch/?state=MN&amp;sort=name"' in page
    assert "pager__next" not in page


def test_a_case_names_those_most_like_it(client: Client, course: Course):
    page = client.get("/examples/river-map/").content.decode()

    alike = page[page.index('id="alike"') :]

    assert alike.index("Nationwide List") < alike.index("Garage Watch")
    assert "River Map" not in alike.split("</ul>")[0]


def test_a_case_that_is_not_there_is_404(client: Client, course: Course):
    assert client.get("/examples/none/").status_code == 404
    assert client.post("/examples/none/use/").status_code == 404


def test_a_browser_without_a_plan_is_told_how_to_use_an_idea(client: Client, course: Course):
    page = client.get("/examples/river-map/").content.decode()

    assert "Start a plan" in page
    assert 'action="/examples/river-map/use/"' not in page


def test_a_browser_with_a_plan_sees_what_will_be_written_and_where(course: Course):
    response = Planner().client.get("/examples/river-map/")
    page = response.content.decode()

    assert "Begin with one map. (after River Map, known as of 2021)" in page
    assert "Use this idea in Riverton Downtown" in page
    assert "Add to “Activities”" in page
    assert response["Cache-Control"] == "private, no-store"


def test_an_idea_becomes_a_row_with_its_source_and_leads_to_the_field(course: Course):
    planner = Planner()

    response = planner.use()

    assert response.status_code == 303
    assert response["Location"] == f"/plans/{planner.plan.id}/first/kinds/#q-activities-joint"
    assert [{**row, "id": ""} for row in planner.answer()] == [
        {"id": "", "what": "Begin with one map. (after River Map, known as of 2021)", "family": "information_sharing"}
    ]
    page = planner.client.get(response["Location"]).content.decode()
    assert "Added under “Activities”, with its source." in page


def test_an_idea_leaves_what_stands_there_as_it_is(course: Course):
    planner = Planner()
    mine = {"id": "r1", "what": "Walk the garages", "owner": "Lt. Ortiz"}
    saved(planner.plan, "activities", [mine])

    planner.use()

    assert planner.answer()[0] == mine
    assert len(planner.answer()) == 2


def test_a_double_press_adds_one_row(course: Course):
    planner, key = Planner(), str(uuid.uuid4())

    planner.use(save=key)
    planner.use(save=key)
    again = planner.use()

    assert len(planner.answer()) == 1
    page = planner.client.get(again["Location"]).content.decode()
    assert "This idea stands in your plan already" in page


def test_an_idea_that_was_removed_is_not_brought_back_by_the_same_press(course: Course):
    planner, key = Planner(), str(uuid.uuid4())
    planner.use(save=key)
    saved(planner.plan, "activities", [], base=1)

    planner.use(save=key)

    assert planner.answer() is None


def test_a_long_idea_is_cut_to_fit_and_keeps_its_source(course: Course):
    told = [a_case("river-map", lesson="Begin with one map " * 20)]
    shelf.publish(a_library_pack("30.0.3", **{"cases.yaml": {"cases": told}}))
    planner = Planner()

    planner.use()

    what = planner.answer()[0]["what"]
    assert len(what) <= 120
    assert what.endswith("… (after River Map, known as of 2021)")


def test_an_idea_is_added_to_a_text_as_a_paragraph_and_to_a_list_as_a_line(course: Course):
    planner = Planner()
    saved(planner.plan, "chances", "A new hotel.")

    planner.use(target="swot_opportunities")
    planner.use("lone-eye", target="swot_threats")

    assert planner.answer("chances") == "A new hotel.\n\nBegin with one map. (after River Map, known as of 2021)"
    assert [row["text"] for row in planner.answer("threats")] == [
        "Begin with one map. (after Lone Eye, known as of 2021)"
    ]


def test_a_caution_goes_to_the_threats_first_and_as_an_activity_is_of_no_family(course: Course):
    planner = Planner()

    page = planner.client.get("/examples/lone-eye/").content.decode()
    planner.use("lone-eye")

    assert page.index("Add to “Threats”") < page.index("Add to “Activities”")
    assert "family" not in planner.answer()[0]


def test_a_caution_is_no_opportunity(course: Course):
    planner = Planner()

    assert planner.use("lone-eye", target="swot_opportunities").status_code == 404
    assert planner.answer("chances") is None


@pytest.mark.django_db(transaction=True)
def test_people_who_use_ideas_and_save_at_the_same_moment_lose_nothing(course: Course):
    planner = Planner()
    keys = [uuid.uuid4(), uuid.uuid4()]
    question = selectors.load_state(planner.plan).index.questions["chances"]
    case = course.cases["river-map"]

    def use(number: int) -> None:
        try:
            key = keys[number // 2]  # each form is sent twice
            ideas.use(plan=planner.plan, case=case, question=question, key=key, by=MARIA, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        saving = threads.submit(add_a_line, planner.plan, "Theirs.")
        list(threads.map(use, range(4)))
        saving.result()

    text = planner.answer("chances")
    assert text.count("Theirs.") == 1
    assert text.count("Begin with one map.") == 1


def add_a_line(plan: Plan, line: str) -> None:
    """Save a line as another person does, on top of what stands there."""
    try:
        with store.held(plan):
            given = selectors.load_state(plan).given("chances")
            save = services.Save(
                f"{given.value if given else ''}\n\n{line}", given.revision if given else 0, uuid.uuid4(), Side.JOINT
            )
            services.record_answer(plan=plan, question_id="chances", save=save, by=MARIA, now=NOW)
    finally:
        connection.close()


def test_an_idea_that_cannot_be_added_says_why(course: Course, monkeypatch: pytest.MonkeyPatch):
    planner = Planner()

    def lose(**given: Any) -> Any:
        raise Conflict(revision=1, theirs="a", yours="b")

    monkeypatch.setattr(services, "record_answer", lose)

    response = planner.use()

    assert response["Location"] == "/examples/river-map/"
    assert "The idea was not added." in planner.client.get("/examples/river-map/").content.decode()


def test_a_strangers_plan_is_404_and_stays_as_it_is(course: Course):
    planner, stranger = Planner(), Planner()

    response = stranger.use(plan=str(planner.plan.id))

    assert response.status_code == 404
    assert planner.answer() is None


def test_a_sample_is_not_written_in(course: Course):
    planner = Planner()
    Plan.objects.filter(pk=planner.plan.pk).update(sample="invented", key_hash=None)

    assert planner.use().status_code == 403


@pytest.mark.parametrize("sent", [{"plan": "no"}, {"target": "mission"}, {"target": ""}])
def test_a_form_that_makes_no_sense_is_404(course: Course, sent: dict[str, str]):
    assert Planner().use(**sent).status_code == 404


def test_a_form_without_its_key_changes_nothing(course: Course):
    planner = Planner()

    response = planner.use(save="")

    assert response.status_code == 303
    assert planner.answer() is None


def test_using_an_idea_is_a_post(course: Course):
    assert Planner().client.get("/examples/river-map/use/").status_code == 405


def test_every_idea_stands_in_the_history(course: Course):
    planner = Planner()

    planner.use()

    assert AnswerChange.objects.filter(plan=planner.plan, question_id="activities").count() == 1


def test_the_page_takes_at_most_eight_queries_with_plans(course: Course, django_assert_max_num_queries):
    planner = Planner()
    planner.client.get("/examples/river-map/")

    with django_assert_max_num_queries(8):
        page = planner.client.get("/examples/river-map/").content.decode()

    assert re.search(r'name="plan" value="[\w-]+"', page)
