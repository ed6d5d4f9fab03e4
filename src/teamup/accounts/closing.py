"""Leaving for good: plans keep an owner or are deleted, names go from histories, sign-ins and addresses end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from teamup.accounts import hosts, people
from teamup.accounts.errors import PlansLeft
from teamup.accounts.models import MailedCode, User
from teamup.delivery import addresses, forgetting
from teamup.plans import erasing, store
from teamup.plans.errors import PersonRejected
from teamup.report import cache

Wishes = Mapping[UUID, UUID | None]
"""Who is to own each plan that has no other owner: a member, or None to delete it."""


def close(*, user: User, wishes: Wishes, now: datetime) -> None:
    """Delete a person's account, and take them out of every plan. It cannot be undone.

    Raises `PlansLeft` where a plan would be left without an owner and nothing was said of it; then nothing has changed.
    """
    with store.turn(), transaction.atomic():
        _settle(user, wishes, now)
        own = [one.email for one in people.addresses_of(user)]
        own = list(dict.fromkeys([*own, user.email]))
        names = erasing.names_of(user.pk)
        plans = erasing.erase(user_id=user.pk, now=now)
        for plan_id in plans:
            forgetting.rename(plan_id, names.get(plan_id, set()), erasing.FORMER)
        hosts.forget(user, erasing.FORMER)
        forgetting.forget(own)
        MailedCode.objects.filter(address_hash__in=[addresses.hash_of(address) for address in own]).delete()
        keys = list(UserSession.objects.filter(user_id=user.pk).values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        user.delete()
    for plan_id in plans:
        cache.forget(plan_id)


def _settle(user: User, wishes: Wishes, now: datetime) -> None:
    for alone in erasing.alone_on(user.pk):
        if alone.plan.pk not in wishes:
            raise PlansLeft(_("Say for each plan below who is to own it, or that it is deleted."))
        heir = wishes[alone.plan.pk]
        try:
            erasing.hand_on(plan=alone.plan, user_id=user.pk, heir=heir, now=now)
        except PersonRejected as error:
            raise PlansLeft(_("Somebody you chose has left that plan meanwhile. Choose anew.")) from error
