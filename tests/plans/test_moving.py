"""Moving a plan to another version of its course: what is shown, what changes, and that nothing is ever lost."""

from __future__ import annotations

import copy
import json
import random
import uuid
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from teamup.catalog import shelf
from teamup.catalog.errors import IdsReused
from teamup.catalog.source import PackSource
from teamup.core.models import Event
from teamup.plans import lifecycle, moving, selectors
from teamup.plans.access import READER
from teamup.plans.errors import MayNotEdit
from teamup.plans.models import Answer, AnswerChange, Plan
from teamup.plans.moving import CannotMove
from teamup.report.jsonfile import read_plan_file, write_plan_file
from teamup.report.planfiles import import_plan
from tests.factories import MARIA, NOW, PACK, a_browser, a_plan, a_small_pack, saved
from tests.plans.edits import Author, answers_to

KINDS = "sections/first/kinds/questions.yaml"
FEW, MANY = 25, 100


_VERSIONS = count(1)


def a_version() -> str:
    """Return a version that no other test publishes: what is on the shelf once is remembered for ever."""
    return f"31.{next(_VERSIONS)}.0"


def edited(change: Callable[[dict[str, Any]], object]) -> str:
    """Publish the small pack with its questions (by id) changed, and return its version."""
    docs = copy.deepcopy(dict(a_small_pack().docs))
    docs["pack.yaml"]["version"] = a_version()
    questions = {question["id"]: question for question in docs[KINDS]["questions"]}
    change(questions)
    docs[KINDS]["questions"] = list(questions.values())
    return shelf.publish(PackSource(docs))[0].version


def without_options(questions: dict[str, Any]) -> None:
    """Take an option, a column and a question away, and reword another."""
    questions["interests"]["options"] = {"a": "A", "b": "B"}
    questions["objectives"]["columns"] = [c for c in questions["objectives"]["columns"] if c["id"] != "amount"]
    questions["mission"]["prompt"] = "What is your mission?"
    questions["day"]["new"] = "needed"
    del questions["hours"]


def moved(plan: Plan, to: str, *, seen: str = "1.0.0", key: uuid.UUID | None = None) -> bool:
    """Move the plan as Maria, and read it again."""
    done = moving.move(plan=plan, to=to, seen=seen, save_key=key or uuid.uuid4(), by=MARIA, now=NOW)
    plan.refresh_from_db()
    return done


@pytest.fixture
def plan(db: None) -> Plan:
    """A plan with answers that the next version no longer takes as they are."""
    plan = a_plan(path="new", plan_name="Riverton")
    saved(plan, "mission", "We keep the garages safe.")
    saved(plan, "interests", ["a", "c"])
    saved(plan, "hours", "12")
    saved(plan, "objectives", [{"id": "r1", "measure": "Break-ins", "amount": "1250.50"}])
    return plan


def test_what_would_change_is_told_before_anything_does(plan: Plan):
    to = edited(without_options)

    found = moving.preview(plan, selectors.load_state(plan), to)

    assert [(one.question.id, one.words) for one in found.removed_answers] == [("hours", "12")]
    assert [(one.question.id, one.words) for one in found.unfit] == [
        ("interests", "C"),
        ("objectives", "Amount: $1,250.50"),
    ]
    assert [(one.question.id, one.old, one.new) for one in found.reworded] == [
        ("mission", "Mission?", "What is your mission?")
    ]
    assert [(one.question.id, str(one.old), str(one.new)) for one in found.marked] == [("day", "optional", "needed")]
    assert Plan.objects.get(pk=plan.pk).pack_version == "1.0.0"


def test_new_and_moved_lessons_and_questions_are_told(plan: Plan):
    docs = copy.deepcopy(dict(a_small_pack().docs))
    docs["pack.yaml"]["version"] = a_version()
    motto = next(q for q in docs[KINDS]["questions"] if q["id"] == "motto")
    docs[KINDS]["questions"].remove(motto)
    docs["sections/first/section.yaml"]["lessons"] = ["more", "kinds"]
    docs["sections/first/more/lesson.md"] = {
        "front": {"number": "1.2", "title": "More", "summary": "More."},
        "text": "More.",
    }
    new = {"id": "song", "kind": "short_text", "prompt": "Song?"}
    docs["sections/first/more/questions.yaml"] = {"questions": [motto, new]}
    to = shelf.publish(PackSource(docs))[0].version

    found = moving.preview(plan, selectors.load_state(plan), to)

    assert [lesson.id for lesson in found.lessons_added] == ["first/more"]
    assert [question.id for question in found.added] == ["song"]
    assert [(one.question.id, one.new.id if one.new else "") for one in found.placed] == [("motto", "first/more")]


