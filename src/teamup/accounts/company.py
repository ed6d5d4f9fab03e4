"""A company's or agency's own sign-in: what it is called, and for whose addresses it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """One sign-in that the host has set up. `kind` is "openid_connect" or "saml"; `domains` are in lower case."""

    id: str
    kind: str
    name: str
    domains: tuple[str, ...]

    def speaks_for(self, address: str) -> bool:
        """Say whether addresses at this one's domain are the company's: it vouches for them, and for no others."""
        return address.rpartition("@")[2].lower() in self.domains


def company_of(address: str, companies: Iterable[Company]) -> Company | None:
    """Return the company whose own sign-in people with this address use, or None."""
    return next((company for company in companies if company.speaks_for(address)), None)
