"""What can go wrong with a plan. Messages are for the person and say the way out."""

from __future__ import annotations

from dataclasses import dataclass


class PlanError(Exception):
    """The room's root."""


class NoSuchPlan(PlanError):
    """There is no such plan, or it is not yours: nobody learns which."""


class MayNotEdit(PlanError):
    """The plan may be read, not changed."""


class WrongKey(PlanError):
    """No plan opens with this key."""


class UnknownQuestion(PlanError):
    """No version of the course has ever had this question."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: "" for the whole answer, else "row.column", "part" or an option."""

    message: str
    where: str = ""


class MarkRejected(PlanError):
    """An answer cannot be marked so; the message says why."""


class AnswerRejected(PlanError):
    """The value breaks the question's own limits; `faults` lists each breach."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


class Overlap(PlanError):
    """Two changes of the same thing cannot both stand."""


class Conflict(PlanError):
    """Somebody else changed the same words first. Both versions are in the history."""

    def __init__(self, *, revision: int, theirs: object, yours: object, by: str = "") -> None:
        super().__init__("Someone else changed this answer while you were writing. Choose which words to keep.")
        self.revision = revision
        self.theirs = theirs
        self.yours = yours
        self.by = by


class WrongInvitation(PlanError):
    """No place on a plan waits behind this code."""


class InvitationRejected(PlanError):
    """An invitation cannot be made or taken; the message says why."""


class PersonRejected(PlanError):
    """A change of who is on a plan cannot stand; the message says why."""


class NoSuchVersion(PlanError):
    """The plan has no version with this number."""


class VersionRejected(PlanError):
    """The plan cannot be given this name now; the message says why, and the way out."""


class TalkRejected(PlanError):
    """A comment cannot be kept as it is, or where it is; the message says why."""


class NoSuchThread(PlanError):
    """There is no such thread or comment in this plan."""


class FormRejected(PlanError):
    """A form cannot be taken as it is; `faults` lists what is wrong, each with the field it is about."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


class NoSuchLink(PlanError):
    """The link opens nothing: it never did, or it is over. Nobody learns which."""


class AgreementClosed(PlanError):
    """The agreement takes no answer now; the message says why."""


class NotASigner(PlanError):
    """Only the people who were asked may answer for themselves."""


class NotWhatWasRead(PlanError):
    """What is to be confirmed, or put forward, is not what the person has read."""
