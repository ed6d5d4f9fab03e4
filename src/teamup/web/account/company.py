"""Signing in through one's company or agency: it vouches for addresses at its own domains, and for no others."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from teamup.accounts.company import Company
from teamup.accounts.models import User
from teamup.plans.people import LONGEST_NAME
from teamup.web.account.signin import show_door
from teamup.web.http import noted


class CompanyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in who the company vouches for; a person who has an account with that address keeps it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse addresses that are not the company's: nobody may say elsewhere who they are here."""
        company = _company(sociallogin.account.provider)
        found = [one.email for one in sociallogin.email_addresses]
        if company is None or not found or not all(company.speaks_for(address) for address in found):
            name = company.name if company else ""
            said = _(
                "%(name)s did not tell us an address at one of its own domains, so you are not signed in. "
                "Get a code by mail instead, or ask the people who run its sign-in."
            ) % {"name": name}
            noted(request, "sign_in.failed", is_bad=True, way="company", why="address")
            raise ImmediateHttpResponse(show_door(request, error=said, status=403))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Return the new person, with the name that the company knows. Nothing else that it tells is kept."""
        sociallogin.account.extra_data = {}
        user: User = super().populate_user(request, sociallogin, data)
        names = (data.get("first_name"), data.get("last_name"))
        full = data.get("name") or " ".join(name for name in names if name)
        user.name = " ".join(str(full or "").split())[:LONGEST_NAME]
        return user


def _company(provider: str) -> Company | None:
    """Return the company behind what allauth calls a provider: its id for OpenID Connect, the entity for SAML."""
    kinds = {"oidc": "openid_connect"}
    wanted = kinds.get(provider, "saml")
    return next((one for one in settings.COMPANIES if one.kind == wanted), None)
