"""Named versions: a plan as it stood, to read again and to compare (`restoring` brings one back).

A version keeps which revision each answer had; the words are in the log, which is never changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from teamup.catalog.model import Lesson, Side
from teamup.core import events
from teamup.core.models import Event
from teamup.plans import access, log, selectors, store, words
from teamup.plans.access import Actor
from teamup.plans.errors import NoSuchVersion, VersionRejected
from teamup.plans.marking import Mark, stricter
from teamup.plans.models import NamedVersion, Plan
from teamup.plans.selectors import STEPS
from teamup.plans.state import Given, Key, PlanState

NAMED = "version.named"
LONGEST_NAME, LONGEST_NOTE, MOST_VERSIONS = 60, 500, 200


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer, or a step, that is not the same in two states. `lesson` is None for what belongs to none."""

    question_id: str  # or "steps/<step id>"
    side: Side
    lesson: Lesson | None
    old: object
    new: object


# --- Naming -------------------------------------------------------------------------------------------------------


def name_version(
    *, plan: Plan, name: str, note: str = "", by: Actor, now: datetime, key: UUID | None = None
) -> NamedVersion:
    """Name the plan as it stands, and return the version. The same form `key` again returns what it made before.

    Raises `VersionRejected` for a name that is missing, too long or used already, and when there are 200 versions;
    `MayNotEdit` unless `by` may edit.
    """
    access.check_can_edit(plan, by)
    name, note = _line(name), _line(note)
    _check_words(name, note)
    with store.held(plan) as present:
        if earlier := event_of(present, key):
            return find_version(present, int(earlier.detail["number"]))
        if same := _with_name(present, name):
            raise VersionRejected(
                _("There is a version with this name already: %(version)s. Choose another name.")
                % {"version": said_of(same)}
            )
        if _of(present).count() >= MOST_VERSIONS:
            raise VersionRejected(
                _("A plan has room for %(most)s named versions, and this one has them all. Its history keeps the rest.")
                % {"most": MOST_VERSIONS}
            )
        return keep(present, selectors.load_state(present), name, note, by, now, key)


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _check_words(name: str, note: str) -> None:
    if not name:
        raise VersionRejected(_("Give the version a name, such as “As sent to the council”."))
    if len(name) > LONGEST_NAME:
        raise VersionRejected(_("Shorten the name to %(most)s characters or fewer.") % {"most": LONGEST_NAME})
    if len(note) > LONGEST_NOTE:
        raise VersionRejected(_("Shorten the note to %(most)s characters or fewer.") % {"most": LONGEST_NOTE})


def event_of(plan: Plan, key: UUID | None) -> Event | None:
    """Return what a form with this key did before, or None."""
    return Event.objects.filter(plan_id=plan.pk, id=key).first() if key else None


def _with_name(plan: Plan, name: str) -> NamedVersion | None:
    wanted = name.casefold()
    return next((one for one in versions_of(plan) if one.name.casefold() == wanted), None)


def keep(
    plan: Plan, state: PlanState, name: str, note: str, by: Actor, now: datetime, key: UUID | None = None
) -> NamedVersion:
    """Write a version down, under the next number. The caller holds the plan and has checked the name."""
    last = _of(plan).order_by("-number").values_list("number", flat=True).first() or 0
    made = NamedVersion.objects.create(
        plan=plan,
        number=last + 1,
        name=name,
        note=note,
        made_at=now,
        made_by=by.name,
        revisions={f"{name}/{side}": given.revision for (name, side), given in logged(state)},
        pack_id=plan.pack_id,
        marks={f"{name}/{side}": mark for (name, side), mark in state.marks.items()},
        pack_version=plan.pack_version,
        time_zone=plan.time_zone,
        fingerprint=fingerprint_of(state),
    )
    events.record(plan_id=plan.pk, kind=NAMED, at=now, by=by.name, key=key, number=made.number, name=name)
    return made


def logged(state: PlanState) -> Iterator[tuple[Key, Given]]:
    """Yield all that is stored, under the names that the log has for it."""
    yield from sorted(state.stored.items())
    for step_id, given in sorted(state.step_changes.items()):
        yield (f"{STEPS}{step_id}", Side.JOINT), given


# --- Looking ------------------------------------------------------------------------------------------------------


def _of(plan: Plan) -> QuerySet[NamedVersion]:
    return NamedVersion.objects.filter(plan=plan)


