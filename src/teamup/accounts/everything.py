"""All that the house knows of a person, as one JSON file that is written as it is sent.

Values that a person wrote are in it for plans they are on. Of plans that they have left, or were taken off, it says
which questions they changed and when: a value may hold what others wrote as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from teamup.accounts import hosts, people, signins
from teamup.accounts.models import Host, User
from teamup.core.limits import Limit, spend
from teamup.delivery import forgetting
from teamup.plans import erasing, mine
from teamup.plans.models import (
    AnswerChange,
    CalendarFeed,
    Comment,
    DateMail,
    DateMailChoice,
    MailChoice,
    Member,
    TalkMail,
)

FORMAT, VERSION = "teamup-person", 1
DOWNLOADS = Limit("downloads of all that is known of a person", most=10, seconds=86_400)


def write(*, user: User, session: str, now: datetime) -> Iterator[bytes]:
    """Return the file, piece by piece. Raises `TooOften` after ten a day, before the first piece."""
    spend(DOWNLOADS, str(user.pk), now=now)
    return _pieces(user, session, now)


def _pieces(user: User, session: str, now: datetime) -> Iterator[bytes]:
    plans = {one.plan.pk: one for one in mine.plans_of(browser="", user_id=user.pk)}
    head = {
        "format": FORMAT,
        "format_version": VERSION,
        "written_at": now,
        "note": _("Values are those of plans you are on. Passkeys and codes themselves are secrets, and are left out."),
        "account": _account(user),
        "sign_ins": [_sign_in(one) for one in signins.open_of(user, here=session, now=now)],
    }
    yield b"{\n"
    for name, value in head.items():
        yield f"{_said(name)}: {_said(value)},\n".encode()
    for name, lines, last in (
        ("plans", _plans(user, plans), False),
        ("changes", (_change(one, plans) for one in erasing.changes_of(user.pk)), False),
        ("comments", (_comment(one) for one in erasing.comments_of(user.pk)), False),
        ("deeds_as_a_host", _deeds(user), False),
        ("letters_to_you", _letters(user), True),
    ):
        yield from _list(name, lines, last=last)
    yield b"}\n"


def _list(name: str, lines: Iterable[dict[str, Any]], *, last: bool) -> Iterator[bytes]:
    yield f"{_said(name)}: [".encode()
    comma = "\n"
    for line in lines:
        yield f"{comma}{_said(line)}".encode()
        comma = ",\n"
    yield b"]\n" if last else b"],\n"


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _account(user: User) -> dict[str, Any]:
    factors = Authenticator.objects.filter(user_id=user.pk).order_by("created_at")
    return {
        "id": user.pk,
        "name": user.name,
        "organization": user.organization,
        "title": user.title,
        "time_zone": user.time_zone,
        "joined_at": user.joined_at,
        "last_sign_in": user.last_login,
        "runs_this_site_since": Host.objects.filter(pk=user.pk).values_list("made_at", flat=True).first(),
        "addresses": [
            {"address": one.email, "verified": one.verified, "gets_mail": one.primary}
            for one in people.addresses_of(user)
        ],
        "factors": [
            {
                "kind": str(one.type),
                "name": one.wrap().name if one.type == Authenticator.Type.WEBAUTHN else "",
                "added_at": one.created_at,
                "used_at": one.last_used_at,
            }
            for one in factors
        ],
    }


def _sign_in(one: signins.SignIn) -> dict[str, Any]:
    return {"device": one.device, "since": one.since, "seen_at": one.seen_at, "is_this_one": one.is_here}


def _plans(user: User, plans: dict[UUID, mine.Listed]) -> Iterator[dict[str, Any]]:
    talk = dict(TalkMail.objects.filter(user_id=user.pk).values_list("plan_id", "choice"))
    dates = dict(DateMail.objects.filter(user_id=user.pk).values_list("plan_id", "choice"))
    feeds = {one.plan_id: one for one in CalendarFeed.objects.filter(user_id=user.pk)}
    for member in Member.objects.filter(user_id=user.pk).order_by("joined_at"):
        feed = feeds.get(member.plan_id)
        yield _plan(member, plans) | {
            "mail_about_talk": talk.get(member.plan_id, MailChoice.MINE),
            "mail_about_dates": dates.get(member.plan_id, DateMailChoice.NEVER),
            "calendar": {"made_at": feed.made_at, "fetched_at": feed.fetched_at} if feed else None,
        }


def _plan(member: Member, plans: dict[UUID, mine.Listed]) -> dict[str, Any]:
    listed = plans.get(member.plan_id)
    return {
        "plan": member.plan_id,
        "plan_name": listed.name if listed else "",
        "place": listed.place if listed else "",
        "role": member.role,
        "side": member.side,
        "you_appear_as": {"name": member.name, "organization": member.organization, "title": member.title},
        "joined_at": member.joined_at,
        "archived_at": member.archived_at,
    }


def _change(change: AnswerChange, plans: dict[UUID, mine.Listed]) -> dict[str, Any]:
    said = {"plan": change.plan_id, "question": change.question_id, "side": change.side, "at": change.at}
    said |= {"how": change.kind, "as": change.by}
    return said | ({"value": change.new} if change.plan_id in plans else {})


def _comment(comment: Comment) -> dict[str, Any]:
    return {"plan": comment.plan_id, "at": comment.at, "as": comment.name, "text": comment.text}


def _deeds(user: User) -> Iterator[dict[str, Any]]:
    for event in hosts.deeds_of(user):
        yield {"at": event.at, "as": event.by, "what": event.kind}


def _letters(user: User) -> Iterator[dict[str, Any]]:
    own = [one.email for one in people.addresses_of(user)]
    for letter in forgetting.dates_of(own):
        yield {"plan": letter.plan_id, "about": letter.kind, "queued_at": letter.created_at, "sent_at": letter.sent_at}
