"""The page about privacy says what is so: cookies, what is kept, who runs the site."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core import mail
from django.test import Client

from teamup.web.course.privacy import cookies
from tests.factories import PACK, a_plan

pytestmark = pytest.mark.django_db


def words_of(client: Client) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", client.get("/privacy/").content.decode()))


def test_every_cookie_that_is_set_stands_on_the_page(client: Client, settings):
    a_plan()
    settings.COURSE_PACK = PACK
    named = {one.name for one in cookies()}
    form = client.get("/plans/new/")
    client.post("/plans/new/", {"path": "new", "lead_role": "chief", "plan_name": "Riverton", "form": "x"})
    client.get("/account/sign-in/")
    client.post("/account/sign-in/", {"email": "dana@agency.gov"})

    assert form.status_code == 200
    assert {name for name in client.cookies if client.cookies[name].value} <= named | {"timezone"}
    assert mail.outbox is not None


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
