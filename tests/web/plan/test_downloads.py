"""Take it with you: what a plan can be taken along as, and pictures of its pages."""

from __future__ import annotations

import re
import struct
from typing import Any

import pytest

from teamup.core.limits import Limit
from teamup.report import cache, pdf, pictures, pool
from teamup.report.errors import RenderError
from teamup.report.kinds import KINDS
from teamup.web.plan import pictures as picture_pages
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
LESSON = "first/kinds"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Stand in for the typesetter, and give back the documents that it was asked to draw."""
    asked: list[Any] = []

    def draw(document: Any, *_: Any, **__: Any) -> bytes:
        asked.append(document)
        return b"\x89PNG " + str(len(asked)).encode()

    monkeypatch.setattr(pdf, "picture", draw)
    return asked


def size_of(png: bytes) -> tuple[int, ...]:
    """Return how wide and how high a PNG is."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def fields_of(document: Any) -> list[str]:
    return [field.question_id for part in document.parts for field in part.fields]


# --- the page -----------------------------------------------------------------------------------------------------


def test_every_document_that_fits_is_offered_with_its_purpose_its_forms_and_a_picture():
    visitor = Visitor()

    response = visitor.get("downloads/")

    page = response.content.decode()
    for kind in KINDS.values():
        assert says(response, str(kind.purpose)) is kind.fits(visitor.state())
    assert f'href="{visitor.url}report.pdf"' in page
    assert f'href="{visitor.url}report.docx?kind=kit"' in page
    assert f'src="{visitor.url}report.png?kind=brief&amp;size=card" width="408" height="528" loading="lazy"' in page


def test_no_form_is_offered_that_is_not_made():
    visitor = Visitor()
    page = visitor.page("downloads/")

    offered = set(re.findall(rf'href="{visitor.url}report\.([a-z]+)[?"]', page))

    assert offered == set(KINDS["plan"].forms)


def test_the_paper_chosen_is_that_of_the_files_and_of_their_pictures():
    visitor = Visitor()

    page = visitor.page("downloads/", paper="a4")

    assert f'href="{visitor.url}report.docx?kind=kit&amp;paper=a4"' in page
    assert f'src="{visitor.url}report.png?paper=a4&amp;size=card" width="397" height="561"' in page
    assert f'href="{visitor.url}report.ics"' in page


def test_a_choice_that_there_is_not_changes_nothing():
    page = Visitor().page("downloads/", paper="a3", audience="everyone")

    assert "paper=a3" not in page
    assert "audience=everyone" not in page


def test_every_file_and_the_page_are_those_of_the_edition_that_was_chosen():
    visitor = Visitor()

    page = visitor.get("downloads/", audience="public")

    assert says(page, "Leaves out every marked answer, contacts, budget and legal notes.")
    links = re.findall(rf'href="({visitor.url}report[^"]*)"', page.content.decode())
    own = [link for link in links if link != f"{visitor.url}report/"]  # the navigation's own
    assert len(own) > 10
    assert all("audience=public" in link for link in own)


def test_a_sample_is_taken_along_but_not_mailed():
    page = Visitor().as_sample().page("downloads/")

    assert "email/" not in page


# --- pictures -----------------------------------------------------------------------------------------------------


def test_the_picture_of_a_document_is_its_first_page():
    visitor = Visitor()

    letter, a4 = visitor.get("report.png", size="card"), visitor.get("report.png", kind="kit", paper="a4", size="card")

    assert size_of(letter.content) == (408, 528)
    assert size_of(a4.content) == (397, 561)
    assert letter["Content-Type"] == "image/png"
    assert letter["Cross-Origin-Resource-Policy"] == "same-origin"


def test_every_kind_that_fits_has_a_picture(drawn: list[Any]):
    visitor = Visitor()
    fitting = [kind.id for kind in KINDS.values() if kind.fits(visitor.state())]

    found = [kind for kind in KINDS if visitor.get("report.png", kind=kind).status_code == 200]

    assert found == fitting == [document.meta.kind for document in drawn]


def test_a_browser_that_has_the_picture_is_told_so_without_drawing_it(drawn: list[Any]):
    visitor = Visitor()
    first = visitor.get("report.png", part=LESSON)
    has_it = {"If-None-Match": first["ETag"]}

    same = visitor.client.get(f"{visitor.url}report.png?part={LESSON}", headers=has_it)
    visitor.save("mission", "Less theft")
    other = visitor.client.get(f"{visitor.url}report.png?part={LESSON}", headers=has_it)

    assert first["Cache-Control"] == "private, no-cache"
    assert (same.status_code, same.content, same["Cache-Control"]) == (304, b"", "private, no-cache")
    assert (other.status_code, len(drawn)) == (200, 2)


