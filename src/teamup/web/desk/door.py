"""The door of the desk: open to hosts who have shown their second factor, and not there for anybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from teamup.accounts import devices, hosts
from teamup.accounts.hosts import Deed, Standing
from teamup.accounts.models import User
from teamup.core import house
from teamup.plans import lifecycle
from teamup.web.account import ways
from teamup.web.http import now

SHOWN_FOR = timedelta(hours=12)
"""So long ago a host may have used the second factor in this session: a working day."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A host at the desk."""

    host: Standing
    zone: ZoneInfo
    device: str
    at: datetime

    @property
    def deed(self) -> Deed:
        """Return who acts here, for the record."""
        return Deed(self.host.name, self.at, self.host.user_id, self.device)

    def record(self, kind: str, **detail: object) -> None:
        """Put down what this host does. `detail` must not carry a plan's name, place or words."""
        house.record(kind=kind, at=self.at, by=self.host.name, user_id=self.host.user_id, **detail)


DeskView = Callable[..., HttpResponse]


def host_only(view: DeskView) -> DeskView:
    """Let hosts in, with their `Visit` after the request; everybody else is answered that there is no such page.

    A host without a second factor is told how to get one. One who has not used it in this session is asked for it.
    """

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        visit = _visit_of(request)
        if not visit.host.has_factor:
            return ways.private(render(request, "desk/protect.html", status=403))
        if not _has_shown_factor(request):
            raise ReauthenticationRequired
        if visit.host.opened_at is None:
            hosts.note_opening(visit.host, now=visit.at)
        return ways.private(view(request, visit, *args, **kwargs))

    return at_the_door


def prove(request: HttpRequest) -> None:
    """Raise `ReauthenticationRequired` unless the host has shown who they are within the last quarter of an hour."""
    raise_if_reauthentication_required(request, app="allauth.account")


def _visit_of(request: HttpRequest) -> Visit:
    user, instant = request.user, now()
    found = hosts.find(user.pk, now=instant) if isinstance(user, User) else None
    if found is None or not isinstance(user, User):
        raise Http404
    device = devices.words_of(request.headers.get("User-Agent", ""))
    return Visit(found, ZoneInfo(lifecycle.valid_zone(user.time_zone)), device, instant)


def _has_shown_factor(request: HttpRequest) -> bool:
    since = (now() - SHOWN_FOR).timestamp()
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and record["at"] >= since for record in records)
