"""Share links: whoever has one may read one edition of a plan, until it expires or is revoked."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from teamup.core import events, ids
from teamup.core.limits import Limit, spend
from teamup.plans import access, store, versions
from teamup.plans.access import Actor
from teamup.plans.errors import Fault, FormRejected, NoSuchLink, NoSuchVersion
from teamup.plans.models import AudienceChoice, Plan, ShareLink
from teamup.plans.permissions import Deed

LINK = "share link"
MADE, REVOKED = "share.made", "share.revoked"
DAYS = (7, 30, 90, 365)
LONGEST_LABEL, LONGEST_TOKEN = 80, 100
MOST_LINKS = 50
"""So many links of a plan may work at a time."""
MAKING = Limit("share links made for a plan", most=100, seconds=86_400)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for, as typed. `version` is "" for the plan as it stands."""

    audience: str
    version: str
    days: str
    label: str


@dataclass(frozen=True, slots=True)
class Made:
    """A link, and its token, which is known only now; its hash is all that is kept."""

    link: ShareLink
    token: str


def make_link(*, plan: Plan, wanted: Wanted, key: UUID, by: Actor, now: datetime) -> Made:
    """Make a link and return it with its token. The same form `key` makes the same link, with the same token.

    Raises `FormRejected` with what is wrong at "audience", "version", "days" or "label", `MayNotEdit` unless `by` may
    share the plan, and `TooOften`.
    """
    access.check(plan, by, Deed.SHARE)
    label, number, days = _checked(plan, wanted)
    token = _token(plan, key)
    with store.held(plan) as present:
        if same := ShareLink.objects.filter(plan=present, link_id=_id(plan, key)).first():
            return Made(same, token)
        if _open(present, now).count() >= MOST_LINKS:
            said = _("A plan has room for %(most)s links at a time. Revoke one first.") % {"most": MOST_LINKS}
            raise FormRejected(Fault(said))
        spend(MAKING, str(plan.pk), now=now)
        made = ShareLink.objects.create(
            plan=present,
            link_id=_id(plan, key),
            token_hash=ids.digest(token, purpose=LINK),
            audience=wanted.audience,
            version=number,
            label=label,
            made_at=now,
            made_by=by.name,
            expires_at=end_of(present, days, now),
        )
        events.record(
            plan_id=plan.pk, kind=MADE, at=now, by=by.name, label=label, audience=wanted.audience, version=number
        )
    return Made(made, token)


def _checked(plan: Plan, wanted: Wanted) -> tuple[str, int | None, int]:
    """Return label, version and days. Raises `FormRejected` with every fault."""
    faults = []
    label = " ".join(wanted.label.replace("\x00", "").split())
    if not label:
        faults.append(Fault(_("Say who it is for, such as “City council”. Only owners of the plan see it."), "label"))
    if len(label) > LONGEST_LABEL:
        faults.append(Fault(_("Shorten this to %(n)d characters or fewer.") % {"n": LONGEST_LABEL}, "label"))
    if wanted.audience not in AudienceChoice.values:
        faults.append(Fault(_("Choose one of the editions."), "audience"))
    if wanted.days not in map(str, DAYS):
        faults.append(Fault(_("Choose how long it may be read."), "days"))
    number = int(wanted.version) if _is_number(wanted.version) else None
    try:
        if number is not None:
            versions.find_version(plan, number)
        elif wanted.version:
            faults.append(Fault(_("Choose one of the versions."), "version"))
    except NoSuchVersion as error:
        faults.append(Fault(str(error), "version"))
    if faults:
        raise FormRejected(*faults)
    return label, number, int(wanted.days)


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 7


def end_of(plan: Plan, days: int, now: datetime) -> datetime:
    """Return when a link of so many days ends: after the last of them is over where the plan is."""
    zone = ZoneInfo(plan.time_zone)
    day = now.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time.min, tzinfo=zone)


def last_day_of(link: ShareLink) -> datetime:
    """Return a moment of the last day on which a link may be read, where its plan is."""
    return link.expires_at.astimezone(ZoneInfo(link.plan.time_zone)) - timedelta(seconds=1)


def _id(plan: Plan, key: UUID) -> UUID:
    return uuid.uuid5(plan.pk, str(key))


def _token(plan: Plan, key: UUID) -> str:
    """Return a link's token: 256 bits that only this server can make, and only from the form that asked for it."""
    secret = bytes.fromhex(ids.digest(f"{plan.pk}|{key}", purpose=f"{LINK} secret"))
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _open(plan: Plan, now: datetime) -> QuerySet[ShareLink]:
    return ShareLink.objects.filter(plan=plan, for_hosts=False, revoked_at__isnull=True, expires_at__gt=now)


def is_open(link: ShareLink, now: datetime) -> bool:
    """Say whether a link can be read at this moment."""
    return link.revoked_at is None and link.expires_at > now


def links_of(plan: Plan) -> list[ShareLink]:
    """Return every link of a plan, the newest first; what lets hosts look is no link (see `plans.hosting`)."""
    found = list(ShareLink.objects.filter(plan=plan, for_hosts=False).order_by("-made_at", "link_id"))
    for link in found:
        link.plan = plan
    return found


def revoke(*, plan: Plan, link_id: UUID, by: Actor, now: datetime) -> None:
    """End a link: it opens nothing from now on, for whoever has it. Done again, it changes nothing."""
    access.check(plan, by, Deed.SHARE)
    with store.held(plan):
        own = ShareLink.objects.filter(plan=plan, link_id=link_id, for_hosts=False, revoked_at__isnull=True)
        label = own.values_list("label", flat=True).first()
        if own.update(revoked_at=now, token_hash=None):
            events.record(plan_id=plan.pk, kind=REVOKED, at=now, by=by.name, label=label)


def find_link(token: str, *, now: datetime) -> ShareLink:
    """Return the link that a token opens, with its plan: one query. Raises `NoSuchLink`, the same for every other."""
    wanted = ids.digest(token[:LONGEST_TOKEN], purpose=LINK)
    links = ShareLink.objects.select_related("plan").filter(plan__deleted_at=None, plan__sample="")
    found = links.filter(token_hash=wanted, revoked_at__isnull=True, expires_at__gt=now).first()
    if found is None:
        raise NoSuchLink(_("This link opens nothing."))
    return found


def count_opening(link: ShareLink, *, now: datetime) -> None:
    """Count that somebody opened a link. Nothing is kept of who it was."""
    own = ShareLink.objects.filter(plan=link.plan_id, link_id=link.link_id)
    own.update(opened=F("opened") + 1, last_opened_at=now)


def forget_old(*, now: datetime) -> int:
    """Forget the hashes of links that have expired, and return how many those were."""
    late = ShareLink.objects.filter(expires_at__lt=now, token_hash__isnull=False)
    return late.update(token_hash=None)
