"""What others do at a plan, as a page asks for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from teamup.plans import lifecycle
from teamup.plans.models import Presence
from tests.factories import NOW, a_browser
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db


def colleague(visitor: Visitor) -> Client:
    """Return another browser that opened the plan with its key."""
    browser = a_browser()
    lifecycle.resume(plan=visitor.plan, browser=browser, now=NOW)
    client = Client()
    client.cookies["browser"] = browser
    return client


def ask(client: Client, visitor: Visitor, **data: Any) -> dict[str, Any]:
    response = client.post(visitor.url + "live/", data)
    assert response.status_code == 200, response.content[:300]
    found: dict[str, Any] = response.json()
    return found


def test_a_page_learns_who_else_is_here_and_where():
    maria = Visitor()
    sam = colleague(maria)
    ask(sam, maria, at="mission/joint")

    found = ask(maria.client, maria)

    assert [one["at"] for one in found["here"]] == ["mission/joint"]
    assert found["who"].startswith("Here now: Browser ")
    assert found["wait"] == 4000


def test_a_page_of_somebody_alone_asks_seldom():
    maria = Visitor()

    found = ask(maria.client, maria)

    assert (found["here"], found["who"], found["wait"]) == ([], "", 20_000)


def test_a_page_learns_what_others_saved_since_it_looked():
    maria = Visitor()
    since = ask(maria.client, maria)["since"]
    maria.save("mission", "Safer garages.")

    changed = ask(maria.client, maria, since=since)["changed"]

    assert ("mission", "joint", 1) in {(one["question"], one["side"], one["revision"]) for one in changed}


@pytest.mark.parametrize("since", ["", "soon", "2026-11-22", "9999-99-99T00:00:00+00:00", "\x00"])
def test_a_moment_that_nobody_can_read_tells_nothing_and_breaks_nothing(since):
    maria = Visitor()

    assert "changed" in ask(maria.client, maria, since=since, at="x" * 5000)


def test_a_page_that_is_left_says_so():
    maria = Visitor()
    ask(maria.client, maria)

    response = maria.client.post(maria.url + "live/", {"gone": "1"})

    assert response.status_code == 204
    assert not Presence.objects.exists()


def test_strangers_learn_nothing():
    maria = Visitor()

    assert Client().post(maria.url + "live/").status_code == 404


def test_it_is_asked_by_posts_alone():
    maria = Visitor()

    assert maria.client.get(maria.url + "live/").status_code == 405


def test_it_takes_three_queries_however_many_are_here(django_assert_num_queries):
    maria = Visitor()
    for _ in range(5):
        ask(colleague(maria), maria, at="mission/joint")
    ask(maria.client, maria)

    with django_assert_num_queries(3):
        ask(maria.client, maria, since="2026-11-22T00:00:00+00:00")


def test_a_plan_page_says_where_to_ask():
    maria = Visitor()

    assert f'data-live="{maria.url}live/"' in maria.page()
