"""Fill an empty database: the course, one plan with every answer, and as many more plans as asked for.

Run as a process of its own: `python -m benchmarks.prepare PLANS`. Prints {"plan": id, "others": count}.
"""

from __future__ import annotations

import json
import sys
import uuid
from itertools import islice

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from benchmarks.answers import answers_of  # noqa: E402
from teamup.catalog import shelf, source  # noqa: E402
from teamup.plans import lifecycle, services  # noqa: E402
from teamup.plans.models import Answer, AnswerChange, Plan  # noqa: E402
from tests.factories import MARIA, NOW  # noqa: E402
from tests.races.site import BROWSER  # noqa: E402

PACK = "content/police-security"
BATCH = 2000


def main(plans: int) -> None:
    """Make the plans and print what was made."""
    call_command("migrate", interactive=False, verbosity=0)
    course, _ = shelf.publish(source.read_pack(PACK_PATH))
    begun = lifecycle.begin_plan(pack_id=course.id, browser=BROWSER, opening=[], time_zone="America/Chicago", now=NOW)
    values = dict(answers_of(course))
    with transaction.atomic():
        for (question_id, side), value in values.items():
            save = services.Save(value, 0, uuid.uuid4(), side)
            services.record_answer(plan=begun.plan, question_id=question_id, save=save, by=MARIA, now=NOW)
    fill(course.id, course.version, values, plans)
    print(json.dumps({"plan": str(begun.plan.pk), "answers": len(values), "others": plans}))


def fill(pack_id: str, version: str, values: dict[object, object], plans: int) -> None:
    """Store `plans` more plans with the same answers and their log."""
    made = (Plan(pack_id=pack_id, pack_version=version, created_at=NOW) for _ in range(plans))
    while batch := list(islice(made, 20)):
        with transaction.atomic():
            Plan.objects.bulk_create(batch)
            Answer.objects.bulk_create(
                [
                    Answer(plan=p, question_id=q, side=s, value=v, revision=1, changed_at=NOW)  # type: ignore[misc]
                    for p in batch
                    for (q, s), v in values.items()  # type: ignore[misc]
                ],
                batch_size=BATCH,
            )
            AnswerChange.objects.bulk_create(
                [
                    AnswerChange(
                        plan=p,
                        save_key=uuid.uuid4(),
                        question_id=q,
                        side=s,
                        kind="saved",
                        base=0,
                        revision=1,
                        new=v,
                        at=NOW,
                    )
                    for p in batch
                    for (q, s), v in values.items()  # type: ignore[misc]
                ],
                batch_size=BATCH,
            )


if __name__ == "__main__":
    from pathlib import Path

    PACK_PATH = Path(__file__).resolve().parents[1] / PACK
    main(int(sys.argv[1]))
