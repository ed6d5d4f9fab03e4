"""What the site does not let itself be talked into: forged forms, other hosts, other methods, too much, too deep."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from teamup.plans.models import Answer, Plan
from teamup.report import csvfile
from teamup.web.account import ways
from teamup.web.http import BROWSER_COOKIE
from teamup.web.plan.report import file_headers
from tests.factories import PACK
from tests.security.addresses import a_site
from tests.web.account.person import Person
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
WITHOUT_TOKEN = {"check", "talk_mail", "date_mail"}
"""A self-check round is answered without a cookie; mail programs stop mail by themselves (RFC 8058)."""
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:/elsewhere.example",
    " https://elsewhere.example",
    "/\t/elsewhere.example",
    "https:elsewhere.example",
    "/" + "a" * 3000,
]


@pytest.fixture(autouse=True)
def _small_course(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.COURSE_PACK = PACK
    caplog.set_level("CRITICAL")
    cache.clear()


@pytest.mark.slow
def test_no_address_does_anything_for_a_form_without_its_token():
    site = a_site()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[BROWSER_COOKIE] = site.visitor.browser
    faults = []

    for address in site.addresses():
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with transaction.atomic():
                status = strict.generic(method, address.path, headers={"sec-fetch-site": "cross-site"}).status_code
                transaction.set_rollback(True)
            # Forms without a token are refused before anything looks at the plan; what is no door is 404 or 405.
            if status not in {403, 404, 405} and address.name not in WITHOUT_TOKEN:
                faults.append(f"{method} {address.name}: {status}")

    assert faults == []


@pytest.mark.slow
def test_what_is_not_meant_to_be_done_with_an_address_is_405():
    site = a_site()

    for address in site.addresses():
        for method in ("TRACE", "CONNECT", "PROPFIND", "PURGE"):
            status = site.visitor.client.generic(method, address.path).status_code
            assert status in {404, 405, 302, 303}, f"{method} {address.name}: {status}"


@pytest.mark.slow
def test_a_get_changes_nothing_in_a_plan():
    site = a_site()
    before = sorted(map(str, Answer.objects.values_list())), Plan.objects.count()

    for address in site.addresses():
        if address.name != "account_logout":
            site.visitor.client.get(address.path)

    assert (sorted(map(str, Answer.objects.values_list())), Plan.objects.count()) == before


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nobody_is_sent_on_to_another_site(url: str):
    assert not ways.is_ours(url)
    dana = Person()
    dana.ask(next=url)

    response = dana.type(dana.code(), next=url)

    assert "elsewhere" not in response.headers["Location"]
    assert response.headers["Location"].startswith("/")
    assert "elsewhere" not in dana.client.get(f"/account/sign-in/?next={quote(url)}").headers.get("Location", "")


@given(url=st.text(alphabet="/\\:.@#?abht \t\n%2f", max_size=20))
def test_what_is_taken_for_a_page_of_ours_is_one(url: str):
    if ways.is_ours(url):
        assert url.startswith("/")
        assert not url.startswith(("//", "/\\"))


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost.elsewhere.example", "a@b", "[::1", "x" * 300])
def test_a_host_that_is_not_ours_is_refused(host: str):
    assert Client().get("/", headers={"host": host}).status_code == 400


def test_the_host_of_a_request_is_in_no_mail():
    Client().post(
        "/account/sign-in/", {"address": "dana@agency.gov"}, headers={"x-forwarded-host": "elsewhere.example"}
    )
    Person().ask()
    Person().code()

    assert all("elsewhere" not in str(one.message()) for one in mail.outbox)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def test_a_form_that_is_too_large_is_413_with_a_sentence(visitor: Visitor):
    response = visitor.post("answers/motto/", value="x" * 3_000_000, base="0")

    assert response.status_code == 413
    assert "too much to send at once" in response.content.decode()


def test_a_form_with_too_many_fields_is_413(visitor: Visitor):
    body = "&".join(f"a{n}=1" for n in range(9_000))
    response = visitor.client.post(
        visitor.url + "answers/motto/", body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413


def sent(visitor: Visitor, body: bytes, kind: str = "application/json") -> Any:
    return visitor.client.post(visitor.url + "answers/motto/", body, content_type=kind, headers={"accept": kind})


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"value": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"value": ' + b"9" * 100_000 + b', "base": 0}',
        b'{"value": NaN, "base": 0, "save": "x"}',
        b'{"value": "a", "base": 1e999, "save": "x"}',
        b'{"value": "\\ud800", "base": 0}',
        b'{"value": "\\u0000", "base": 0}',
        b'{"value": {"$gt": ""}, "base": 0}',
        b'{"base": -1}',
        b'{"base": 99999999999999999999}',
        b"null",
        b'"x"',
        b"\xff\xfe",
        b"",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_data_that_is_no_answer_is_refused_and_never_a_bug(visitor: Visitor, body: bytes):
    response = sent(visitor, body)

    assert response.status_code in {400, 413, 422}
    assert response["Content-Type"].startswith("application/json")
    assert not Answer.objects.filter(plan=visitor.plan, question_id="motto").exists()


@pytest.mark.parametrize("kind", ["text/xml", "application/x-python-pickle", "multipart/form-data", "text/plain", "x"])
def test_what_comes_as_something_else_is_no_answer(visitor: Visitor, kind: str):
    body = json.dumps({"value": "Stolen", "base": 0, "save": str(uuid.uuid4())}).encode()
    response = sent(visitor, body, kind)

    assert response.status_code in {400, 415, 422}
    assert not Answer.objects.filter(plan=visitor.plan, question_id="motto").exists()


def test_a_form_changes_only_what_it_is_for(visitor: Visitor):
    fields = ("key_hash", "deleted_at", "sample", "pack_id", "pack_version", "created_at", "archived_at")
    before = Plan.objects.filter(pk=visitor.plan.pk).values(*[f for f in fields if f in _columns()]).get()
    more = {
        "key_hash": "x",
        "deleted_at": "2026-01-01",
        "sample": "invented",
        "pack_id": "x",
        "created_at": "2020-01-01",
    }

    visitor.post("settings/", **more, plan_name="New name", role="owner", is_staff="1", is_superuser="1")
    visitor.post("people/me/", **more, name="Dana", role="owner", side="police")

    assert Plan.objects.filter(pk=visitor.plan.pk).values(*before).get() == before


def test_a_person_makes_themselves_nothing_more():
    dana = Person()
    dana.sign_in()
    dana.client.post("/account/", {"name": "Dana", "is_staff": "1", "is_superuser": "1", "email": "chief@agency.gov"})

    from teamup.accounts.models import User

    user = User.objects.get(email="dana@agency.gov")
    assert not getattr(user, "is_staff", False)
    assert not getattr(user, "is_superuser", False)


def _columns() -> set[str]:
    return {column.name for column in Plan._meta.get_fields()}


def test_what_comes_twice_in_a_form_counts_once(visitor: Visitor):
    body = f"value=One&value=Two&base=0&save={uuid.uuid4()}"
    visitor.client.post(
        visitor.url + "answers/motto/?value=Three", body, content_type="application/x-www-form-urlencoded"
    )

    kept = Answer.objects.get(plan=visitor.plan, question_id="motto").value
    assert kept == "Two"


@given(name=st.text(max_size=200))
def test_a_files_name_is_one_header_whatever_the_plan_is_called(name: str):
    header = file_headers(name, "plan", "pdf")

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert "/" not in header
    assert "\\" not in header


@given(text=st.text(alphabet="=+-@\t\r\n\0 '\"a,;|", max_size=12))
def test_no_cell_of_a_spreadsheet_can_act_as_a_formula(text: str):
    cell = csvfile._safe(text)

    assert "\0" not in cell
    assert not cell.lstrip(" \n").startswith(csvfile.FORMULA)


@pytest.mark.parametrize(
    "typed", ["dana@agency.gov\nBcc: all@agency.gov", "dana@agency.gov\r\nSubject: x", "a@b\0.gov"]
)
def test_nobody_adds_a_header_to_a_mail(typed: str):
    response = Client().post("/account/sign-in/", {"address": typed})

    assert response.status_code == 422
    assert mail.outbox == []
