"""The kinds of document that a plan makes: one registry for pages, mail and commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from teamup.plans.state import PlanState
from teamup.report import build
from teamup.report.document import PlanDocument
from teamup.report.kinds import brief, kit, mou, successor, workbook


class Builder(Protocol):
    """Makes a document of one kind from a plan, as it stands on a day."""

    def __call__(self, state: PlanState, *, today: date) -> PlanDocument:
        """Return the document. The same plan and day give an equal one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: what it is called, what it is for, and the forms it comes in, the best first.

    `fits` says for which plans it is offered at all.
    """

    id: str
    label: Promise
    purpose: Promise
    forms: tuple[str, ...]
    build: Builder
    fits: Callable[[PlanState], bool] = lambda _state: True


KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind(
            "plan",
            gettext_lazy("The plan"),
            gettext_lazy("Everything in it, with a summary that stands alone: to print, to sign, to work from."),
            ("pdf", "docx", "html", "json", "ics", "csv"),
            build.build,
        ),
        Kind(
            "brief",
            gettext_lazy("One-page brief"),
            gettext_lazy("For a chief and for a chief executive: what is asked of each, on one page."),
            ("pdf", "docx"),
            brief.build,
        ),
        Kind(
            "mou",
            gettext_lazy("Draft memorandum"),
            gettext_lazy(
                "Your clauses in order, gaps in brackets, room to sign: for counsel on both sides to work on."
            ),
            ("docx", "pdf"),
            mou.build,
            mou.fits,
        ),
        Kind(
            "workbook",
            gettext_lazy("Workbook"),
            gettext_lazy("The worksheets of your path, empty: for a meeting without screens."),
            ("docx", "pdf"),
            workbook.build,
        ),
        Kind(
            "kit",
            gettext_lazy("Meeting kit"),
            gettext_lazy("Agenda, sign-in sheet, after-action form and contact tree for the next meeting."),
            ("docx", "pdf"),
            kit.build,
        ),
        Kind(
            "successor",
            gettext_lazy("For whoever takes over"),
            gettext_lazy("Whom to know, what is due, agreed and open, and a first week: for a new chief or manager."),
            ("pdf", "docx"),
            successor.build,
        ),
    )
}
