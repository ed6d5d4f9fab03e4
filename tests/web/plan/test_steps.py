"""The working plan: what is due, whose it is, and moving a status or a date."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from teamup.plans import services
from teamup.plans.steps import Step, StepStatus, steps_of
from tests.factories import SAM
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
SHOWN = {"was.status": "planned", "was.due": "2027-03-01"}


@pytest.fixture
def visitor() -> Visitor:
    found = Visitor()
    found.save("objectives", STEP_ROWS)
    return found


def step_of(visitor: Visitor, what: str = "Walk the garages") -> Step:
    return next(step for step in steps_of(visitor.state()) if step.what == what)


def set_by_sam(visitor: Visitor, step: Step, base: int, **value: str) -> None:
    save = services.Save(value, base, uuid.uuid4())
    services.record_step(plan=visitor.plan, step_id=uuid.UUID(step.id), save=save, by=SAM, now=timezone.now())


def test_steps_are_listed_with_what_drafted_them(visitor: Visitor):
    page = visitor.page("steps/")

    assert page.index("Walk the garages") < page.index("Share one map")  # by due date; undated last
    assert "Lt. Ortiz" in page
    assert "first/kinds/#q-objectives-joint" in page


def test_without_steps_the_page_says_which_lesson_drafts_them():
    response = Visitor().get("steps/")

    assert says(response, "Every kind")
    assert "/first/kinds/" in response.content.decode()


def test_a_changed_status_is_saved_and_the_row_keeps_feeding_the_rest(visitor: Visitor):
    step = step_of(visitor)

    response = visitor.post(f"steps/{step.id}/", base="0", status="started", due="2027-03-01", **SHOWN)

    changed = step_of(visitor)
    assert (response.status_code, changed.status) == (303, StepStatus.STARTED)
    assert visitor.state().step_changes[step.id].value == {"status": "started"}


def test_a_field_emptied_on_purpose_stays_empty(visitor: Visitor):
    step = step_of(visitor)

    visitor.post(f"steps/{step.id}/", base="0", status="planned", due="", **SHOWN)

    assert step_of(visitor).due is None
    assert visitor.state().step_changes[step.id].value == {"cleared": "due"}


def test_a_field_filled_again_is_not_empty_any_more(visitor: Visitor):
    step = step_of(visitor)
    visitor.post(f"steps/{step.id}/", base="0", due="", **SHOWN)

    visitor.post(f"steps/{step.id}/", base="1", due="2027-05-01", **{"was.due": ""})

    assert visitor.state().step_changes[step.id].value == {"due": "2027-05-01"}


def test_a_stale_page_does_not_undo_what_its_person_did_not_touch(visitor: Visitor):
    step = step_of(visitor)
    set_by_sam(visitor, step, 0, status="done")

    response = visitor.post(f"steps/{step.id}/", base="0", status="planned", due="2027-04-01", **SHOWN)

    changed = step_of(visitor)
    assert response.status_code == 303
    assert (changed.status, str(changed.due)) == (StepStatus.DONE, "2027-04-01")


def test_a_row_that_changed_its_date_meanwhile_keeps_feeding_the_step(visitor: Visitor):
    step = step_of(visitor)
    visitor.save("objectives", [{**STEP_ROWS[0], "due": "2027-09-09"}, STEP_ROWS[1]], base=1)

    visitor.post(f"steps/{step.id}/", base="0", status="done", due="2027-03-01", **SHOWN)

    assert str(step_of(visitor).due) == "2027-09-09"


def test_two_changes_of_the_same_field_are_shown_both_and_mine_can_be_kept(visitor: Visitor):
    step = step_of(visitor)
    set_by_sam(visitor, step, 0, status="done")

    conflict = visitor.post(f"steps/{step.id}/", base="0", status="started", due="2027-03-01", **SHOWN)
    page = conflict.content.decode()
    kept = visitor.post(f"steps/{step.id}/", base="1", status="started", **{"was.status": "done"})

    assert conflict.status_code == 409
    assert says(conflict, "Sam Okafor saved while you were changing it.")
    assert says(conflict, "Yours: Started · Theirs: Done")
    assert 'name="base" value="1"' in page
    assert 'name="was.status" value="done"' in page
    assert kept.status_code == 303
    assert step_of(visitor).status is StepStatus.STARTED


def test_a_date_that_does_not_exist_comes_back_as_typed(visitor: Visitor):
    step = step_of(visitor)

    response = visitor.post(f"steps/{step.id}/", base="0", due="2027-02-31", status="done", **SHOWN)

    assert response.status_code == 422
    assert 'value="2027-02-31"' in response.content.decode()
    assert says(response, "The day must exist.")
    assert step_of(visitor).status is StepStatus.PLANNED


@pytest.mark.parametrize(
    "form", [{"base": ""}, {"base": "9"}, {"base": "0", "save": "x"}, {"base": "0", "status": "flying"}]
)
def test_a_broken_form_is_refused_with_a_sentence(visitor: Visitor, form: dict[str, str]):
    step = step_of(visitor)

    response = visitor.post(f"steps/{step.id}/", **{"status": "done", **SHOWN, **form})

    assert response.status_code == 422
    assert "usa-alert--error" in response.content.decode()


JSON = {"Accept": "application/json"}


def test_a_script_saves_a_step_by_the_contract_of_answers(visitor: Visitor):
    step = step_of(visitor)
    form = {"base": "0", "save": str(uuid.uuid4()), "status": "done", "due": "2027-03-01", **SHOWN}

    first = visitor.post(f"steps/{step.id}/row/", headers=JSON, **form)
    again = visitor.post(f"steps/{step.id}/row/", headers=JSON, **form)

    assert (first.status_code, first.json()["revision"], first.json()["merged"]) == (200, 1, False)
    assert re.fullmatch(r"\d{1,2}:\d\d [AP]M", first.json()["saved_label"])
    assert again.json()["revision"] == 1
    assert step_of(visitor).status is StepStatus.DONE


def test_a_script_is_told_both_versions_and_can_insist_on_one(visitor: Visitor):
    step = step_of(visitor)
    set_by_sam(visitor, step, 0, status="done")

    conflict = visitor.post(f"steps/{step.id}/", headers=JSON, base="0", status="started", due="2027-03-01", **SHOWN)
    insisted = visitor.post(
        f"steps/{step.id}/", headers=JSON, base="1", status="started", due="2027-03-01", keep="mine", **SHOWN
    )

    told = conflict.json()
    assert (conflict.status_code, told["revision"], told["theirs"]) == (409, 1, {"status": "done"})
    assert 'name="keep" value="mine"' in told["html"]
    assert "Yours: <strong>Started</strong>" in told["html"]
    assert (insisted.status_code, insisted.json()["merged"]) == (200, True)
    assert step_of(visitor).status is StepStatus.STARTED


def test_a_script_is_told_what_stands_against_a_save(visitor: Visitor):
    step = step_of(visitor)

    fault = visitor.post(f"steps/{step.id}/", headers=JSON, base="0", due="2027-02-31", **SHOWN)
    baseless = visitor.post(f"steps/{step.id}/", headers=JSON, base="", due="2027-02-01", **SHOWN)

    assert (fault.status_code, baseless.status_code) == (422, 422)
    assert "The day must exist." in fault.json()["errors"][0]


def test_a_script_reads_the_present_revision_and_the_pieces_of_a_page(visitor: Visitor):
    step = step_of(visitor)
    set_by_sam(visitor, step, 0, status="done")
    fragment = {"HX-Request": "true", "Accept": "text/html"}

    told = visitor.client.get(f"{visitor.url}steps/{step.id}/", headers=JSON).json()
    row = visitor.client.get(f"{visitor.url}steps/{step.id}/row/", headers=fragment).content.decode()
    form = visitor.client.get(f"{visitor.url}steps/{step.id}/", headers=fragment).content.decode()

    assert (told["revision"], bool(told["csrf"])) == (1, True)
    assert f'id="step-card-{step.id}"' in row
    assert 'id="step-counts"' in row
    assert 'name="was.status" value="done"' in row
    assert 'name="notes"' in form
    assert "<html" not in row + form


def test_a_step_can_be_typed_and_posting_twice_adds_one(visitor: Visitor):
    form = {"what": "Order radios", "lead": "joint", "due": "2027-01-15", "save": str(uuid.uuid4())}

    first = visitor.post("steps/", **form)
    second = visitor.post("steps/", **form)

    found = [step for step in steps_of(visitor.state()) if step.what == "Order radios"]
    assert first.status_code == second.status_code == 303
    assert len(found) == 1
    assert str(found[0].due) == "2027-01-15"


@pytest.mark.parametrize(("field", "typed"), [("what", "  "), ("due", "someday"), ("what", "w" * 600)])
def test_a_step_that_cannot_be_added_comes_back_with_its_text(visitor: Visitor, field: str, typed: str):
    response = visitor.post("steps/", **{"what": "Order radios", "owner": "Lt. Ortiz of the day shift", field: typed})

    assert response.status_code == 422
    assert "Lt. Ortiz of the day shift" in response.content.decode()
    assert len(steps_of(visitor.state())) == 2


def test_a_removed_step_is_gone_and_can_be_put_back(visitor: Visitor):
    step = step_of(visitor)

    visitor.post(f"steps/{step.id}/", base="0", do="remove")
    removed = visitor.page("steps/")
    visitor.post(f"steps/{step.id}/", base="1", do="put-back")

    assert "1 removed step" in removed
    assert step_of(visitor).what == "Walk the garages"


def test_removing_twice_with_one_form_is_removing_once(visitor: Visitor):
    step = step_of(visitor)
    form = {"base": "0", "do": "remove", "save": str(uuid.uuid4())}

    first = visitor.post(f"steps/{step.id}/", **form)
    second = visitor.post(f"steps/{step.id}/", **form)

    assert first.status_code == second.status_code == 303
    assert visitor.state().step_changes[step.id].revision == 1


def test_a_steps_own_page_holds_every_field(visitor: Visitor):
    step = step_of(visitor)

    page = visitor.page(f"steps/{step.id}/")

    for name in ("what", "why", "lead", "owner", "partners", "start", "due", "status", "notes"):
        assert re.search(rf'name="{name}"', page), name


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("police", "Walk the garages", "Share one map"),
        ("overdue", "Long ago", "Share one map"),
        ("open", "Share one map", "All done"),
    ],
)
def test_filters(visitor: Visitor, show: str, there: str, not_there: str):
    visitor.post("steps/", what="Long ago", due="2020-01-01")
    visitor.post("steps/", what="All done", status="done")

    page = visitor.page("steps/", show=show)

    table = page.split("<tbody")[1].split("</tbody")[0]
    assert there in table
    assert not_there not in table


def test_the_counts_use_the_plans_own_day(visitor: Visitor):
    soon = (timezone.now() + timedelta(days=10)).date().isoformat()
    visitor.post("steps/", what="Long ago", due="2020-01-01")
    visitor.post("steps/", what="Soon", due=soon)

    page = re.sub(r"<[^>]+>", "", visitor.page("steps/"))

    assert "1 overdue" in page
    assert "due in 30 days" in page
    assert "4 open" in page


def test_unknown_steps_and_strangers_get_404(visitor: Visitor):
    step = step_of(visitor)

    assert visitor.get(f"steps/{uuid.uuid4()}/").status_code == 404
    assert visitor.post(f"steps/{uuid.uuid4()}/", base="0").status_code == 404
    assert a_stranger().get(f"{visitor.url}steps/").status_code == 404
    assert a_stranger().post(f"{visitor.url}steps/", {"what": "x"}).status_code == 404
    assert a_stranger().get(f"{visitor.url}steps/{step.id}/").status_code == 404
    assert a_stranger().post(f"{visitor.url}steps/{step.id}/").status_code == 404


def test_a_sample_shows_its_steps_and_takes_no_change(visitor: Visitor):
    step = step_of(visitor)
    visitor.as_sample()

    page = visitor.page("steps/")
    own = visitor.page(f"steps/{step.id}/")

    assert "Walk the garages" in page
    assert "<select" not in page + own
    assert visitor.post("steps/", what="x").status_code == 403
    assert visitor.post(f"steps/{step.id}/", base="0").status_code == 403


def test_typed_markup_is_shown_as_text(visitor: Visitor):
    visitor.post("steps/", what="<img src=x onerror=alert(1)>")

    assert "<img" not in visitor.page("steps/")


def test_nul_is_refused_with_a_sentence(visitor: Visitor):
    response: Any = visitor.post("steps/", what="a\x00b")

    assert response.status_code == 422
