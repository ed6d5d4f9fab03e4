"""Reading agreements: what was put to both sides, who answered, and what changed since. Each look is one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import ids
from teamup.plans import joined, versions
from teamup.plans.agreed import AgreementRecord, Signature, Since
from teamup.plans.editions import edition_of
from teamup.plans.errors import NoSuchLink, NoSuchVersion
from teamup.plans.marking import Audience
from teamup.plans.models import Agreement, AgreementState, NamedVersion, Plan, Signer
from teamup.plans.selectors import STEPS
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from teamup.plans.versions import Difference

LINK = "agreement link"
LONGEST_TOKEN = 100
READABLE = timedelta(days=30)
MOST_READ = 400
"""Signers that a page reads at most: dozens of agreements, the newest first."""

_FROM = """
FROM plans_signer signer
JOIN plans_agreement agreement ON agreement.plan_id = signer.plan_id AND agreement.agreement_id = signer.agreement_id
JOIN plans_namedversion version ON version.plan_id = signer.plan_id AND version.number = agreement.version
WHERE signer.plan_id = %s AND {which}
ORDER BY agreement.put_at DESC, agreement.agreement_id, signer.side, signer.name, signer.signer_id
"""
_ALL = _FROM.format(which="agreement.version > 0") + f"LIMIT {MOST_READ}"
_STANDING = _FROM.format(
    which="""agreement.agreement_id = (
    SELECT one.agreement_id FROM plans_agreement one WHERE one.plan_id = signer.plan_id AND one.state = 'agreed'
    ORDER BY closed_at DESC LIMIT 1)"""
)
_OF_VERSION = """
FROM plans_namedversion version
LEFT JOIN plans_agreement agreement ON agreement.plan_id = version.plan_id AND agreement.agreement_id = (
    SELECT agreement_id FROM plans_agreement one WHERE one.plan_id = version.plan_id AND one.version = version.number
    AND one.state = 'agreed' ORDER BY one.closed_at DESC LIMIT 1)
LEFT JOIN plans_signer signer ON signer.plan_id = version.plan_id AND signer.agreement_id = agreement.agreement_id
WHERE version.plan_id = %s AND version.number = %s
ORDER BY signer.side, signer.name, signer.signer_id
"""


@dataclass(frozen=True, slots=True)
class Put:
    """An agreement with its version and its signers, the police side first."""

    agreement: Agreement
    version: NamedVersion
    signers: tuple[Signer, ...]

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for answers."""
        return self.agreement.state == AgreementState.OPEN

    @property
    def is_agreed(self) -> bool:
        """Say whether everybody who was asked has confirmed."""
        return self.agreement.state == AgreementState.AGREED

    def of(self, side: Side) -> tuple[Signer, ...]:
        """Return who was asked on a side."""
        return tuple(one for one in self.signers if one.side == side)

    def signer(self, user_id: UUID | None) -> Signer | None:
        """Return the place of a person who signed in, or None for who was not asked."""
        return next((one for one in self.signers if user_id is not None and one.user_id == user_id), None)


@dataclass(frozen=True, slots=True)
class Versioned:
    """A named version, with the record of its agreement where there is one."""

    version: NamedVersion
    record: AgreementRecord | None


def put_before(*shown: NamedVersion) -> tuple[PlanState, ...]:
    """Return what is put before both sides of each of these versions, all that both may see of it: one query."""
    return tuple(map(seen_by_both, versions.states_of_versions(*shown)))


def seen_by_both(state: PlanState) -> PlanState:
    """Return what both sides may see of a plan as it stands, to compare with what was put before them."""
    return edition_of(state, Audience.PARTNERS)


def agreements_of(plan: Plan) -> tuple[Put, ...]:
    """Return the agreements of a plan, the newest first: one query."""
    return tuple(_grouped(plan, _ALL))


def standing_of(plan: Plan) -> Put | None:
    """Return the agreement that was reached last, or None: one query."""
    return next(_grouped(plan, _STANDING), None)


def open_of(plan: Plan) -> Put | None:
    """Return the agreement that waits for answers, or None."""
    return next((one for one in agreements_of(plan) if one.is_open), None)


def find(plan: Plan, agreement_id: UUID) -> Put | None:
    """Return one agreement, or None."""
    return next((one for one in agreements_of(plan) if one.agreement.agreement_id == agreement_id), None)


def find_by_link(token: str, *, now: datetime) -> tuple[Put, Signer]:
    """Return what the link in a letter leads to, and whose it is. Raises `NoSuchLink`, the same for every other.

    It leads there while the agreement is open, and for a month after it was closed.
    """
    wanted = ids.digest(token[:LONGEST_TOKEN], purpose=LINK)
    found = Signer.objects.select_related("plan").filter(link_hash=wanted, plan__deleted_at=None).first()
    put = find(found.plan, found.agreement_id) if found else None
    if found is None or put is None or not (put.is_open or _was_closed_lately(put, now)):
        raise NoSuchLink(_("This link opens nothing."))
    return put, next(one for one in put.signers if one.signer_id == found.signer_id)


