"""Rounds of the self-check: an editor opens one, members answer through its link, nobody learns who said what."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.utils.translation import gettext as _

from teamup.catalog.model import Question, Side
from teamup.core import events, ids
from teamup.core.limits import Limit, spend
from teamup.plans import access, answers, store
from teamup.plans.access import Actor
from teamup.plans.errors import AnswerRejected, Fault, PlanError
from teamup.plans.models import AnswerChange, CheckReply, CheckRound, Plan
from teamup.plans.selfcheck import SIDES, Reply, evidence_of, rating_of, ratings_in
from teamup.plans.trend import Point

LINK = "self-check link"
SECRET_BYTES = 20
MOST_REPLIES = 300
MOST_ROUNDS = 100
LONGEST_NAME = 80
LONGEST_DAYS = 366
MONTHS_SHOWN = 12
NETWORK_REPLIES = Limit("self-check replies of a network", most=120, seconds=3600)
"""A whole shift answers behind one address, so this is generous; a round takes `MOST_REPLIES` whoever sends them."""


class NoSuchRound(PlanError):
    """The link opens no round: it never did, or the round is over or full. Nobody learns which."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A round, and its link's token, which is known only now; its hash is all that is kept."""

    round: CheckRound
    token: str


def is_open(one: CheckRound, plan: Plan, now: datetime) -> bool:
    """Say whether a round takes replies at this moment."""
    return one.ended_at is None and (one.closes_on is None or _today(plan, now) <= one.closes_on)


def _today(plan: Plan, now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.time_zone)).date()


def open_round(*, plan: Plan, name: str, closes_on: str, form_key: UUID, by: Actor, now: datetime) -> Opened:
    """Open a round and return it with its token. The same form opens the same round, with the same token.

    Raises `AnswerRejected` with what is wrong at "name" or "closes_on", and `PlanError` while another round is open.
    """
    access.check_can_edit(plan, by)
    shown, day = _clean_name(name), _clean_day(closes_on, _today(plan, now))
    round_id, token = uuid.uuid5(plan.pk, str(form_key)), _token(plan.pk, form_key)
    with store.held(plan):
        rounds = rounds_of(plan.pk)
        if same := next((one for one in rounds if one.round_id == round_id), None):
            return Opened(same, token)
        if any(is_open(one, plan, now) for one in rounds):
            raise PlanError(_("A round is open already. End it before you open another."))
        if len(rounds) >= MOST_ROUNDS:
            raise PlanError(_("This plan has had as many rounds as it can keep."))
        made = CheckRound.objects.create(
            plan=plan,
            round_id=round_id,
            name=shown,
            token_hash=ids.digest(token, purpose=LINK),
            opened_at=now,
            closes_on=day,
        )
        events.record(plan_id=plan.pk, kind="check.opened", at=now, by=by.name)
    return Opened(made, token)


def _clean_name(typed: str) -> str:
    name = " ".join(typed.replace("\x00", "").split())
    if not name:
        raise AnswerRejected(Fault(_("Give the round a name, such as “Spring 2027”."), "name"))
    if len(name) > LONGEST_NAME:
        raise AnswerRejected(Fault(_("Shorten the name to %(n)d characters or fewer.") % {"n": LONGEST_NAME}, "name"))
    return name


def _clean_day(typed: str, today: date) -> date | None:
    if not typed.strip():
        return None
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise AnswerRejected(Fault(_("Write the last day as a date, or leave it empty."), "closes_on")) from error
    if not today <= day <= today + timedelta(days=LONGEST_DAYS):
        raise AnswerRejected(Fault(_("Choose a last day from today to a year from now."), "closes_on"))
    return day


def end_round(*, plan: Plan, round_id: UUID, by: Actor, now: datetime) -> None:
    """End a round: its link opens nothing from now on. Ending it again changes nothing."""
    access.check_can_edit(plan, by)
    with store.turn(), transaction.atomic():
        if CheckRound.objects.filter(plan=plan, round_id=round_id, ended_at=None).update(ended_at=now):
            replies = CheckReply.objects.filter(plan=plan, round_id=round_id).count()
            events.record(plan_id=plan.pk, kind="check.ended", at=now, by=by.name, replies=replies)


def _token(plan_id: UUID, form_key: UUID) -> str:
    """Return the token of a link: the plan it leads to, and 160 bits that only this server can make."""
    secret = bytes.fromhex(ids.digest(f"{plan_id}|{form_key}", purpose=f"{LINK} secret"))[:SECRET_BYTES]
    return base64.urlsafe_b64encode(plan_id.bytes + secret).decode()


def find_round(token: str, *, now: datetime) -> CheckRound:
    """Return the open round that a link leads to, with its plan. Raises `NoSuchRound`, the same for every other."""
    try:
        plan_id = UUID(bytes=base64.urlsafe_b64decode(token.encode("ascii"))[:16])
    except ValueError as error:
        raise NoSuchRound from error
    rounds = CheckRound.objects.select_related("plan").filter(plan__deleted_at=None)
    found = rounds.filter(plan_id=plan_id, token_hash=ids.digest(token, purpose=LINK)).first()
    if found is None or not is_open(found, found.plan, now):
        raise NoSuchRound
    return found


