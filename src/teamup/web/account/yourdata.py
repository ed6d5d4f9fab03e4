"""*Your data*: download all that the house knows of one, and leave for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import closing, devices, everything
from teamup.accounts.errors import PlansLeft
from teamup.accounts.models import User
from teamup.core import watch
from teamup.delivery import notices
from teamup.delivery.models import NoticeKind
from teamup.plans import erasing, lifecycle, roles, selectors
from teamup.plans.models import Member
from teamup.web.account import ways
from teamup.web.http import noted, now
from teamup.web.plan import confirming
from teamup.web.plan.frame import name_or, see_other

DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Heir:
    """Somebody who could own a plan."""

    id: UUID
    said: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PlanLeft:
    """A plan whose only owner leaves."""

    id: UUID
    name: str
    url: str
    heirs: tuple[Heir, ...]
    is_deleted: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_of_it(request: HttpRequest) -> HttpResponseBase:
    """Say what the file holds; a POST sends it, to who has shown lately who they are."""
    raise_if_reauthentication_required(request, app="allauth.account")
    if request.method != "POST":
        return ways.private(render(request, "account/everything.html"))
    pieces = everything.write(user=_person(request), session=request.session.session_key or "", now=now())
    response = StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="team-up-about-me.json"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_for_good(request: HttpRequest) -> HttpResponse:
    """Show what becomes of plans that only this person owns; a POST with the word typed deletes the account."""
    raise_if_reauthentication_required(request, app="allauth.account")
    if request.method != "POST":
        return _show(request, {})
    user, wishes, typed = _person(request), _wishes(request), request.POST.get("word", "")
    if not confirming.is_word(typed, confirming.delete()):
        return _show(request, wishes, typed=typed, error=_("Type the word “delete” to confirm. Nothing was deleted."))
    address, whose = user.email, watch.mask(str(user.pk))
    try:
        closing.close(user=user, wishes=wishes, now=now())
        noted(request, "account.deleted", whose=whose)
    except PlansLeft as error:
        return _show(request, wishes, typed=typed, error=str(error))
    request.session.flush()
    _tell(address, devices.words_of(request.headers.get("User-Agent", "")))
    said = _("Your account is deleted, and your name is gone from the histories. Thank you for your work.")
    return ways.private(see_other(reverse("course:home"), request, said))


def _tell(address: str, device: str) -> None:
    """Tell the mailbox, which is forgotten once the mail is out: it might have been somebody else."""
    says = {
        "what": _("Your account was deleted. If it was not you, ask an owner of your plans to invite you again."),
        "when": f"{now():%B} {now().day}, {now():%Y, %H:%M} UTC",
        "device": device,
    }
    with transaction.atomic():
        notices.queue_notice(kind=NoticeKind.CHANGED, address=address, says=says, now=now())


def _wishes(request: HttpRequest) -> dict[UUID, UUID | None]:
    """Return what was chosen for each plan; what is neither a member's id nor "delete" is no choice."""
    found: dict[UUID, UUID | None] = {}
    for name, chosen in request.POST.items():
        try:
            plan = UUID(name.removeprefix("plan-"))
            found[plan] = None if chosen == DELETE else UUID(str(chosen))
        except ValueError:
            continue
    return found


def _show(request: HttpRequest, wishes: dict[UUID, UUID | None], *, typed: str = "", error: str = "") -> HttpResponse:
    user = _person(request)
    alone = erasing.alone_on(user.pk)
    names = selectors.names_of([one.plan for one in alone])
    context: dict[str, Any] = {
        "plans": [_plan(one, names.get(one.plan.pk, ""), wishes) for one in alone],
        "others": Member.objects.filter(user_id=user.pk).count() - len(alone),
        "days": lifecycle.KEPT_FOR.days,
        "former": erasing.FORMER,
        "typed": typed,
        "error": error,
        "word": confirming.delete(),
        "pattern": confirming.pattern_of(confirming.delete()),
    }
    return ways.private(render(request, "account/leave.html", context, status=422 if error else 200))


def _plan(one: erasing.Alone, name: str, wishes: dict[UUID, UUID | None]) -> PlanLeft:
    chosen = wishes.get(one.plan.pk)
    heirs = tuple(
        Heir(heir.user_id, f"{heir.name}, {roles.place_words(heir.role, heir.side)}", heir.user_id == chosen)
        for heir in one.heirs
    )
    url = reverse("plan:overview", args=[one.plan.pk])
    return PlanLeft(one.plan.pk, name_or(name), url, heirs, one.plan.pk in wishes and chosen is None)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (login_required has seen to it)
    return request.user
