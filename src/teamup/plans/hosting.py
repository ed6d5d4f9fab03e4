"""Letting the people who run the site look at a plan: an owner says until when, and every look is on record.

A grant is a share link without a token: nothing opens it but the desk. It shows the partners' edition, as it stands.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from teamup.core import events, house
from teamup.core.models import Event
from teamup.plans import access, sharing, store
from teamup.plans.access import Actor
from teamup.plans.errors import Fault, FormRejected, NoSuchLink
from teamup.plans.models import AudienceChoice, Plan, ShareLink
from teamup.plans.permissions import Deed

DAYS = (1, 7, 30)
LET_IN, SHUT_OUT, LOOKED = "hosts.let_in", "hosts.shut_out", "hosts.looked"


def reference_of(link: ShareLink) -> str:
    """Return what an owner tells a host, so that both mean the same plan: it says nothing about it."""
    return link.link_id.hex[:8].upper()


def let_in(*, plan: Plan, days: str, by: Actor, now: datetime) -> ShareLink:
    """Let hosts look at the plan for so many days, in place of an earlier grant.

    Raises `FormRejected` for other days than are offered, and `MayNotEdit` unless `by` may share the plan.
    """
    access.check(plan, by, Deed.SHARE)
    if days not in map(str, DAYS):
        raise FormRejected(Fault(_("Choose for how long they may look."), "days"))
    with store.held(plan) as present:
        _in_force(now).filter(plan=present).update(revoked_at=now)
        made = ShareLink.objects.create(
            plan=present,
            link_id=uuid.uuid4(),
            audience=AudienceChoice.PARTNERS,
            for_hosts=True,
            made_at=now,
            made_by=by.name,
            expires_at=sharing.end_of(present, int(days), now),
        )
        until = made.expires_at.isoformat()
        events.record(plan_id=plan.pk, kind=LET_IN, at=now, by=by.name, until=until)
        _tell_house("grant.given", made, now)
    return made


def shut_out(*, plan: Plan, by: Actor, now: datetime) -> None:
    """End the grant at once. Done again, it changes nothing. Raises `MayNotEdit` unless `by` may share the plan."""
    access.check(plan, by, Deed.SHARE)
    with store.held(plan) as present:
        ended = list(_in_force(now).filter(plan=present))
        _in_force(now).filter(plan=present).update(revoked_at=now)
        for link in ended:
            events.record(plan_id=plan.pk, kind=SHUT_OUT, at=now, by=by.name)
            _tell_house("grant.ended", link, now)


def grant_of(plan: Plan, *, now: datetime) -> ShareLink | None:
    """Return the grant in force for a plan, or None: one query."""
    link = _in_force(now).filter(plan=plan).first()
    if link is not None:
        link.plan = plan
    return link


def grants(*, now: datetime) -> list[ShareLink]:
    """Return every grant in force, the newest first: one query over all plans, by an index of its own."""
    return list(_open(now).order_by("-made_at"))


def find_grant(link_id: UUID, *, now: datetime) -> ShareLink:
    """Return the grant with this id, with its plan. Raises `NoSuchLink` for one that is over, as for none."""
    found = _open(now).filter(link_id=link_id).select_related("plan").first()
    if found is None:
        raise NoSuchLink(_("Nobody lets you look at this plan now."))
    return found


@transaction.atomic
def note_look(link: ShareLink, *, by: str, user_id: UUID, now: datetime) -> None:
    """Put a host's look into the plan's history, and count it. Raises `NoSuchLink` when the grant has just ended."""
    if not _open(now).filter(plan_id=link.plan_id, link_id=link.link_id).exists():
        raise NoSuchLink(_("Nobody lets you look at this plan now."))
    sharing.count_opening(link, now=now)
    events.record(plan_id=link.plan_id, kind=LOOKED, at=now, by=by, user=str(user_id))


def forget(user_id: UUID, former: str) -> None:
    """Take a host who leaves for good out of the histories of plans that they looked at."""
    let_in = ShareLink.objects.filter(for_hosts=True).values("plan_id")
    Event.objects.filter(plan_id__in=let_in, kind=LOOKED, detail__user=str(user_id)).update(by=former)


def _in_force(now: datetime) -> QuerySet[ShareLink]:
    return ShareLink.objects.filter(for_hosts=True, revoked_at__isnull=True, expires_at__gt=now)


def _open(now: datetime) -> QuerySet[ShareLink]:
    return _in_force(now).filter(plan__deleted_at=None, plan__sample="")


def _tell_house(kind: str, link: ShareLink, now: datetime) -> None:
    """Put down for the hosts' record that there is a grant, without whose it is."""
    said = _("An owner of a plan")
    house.record(kind=kind, at=now, by=said, user_id=None, reference=reference_of(link))
