"""The pages behind the link at the foot of a digest: one press stops it, without signing in.

Mail programs press it by themselves (RFC 8058), so a POST needs no form of ours, and a GET changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teamup.accounts import people
from teamup.delivery import reminders
from teamup.plans import datemail, selectors, talkmail
from teamup.plans.models import DateMail, DateMailChoice, MailChoice, Member, TalkMail
from teamup.web.http import now
from teamup.web.plan.frame import name_or


@dataclass(frozen=True, slots=True)
class StopWords:
    """What the page says of one kind of mail."""

    title: str
    stopped: str
    stays: str
    again: str
    question: str
    promise: str


def _of_talk() -> StopWords:
    return StopWords(
        title=_("Mail about the talk"),
        stopped=_("No more mail about this talk"),
        stays=_("You stay on the plan, and find the talk on its overview. Other mail you asked for is not changed."),
        again=_("Write to me again when somebody mentions me"),
        question=_("Stop the mail about this talk?"),
        promise=_("One press and no more mail comes about the talk on this plan. You need not sign in."),
    )


def _of_dates() -> StopWords:
    return StopWords(
        title=_("Mail about dates"),
        stopped=_("No more mail about these dates"),
        stays=_("You stay on the plan, and find its dates under Steps. Other mail you asked for is not changed."),
        again=_("Write to me again on Mondays"),
        question=_("Stop the mail about these dates?"),
        promise=_("One press and no more mail comes about the dates of this plan. You need not sign in."),
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def talk_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; a POST stops the mail about talk, or with `again` lets it come as at first."""
    row, is_again = talkmail.behind(token), "again" in request.POST
    if row is not None and request.method == "POST":
        choice = MailChoice.MINE if is_again else MailChoice.NEVER
        talkmail.choose_by_link(token=token, choice=choice, now=now())
        row.choice = choice
    return _page(request, row, _of_talk(), is_stopped=bool(row and row.choice == MailChoice.NEVER))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def date_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; a POST stops the mail about dates, or with `again` lets it come on Mondays."""
    row, is_again = datemail.behind(token), "again" in request.POST
    if row is not None and request.method == "POST":
        row.choice = DateMailChoice.WEEKLY if is_again else DateMailChoice.NEVER
        told = reminders.last_morning(plan=row.plan, user_id=row.user_id, now=now(), mailboxes=people.mailboxes)
        datemail.choose_by_link(row=row, choice=DateMailChoice(row.choice), told=told, now=now())
    is_stopped = bool(row and row.choice == DateMailChoice.NEVER)
    return _page(request, row, _of_dates(), is_stopped=is_stopped)


def _page(request: HttpRequest, row: TalkMail | DateMail | None, said: StopWords, *, is_stopped: bool) -> HttpResponse:
    context = {
        "is_known": row is not None,
        "is_stopped": is_stopped,
        "is_again": "again" in request.POST,
        "name": _name_for(row) if row else "",
        "said": said,
    }
    response = render(request, "plan/mail_stop.html", context, status=200 if row else 404)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _name_for(row: TalkMail | DateMail) -> str:
    """Return the plan's name for who is on it; "" for who has left, and of a plan that was deleted."""
    is_here = Member.objects.filter(plan_id=row.plan_id, user_id=row.user_id, plan__deleted_at=None).exists()
    return name_or(selectors.load_state(row.plan).name) if is_here else ""
