"""How allauth's flows behave here: mail is queued, pages stay on this site, and this browser's plans come along."""

from __future__ import annotations

import ipaddress
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from teamup.accounts import devices
from teamup.accounts.models import User
from teamup.delivery import notices
from teamup.delivery.models import NoticeKind
from teamup.plans import people
from teamup.plans.errors import PlanError
from teamup.web.account import ways
from teamup.web.account.seen import BEGAN, renew
from teamup.web.http import browser_of, network_of, noted, now

UNKNOWN_NETWORK = "0.0.0.0"  # noqa: S104 (what is kept where a proxy hides the visitor's address; nothing is bound)
CHANGES = {
    "account/email/email_added": lazy("An e-mail address was added: you can sign in with it."),
    "account/email/email_changed": lazy("Mail now goes to another address."),
    "account/email/email_deleted": lazy("An e-mail address was removed."),
    "mfa/email/totp_activated": lazy("An authenticator app was set up."),
    "mfa/email/totp_deactivated": lazy("The authenticator app was turned off."),
    "mfa/email/recovery_codes_generated": lazy("New recovery codes were made. The old ones are no longer valid."),
    "mfa/email/webauthn_added": lazy("A passkey was added."),
    "mfa/email/webauthn_removed": lazy("A passkey was removed."),
    "socialaccount/email/account_connected": lazy("Your organization’s sign-in now opens your account."),
}
"""What each of allauth's mails means here; all go out as one kind of notice."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in and out, and proof before changes that matter."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": lazy("That was tried too often. Please try again in five minutes."),
        "rate_limited": lazy("That was tried too often. Please try again in five minutes."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address, by which allauth counts tries."""
        try:
            return str(ipaddress.ip_address(network_of(request)))
        except ValueError:
            return UNKNOWN_NETWORK

    def is_safe_url(self, url: str) -> bool:
        """Say whether people may be sent on to `url`: to pages of this site only."""
        return ways.is_ours(url or "")

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Return False for who has shown lately who they are; raises `ReauthenticationRequired` for others.

        allauth itself would ask nothing of people who have neither a password nor a second factor.
        """
        if ways.has_proven_lately(self.request):
            return False
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return the ways to show who one is, the best first. Who has a second factor is asked for it, not for mail."""
        if not user.is_authenticated:
            return []
        kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        found = []
        if Authenticator.Type.WEBAUTHN in kinds:
            url = reverse("mfa_reauthenticate_webauthn")
            found.append({"id": "passkey", "description": _("Use a passkey"), "url": url})
        if Authenticator.Type.TOTP in kinds or Authenticator.Type.RECOVERY_CODES in kinds:
            url = reverse("mfa_reauthenticate")
            found.append({"id": "app", "description": _("Use the authenticator app or a recovery code"), "url": url})
        return found or [
            {"id": "mail", "description": _("Get a code by mail"), "url": reverse("account_reauthenticate")}
        ]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail that tells people of a change. Nothing of allauth's own words leaves."""
        noted(self.request, "account.changed", what=template_prefix)
        with transaction.atomic():
            notices.queue_notice(
                kind=NoticeKind.CHANGED,
                address=email,
                says={
                    "what": str(CHANGES.get(template_prefix, _("Something about who can sign in as you was changed."))),
                    "when": f"{now():%B} {now().day}, {now():%Y, %H:%M} UTC",
                    "device": devices.words_of(self.request.headers.get("User-Agent", "")),
                },
                now=now(),
            )

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Give the person this browser's plans, and go on."""
        request.session.set_expiry(None)  # asking for a passkey made it a short one
        request.session.pop(BEGAN, None)
        renew(request.session, now())
        response: HttpResponse = super().post_login(request, user, **more)
        ways_in = [str(record["method"]) for record in get_authentication_records(request, user)]
        noted(request, "sign_in.done", ways=" ".join(ways_in))
        _adopt(request, user)
        return response


def _adopt(request: HttpRequest, user: User) -> None:
    person = people.Person(user.pk, user.email, user.name, user.organization, user.title)
    try:
        with transaction.atomic():
            count = people.adopt(browser=browser_of(request), person=person, now=now())
    except PlanError as error:
        # One of the plans has no room. The person is in all the same, and the browser keeps opening its plans.
        messages.warning(request, str(error))
        return
    said = _("You are signed in as %(address)s.") % {"address": user.email}
    if count:
        came = ngettext(
            "The plan of this browser is yours now, and opens wherever you sign in.",
            "The %(n)s plans of this browser are yours now, and open wherever you sign in.",
            count,
        )
        said = f"{said} {came % {'n': count}}"
    messages.success(request, said)
