"""What can go wrong around an account. Messages are for the person and say the way out."""

from __future__ import annotations


class AccountError(Exception):
    """The room's root."""


class WrongCode(AccountError):
    """The code is wrong; it may be typed again."""


class SpentCode(WrongCode):
    """The code is used, used up or too old: only a new one helps."""


class CannotMailAgain(AccountError):
    """The code was mailed a moment ago, or often enough."""


class AddressTaken(AccountError):
    """The address cannot be added, or not be taken off."""


class BadDetails(AccountError):
    """What a person says of themselves cannot be kept like that."""


class PlansLeft(AccountError):
    """A plan would be left without an owner."""


class HostRejected(AccountError):
    """Somebody cannot be made a host, or not be taken off."""
