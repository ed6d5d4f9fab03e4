"""The forms of a report, and those kept for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teamup.catalog.model import Side
from teamup.plans.state import Given
from teamup.report import cache, formats, pdf
from teamup.report.build import name_of
from teamup.report.errors import RenderError
from teamup.report.formats import Options
from tests.report.plans import NOW, TODAY, a_core_plan, a_plan_state, an_empty_plan, opening


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def renders(monkeypatch) -> list[str]:
    made: list[str] = []
    monkeypatch.setattr(pdf.pool, "typeset", lambda data: made.append("x") or b"%PDF " + data[:10])
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("form", list(formats.FORMATS))
def test_every_form_is_made_from_a_plan_with_nothing_in_it(form):
    found = formats.render(form, an_empty_plan(), today=TODAY)

    assert found.data
    assert found.name == f"action-plan.{form}"


def test_a_file_is_called_after_its_plan():
    assert formats.render("csv", a_core_plan(), today=TODAY).name == "riverton-downtown-safety-partnership.csv"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Riverton / Downtown: \r\nplan", "riverton-downtown-plan"),
        ("Cañon’s partners", "canons-partners"),
        ("中文", "action-plan"),
        ("", "action-plan"),
        ("a" * 99, "a" * 60),
    ],
)
def test_the_name_of_a_file_is_plain_whatever_the_plan_is_called(name, expected):
    assert name_of(a_plan_state(opening(plan_name=name))) == expected


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"paper": "legal"}, "Choose “letter”, “a4”"),
        ({"kind": "poster"}, "Choose “plan”, “brief”"),
        ({"audience": "press"}, "Choose “partners”"),
    ],
)
def test_what_there_is_not_yet_is_refused_with_the_choices(asked, answer):
    with pytest.raises(RenderError, match=answer):
        Options.read(**asked)


def test_an_unknown_form_is_refused():
    with pytest.raises(RenderError, match="Choose pdf"):
        formats.render("exe", an_empty_plan(), today=TODAY)


def test_an_unchanged_plan_is_typeset_once(renders):
    first = formats.render("pdf", a_core_plan(), today=TODAY)

    second = formats.render("pdf", a_core_plan(), today=TODAY)

    assert first == second
    assert len(renders) == 1


def test_a_changed_plan_another_day_and_another_paper_are_typeset_anew(renders):
    state = a_plan_state(opening())
    formats.render("pdf", state, today=TODAY)

    formats.render("pdf", a_plan_state({**opening(), ("mission", Side.JOINT): "New"}), today=TODAY)
    formats.render("pdf", state, today=TODAY + timedelta(days=1))
    formats.render("pdf", state, today=TODAY, options=Options.read(paper="a4"))
    changed = type(state)(state.course, state.index, state.plan, state.answers, {"s": Given({"what": "x"}, 1, NOW)})
    formats.render("pdf", changed, today=TODAY)

    assert len(renders) == 5


def test_a_plan_keeps_only_its_last_few_files(renders):
    for day in range(8):
        formats.render("pdf", an_empty_plan(), today=TODAY + timedelta(days=day))

    assert len([*cache.root().glob("*/*")]) == cache.FILES_A_PLAN


def test_the_oldest_files_go_when_there_is_too_much(renders, monkeypatch):
    monkeypatch.setattr(cache, "MOST_BYTES", 20)

    for day in range(3):
        formats.render("pdf", an_empty_plan(), today=TODAY + timedelta(days=day))

    assert len([*cache.root().glob("*/*")]) == 1


def test_nothing_is_left_of_a_deleted_plan(renders):
    formats.render("pdf", an_empty_plan(), today=TODAY)

    cache.forget(an_empty_plan().plan.id)

    assert [*cache.root().glob("*")] == []


def test_files_of_last_week_are_forgotten(renders):
    formats.render("pdf", an_empty_plan(), today=TODAY)

    gone = cache.forget_old(now=datetime.now(UTC) + timedelta(days=8))

    assert gone == 1
    assert [*cache.root().glob("*")] == []


def test_a_disk_that_refuses_does_not_refuse_the_report(renders, settings, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")

    assert formats.render("pdf", an_empty_plan(), today=TODAY).data
