"""Time zones as people choose them: those of the United States first, under their everyday names."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

HERE = (
    ("America/New_York", lazy("Eastern time")),
    ("America/Detroit", lazy("Eastern time, Michigan")),
    ("America/Indiana/Indianapolis", lazy("Eastern time, most of Indiana")),
    ("America/Chicago", lazy("Central time")),
    ("America/Denver", lazy("Mountain time")),
    ("America/Boise", lazy("Mountain time, southern Idaho")),
    ("America/Phoenix", lazy("Mountain time, most of Arizona (no daylight time)")),
    ("America/Los_Angeles", lazy("Pacific time")),
    ("America/Anchorage", lazy("Alaska time")),
    ("America/Adak", lazy("Aleutian time")),
    ("Pacific/Honolulu", lazy("Hawaii time")),
    ("America/Puerto_Rico", lazy("Atlantic time, Puerto Rico")),
    ("America/St_Thomas", lazy("Atlantic time, U.S. Virgin Islands")),
    ("Pacific/Guam", lazy("Chamorro time, Guam")),
    ("Pacific/Saipan", lazy("Chamorro time, Northern Mariana Islands")),
    ("Pacific/Pago_Pago", lazy("Samoa time")),
)
_STATES = {
    "America/New_York": "CT DE DC FL GA KY ME MD MA NH NJ NY NC OH PA RI SC VT VA WV",
    "America/Detroit": "MI",
    "America/Indiana/Indianapolis": "IN",
    "America/Chicago": "AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Boise": "ID",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
    "America/St_Thomas": "VI",
    "Pacific/Guam": "GU",
    "Pacific/Saipan": "MP",
    "Pacific/Pago_Pago": "AS",
}
ZONE_OF_STATE = {state: zone for zone, states in _STATES.items() for state in states.split()}
"""Where most people of a state or territory live; a plan's people can choose another."""

_CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Zones of one part of the world: (id, label)."""

    label: str
    zones: tuple[tuple[str, str], ...]


def of_state(state: object) -> str:
    """Return the zone of a state's two letters, or "" for any other value."""
    return ZONE_OF_STATE.get(str(state), "")


def label_of(zone: str) -> str:
    """Return a zone in words: "Central time", or its city for zones elsewhere."""
    return next((str(label) for id_, label in HERE if id_ == zone), zone.replace("_", " "))


def groups() -> Iterator[ZoneGroup]:
    """Yield the zones to choose from, those of the United States first."""
    yield ZoneGroup(_("United States"), tuple((zone, str(label)) for zone, label in HERE))
    yield ZoneGroup(_("Everywhere"), (("UTC", _("Coordinated universal time (UTC)")),))
    for continent, zones in _elsewhere():
        yield ZoneGroup(continent, zones)


@lru_cache(maxsize=1)
def _elsewhere() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    here = {zone for zone, _label in HERE}
    names = sorted(zoneinfo.available_timezones() - here)
    return tuple(
        (
            continent,
            tuple(
                (n, n.partition("/")[2].replace("_", " ").replace("/", ", "))
                for n in names
                if n.startswith(f"{continent}/")
            ),
        )
        for continent in _CONTINENTS
    )
