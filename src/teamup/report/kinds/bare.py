"""What the documents beside the plan itself have in common: facts about the plan, and no summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from teamup.plans.state import PlanState
from teamup.report.document import Part, PlanDocument, Summary
from teamup.report.parts import cover

NO_SUMMARY = Summary("", "", "", "", (), "", (), "", (), "", ())


def bare(
    state: PlanState, today: date, *, kind: str, subtitle: str, parts: Sequence[Part], notice: str = ""
) -> PlanDocument:
    """Return a document of one kind with these parts. `notice` stands on every page."""
    meta = replace(cover.meta_of(state, today), kind=kind, subtitle=subtitle, notice=notice)
    return PlanDocument(
        meta=meta, cover=cover.cover_of(state, meta), summary=NO_SUMMARY, parts=tuple(parts), actions=(), reviews=()
    )
