"""What mail about its talk each member of a plan wants, and the link that stops it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.core import events, ids
from teamup.plans import store
from teamup.plans.access import Actor
from teamup.plans.errors import PersonRejected
from teamup.plans.models import MailChoice, Member, Plan, TalkMail

TOKEN, LINK = "talk mail token", "talk mail link"


def token_of(plan_id: UUID, user_id: UUID) -> str:
    """Return the token of the link that stops a member's mail: only this site can make it, and it stays the same."""
    return ids.digest(f"{plan_id}|{user_id}", purpose=TOKEN)


def row_for(member: Member) -> TalkMail:
    """Return what is kept of a member's mail, not stored yet: the first mail tells what came since they joined."""
    return TalkMail(
        plan_id=member.plan_id,
        user_id=member.user_id,
        choice=MailChoice.MINE,
        link_hash=ids.digest(token_of(member.plan_id, member.user_id), purpose=LINK),
        told_until=member.joined_at,
    )


def choice_of(plan: Plan, actor: Actor) -> MailChoice | None:
    """Return which mail somebody wants, or None for who gets none: a browser without a member."""
    if actor.user_id is None:
        return None
    row = TalkMail.objects.filter(plan=plan, user_id=actor.user_id).first()
    return MailChoice(row.choice) if row else MailChoice.MINE


def choose(*, plan: Plan, choice: MailChoice, by: Actor) -> None:
    """Set which mail a member wants. Raises `PersonRejected` for who is not on the plan."""
    with store.held(plan):
        member = Member.objects.filter(plan=plan, user_id=by.user_id).first() if by.user_id else None
        if member is None:
            raise PersonRejected(_("You are not on this plan."))
        _set(member, choice)


def _set(member: Member, choice: MailChoice) -> None:
    if not TalkMail.objects.filter(plan_id=member.plan_id, user_id=member.user_id).update(choice=choice):
        row = row_for(member)
        row.choice = choice
        row.save(force_insert=True)


def behind(token: str) -> TalkMail | None:
    """Return what a link in a mail is about, or None where it leads nowhere."""
    digest = ids.digest(token, purpose=LINK)
    return TalkMail.objects.filter(link_hash=digest).select_related("plan").first() if token else None


def choose_by_link(*, token: str, choice: MailChoice, now: datetime) -> bool:
    """Set which mail the owner of a link wants, and say whether it leads anywhere. Done twice it changes nothing."""
    row = behind(token)
    if row is None:
        return False
    changed = TalkMail.objects.filter(plan=row.plan, user_id=row.user_id).exclude(choice=choice).update(choice=choice)
    if changed and choice == MailChoice.NEVER:
        events.record(plan_id=row.plan_id, kind="talk.mail_stopped", at=now)
    return True
