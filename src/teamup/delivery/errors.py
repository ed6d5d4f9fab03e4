"""What can go wrong with a letter. Messages are for the person and say the way out."""

from __future__ import annotations


class DeliveryError(Exception):
    """The room's root."""


class BadAddress(DeliveryError):
    """This is not one plain e-mail address."""


class BadNote(DeliveryError):
    """The note is too long, or has what a note may not have."""


class WrongCode(DeliveryError):
    """The code is wrong, used up or too old."""


class TooManyLetters(DeliveryError):
    """A limit is reached; `wait` is how many seconds it lasts."""

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class LetterRejected(DeliveryError):
    """The form cannot be sent as it is; `faults` are (field, message)."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(" ".join(message for _, message in faults))
        self.faults = faults


class CannotRetry(DeliveryError):
    """This letter cannot be sent again."""
