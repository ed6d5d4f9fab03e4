"""Taking a person out of the plans they were on: what they wrote stays, and nobody learns any more that it was they.

Histories are append-only but for this: the name is replaced in place (decision 13). Where the log knows who made a
change, that decides; elsewhere a name is replaced where nobody else on the plan goes by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q

from teamup.catalog.model import Side
from teamup.core import events
from teamup.core.models import Event
from teamup.plans import people, store
from teamup.plans.access import Actor
from teamup.plans.errors import PersonRejected
from teamup.plans.models import (
    ActionStep,
    Agreement,
    Answer,
    AnswerChange,
    AnswerMark,
    CalendarFeed,
    Comment,
    DateMail,
    HandOver,
    HandOverEnd,
    Invitation,
    Member,
    NamedVersion,
    Plan,
    Presence,
    ShareLink,
    Signer,
    TalkMail,
    Thread,
)
from teamup.plans.permissions import Role
from teamup.plans.selectors import STEPS

FORMER = "Former member"
SIGNED: tuple[tuple[type[Model], str], ...] = (
    (Answer, "changed_by"),
    (ActionStep, "changed_by"),
    (AnswerMark, "changed_by"),
    (NamedVersion, "made_by"),
    (Invitation, "made_by"),
    (Thread, "resolved_by"),
    (ShareLink, "made_by"),
    (Agreement, "put_by"),
    (Event, "by"),
)
"""Where a plan keeps a name and no more."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A plan whose only owner somebody is, and who could own it in their place."""

    plan: Plan
    heirs: tuple[Member, ...]


def alone_on(user_id: UUID) -> list[Alone]:
    """Return the plans whose only owner this person is: two queries. Deleted ones are not among them."""
    others = Member.objects.filter(plan=OuterRef("plan"), role=Role.OWNER).exclude(user_id=user_id)
    mine = Member.objects.filter(user_id=user_id, role=Role.OWNER, plan__deleted_at=None).exclude(Exists(others))
    plans = [one.plan for one in mine.select_related("plan").order_by("plan__created_at")]
    rest = Member.objects.filter(plan__in=[plan.pk for plan in plans]).exclude(user_id=user_id)
    heirs: dict[UUID, list[Member]] = {plan.pk: [] for plan in plans}
    for member in sorted(rest, key=lambda one: (list(Role).index(Role(one.role)), one.name.casefold())):
        heirs[member.plan_id].append(member)
    return [Alone(plan, tuple(heirs[plan.pk])) for plan in plans]


def hand_on(*, plan: Plan, user_id: UUID, heir: UUID | None, now: datetime) -> None:
    """Make another member an owner of the plan, or delete it when there is no `heir`: it can still come back.

    Raises `PersonRejected` when the heir has left the plan meanwhile.
    """
    if heir is not None:
        owner = Member.objects.get(plan=plan, user_id=user_id)
        by = Actor(owner.name, role=Role.OWNER, user_id=user_id)
        found = Member.objects.filter(plan=plan, user_id=heir).exclude(user_id=user_id).first()
        if found is None:
            raise PersonRejected("This person is no longer on the plan.")
        people.change_role(plan=plan, user_id=heir, role=Role.OWNER, side=Side(found.side), by=by, now=now)
        return
    with store.held(plan):
        Plan.objects.filter(pk=plan.pk).update(deleted_at=now)
        events.record(plan_id=plan.pk, kind="plan.deleted", at=now)


@transaction.atomic
def erase(*, user_id: UUID, now: datetime) -> list[UUID]:
    """Take a person out of every plan, and return the ids of these plans.

    The caller has seen to it that each of them keeps an owner or is deleted.
    """
    plans = plans_touched(user_id)
    for plan_id in plans:
        _erase_in(plan_id, user_id, now)
    return plans


def plans_touched(user_id: UUID) -> list[UUID]:
    """Return the ids of the plans that know this person: those they are on, and those they have written in."""
    visitor = str(user_id)
    found = {
        *Member.objects.filter(user_id=user_id).values_list("plan_id", flat=True),
        *AnswerChange.objects.filter(by_user=user_id).values_list("plan_id", flat=True).distinct(),
        *Comment.objects.filter(author=visitor).values_list("plan_id", flat=True).distinct(),
        *Thread.objects.filter(Q(author=visitor) | Q(assigned_to=user_id)).values_list("plan_id", flat=True),
        *HandOver.objects.filter(Q(first=user_id) | Q(second=user_id)).values_list("plan_id", flat=True),
        *Invitation.objects.filter(accepted_by=user_id).values_list("plan_id", flat=True),
        *Signer.objects.filter(user_id=user_id).values_list("plan_id", flat=True),
        *TalkMail.objects.filter(user_id=user_id).values_list("plan_id", flat=True),  # kept when they left
    }
    return sorted(found)


def names_of(user_id: UUID) -> dict[UUID, set[str]]:
    """Return by which names a person, and nobody else, goes on each plan that knows them."""
    return {plan_id: _own_names(plan_id, user_id) for plan_id in plans_touched(user_id)}


