"""What documents cost: a PDF against Typst alone on the same data, the other forms, and memory after many of them."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING, Any

import pikepdf
import psutil

if TYPE_CHECKING:
    from benchmarks.run import Results

ROUNDS = 12
TODAY = date(2026, 11, 22)
REPORTS = 1_000
SETTLED = 200
"""After so many reports a process has loaded all it needs."""
FULL_EVERY = 10
GROWTH = 1.05


def measure(results: Results) -> None:
    """Typeset a full plan with words that are new each time, through the product and with Typst alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TEAMUP_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamup.config.settings")
        os.environ["TEAMUP_DATABASE_URL"] = f"sqlite:///{folder}/documents.sqlite3"
        os.environ.setdefault("TEAMUP_SECRET_KEY", "only-for-benchmarks-" + "x" * 40)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)  # plan files ask for rounds of the self-check
        _measure(results)


def _measure(results: Results) -> None:
    from benchmarks.answers import answers_of
    from benchmarks.run import ROOT
    from teamup.catalog import load, source
    from teamup.plans.state import PlanState
    from teamup.report import formats, pdf, press
    from teamup.report.build import build
    from teamup.report.formats import Options
    from teamup.report.pdf import Paper
    from tests.factories import a_state

    course = load.build(source.read_pack(ROOT / "content" / "police-security"))

    def plan(salt: int) -> PlanState:
        values = list(answers_of(course, f"({salt})"))
        joint = {question: value for (question, side), value in values if side == "joint"}
        sides = {s: {q: v for (q, side), v in values if side == s} for s in ("police", "security")}
        return a_state({**joint, "path": "new"}, course=course, **sides)

    states = [plan(number) for number in range(2 * ROUNDS + 2)]
    press.typeset(pdf.data_for(build(states[-1], today=TODAY), Paper.LETTER))  # warm
    formats.render("pdf", states[-1], today=TODAY, options=Options())
    alone, ours = [], []
    for number in range(ROUNDS):
        data = pdf.data_for(build(states[2 * number], today=TODAY), Paper.LETTER)
        alone.append(_timed(lambda data=data: press.typeset(data)))
        state = states[2 * number + 1]
        ours.append(_timed(lambda state=state: formats.render("pdf", state, today=TODAY, options=Options())))
    with pikepdf.open(BytesIO(formats.render("pdf", states[1], today=TODAY, options=Options()).data)) as document:
        pages = len(document.pages)
    again = median(
        _timed(lambda: formats.render("pdf", states[1], today=TODAY, options=Options())) for _ in range(ROUNDS)
    )
    ratio = median(ours) / median(alone)
    figure = f"{median(ours):.0f} ms, {ratio:.2f} × Typst alone ({median(alone):.0f} ms), {pages} pages"
    results.note("report PDF, full plan", figure, "at most 1.3 ×", met=ratio <= 1.3)
    results.note("the same plan again", f"{again:.1f} ms", "at most 10 ms", met=again <= 10)
    _other_forms(results, states)
    _memory(results, plan)


def _other_forms(results: Results, states: list[Any]) -> None:
    """Every form of every kind, each from a plan that was not seen before."""
    from dataclasses import replace

    from teamup.report import cache, formats
    from teamup.report.formats import Options
    from teamup.report.kinds import KINDS

    for kind in KINDS.values():
        for form in (form for form in kind.forms if (kind.id, form) != ("plan", "pdf")):
            times, size = [], 0
            for state in states[:ROUNDS]:
                cache.forget(state.plan.id)
                unseen = replace(state)  # with nothing found out about it yet
                began = time.perf_counter()
                size = len(formats.render(form, unseen, today=TODAY, options=Options(kind=kind.id)).data)
                times.append((time.perf_counter() - began) * 1000)
            results.note(f"{kind.id}, {form}", f"{median(times):.0f} ms, {size / 1000:.0f} KB", "none", met=True)


def _memory(results: Results, plan: Callable[[int], Any]) -> None:
    """The memory of a worker that makes many reports: of its own process and of the one that typesets for it."""
    from teamup.report import cache, formats
    from teamup.report.formats import Options

    me, settled = psutil.Process(), 0.0
    largest = 0.0
    for number in range(1, REPORTS + 1):
        state = plan(10_000 + number) if number % FULL_EVERY == 0 else _short(plan, number)
        for form in ("pdf", "docx"):
            formats.render(form, state, today=TODAY, options=Options())
        cache.forget(state.plan.id)
        largest = max(largest, *(child.memory_info().rss / 1e6 for child in me.children()), 0.0)
        if number == SETTLED:
            settled = me.memory_info().rss / 1e6
    after = me.memory_info().rss / 1e6
    figure = f"{settled:.0f} MB after {SETTLED}, {after:.0f} MB after {REPORTS:,}; typesetting at most {largest:.0f} MB"
    results.note("a worker's memory", figure, f"at most {GROWTH} ×", met=after <= settled * GROWTH)


def _short(plan: Callable[[int], Any], number: int) -> Any:
    """Return a plan with a few answers, of words that are new each time."""
    from dataclasses import replace

    full = plan(number)
    core = {question.id for question in full.course.questions() if question.core}
    return replace(full, answers={key: given for key, given in full.answers.items() if key[0] in core})


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
