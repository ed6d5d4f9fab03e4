"""A plan in which every question has an answer, as the invented sample has them, but open to be changed."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.visitor import Visitor

SAMPLE = Path(__file__).resolve().parents[2] / "content" / "samples" / "invented.yaml"
RECORD_ID = "5a3c0b1e-7d2f-4e6a-9b84-0c1d2e3f4a01"
INVENTED_ID = "5a3c0b1e-7d2f-4e6a-9b84-0c1d2e3f4a02"


@dataclass(frozen=True)
class Filled:
    """A filled plan: its address, and the cookies of the browser that made it."""

    address: str
    cookies: Any


def save(visitor: Visitor, address: str, question: str, value: Any, *, side: str = "joint", base: int = 0) -> int:
    """Save an answer as the page's script does, and return the answer's status."""
    token = next(c["value"] for c in visitor.context.cookies() if c["name"] == "csrftoken")
    body = {"value": value, "side": side, "base": base, "save": str(uuid.uuid4())}
    answer = visitor.context.request.post(
        f"{address}answers/{question}/",
        data=json.dumps(body, default=str),
        headers={"Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": token},
    )
    return answer.status


def fill(visitor: Visitor) -> Filled:
    """Begin a plan and give it every answer of the sample."""
    from teamup.operations.samples import read_sample

    address = visitor.begin_quickly(name="Riverton Downtown Safety Partnership")
    for answer in read_sample(SAMPLE).answers:
        if answer.question_id not in {"path", "lead_role", "plan_name"}:
            status = save(visitor, address, answer.question_id, answer.value, side=answer.side)
            assert status == 200, f"{answer.question_id}: {status}"
    return Filled(address, visitor.context.storage_state())
