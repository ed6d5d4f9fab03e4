"""Beginning a plan: one page, no account, one plan for one form."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from teamup.catalog import shelf
from teamup.core.limits import Limit
from teamup.plans import lifecycle, selectors
from teamup.plans.models import Plan
from teamup.web.plan.keycard import KEY
from tests.factories import a_small_pack
from tests.web.plan.visitor import says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_course(settings: Any) -> None:
    settings.COURSE_PACK = "small"
    shelf.publish(a_small_pack())


def a_form(**changes: Any) -> dict[str, Any]:
    given = {
        "form": str(uuid.uuid4()),
        "path.joint": "existing",
        "lead_role.joint": "chief",
        "plan_name.joint": "Riverton",
    }
    return {**given, **changes}


def test_the_page_says_who_can_see_the_plan_before_the_first_question():
    response = Client().get("/plans/new/")

    text = response.content.decode()
    assert text.index("public record") < text.index('name="path.joint"')
    assert "Do not type case intelligence" in text


def test_a_post_begins_a_plan_of_this_browser_and_goes_to_its_overview():
    client = Client()
    client.get("/plans/new/")

    response = client.post(
        "/plans/new/", a_form(**{"setting.joint": ["downtown", "campus"], "time_zone": "America/Denver"})
    )

    plan = Plan.objects.get()
    state = selectors.load_state(plan)
    assert (response.status_code, response["Location"]) == (303, f"/plans/{plan.id}/")
    assert (state.path, state.side, state.settings, state.name) == (
        "existing",
        "police",
        ("downtown", "campus"),
        "Riverton",
    )
    assert plan.time_zone == "America/Denver"
    assert client.get(f"/plans/{plan.id}/").status_code == 200


def test_the_key_is_shown_on_the_next_page_until_it_is_kept():
    client = Client()
    client.get("/plans/new/")
    plan_url = client.post("/plans/new/", a_form())["Location"]

    shown = client.get(plan_url).content.decode()
    client.post(f"{plan_url}key/", {"do": "kept"})

    key = shown.split("data-copy-source>")[1].split("<")[0]
    assert lifecycle.key_hash(key) == Plan.objects.get().key_hash
    assert "<svg" in shown.split("key-card__qr")[1]
    assert "data-copy-source" not in client.get(plan_url).content.decode()


def test_the_cookie_that_shows_the_key_is_this_plans_and_short_lived():
    client = Client()
    client.get("/plans/new/")

    response = client.post("/plans/new/", a_form())

    cookie = response.cookies[KEY.cookie_of(Plan.objects.get())]
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == ("/", True, 600)


def test_the_same_form_twice_makes_one_plan():
    client = Client()
    client.get("/plans/new/")
    form = a_form()

    first = client.post("/plans/new/", form)
    second = client.post("/plans/new/", form)

    assert Plan.objects.count() == 1
    assert second["Location"] == first["Location"]
    assert says(client.get(second["Location"]), "This plan had already begun")


def test_path_and_side_are_needed_and_the_typing_comes_back():
    response = Client().post("/plans/new/", {"form": str(uuid.uuid4()), "plan_name.joint": "Riverton <b>"})

    assert response.status_code == 422
    assert response.content.decode().count("Choose one to begin.") == 4  # at each field and at the top
    assert "Riverton &lt;b&gt;" in response.content.decode()
    assert not Plan.objects.exists()


def test_an_unknown_choice_is_refused_at_its_field():
    response = Client().post("/plans/new/", a_form(**{"path.joint": "sideways"}))

    assert response.status_code == 422
    assert says(response, "Choose one of the options shown.")


def test_a_form_without_its_key_comes_back_with_the_typing():
    response = Client().post("/plans/new/", a_form(form="x"))

    assert response.status_code == 422
    assert "Riverton" in response.content.decode()
    assert not Plan.objects.exists()


def test_too_many_plans_from_one_network_are_slowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lifecycle, "NEW_PLANS", Limit("new plans in this test", most=1, seconds=3600))
    Client().post("/plans/new/", a_form())

    response = Client().post("/plans/new/", a_form())

    assert response.status_code == 429
    assert says(response, "That was tried too often.")
    assert int(response["Retry-After"]) > 0
    assert "Riverton" in response.content.decode()


def test_an_unknown_time_zone_falls_back_to_utc():
    Client().post("/plans/new/", a_form(time_zone="Mars/Olympus"))

    assert Plan.objects.get().time_zone == "UTC"


def test_nobodys_typing_is_lost_when_it_is_too_long():
    response = Client().post("/plans/new/", a_form(**{"plan_name.joint": "n" * 20_000}))

    assert response.status_code == 422
    assert "n" * 20_000 in response.content.decode()
