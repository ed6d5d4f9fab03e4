"""Coming back with the plan's key."""

from __future__ import annotations

import pytest
from django.test import Client

from teamup.core.limits import Limit
from teamup.plans import lifecycle
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def test_a_typed_key_opens_the_plan_on_another_machine():
    visitor, other = Visitor(), Client()

    response = other.post("/resume/", {"key": f"  {visitor.key.lower().replace('-', ' ')} "})

    assert (response.status_code, response["Location"]) == (303, visitor.url)
    assert other.get(visitor.url).status_code == 200


def test_the_whole_link_may_be_pasted_too():
    visitor, other = Visitor(), Client()

    response = other.post("/resume/", {"key": f"https://example.org/resume/{visitor.key}/"})

    assert response["Location"] == visitor.url


@pytest.mark.parametrize("typed", ["", "x", "7QK4-M2XP-9RTH-D0V3", "\x00" * 9, "中" * 500])
def test_a_wrong_key_is_404_with_the_form_and_the_same_sentence(typed: str):
    response = Client().post("/resume/", {"key": typed})

    assert response.status_code == 404
    assert says(response, "No plan opens with this key.")
    assert 'name="key"' in response.content.decode()


def test_the_link_looks_nothing_up_until_it_is_pressed():
    visitor, other = Visitor(), Client()

    shown = other.get(f"/resume/{visitor.key}/")
    wrong = other.get("/resume/0000-0000-0000-0000/")

    assert shown.status_code == wrong.status_code == 200
    assert "Open this plan" in shown.content.decode()
    assert "Riverton" not in shown.content.decode()
    assert other.get(visitor.url).status_code == 404


def test_pressing_the_links_button_opens_the_plan():
    visitor, other = Visitor(), Client()

    response = other.post(f"/resume/{visitor.key}/")

    assert response["Location"] == visitor.url
    assert other.get(visitor.url).status_code == 200


def test_opening_twice_changes_nothing_more():
    visitor, other = Visitor(), a_stranger()

    other.post("/resume/", {"key": visitor.key})
    other.post("/resume/", {"key": visitor.key})

    assert visitor.plan.grants.count() == 2


def test_guesses_are_slowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lifecycle, "KEY_GUESSES", Limit("guesses in this test", most=1, seconds=600))
    Client().post("/resume/", {"key": "wrong"})

    response = Client().post("/resume/", {"key": "wrong"})

    assert response.status_code == 429
    assert says(response, "That was tried too often.")


@pytest.mark.parametrize("address", ["/resume/", "/resume/7QK4-M2XP-9RTH-D0V3/"])
def test_the_pages_are_kept_by_no_cache_and_pass_no_address_on(address: str):
    response = Client().get(address)

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_forms_of_the_link_are_protected_against_forgery():
    visitor = Visitor()

    response = Client(enforce_csrf_checks=True).post(f"/resume/{visitor.key}/")

    assert response.status_code == 403
