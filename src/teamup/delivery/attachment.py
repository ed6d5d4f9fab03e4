"""The report as it is attached to a letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from teamup.plans.state import PlanState


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file for a letter."""

    filename: str
    content: bytes
    media_type: str

    @property
    def size(self) -> int:
        """How many bytes the file has."""
        return len(self.content)


def report_of(state: PlanState, *, paper: str, today: date) -> Attachment:
    """Return the report of a plan as a PDF, without any marked answer. Raises `RenderError` when it is not in time."""
    # Heavy, and needed by the worker alone.
    from teamup.report import formats

    # Several people get the same report: it is typeset once.
    options = replace(formats.Options.read(paper=paper), by_mail=True)
    rendered = formats.render("pdf", state, today=today, options=options)
    return Attachment(rendered.name, rendered.data, rendered.media_type)
