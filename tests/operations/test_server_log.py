"""The server's own lines go the way of all others."""

from __future__ import annotations

import logging

from gunicorn.config import Config

from teamup.core.logs import PlainLines
from teamup.operations.child import ServerLog, web_options


def test_what_the_server_says_of_a_request_holds_no_token(caplog):
    made = ServerLog(Config())
    made.error("Error handling request %s", "/resume/aBcD1234_-xyz/")

    (record,) = [one for one in caplog.records if one.name == "gunicorn.error"]
    assert "aBcD1234" not in PlainLines().format(record)
    assert logging.getLogger("gunicorn.error").handlers == []


def test_the_server_is_given_that_log():
    assert web_options(3)["logger_class"] is ServerLog