def _was_closed_lately(put: Put, now: datetime) -> bool:
    closed_at = put.agreement.closed_at
    return closed_at is not None and now < closed_at + READABLE


def waits_for(plan: Plan, user_id: UUID | None) -> int:
    """Return the number of the version that this person is asked to confirm, 0 for none: one query, or none at all."""
    if user_id is None:
        return 0
    asked = Signer.objects.filter(plan=plan, user_id=user_id, confirmed_at=None, declined_at=None)
    found = Agreement.objects.filter(
        plan=plan, state=AgreementState.OPEN, agreement_id__in=asked.values("agreement_id")
    )
    return found.values_list("version", flat=True).first() or 0


def _grouped(plan: Plan, sql: str) -> Iterator[Put]:
    found = _joined(sql, plan)
    for _id, some in groupby(found, key=lambda row: row[1].agreement_id):
        every = list(some)
        _signer, agreement, version = every[0]
        agreement.plan = version.plan = plan
        yield Put(agreement, version, tuple(signer for signer, _agreement, _version in every))


def _joined(sql: str, plan: Plan, *facts: object) -> Iterator[tuple[Any, ...]]:
    """Return a signer, the agreement and the version of each row; there may be only a version."""
    wanted = {"signer": Signer, "agreement": Agreement, "version": NamedVersion}
    key = Plan._meta.pk.get_db_prep_value(plan.pk, connection)
    return joined.rows(f"SELECT {joined.columns(**wanted)} {sql}", [key, *facts], *wanted.values())


# --- The record that documents print ------------------------------------------------------------------------------


def find_version(plan: Plan, number: int) -> Versioned:
    """Return a version with the record of its agreement: one query. Raises `NoSuchVersion`."""
    found = list(_joined(_OF_VERSION, plan, number))
    if not found:
        raise NoSuchVersion(_("This plan has no version with that number."))
    _signer, agreement, version = found[0]
    version.plan = plan
    if agreement is None:
        return Versioned(version, None)
    return Versioned(version, record_of(Put(agreement, version, tuple(signer for signer, _a, _v in found))))


def record_of(put: Put) -> AgreementRecord | None:
    """Return the record of an agreement that was reached, or None for every other."""
    if not put.is_agreed or put.agreement.closed_at is None:
        return None
    zone = ZoneInfo(put.version.time_zone)
    return AgreementRecord(
        number=put.version.number,
        version=versions.said_of(put.version),
        fingerprint=put.agreement.fingerprint,
        agreed_on=put.agreement.closed_at.astimezone(zone).date(),
        signatures=tuple(
            Signature(Side(one.side), one.name, one.title, one.organization, one.confirmed_at.astimezone(zone).date())
            for one in put.signers
            if one.confirmed_at
        ),
    )


def state_of_version(found: Versioned) -> PlanState:
    """Return the plan as it stood in a version, with the record of its agreement: one query."""
    return _with(versions.state_of_version(found.version), found.record)


def with_standing(plan: Plan, state: PlanState) -> PlanState:
    """Return the plan as it stands with what both sides agreed to last, and what changed since: at most two queries."""
    put = standing_of(plan)
    record = record_of(put) if put else None
    if put is None or record is None:
        return state
    [found] = changes_since(state, put)
    return _with(state, replace(record, since=since_of(found, state), changed=len(found)))


def _with(state: PlanState, record: AgreementRecord | None) -> PlanState:
    return replace(state, plan=replace(state.plan, agreement=record)) if record else state


# --- What changed since -------------------------------------------------------------------------------------------


def changes_since(state: PlanState, *puts: Put) -> tuple[tuple[Difference, ...], ...]:
    """Return what is not as it was put before both sides, for each of these agreements: one query."""
    present = seen_by_both(state)
    return tuple(versions.compare(then, present) for then in put_before(*(put.version for put in puts)))


def since_of(found: Iterable[Difference], state: PlanState) -> tuple[Since, ...]:
    """Return differences by lesson, each by the name of its answer."""
    steps = {step.id: step.what for step in steps_of(state)}
    lessons = groupby(found, key=lambda one: _lesson_of(one, state))
    return tuple(Since(name, tuple(dict.fromkeys(_name_of(d, state, steps) for d in some))) for name, some in lessons)


def _lesson_of(one: Difference, state: PlanState) -> str:
    if one.question_id.startswith(STEPS):
        return _("Action steps")
    if one.lesson is not None:
        return one.lesson.title
    return _("Opening questions") if one.question_id in state.index.questions else _("No longer asked")


def _name_of(one: Difference, state: PlanState, steps: dict[str, str]) -> str:
    if one.question_id.startswith(STEPS):
        return steps.get(one.question_id.removeprefix(STEPS)) or _("A removed step")
    question = state.index.questions.get(one.question_id)
    if question is None:
        return one.question_id.replace("_", " ").capitalize()
    return question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
