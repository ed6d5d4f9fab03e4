"""What stands in the log, and what never does."""

from __future__ import annotations

import json
import logging
import re
import sys

import pytest

from teamup.core import reference
from teamup.core.logs import FACTS, JsonLines, PlainLines

SECRETS = {
    "/resume/aBcD1234_-xyz/": "aBcD1234",
    "/share/9f8e7d6c5b4a/report.pdf": "9f8e7d6c5b4a",
    "/calendar/tok3nTok3n.ics": "tok3nTok3n",
    "/mail/talk/s3cr3tlink/": "s3cr3tlink",
    "/mail/dates/s3cr3tlink/": "s3cr3tlink",
    "/agree/s3cr3tlink/": "s3cr3tlink",
    "/join/7QK4-M2XP/": "7QK4-M2XP",
    "/check/r0undround/": "r0undround",
    "/plans/load/upl0adupload/": "upl0adupload",
    "The key 7QK4-M2XP-9RTH-D0V3 was typed": "7QK4",
    "maria.nunez@agency.gov is unknown": "maria",
    "postgres://teamup:hunter2@db/teamup": "hunter2",
    "Cookie: browser=abcdefgh; csrftoken=zyx": "abcdefgh",
    "password=hunter2, next": "hunter2",
}


def a_record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("teamup.tests", logging.WARNING, __file__, 1, message, arguments, None)
    record.__dict__.update(more)
    return record


def failing(message: str) -> logging.LogRecord:
    try:
        raise ValueError(message)
    except ValueError:
        return logging.LogRecord("teamup.tests", logging.ERROR, __file__, 1, "It broke", (), sys.exc_info())


@pytest.mark.parametrize("lines", [PlainLines(), JsonLines()], ids=["plain", "json"])
@pytest.mark.parametrize(("said", "secret"), SECRETS.items())
def test_what_opens_something_or_names_somebody_is_left_out(lines: logging.Formatter, said: str, secret: str):
    assert secret not in lines.format(a_record("Not Found: %s", said))
    assert secret not in lines.format(failing(said))


@pytest.mark.parametrize("lines", [PlainLines(), JsonLines()], ids=["plain", "json"])
def test_what_happens_under_a_reference_carries_it(lines: logging.Formatter):
    with reference.under("7QK4-M2XP"):
        inside = lines.format(a_record("Saved"))

    assert "7QK4-M2XP" in inside
    assert "7QK4-M2XP" not in lines.format(a_record("Saved"))


def test_a_json_line_is_one_line_with_its_facts():
    line = JsonLines().format(a_record("Two\nlines", **{FACTS: {"ms": 3.5, "route": "plan:answer"}}))

    said = json.loads(line)
    assert "\n" not in line
    assert (said["message"], said["ms"], said["route"], said["level"]) == ("Two\nlines", 3.5, "plan:answer", "WARNING")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", said["time"])


def test_a_traceback_stands_in_a_json_line_as_one_text():
    said = json.loads(JsonLines().format(failing("a bug")))

    assert "ValueError: a bug" in said["trace"]


def test_references_can_be_read_aloud_and_differ():
    made = {reference.new() for _ in range(500)}

    assert len(made) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}", one) for one in made)
