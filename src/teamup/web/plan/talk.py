"""The list of the talk on a plan: what is open, what is for this person, all of it; and the mail about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.plans import talkmail, threads
from teamup.plans.models import MailChoice, Thread, ThreadKind
from teamup.web.http import PlanVisit, get_plan
from teamup.web.plan import frame
from teamup.web.plan.talk_told import TalkTeller

A_PAGE = 25
SHOWN = ("open", "mine", "all")


@require_http_methods(["GET", "HEAD", "POST"])
def talk_list(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """List the remarks on a plan: those open, those for this person, or all. A POST chooses the mail about them."""
    visit = get_plan(request, plan_id)
    if request.method == "POST":
        return _choose_mail(request, visit)
    state = visit.state()
    show, number = request.GET.get("show", "open"), page_number(request.GET.get("page", "1"))
    every = threads.all_talk(visit.plan, visit.actor)
    chosen = {name: _chosen(every, name, visit) for name in SHOWN}
    if show not in chosen or (number > 1 and not chosen[show][(number - 1) * A_PAGE :]):
        raise Http404
    found = chosen[show][(number - 1) * A_PAGE : number * A_PAGE]
    said = {one: [comment] for one, comment in threads.first_words(visit.plan, found).items()}
    context = {
        "lines": TalkTeller(visit, state).lines(found, said, first=True),
        "filters": _filters(visit, chosen, show),
        "show": show,
        "mail": _mail_choices(visit),
        **pages(_list_url(visit, show), number, has_more=len(chosen[show]) > number * A_PAGE),
    }
    return frame.page(request, visit, "plan/talk.html", context, state=state)


def _chosen(every: tuple[Thread, ...], show: str, visit: PlanVisit) -> list[Thread]:
    if show == "all":
        return [*every]
    remarks = [one for one in every if one.resolved_at is None and one.kind == ThreadKind.REMARK]
    return remarks if show == "open" else [one for one in remarks if threads.is_for(one, visit.actor)]


def _filters(visit: PlanVisit, chosen: Mapping[str, list[Thread]], show: str) -> list[dict[str, Any]]:
    labels = {"open": _("Open"), "mine": _("For you"), "all": _("All")}
    return [
        {"label": labels[name], "number": len(chosen[name]), "url": _list_url(visit, name), "current": name == show}
        for name in SHOWN
        if name != "mine" or visit.actor.is_member
    ]


def _list_url(visit: PlanVisit, show: str) -> str:
    url = reverse("plan:talk", args=[visit.plan.id])
    return url if show == "open" else f"{url}?show={show}"


def mail_words() -> dict[MailChoice, str]:
    """Return every choice of mail about the talk, in words."""
    return {
        MailChoice.MINE: _("On days when somebody mentions me or gives me something"),
        MailChoice.DAILY: _("Every day on which something was said"),
        MailChoice.WEEKLY: _("Once a week, if something was said"),
        MailChoice.NEVER: _("Never"),
    }


def _mail_choices(visit: PlanVisit) -> list[tuple[str, str, bool]]:
    present = talkmail.choice_of(visit.plan, visit.actor)
    return [(str(one), said, one == present) for one, said in mail_words().items()] if present else []


def _choose_mail(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    url = reverse("plan:talk", args=[visit.plan.id])
    choice = request.POST.get("mail", "")
    if choice not in MailChoice.values:
        return frame.see_other(f"{url}#mail")
    talkmail.choose(plan=visit.plan, choice=MailChoice(choice), by=visit.actor)
    return frame.see_other(
        f"{url}#mail", request, _("Saved. Every mail about the talk can stop it with one press, too.")
    )


def pages(url: str, number: int, *, has_more: bool) -> dict[str, object]:
    """Return what the links to the pages before and after need."""
    joined = f"{url}{'&' if '?' in url else '?'}page="
    return {
        "number": number,
        "newer": f"{joined}{number - 1}" if number > 1 else "",
        "older": f"{joined}{number + 1}" if has_more else "",
    }


def page_number(typed: str) -> int:
    """Return the number of a page. Raises `Http404` for what is none."""
    if not (typed.isascii() and typed.isdigit() and 0 < len(typed) < 7 and int(typed) > 0):
        raise Http404
    return int(typed)
