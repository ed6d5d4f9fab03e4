"""The two sample plans: what they say is right, and making them is harmless."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from teamup.catalog import load, shelf
from teamup.catalog.model import Course, CourseIndex, Kind, Question, Side
from teamup.catalog.source import read_pack
from teamup.operations.samples import INVENTED, RECORD, Sample, SampleError, kept_answers, make_samples, read_samples
from teamup.plans import access, progress, selectors, smart, words
from teamup.plans.errors import MayNotEdit
from teamup.plans.models import AnswerChange, Plan
from teamup.plans.state import Given, PlanFacts, PlanState
from teamup.plans.steps import steps_of
from teamup.report.build import build
from teamup.report.document import Cases
from tests.factories import a_plan, a_small_pack

CONTENT = Path(__file__).parents[2] / "content"
# Cautions that no good answer avoids: they go with what the plan does, and say what to ask counsel.
INTENDED = {
    "rule.intelligence-is-not-for-members",
    "rule.known-to-work-first",
    "rule.behavior-not-belief",
    "rule.limits-need-counsel",
}
FIGURE = re.compile(r"\d[\d.,]*\d|\d|\b(?:half|third|quarter|eight|ten|dozen|hundred|thousand)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def the_course() -> Course:
    return load.build(read_pack(CONTENT / "police-security"))


@lru_cache(maxsize=2)
def the_sample(kind: str) -> Sample:
    return next(sample for sample in read_samples(CONTENT / "samples") if sample.kind == kind)


@lru_cache(maxsize=2)
def the_state(kind: str) -> PlanState:
    """The sample as the rules see it, without a database."""
    sample, index = the_sample(kind), CourseIndex(the_course())
    kept = kept_answers(sample, index, uuid.uuid4())
    given = {(k.question_id, k.side): Given(k.value, k.revision, k.changed_at, k.by) for k in kept}
    facts = PlanFacts(sample.id, sample.created_at, sample.time_zone, kind)
    return PlanState(the_course(), index, facts, given, {})


def asked(state: PlanState) -> Iterator[Question]:
    return (question for question in state.course.questions() if state.is_asked(question))


def texts(value: object) -> Iterator[str]:
    """Every text in a value, but for the names of rows."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "id":
                yield from texts(inner)


def figures(*values: object) -> set[str]:
    return {found.lower() for value in values for text in texts(value) for found in FIGURE.findall(text)}


# --- The invented plan --------------------------------------------------------------------------------------------


def test_the_invented_plan_answers_every_question_by_every_side():
    state = the_state(INVENTED)

    unanswered = [question.id for question in asked(state) if not state.is_answered(question)]

    assert unanswered == []
    assert progress.measure(state).is_complete


def test_the_invented_plan_has_no_gap_and_only_cautions_that_belong_to_it():
    state = the_state(INVENTED)

    assert smart.flags(state) == ()
    assert {caution.rule.id for caution in smart.cautions(state)} == INTENDED


def test_every_answer_of_the_invented_plan_reads_as_prose():
    state = the_state(INVENTED)

    said = {
        (question.id, side): words.of_answer(question, state.value(question.id, side), state)
        for question in asked(state)
        for side in question.sides()
    }

    assert all(said.values())
    assert not [key for key, text in said.items() if words.GONE in text or "(unnamed)" in text]


def test_the_invented_plan_has_about_a_dozen_steps_each_with_an_owner_and_a_date_in_its_first_year():
    steps = steps_of(the_state(INVENTED))

    assert 10 <= len(steps) <= 14
    assert {"activities", "training_plan", "exercise_plan"} <= {step.source for step in steps}
    for step in steps:
        assert step.owner, step.what
        assert step.due is not None
        assert date(2027, 1, 1) <= step.due <= date(2027, 12, 31)
        assert step.start is None or step.start <= step.due


def test_each_problem_leads_to_a_goal_an_objective_a_measure_and_an_activity():
    state = the_state(INVENTED)
    objectives = state.rows("objectives")

    for problem in state.rows("problem_list"):
        goals = {goal["id"] for goal in state.rows("goals") if problem["id"] in goal["problem"]}
        aims = {row["id"] for row in objectives if row["goal"] in goals}

        assert goals
        assert aims
        assert aims & {row["objective"] for row in state.rows("measures")}
        assert aims & {row["objective"] for row in state.rows("activities")}
    assert {row["id"] for row in objectives} <= {row["objective"] for row in state.rows("measures")}


def test_whoever_owns_an_objective_or_an_activity_is_named_among_the_people():
    state = the_state(INVENTED)
    people = " ".join(
        text
        for question in ("founders", "executive_sponsors", "roles", "driver", "liaison_police", "liaison_security")
        for text in texts(state.value(question))
    )

    owners = [str(row["owner"]).split(",")[0] for q in ("objectives", "activities") for row in state.rows(q)]

    assert [owner for owner in owners if owner not in people] == []