def is_full(one: CheckRound) -> bool:
    """Say whether a round has all the replies it takes."""
    return CheckReply.objects.filter(plan_id=one.plan_id, round_id=one.round_id).count() >= MOST_REPLIES


def clean_reply(question: Question, side: str, cells: Mapping[str, Mapping[str, str]]) -> Reply:
    """Return what a member sent. Raises `AnswerRejected`; a fault's place is "side", a topic, or "topic.column"."""
    faults = [] if side in SIDES else [Fault(_("Choose the side you work for."), "side")]
    rating, evidence = rating_of(question), evidence_of(question)
    value: Mapping[str, Any] = {}
    try:
        value = answers.clean(question, cells) or {}
    except AnswerRejected as rejected:
        faults += rejected.faults
    ratings = ratings_in(value, rating.id) if rating else {}
    faulty = {fault.where.partition(".")[0] for fault in faults}
    if not faulty - {"side"}:
        low, high = (rating.low, rating.high) if rating else (1, 5)
        said = _("Choose a number from %(low)d to %(high)d.") % {"low": low, "high": high}
        faults += [Fault(said, row.id) for row in question.rows if row.id not in ratings]
    if faults:
        raise AnswerRejected(*faults)
    lines = {row: " ".join(str(c.get(evidence.id, "")).split()) for row, c in value.items()} if evidence else {}
    return Reply(Side(side), ratings, {row: line for row, line in lines.items() if line})


def add_reply(*, token: str, reply: Reply, save_key: UUID, network: str, now: datetime) -> None:
    """Count a member's reply; the same form counts once.

    Raises `NoSuchRound` when the round is over or full, and `TooOften` when a network sends too many.
    """
    with store.turn(), transaction.atomic():
        found = find_round(token, now=now)
        # Replies wait for each other and for the end of the round, so that none is counted after it.
        mine = CheckRound.objects.select_for_update().filter(plan_id=found.plan_id, round_id=found.round_id)
        if mine.values_list("ended_at", flat=True).first() is not None:
            raise NoSuchRound
        replies = CheckReply.objects.filter(plan_id=found.plan_id, round_id=found.round_id)
        if replies.filter(save_key=save_key).exists():
            return
        if replies.count() >= MOST_REPLIES:
            raise NoSuchRound
        CheckReply.objects.create(
            plan_id=found.plan_id,
            round_id=found.round_id,
            save_key=save_key,
            side=reply.side,
            ratings=dict(reply.ratings),
            evidence=dict(reply.evidence),
        )
        spend(NETWORK_REPLIES, network, now=now)


def rounds_of(plan_id: UUID) -> list[CheckRound]:
    """Return the rounds of a plan, the newest first."""
    return list(CheckRound.objects.filter(plan_id=plan_id).order_by("-opened_at", "round_id"))


def replies_of(plan_id: UUID, rounds: Iterable[CheckRound]) -> dict[UUID, tuple[Reply, ...]]:
    """Return the replies of these rounds by round: one query, and none for no rounds."""
    wanted = [one.round_id for one in rounds]
    found: dict[UUID, list[Reply]] = {round_id: [] for round_id in wanted}
    if not wanted:
        return {}
    rows = CheckReply.objects.filter(plan_id=plan_id, round_id__in=wanted).order_by("round_id", "save_key")
    for round_id, side, ratings, lines in rows.values_list("round_id", "side", "ratings", "evidence"):
        found[round_id].append(Reply(Side(side), ratings, lines))
    return {round_id: tuple(replies) for round_id, replies in found.items()}


def by_month(plan: Plan, question: Question) -> list[tuple[date, Point]]:
    """Return how each side's own answer stood at the end of each month in which it changed, the oldest first."""
    rating = rating_of(question)
    month = TruncMonth("at", tzinfo=ZoneInfo(plan.time_zone))
    last = Window(RowNumber(), partition_by=[F("side"), F("month")], order_by="-revision")
    changes = AnswerChange.objects.filter(
        plan=plan, question_id=question.id, side__in=SIDES, revision__isnull=False
    ).annotate(month=month)
    rows = changes.annotate(place=last).filter(place=1).order_by("-month")[: MONTHS_SHOWN * len(SIDES)]
    months: dict[date, dict[Side, Mapping[str, float]]] = {}
    stands: dict[Side, Mapping[str, float]] = {}
    for at, side, value in [*rows.values_list("month", "side", "new")][::-1]:
        stands = {**stands, Side(side): ratings_in(value, rating.id) if rating else {}}
        months[at.date()] = stands
    return [(day, Point("", ratings)) for day, ratings in months.items()]
