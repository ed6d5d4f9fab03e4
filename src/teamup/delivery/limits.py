"""How many letters may leave, counted in the database, so that nobody can use us as a relay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.core.limits import Limit, TooOften, spend
from teamup.delivery import addresses
from teamup.delivery.errors import TooManyLetters

HOUR, DAY = 3_600, 86_400
PLAN_HOUR = Limit("letters of a plan in an hour", most=20, seconds=HOUR)
PLAN_DAY = Limit("letters of a plan in a day", most=60, seconds=DAY)
ADDRESS_DAY = Limit("letters to an address in a day", most=5, seconds=DAY)
NETWORK_HOUR = Limit("letters from a network in an hour", most=30, seconds=HOUR)
CODES_ADDRESS_HOUR = Limit("codes to an address in an hour", most=10, seconds=HOUR)
CODES_ADDRESS_DAY = Limit("codes to an address in a day", most=30, seconds=DAY)
CODES_NETWORK_HOUR = Limit("codes from a network in an hour", most=100, seconds=HOUR)  # a whole station may be one


def spend_all(*, plan_id: UUID, network: str, recipients: Sequence[str], now: datetime) -> None:
    """Count letters to `recipients`. Raises `TooManyLetters`; the caller's transaction then takes the counts back."""
    count = len(recipients)
    _spend_site(count, now)
    _spend(NETWORK_HOUR, network, count, now, _("Your network has sent as many letters as it may in an hour."))
    _spend(PLAN_HOUR, str(plan_id), count, now, _("This plan has sent as many letters as it may in an hour."))
    _spend(PLAN_DAY, str(plan_id), count, now, _("This plan has sent as many letters as it may in a day."))
    for address in sorted(recipients, key=str.casefold):
        said = _("%(address)s has been sent as many letters as one address may get in a day.") % {"address": address}
        _spend(ADDRESS_DAY, addresses.hash_of(address), 1, now, said)


def spend_code(*, network: str, address: str, now: datetime) -> None:
    """Count a code that is mailed to `address`, whoever has it. Raises `TooManyLetters`, as `spend_all` does."""
    _spend_site(1, now)
    _spend(CODES_NETWORK_HOUR, network, 1, now, _("Your network has asked for as many codes as it may in an hour."))
    said = _("%(address)s has been sent as many codes as one address may get.") % {"address": address}
    _spend(CODES_ADDRESS_HOUR, addresses.hash_of(address), 1, now, said)
    _spend(CODES_ADDRESS_DAY, addresses.hash_of(address), 1, now, said)


def spend_digest(*, now: datetime) -> None:
    """Count a mail that nobody asked for just now. Raises `TooManyLetters` when the site has sent all it may."""
    _spend_site(1, now)


def _spend_site(count: int, now: datetime) -> None:
    site = Limit("letters of the site in an hour", most=settings.MAIL_PER_HOUR, seconds=HOUR)
    _spend(site, "all", count, now, _("This site has sent as much mail as it may in an hour."))


def _spend(limit: Limit, who: str, amount: int, now: datetime, said: str) -> None:
    try:
        spend(limit, who, now=now, amount=amount)
    except TooOften as error:
        raise TooManyLetters(f"{said} {_when(error.wait)}", wait=error.wait) from error


def _when(seconds: int) -> str:
    minutes = max(1, -(-seconds // 60))
    if minutes <= 90:
        return ngettext("Try again in a minute.", "Try again in %(n)s minutes.", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    return ngettext("Try again in an hour.", "Try again in %(n)s hours.", hours) % {"n": hours}
