"""How much one network, and all together, may ask of the site; and that saving an answer is never counted."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from teamup.core.limits import Limit, TooOften, spend
from teamup.core.models import Allowance
from teamup.delivery import limits as mail
from teamup.plans import lifecycle, people, rounds
from teamup.report import loading
from teamup.web.http import network_of
from teamup.web.plan import pictures, renders, report, shared
from tests.factories import NOW, PACK
from tests.web.plan.test_opening import a_form
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    settings.COURSE_PACK = PACK
    caplog.set_level("CRITICAL")


def from_network(address: str, **more: str) -> str:
    return network_of(RequestFactory(REMOTE_ADDR=address, **more).get("/"))


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::1", "::1"),
        ("not an address" * 20, ("not an address" * 20)[:100]),
    ],
)
def test_a_network_is_an_address_or_the_64_bits_that_one_household_has(address: str, counted_as: str):
    assert from_network(address) == counted_as


def test_only_a_trusted_proxy_says_whose_address_it_is(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert from_network("203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1") == "203.0.113.7"
    assert from_network("10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.1") == "198.51.100.1"
    assert from_network("10.0.0.1", HTTP_X_REAL_IP="1.2.3.4") == "10.0.0.1"


def test_new_plans_are_counted_by_network_and_in_all(monkeypatch):
    monkeypatch.setattr(lifecycle, "ALL_NEW_PLANS", Limit("new plans in all", most=2, seconds=3600))
    for n in range(2):
        lifecycle.spend_new_plan(network=f"203.0.113.{n}", now=NOW)

    with pytest.raises(TooOften):
        lifecycle.spend_new_plan(network="203.0.113.9", now=NOW)


def use_up(limit: Limit, who: str) -> None:
    from django.utils import timezone

    spend(limit, who, now=timezone.now(), amount=limit.most)


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("limit", "who"),
    [(report.RENDERS, "plan"), (renders.OF_NETWORK, "127.0.0.1"), (renders.IN_ALL, "all")],
    ids=["of a plan", "of a network", "in all"],
)
def test_documents_are_counted_for_their_plan_by_network_and_in_all(form: str, limit: Limit, who: str):
    visitor = Visitor()
    use_up(limit, str(visitor.plan.pk) if who == "plan" else who)

    page, data = (
        visitor.get(f"report.{form}"),
        visitor.client.get(f"{visitor.url}report.{form}", headers={"accept": "application/json"}),
    )

    assert page.status_code == data.status_code == 429
    assert says(page, "That was tried too often. Please try again")
    assert 0 < int(page["Retry-After"]) <= limit.seconds
    assert page["Cache-Control"] == "private, no-store"
    assert data.json()["errors"][0].startswith("That was tried too often.")
    assert 0 < int(data["Retry-After"]) <= limit.seconds


def test_a_plan_that_is_one_too_many_is_429_with_the_form(monkeypatch):
    visitor = Visitor()
    use_up(lifecycle.ALL_NEW_PLANS, "all")
    client = a_stranger()

    response = client.post("/plans/new/", a_form())

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert visitor.get().status_code == 200


def test_saving_an_answer_counts_nothing():
    visitor = Visitor()
    Allowance.objects.all().delete()
    for n in range(30):
        data = {"value": f"Motto {n}", "base": str(n), "save": str(uuid.uuid4())}
        status = visitor.client.post(
            visitor.url + "answers/motto/", data, headers={"accept": "application/json"}
        ).status_code
        assert status == 200

    assert not Allowance.objects.exists()


def test_guesses_of_keys_and_codes_mail_files_and_documents_are_limited_by_network_and_in_all():
    by_network = [lifecycle.KEY_GUESSES, people.CODE_GUESSES, loading.FILES, loading.BYTES, renders.OF_NETWORK]
    by_network += [lifecycle.NEW_PLANS, mail.NETWORK_HOUR, mail.CODES_NETWORK_HOUR, shared.OPENINGS]
    by_network += [rounds.NETWORK_REPLIES]
    in_all = [lifecycle.ALL_KEY_GUESSES, people.ALL_CODE_GUESSES, loading.ALL_BYTES, renders.IN_ALL]
    in_all += [lifecycle.ALL_NEW_PLANS, renders.PICTURES_IN_ALL]

    every = [*by_network, *in_all, report.RENDERS, pictures.RENDERS, shared.RENDERS]
    assert len({limit.name for limit in every}) == len(every)
    assert all(limit.most > 0 and limit.seconds <= 86_400 for limit in every)
    # Nobody alone uses up what all together have.
    for one, together in ((lifecycle.KEY_GUESSES, lifecycle.ALL_KEY_GUESSES), (renders.OF_NETWORK, renders.IN_ALL)):
        assert one.most * 5 <= together.most


def test_who_is_limited_does_not_limit_others():
    for _ in range(lifecycle.KEY_GUESSES.most):
        Client(REMOTE_ADDR="203.0.113.1").post("/resume/", {"key": "x"})

    assert Client(REMOTE_ADDR="203.0.113.1").post("/resume/", {"key": "x"}).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.2").post("/resume/", {"key": "x"}).status_code == 404
