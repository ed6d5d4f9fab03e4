"""A plan file is read back without loss; a bad one changes nothing and is refused with a sentence."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.catalog.source import read_pack
from teamup.core.models import Event
from teamup.operations.samples import make_samples
from teamup.plans import lifecycle, round_files, selectors, services
from teamup.plans.models import Answer, AnswerChange, CheckReply, Plan
from teamup.plans.selfcheck import Reply
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from teamup.report.errors import PlanFileError
from teamup.report.jsonfile import read_plan_file, write_plan_file
from teamup.report.planfiles import import_plan
from tests.factories import MARIA, NOW, SAM, a_plan, a_save, saved
from tests.plans.checked import an_open_round, ended, replied

LATER = NOW + timedelta(days=40)
ROWS = [{"id": f"r{number}", "goal": f"Goal {number}"} for number in range(3)]


@pytest.fixture
def plan(db) -> Plan:
    """A plan with both sides, revisions, an emptied answer, an orphan, and a step of each kind."""
    plan = a_plan(path="existing", lead_role="chief", plan_name="Riverton — 中 \U0001f6a8")
    saved(plan, "mission", "We meet.")
    saved(plan, "mission", "We meet\nand mend <b>things</b> \\ {#}.", base=1, by=SAM)
    saved(plan, "motto", "Gone again")
    saved(plan, "motto", None, base=1)
    saved(plan, "goals", ROWS)
    saved(plan, "objectives", [{"id": "o-1", "measure": "Break-ins", "goal": "r1", "amount": "1250.50"}])
    for side in (Side.POLICE, Side.SECURITY):
        saved(plan, "self_check", {"trust": {"rating": 3}}, side=side)
    Answer.objects.create(
        plan=plan, question_id="asked.long.ago", value={"a": [1, None]}, revision=3, changed_at=NOW, changed_by="Sam"
    )
    drafted = steps_of(selectors.load_state(plan))[0]
    for step_id, value in ((uuid.UUID(drafted.id), {"owner": "Lt. Ruiz"}), (uuid.uuid4(), {"what": "Write to all"})):
        services.record_step(plan=plan, step_id=step_id, save=a_save(value), by=MARIA, now=NOW)
    return plan


def written(plan: Plan) -> bytes:
    return write_plan_file(selectors.load_state(plan))


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the plan file after `change` has had its way with it."""
    found = json.loads(data)
    change(found)
    return json.dumps(found).encode()


