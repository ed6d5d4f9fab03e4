"""What was done with a plan beside answering it, in plain sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from teamup.core.models import Event
from teamup.web.plan import zones

_SAID = {
    "plan.begun": lazy("The plan was begun."),
    "plan.imported": lazy("The plan was made from a plan file, with its answers, their dates and their authors."),
    "plan.resumed": lazy("The plan was opened in another browser, with its key."),
    "plan.left": lazy("A browser left the plan: it opens there only with the key."),
    "plan.key_changed": lazy("The plan got a new key. The old one opens nothing any more."),
    "check.opened": lazy("A round of the self-check was opened: whoever has its link can answer, once and unnamed."),
    "mail.retried": lazy("A letter that had failed was sent again."),
    "mail.code_requested": lazy("A code to confirm an address was asked for."),
    "mail.address_confirmed": lazy("An address was confirmed."),
}
_ICONS = {
    "mail": "mail",
    "check": "people",
    "answer.marked": "eye",
    "plan.key_changed": "key",
    "plan.time_zone_changed": "clock",
    "plan.left": "leave",
    "plan.moved": "sheet",
    "plan.imported": "sheet",
    "plan.joined": "sheet",
}


def said_of(event: Event) -> str:
    """Return what happened, in one sentence."""
    match event.kind:
        case "plan.time_zone_changed":
            return _("Dates and times of the plan were set to %(zone)s.") % {"zone": _zone(event)}
        case "plan.moved":
            return _(
                "The plan was moved from version %(from)s of the course to version %(to)s. Every answer stays."
            ) % {
                "from": event.detail.get("from", ""),
                "to": event.detail.get("to", ""),
            }
        case "plan.joined":
            return _joined(event)
        case "answer.marked":
            return _marked(event)
        case "mail.queued":
            return _letters(event)
        case "check.ended":
            return _round_ended(event)
        case kind if kind in _SAID:
            return str(_SAID[kind])
        case kind:
            return _("Something was done with the plan: %(what)s.") % {"what": kind.replace(".", " ").replace("_", " ")}


def icon_of(event: Event) -> str:
    """Return the name of the icon that stands for what happened."""
    return _ICONS.get(event.kind) or _ICONS.get(event.kind.partition(".")[0], "info")


def _zone(event: Event) -> str:
    return zones.label_of(str(event.detail.get("zone", "")))


def _joined(event: Event) -> str:
    number = event.detail.get("answers")
    said = ngettext(
        "The plan was put together with a plan file: %(n)d answer came from it.",
        "The plan was put together with a plan file: %(n)d answers came from it.",
        number if isinstance(number, int) else 0,
    )
    return said % {"n": number if isinstance(number, int) else 0}


def _marked(event: Event) -> str:
    said = {
        "open": _("The answer to “%(question)s” was opened to every report."),
        "partners": _("The answer to “%(question)s” was marked for partners only."),
        "police": _("The answer to “%(question)s” was marked for police only."),
        "security": _("The answer to “%(question)s” was marked for security only."),
    }
    question = str(event.detail.get("question", "")).replace("_", " ").capitalize()
    return said.get(str(event.detail.get("mark")), said["open"]) % {"question": question}


def _letters(event: Event) -> str:
    what, count = event.detail.get("what"), event.detail.get("letters")
    if what == "key":
        return _("The plan's key was mailed to the person who asked for it.")
    if what == "code":
        return _("A code to confirm an address was mailed.")
    number = count if isinstance(count, int) else 1
    said = ngettext("The report was mailed to %(n)d address.", "The report was mailed to %(n)d addresses.", number)
    return said % {"n": number}


def _round_ended(event: Event) -> str:
    replies = event.detail.get("replies")
    number = replies if isinstance(replies, int) else 0
    said = ngettext(
        "A round of the self-check was ended, with %(n)d reply.",
        "A round of the self-check was ended, with %(n)d replies.",
        number,
    )
    return said % {"n": number}
