"""The sample plans: read from `content/samples`, checked against the course, and kept as plans that anyone may read.

A sample file says what each answer is. The one drawn from the public record also lists the facts it may use, each with
its case and source, and names beside every answer the facts that it rests on; no answer there stands without them.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction

from teamup.catalog import shelf, source
from teamup.catalog.model import CourseIndex, Side
from teamup.plans import answers
from teamup.plans.errors import AnswerRejected
from teamup.plans.keeping import Kept, keep_answers, save_key_of
from teamup.plans.models import ActionStep, Answer, AnswerChange, Plan

RECORD, INVENTED = "record", "invented"
SIDES = (Side.POLICE, Side.SECURITY)
LONGEST_NAME = 120


class SampleError(Exception):
    """A sample cannot be made; the message says which file, where, and what to mend."""


@dataclass(frozen=True, slots=True)
class SourcedFact:
    """Something publicly known: in our words, with the case (an id of the course) and the title of a source of it."""

    id: str
    case: str
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class SampleAnswer:
    """One answer of a sample, as written, and the facts it rests on (none in an invented sample)."""

    question_id: str
    side: Side
    value: Any
    facts: tuple[SourcedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample file: the plan it describes, and a digest that changes with its words."""

    id: UUID
    kind: str
    pack_id: str
    time_zone: str
    created_at: datetime
    by: str
    answers: tuple[SampleAnswer, ...]
    facts: tuple[SourcedFact, ...]
    digest: str


def read_samples(folder: Path) -> tuple[Sample, ...]:
    """Return the samples in a folder, by file name. Raises `SampleError`."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise SampleError(f"There are no sample plans in {folder}. Set TEAMUP_CONTENT to the folder that has samples/.")
    return tuple(map(read_sample, files))


def read_sample(file: Path) -> Sample:
    """Return what one sample file says. Raises `SampleError`."""
    try:
        text = file.read_text(encoding="utf-8")
        doc = source.parse(file.name, text)
        facts = {name: SourcedFact(name, **fact) for name, fact in doc.get("facts", {}).items()}
        if doc["sample"] not in (RECORD, INVENTED):
            raise SampleError(f"{file.name}: say `sample: {RECORD}` or `sample: {INVENTED}`.")
        return Sample(
            id=UUID(doc["id"]),
            kind=doc["sample"],
            pack_id=doc["pack"],
            time_zone=doc["time_zone"],
            created_at=datetime.fromisoformat(doc["created_at"]).replace(tzinfo=UTC),
            by=doc.get("by", ""),
            answers=tuple(_answers(doc, facts)),
            facts=tuple(facts.values()),
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )
    except KeyError as error:
        raise SampleError(f"{file.name}: {error} is missing, or names a fact that is not listed.") from error
    except (OSError, yaml.YAMLError, TypeError, ValueError, AttributeError) as error:
        raise SampleError(f"{file.name} cannot be read as a sample plan: {error}") from error


def _answers(doc: Mapping[str, Any], facts: Mapping[str, SourcedFact]) -> Iterator[SampleAnswer]:
    for question_id, given in doc["answers"].items():
        if doc["sample"] == RECORD:
            yield SampleAnswer(question_id, Side.JOINT, given["value"], tuple(facts[name] for name in given["from"]))
        else:
            yield SampleAnswer(question_id, Side.JOINT, given)
    for side in SIDES:
        for question_id, given in doc.get(str(side), {}).items():
            yield SampleAnswer(question_id, side, given)


def make_samples(folder: Path) -> tuple[tuple[Plan, bool], ...]:
    """Make each sample of a folder, or make it anew when its words or its course changed: (plan, whether it was made).

    Raises `SampleError` when one cannot be made; then none of them has changed.
    """
    with transaction.atomic():
        return tuple(_make(sample) for sample in read_samples(folder))


def _make(sample: Sample) -> tuple[Plan, bool]:
    newest = shelf.newest(sample.pack_id)
    if newest is None:
        raise SampleError(f"The course “{sample.pack_id}” is not published yet. Run: teamup pack publish PATH")
    seed = uuid.uuid5(sample.id, f"{newest[1]}/{sample.digest}")
    plan = Plan.objects.select_for_update().filter(pk=sample.id).first()
    if plan is not None and not plan.sample:
        raise SampleError(f"Plan {sample.id} is no sample, and is left alone. Give the sample another id.")
    if plan is not None and _is_current(plan, sample, seed):
        return plan, False
    kept = kept_answers(sample, shelf.get_index(*newest), seed)
    if plan is not None:
        for rows in (Answer, ActionStep, AnswerChange):
            rows.objects.filter(plan=plan).delete()
    plan, _ = Plan.objects.update_or_create(
        pk=sample.id,
        defaults={
            "pack_id": newest[0],
            "pack_version": newest[1],
            "time_zone": sample.time_zone,
            "key_hash": None,
            "sample": sample.kind,
            "created_at": sample.created_at,
        },
    )
    keep_answers(plan, kept)
    return plan, True


def _is_current(plan: Plan, sample: Sample, seed: UUID) -> bool:
    first = sample.answers[0]
    key = save_key_of(seed, first.question_id, first.side)
    return AnswerChange.objects.filter(plan=plan, save_key=key).exists()


def kept_answers(sample: Sample, index: CourseIndex, seed: UUID) -> tuple[Kept, ...]:
    """Return a sample's answers as they are kept. Raises `SampleError` for one that its question refuses."""
    return tuple(_kept(sample, answer, index, seed) for answer in sample.answers)


def _kept(sample: Sample, answer: SampleAnswer, index: CourseIndex, seed: UUID) -> Kept:
    question = index.questions.get(answer.question_id)
    if question is None or answer.side not in question.sides():
        raise SampleError(f"The {sample.kind} sample answers “{answer.question_id}”, which the course does not ask.")
    try:
        value = answers.clean(question, answer.value)
    except AnswerRejected as rejected:
        where = "; ".join(f"{fault.where or 'the answer'}: {fault.message}" for fault in rejected.faults)
        raise SampleError(f"The {sample.kind} sample, “{answer.question_id}”: {where}") from rejected
    return Kept(
        question_id=answer.question_id,
        side=answer.side,
        value=value,
        revision=1,
        changed_at=sample.created_at,
        by=name_sources(answer.facts) or sample.by,
        save_key=save_key_of(seed, answer.question_id, answer.side),
    )


def name_sources(facts: tuple[SourcedFact, ...]) -> str:
    """Return the titles of the sources behind an answer, each once: what the history shows as its author."""
    titles = " · ".join(dict.fromkeys(fact.source for fact in facts))
    return titles if len(titles) <= LONGEST_NAME else f"{titles[: LONGEST_NAME - 1]}…"
