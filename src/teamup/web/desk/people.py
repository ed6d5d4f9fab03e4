"""*Hosts*: who runs the site; one may add or remove another, after showing again who they are."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import hosts
from teamup.accounts.errors import HostRejected
from teamup.delivery.errors import BadAddress
from teamup.web.desk.door import Visit, host_only, prove
from teamup.web.desk.frame import page
from teamup.web.plan.frame import see_other

LONGEST_TYPED = 1_000


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the hosts; a POST adds or removes one."""
    if request.method != "POST":
        return _show(request, visit)
    prove(request)
    typed = request.POST.get("address", "")[:LONGEST_TYPED]
    try:
        if request.POST.get("do") == "remove":
            gone = hosts.remove(user_id=_id(request), deed=visit.deed)
            said = _("%(address)s is no host any more.") % {"address": gone}
        else:
            added = hosts.add(address=typed, deed=visit.deed)
            said = _("%(address)s is a host now, and was told by mail.") % {"address": added.address}
    except (BadAddress, HostRejected) as error:
        return _show(request, visit, typed=typed, error=str(error), status=422)
    return see_other(reverse("desk:hosts"), request, said)


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("host", ""))
    except ValueError as error:
        raise Http404 from error


def _show(request: HttpRequest, visit: Visit, *, typed: str = "", error: str = "", status: int = 200) -> HttpResponse:
    context = {"hosts": hosts.all_of(now=visit.at), "typed": typed, "error": error, "days": hosts.INVITED_FOR.days}
    return page(request, visit, "hosts", context, status=status)
