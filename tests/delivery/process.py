"""Run by the worker tests in processes of their own, on a database of their own.

`python -m tests.delivery.process seed N` makes a plan with N letters; `work` is `teamup worker` with a short lease and
a small report; `click N` posts one form N times at once; `states` prints how many letters are in which state.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django


def seed(count: int) -> None:
    """Make the tables and one letter each to p0@x.org, p1@x.org …"""
    from django.core.management import call_command
    from django.utils import timezone

    from teamup.delivery import limits
    from tests.delivery.letters import sent
    from tests.factories import a_plan

    call_command("migrate", verbosity=0)
    limits.spend_all = lambda **_: None  # type: ignore[assignment]
    plan = a_plan(plan_name="Riverton")
    for number in range(count):
        sent(plan, sender=f"p{number}@x.org", now=timezone.now())


def work(lease: float) -> None:
    """Send letters until told to stop."""
    from django.core.management import call_command

    from teamup.delivery import attachment, queue, sending, worker

    queue.LEASE = sending.LEASE = timedelta(seconds=lease)
    worker.SWEEP_SECONDS = 0.3
    worker.GRACE_SECONDS = 1
    small = attachment.Attachment("riverton.pdf", b"%PDF-1.7 small", "application/pdf")
    attachment.report_of = lambda *_, **__: small  # type: ignore[assignment]
    call_command("worker")


def click(times: int) -> None:
    """Post the same form from many threads at once, and print how many letters each queued."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection
    from django.utils import timezone

    from teamup.delivery import services
    from teamup.plans.models import Plan
    from tests.delivery.letters import NETWORK, an_order
    from tests.factories import MARIA

    plan, order, start = Plan.objects.get(), an_order(others="sam@mall.example"), Barrier(times)

    def press(_: int) -> int:
        start.wait()
        try:
            sent = services.send_report(plan=plan, order=order, by=MARIA, network=NETWORK, now=timezone.now())
            return sent.queued
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        print(json.dumps(sorted(pool.map(press, range(times)))))


def states() -> None:
    """Print the number of letters in each state, and of tasks waiting."""
    from collections import Counter

    from teamup.delivery.models import Letter

    print(json.dumps(Counter(Letter.objects.values_list("state", flat=True))))


def main(what: str, *rest: Any) -> None:
    """Do what the arguments say."""
    django.setup()
    {
        "seed": lambda: seed(int(*rest)),
        "work": lambda: work(float(*rest)),
        "click": lambda: click(int(*rest)),
        "states": states,
    }[what]()


if __name__ == "__main__":
    main(*sys.argv[1:])