def versions_of(plan: Plan) -> list[NamedVersion]:
    """Return the versions of a plan, the newest first, without what is needed only to read one."""
    found = list(_of(plan).order_by("-number").defer("revisions", "marks"))
    for one in found:
        one.plan = plan
    return found


def find_versions(plan: Plan, *numbers: int) -> tuple[NamedVersion, ...]:
    """Return the versions with these numbers, in their order: one query. Raises `NoSuchVersion` for one that is not."""
    found = {one.number: one for one in _of(plan).filter(number__in=numbers)}
    for one in found.values():
        one.plan = plan
    try:
        return tuple(found[number] for number in numbers)
    except KeyError as error:
        raise NoSuchVersion(_("This plan has no version with that number.")) from error


def find_version(plan: Plan, number: int) -> NamedVersion:
    """Return the version with this number. Raises `NoSuchVersion`."""
    return find_versions(plan, number)[0]


def day_of(version: NamedVersion) -> date:
    """Return the day on which a version was named, where its plan was."""
    return version.made_at.astimezone(ZoneInfo(version.time_zone)).date()


def said_of(version: NamedVersion) -> str:
    """Return which version it is: "Version 3, “As sent to the council”, of March 3, 2027"."""
    facts = {"number": version.number, "name": version.name, "day": words.of_day(day_of(version))}
    return _("Version %(number)s, “%(name)s”, of %(day)s") % facts


def state_of_version(version: NamedVersion) -> PlanState:
    """Return the plan as it stood, under the course it followed then: one query."""
    return states_of_versions(version)[0]


def states_of_versions(*versions: NamedVersion) -> tuple[PlanState, ...]:
    """Return the plan as it stood in each of these versions of it: one query for all."""
    wanted = {name: {_place(key, revision) for key, revision in v.revisions.items()} for name, v in enumerate(versions)}
    if not versions:
        return ()
    found = log.look_up(versions[0].plan_id, set().union(*wanted.values()))
    values, marks = found.values, found.marks
    return tuple(
        _state(v, {place: values[place] for place in wanted[n] if place in values}, marks)
        for n, v in enumerate(versions)
    )


def _place(key: str, revision: int) -> log.Place:
    name, _slash, side = key.rpartition("/")
    return name, Side(side), revision


def _state(version: NamedVersion, found: dict[log.Place, Given], marks: Mapping[Key, Mark]) -> PlanState:
    plan = copy(version.plan)
    plan.pack_id, plan.pack_version, plan.time_zone = version.pack_id, version.pack_version, version.time_zone
    answers = {(name, side): given for (name, side, _r), given in found.items() if not name.startswith(STEPS)}
    steps = {name.removeprefix(STEPS): given for (name, _s, _r), given in found.items() if name.startswith(STEPS)}
    state = selectors.state_of(plan, answers, steps, marks=_marks_of(version, marks))
    return replace(state, plan=replace(state.plan, version=said_of(version)))


def _marks_of(version: NamedVersion, now: Mapping[Key, Mark]) -> dict[Key, Mark]:
    """Return who may see what stood in a version: what was marked since is not shown in it either."""
    split = ((key.rpartition("/"), Mark(mark)) for key, mark in version.marks.items())
    then = {(name, Side(side)): mark for (name, _slash, side), mark in split}
    return {key: stricter(then.get(key, Mark.OPEN), now.get(key, Mark.OPEN)) for key in then.keys() | now.keys()}


def fingerprint_of(state: PlanState) -> str:
    """Return the SHA-256 of all answers and steps, written in one way: the same for equal plans. Gaps do not count."""
    values = [[name, str(side), given.value] for (name, side), given in logged(state) if given.value is not None]
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def compare(old: PlanState, new: PlanState) -> tuple[Difference, ...]:
    """Return every answer and step that differs: opening questions, then by lesson, then questions that are gone."""
    before, after = dict(logged(old)), dict(logged(new))
    places = {name: number for number, name in enumerate(new.index.questions)}
    last = len(places)
    order = sorted(
        before.keys() | after.keys(),
        key=lambda key: (key[0].startswith(STEPS), places.get(key[0], last), key),
    )
    return tuple(_differences(order, before, after, new))


def _differences(
    order: Iterable[Key], before: dict[Key, Given], after: dict[Key, Given], new: PlanState
) -> Iterator[Difference]:
    for key in order:
        was, present = before.get(key), after.get(key)
        old_value, new_value = was.value if was else None, present.value if present else None
        if old_value != new_value:
            yield Difference(key[0], key[1], new.index.lesson_of.get(key[0]), old_value, new_value)