def _erase_in(plan_id: UUID, user_id: UUID, now: datetime) -> None:
    names = _own_names(plan_id, user_id)
    _rename_log(plan_id, user_id, names)
    for model, name in SIGNED:
        model._default_manager.filter(plan_id=plan_id, **{f"{name}__in": names}).update(**{name: FORMER})
    for event in Event.objects.filter(plan_id=plan_id, detail__who__in=list(names)):
        Event.objects.filter(pk=event.pk).update(detail={**event.detail, "who": FORMER})
    _rename_talk(plan_id, user_id)
    _rename_hand_overs(plan_id, user_id, now)
    _unname_signer(plan_id, user_id)
    Invitation.objects.filter(plan_id=plan_id, accepted_by=user_id).update(accepted_by=None, name="", address="")
    Presence.objects.filter(plan_id=plan_id, visitor=str(user_id)).delete()
    for model in (TalkMail, DateMail, CalendarFeed, Member):
        model._default_manager.filter(plan_id=plan_id, user_id=user_id).delete()
    Plan.objects.filter(pk=plan_id).update(erased_at=now)  # so that no process goes on showing what it has in memory
    events.record(plan_id=plan_id, kind="people.erased", at=now)


def _own_names(plan_id: UUID, user_id: UUID) -> set[str]:
    """Return the names that this person goes by on a plan, and nobody else."""
    changes = AnswerChange.objects.filter(plan_id=plan_id, by_user__isnull=False)
    members, comments = Member.objects.filter(plan_id=plan_id), Comment.objects.filter(plan_id=plan_id)
    mine = {
        *members.filter(user_id=user_id).values_list("name", flat=True),
        *changes.filter(by_user=user_id).values_list("by", flat=True).distinct(),
        *comments.filter(author=str(user_id)).values_list("name", flat=True).distinct(),
    }
    others = {
        *members.exclude(user_id=user_id).values_list("name", flat=True),
        *changes.exclude(by_user=user_id).values_list("by", flat=True).distinct(),
    }
    return mine - others - {"", FORMER}


def _rename_log(plan_id: UUID, user_id: UUID, names: set[str]) -> None:
    mine = AnswerChange.objects.filter(plan_id=plan_id, by_user=user_id)
    at = mine.filter(question_id=OuterRef("question_id"), side=OuterRef("side"), revision=OuterRef("revision"))
    Answer.objects.filter(Exists(at), plan_id=plan_id).update(changed_by=FORMER)
    for change in mine.filter(question_id__startswith=STEPS, revision__isnull=False):
        step_id, revision = UUID(change.question_id.removeprefix(STEPS)), change.revision or 0
        ActionStep.objects.filter(plan_id=plan_id, step_id=step_id, revision=revision).update(changed_by=FORMER)
    AnswerChange.objects.filter(plan_id=plan_id, by_user=None, by__in=names).update(by=FORMER)
    mine.update(by=FORMER, by_user=None)


def _rename_talk(plan_id: UUID, user_id: UUID) -> None:
    visitor = str(user_id)
    Comment.objects.filter(plan_id=plan_id, author=visitor).update(author="", name=FORMER)
    threads = Thread.objects.filter(plan_id=plan_id)
    threads.filter(author=visitor).update(author="", opened_by=FORMER)
    threads.filter(assigned_by=visitor).update(assigned_by="")
    threads.filter(assigned_to=user_id).update(assigned_to=None, assigned_name="", assigned_at=None, assigned_by="")
    for thread in threads.exclude(agreed={}):
        agreed = {side: _unsigned(said, visitor) for side, said in thread.agreed.items()}
        if agreed != thread.agreed:
            threads.filter(thread_id=thread.thread_id).update(agreed=agreed)


def _unsigned(said: dict[str, str], visitor: str) -> dict[str, str]:
    return {**said, "by": FORMER, "who": ""} if said.get("who") == visitor else said


def _rename_hand_overs(plan_id: UUID, user_id: UUID, now: datetime) -> None:
    every = HandOver.objects.filter(plan_id=plan_id)
    both = every.filter(Q(first=user_id) | Q(second=user_id), settled_at=None)
    both.update(settled_at=now, ended=HandOverEnd.LAPSED)
    every.filter(first=user_id).update(first_name=FORMER)
    every.filter(second=user_id).update(second_name=FORMER)


def _unname_signer(plan_id: UUID, user_id: UUID) -> None:
    """Forget who was asked to confirm a version; the name under what was confirmed is the other side's record, too."""
    mine = Signer.objects.filter(plan_id=plan_id, user_id=user_id)
    mine.filter(confirmed_at=None).update(name=FORMER, title="", organization="")
    mine.update(user_id=None, address="", link_hash=None)


def changes_of(user_id: UUID) -> Iterable[AnswerChange]:
    """Return every change that a person made while signed in, in order, without keeping them in memory."""
    return AnswerChange.objects.filter(by_user=user_id).order_by("plan_id", "at").iterator(chunk_size=500)


def comments_of(user_id: UUID) -> Iterable[Comment]:
    """Return every comment that a person wrote while signed in, in order."""
    return Comment.objects.filter(author=str(user_id)).order_by("plan_id", "at").iterator(chunk_size=500)
