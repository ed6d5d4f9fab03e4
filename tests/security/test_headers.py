"""What every answer of the site tells a browser: asked at every address, in every way, by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest
from django.test import Client

from teamup.web import policy
from tests.factories import PACK
from tests.security.addresses import METHODS, Site, a_site, words
from tests.security.markup import faults_in
from tests.web.plan.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WANTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "media-src 'self'; connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": policy.FEATURES,
}
REFERRERS = {"same-origin", "no-referrer", "strict-origin"}
TELLING = ("X-Powered-By", "X-AspNet-Version", "Via", "X-Generator", "Access-Control-Allow-Origin")
STATIC = ("teamup.js", "styles.css", "django_htmx/htmx.min.js", "django_htmx/django-htmx.js", "django-htmx.js")
TEXTS = ("text/", "application/xhtml+xml", "image/svg+xml")


@pytest.fixture(autouse=True)
def _small_course(settings: Any) -> None:
    settings.COURSE_PACK = PACK


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")  # closed doors are what is looked for here


@dataclass(frozen=True)
class Answer:
    """What was answered, and to what: a method at an address, by somebody."""

    what: str
    method: str
    headers: Mapping[str, str]
    text: str


_walked: list[Answer] = []


@pytest.fixture
def answers() -> list[Answer]:
    """What is answered at every address to everybody in every way; asked once for all tests of a process."""
    if not _walked:
        cache.clear()
        _walked.extend(_walk(a_site()))
    return _walked


def _walk(site: Site) -> Iterator[Answer]:
    for who, client in site.clients.items():
        for address in site.addresses():
            for method in METHODS:
                with transaction.atomic():
                    response = client.generic(method, address.path)
                    transaction.set_rollback(True)
                yield Answer(f"{method} {address.name} by {who}", method, response.headers, words(response))


def faults_of(response: Any) -> Iterator[str]:
    """Yield what is missing from an answer, or too much in it."""
    for name, value in WANTED.items():
        if response.headers.get(name) != value:
            yield f"{name} is {response.headers.get(name)}"
    if response.headers.get("Referrer-Policy") not in REFERRERS:
        yield f"Referrer-Policy is {response.headers.get('Referrer-Policy')}"
    if "Cache-Control" not in response.headers:
        yield "Cache-Control is missing"
    yield from (f"{name} is told" for name in TELLING if name in response.headers)


def test_every_answer_of_every_address_carries_every_header(answers: list[Answer]):
    faults = [f"{answer.what}: {fault}" for answer in answers for fault in faults_of(answer)]

    assert len(answers) > 1_500
    assert faults == []


def test_no_page_holds_what_the_policy_would_have_to_stop(answers: list[Answer]):
    pages = [
        (answer.what, faults_in(answer.text))
        for answer in answers
        if answer.headers.get("Content-Type", "").startswith("text/html")
        and answer.method in {"GET", "POST"}
        and "attachment" not in answer.headers.get("Content-Disposition", "")
    ]

    assert len(pages) > 200
    assert [page for page in pages if page[1]] == []


@pytest.mark.parametrize(
    "broken",
    [
        "<script>alert(1)</script>",
        '<script type="module">1</script>',
        "<style>p{}</style>",
        '<p style="color:red">',
        '<p onclick="x()">',
        '<p hx-on:click="x()">',
        '<a href=" JavaScript:x()">',
        '<a href="data:text/html,x">',
        '<iframe src="/x">',
        '<img src="https://elsewhere.example/x.png">',
        '<form action="//elsewhere.example/">',
        '<base href="/x">',
    ],
)
def test_the_search_for_what_runs_in_a_page_finds_it(broken: str):
    assert faults_in(f"<p>Fine</p>{broken}") != []


def test_every_answer_says_what_it_is_and_in_which_letters(answers: list[Answer]):
    faults = [
        f"{answer.what}: {kind!r}"
        for answer in answers
        if answer.text
        and (
            not (kind := answer.headers.get("Content-Type", ""))
            or (kind.startswith(TEXTS) and "charset=utf-8" not in kind.lower())
        )
    ]

    assert faults == []


def test_what_is_somebodys_own_is_kept_by_no_cache(answers: list[Answer]):
    faults = []
    for answer in answers:
        kept = answer.headers["Cache-Control"]
        # The opening page holds no plan, and the back button has to bring back what was typed there.
        may_keep = " by a stranger" in answer.what or re.search(r"^\w+ (new|picture|healthz|readyz) ", answer.what)
        if "public" in kept or ("no-store" not in kept and not may_keep):
            faults.append(f"{answer.what}: {kept}")

    assert faults == []


def test_a_browser_that_is_not_known_may_keep_public_pages_but_asks_each_time():
    visitor = Visitor()
    response = Client().get("/glossary/")

    assert response["Cache-Control"] == "private, no-cache"
    assert visitor.client.get("/glossary/")["Cache-Control"] == "private, no-store"


def test_static_files_carry_the_headers_and_may_be_kept():
    found = [name for name in STATIC if finders.find(name)]

    assert found
    for name in found:
        response = Client().get(f"{settings.STATIC_URL}{name}")

        response.close()
        assert (response.status_code, list(faults_of(response))) == (200, [])
        assert "public" in response["Cache-Control"]


def test_no_folder_of_static_files_is_listed():
    for folder in ("", "fonts/", "../", "%2e%2e/secret-key", ".git/config"):
        assert Client().get(f"{settings.STATIC_URL}{folder}").status_code == 404


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/manage.py", "/var/secret-key", "/admin/", "/metrics"])
def test_nothing_but_the_site_is_served(path: str):
    response = Client().get(path)

    assert response.status_code == 404
    assert list(faults_of(response)) == []


def test_a_bug_is_answered_with_every_header_and_without_a_detail(monkeypatch: pytest.MonkeyPatch):
    def fall_over(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the secret of " + settings.SECRET_KEY)

    visitor = Visitor()
    monkeypatch.setattr("teamup.web.plan.overview.frame.page", fall_over)
    visitor.client.raise_request_exception = False
    response = visitor.get()

    assert response.status_code == 500
    assert list(faults_of(response)) == []
    assert "RuntimeError" not in words(response)
    assert settings.SECRET_KEY not in words(response)
    assert "Traceback" not in words(response)


def test_a_host_that_is_not_ours_is_refused_with_every_header():
    response = Client().get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "elsewhere.example" not in words(response)
    assert list(faults_of(response)) == []


def test_a_suspicious_request_tells_nothing_of_why(monkeypatch: pytest.MonkeyPatch):
    def suspect(_request: HttpRequest) -> None:
        raise SuspiciousOperation("because of inner workings")

    monkeypatch.setattr("teamup.web.course.views.front.of", suspect)
    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 400
    assert "inner workings" not in words(response)


def test_features_are_each_named_once_and_none_is_for_other_sites():
    features = dict(feature.split("=", 1) for feature in policy.FEATURES.split(", "))

    assert len(features) == policy.FEATURES.count("=")
    assert set(features.values()) == {"()", "(self)"}
    assert features["camera"] == features["microphone"] == features["geolocation"] == "()"
    assert features["publickey-credentials-get"] == "(self)"
