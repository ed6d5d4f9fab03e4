"""Sign-in by companies and agencies: OpenID Connect and SAML, from environment variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from teamup.accounts.company import Company
from teamup.config import env
from teamup.config.env import SettingError

OIDC, SAML = "openid_connect", "saml"
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class CompanySignIns:
    """What the settings need: the companies, Django's apps for them, and allauth's settings of each."""

    companies: tuple[Company, ...] = ()
    apps: tuple[str, ...] = ()
    providers: dict[str, Any] = field(default_factory=dict)


def read() -> CompanySignIns:
    """Return the sign-ins that are set up, usually none. Raises `SettingError` for half of one or a missing package."""
    found = [one for one in (_oidc(), _saml()) if one is not None]
    if not found:
        return CompanySignIns()
    return CompanySignIns(
        companies=tuple(company for company, _ in found),
        apps=("allauth.socialaccount", *(f"allauth.socialaccount.providers.{company.kind}" for company, _ in found)),
        providers={company.kind: {"APPS": [app]} for company, app in found},
    )


def _oidc() -> tuple[Company, dict[str, Any]] | None:
    server = env.find("TEAMUP_OIDC_SERVER")
    if server is None:
        return None
    _check_address("TEAMUP_OIDC_SERVER", server)
    _check_package("TEAMUP_OIDC_SERVER", "jwt", "django-allauth[socialaccount]")
    client = _needed("TEAMUP_OIDC_CLIENT_ID", env.find("TEAMUP_OIDC_CLIENT_ID"), "TEAMUP_OIDC_SERVER")
    secret = _needed("TEAMUP_OIDC_CLIENT_SECRET", env.find("TEAMUP_OIDC_CLIENT_SECRET"), "TEAMUP_OIDC_SERVER")
    name = env.text("TEAMUP_OIDC_NAME", str(urlsplit(server).hostname))
    company = Company("oidc", OIDC, name, _domains("TEAMUP_OIDC_DOMAINS", env.words("TEAMUP_OIDC_DOMAINS")))
    return company, {
        "provider_id": company.id,
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server, "oauth_pkce_enabled": True, **_trust(company)},
    }


def _saml() -> tuple[Company, dict[str, Any]] | None:
    metadata = env.find("TEAMUP_SAML_METADATA_URL")
    if metadata is None:
        return None
    _check_address("TEAMUP_SAML_METADATA_URL", metadata)
    _check_package("TEAMUP_SAML_METADATA_URL", "onelogin", "team-up[saml]")
    entity = _needed("TEAMUP_SAML_ENTITY_ID", env.find("TEAMUP_SAML_ENTITY_ID"), "TEAMUP_SAML_METADATA_URL")
    name = env.text("TEAMUP_SAML_NAME", str(urlsplit(metadata).hostname))
    company = Company("saml", SAML, name, _domains("TEAMUP_SAML_DOMAINS", env.words("TEAMUP_SAML_DOMAINS")))
    return company, {
        "provider_id": entity,
        "name": name,
        "client_id": company.id,
        "settings": {
            "idp": {"entity_id": entity, "metadata_url": metadata},
            "use_nameid_for_email": True,
            "advanced": {"strict": True, "want_assertion_signed": True, "reject_idp_initiated_sso": True},
            **_trust(company),
        },
    }


def _trust(company: Company) -> dict[str, Any]:
    """Return allauth's words for: at its own domains the company knows whose address it is, elsewhere it does not."""
    return {"verified_email": list(company.domains), "email_authentication": True}


def _domains(name: str, domains: list[str]) -> tuple[str, ...]:
    clean = tuple(domain.lower().lstrip("@") for domain in domains)
    if not clean or any("." not in domain or "@" in domain or "*" in domain for domain in clean):
        raise SettingError(f"{name} must name the mail domains of the company, such as example.com,example.org.")
    return clean


def _needed(name: str, value: str | None, because: str) -> str:
    if value is None:
        raise SettingError(f"{name} is not set, and {because} needs it.")
    return value


def _check_address(name: str, value: str) -> None:
    parts = env.split_address(name, value)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise SettingError(f"{name} must be an https address, not “{value}”.")


def _check_package(name: str, module: str, package: str) -> None:
    if find_spec(module) is None:
        raise SettingError(f"{name} is set, but a package is missing: run `pip install '{package}'`.")
