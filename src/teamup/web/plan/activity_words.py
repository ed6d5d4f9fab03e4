"""What is said of a ready-made activity: its effort, its cost, its length, and why it suits a plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.library import Activity
from teamup.catalog.model import Course
from teamup.plans import suggesting
from teamup.plans.state import PlanState
from teamup.plans.suggesting import Fit


def efforts() -> dict[str, str]:
    """Return how much work an activity is, in words."""
    return {"low": _("Low effort"), "medium": _("Medium effort"), "high": _("High effort")}


def costs() -> dict[str, str]:
    """Return what an activity costs in its first year, in words."""
    return {
        "none": _("No extra cost"),
        "under_1k": _("Under $1,000"),
        "1k_10k": _("$1,000 to $10,000"),
        "10k_50k": _("$10,000 to $50,000"),
        "over_50k": _("Over $50,000"),
    }


def label_of(course: Course, group: str, id_: str) -> str:
    """Return what the course calls an id of a group of labels."""
    return course.labels.get(group, {}).get(id_, id_)


def days_of(activity: Activity) -> str:
    """Return how many steps an activity has and how long they take."""
    number, weeks = len(activity.steps), max(1, round(activity.days / 7))
    counted = ngettext("%(n)d step", "%(n)d steps", number) % {"n": number}
    return _("%(steps)s in %(weeks)d weeks") % {"steps": counted, "weeks": weeks}


def reasons_of(state: PlanState, fit: Fit) -> Iterator[str]:
    """Yield why an activity suits the plan: "theft", "downtown", "police lead"."""
    for kind, value in fit.reasons:
        match kind:
            case "problem":
                yield label_of(state.course, "problems", value).lower()
            case "setting":
                yield label_of(state.course, "settings", value).lower()
            case "lead":
                yield _led(value)
            case "effort":
                yield efforts()[value].lower()
            case _:
                yield costs()[value].lower()


def _led(side: str) -> str:
    return {"police": _("police-led"), "security": _("security-led")}.get(side, _("led by both"))


def facts_of(state: PlanState) -> str:
    """Return what suggestions go by, in words: "theft, downtown, 15 minutes, police-led"."""
    course = state.course
    found = [label_of(course, "problems", one).lower() for one in suggesting.problems_of(state)]
    found += [label_of(course, "settings", one).lower() for one in state.settings]
    time = state.index.questions.get(course.roles.get("time", ""))
    option = time.option(str(state.role("time"))) if time else None
    if option:
        found.append(option.label.spoken(state.voice).lower())
    if suggesting.is_short_of_means(state):
        found.append(_("small means"))
    return ", ".join([*found, _led(state.side)])
