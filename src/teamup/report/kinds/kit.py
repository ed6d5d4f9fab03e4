"""The meeting kit: agenda, sign-in sheet, after-action form and contact tree, from the answers of a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from teamup.plans.state import PlanState
from teamup.report.document import PlanDocument
from teamup.report.kinds import after_action, agenda, contacts, sign_in, space
from teamup.report.kinds.bare import bare


def build(state: PlanState, *, today: date) -> PlanDocument:
    """Return the document as the plan stands on `today`. Each part begins a page, so that it can be handed out alone.

    Where the plan is not asked whom to call, and in an edition for the public, there is no contact tree.
    """
    made = bare(state, today, kind="kit", subtitle=_("Meeting kit"), parts=())
    first = agenda.part_of(state, today, head=space.head_of(made))
    tree = contacts.part_of(state)
    parts = (first, sign_in.part_of(state), *after_action.parts_of(state, today), *([tree] if tree else []))
    return replace(made, meta=replace(made.meta, short=True), parts=parts)
