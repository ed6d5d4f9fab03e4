"""The pack checker: every fault at once, each with file, line and what to do."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from teamup.catalog import check, load
from teamup.catalog.model import CourseIndex
from tests.factories import a_small_pack

ROOT = Path(__file__).resolve().parents[2] / "content" / "police-security"


def texts_of_small_pack() -> dict[str, str]:
    texts = {}
    for path, doc in a_small_pack().docs.items():
        if path.endswith(".md"):
            texts[path] = f"---\n{yaml.safe_dump(doc['front'])}---\n{doc['text']}\n"
        else:
            texts[path] = yaml.safe_dump(doc, allow_unicode=True, sort_keys=False)
    return texts


def with_words(texts: dict[str, str]) -> dict[str, str]:
    """Give the small pack's questions the help and example that real ones need."""
    for path in ("opening.yaml", "sections/first/kinds/questions.yaml"):
        doc = yaml.safe_load(texts[path])
        for question in doc["questions"]:
            question |= {"help": "How.", "example": "So."}
        texts[path] = yaml.safe_dump(doc, sort_keys=False)
    return texts


def messages_of(path: str, old: str, new: str) -> list[str]:
    texts = with_words(texts_of_small_pack())
    assert old in texts[path]
    texts[path] = texts[path].replace(old, new, 1)
    return [str(fault) for fault in check.check_texts(texts).faults]


def test_a_sound_pack_has_no_fault():
    assert check.check_texts(with_words(texts_of_small_pack())).faults == ()


KINDS = "sections/first/kinds/questions.yaml"


@pytest.mark.parametrize(
    ("path", "old", "new", "says"),
    [
        (KINDS, "kind: scale", "kind: scales", "“scales” is not possible"),
        (KINDS, "prompt: Mission?", "promt: Mission?", "“promt” is not a key here"),
        (KINDS, "id: motto", "id: mission", "used 2 times"),
        (KINDS, "form: nonprofit", "form: cartel", "can never be “cartel”"),
        (KINDS, "form: nonprofit", "shape: nonprofit", "no such question"),
        (KINDS, "options_from: goals", "options_from: mission", "has no rows"),
        (KINDS, "leads_to: first/kinds", "leads_to: first/none", "no such lesson"),
        (KINDS, "part: all", "part: none", "no part “none”"),
        (KINDS, "what: measure", "what: none", "names the column “none”"),
        (KINDS, "source: s1", "source: s9", "no such source"),
        (KINDS, "questions:", "questions: [", "not YAML"),
        ("pack.yaml", "- first", "- steps", "address of the site"),
        ("pack.yaml", "mission: mission", "mission: purpose", "no such question"),
        ("pack.yaml", "version: 1.0.0", "version: one", "“version”"),
        ("sections/first/kinds/lesson.md", "[^s1]", "[^s7]", "no source"),
        ("sections/first/section.yaml", "- kinds", "- lost", "has no lesson.md"),
        ("opening.yaml", "side: police", "side: fire", "“fire” is not possible"),
    ],
)
def test_a_fault_is_named_with_its_file_line_and_remedy(path: str, old: str, new: str, says: str):
    found = messages_of(path, old, new)

    assert any((says in message and ".yaml:" in message) or ".md:" in message for message in found), found


def test_the_line_of_a_fault_is_the_line_it_stands_on():
    texts = with_words(texts_of_small_pack())
    texts[KINDS] = texts[KINDS].replace("kind: scale", "kind: scales", 1)
    wanted = next(n for n, line in enumerate(texts[KINDS].splitlines(), 1) if "scales" in line)

    assert [fault.line for fault in check.check_texts(texts).faults if "scales" in fault.message] == [wanted]


def test_every_fault_is_told_at_once():
    texts = with_words(texts_of_small_pack())
    texts["pack.yaml"] = texts["pack.yaml"].replace("mission: mission", "mission: purpose")
    texts[KINDS] = texts[KINDS].replace("part: all", "part: none", 1).replace("source: s1", "source: s9")

    assert {fault.file for fault in check.check_texts(texts).faults} == {"pack.yaml", KINDS}


def test_a_key_written_twice_is_told_since_yaml_would_drop_the_first():
    texts = with_words(texts_of_small_pack())
    texts["pack.yaml"] += "title: Again\n"

    assert "stands twice" in str(check.check_texts(texts).faults[0])


def test_the_course_has_no_fault():
    assert [str(fault) for fault in check.check(ROOT).faults] == []


def test_the_course_holds_every_field_of_the_outline():
    course = load.build(check.check(ROOT).pack)

    counts = Counter(question.kind for question in course.questions())

    assert sum(counts.values()) >= 125
    assert sum(1 for question in course.questions() if question.core) in range(12, 16)
    assert set(CourseIndex(course).questions) >= OUTLINE


_OUTLINE = """
path lead_role setting jurisdiction time_available plan_name plan_date plan_team partnership_definition
current_level reasons_police reasons_security reasons_public form_preference focus_type activity_interest
success_factors_present concerns_list problem_list problem_evidence problem_priority community_view
existing_efforts trigger founders executive_sponsors driver first_meeting founding_record stakeholders
missing_voices customers mission mission_test purpose_scope values goals objectives smart_check early_win form
leadership_source decision_rule committees home bylaws public_accountability roles liaison_police
liaison_security role_limits succession membership_criteria tiers vetting recruitment member_benefits channels
meeting_rhythm contact_directory emergency_notice public_and_media info_types marking need_to_know retention
privacy_rule legal_review agreement_kind mou_clauses confidentiality liability_items records_law
resources_have resources_need budget funding_plan gift_rules activities training_plan exercise_plan timeline
risks launch_plan elevator_pitch recognition measures baseline_date logic_model review_dates self_check
swot_strengths swot_weaknesses swot_opportunities swot_threats swot_actions past_objectives activity_review
after_action turnover_risk succession_review member_activity new_sectors onboarding_kit liaison_renewal
next_level_goal joint_projects technology_plan regional_links formality_step funding_transition in_kind_value
institutional_home policy_embedding leadership_rotation equity_measures complaints_log_rule
annual_public_report outside_review surveillance_policy evaluation_design results_to_date success_stories
award_targets share_with sunset_test records_close_out thank_and_hand_over
"""
OUTLINE = frozenset(_OUTLINE.split())
