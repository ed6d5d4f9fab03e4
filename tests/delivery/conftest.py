"""Letters without the cost of a PDF, a clock that can be set, and a mail server of choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from teamup.delivery import attachment
from teamup.delivery.attachment import Attachment
from teamup.plans.state import PlanState
from tests.factories import NOW

SMALL_PDF = Attachment("riverton.pdf", b"%PDF-1.7 small", "application/pdf")


@pytest.fixture(autouse=True)
def _small_report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(state: PlanState, *, paper: str, today: date) -> Attachment:
        return SMALL_PDF

    if "real_report" not in request.fixturenames:
        monkeypatch.setattr(attachment, "report_of", small)


@pytest.fixture
def real_report() -> None:
    """Letters carry the real report in this test."""


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def mail_to(settings: Any) -> Callable[[int], None]:
    """Send mail by SMTP to the given port of this machine."""

    def choose(port: int, timeout: float = 5) -> None:
        settings.EMAIL_BACKEND = "teamup.delivery.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = timeout

    return choose
