"""The report as a page and as files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from teamup.catalog.model import Side
from teamup.core.limits import Limit
from teamup.report import cache, formats
from teamup.report.errors import RenderError
from teamup.web.plan import report
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for the typesetter, and say which papers it was asked for."""
    asked: list[str] = []

    def render(document: Any, paper: Any) -> bytes:
        asked.append(str(paper))
        return b"%PDF-1.7 " + paper.encode()

    monkeypatch.setattr(formats.pdf, "render", render)
    return asked


def test_the_report_is_there_however_unfinished_the_plan():
    response = Visitor().get("report/")

    assert response.status_code == 200
    assert says(response, "Riverton Downtown")
    assert 'id="part-all"' in response.content.decode()


def test_what_is_written_and_what_is_open_are_both_on_the_page():
    visitor = Visitor()
    visitor.save("mission", "Less theft\nby <b>night</b>")

    page = visitor.page("report/")

    assert "by &lt;b&gt;night&lt;/b&gt;" in page
    assert "first/kinds/#q-objectives-joint" in page


def test_every_kind_of_answer_is_drawn():
    visitor = Visitor(plan_name="All kinds")
    visitor.save("objectives", STEP_ROWS)
    visitor.save("sharing", {"video": {"rule": "allowed", "note": "With counsel"}})
    visitor.save("self_check", {"trust": {"rating": 4}}, side=Side.POLICE)
    visitor.save("meeting", {"place": "City hall", "on": "2027-01-15"})
    visitor.save("clauses", {"term": "One year"})
    visitor.save("agreed", {"answer": "yes", "why": "Both signed"})

    page = visitor.page("report/")

    assert "Walk the garages" in page


def test_the_page_offers_the_files():
    visitor = Visitor()

    page = visitor.page("report/")

    for address in ("report.pdf", "report.docx", "report.ics", "downloads/"):
        assert f'href="{visitor.url}{address}"' in page


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [("json", "application/json"), ("ics", "text/calendar; charset=utf-8"), ("csv", "text/csv; charset=utf-8")],
)
def test_files_are_sent_under_the_plans_name_and_kept_by_no_cache(extension: str, media_type: str):
    response = Visitor(plan_name="Núñez & Söhne / 中").get(f"report.{extension}")

    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith('attachment; filename="n')
    assert (
        f"filename*=UTF-8''N%C3%BA%C3%B1ez%20%26%20S%C3%B6hne%20%E4%B8%AD.{extension}"
        in response["Content-Disposition"]
    )


def test_a_name_cannot_break_out_of_the_header():
    response = Visitor(plan_name='x"; filename=evil.exe').get("report.json")

    assert response["Content-Disposition"].count('"') == 2
    assert response["Content-Disposition"].split(";")[1].strip() == 'filename="x-filename-evil-exe.json"'


def test_the_data_file_holds_the_answers():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    found = json.loads(visitor.get("report.json").content)

    assert "Less theft" in json.dumps(found)


def test_a_pdf_is_made_for_the_paper_asked_for(typeset: list[str]):
    visitor = Visitor()

    letter, a4 = visitor.get("report.pdf"), visitor.get("report.pdf", paper="a4")

    assert (letter.content, a4.content) == (b"%PDF-1.7 letter", b"%PDF-1.7 a4")
    assert letter["Content-Type"] == "application/pdf"


def test_pdfs_are_limited_but_one_that_is_kept_is_free(typeset: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(report, "RENDERS", Limit("PDFs in this test", most=1, seconds=60))
    visitor = Visitor()

    answers = [visitor.get("report.pdf").status_code for _ in range(3)]
    other = visitor.get("report.pdf", paper="a4")

    assert answers == [200, 200, 200]
    assert typeset == ["letter"]
    assert other.status_code == 429
    assert says(other, "That was tried too often.")
    assert int(other["Retry-After"]) > 0


@pytest.mark.parametrize(
    "address",
    [
        "report.exe",
        "report.",
        "report.PDF",
        "report.doc",
        "report.pdf?kind=poster",
        "report.csv?kind=brief",
        "report.json?audience=press",
        "report.json?version=2",
    ],
)
def test_what_is_not_made_here_is_404(address: str):
    visitor = Visitor()

    assert visitor.client.get(visitor.url + address).status_code == 404


def test_an_unknown_paper_is_refused_with_the_choices():
    response = Visitor().get("report.pdf", paper="a3")

    assert response.status_code == 400
    assert says(response, "letter")


def test_a_pdf_that_cannot_be_made_now_is_explained(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any) -> bytes:
        raise RenderError("The report took too long. Try again in a minute.")

    monkeypatch.setattr(formats.pdf, "render", fail)

    response = Visitor().get("report.pdf")

    assert response.status_code == 503
    assert says(response, "The report took too long. Try again in a minute.")


def test_deleting_a_plan_deletes_its_kept_pdfs(typeset: list[str]):
    visitor = Visitor()
    visitor.get("report.pdf")
    folder = cache.root() / str(visitor.plan.id)
    there = folder.exists()

    visitor.post("delete/", word="delete")

    assert there
    assert not folder.exists()


@pytest.mark.parametrize("path", ["report/", "report.pdf", "report.json", "report.exe"])
def test_strangers_get_404(path: str):
    assert a_stranger().get(Visitor().url + path).status_code == 404


def test_a_sample_can_be_read_and_taken_along():
    visitor = Visitor().as_sample()

    assert says(visitor.get("report/"), "A sample to read")
    assert visitor.get("report.json").status_code == 200
