"""Named versions: what they keep, what can be read of them, and how they come back."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import access, restoring, selectors, services, versions
from teamup.plans.errors import MayNotEdit, NoSuchPlan, NoSuchVersion, UnknownQuestion, VersionRejected
from teamup.plans.models import Answer, AnswerChange, ChangeKind, NamedVersion, Plan
from teamup.plans.restoring import Restored
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from tests.factories import MARIA, NOW, SAM, a_plan, a_save, a_small_pack, saved

pytestmark = pytest.mark.django_db
ROWS = [{"id": "r1", "measure": "Walk the garages", "lead": "police", "due": "2027-03-01"}]


def named(plan: Plan, name: str = "As sent", **more) -> NamedVersion:
    return versions.name_version(plan=plan, name=name, by=MARIA, now=NOW, **more)


def state(plan: Plan) -> PlanState:
    return selectors.load_state(Plan.objects.get(pk=plan.pk))


def a_filled_plan() -> Plan:
    """Return a plan with joint answers, answers of each side, and a step that people changed."""
    plan = a_plan(plan_name="Riverton", path="new", lead_role="chief")
    saved(plan, "mission", "Less theft")
    saved(plan, "objectives", ROWS)
    saved(plan, "self_check", {"trust": {"rating": 3}}, side=Side.POLICE)
    saved(plan, "self_check", {"trust": {"rating": 2}}, side=Side.SECURITY)
    step = uuid.UUID(steps_of(state(plan))[0].id)
    services.record_step(plan=plan, step_id=step, save=a_save({"status": "started"}), by=MARIA, now=NOW)
    return plan


def change_it_all(plan: Plan) -> None:
    saved(plan, "mission", "Less theft, more trust", base=1, by=SAM)
    saved(plan, "motto", "Together", by=SAM)
    saved(plan, "self_check", None, base=1, side=Side.POLICE, by=SAM)
    saved(plan, "objectives", None, base=1, by=SAM)
    new = services.Save({"what": "Call the owners"}, 0, uuid.uuid4())
    services.record_step(plan=plan, step_id=uuid.uuid4(), save=new, by=SAM, now=NOW)


# --- Naming -------------------------------------------------------------------------------------------------------


def test_versions_are_numbered_and_listed_newest_first():
    plan = a_plan()

    first, second = named(plan, "As sent", note="To the council"), named(plan, "After the vote")

    assert (first.number, second.number) == (1, 2)
    assert [one.name for one in versions.versions_of(plan)] == ["After the vote", "As sent"]
    assert (first.note, first.made_by, first.pack_version) == ("To the council", MARIA.name, "1.0.0")


def test_naming_is_in_the_events_without_an_answers_words():
    plan = a_filled_plan()

    named(plan)

    event = Event.objects.get(plan_id=plan.pk, kind="version.named")
    assert event.detail == {"number": 1, "name": "As sent"}


@pytest.mark.parametrize("again", ["As sent", "  as   SENT "])
def test_the_same_name_twice_gets_a_sentence_that_says_which_it_is(again: str):
    plan = a_plan()
    named(plan)

    with pytest.raises(VersionRejected, match="already: Version 1, “As sent”, of November 22, 2026"):
        named(plan, again)


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("", "", "Give the version a name"),
        (" \n\x00", "", "Give the version a name"),
        ("x" * 61, "", "60 characters"),
        ("x", "x" * 501, "500 characters"),
    ],
)
def test_a_name_or_note_that_cannot_be_kept_gets_a_sentence(name: str, note: str, said: str):
    plan = a_plan()

    with pytest.raises(VersionRejected, match=said):
        named(plan, name, note=note)

    assert not NamedVersion.objects.exists()


def test_names_and_notes_are_kept_to_the_last_letter_and_on_one_line():
    made = named(a_plan(), "é" * 60, note="a\n\n" + "b" * 498)

    fresh = NamedVersion.objects.get()
    assert (fresh.name, fresh.note) == ("é" * 60, f"a {'b' * 498}")
    assert made.number == fresh.number


def test_there_is_room_for_200_versions(monkeypatch):
    monkeypatch.setattr(versions, "MOST_VERSIONS", 2)
    plan = a_plan()
    named(plan, "One"), named(plan, "Two")

    with pytest.raises(VersionRejected, match="room for 2 named versions"):
        named(plan, "Three")


def test_one_form_sent_twice_names_once():
    plan, key = a_plan(), uuid.uuid4()

    first, again = named(plan, key=key), named(plan, key=key)

    assert first.number == again.number
    assert NamedVersion.objects.count() == 1


def test_two_people_who_name_at_once_get_two_numbers_and_one_name_once():
    plan = a_plan()
    stale = Plan.objects.get(pk=plan.pk)  # both opened the page before either sent it

    named(plan, "As sent")
    with pytest.raises(VersionRejected, match="Version 1"):
        versions.name_version(plan=stale, name="As sent", by=SAM, now=NOW)
    second = versions.name_version(plan=stale, name="As sent again", by=SAM, now=NOW)

    assert second.number == 2


@pytest.mark.django_db(transaction=True)
def test_of_four_who_name_at_the_same_moment_one_gets_the_name_and_no_number_is_given_twice():
    plan = a_plan()
    gate, ended = threading.Barrier(4), []

    def name(n: int) -> None:
        gate.wait()
        for wanted in ("As sent", f"Mine, {n}"):
            try:
                ended.append(versions.name_version(plan=plan, name=wanted, by=SAM, now=NOW).number)
            except VersionRejected:
                ended.append(0)
        connection.close()

    threads = [threading.Thread(target=name, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == [0, 0, 0, 1, 2, 3, 4, 5]


def test_readers_and_samples_name_nothing():
    plan = a_plan()

    with pytest.raises(MayNotEdit):
        versions.name_version(plan=plan, name="Mine", by=access.READER, now=NOW)
    plan.sample = "invented"
    with pytest.raises(MayNotEdit):
        named(plan)


def test_a_plan_that_was_deleted_is_not_named():
    plan = a_plan()
    stale = Plan.objects.get(pk=plan.pk)
    Plan.objects.filter(pk=plan.pk).delete()

    with pytest.raises(NoSuchPlan):
        named(stale)


# --- Reading ------------------------------------------------------------------------------------------------------


def test_a_version_is_the_plan_as_it_stood(django_assert_num_queries):
    plan = a_filled_plan()
    before = state(plan)
    version = named(plan)
    change_it_all(plan)

    with django_assert_num_queries(1):
        then = versions.state_of_version(version)

    assert then.answers == before.answers
    assert then.step_changes == before.step_changes
    assert then.plan.version == "Version 1, “As sent”, of November 22, 2026"
    assert [step.status for step in steps_of(then)] == [step.status for step in steps_of(before)]


def test_the_day_of_a_version_is_that_of_the_zone_it_was_named_in():
    plan = a_plan()
    version = versions.name_version(plan=plan, name="Late", by=MARIA, now=NOW.replace(hour=4))
    Plan.objects.filter(pk=plan.pk).update(time_zone="Pacific/Guam")

    assert versions.day_of(versions.find_version(Plan.objects.get(pk=plan.pk), version.number)).day == 21


def test_a_version_follows_the_course_it_was_named_under():
    plan = a_filled_plan()
    version = named(plan)
    newer = a_small_pack()
    docs = dict(newer.docs)
    docs["pack.yaml"] = {**docs["pack.yaml"], "version": "2.0.0"}
    path = "sections/first/kinds/questions.yaml"
    docs[path] = {**docs[path], "questions": [q for q in docs[path]["questions"] if q["id"] != "mission"]}
    docs["pack.yaml"]["roles"] = {k: v for k, v in docs["pack.yaml"]["roles"].items() if k != "mission"}
    shelf.publish(type(newer)(docs))
    Plan.objects.filter(pk=plan.pk).update(pack_version="2.0.0")

    then, today = versions.state_of_version(version), state(plan)

    assert (then.course.version, today.course.version) == ("1.0.0", "2.0.0")
    assert then.role("mission") == "Less theft"
    assert versions.compare(then, today) == ()
    assert versions.fingerprint_of(then) == versions.fingerprint_of(today)


def test_answers_to_questions_that_are_gone_are_kept_compared_and_restored():
    plan = a_plan()
    key = uuid.uuid4()
    Answer.objects.create(plan=plan, question_id="gone", value="Old words", revision=1, changed_at=NOW)
    AnswerChange.objects.create(
        plan=plan, save_key=key, question_id="gone", kind="saved", base=0, revision=1, new="Old words", at=NOW
    )
    version = named(plan)
    services.record_answer(plan=plan, question_id="gone", save=a_save(None, base=1), by=SAM, now=NOW)

    (found,) = versions.compare(versions.state_of_version(version), state(plan))
    restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=MARIA, now=NOW)

    assert (found.question_id, found.lesson, found.old, found.new) == ("gone", None, "Old words", None)
    assert state(plan).value("gone") == "Old words"


def test_two_versions_are_read_with_one_query(django_assert_num_queries):
    plan = a_filled_plan()
    named(plan, "Before")
    change_it_all(plan)
    named(plan, "After")
    found = versions.find_versions(plan, 2, 1)

    with django_assert_num_queries(1):
        after, before = versions.states_of_versions(*found)

    assert (after.value("motto"), before.value("motto")) == ("Together", None)
    assert after.value("mission") == "Less theft, more trust"


def test_a_plan_with_thousands_of_records_is_read_whole():
    plan = a_plan()
    ids = [f"old_{n}" for n in range(3500)]
    AnswerChange.objects.bulk_create(
        AnswerChange(plan=plan, save_key=uuid.uuid4(), question_id=q, kind="saved", base=0, revision=1, new=q, at=NOW)
        for q in ids
    )
    version = named(plan)
    version.revisions = {f"{name}/joint": 1 for name in ids}

    assert len(versions.state_of_version(version).answers) == 3500


def test_a_version_that_never_was_is_not_found():
    plan, other = a_plan(), a_plan()
    named(other)

    with pytest.raises(NoSuchVersion):
        versions.find_version(plan, 1)


def test_equal_plans_have_one_fingerprint_and_gaps_do_not_count():
    one, other = a_plan(plan_name="Riverton"), a_plan(plan_name="Riverton")
    saved(one, "mission", "Less theft")
    saved(one, "mission", None, base=1)

    assert versions.fingerprint_of(state(one)) == versions.fingerprint_of(state(other))
    saved(other, "mission", "Less theft")
    assert versions.fingerprint_of(state(one)) != versions.fingerprint_of(state(other))


def test_a_fingerprint_is_that_of_its_version():
    plan = a_filled_plan()
    version = named(plan)
    change_it_all(plan)

    assert versions.fingerprint_of(versions.state_of_version(version)) == version.fingerprint
    assert len(version.fingerprint) == 64


def test_awkward_texts_have_a_fingerprint_and_come_back_as_they_were():
    plan = a_plan()
    text = "Ünïcode “quotes” \u202e\U0001f469\u200d\U0001f692 </script> \\u0000 'x'; --"
    saved(plan, "mission", text)
    version = named(plan, "<b>Ünïcode</b> “x” / ../ \U0001f469\u200d\U0001f692")
    saved(plan, "mission", "Plain", base=1)

    assert versions.state_of_version(version).value("mission") == text


def test_differences_come_in_the_order_of_the_course_with_steps_at_the_end():
    plan = a_filled_plan()
    version = named(plan)
    saved(plan, "plan_name", "Riverside", base=1)
    change_it_all(plan)

    found = versions.compare(versions.state_of_version(version), state(plan))

    names = [one.question_id for one in found]
    assert names[:4] == ["plan_name", "mission", "motto", "objectives"]
    assert names[-1].startswith("steps/")
    assert [one.lesson.slug if one.lesson else "" for one in found[:2]] == ["", "kinds"]
    assert (found[1].old, found[1].new) == ("Less theft", "Less theft, more trust")


# --- Bringing back ------------------------------------------------------------------------------------------------


def test_a_version_comes_back_as_new_changes_and_nothing_is_deleted():
    plan = a_filled_plan()
    version = named(plan)
    change_it_all(plan)
    logged = AnswerChange.objects.filter(plan=plan).count()

    ended = restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=SAM, now=NOW)

    assert ended == Restored(5, kept=2)
    assert versions.fingerprint_of(state(plan)) == version.fingerprint
    assert AnswerChange.objects.filter(plan=plan).count() == logged + 5
    assert AnswerChange.objects.filter(plan=plan, kind=ChangeKind.RESTORED, by=SAM.name).count() == 5
    assert state(plan).given("mission").revision == 3


def test_bringing_back_can_itself_be_taken_back():
    plan = a_filled_plan()
    named(plan)
    change_it_all(plan)
    before = versions.fingerprint_of(state(plan))
    kept = restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=SAM, now=NOW).kept

    ended = restoring.restore(plan=plan, number=kept, key=uuid.uuid4(), by=SAM, now=NOW)

    assert versions.fingerprint_of(state(plan)) == before
    assert ended.kept == 1  # the plan between the two was version 1 to the letter: no third one is made
    assert [one.name for one in versions.versions_of(plan)] == ["Before version 1 came back", "As sent"]


def test_one_form_sent_twice_brings_back_once():
    plan, key = a_filled_plan(), uuid.uuid4()
    named(plan)
    change_it_all(plan)

    first = restoring.restore(plan=plan, number=1, key=key, by=SAM, now=NOW)
    saved(plan, "mission", "Written since", base=3)
    again = restoring.restore(plan=plan, number=1, key=key, by=SAM, now=NOW)

    assert first == again
    assert state(plan).value("mission") == "Written since"


def test_what_somebody_changed_meanwhile_is_written_over_and_stays_in_the_history():
    plan = a_filled_plan()
    named(plan)
    saved(plan, "mission", "Seen on the page", base=1)
    saved(plan, "mission", "Changed after it was opened", base=2, by=SAM)

    restoring.restore_answer(
        plan=plan, number=1, question_id="mission", side=Side.JOINT, key=uuid.uuid4(), by=MARIA, now=NOW
    )

    assert state(plan).value("mission") == "Less theft"
    assert selectors.value_at(plan, "mission", Side.JOINT, 3) == "Changed after it was opened"


def test_a_version_equal_to_today_changes_nothing_and_keeps_nothing():
    plan = a_filled_plan()
    named(plan)

    assert restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=SAM, now=NOW) == Restored(0, 0)
    assert NamedVersion.objects.count() == 1
    assert not Event.objects.filter(kind="version.restored").exists()


def test_a_full_shelf_of_versions_holds_nothing_back(monkeypatch):
    monkeypatch.setattr(versions, "MOST_VERSIONS", 1)
    plan = a_filled_plan()
    named(plan)
    change_it_all(plan)

    assert restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=SAM, now=NOW) == Restored(5, kept=0)


def test_a_restore_that_fails_halfway_leaves_everything_as_it_was(monkeypatch):
    plan = a_filled_plan()
    named(plan)
    change_it_all(plan)
    before, write = versions.fingerprint_of(state(plan)), restoring.write
    count = iter(range(10))

    def breaks(change):
        if next(count) == 3:
            raise OSError("The disk is full.")
        return write(change)

    monkeypatch.setattr(restoring, "write", breaks)
    with pytest.raises(OSError, match="full"):
        restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=SAM, now=NOW)

    assert versions.fingerprint_of(state(plan)) == before
    assert NamedVersion.objects.count() == 1


def test_one_answer_comes_back_alone_also_one_that_was_empty_then():
    plan = a_filled_plan()
    named(plan)
    change_it_all(plan)
    key = uuid.uuid4()

    for _twice in range(2):
        restoring.restore_answer(
            plan=plan, number=1, question_id="motto", side=Side.JOINT, key=key, by=MARIA, now=NOW + timedelta(days=1)
        )

    assert state(plan).value("motto") is None
    assert state(plan).given("motto").revision == 2
    assert state(plan).value("mission") == "Less theft, more trust"


def test_a_step_comes_back_alone():
    plan = a_filled_plan()
    named(plan)
    (step_id,) = state(plan).step_changes
    services.record_step(
        plan=plan, step_id=uuid.UUID(step_id), save=a_save({"status": "done"}, base=1), by=SAM, now=NOW
    )

    restoring.restore_answer(
        plan=plan, number=1, question_id=f"steps/{step_id}", side=Side.JOINT, key=uuid.uuid4(), by=MARIA, now=NOW
    )

    assert state(plan).step_changes[step_id].value == {"status": "started"}


@pytest.mark.parametrize("question_id", ["nothing", "steps/x", "steps/11111111-2222-4333-8444-555555555555", ""])
def test_an_answer_that_neither_has_is_not_restored(question_id: str):
    plan = a_filled_plan()
    named(plan)

    with pytest.raises(UnknownQuestion):
        restoring.restore_answer(
            plan=plan, number=1, question_id=question_id, side=Side.JOINT, key=uuid.uuid4(), by=MARIA, now=NOW
        )


def test_readers_bring_nothing_back():
    plan = a_filled_plan()
    named(plan)

    with pytest.raises(MayNotEdit):
        restoring.restore(plan=plan, number=1, key=uuid.uuid4(), by=access.READER, now=NOW)
