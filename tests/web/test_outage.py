"""While the database is away or the disk is full: who asks is told at once, and loses nothing."""

from __future__ import annotations

import errno
import json

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from tests.factories import a_browser, a_plan

pytestmark = pytest.mark.django_db

AWAY = [
    OperationalError("server closed the connection unexpectedly"),
    OperationalError("database or disk is full"),
    InterfaceError("connection already closed"),
    OSError(errno.ENOSPC, "No space left on device"),
]


class Away:
    """Refuses every statement."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *_: object) -> None:
        raise self.error


@pytest.fixture
def visitor() -> Client:
    browser = a_browser()
    client = Client(raise_request_exception=False)
    client.cookies["browser"] = browser
    client.plan = a_plan(browser=browser, plan_name="Riverton")  # type: ignore[attr-defined]
    return client


@pytest.mark.parametrize("error", AWAY, ids=[str(one) for one in AWAY])
@pytest.mark.parametrize("address", ["/", "/course/", "/plans/{plan}/", "/plans/{plan}/first/kinds/", "/resume/"])
def test_a_page_says_so_and_looks_again_by_itself(visitor: Client, address: str, error: Exception):
    path = address.format(plan=visitor.plan.pk)  # type: ignore[attr-defined]
    visitor.cookies["session"] = "s" * 32
    with connection.execute_wrapper(Away(error)):
        response = visitor.get(path)

    words = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert '<meta http-equiv="refresh" content="10">' in words
    assert response["X-Request-Reference"] in words
    assert str(error) not in words


def test_what_a_form_sent_is_given_back_with_a_button_to_send_it_again(visitor: Client):
    path = f"/plans/{visitor.plan.pk}/first/kinds/"  # type: ignore[attr-defined]
    with connection.execute_wrapper(Away(AWAY[0])):
        response = visitor.post(path, {"mission": "We meet & <walk>.", "mission-base": "0"})

    words = response.content.decode()
    assert response.status_code == 503
    assert 'name="mission" value="We meet &amp; &lt;walk&gt;."' in words
    assert f'action="{path}"' in words
    assert "http-equiv" not in words


def test_a_save_is_told_in_data_so_that_the_browser_keeps_it_and_sends_it_again(visitor: Client):
    path = f"/plans/{visitor.plan.pk}/answers/mission/"  # type: ignore[attr-defined]
    sent = {"value": "We meet.", "base": 0, "save": "11111111-2222-4333-8444-555555555555"}
    with connection.execute_wrapper(Away(AWAY[0])):
        away = visitor.post(
            path, json.dumps(sent), content_type="application/json", headers={"Accept": "application/json"}
        )
    again = visitor.post(
        path, json.dumps(sent), content_type="application/json", headers={"Accept": "application/json"}
    )

    assert (away.status_code, again.status_code) == (503, 200)
    assert away.json()["errors"]
    assert away.json()["reference"] == away["X-Request-Reference"]
    assert again.json()["revision"] == 1


def test_a_piece_of_a_page_is_left_as_it_stands(visitor: Client):
    with connection.execute_wrapper(Away(AWAY[0])):
        response = visitor.get(f"/plans/{visitor.plan.pk}/first/kinds/so-far/", headers={"HX-Request": "true"})  # type: ignore[attr-defined]

    assert (response.status_code, response["HX-Reswap"]) == (503, "none")


def test_a_bug_is_not_taken_for_an_outage_and_its_page_asks_nothing_of_the_database(visitor: Client):
    visitor.cookies["session"] = "s" * 32
    with connection.execute_wrapper(Away(ValueError("a secret of the house"))):
        response = visitor.get(f"/plans/{visitor.plan.pk}/")  # type: ignore[attr-defined]

    words = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-Reference"] in words
    assert "a secret of the house" not in words


def test_every_answer_has_a_reference_of_its_own(client: Client):
    one, other = client.get("/healthz"), client.get("/there-is-no-such-page/")

    assert one["X-Request-Reference"] != other["X-Request-Reference"]
