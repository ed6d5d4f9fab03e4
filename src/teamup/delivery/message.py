"""Writing a letter: text and HTML, the report attached. The subject is fixed, and the plan's key is in no report."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from teamup.core import ids
from teamup.delivery import attachment, sealed
from teamup.delivery.codes import VALID_FOR, code_of
from teamup.delivery.models import Letter, LetterKind
from teamup.delivery.notes import find_address, one_line
from teamup.plans import progress, selectors, steps, words
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience
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
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"delivery/{letter.kind}.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(render_to_string(f"delivery/{letter.kind}.html", context), "text/html")
    if isinstance(report := facts.get("report"), attachment.Attachment):
        message.attach(report.filename, report.content, report.media_type)
    return message


def _parts(letter: Letter, state: PlanState, now: datetime) -> tuple[str, dict[str, object]]:
    """Return the subject, and what the template of this kind of letter needs."""
    if letter.kind == LetterKind.CODE:
        code = code_of(letter.id, letter.address)
        return _("Team Up: confirm your address"), {"code": code, "minutes": int(VALID_FOR.total_seconds() // 60)}
    if letter.kind == LetterKind.KEY:
        key = ids.spaced(ids.plain_key(sealed.unseal(letter.sealed)) or "")
        return _("Your key to your action plan"), {"key": key, "link": f"{settings.PUBLIC_URL}/resume/{key}/"}
    today = now.astimezone(zoneinfo.ZoneInfo(letter.plan.time_zone)).date()
    return subject_of(state), {
        "report": attachment.report_of(state, paper=letter.paper, today=today),
        "today": words.of_day(today),
        "progress": progress.measure(state),
        "steps": first_steps(state, today),
        "note": letter.note,
        "reply_to": letter.reply_to,
    }


def _shared(letter: Letter, state: PlanState) -> dict[str, object]:
    """Return what every letter says. A name or mission with an address in it stays in the attached report."""
    host = urlsplit(settings.PUBLIC_URL)
    return {
        "name": _safe(state.name) or _("Your partnership plan"),
        "mission": _safe(str(state.role("mission") or "")),
        "site": "" if host.hostname in HERE else settings.PUBLIC_URL,
        "letter": letter,
    }


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
