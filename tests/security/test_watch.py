"""What the host is told of attempts: refusals and sign-ins, in lines for programs, with nobody's name in them."""

from __future__ import annotations

import json
import logging
import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from teamup.core import limits, watch
from teamup.core.limits import Limit, TooOften
from teamup.core.logs import PlainLines, in_one_line, without_secrets
from teamup.plans.permissions import Role
from tests.factories import NOW, PACK
from tests.web.account.person import DANA, Person
from tests.web.plan.member import Someone
from tests.web.plan.visitor import Visitor, a_stranger

pytestmark = pytest.mark.django_db
NETWORK = "203.0.113.77"


@pytest.fixture(autouse=True)
def _fresh(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    settings.COURSE_PACK = PACK
    caplog.set_level("INFO", logger="teamup.security")


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(one.getMessage()) for one in caplog.records if one.name == "teamup.security"]


def kinds(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line["kind"] for line in lines(caplog)]


def test_a_sign_in_is_on_record_from_the_code_to_the_door(caplog):
    dana = Person(client=Client(REMOTE_ADDR=NETWORK))
    dana.ask()
    dana.type("0000-0000")
    dana.type(dana.code())
    dana.client.post("/account/sign-out/")

    assert kinds(caplog) == ["code.mailed", "sign_in.failed", "sign_in.done", "sign_out.done"]
    done = lines(caplog)[2]
    assert (done["ways"], done["where"], done["method"]) == ("code", "account_confirm_login_code", "POST")
    assert done["at"].endswith("+00:00")
    assert done["person"] == lines(caplog)[3]["person"]
    assert {line["network"] for line in lines(caplog)} == {watch.mask(NETWORK)}


def test_no_line_holds_a_name_an_address_or_what_was_typed(caplog):
    visitor = Visitor(plan_name="Zebra Quarry")
    dana = Person("dana.ruiz@agency.gov", client=Client(REMOTE_ADDR=NETWORK))
    dana.sign_in()
    dana.client.get(visitor.url)
    dana.client.post("/resume/", {"key": "AAAA-BBBB-CCCC-DDDD"})
    a_stranger().post("/plans/load/", {"file": ""})

    said = json.dumps(lines(caplog))
    for secret in ("dana", "ruiz", "agency.gov", NETWORK, "Zebra", "AAAA", visitor.browser, visitor.key):
        assert secret not in said
    assert str(visitor.plan.pk) in said  # which plan it was about, the host has to know


def test_a_plan_that_is_not_ones_own_is_on_record(caplog):
    visitor = Visitor()
    a_stranger().get(visitor.url)
    viewer = Someone("Lee Viewer", plan=visitor.plan, role=Role.VIEWER)
    viewer.post("settings/", plan_name="x")

    told = [(line["kind"], line["status"], line["plan"]) for line in lines(caplog)]
    assert told == [("access.refused", 404, str(visitor.plan.pk)), ("access.refused", 403, str(visitor.plan.pk))]


@pytest.mark.parametrize(
    ("do", "kind"),
    [
        (lambda c: c.post("/resume/", {"key": "7QK4-M2XP-9RTH-D0V3"}), "key.wrong"),
        (lambda c: c.get("/share/nothing/"), "link.unknown"),
        (lambda c: c.get("/", headers={"host": "elsewhere.example"}), "request.refused"),
        (lambda c: Client(enforce_csrf_checks=True).post("/resume/", {"key": "x"}), "form.refused"),
    ],
)
def test_an_attempt_is_on_record(caplog, do, kind):
    do(a_stranger())

    assert kind in kinds(caplog)


def test_a_file_that_is_refused_is_on_record_with_its_size(caplog):
    from django.core.files.uploadedfile import SimpleUploadedFile

    a_stranger().post("/plans/load/", {"file": SimpleUploadedFile("plan.json", b"{}")})

    assert [line["size"] for line in lines(caplog) if line["kind"] == "file.refused"] == [2]


def test_the_key_that_opens_a_plan_is_on_record_with_the_plan(caplog):
    visitor = Visitor()
    Client().post("/resume/", {"key": visitor.key})

    assert [(line["kind"], line["plan"]) for line in lines(caplog)] == [("key.opened", str(visitor.plan.pk))]


