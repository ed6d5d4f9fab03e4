"""The plan file: everything of a plan as JSON, which `read_plan_file` takes back without loss.

It holds every answer, also those a condition hides and those to questions that a later course no longer asks.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Literal, NoReturn
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from teamup.catalog.model import Side
from teamup.plans.marking import Mark
from teamup.plans.round_files import Kept
from teamup.plans.rounds import LONGEST_NAME, MOST_REPLIES, MOST_ROUNDS
from teamup.plans.selfcheck import Reply
from teamup.plans.state import Given, PlanState
from teamup.plans.steps import drafted_from, step_id_of
from teamup.report.errors import PlanFileError

FORMAT, VERSION = "teamup-plan", 3
MOST_BYTES = 30_000_000
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda found: {**found, "format_version": 2, "rounds": []},  # rounds of the self-check came
    2: lambda found: {**found, "format_version": 3, "marks": []},  # marks came: who may see an answer
}
"""From each older version of the format to the next. Pure functions; they stay for ever, so that old files open."""

LONGEST_PLACE = 80
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_Id = Annotated[str, Field(min_length=1, max_length=80)]


class _Given(_Shape):
    value: JsonValue
    revision: int = Field(ge=1, le=2_000_000_000)
    changed_at: AwareDatetime = Field(strict=False)
    by: str = Field(max_length=120)


class _Answer(_Given):
    question: str = Field(min_length=1, max_length=80)
    side: Side = Field(strict=False)
    as_it_was: bool = False  # given under another version of the course, whose question took other values


class _Step(_Given):
    step: UUID = Field(strict=False)
    drafted_from: str = Field(max_length=200)


class _Reply(_Shape):
    side: Literal["police", "security"]
    ratings: dict[_Id, Annotated[int, Field(ge=0, le=100)]]
    evidence: dict[_Id, Annotated[str, Field(max_length=2000)]]


class _Round(_Shape):
    round: UUID = Field(strict=False)
    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    opened_at: AwareDatetime = Field(strict=False)
    closes_on: date | None = Field(strict=False)
    ended_at: AwareDatetime | None = Field(strict=False)
    replies: list[_Reply] = Field(max_length=MOST_REPLIES)


class _Marked(_Shape):
    question: str = Field(min_length=1, max_length=80)
    side: Side = Field(strict=False)
    mark: Mark = Field(strict=False)


class _CourseLine(_Shape):
    id: str = Field(min_length=1, max_length=80)
    version: str = Field(min_length=1, max_length=40)
    title: str


class _PlanLine(_Shape):
    id: UUID = Field(strict=False)
    created_at: AwareDatetime = Field(strict=False)
    time_zone: str = Field(max_length=64)
    sample: str = Field(max_length=20)


class _File(_Shape):
    format: str
    format_version: int
    course: _CourseLine
    plan: _PlanLine
    answers: list[_Answer]
    steps: list[_Step]
    rounds: list[_Round] = Field(max_length=MOST_ROUNDS)
    marks: list[_Marked]


@dataclass(frozen=True, slots=True)
class StepChange:
    """What people set on a step. `drafted_from` is "<question>[/<side>]/<row>", or "" for one they typed."""

    id: UUID
    given: Given
    drafted_from: str

    def id_in(self, plan_id: UUID) -> UUID:
        """Return the step's id in another plan, so that it still belongs to the row it was drafted from."""
        name, _slash, row_id = self.drafted_from.rpartition("/")
        return UUID(step_id_of(plan_id, name, row_id)) if name else self.id


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as it was in a file."""

    pack_id: str
    pack_version: str
    plan_id: UUID
    created_at: datetime
    time_zone: str
    sample: str
    answers: Mapping[tuple[str, Side], Given]
    steps: tuple[StepChange, ...]
    rounds: tuple[Kept, ...] = ()
    marks: Mapping[tuple[str, Side], Mark] = field(default_factory=dict)
    as_they_were: frozenset[tuple[str, Side]] = frozenset()


def write_plan_file(state: PlanState, rounds: Iterable[Kept] = ()) -> bytes:
    """Return the plan file, with the rounds of the self-check: the same plan, the same bytes."""
    data = {
        "format": FORMAT,
        "format_version": VERSION,
        "course": {"id": state.course.id, "version": state.course.version, "title": state.course.title},
        "plan": {
            "id": str(state.plan.id),
            "created_at": state.plan.created_at.isoformat(),
            "time_zone": state.plan.time_zone,
            "sample": state.plan.sample,
        },
        "answers": [
            {
                "question": question,
                "side": str(side),
                **_given(given),
                **({"as_it_was": True} if (question, side) in state.whole else {}),
            }
            for (question, side), given in sorted(state.stored.items())
        ],
        "steps": [*_steps(state)],
        "rounds": [_round(one) for one in rounds],
        "marks": [
            {"question": question, "side": str(side), "mark": str(mark)}
            for (question, side), mark in sorted(state.marks.items())
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _given(given: Given) -> dict[str, object]:
    changed_at = given.changed_at.isoformat()
    return {"value": given.value, "revision": given.revision, "changed_at": changed_at, "by": given.by}


def _round(one: Kept) -> dict[str, object]:
    return {
        "round": str(one.id),
        "name": one.name,
        "opened_at": one.opened_at.isoformat(),
        "closes_on": one.closes_on.isoformat() if one.closes_on else None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "replies": [
            {"side": str(reply.side), "ratings": dict(reply.ratings), "evidence": dict(reply.evidence)}
            for reply in one.replies
        ],
    }


def _steps(state: PlanState) -> Iterator[dict[str, object]]:
    drafts = drafted_from(state)
    for step_id, given in sorted(state.step_changes.items()):
        yield {"step": step_id, "drafted_from": drafts.get(step_id, ""), **_given(given)}


def read_plan_file(data: bytes) -> PlanFile:
    """Return the plan in a file, of this or any older version of the format.

    Raises `PlanFileError` with what is wrong and what to do. Whether its answers fit the course, the import says.
    """
    found = _parse(data)
    file = _shaped(_brought_up(found))
    answers = {(answer.question, answer.side): _taken(answer) for answer in file.answers}
    if len(answers) < len(file.answers):
        raise PlanFileError(_("The file answers a question twice. Use a file as Team Up wrote it."))
    if len({step.step for step in file.steps}) < len(file.steps):
        raise PlanFileError(_("The file changes an action step twice. Use a file as Team Up wrote it."))
    if len({one.round for one in file.rounds}) < len(file.rounds):
        raise PlanFileError(_("The file holds a round of the self-check twice. Use a file as Team Up wrote it."))
    return PlanFile(
        pack_id=file.course.id,
        pack_version=file.course.version,
        plan_id=file.plan.id,
        created_at=file.plan.created_at,
        time_zone=file.plan.time_zone,
        sample=file.plan.sample,
        answers=answers,
        steps=tuple(StepChange(step.step, _taken(step), step.drafted_from) for step in file.steps),
        rounds=tuple(_round_taken(one) for one in file.rounds),
        marks={(one.question, one.side): one.mark for one in file.marks},
        as_they_were=frozenset((one.question, one.side) for one in file.answers if one.as_it_was),
    )


def _round_taken(one: _Round) -> Kept:
    replies = tuple(Reply(Side(reply.side), reply.ratings, reply.evidence) for reply in one.replies)
    return Kept(one.round, one.name, one.opened_at, one.closes_on, one.ended_at, replies)


def _taken(line: _Given) -> Given:
    return Given(line.value, line.revision, line.changed_at, line.by)


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise PlanFileError(_("The file is larger than %(most)s MB, so it is no plan of ours.") % {"most": most})
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_float)
    except UnicodeDecodeError as error:
        raise PlanFileError(_("The file is not text in UTF-8. Use the plan file that Team Up wrote.")) from error
    except (ValueError, RecursionError) as error:  # no JSON, a number of thousands of digits, or too deep
        where = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise PlanFileError(_("The file is not a plan file: it is not JSON%(where)s.") % {"where": where}) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise PlanFileError(
            _("The file is not a plan file of Team Up: “format” should be “%(format)s”.") % {"format": FORMAT}
        )
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise PlanFileError(_("The file names a field twice. Use a file as Team Up wrote it."))
    if any(UNSTORABLE.search(text) for text in (*found, *found.values()) if isinstance(text, str)):
        raise PlanFileError(_("The file holds characters that cannot be stored (NUL or half a surrogate pair)."))
    return found


def _no_constant(word: str) -> NoReturn:
    raise PlanFileError(_("The file holds %(word)s, which is no number.") % {"word": word[:40]})


def _float(written: str) -> float:
    number = float(written)
    return number if math.isfinite(number) else _no_constant(written)


def _brought_up(found: dict[str, Any]) -> dict[str, Any]:
    version = found.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise PlanFileError(_("The file does not say which version of the plan format it has (“format_version”)."))
    if version > VERSION:
        raise PlanFileError(_("The file was written by a newer Team Up. Update this one, then open it again."))
    for older in range(version, VERSION):
        found = MIGRATIONS[older](found)
    return found


def _shaped(found: dict[str, Any]) -> _File:
    try:
        return _File.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))[:LONGEST_PLACE]
        raise PlanFileError(
            _("The plan file has a fault at %(place)s: %(fault)s.") % {"place": place, "fault": first["msg"]}
        ) from error
