"""Writing a letter or notice: text and HTML, the report attached. Subjects are fixed; a plan's key is in no report."""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import ids
from teamup.delivery import asking, attachment, digest_words, digests, notices, reminder_words, reminders, sealed
from teamup.delivery.codes import VALID_FOR, code_of
from teamup.delivery.models import Letter, LetterKind, Notice, NoticeKind
from teamup.delivery.notes import find_address, one_line
from teamup.plans import agreements, progress, roles, selectors, steps, words
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience
from teamup.plans.models import HandOver, HandOverKind, Invitation
from teamup.plans.permissions import Role
from teamup.plans.state import PlanState
from teamup.plans.steps import StepStatus

FIRST_STEPS = 3
LONGEST_QUOTE = 1_200
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A step to come, in words."""

    what: str
    due: str


def write(letter: Letter, now: datetime) -> EmailMultiAlternatives:
    """Return the message of a letter. What is wrong with the plan's report is raised by the report room."""
    state = edition_of(selectors.load_state(letter.plan), Audience.PARTNERS, by_mail=True)
    subject, facts = _parts(letter, state, now)
    context = {**_shared(letter, state), **facts, "subject": subject}
    message = _message(letter, f"delivery/{letter.kind}", context, now)
    message.reply_to = [letter.reply_to] if letter.reply_to else []
    if isinstance(report := facts.get("report"), attachment.Attachment):
        message.attach(report.filename, report.content, report.media_type)
    return message


def write_notice(notice: Notice, now: datetime) -> EmailMultiAlternatives:
    """Return the message of a notice. Raises `ValueError` when it was sealed with another secret key."""
    template, subject = notices.look_of(NoticeKind(notice.kind))
    if notice.kind == NoticeKind.TALK:
        return _talk(notice, template, now)
    if notice.kind == NoticeKind.DATES:
        return _dates(notice, template, now)
    facts = json.loads(sealed.unseal(notice.sealed))
    return _message(notice, template, {**facts, "kind": notice.kind, "subject": subject, "site": site_address()}, now)


def _talk(notice: Notice, template: str, now: datetime) -> EmailMultiAlternatives:
    digest = digests.digest_behind(notice)
    if digest is None:
        raise ValueError("there is nothing to tell any more")
    said = digest_words.words_of(digest, _safe)
    context = {"talk": said, "subject": one_line(said.subject), "site": site_address()}
    return _stopped_at(_message(notice, template, context, now), said.stop)


def _dates(notice: Notice, template: str, now: datetime) -> EmailMultiAlternatives:
    reminder = reminders.reminder_behind(notice)
    if reminder is None:
        raise ValueError("there is nothing to tell any more")
    said = reminder_words.words_of(reminder, _safe)
    context = {"dates": said, "subject": one_line(said.subject), "site": site_address()}
    return _stopped_at(_message(notice, template, context, now), said.stop)


