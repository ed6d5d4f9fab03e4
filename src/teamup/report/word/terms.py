"""The words that a Word document has beside those of the plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Terms:
    """Words in the language of the document."""

    contents: str
    page: str
    of: str
    version: str
    between: str
    team: str
    prepared: str
    draft: str
    mission: str
    objective: str
    now: str
    goal: str
    by: str
    when: str
    step: str
    lead: str
    owner: str
    role: str
    contact: str
    open_here: str
    source: str
    sources: str
    remark: str
    scale: str
    take: str
    partly: str


def terms() -> Terms:
    """Return them in the language that is active."""
    return Terms(
        contents=_("Contents"),
        page=_("Page"),
        of=_("of"),
        version=_("Version of"),
        between=_("Between"),
        team=_("Plan written by"),
        prepared=_("Prepared with Team Up on"),
        draft=_("Legal terms in this plan are drafts for counsel's review."),
        mission=_("Our mission"),
        objective=_("Objective"),
        now=_("Now"),
        goal=_("Goal"),
        by=_("By"),
        when=_("When"),
        step=_("Action step"),
        lead=_("Lead"),
        owner=_("Owner"),
        role=_("Role"),
        contact=_("Contact"),
        open_here=_("Open in this part"),
        source=_("Source"),
        sources=_("Sources"),
        remark=_("Remark"),
        scale=_("Scale"),
        take=_("Worth taking"),
        partly=_("one side has answered"),
    )