def test_the_picture_of_a_document_is_drawn_once_and_puts_out_no_kept_pdf(drawn: list[Any]):
    visitor = Visitor()
    cache.keep(visitor.plan.id, "a-pdf", b"%PDF")

    answers = [visitor.get("report.png", kind=kind) for kind in ("plan", "brief", "workbook", "kit", "plan")]

    assert answers[0].content == answers[-1].content
    assert len(drawn) == 4
    assert cache.find(visitor.plan.id, "a-pdf") == b"%PDF"


def test_a_lesson_has_the_page_that_its_answers_fill(drawn: list[Any]):
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    visitor.get("report.png", part=LESSON)

    assert "mission" in fields_of(drawn[0])
    assert "lead_role" not in fields_of(drawn[0])


def test_a_part_without_an_answer_has_its_page_too(drawn: list[Any]):
    Visitor().get("report.png", part="all")

    (part,) = drawn[0].parts
    assert (part.id, part.title) == ("all", "Everything")


def test_a_page_beside_a_lesson_is_drawn_and_read_large():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    small, large = visitor.get("report.png", part=LESSON), visitor.get("report.png", part=LESSON, size="large")

    assert size_of(small.content) == (510, 660)
    assert size_of(large.content) == (935, 1210)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "poster"},
        {"audience": "everyone"},
        {"paper": "a3"},
        {"part": "no-such-part"},
        {"part": "first/no-such-lesson"},
        {"part": "all", "kind": "kit"},
        {"size": "huge"},
        {"version": "2"},
    ],
)
def test_what_cannot_be_shown_is_404(asked: dict[str, str], drawn: list[Any]):
    assert Visitor().get("report.png", **asked).status_code == 404
    assert drawn == []


@pytest.mark.parametrize("path", ["downloads/", "report.png", f"report.png?part={LESSON}"])
def test_strangers_get_404(path: str):
    assert a_stranger().get(Visitor().url + path).status_code == 404


def test_pictures_are_limited_and_those_too_many_are_refused_without_a_page(
    drawn: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picture_pages, "RENDERS", Limit("pictures in this test", most=1, seconds=60))
    visitor = Visitor()
    visitor.get("report.png", part=LESSON)

    refused = visitor.get("report.png", part="all")

    assert (refused.status_code, refused.content) == (503, b"")
    assert int(refused["Retry-After"]) > 0
    assert refused["Cache-Control"] == "private, no-store"


def test_a_typesetter_in_trouble_costs_the_picture_alone(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any, **__: Any) -> bytes:
        raise RenderError("Many documents are being made right now.")

    monkeypatch.setattr(pool, "picture", fail)
    visitor = Visitor()

    picture, page = visitor.get("report.png"), visitor.get("downloads/")

    assert (picture.status_code, picture.content) == (503, b"")
    assert page.status_code == 200


# --- beside a lesson ----------------------------------------------------------------------------------------------


def test_the_lesson_names_its_page_and_a_new_one_after_each_save():
    visitor = Visitor()

    before = visitor.page(f"{LESSON}/")
    visitor.save("mission", "Less theft")
    after = visitor.page(f"{LESSON}/so-far/")

    found = [re.findall(r'srcset="([^"]+report\.png[^"]+)"', page) for page in (before, after)]
    assert found[0][0].startswith(f"{visitor.url}report.png?part={LESSON}&amp;v=")
    assert found[0] != found[1]


def test_who_saves_data_gets_no_picture_beside_the_lesson():
    visitor = Visitor()

    page = visitor.client.get(f"{visitor.url}{LESSON}/", headers={"Save-Data": "on"}).content.decode()

    assert "report.png" not in page
    assert "Your plan so far" in page


def test_what_is_drawn_from_answers_goes_with_those_before_it():
    fields = [
        pictures.Field("Steps by date", ()),
        pictures.Field("Budget", (), "budget", "starting/budget"),
        pictures.Field("Who pays", ()),
        pictures.Field("Launch", (), "launch", "starting/launch"),
        pictures.Field("Map", ()),
    ]

    found = [field.heading for field in pictures._fed(fields, "starting/budget")]

    assert found == ["Steps by date", "Budget", "Who pays"]
