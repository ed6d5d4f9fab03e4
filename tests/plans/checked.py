"""A small course with a self-check of five topics, and people who answer it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from teamup.catalog import load, shelf
from teamup.catalog.model import Course, Side
from teamup.catalog.source import PackSource
from teamup.plans import lifecycle, rounds
from teamup.plans.models import CheckRound, Plan
from teamup.plans.selfcheck import Reply
from tests.factories import MARIA, NOW, a_browser, a_small_pack

PACK = "checked"
TOPICS = {
    "people": "People: the right ones come.",
    "trust": "Trust: bad news is told early.",
    "skills": "Skills: we have what we need.",
    "means": "Means: time and money match the plan.",
    "rights": "Rights: complaints get an answer.",
}


def a_checked_pack() -> PackSource:
    """Return the small pack with five topics; people and trust lead to a lesson with a needed question."""
    pack = a_small_pack()
    docs: dict[str, Any] = {**pack.docs}
    head = {**docs["pack.yaml"], "id": PACK}
    sheet = docs["sections/first/kinds/questions.yaml"]
    others = [question for question in sheet["questions"] if question["id"] != "self_check"]
    check = {
        "id": "self_check",
        "kind": "matrix",
        "prompt": "How true is each?",
        "help": "1 means not at all.",
        "heading": "Self-check",
        "each_side": True,
        "existing": "needed",
        "rows": [
            {"id": row, "label": label, **({"leads_to": "first/kinds"} if row != "rights" else {})}
            for row, label in TOPICS.items()
        ],
        "columns": [
            {"id": "rating", "kind": "scale", "label": "Rating", "needed": True},
            {"id": "evidence", "kind": "short_text", "label": "Evidence", "max_length": 60},
        ],
    }
    questions = {**sheet, "questions": [check, *others]}
    return PackSource({**docs, "pack.yaml": head, "sections/first/kinds/questions.yaml": questions})


def a_checked_course() -> Course:
    """Return that course, without a database."""
    return load.build(a_checked_pack())


def a_checked_plan(*, browser: str = "", now: datetime = NOW) -> Plan:
    """Return a stored plan on that course."""
    shelf.publish(a_checked_pack())
    return lifecycle.begin_plan(
        pack_id=PACK,
        browser=browser or a_browser(),
        opening={"plan_name": "Riverton Downtown", "path": "existing", "lead_role": "chief"}.items(),
        time_zone="America/Chicago",
        now=now,
    ).plan


def rated(*ratings: int | None) -> dict[str, dict[str, Any]]:
    """Return a side's own answer, topic by topic; None leaves one out."""
    return {row: {"rating": r} for row, r in zip(TOPICS, ratings, strict=False) if r is not None}


def a_reply(side: Side, *ratings: int, **evidence: str) -> Reply:
    """Return a member's reply, topic by topic."""
    return Reply(side, dict(zip(TOPICS, ratings, strict=False)), evidence)


def an_open_round(plan: Plan, *, name: str = "Spring", closes_on: str = "", now: datetime = NOW) -> rounds.Opened:
    """Open a round as an editor does."""
    return rounds.open_round(plan=plan, name=name, closes_on=closes_on, form_key=uuid.uuid4(), by=MARIA, now=now)


def replied(token: str, *replies: Reply, network: str = "10.0.0.1", now: datetime = NOW) -> None:
    """Send replies as members do, each from a form of its own."""
    for reply in replies:
        rounds.add_reply(token=token, reply=reply, save_key=uuid.uuid4(), network=network, now=now)


def ended(one: CheckRound, *, now: datetime = NOW) -> None:
    """End a round as an editor does."""
    rounds.end_round(plan=one.plan, round_id=one.round_id, by=MARIA, now=now)
