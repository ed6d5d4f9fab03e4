"""What happened in the talk on a plan, in plain sentences that say where, and nothing that was said."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from teamup.core.models import Event

_SAID = {
    "talk.opened": lazy("A remark was made at “%(title)s”."),
    "talk.answered": lazy("Something was said at “%(title)s”."),
    "talk.resolved": lazy("A remark at “%(title)s” was resolved."),
    "talk.reopened": lazy("A remark at “%(title)s” was opened again."),
    "talk.removed": lazy("Somebody removed what they had said at “%(title)s”."),
    "talk.mail_stopped": lazy("A member stopped the mail about the talk."),
}


def said_of(event: Event, title_of: Callable[[str], str]) -> str:
    """Return what happened, in one sentence."""
    facts = {
        "title": title_of(str(event.detail.get("question", ""))),
        "who": _who(str(event.detail.get("to", ""))),
        "side": _who(str(event.detail.get("side", ""))),
    }
    match event.kind:
        case "talk.assigned":
            said = _("It is the turn of %(who)s at “%(title)s”.") if facts["who"] else _("A turn at “%(title)s” ended.")
        case "talk.settled":
            said = _("What both sides settle on at “%(title)s” was noted, for %(side)s.")
        case "talk.agreed":
            said = _("What both sides settle on at “%(title)s” was agreed to, for %(side)s.")
        case kind:
            said = str(_SAID.get(kind, lazy("Something was done in the talk at “%(title)s”.")))
    return said % facts


def _who(named: str) -> str:
    return {"police": _("police"), "security": _("security")}.get(named, named)
