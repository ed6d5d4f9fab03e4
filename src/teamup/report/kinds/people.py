"""The people whom a plan names, each once, with what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans.state import PlanState
from teamup.report.document import SideLabel
from teamup.report.kinds.asked import Said, form_of, rows_of
from teamup.report.parts.cells import clip, side_label

NAME, ORGANIZATION, POST, REACHED = 60, 70, 60, 110
"""The longest of each, in characters."""
RANKS = frozenset(
    [
        "chief",
        "captain",
        "capt",
        "lieutenant",
        "lt",
        "sergeant",
        "sgt",
        "corporal",
        "cpl",
        "officer",
        "deputy",
        "detective",
        "det",
        "director",
        "dr",
        "mr",
        "mrs",
        "ms",
        "sheriff",
        "inspector",
        "commander",
        "major",
        "colonel",
    ]
)
LIAISONS = {"liaison_police": Side.POLICE, "liaison_security": Side.SECURITY}
JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Person:
    """A person, or a post that someone always holds. What is not known is empty."""

    name: str
    organization: str = ""
    side: SideLabel | None = None
    post: str = ""  # what they do in the partnership
    office: str = ""  # what they are at home
    phone: str = ""
    hours: str = ""  # when to reach them, and who answers at other times

    @property
    def key(self) -> str:
        """Return what two mentions of one person have in common: the name without a rank or a title."""
        letters = re.findall(r"\w+", self.name.casefold())
        return " ".join(word for word in letters if word not in RANKS) or " ".join(letters)


def people_of(state: PlanState) -> tuple[Person, ...]:
    """Return everyone, in the order in which they would come to a meeting; each once, by the first way of naming."""
    found: dict[str, Person] = {}
    for person in (*_first(state), *_others(state)):
        if person.name:
            known = found.get(person.key)
            found[person.key] = _together(known, person) if known else person
    return tuple(found.values())


def liaison_of(state: PlanState, role: str) -> Person | None:
    """Return the liaison of a side, or None when nobody is named."""
    said = form_of(state, role)
    return _from_form(said, side_label(LIAISONS[role]), _post(role)) if said.get("person") else None


def backup_of(state: PlanState, role: str) -> Person | None:
    """Return who stands in for the liaison of a side, or None when nobody is named."""
    said = form_of(state, role)
    return _named(said.get("backup"), side_label(LIAISONS[role])) if said.get("backup") else None


def joined_of(state: PlanState) -> tuple[Person, ...]:
    """Return the organizations that take part and nobody is named from, as persons without a name."""
    known = {person.organization.casefold() for person in people_of(state)}
    found: dict[str, Person] = {}
    for row in rows_of(state, "stakeholders"):
        name = clip(row.get("organization"), ORGANIZATION)
        if name and row.raw.get("status") == JOINED and name.casefold() not in known:
            found.setdefault(name.casefold(), Person("", name))
    return tuple(found.values())


def _first(state: PlanState) -> Iterator[Person]:
    for role in ("founders", "team"):
        for row in rows_of(state, role):
            yield _person(row)
    yield replace(_from_form(form_of(state, "driver"), None, _("Coordinator")), hours="")
    for role, side in LIAISONS.items():
        yield _from_form(form_of(state, role), side_label(side), _post(role))


def _others(state: PlanState) -> Iterator[Person]:
    for row in rows_of(state, "roles"):
        yield Person(clip(row.get("person"), NAME), post=clip(row.get("role"), POST))
    for role in LIAISONS:
        if backup := backup_of(state, role):
            yield backup
    for row in rows_of(state, "roles"):
        yield _named(row.get("deputy"), None)
    for row in rows_of(state, "sponsors"):
        office = clip(row.get("office"), ORGANIZATION)
        yield replace(_person(row), organization=office, office="", post=_("Sponsor"))


def _post(role: str) -> str:
    return _("Police liaison") if LIAISONS[role] is Side.POLICE else _("Security liaison")


def _person(said: Said) -> Person:
    organization, office = clip(said.get("organization"), ORGANIZATION), clip(said.get("office"), POST)
    return Person(clip(said.get("name"), NAME), organization, said.side, office=office)


def _from_form(said: Said, side: SideLabel | None, post: str) -> Person:
    organization = clip(said.get("organization"), ORGANIZATION)
    phone, hours = clip(said.get("phone"), REACHED), clip(said.get("hours"), REACHED)
    return Person(clip(said.get("person"), NAME), organization, side, post, phone=phone, hours=hours)


def _named(text: str, side: SideLabel | None) -> Person:
    """Return the person of a line such as "Officer Lena Moss, downtown district"."""
    name, _comma, rest = text.partition(",")
    organization = clip(rest, ORGANIZATION)
    return Person(clip(name, NAME), organization[:1].upper() + organization[1:], side)


def _together(known: Person, more: Person) -> Person:
    """Add what a second mention says and the first did not."""
    return replace(
        known,
        organization=known.organization or more.organization,
        side=known.side or more.side,
        post=known.post or more.post,
        office=known.office or more.office,
        phone=known.phone or more.phone,
        hours=known.hours or more.hours,
    )
