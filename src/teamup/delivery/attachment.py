"""The report as it is attached to a letter."""

from __future__ import annotations

from dataclasses import dataclass
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
    """Return the report of a plan as a PDF. Raises `RenderError` when it cannot be made in time."""
    # Heavy, and needed by the worker alone.
    from teamup.report import formats

    # Several people get the same report: it is typeset once.
    rendered = formats.render("pdf", state, today=today, options=formats.Options.read(paper=paper))
    return Attachment(rendered.name, rendered.data, rendered.media_type)