def test_a_plan_stays_on_its_version_until_it_is_moved_and_only_its_version_changes(plan: Plan):
    to = edited(without_options)
    rows = list(Answer.objects.filter(plan=plan).values())
    log = AnswerChange.objects.filter(plan=plan).count()

    was_moved = moved(plan, to)

    assert was_moved
    assert plan.pack_version == to
    assert list(Answer.objects.filter(plan=plan).values()) == rows
    assert AnswerChange.objects.filter(plan=plan).count() == log
    assert Event.objects.get(plan_id=plan.pk, kind="plan.moved").detail == {"from": "1.0.0", "to": to}


def test_what_fits_goes_on_working_and_the_rest_is_kept_in_words(plan: Plan):
    moved(plan, edited(without_options))

    state = selectors.load_state(plan)

    assert state.value("interests") == ["a"]
    assert state.value("objectives") == [{"id": "r1", "measure": "Break-ins"}]
    assert {one.question_id: (one.words, one.is_asked) for one in moving.leftovers(state)} == {
        "hours": ("12", False),
        "interests": ("C", True),
        "objectives": ("Amount: $1,250.50", True),
    }


def test_saving_an_answer_again_keeps_what_its_question_no_longer_takes(plan: Plan):
    moved(plan, edited(without_options))

    saved(plan, "interests", ["b"], base=1)
    saved(plan, "objectives", [{"id": "r1", "measure": "Fewer break-ins"}, {"id": "r2", "measure": "Calls"}], base=1)

    assert Answer.objects.get(plan=plan, question_id="interests").value == ["b", "c"]
    assert Answer.objects.get(plan=plan, question_id="objectives").value == [
        {"id": "r1", "measure": "Fewer break-ins", "amount": "1250.50"},
        {"id": "r2", "measure": "Calls"},
    ]
    assert selectors.load_state(plan).value("interests") == ["b"]


def test_saving_what_fits_as_it_stands_is_no_change(plan: Plan):
    moved(plan, edited(without_options))

    result = saved(plan, "interests", ["a"], base=1)

    assert (result.revision, result.merged) == (1, False)
    assert Answer.objects.get(plan=plan, question_id="interests").value == ["a", "c"]


def test_moved_back_everything_stands_as_it_did(plan: Plan):
    before = selectors.load_state(plan).answers
    to = edited(without_options)
    moved(plan, to)
    shown = moving.preview(plan, selectors.load_state(plan), "1.0.0")

    moved(plan, "1.0.0", seen=to)

    assert {one.question.id for one in shown.returning} == {"hours", "interests", "objectives"}
    assert selectors.load_state(plan).answers == before
    assert moving.leftovers(selectors.load_state(plan)) == ()


def test_the_same_form_sent_twice_moves_once(plan: Plan):
    to, key = edited(without_options), uuid.uuid4()

    first, second = moved(plan, to, key=key), moved(plan, to, key=key)
    moved(plan, "1.0.0", seen=to)
    late = moved(plan, to, key=key)

    assert (first, second, late) == (True, False, False)
    assert plan.pack_version == "1.0.0"
    assert Event.objects.filter(plan_id=plan.pk, kind="plan.moved").count() == 2


def test_a_page_that_someone_overtook_is_refused(plan: Plan):
    first = edited(without_options)
    second = edited(lambda questions: questions.pop("motto"))
    moved(plan, first)

    with pytest.raises(CannotMove, match="Someone else moved"):
        moving.move(plan=plan, to=second, seen="1.0.0", save_key=uuid.uuid4(), by=MARIA, now=NOW)


def test_a_version_that_is_not_on_the_shelf_is_refused(plan: Plan):
    with pytest.raises(CannotMove, match="not published here"):
        moved(plan, "9.9.9")


def test_a_sample_and_a_reader_move_nothing(plan: Plan):
    to = edited(without_options)

    with pytest.raises(MayNotEdit):
        moving.move(plan=plan, to=to, seen="1.0.0", save_key=uuid.uuid4(), by=READER, now=NOW)

    Plan.objects.filter(pk=plan.pk).update(sample="invented")
    assert moving.newer_version(Plan.objects.get(pk=plan.pk)) == ""


def test_a_newer_version_is_announced_only_while_there_is_one(plan: Plan):
    before = moving.newer_version(plan)
    to = edited(without_options)
    between = moving.newer_version(plan)
    moved(plan, to)

    assert (before, between, moving.newer_version(plan)) == ("", to, "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda q: q["hours"].update(kind="money"), "“hours” was “number” in version 1.0.0, and is “money” here"),
        (lambda q: q["objectives"]["columns"][0].update(kind="long_text"), "“objectives.measure” was “short_text”"),
        (lambda q: q["objectives"]["columns"][1].update(options_from="ideas", kind="choices"), "objectives.goal"),
        (lambda q: q["mission"].update(each_side=True), "asked of each side"),
    ],
)
def test_a_version_that_uses_an_id_for_something_else_is_refused(db: None, change: Callable[[Any], Any], says: str):
    shelf.publish(a_small_pack())

    with pytest.raises(IdsReused, match=says):
        edited(change)


