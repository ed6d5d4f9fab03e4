"""E-mail addresses: one plain address a field, nothing that could become a header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from teamup.core import ids
from teamup.delivery.errors import BadAddress

LONGEST = 254
LONGEST_LOCAL = 64
_SHOWN = 60
_SEPARATORS = re.compile(r"[\n\r,;]+")
_is_address = EmailValidator(allowlist=[])


def clean(typed: str) -> str:
    """Return the one address in `typed`, its domain in lower case. Raises `BadAddress`, which quotes what was typed."""
    address = unicodedata.normalize("NFC", typed.strip())
    if not address:
        raise BadAddress(_("Type an e-mail address."))
    shown = _shown(address)
    if any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"} for c in address):
        raise BadAddress(_("“%(address)s” has hidden characters in it. Type the address by hand.") % {"address": shown})
    if "<" in address or ">" in address or '"' in address:
        raise BadAddress(_("“%(address)s”: type the address alone, without a name.") % {"address": shown})
    if address.count("@") > 1:
        raise BadAddress(_("“%(address)s” is more than one address. Type one.") % {"address": shown})
    local, _at, domain = address.rpartition("@")
    if not local.isascii():
        raise BadAddress(
            _("“%(address)s”: letters with accents before the @ cannot be mailed to.") % {"address": shown}
        )
    return _checked(f"{local}@{domain.lower()}", shown)


def _checked(address: str, shown: str) -> str:
    try:
        _is_address(address)
        Address(addr_spec=f"{address.partition('@')[0]}@{address.partition('@')[2].encode('idna').decode()}")
    except (ValidationError, MessageError, ValueError, IndexError) as error:
        raise BadAddress(
            _("“%(address)s” is not an e-mail address. It should look like name@agency.gov.") % {"address": shown}
        ) from error
    if len(address) > LONGEST or address.index("@") > LONGEST_LOCAL or "[" in address:
        raise BadAddress(_("“%(address)s” cannot be mailed to. Check it.") % {"address": shown})
    return address


def split(typed: str) -> tuple[str, ...]:
    """Return what stands between line ends, commas and semicolons, each piece as typed, blanks left out."""
    return tuple(piece.strip() for piece in _SEPARATORS.split(typed) if piece.strip())


def without_repeats(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return each address once, in order; case makes no difference."""
    first: dict[str, str] = {}
    for address in addresses:
        first.setdefault(address.casefold(), address)
    return tuple(first.values())


def mask(address: str) -> str:
    """Return what people may see of an address for good: "m…@agency.gov"."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def hash_of(address: str) -> str:
    """Return the hash under which an address is counted and found again."""
    return ids.digest(address.casefold(), purpose="mail address")


def _shown(address: str) -> str:
    """Return what was typed, short and printable, to be quoted in a message."""
    plain = "".join(c if c.isprintable() else "�" for c in address)
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
