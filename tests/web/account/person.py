"""A person at a browser who signs in, and reads their mail."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from teamup.delivery import sending
from teamup.delivery.models import Notice
from tests.web.plan.visitor import says

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
DANA = "dana@agency.gov"


def read_mail() -> list[Any]:
    """Let the worker send what is queued, and return all mail that has arrived."""
    for notice in Notice.objects.exclude(due_at=None).order_by("created_at"):
        sending.deliver_notice(notice.id, clock=timezone.now)
    return mail.outbox


class Person:
    """A browser, and the mailbox behind an address."""

    def __init__(self, address: str = DANA, client: Client | None = None) -> None:
        self.address = address
        self.client = client or Client()

    def ask(self, **more: str) -> Any:
        """Type the address at the door."""
        return self.client.post("/account/sign-in/", {"address": self.address, **more})

    def code(self) -> str:
        """Return the code in the newest mail to this address."""
        newest = [message for message in read_mail() if message.to == [self.address]][-1]
        return CODE.search(newest.body)[0]  # type: ignore[index]

    def type(self, code: str, **more: str) -> Any:
        """Type a code."""
        return self.client.post("/account/sign-in/code/", {"code": code, **more})

    def sign_in(self, **more: str) -> Any:
        """Ask for a code, read it and type it."""
        self.ask(**more)
        return self.type(self.code())

    def page(self, address: str = "/account/") -> str:
        """Return the words and markup of a page that opens."""
        response = self.client.get(address)
        assert response.status_code == 200, (response.status_code, response.headers)
        return str(response.content.decode())

    @property
    def is_in(self) -> bool:
        """Say whether somebody is signed in at this browser."""
        return "_auth_user_id" in self.client.session


__all__ = ["CODE", "DANA", "Person", "read_mail", "says"]