def test_a_limit_that_is_reached_is_on_record_once_for_each_try(caplog):
    few = Limit("tries of a test", most=1, seconds=60)
    limits.spend(few, NETWORK, now=NOW)
    for _ in range(2):
        with pytest.raises(TooOften):
            limits.spend(few, NETWORK, now=NOW)

    assert [(line["kind"], line["limit"], line["whose"]) for line in lines(caplog)] == [
        ("limit.reached", "tries of a test", watch.mask(NETWORK))
    ] * 2


def test_what_is_bad_is_a_warning_and_what_is_usual_is_not(caplog):
    watch.note("sign_in.done")
    watch.note("sign_in.failed", is_bad=True)

    assert [one.levelname for one in caplog.records] == ["INFO", "WARNING"]


def test_a_bug_is_logged_with_its_traceback(caplog, monkeypatch):
    def fall_over(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("inner workings")

    monkeypatch.setattr("teamup.web.plan.overview.frame.page", fall_over)
    visitor = Visitor()
    visitor.client.raise_request_exception = False
    visitor.get()

    assert [one.name for one in caplog.records if one.exc_info] == ["django.request"]


@given(what=st.text(max_size=60))
def test_nobody_writes_a_line_of_the_record_by_what_they_send(what: str):
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign]
    watch.log.addHandler(handler)
    try:
        watch.note("tried", what=what)
    finally:
        watch.log.removeHandler(handler)

    line = seen[0].getMessage()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["what"] == what[: watch.LONGEST]


@given(text=st.text(max_size=80))
def test_a_message_is_one_line(text: str):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (text,), None)

    assert len(PlainLines().format(record).splitlines()) <= 1
    assert "\x1b" not in in_one_line(text)


def test_a_line_says_when_in_utc():
    record = logging.LogRecord("x", logging.INFO, "", 1, "Hello", (), None)
    record.created, record.msecs = 1_700_000_000.25, 250

    assert PlainLines().format(record).startswith("2023-11-14T22:13:20.250Z ")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Not Found: /share/AbC-123_x/", "Not Found: /share/…/"),
        ("Not Found: /resume/7QK4-M2XP-9RTH-D0V3/", "Not Found: /resume/…/"),
        ("Not Found: /calendar/tok.ics", "Not Found: /calendar/…"),
        ("/account/sign-in/?next=/join/7QK4-M2XP/", "/account/sign-in/?next=/join/…/"),
        ("/mail/talk/tok/", "/mail/talk/…/"),
        ("/plans/load/tok/", "/plans/load/…/"),
        ("the key 7QK4-M2XP-9RTH-D0V3 opens it", "the key … opens it"),
        ("refused: dana.ruiz@agency.gov", "refused: d…@agency.gov"),
        ("/plans/11111111-2222-4333-8444-555555555555/share/", "/plans/11111111-2222-4333-8444-555555555555/share/"),
        ("Letter 11111111-2222-4333-8444-555555555555 sent", "Letter 11111111-2222-4333-8444-555555555555 sent"),
    ],
)
def test_the_log_holds_nothing_that_opens_a_plan(said: str, shown: str):
    assert without_secrets(said) == shown


def test_a_traceback_holds_none_either():
    try:
        raise ValueError("/share/secret-token/ of dana@agency.gov")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "Bug", (), (ValueError, error, error.__traceback__))

    text = PlainLines().format(record)

    assert "secret-token" not in text
    assert DANA not in text
    assert "Traceback" in text


def test_every_kind_that_the_code_notes_is_in_the_inventory():
    from pathlib import Path

    root = Path(__file__).parents[2]
    source = "\n".join(path.read_text(encoding="utf-8") for path in (root / "src" / "teamup").rglob("*.py"))
    noted = set(re.findall(r'\b(?:watch\.note|noted)\(\s*(?:[\w.]+,\s*)?"([\w.]+)"', source))
    page = (root / "docs" / "security" / "logging.md").read_text(encoding="utf-8")

    assert noted == set(re.findall(r"^\| `([\w.]+)` \|", page, flags=re.MULTILINE))


def test_hashes_differ_from_site_to_site_and_are_the_same_on_one(settings):
    one = watch.mask(NETWORK)
    assert watch.mask(NETWORK) == one
    settings.SECRET_KEY = "another-secret-" + uuid.uuid4().hex

    assert watch.mask(NETWORK) != one
    assert watch.mask("") == ""
