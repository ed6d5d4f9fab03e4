"""The page behind the link at the foot of every mail about the talk: one press stops it, without signing in.

Mail programs press it by themselves (RFC 8058), so a POST needs no form of ours, and a GET changes nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teamup.plans import selectors, talkmail
from teamup.plans.models import MailChoice
from teamup.web.http import now
from teamup.web.plan.frame import name_or


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def talk_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; a POST stops the mail, or with `again` lets it come as at first."""
    row = talkmail.behind(token)
    is_again = "again" in request.POST
    if row is not None and request.method == "POST":
        choice = MailChoice.MINE if is_again else MailChoice.NEVER
        talkmail.choose_by_link(token=token, choice=choice, now=now())
        row.choice = choice
    context = {
        "is_known": row is not None,
        "is_stopped": row is not None and row.choice == MailChoice.NEVER,
        "is_again": is_again,
        "name": name_or(selectors.load_state(row.plan).name) if row else "",
    }
    response = render(request, "plan/talk_mail.html", context, status=200 if row else 404)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
