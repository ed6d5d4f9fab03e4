"""Hosts: the people who run the site, made by a command or by another host, and known by their account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from teamup.accounts import people
from teamup.accounts.errors import HostRejected
from teamup.accounts.models import Host, User
from teamup.catalog.models import Correction
from teamup.core import house
from teamup.core.models import Event, Look
from teamup.delivery import notices
from teamup.delivery.models import NoticeKind
from teamup.plans import hosting

INVITED_FOR = timedelta(days=14)
"""How long somebody who was made a host has to open the desk for the first time."""
ADDED, REMOVED, OPENED = "host.added", "host.removed", "host.opened"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts, when, and from where: what goes on record, and into the mail about it."""

    by: str
    now: datetime
    user_id: UUID | None = None  # None for the command line
    device: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who is a host. `lapses_at` is set until they open the desk for the first time."""

    user_id: UUID
    name: str
    address: str
    made_at: datetime
    made_by: str
    opened_at: datetime | None
    has_factor: bool

    @property
    def lapses_at(self) -> datetime | None:
        """Return when this host ends if the desk is not opened before."""
        return None if self.opened_at else self.made_at + INVITED_FOR


def add(*, address: str, deed: Deed) -> Standing:
    """Make who signs in with `address` a host, and tell them by mail.

    Somebody new is made a person: nobody but who reads the address's mail can sign in. Raises `BadAddress` and
    `HostRejected`.
    """
    clean = people.clean_address(address)
    try:
        with transaction.atomic():
            user = people.arrive(address=clean, time_zone="UTC", now=deed.now).user
            Host.objects.filter(_lapsed(deed.now), user=user).delete()
            Host.objects.create(user=user, made_at=deed.now, made_by=deed.by)
            _record(ADDED, user, deed)
            told = _("You were made one of the people who run this site. Its desk is at /desk/.")
            _tell(user.email, told, deed)
    except IntegrityError as error:
        raise HostRejected(_("%(address)s is a host already.") % {"address": clean}) from error
    return next(one for one in all_of(now=deed.now) if one.user_id == user.pk)


@transaction.atomic
def remove(*, user_id: UUID, deed: Deed) -> str:
    """End somebody's being a host and return their address. At once: the desk answers them as it does strangers.

    Raises `HostRejected` when they are none, and when nobody would be left whom the desk has opened to; the command
    line may do that.
    """
    hosts = {one.pk: one for one in Host.objects.select_for_update().filter(~_lapsed(deed.now))}
    if user_id not in hosts:
        raise HostRejected(_("They are no host any more."))
    left = [one for pk, one in hosts.items() if pk != user_id and one.opened_at]
    if deed.user_id is not None and not left:
        raise HostRejected(_("Nobody else has opened the desk yet, so one host stays. Add somebody first."))
    user = User.objects.get(pk=user_id)
    Host.objects.filter(pk=user_id).delete()
    _record(REMOVED, user, deed)
    _tell(user.email, _("You are no longer one of the people who run this site."), deed)
    return user.email


def all_of(*, now: datetime) -> list[Standing]:
    """Return every host, by since when they are one: one query."""
    return [_standing(row) for row in _rows(now).order_by("made_at", "pk")]


def find(user_id: UUID, *, now: datetime) -> Standing | None:
    """Return the host with this account, or None: one query."""
    row = _rows(now).filter(pk=user_id).first()
    return _standing(row) if row else None


@transaction.atomic
def note_opening(host: Standing, *, now: datetime) -> None:
    """Put down that a host opened the desk for the first time."""
    if Host.objects.filter(pk=host.user_id, opened_at=None).update(opened_at=now):
        house.record(kind=OPENED, at=now, by=host.name, user_id=host.user_id)


def forget(user: User, former: str) -> None:
    """Take the name of somebody who leaves for good out of all that they did as a host."""
    own = house.events_of_house().filter(detail__user=str(user.pk))
    if Host.objects.filter(pk=user.pk).exists() or own.exists():
        name = user.get_full_name()
        Look.objects.filter(made_by=name).update(made_by=former)
        Correction.objects.filter(changed_by=name).update(changed_by=former)
        Host.objects.filter(made_by=name).update(made_by=former)
        hosting.forget(user.pk, former)
    house.forget(user.pk, former)


def deeds_of(user: User) -> Iterator[Event]:
    """Yield what somebody did as a host, newest first."""
    return house.events_of_house().filter(detail__user=str(user.pk)).iterator(chunk_size=500)


def _rows(now: datetime):  # type: ignore[no-untyped-def] # an annotated query set has no name
    factor = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=FACTORS)
    hosts = Host.objects.filter(~_lapsed(now), user__is_active=True)
    return hosts.select_related("user").annotate(has_factor=Exists(factor))


def _lapsed(now: datetime) -> Q:
    return Q(opened_at=None, made_at__lte=now - INVITED_FOR)


def _standing(row) -> Standing:  # type: ignore[no-untyped-def] # an annotated row has no name
    user = row.user
    return Standing(
        user.pk, user.get_full_name(), user.email, row.made_at, row.made_by, row.opened_at, bool(row.has_factor)
    )


def _record(kind: str, user: User, deed: Deed) -> None:
    who = {"who": user.email, "who_id": str(user.pk)}
    house.record(kind=kind, at=deed.now, by=deed.by, user_id=deed.user_id, **who)


def _tell(address: str, what: str, deed: Deed) -> None:
    when = f"{deed.now:%B} {deed.now.day}, {deed.now:%Y, %H:%M} UTC"
    says = {"what": what, "when": when, "device": deed.device or _("the command line of the site")}
    notices.queue_notice(kind=NoticeKind.CHANGED, address=address, says=says, now=deed.now)
