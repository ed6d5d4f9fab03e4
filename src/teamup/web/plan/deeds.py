"""What was done with a plan beside answering it, in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from teamup.core.models import Event
from teamup.plans.roles import NAMES
from teamup.web.plan import talk_deeds, zones

_SAID = {
    "plan.begun": lazy("The plan was begun."),
    "plan.imported": lazy("The plan was made from a plan file, with its answers, their dates and their authors."),
    "plan.resumed": lazy("The plan was opened in another browser, with its key."),
    "plan.copied": lazy("The plan was copied, as a start for another one."),
    "plan.begun_as_copy": lazy("The plan began as a copy of another one, without its people and its history."),
    "dates.mail_stopped": lazy("Somebody stopped the mail about dates that they had asked for."),
    "plan.deleted": lazy("The plan was deleted."),
    "plan.deleted_unused": lazy("The plan was deleted, since nobody had used it for a long time."),
    "plan.brought_back": lazy("The plan was brought back after it had been deleted."),
    "plan.left": lazy("A browser left the plan: it opens there only with the key."),
    "plan.key_changed": lazy("The plan got a new key. The old one opens nothing any more."),
    "check.opened": lazy("A round of the self-check was opened: whoever has its link can answer, once and unnamed."),
    "hosts.let_in": lazy("The people who run this site were let in, to look at the plan for a time."),
    "hosts.shut_out": lazy("The people who run this site may look at the plan no more."),
    "hosts.looked": lazy("One of the people who run this site looked at the plan."),
    "mail.retried": lazy("A letter that had failed was sent again."),
    "mail.stopped": lazy("A letter that waited was stopped by the people who run this site."),
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
    "people": "people",
    "talk": "note",
    "version": "history",
    "agreement": "people",
    "share": "link",
    "hosts": "eye",
}


def said_of(event: Event, title_of: Callable[[str], str] = str) -> str:
    """Return what happened, in one sentence; `title_of` says what a question is called."""
    if event.kind.startswith("talk."):
        return talk_deeds.said_of(event, title_of)
    if tell := _TELLERS.get(event.kind) or _TELLERS.get(event.kind.partition(".")[0]):
        return tell(event)
    if event.kind in _SAID:
        return str(_SAID[event.kind])
    what = event.kind.replace(".", " ").replace("_", " ")
    return _("Something was done with the plan: %(what)s.") % {"what": what}


def icon_of(event: Event) -> str:
    """Return the name of the icon that stands for what happened."""
    return _ICONS.get(event.kind) or _ICONS.get(event.kind.partition(".")[0], "info")


def _version(event: Event) -> str:
    facts = {"number": event.detail.get("number", ""), "name": event.detail.get("name", "")}
    if event.kind == "version.named":
        return _("The plan as it stood was named version %(number)s, “%(name)s”.") % facts
    return _("Version %(number)s, “%(name)s”, was made the present plan again.") % facts


def _agreement(event: Event) -> str:
    sides = {"police": _("the police side"), "security": _("the security side")}
    facts = {
        "number": event.detail.get("number", ""),
        "by": event.by or _("Somebody"),
        "side": sides.get(str(event.detail.get("side", "")), ""),
    }
    said = {
        "agreement.put": _("Version %(number)s was put to both sides, to be confirmed."),
        "agreement.confirmed": _("%(by)s confirmed version %(number)s for %(side)s."),
        "agreement.declined": _("%(by)s declined version %(number)s for %(side)s."),
        "agreement.reached": _("Both sides have agreed to version %(number)s."),
        "agreement.withdrawn": _("Version %(number)s was taken back: nobody is asked to confirm it any more."),
    }.get(event.kind)
    return said % facts if said else _("The agreement on the plan changed.")


def _link(event: Event) -> str:
    label = event.detail.get("label") or ""
    if event.kind == "share.revoked":
        return _("The link for “%(label)s” was revoked: it opens nothing any more.") % {"label": label}
    if number := event.detail.get("version"):
        said = _("A link to read version %(number)s was made, for “%(label)s”.")
        return said % {"label": label, "number": number}
    return _("A link to read the plan was made, for “%(label)s”.") % {"label": label}


def _people(event: Event) -> str:
    roles = {str(role): str(name).lower() for role, name in NAMES.items()}
    sides = {"police": _("police"), "security": _("security"), "joint": _("both sides")}
    role, side = str(event.detail.get("role", "")), str(event.detail.get("side", ""))
    facts = {
        "who": event.detail.get("who") or _("Somebody"),
        "role": roles.get(role, role),
        "side": sides.get(side, side),
    }
    said = {
        **_hand_overs(),
        "people.invited": _("Somebody was invited to the plan, as %(role)s for %(side)s."),
        "people.joined": _("%(by)s joined the plan, as %(role)s for %(side)s."),
        "people.changed": _("%(who)s is %(role)s now, for %(side)s."),
        "people.removed": _("%(who)s was taken off the plan. It got a new key, and opens in no other browser."),
        "people.left": _("%(by)s left the plan."),
        "people.withdrawn": _("An invitation was withdrawn."),
    }.get(event.kind)
    if said is None:
        return _("The people of the plan changed.")
    return said % {**facts, "by": event.by or _("Somebody")}


def _hand_overs() -> dict[str, str]:
    return {
        "people.offered": _("%(by)s offered the plan to %(who)s."),
        "people.declined": _("%(by)s declined to take the plan over."),
        "people.called_off": _("%(by)s called off a hand-over of the plan."),
        "people.handed_over": _("%(by)s took the plan over from %(who)s and owns it now."),
        "people.asked": _("%(by)s asked to own the plan."),
        "people.joined_in": _("%(by)s joined %(who)s in asking to own the plan. Owners have seven days to object."),
        "people.objected": _("%(by)s objected, as an owner, to handing the plan to %(who)s."),
        "people.took_over": _("%(by)s and %(who)s, one of each side, own the plan now: no owner objected."),
        "people.handed_over_by_host": _("The people who run this site made %(who)s an owner of the plan."),
    }


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


def _zone_changed(event: Event) -> str:
    return _("Dates and times of the plan were set to %(zone)s.") % {"zone": _zone(event)}


def _moved(event: Event) -> str:
    said = _("The plan was moved from version %(from)s of the course to version %(to)s. Every answer stays.")
    return said % {"from": event.detail.get("from", ""), "to": event.detail.get("to", "")}


def _renewed(event: Event) -> str:
    said = _("Year %(year)s of the plan ended; it is kept as version %(version)s. The next one began.")
    return said % {"year": event.detail.get("year", ""), "version": event.detail.get("version", "")}


_TELLERS: Mapping[str, Callable[[Event], str]] = {
    "plan.time_zone_changed": _zone_changed,
    "plan.moved": _moved,
    "plan.joined": _joined,
    "plan.renewed": _renewed,
    "answer.marked": _marked,
    "mail.queued": _letters,
    "check.ended": _round_ended,
    "version": _version,
    "people": _people,
    "agreement": _agreement,
    "share": _link,
}
"""What tells an event: by its kind, or by the first word of it."""
