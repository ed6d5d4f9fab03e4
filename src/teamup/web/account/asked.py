"""Which code this browser asked for: a signed cookie with the code's id and the address, never the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from teamup.accounts import codes
from teamup.accounts.models import Purpose
from teamup.web.http import network_of, noted

MINUTES = 60
"""Longer than codes are valid, so that who comes late is told why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was mailed at this browser's request. `whose` is the person who asked, when signed in."""

    id: UUID
    purpose: Purpose
    address: str
    next: str = ""
    time_zone: str = ""
    whose: str = ""


def mail_code(
    request: HttpRequest, purpose: Purpose, address: str, now: datetime, *, onward: str = "", time_zone: str = ""
) -> Asked:
    """Mail a code to a clean address and return what to remember. Raises `TooManyLetters`."""
    code_id = codes.ask(purpose=purpose, address=address, network=network_of(request), now=now)
    noted(request, "code.mailed", what=purpose.value)
    return Asked(code_id, purpose, address, onward, time_zone[:64], _whose(request))


def remember(response: HttpResponse, asked: Asked) -> None:
    """Let this browser, and no other, type the code."""
    said = [str(asked.id), asked.address, asked.next, asked.time_zone, asked.whose]
    response.set_cookie(
        _cookie(asked.purpose),
        signing.dumps(said, salt=_salt(asked.purpose)),
        max_age=MINUTES * 60,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def cookie_names() -> list[str]:
    """Return the names of these cookies, one for each purpose."""
    return [_cookie(purpose) for purpose in Purpose]


def find(request: HttpRequest, purpose: Purpose) -> Asked | None:
    """Return what this browser, and the person signed in at it, has asked for, or None."""
    try:
        said = signing.loads(request.COOKIES.get(_cookie(purpose), ""), salt=_salt(purpose), max_age=MINUTES * 60)
        code_id, address, onward, zone, whose = said
        asked = Asked(UUID(code_id), purpose, address, onward, zone, whose)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return asked if asked.whose == _whose(request) else None


def forget(response: HttpResponse, purpose: Purpose) -> None:
    """Forget the request: it is done with."""
    response.delete_cookie(_cookie(purpose), samesite="Lax")


def _whose(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else ""


def _cookie(purpose: Purpose) -> str:
    return f"{settings.COOKIE_PREFIX}code-{purpose.value}"


def _salt(purpose: Purpose) -> str:
    return f"teamup.code.{purpose.value}"
