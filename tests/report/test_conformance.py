"""PDFs are looked at by a checker that is not ours: PDF/UA-1 and PDF/A-2a, rule by rule."""

from __future__ import annotations

import io
from typing import Any

import page
import pikepdf
import pytest

from teamup.catalog.model import Path
from teamup.plans.state import PlanState
from teamup.report import pdf, pool
from teamup.report.kinds import KINDS
from teamup.report.pdf import Paper
from tests.report.awkward import an_awkward_plan
from tests.report.plans import TODAY, a_core_plan, a_full_plan, an_empty_plan

PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
PRINTED = [name for name, kind in KINDS.items() if "pdf" in kind.forms]


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    """A machine that runs other tests too is slow; what a limit on time does is tested with the pool."""
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def faults_of(data: bytes) -> list[str]:
    """Return every rule that a file breaks, with where, and what qpdf finds wrong with its syntax.

    The checker takes the last byte of a stream for the line end after it when that is what it looks like; whether
    lengths are right is qpdf's to say.
    """
    reports = [page.validate_pdf_bytes(data, profile=profile) for profile in PROFILES]
    failures = [failure for report in reports for failure in report.failures if "STREAM-LENGTH" not in failure.rule_id]
    with pikepdf.open(io.BytesIO(data)) as found:
        return [*(f"{failure.rule_id}: {failure.message}" for failure in failures), *found.check_pdf_syntax()]


def rendered(kind: str, state: PlanState, paper: Paper = Paper.LETTER) -> bytes:
    return pdf.render(KINDS[kind].build(state, today=TODAY), paper)


@pytest.mark.parametrize("kind", PRINTED)
@pytest.mark.parametrize(
    ("state", "paper"),
    [
        (lambda: a_full_plan(Path.EXISTING), Paper.LETTER),
        pytest.param(lambda: a_full_plan(Path.NEW), Paper.A4, marks=pytest.mark.soak),
        pytest.param(a_core_plan, Paper.LETTER, marks=pytest.mark.soak),
        (an_empty_plan, Paper.A4),
        (lambda: an_awkward_plan(11), Paper.LETTER),
    ],
    ids=["full existing", "full new", "core", "empty", "awkward"],
)
def test_a_document_breaks_no_rule_of_pdf_ua_and_pdf_a(kind, state, paper):
    assert faults_of(rendered(kind, state(), paper)) == []


@pytest.mark.soak
@pytest.mark.parametrize("kind", PRINTED)
@pytest.mark.parametrize("seed", range(100, 200))
def test_no_awkward_plan_makes_a_document_break_them(kind, seed):
    assert faults_of(rendered(kind, an_awkward_plan(seed))) == []


def _without_titles(found: pikepdf.Pdf) -> None:
    with found.open_metadata() as metadata:
        del metadata["dc:title"]


def _without_language(found: pikepdf.Pdf) -> None:
    del found.Root.Lang


def _without_tags(found: pikepdf.Pdf) -> None:
    del found.Root.StructTreeRoot


def _without_words_for_figures(found: pikepdf.Pdf) -> None:
    for item in found.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == pikepdf.Name.Figure and "/Alt" in item:
            del item.Alt


@pytest.mark.parametrize(
    "breaks",
    [_without_titles, _without_language, _without_tags, _without_words_for_figures],
    ids=lambda it: it.__name__,
)
def test_the_checker_sees_what_is_broken(breaks: Any):
    with pikepdf.open(io.BytesIO(rendered("plan", a_full_plan(Path.EXISTING)))) as found:
        breaks(found)
        broken = io.BytesIO()
        found.save(broken)

    assert faults_of(broken.getvalue())