def test_the_money_adds_up():
    state = the_state(INVENTED)

    def total(question: str, column: str, **only: str) -> int:
        rows = [row for row in state.rows(question) if all(row[k] == v for k, v in only.items())]
        return sum(int(str(row[column])) for row in rows)

    in_kind, cash = total("budget", "amount", kind="in_kind"), total("budget", "amount", kind="cash")

    assert in_kind == total("in_kind_value", "value") == total("funding_plan", "amount", source="in_kind")
    assert total("funding_plan", "amount") - in_kind - cash == 800  # what the plan says stays in reserve
    assert f"${cash:,}" in str(state.value("logic_model"))


def test_nobody_can_be_reached_by_mistake_through_the_invented_plan():
    text = (CONTENT / "samples" / "invented.yaml").read_text(encoding="utf-8")

    numbers = re.findall(r"\b\d{3}-\d{4}\b", text)
    addresses = re.findall(r"[\w.+-]+@[\w.-]+\w", text)

    assert numbers
    assert all(number.startswith("555-01") for number in numbers)
    assert all(address.endswith("@example.org") for address in addresses)


# --- The plan from the public record ------------------------------------------------------------------------------


def test_the_plan_from_the_record_says_that_it_is_not_the_partnership_s_own():
    name = the_state(RECORD).name

    assert "public record" in name
    assert "not the partnership’s own plan" in name


def test_every_answer_from_the_record_names_facts_whose_sources_the_course_has():
    sample, cases = the_sample(RECORD), the_course().cases

    assert [answer.question_id for answer in sample.answers if not answer.facts] == []
    for fact in sample.facts:
        assert cases[fact.case].confidence == "verified", fact.id
        assert fact.source in {source.title for source in cases[fact.case].sources}, fact.id
    assert {fact for answer in sample.answers for fact in answer.facts} == set(sample.facts)


def test_every_figure_of_the_record_is_a_figure_of_the_entries_it_cites():
    sample, cases = the_sample(RECORD), the_course().cases

    for fact in sample.facts:
        entry = asdict(cases[fact.case])
        assert figures(fact.says) <= figures(_lists(entry)), fact.id
    for answer in sample.answers:
        years = {s.year for f in answer.facts for s in cases[f.case].sources if s.title == f.source}
        cited = figures([fact.says for fact in answer.facts]) | years
        assert figures(answer.value) <= cited, answer.question_id