def test_an_id_that_was_retired_does_not_come_back_as_something_else(db: None):
    shelf.publish(a_small_pack())
    edited(lambda questions: questions.pop("hours"))

    with pytest.raises(IdsReused, match=r"in version 1\.0\.0"):
        edited(lambda questions: questions["hours"].update(kind="date"))


def test_the_data_file_of_a_moved_plan_comes_back_whole(plan: Plan):
    moved(plan, edited(without_options))
    data = write_plan_file(selectors.load_state(plan))
    lifecycle.delete_for_good(plan=plan, by=MARIA, now=NOW)

    copy_of = import_plan(read_plan_file(data), NOW).plan

    assert Answer.objects.get(plan=copy_of, question_id="interests").value == ["a", "c"]
    assert Answer.objects.get(plan=copy_of, question_id="hours").value == "12"
    assert write_plan_file(selectors.load_state(copy_of)) == data


# --- A hundred edits, one after the other -------------------------------------------------------------------------


def _is_there(plan: Plan, question_id: str, value: object) -> bool:
    kept = [
        *Answer.objects.filter(plan=plan, question_id=question_id).values_list("value", flat=True),
        *AnswerChange.objects.filter(plan=plan, question_id=question_id).values_list("new", flat=True),
    ]
    return value in kept


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.timeout(300)
@pytest.mark.parametrize("edits", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_legal_edits_break_no_page_and_lose_no_answer(client: Client, edits: int):
    author, dice, browser = Author(seed=2026), random.Random(7), a_browser()
    client.cookies["browser"] = browser
    shelf.publish(PackSource(copy.deepcopy(author.docs)))
    plan = lifecycle.begin_plan(
        pack_id="edited-2026", browser=browser, opening=[("path", "new")], time_zone="UTC", now=NOW
    ).plan
    ever: list[tuple[str, object]] = []
    for step in range(edits + 1):
        if step:
            _move_on(author, plan)
        _open_every_page(client, plan)
        _answer_some(plan, dice, ever, share=1 if step == 0 else 0.15)

    assert [(name, value) for name, value in ever if not _is_there(plan, name, value)] == []
    assert Event.objects.filter(plan_id=plan.pk, kind="plan.moved").count() == edits
    assert len(ever) > edits
    assert client.get(f"/plans/{plan.pk}/report.pdf").content.startswith(b"%PDF")


def _move_on(author: Author, plan: Plan) -> None:
    course, _is_new = shelf.publish(author.next_version())
    before = list(Answer.objects.filter(plan=plan).order_by("question_id", "side").values())
    moving.preview(plan, selectors.load_state(plan), course.version)
    moved(plan, course.version, seen=plan.pack_version)
    assert list(Answer.objects.filter(plan=plan).order_by("question_id", "side").values()) == before


def _answer_some(plan: Plan, dice: random.Random, ever: list[tuple[str, object]], *, share: float) -> None:
    state = selectors.load_state(plan)
    for question, value in answers_to(state.course, dice):
        if dice.random() < share and value is not None and question.max_words != 1 and question.max_length > 5:
            side = question.sides()[0]
            given = state.given(question.id, side)
            saved(plan, question.id, value, base=given.revision if given else 0, side=side)
            ever.append((question.id, Answer.objects.get(plan=plan, question_id=question.id, side=side).value))


def _open_every_page(client: Client, plan: Plan) -> None:
    state, base = selectors.load_state(plan), f"/plans/{plan.pk}/"
    pages = ["", "version/", "steps/", "history/", "settings/", "email/", "delete/", "report/", "report.json"]
    pages += ["report.csv", "report.ics", *(f"{lesson.id}/" for lesson in state.course.lessons())]
    found = {page: client.get(base + page) for page in pages}
    assert {page: response.status_code for page, response in found.items() if response.status_code != 200} == {}
    answers = {
        (one["question"], one["side"]): one["value"] for one in json.loads(found["report.json"].content)["answers"]
    }
    stored = Answer.objects.filter(plan=plan).values_list("question_id", "side", "value")
    assert answers == {(question, side): value for question, side, value in stored}


def test_the_small_pack_has_the_id_that_these_tests_use():
    assert a_small_pack().docs["pack.yaml"]["id"] == PACK
