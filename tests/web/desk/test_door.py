"""Every address of the desk, for everybody who may come by: it is there for hosts with a second factor alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from teamup.accounts import hosts
from teamup.accounts.models import Host
from teamup.core import house
from teamup.core.models import Event
from tests.web.account.person import DANA, Person, says
from tests.web.account.test_mine import app_code, with_an_app
from tests.web.desk.host import Hosting, make_host
from tests.web.plan.member import Someone

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")


def desk_addresses() -> Iterator[str]:
    """Yield every address of the desk."""
    found = next(one for one in _all(get_resolver().url_patterns) if one.namespace == "desk")
    for pattern in found.url_patterns:
        kwargs = {name: UUID(int=7) for name in pattern.pattern.converters}
        yield reverse(f"desk:{pattern.name}", kwargs=kwargs)


def _all(patterns: Any) -> Iterator[URLResolver]:
    for one in patterns:
        if isinstance(one, URLPattern):
            continue
        if one.namespace:
            yield one
        else:
            yield from _all(one.url_patterns)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_the_desk_has_addresses():
    assert {"/desk/", "/desk/hosts/", "/desk/mail/", "/desk/record/"} <= set(desk_addresses())


@pytest.mark.slow
def test_for_strangers_accounts_and_former_hosts_there_is_no_desk():
    lapsed = Someone("Lou Late")
    Host.objects.create(user=lapsed.user, made_at=timezone.now() - timedelta(days=15), made_by="x")
    former = Hosting("Fern Former")
    Host.objects.filter(user=former.user).delete()

    for who in (Client(), Someone("Ann Account").client, lapsed.client, former.client):
        for address in [*desk_addresses(), "/desk/nothing/"]:
            for method in METHODS:
                assert who.generic(method, address).status_code == 404, (method, address)


def test_a_host_who_closed_the_account_or_was_made_inactive_is_a_stranger():
    host = Hosting()
    host.user.is_active = False
    host.user.save()

    assert host.get().status_code == 404


def test_a_host_without_a_second_factor_is_told_how_to_add_one_at_every_address():
    host = Hosting(has_factor=False)

    for address in desk_addresses():
        for method in ("GET", "POST"):
            answer = host.client.generic(method, address)
            assert answer.status_code == 403
            assert says(answer, "The desk needs a second factor")
            assert "/account/passkeys/add/" in answer.content.decode()
            assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("shown", [{"method": "code"}, {"minutes_ago": 13 * 60}])
def test_a_host_who_has_not_used_the_second_factor_today_is_asked_for_it(shown: Any):
    host = Hosting()
    host.show_factor(**shown)

    for address in desk_addresses():
        answer = host.client.get(address)
        assert answer.status_code in (302, 303), address
        assert answer["Location"].startswith("/account/confirm/app/?next=%2Fdesk%2F")


def test_the_desk_opens_to_a_host_and_tells_no_cache_and_no_search(django_assert_max_num_queries: Any):
    host = Hosting()

    for address in desk_addresses():
        host.client.get(address)
        with django_assert_max_num_queries(8):
            answer = host.client.get(address)
        assert answer.status_code in (200, 303, 404, 405), address
        if answer.status_code == 200:
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Robots-Tag"] == "noindex"


def test_the_first_opening_is_on_record_once():
    someone = Someone("Nell New")
    make_host(someone.user, has_opened=False)
    Host.objects.filter(user=someone.user).update(made_at=timezone.now())
    host = Hosting("Olga Other")
    host.user, host.client = someone.user, someone.client
    Authenticator.objects.create(user=someone.user, type=Authenticator.Type.WEBAUTHN, data={})
    host.show_factor()

    host.page()
    host.page()

    (event,) = Event.objects.filter(plan_id=house.HOUSE, kind="host.opened")
    assert event.by == "Nell New"
    assert Host.objects.get(user=someone.user).opened_at is not None


@pytest.mark.slow
def test_from_the_command_to_the_desk_with_an_authenticator_app():
    hosts.add(address=DANA, deed=hosts.Deed("The command line", timezone.now()))
    dana = Person()
    dana.sign_in()
    assert dana.client.get("/desk/").status_code == 403

    secret = with_an_app(dana)
    asked = dana.client.get("/desk/")
    assert asked["Location"] == "/account/confirm/app/?next=%2Fdesk%2F"
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).update(last_used_at=None)
    cache.clear()
    shown = dana.client.post("/account/confirm/app/", {"code": app_code(secret), "next": "/desk/"})

    assert shown["Location"] == "/desk/", shown.content.decode()
    assert "Health" in dana.page("/desk/")


def test_only_hosts_see_the_way_to_the_desk_on_their_account_page():
    assert "/desk/" in Hosting().client.get("/account/").content.decode()
    assert "/desk/" not in Someone("Ann Account").client.get("/account/").content.decode()