def _lists(value: object) -> object:
    """Turn tuples into lists, as answers have them."""
    if isinstance(value, dict):
        return {key: _lists(inner) for key, inner in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value


def test_what_nobody_has_published_is_open():
    state = the_state(RECORD)
    sourced = {answer.question_id for answer in the_sample(RECORD).answers}

    listed = {item.question.id for item in progress.open_items(state)}
    needed = {question.id for question in asked(state) if progress.is_needed(state, question)}

    assert listed == needed - sourced
    assert len(listed) > 60
    assert {"mission", "executive_sponsors", "budget", "role_limits", "self_check"} <= listed


def test_the_report_of_the_record_lists_its_sources_and_shows_other_cases_only():
    document = build(the_state(RECORD), today=date(2026, 11, 22))

    told = {fact.case for fact in the_sample(RECORD).facts}
    cases = [b for part in document.parts for f in part.fields for b in f.blocks if isinstance(b, Cases)]
    shown = {case.id for block in cases for case in block.items}
    assert shown
    assert not shown & told
    assert {fact.source for fact in the_sample(RECORD).facts} <= {line.title for line in document.sources}


def test_a_cell_that_nobody_has_published_is_flagged():
    state = the_state(RECORD)

    flagged = {(flag.question_id, flag.what) for flag in smart.flags(state)}

    assert ("activities", "Owner (name or post)") in flagged
    assert ("stakeholders", "Interest") in flagged


def test_the_samples_answer_no_question_that_draws_itself():
    for kind in (RECORD, INVENTED):
        ids = {answer.question_id for answer in the_sample(kind).answers}

        assert not ids & {question.id for question in the_course().questions() if question.kind is Kind.AUTOMATIC}


# --- Making them --------------------------------------------------------------------------------------------------

SMALL = """\
id: 5a3c0b1e-7d2f-4e6a-9b84-0c1d2e3f4aff
sample: invented
pack: small
time_zone: America/Chicago
created_at: 2026-11-16 15:00:00
by: A sample
answers:
  path: new
  plan_name: A small sample
  mission: We meet.
  day: 2027-01-13
  objectives:
    - {id: o-1, measure: Break-ins}
police:
  self_check: {trust: {rating: 4}}
"""


@pytest.fixture
def samples(settings, tmp_path, db) -> Path:
    """A content folder with one sample on the small course."""
    shelf.publish(a_small_pack())
    settings.CONTENT_DIR = tmp_path
    folder = tmp_path / "samples"
    folder.mkdir()
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    return folder


def rewrite(folder: Path, old: str, new: str) -> None:
    (folder / "small.yaml").write_text(SMALL.replace(old, new), encoding="utf-8")


def demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_making_the_samples_again_changes_nothing(samples):
    first = demo()
    before = list(AnswerChange.objects.order_by("save_key").values())

    second = demo()

    assert first.startswith("Made: A small sample\n  http")
    assert second.startswith("Unchanged: A small sample")
    assert list(AnswerChange.objects.order_by("save_key").values()) == before


def test_a_sample_whose_words_changed_is_made_anew_under_the_same_address(samples):
    demo()
    before = Plan.objects.get()
    assert selectors.load_state(before).value("mission") == "We meet."
    rewrite(samples, "We meet.", "We meet and mend.")

    said = demo()

    state = selectors.load_state(Plan.objects.get())
    assert said.startswith("Made")
    assert state.plan.id == before.id
    assert state.value("mission") == "We meet and mend."
    assert AnswerChange.objects.filter(question_id="mission").count() == 1


def test_a_sample_follows_the_newest_words_of_its_course(samples):
    demo()
    shelf.publish(a_small_pack(**{"report.yaml": {"parts": [{"id": "all", "title": "All of it"}]}}), revise=True)

    said = demo()

    assert said.startswith("Made")
    assert Plan.objects.get().pack_version == shelf.newest("small")[1]


def test_a_sample_is_kept_whole_with_each_side_and_a_log(samples):
    ((plan, _),) = make_samples(samples)

    state = selectors.load_state(plan)
    assert state.value("day") == "2027-01-13"
    assert state.value("self_check", Side.POLICE) == {"trust": {"rating": 4}}
    assert {change.kind for change in selectors.changes_of(plan)} == {"imported"}
    assert selectors.value_at(plan, "mission", Side.JOINT, 1) == "We meet."


def test_anyone_may_read_a_sample_and_nobody_may_change_it(samples):
    ((plan, _),) = make_samples(samples)

    opened = access.open_plan(plan.id, browser="")

    assert selectors.samples() == [(plan, "A small sample")]
    with pytest.raises(MayNotEdit):
        access.check_can_edit(opened.plan, opened.actor)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("mission: We meet.", f"mission: {'word ' * 61}", "60 words"),
        ("mission:", "missions:", "which the course does not ask"),
        ("police:", "security:\n  mission: Ours.\npolice:", "which the course does not ask"),
        ("pack: small", "pack: other", "is not published yet"),
        ("sample: invented", "sample: real", "say `sample: record`"),
        ("time_zone:", "zone:", "time_zone"),
        ("answers:", "answers: [", "cannot be read"),
        ("id: 5a3c", "id: xyz", "cannot be read"),
    ],
)
def test_a_faulty_sample_is_refused_with_a_sentence_and_the_others_stay(samples, old, new, says):
    demo()
    before = list(AnswerChange.objects.order_by("save_key").values())
    (samples / "another.yaml").write_text(
        SMALL.replace("4aff", "4aee").replace("We meet.", "Never kept."), encoding="utf-8"
    )
    rewrite(samples, old, new)

    with pytest.raises(CommandError, match=re.escape(says)):
        demo()

    assert Plan.objects.count() == 1
    assert list(AnswerChange.objects.order_by("save_key").values()) == before


def test_a_plan_of_a_person_is_never_taken_for_a_sample(samples):
    plan = a_plan(path="new")
    rewrite(samples, "5a3c0b1e-7d2f-4e6a-9b84-0c1d2e3f4aff", str(plan.id))

    with pytest.raises(SampleError, match="is no sample"):
        make_samples(samples)

    assert Plan.objects.get(pk=plan.pk).sample == ""


@pytest.mark.usefixtures("db")
def test_no_samples_at_all_is_said_in_a_sentence(settings, tmp_path):
    settings.CONTENT_DIR = tmp_path

    with pytest.raises(CommandError, match="TEAMUP_CONTENT"):
        demo()


def test_a_site_makes_its_samples_before_it_serves_and_starts_without_them_when_they_have_a_fault(settings, samples):
    settings.DEBUG = True  # static files are not what this is about
    pack = settings.CONTENT_DIR / "small"
    pack.mkdir()
    (pack / "pack.yaml").write_text("id: small\n", encoding="utf-8")
    said = StringIO()

    call_command("prepare", "--pack", str(pack), stdout=said, stderr=said)
    made = selectors.samples()
    rewrite(samples, "day: 2027-01-13", "day: soon")
    call_command("prepare", "--pack", str(pack), stdout=said, stderr=said)

    assert [name for _, name in made] == ["A small sample"]
    assert "The sample plans stay as they were." in said.getvalue()
    assert selectors.samples() == made


@pytest.mark.slow
@pytest.mark.django_db
def test_both_samples_are_made_on_the_real_course_the_one_from_the_record_first():
    shelf.publish(read_pack(CONTENT / "police-security"))

    made = make_samples(CONTENT / "samples")

    assert [is_new for _, is_new in made] == [True, True]
    assert [plan.sample for plan, _ in selectors.samples()] == [RECORD, INVENTED]
    record = selectors.samples()[0][0]
    mission_free = selectors.changes_of(record, question_id="founding_record")[0]
    assert mission_free.by.startswith("Downtown Security Collaborative · Minneapolis' SafeZone")
