"""What documents cost: a PDF against Typst alone on the same data, and an unchanged plan again."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from benchmarks.run import Results

ROUNDS = 12
TODAY = date(2026, 11, 22)


def measure(results: Results) -> None:
    """Typeset a full plan with words that are new each time, through the product and with Typst alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TEAMUP_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamup.config.settings")
        import django

        django.setup()
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


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