def _stopped_at(message: EmailMultiAlternatives, address: str) -> EmailMultiAlternatives:
    """Let mail programs stop it with one POST (RFC 8058)."""
    message.extra_headers["List-Unsubscribe"] = f"<{address}>"
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _message(
    letter: Letter | Notice, template: str, context: Mapping[str, object], now: datetime
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=str(context["subject"]),
        body=render_to_string(f"{template}.txt", dict(context)).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(render_to_string(f"{template}.html", dict(context)), "text/html")
    return message


def _parts(letter: Letter, state: PlanState, now: datetime) -> tuple[str, dict[str, object]]:
    """Return the subject, and what the template of this kind of letter needs."""
    if letter.kind == LetterKind.CODE:
        code = code_of(letter.id, letter.address)
        return _("Team Up: confirm your address"), {"code": code, "minutes": int(VALID_FOR.total_seconds() // 60)}
    if letter.kind == LetterKind.KEY:
        key = ids.spaced(ids.plain_key(sealed.unseal(letter.sealed)) or "")
        return _("Your key to your action plan"), {"key": key, "link": f"{settings.PUBLIC_URL}/resume/{key}/"}
    if letter.kind == LetterKind.INVITE:
        return _("You are invited to a partnership plan"), _invitation(letter)
    if letter.kind == LetterKind.OWNER:
        return _("Who owns a partnership plan of yours"), _hand_over(letter)
    if letter.kind == LetterKind.AGREE:
        return _("You are asked to confirm a partnership plan"), _agreement(letter)
    today = now.astimezone(zoneinfo.ZoneInfo(letter.plan.time_zone)).date()
    whole = agreements.with_standing(letter.plan, state)
    return subject_of(state), {
        "report": attachment.report_of(whole, paper=letter.paper, today=today),
        "today": words.of_day(today),
        "progress": progress.measure(state),
        "steps": first_steps(state, today),
        "note": letter.note,
        "reply_to": letter.reply_to,
    }


def _invitation(letter: Letter) -> dict[str, object]:
    place = Invitation.objects.get(plan=letter.plan, invitation_id=letter.id)
    code = ids.spaced(ids.plain_key(sealed.unseal(letter.sealed)) or "")
    zone = zoneinfo.ZoneInfo(letter.plan.time_zone)
    return {
        "code": code,
        "link": f"{settings.PUBLIC_URL}/join/{code}/",
        "by": _safe(place.made_by),
        "place": roles.place_words(place.role, place.side),
        "may": roles.may_sentence(Role(place.role)),
        "until": words.of_day(place.expires_at.astimezone(zone).date()),
    }


def _hand_over(letter: Letter) -> dict[str, object]:
    one = HandOver.objects.get(plan=letter.plan, hand_over_id=UUID(letter.note))
    zone = zoneinfo.ZoneInfo(letter.plan.time_zone)
    return {
        "is_offer": one.kind == HandOverKind.OFFERED,
        "first": _safe(one.first_name) or _("Somebody"),
        "second": _safe(one.second_name) or _("somebody"),
        "day": words.of_day(one.ends_at.astimezone(zone).date()),
        "link": f"{settings.PUBLIC_URL}/plans/{letter.plan_id}/people/",
    }


def _agreement(letter: Letter) -> dict[str, object]:
    asked = asking.signer_behind(letter)
    if asked is None:
        raise ValueError("nobody is asked any more")
    put, signer = asked
    page = f"agree/{sealed.unseal(letter.sealed)}/" if letter.sealed else f"plans/{letter.plan_id}/agreement/"
    return {
        "by": _safe(put.agreement.put_by),
        "signer": _safe(signer.name),
        "side": roles.SIDES[Side(signer.side)],
        "number": put.version.number,
        "needs_no_place": bool(letter.sealed),
        "link": f"{settings.PUBLIC_URL}/{page}",
    }


def _shared(letter: Letter, state: PlanState) -> dict[str, object]:
    """Return what every letter says. A name or mission with an address in it stays in the attached report."""
    return {
        "name": _safe(state.name) or _("Your partnership plan"),
        "mission": _safe(str(state.role("mission") or "")),
        "site": site_address(),
        "letter": letter,
    }


def site_address() -> str:
    """Return the site's address for the foot of a letter; "" on a machine that only its owner can reach."""
    return "" if urlsplit(settings.PUBLIC_URL).hostname in HERE else settings.PUBLIC_URL


def subject_of(state: PlanState) -> str:
    """Return the subject of a report: fixed words and the plan's name, one line, never longer than a subject may be."""
    name = _safe(state.name)
    return one_line(_("Action plan: %(name)s") % {"name": name}) if name else _("Your action plan")


def first_steps(state: PlanState, today: date) -> list[FirstStep]:
    """Return the next steps with a date that are not done, without those that would bring links along."""
    open_steps = (step for step in steps.steps_of(state) if step.status in {StepStatus.PLANNED, StepStatus.STARTED})
    coming = ((_safe(step.what), step.due) for step in open_steps if step.due and step.due >= today)
    safe = [FirstStep(what, words.of_day(due)) for what, due in coming if what]
    return safe[:FIRST_STEPS]


def _safe(text: str) -> str:
    """Return `text` without control characters, shortened; "" when mail programs would make a link of a part of it."""
    return "" if find_address(text) else one_line(text, most=LONGEST_QUOTE)
