"""A record of agreement, as a document prints it: who confirmed which version, when, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from teamup.catalog.model import Side


@dataclass(frozen=True, slots=True)
class Signature:
    """Who confirmed, for which side: name, title and organization as they typed them. `on` is the day at the plan."""

    side: Side
    name: str
    title: str
    organization: str
    on: date


@dataclass(frozen=True, slots=True)
class Since:
    """Answers of one lesson that are not what they were when both sides agreed."""

    lesson: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """What both sides agreed to. `fingerprint` is "" where the reader sees only a part of what it was made from.

    `since` says what changed; None in the document of that very version. `changed` is how many answers those are.
    """

    number: int
    version: str  # "Version 4, “As sent to the council”, of March 3, 2027"
    fingerprint: str
    agreed_on: date
    signatures: tuple[Signature, ...]
    since: tuple[Since, ...] | None = None
    changed: int = 0

    def for_part(self) -> AgreementRecord:
        """Return the record for an edition that leaves something out.

        A fingerprint of more than the reader sees would let them test guesses at the rest, and the names of answers
        that changed are not theirs either.
        """
        return replace(self, fingerprint="", since=None if self.since is None else ())
