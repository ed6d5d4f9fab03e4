"""Lines of the log: for people, or one JSON object each. No key, token, code or mail address stands in either."""

from __future__ import annotations

import json
import logging
import re
import time
from datetime import UTC, datetime
from typing import Any

from teamup.core import reference

FACTS = "facts"
"""What a caller adds to a line for machines: `logger.info("…", extra={FACTS: {"ms": 3}})`."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SECRETS = (
    # Passwords in the addresses of databases and mail servers, and what stands after such a word.
    (re.compile(r"(?i)\b([a-z0-9+]+://[^/\s:@]*):[^/\s@]+@"), r"\1:…@"),
    (re.compile(r"(?i)\b(password|passwd|secret|token|cookie|authorization)([\"']?\s*[=:]\s*)[^\s,;&]+"), r"\1\2…"),
    # Addresses that open something name it after one of these.
    (
        re.compile(
            r"((?:^|[^\w-])(?:share|resume|check|agree|join|calendar|mail/talk|mail/dates|plans/load)/)"
            r"(?!new\b)[^/\s?&'\"<>]+"
        ),
        r"\1…",
    ),
    (re.compile(r"\b[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){3}\b(?!-)"), "…"),
    # Of a mail address, its first letter and its domain.
    (re.compile(r"([\w+])[\w.+'-]*@(?=[\w-])"), r"\1…@"),
)


def without_secrets(text: str) -> str:
    """Return the text with everything that opens something, or names somebody, left out."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def in_one_line(text: str) -> str:
    """Return text whose line ends and other controls are written out, so that nobody can forge a line."""
    return _CONTROLS.sub(lambda found: ascii(found[0])[1:-1], text)


class PlainLines(logging.Formatter):
    """A line to read: time (UTC), level, logger, words, and the reference in brackets; a traceback follows it."""

    converter = time.gmtime  # type: ignore[assignment]  # as the manual says
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Return the line of a record, without its traceback."""
        known = _reference_of(record)
        return in_one_line(super().formatMessage(record)) + (f" [{known}]" if known else "")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and a traceback below it where there is one."""
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """A line to count and search: one JSON object with time (UTC), level, logger, message, reference and facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if known := _reference_of(record):
            line["reference"] = known
        line |= {name: value for name, value in getattr(record, FACTS, {}).items() if name not in line}
        if record.exc_info:
            line["trace"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _reference_of(record: logging.LogRecord) -> str:
    # Django writes its line about a failed request when the request is over; it brings the request along.
    return reference.present() or str(getattr(getattr(record, "request", None), "reference", ""))
