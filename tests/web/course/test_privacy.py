"""The page about privacy says what is so: cookies, what is kept, who runs the site."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from teamup.web.course.privacy import cookies
from tests.security.addresses import a_site

pytestmark = pytest.mark.django_db


def words_of(client: Client) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", client.get("/privacy/").content.decode()))


@pytest.mark.slow
def test_every_cookie_that_any_address_sets_stands_on_the_page():
    site, told = a_site(), [one.name.removesuffix("…") for one in cookies()]
    for client in site.clients.values():
        client.raise_request_exception = False
        for address in site.addresses():
            for method in (client.get, client.post):
                method(address.path, {"email": "dana@agency.gov", "audience": "partners", "name": "For the chiefs"})
    names = {name for client in site.clients.values() for name in client.cookies}

    assert "browser" in names
    assert {name for name in names if not name.startswith(tuple(told))} == set()


def test_it_says_who_runs_the_site_or_that_they_have_not_said(client: Client, settings):
    assert "have not said here who they are" in words_of(client)
    settings.HOST_NAME, settings.HOST_CONTACT = "Riverton <Police>", "privacy@riverton.example"

    said = words_of(client)
    assert "Riverton <Police> runs this site" in said
    assert "Write to privacy@riverton.example" in said


def test_it_says_how_long_plans_are_kept(client: Client, settings):
    assert "until an owner deletes them" in words_of(client)
    settings.KEEP_UNUSED_DAYS = 1095

    assert "for 1095 days" in words_of(client)


def test_every_page_leads_to_it(client: Client):
    assert 'href="/privacy/"' in client.get("/resume/").content.decode()
