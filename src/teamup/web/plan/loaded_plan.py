"""What is in a plan file, in words: the plan itself, and how it stands to the same plan here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans import joining, words
from teamup.plans.access import READER
from teamup.plans.joining import Meeting, Place, Standing
from teamup.plans.state import Given, PlanState
from teamup.plans.steps import steps_of
from teamup.report import loading
from teamup.report.loading import Received
from teamup.report.parts import cover
from teamup.web.http import PlanVisit
from teamup.web.plan import difference, frame
from teamup.web.plan.telling import Teller
from teamup.web.plan.told import LONG

LONGEST = 400
"""Letters of an answer that is shown as it would come in; the whole of it comes."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """What the preview says of a file. `other_version` is the version it would follow here instead of its own."""

    name: str
    facts: tuple[tuple[str, str], ...]
    own_version: str
    other_version: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: as it would come in (`words`), or how it differs from the one here (`runs`)."""

    name: str
    title: str
    side: str
    base: int
    words: str = ""
    runs: tuple[difference.Run, ...] = ()
    here: str = ""
    there: str = ""

    @property
    def is_long(self) -> bool:
        """Say whether the difference needs a box of its own to scroll in."""
        return sum(len(run.text) for run in self.runs) > LONG


@dataclass(frozen=True, slots=True)
class Beside:
    """The same plan here, and what the file would bring into it."""

    name: str
    url: str
    new: tuple[Line, ...]
    different: tuple[Line, ...]
    same: int
    only_here: int
    rounds: int


def told(received: Received) -> FileTold:
    """Return what is in a file."""
    file, state = received.plan_file, received.state
    zone = ZoneInfo(received.plan.time_zone)
    instants = [file.created_at, *(one.changed_at for one in received.kept)]
    meta = cover.meta_of(state, max(instants).astimezone(zone).date())
    course = state.course.title
    facts = (
        (_("Where"), meta.place),
        (_("Path"), meta.path),
        (_("Answers"), str(sum(one.value is not None for one in file.answers.values()))),
        (_("Action steps"), str(len(steps_of(state)))),
        (_("Rounds of the self-check"), str(len(file.rounds) or "")),
        (_("Answers marked for some readers only"), str(len(file.marks) or "")),
        (_("Last changed"), words.of_day(max(instants).astimezone(zone).date())),
        (_("Course"), _("%(course)s, version %(version)s") % {"course": course, "version": file.pack_version}),
    )
    version = received.course.version
    return FileTold(
        name=frame.name_or(state.name),
        facts=tuple((label, value) for label, value in facts if value),
        own_version=file.pack_version,
        other_version=version if version != file.pack_version else "",
        is_sample=bool(file.sample),
    )


def beside(received: Received, visit: PlanVisit) -> Beside:
    """Return how the file stands to the same plan here."""
    state = visit.state()
    met = joining.meet(state, received.kept)
    teller = _Teller(visit, state, received.state)
    return Beside(
        name=frame.name_or(state.name),
        url=frame.address_of("plan:overview", visit.plan.pk),
        new=tuple(teller.new(one) for one in met if one.standing is Standing.NEW),
        different=tuple(teller.different(one) for one in met if one.standing is Standing.DIFFERENT),
        same=sum(one.standing is Standing.SAME for one in met),
        only_here=joining.only_here(state, received.kept),
        rounds=len(loading.rounds_to_add(visit.plan, received.plan_file)),
    )


def titles_of(received: Received, places: Iterable[Place]) -> Iterator[str]:
    """Yield what answers are called."""
    teller = Teller(PlanVisit(received.plan, READER), received.state)
    return (teller.title_of(question_id) for question_id, _side in places)


class _Teller:
    """Says an answer as the plan here and as the file has it: rows that it points to have their names there."""

    def __init__(self, visit: PlanVisit, here: PlanState, there: PlanState) -> None:
        self.zone = visit.zone
        self.here = Teller(visit, here)
        self.there = Teller(visit, there)

    def new(self, one: Meeting) -> Line:
        said = self.there.words_of(one.there.question_id, one.there.value)
        said = said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"
        return Line(_name(one.place), self._title(one), _side(one), one.base, words=said)

    def different(self, one: Meeting) -> Line:
        name, there = one.there.question_id, one.there
        before = self.here.words_of(name, one.here.value if one.here else None)
        after = self.there.words_of(name, there.value)
        return Line(
            _name(one.place),
            self._title(one),
            _side(one),
            one.base,
            runs=difference.runs(before, after),
            here=self._when(one.here) if one.here else "",
            there=self._when(Given(there.value, there.revision, there.changed_at, there.by)),
        )

    def _title(self, one: Meeting) -> str:
        return self.there.title_of(one.there.question_id)

    def _when(self, given: Given) -> str:
        day = words.of_day(given.changed_at.astimezone(self.zone).date())
        return " · ".join(filter(None, (given.by, day)))


def _name(place: Place) -> str:
    return f"{place[0]}/{place[1]}"


def _side(one: Meeting) -> str:
    return "" if one.there.side is Side.JOINT else str(one.there.side)
