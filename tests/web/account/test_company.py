"""A company's own sign-in, against a provider on the loopback. None was tried with a real one."""

from __future__ import annotations

import http.cookiejar
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.races.site import Site, environment_of, free_port, rows, running
from tests.web.account import provider as fake
from tests.web.account.provider import Provider

pytestmark = [pytest.mark.slow, pytest.mark.database]
DANA = {"sub": "1", "email": "Dana@acme.example", "name": "Dana Ruiz", "employee_number": "E-4711"}


class Browser:
    """Follows links and redirects, and keeps cookies."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.url, self.status = "", 0

    def go(self, address: str, data: dict[str, str] | None = None) -> str:
        """Open a page, or post to it, and return it with where one ended in `url`."""
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.site + address, body)
        try:
            answer = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        self.url, self.status = answer.url, answer.status
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with fake.running() as one:
        yield one


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    from tests import databases

    data = tmp_path_factory.mktemp("company")
    with databases.empty(data) as database:
        port = free_port()
        environment = environment_of(
            database,
            data,
            port,
            TEAMUP_DEBUG="1",
            TEAMUP_OIDC_SERVER=provider.url,
            TEAMUP_OIDC_CLIENT_ID=fake.CLIENT,
            TEAMUP_OIDC_CLIENT_SECRET=fake.SECRET,
            TEAMUP_OIDC_NAME="Acme Security",
            TEAMUP_OIDC_DOMAINS="acme.example",
        )
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
        teamup = str(Path(sys.executable).with_name("teamup"))
        with running(Site(f"http://127.0.0.1:{port}", database, environment, [teamup, "serve", "--no-worker"])) as one:
            yield one


@pytest.fixture
def browser(site: Site, provider: Provider) -> Browser:
    provider.claims, provider.refuses = dict(DANA), False
    return Browser(site.url)


def people(site: Site) -> list[tuple[str, str]]:
    with rows(site.database) as ask:
        return sorted(ask("SELECT email, name FROM accounts_user"))


def test_people_of_the_company_come_in_through_it_under_the_name_it_knows(site: Site, browser: Browser) -> None:
    door = browser.go("/account/sign-in/?next=/account/")

    page = browser.go(re.search(r'href="(/account/company/[^"]+)"', door)[1].replace("&amp;", "&"))  # type: ignore[index]

    assert "Sign in through Acme Security" in door
    assert browser.url == f"{site.url}/account/"
    assert "Signed in as dana@acme.example" in page
    assert ("dana@acme.example", "Dana Ruiz") in people(site)


def test_coming_back_makes_nobody_new_and_keeps_nothing_else_of_them(site: Site, browser: Browser) -> None:
    browser.go("/account/company/oidc/")

    Browser(site.url).go("/account/company/oidc/")

    assert len([one for one in people(site) if one[0] == "dana@acme.example"]) == 1
    with rows(site.database) as ask:
        assert "4711" not in str(ask("SELECT extra_data FROM socialaccount_socialaccount"))


def test_who_had_an_account_with_that_address_keeps_it(site: Site, browser: Browser, provider: Provider) -> None:
    code = "from django.utils import timezone; import django; django.setup();"
    code += "from teamup.accounts import people;"
    code += "people.arrive(address='sam@acme.example', time_zone='UTC', now=timezone.now())"
    subprocess.run([sys.executable, "-c", code], env=site.environment, check=True)
    provider.claims = {"sub": "2", "email": "sam@acme.example", "name": "Sam"}

    browser.go("/account/company/oidc/")

    assert browser.url == f"{site.url}/plans/"
    assert [one for one in people(site) if one[0] == "sam@acme.example"] == [("sam@acme.example", "")]


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "3", "email": "chief@agency.gov", "email_verified": True},
        {"sub": "4", "email": "eve@acme.example.evil.example"},
        {"sub": "5"},
    ],
)
def test_the_company_speaks_for_its_own_addresses_only(
    site: Site, browser: Browser, provider: Provider, claims: dict[str, object]
) -> None:
    provider.claims = claims

    page = browser.go("/account/company/oidc/")

    assert browser.status == 403
    assert "did not tell us an address at one of its own domains" in page
    assert str(claims.get("email", "none")) not in str(people(site))
    assert "/account/sign-in/" in browser.go("/account/") or browser.url.startswith(f"{site.url}/account/sign-in/")


def test_a_stop_half_way_changes_nothing(browser: Browser, provider: Provider) -> None:
    provider.refuses = True

    page = browser.go("/account/company/oidc/")

    assert "You stopped half way, and nothing was changed." in page


@pytest.mark.parametrize("back", ["?code=code-0", "?code=code-0&state=made-up", ""])
def test_an_answer_that_nobody_asked_for_opens_nothing(site: Site, browser: Browser, back: str) -> None:
    page = browser.go(f"/account/company/oidc/back/{back}")

    assert "You are not signed in" in page
    browser.go("/account/")
    assert browser.url.startswith(f"{site.url}/account/sign-in/")


def test_an_address_of_the_company_typed_at_the_door_is_sent_to_it_without_a_mail(site: Site, browser: Browser) -> None:
    door = browser.go("/account/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door)[1]  # type: ignore[index]

    page = browser.go("/account/sign-in/", {"address": "new@ACME.example", "csrfmiddlewaretoken": token})

    assert "Acme Security has its own sign-in" in page
    with rows(site.database) as ask:
        assert ask("SELECT count(*) FROM delivery_notice WHERE masked = 'n…@acme.example'") == [(0,)]


def test_a_company_that_was_not_set_up_has_no_address(browser: Browser) -> None:
    browser.go("/account/company/other/")

    assert browser.status == 404
