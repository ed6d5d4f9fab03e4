"""Which mail about its dates each member of a plan asked for, and the link that stops it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from teamup.core import events, ids
from teamup.plans import store
from teamup.plans.access import Actor
from teamup.plans.errors import PersonRejected
from teamup.plans.models import DateMail, DateMailChoice, Member, Plan

TOKEN, LINK = "date mail token", "date mail link"
CHOSEN, STOPPED = "dates.mail_chosen", "dates.mail_stopped"


def token_of(plan_id: UUID, user_id: UUID) -> str:
    """Return the token of the link that stops a member's mail: only this site can make it, and it stays the same."""
    return ids.digest(f"{plan_id}|{user_id}", purpose=TOKEN)


def choice_of(plan: Plan, actor: Actor) -> DateMailChoice | None:
    """Return which mail somebody wants, or None for who can get none: a browser without a member."""
    if actor.user_id is None:
        return None
    row = DateMail.objects.filter(plan=plan, user_id=actor.user_id).first()
    return DateMailChoice(row.choice) if row else DateMailChoice.NEVER


def choose(*, plan: Plan, choice: DateMailChoice, by: Actor, told: date) -> None:
    """Set which mail a member wants. Raises `PersonRejected` for who is not on the plan.

    `told` is the last morning that is over where they live: nothing is told of it to who asks only now.
    """
    with store.held(plan):
        if by.user_id is None or not Member.objects.filter(plan=plan, user_id=by.user_id).exists():
            raise PersonRejected(_("You are not on this plan."))
        own = DateMail.objects.filter(plan=plan, user_id=by.user_id)
        if own.exists():
            _change(own, choice, told)
        else:
            DateMail.objects.create(
                plan=plan,
                user_id=by.user_id,
                choice=choice,
                link_hash=ids.digest(token_of(plan.pk, by.user_id), purpose=LINK),
                told_until=told,
            )


def behind(token: str) -> DateMail | None:
    """Return what a link in a mail is about, or None where it leads nowhere."""
    digest = ids.digest(token, purpose=LINK)
    return DateMail.objects.filter(link_hash=digest).select_related("plan").first() if token else None


def choose_by_link(*, row: DateMail, choice: DateMailChoice, told: date, now: datetime) -> None:
    """Set which mail the owner of a link wants; `told` as above. Done twice it changes nothing."""
    own = DateMail.objects.filter(plan=row.plan, user_id=row.user_id)
    if _change(own, choice, told) and choice == DateMailChoice.NEVER:
        events.record(plan_id=row.plan_id, kind=STOPPED, at=now)


def _change(own: QuerySet[DateMail], choice: DateMailChoice, told: date) -> int:
    """Set another choice, and return 0 when it was this one already.

    A morning that was told stays told, so that no change of mind brings a second mail; who had none is told nothing
    of the days between.
    """
    if choice != DateMailChoice.NEVER:
        since = Greatest("told_until", Value(told, output_field=DateField()))
        if changed := own.filter(choice=DateMailChoice.NEVER).update(choice=choice, told_until=since):
            return changed
    return own.exclude(choice=choice).update(choice=choice)