def answer(question: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Return a change to a plan file: this question is answered so."""

    def put(file: dict[str, Any]) -> None:
        line = {"question": question, "side": "joint", "value": value, "revision": 1}
        others = [found for found in file["answers"] if found["question"] != question]
        file["answers"] = [*others, {**line, "changed_at": NOW.isoformat(), "by": ""}]

    return put


def test_a_plan_that_is_gone_comes_back_as_it_was(plan):
    data = written(plan)
    Plan.objects.all().delete()

    back = import_plan(read_plan_file(data), LATER).plan

    assert back.id == plan.id
    assert written(back) == data


def test_beside_the_plan_itself_the_copy_gets_an_id_of_its_own_and_loses_nothing(plan):
    before = selectors.load_state(plan)

    copy = import_plan(read_plan_file(written(plan)), LATER).plan

    after = selectors.load_state(copy)
    assert copy.id != plan.id
    assert after.answers == before.answers
    assert _steps(after) == _steps(before) == {("Break-ins", "Lt. Ruiz", "o-1"), ("Write to all", "", "")}
    assert (copy.time_zone, copy.created_at) == (plan.time_zone, plan.created_at)


def _steps(state: PlanState) -> set[tuple[str, str, str]]:
    return {(step.what, step.owner, step.source_row) for step in steps_of(state)}


def test_the_history_of_an_imported_plan_begins_with_the_import(plan):
    copy = import_plan(read_plan_file(written(plan)), LATER).plan

    changes = selectors.changes_of(copy)
    mission = selectors.changes_of(copy, question_id="mission")

    assert {change.kind for change in changes} == {"imported"}
    assert [(change.revision, change.by) for change in mission] == [(2, "Sam Okafor")]
    assert Event.objects.filter(plan_id=copy.id, kind="plan.imported", at=LATER).exists()


def test_work_goes_on_from_the_revision_that_was_imported(plan):
    copy = import_plan(read_plan_file(written(plan)), LATER).plan

    result = saved(copy, "mission", "We mend.", base=2)

    assert result.revision == 3


def test_the_new_key_opens_the_imported_plan_and_the_old_one_does_not(plan):
    imported = import_plan(read_plan_file(written(plan)), LATER)

    found = lifecycle.find_by_key(typed=imported.key, network="10.0.0.1", now=LATER)

    assert found == imported.plan
    assert imported.plan.key_hash != plan.key_hash


def test_rounds_of_the_self_check_come_back_as_the_page_showed_them(plan):
    opened = an_open_round(plan, closes_on="2026-12-24")
    replied(opened.token, *(Reply(Side.POLICE, {"trust": n}, {"trust": f"Line {n}"}) for n in (1, 3, 5)))
    ended(opened.round)
    data = write_plan_file(selectors.load_state(plan), round_files.kept_of(plan.pk))
    Plan.objects.all().delete()

    back = import_plan(read_plan_file(data), LATER).plan

    assert write_plan_file(selectors.load_state(back), round_files.kept_of(back.pk)) == data
    assert CheckReply.objects.filter(plan=back).count() == 3


def test_a_sample_becomes_a_plan_that_may_be_changed(plan):
    Plan.objects.update(sample="invented", key_hash=None)
    data = written(Plan.objects.get())
    Plan.objects.all().delete()

    copy = import_plan(read_plan_file(data), LATER).plan

    assert copy.sample == ""
    assert copy.id != plan.id
    assert saved(copy, "mission", "Ours now.", base=2).revision == 3


def test_more_rows_than_one_person_may_write_are_kept_when_several_did(plan):
    rows = [{"id": f"r{number}", "text": "One of many"} for number in range(301)]

    copy = import_plan(read_plan_file(changed(written(plan), answer("ideas", rows))), LATER).plan

    assert len(selectors.load_state(copy).rows("ideas")) == 301


def test_a_plan_of_a_version_that_is_not_here_can_go_on_with_the_newest(plan):
    data = changed(written(plan), lambda file: file["course"].update(version="9.9.9"))

    with pytest.raises(PlanFileError, match=r"version 9\.9\.9 .* --newest"):
        import_plan(read_plan_file(data), LATER)
    copy = import_plan(read_plan_file(data), LATER, newest=True).plan

    assert copy.pack_version == "1.0.0"
    assert selectors.load_state(copy).answers == selectors.load_state(plan).answers


def _claims_one_row_twice(file: dict[str, Any]) -> None:
    for step in file["steps"]:
        step["drafted_from"] = "objectives/o-1"


BAD: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("is not here", lambda file: file["course"].update(id="another")),
    ("“mission” cannot be kept", answer("mission", 7)),
    ("“form” cannot be kept. Choose one", answer("form", "castle")),
    ("“day” cannot be kept", answer("day", "2027-02-30")),
    ("“order” cannot be kept", answer("order", ["a", "a"])),
    ("no proper name", answer("ideas", [{"id": "<b>", "text": "x"}])),
    ("“goals, r1” cannot be kept", answer("goals", [{"id": "r1", "color": "red"}])),
    ("is no name of a question", answer("steps/abc", {})),
    ("“never.asked” cannot be kept", answer("never.asked", ["a\x00b"])),
    ("action step twice", _claims_one_row_twice),
    ("cannot be kept", lambda file: file["steps"][0].update(value={"due": "soon"})),
    ("cannot be right", lambda file: file["answers"][0].update(changed_at="0001-01-01T00:00:00+14:00")),
    ("cannot be right", lambda file: file["plan"].update(created_at="9999-12-31T23:59:59-14:00")),
]


@pytest.mark.parametrize(("says", "spoil"), BAD)
def test_a_file_with_a_fault_is_refused_whole_with_a_sentence(plan, says, spoil):
    data = changed(written(plan), spoil)
    before = (Plan.objects.count(), Answer.objects.count(), AnswerChange.objects.count(), Event.objects.count())

    with pytest.raises(PlanFileError, match=says):
        import_plan(read_plan_file(data), LATER)

    assert (Plan.objects.count(), Answer.objects.count(), AnswerChange.objects.count(), Event.objects.count()) == before


# --- The commands -------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("plan", *arguments, stdout=said)
    return said.getvalue()


def test_a_plan_is_exported_and_imported_by_command(plan, tmp_path):
    file = tmp_path / "riverton.json"

    out = run("export", str(plan.id), "--output", str(file))
    back = run("import", str(file))

    key = back.rsplit(" ", 1)[1].strip()
    copy = lifecycle.find_by_key(typed=key, network="10.0.0.1", now=LATER)
    assert out.startswith(f"Wrote {file} (")
    assert f"/plans/{copy.id}/" in back
    assert selectors.load_state(copy).answers == selectors.load_state(plan).answers


def test_a_plan_s_html_file_is_imported_by_command_too(plan, tmp_path):
    file = tmp_path / "riverton.html"
    run("export", str(plan.id), "--format", "html", "--output", str(file))
    before = selectors.load_state(plan)
    Plan.objects.all().delete()

    run("import", str(file))

    assert selectors.load_state(Plan.objects.get(pk=plan.id)).answers == before.answers


@pytest.mark.parametrize(
    ("form", "begins"),
    [("html", b"<!doctype html>"), ("json", b"{"), ("ics", b"BEGIN:VCALENDAR"), ("csv", "\ufeff".encode())],
)
def test_each_form_is_written_under_the_name_of_the_plan(plan, tmp_path, monkeypatch, form, begins):
    monkeypatch.chdir(tmp_path)

    run("export", str(plan.id), "--format", form)

    (file,) = tmp_path.iterdir()
    assert file.name == f"riverton.{form}"
    assert file.read_bytes().startswith(begins)


def test_no_file_is_overwritten_unless_it_was_named(plan, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("export", str(plan.id))

    with pytest.raises(CommandError, match="is there already"):
        run("export", str(plan.id))
    run("export", str(plan.id), "--output", "riverton.json")

    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_done_is_said_in_a_sentence(plan, tmp_path):
    (tmp_path / "notes.txt").write_text("Buy milk", encoding="utf-8")

    with pytest.raises(CommandError, match="There is no plan"):
        run("export", str(uuid.uuid4()))
    with pytest.raises(CommandError, match="not a plan file"):
        run("import", str(tmp_path / "notes.txt"))
    with pytest.raises(CommandError, match="No such file"):
        run("import", str(tmp_path / "nothing.json"))
    with pytest.raises(CommandError, match="No such file"):
        run("export", str(plan.id), "--output", str(tmp_path / "nowhere" / "plan.json"))

    assert Plan.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_both_samples_survive_a_plan_file():
    content = Path(__file__).parents[2] / "content"
    shelf.publish(read_pack(content / "police-security"))

    for sample, _ in make_samples(content / "samples"):
        copy = import_plan(read_plan_file(written(sample)), LATER).plan
        assert selectors.load_state(copy).answers == selectors.load_state(sample).answers
