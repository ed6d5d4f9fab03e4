"""The page that moves a plan to a newer version of its course, and how it is announced."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teamup.plans.models import Plan
from tests.plans.test_moving import edited, without_options
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
NOTICE = "A newer version of the course is there."


@pytest.fixture
def visitor() -> Visitor:
    """A visitor whose plan has answers that the next version does not take as they are."""
    visitor = Visitor()
    visitor.save("mission", "We keep the garages safe.")
    visitor.save("interests", ["a", "c"])
    visitor.save("hours", "12")
    return visitor


def move(visitor: Visitor, to: str, *, seen: str = "1.0.0", save: str = "") -> str:
    """Send the form and return the page that follows."""
    response = visitor.post("version/", to=to, seen=seen, save=save or str(uuid.uuid4()))
    assert response.status_code == 303, response.content
    return visitor.page("version/")


def test_nothing_is_announced_while_the_plan_is_on_the_newest_version(visitor: Visitor):
    pages = [visitor.page(), visitor.page("settings/")]

    assert all(NOTICE not in page for page in pages)
    assert "stays on it until you move it" in visitor.page("version/")


def test_a_newer_version_is_announced_quietly_and_shown_before_it_is_taken(visitor: Visitor):
    to = edited(without_options)

    announced = [NOTICE in page for page in (visitor.page(), visitor.page("settings/"), visitor.page("first/kinds/"))]
    page = visitor.page("version/")

    assert announced == [True, True, False]
    assert f"Move to version {to}" in page
    assert page.index("Answers to questions that are gone") < page.index("Parts of answers that no longer fit")
    assert "<del>Mission?</del><ins>What is your mission?</ins>" in page
    assert "optional before, needed now" in page
    assert Plan.objects.get(pk=visitor.plan.pk).pack_version == "1.0.0"


def test_moving_says_so_keeps_the_rest_in_words_and_is_told_in_the_history(visitor: Visitor):
    to = edited(without_options)

    page = move(visitor, to)

    assert f"The plan now follows version {to} of the course. Every answer stays." in page
    assert "Kept from earlier versions" in page
    assert "See what version 1.0.0 would change" in page
    assert f"The plan was moved from version 1.0.0 of the course to version {to}." in visitor.page("history/")


def test_what_no_longer_fits_stands_beside_its_question_and_can_be_mended(visitor: Visitor):
    move(visitor, edited(without_options))

    page = visitor.page("first/kinds/")

    card = page[page.index('id="q-interests-joint"') : page.index('id="q-order-joint"')]
    assert "Kept from an earlier version of the course:" in card
    assert "<li>C</li>" in card
    assert "(removed)" not in card


def test_a_worksheet_posted_whole_after_the_move_changes_nothing_by_itself(visitor: Visitor):
    move(visitor, edited(without_options))
    page = visitor.page("first/kinds/")
    fields = dict(re.findall(r'name="(base\.[^"]+)" value="([^"]*)"', page))

    said = {"interests.joint": "a", "mission.joint": "We keep the garages safe."}
    posted = visitor.post("first/kinds/", **fields, **said)

    assert posted.status_code == 303
    kept = visitor.plan.answers.get(question_id="interests")
    assert (kept.value, kept.revision) == (["a", "c"], 1)


def test_the_plan_can_be_moved_back(visitor: Visitor):
    to = edited(without_options)
    move(visitor, to)
    shown = visitor.page("version/", to="1.0.0")

    page = move(visitor, "1.0.0", seen=to)

    assert "Answers that are asked for again" in shown
    assert "Kept from earlier versions" not in page
    assert visitor.page().count(NOTICE) == 1


def test_a_version_that_is_not_there_and_a_page_that_is_old_say_so(visitor: Visitor):
    to = edited(without_options)

    unknown = visitor.get("version/", to="9.9.9")
    nowhere = visitor.post("version/", to="9.9.9", seen="1.0.0")
    old = visitor.post("version/", to=to, seen="0.9.0")
    keyless = visitor.post("version/", to=to, seen="1.0.0", save="")

    assert [response.status_code for response in (unknown, nowhere, old, keyless)] == [422] * 4
    assert "not published here" in nowhere.content.decode()
    assert "Someone else moved this plan" in old.content.decode()


def test_strangers_and_readers_of_samples_find_no_such_page(visitor: Visitor):
    stranger = Client().get(f"{visitor.url}version/")
    Plan.objects.filter(pk=visitor.plan.pk).update(sample="invented")

    reader = visitor.get("version/")

    assert (stranger.status_code, reader.status_code) == (404, 403)
    assert NOTICE not in visitor.page()


def test_the_page_takes_at_most_eight_queries(visitor: Visitor):
    move(visitor, edited(without_options))
    edited(lambda questions: questions.pop("motto"))
    visitor.page("version/")

    with CaptureQueriesContext(connection) as found:
        visitor.page("version/")

    assert len(found) <= 8, [query["sql"][:120] for query in found]
