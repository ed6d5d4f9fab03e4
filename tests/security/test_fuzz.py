"""Everything that reads what others wrote, fed with what nobody would write: refused with a sentence, never a bug.

A hundred examples each; `make soak` tries a thousand new ones. Sizes are bounded by the readers themselves.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from teamup.catalog import check, conditions, source
from teamup.catalog.conditions import ConditionError
from teamup.catalog.errors import PackError
from teamup.catalog.model import CourseIndex
from teamup.core import ids, markdown
from teamup.plans import answers
from teamup.plans.errors import AnswerRejected
from teamup.report import htmlfile, planfiles
from teamup.report.errors import PlanFileError
from teamup.report.jsonfile import read_plan_file
from teamup.web.account import ways
from tests.factories import a_course
from tests.security.markup import faults_in

QUESTIONS = CourseIndex(a_course()).questions
KEYS = ["format", "format_version", "course", "plan", "answers", "steps", "rounds", "marks", "id", "value", "revision"]
AWKWARD = st.sampled_from(
    [
        "",
        "\0",
        "\ud800",
        "\udfff\ud800",
        "a\0b",
        "<script>",
        "\\u0000",
        "\u2028",
        "\x1b[2J",
        "=1+1",
        "{{x}}",
        "%s",
        "../..",
    ]
)
TEXT = st.one_of(AWKWARD, st.text(max_size=30), st.text(alphabet=st.characters(categories=["Cs", "Cc"]), max_size=4))
NUMBERS = st.one_of(
    st.integers(), st.floats(), st.sampled_from([2**63, -(2**63) - 1, 10**400, 1e308, float("nan"), float("inf"), -0.0])
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXT)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(KEYS) | TEXT, inner, max_size=6),
    max_leaves=20,
)
BOMBS = [
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b'{"format": "teamup-plan", "format_version": ' + b"9" * 50_000 + b"}",
    b'{"format": "teamup-plan", "format": "x"}',
    b'{"format": "teamup-plan", "format_version": NaN}',
    b'{"format": "teamup-plan", "format_version": 1e999}',
    b'{"format": "teamup-plan", "format_version": true}',
    b'{"format": "teamup-plan", "format_version": -1}',
    b'{"format": "teamup-plan", "\\ud800": 1}',
    b'{"format": "teamup-plan", "x": "\\u0000"}',
    b"\xff\xfe[\x00]\x00",
    b"\xef\xbb\xbf",
    b"",
    b"PK\x03\x04" + b"\0" * 1000,
    b"%PDF-1.7",
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>",
    b"<" * 500_000,
    b"<html>" + b"<div>" * 100_000,
    b"<script type='application/json' id='plan-file'>" + b"[" * 100_000,
    b"<!--" * 100_000,
    b"<a " + b'b="' * 100_000,
    b"<![CDATA[" * 50_000,
]


def quickly(seconds: float, begun: float) -> bool:
    """Say whether no more time went by than many times what a slow machine needs."""
    return time.monotonic() - begun < seconds


@given(found=ANYTHING)
@example(found=float("nan"))
def test_a_plan_file_of_anything_is_read_or_refused_with_a_sentence(found: Any):
    data = json.dumps(found).encode("utf-8", "surrogatepass")
    for given_ in (data, b'{"format": "teamup-plan", "format_version": 3, "plan": ' + data + b"}"):
        with pytest.raises(PlanFileError) as refused:
            planfiles.read_file(given_)
        assert 10 < len(str(refused.value)) < 400


@given(data=st.binary(max_size=300), before=st.sampled_from([b"", b"<", b"{", b"<html>", b'{"format": "teamup-plan",']))
def test_bytes_of_any_kind_are_no_plan(data: bytes, before: bytes):
    with pytest.raises(PlanFileError):
        planfiles.read_file(before + data)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: repr(bomb[:30]))
def test_a_file_made_to_do_harm_is_refused_at_once(bomb: bytes):
    begun = time.monotonic()

    with pytest.raises(PlanFileError) as refused:
        planfiles.read_file(bomb)

    assert quickly(10, begun)
    assert len(str(refused.value)) < 400


@given(text=TEXT, inside=TEXT)
def test_a_page_of_anything_holds_no_plan(text: str, inside: str):
    place = f'<script type="application/json" id="{htmlfile.PLACE}">{inside}</script>'
    for page in (text, f"<html>{text}{place}{text}", place):
        try:
            found = htmlfile.plan_file_in(page.encode("utf-8", "replace").decode())
        except PlanFileError:
            continue
        with pytest.raises(PlanFileError):
            read_plan_file(found)


@pytest.mark.parametrize("question_id", sorted(QUESTIONS))
def test_an_answer_of_anything_is_kept_in_its_shape_or_refused(question_id: str):
    question = QUESTIONS[question_id]

    @given(raw=ANYTHING)
    @example(raw=[[[[[[]]]]]])
    @example(raw={"id": "r1", "text": 10**400})
    @example(raw="9" * 5_000)
    @example(raw="1e9999")
    @example(raw="x" * 500_000)
    def look(raw: Any) -> None:
        try:
            value = answers.clean(question, raw)
        except AnswerRejected:
            return
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        assert len(text.encode()) <= answers.MOST_BYTES  # which a lone surrogate would not let happen either
        assert "\\u0000" not in text
        assert answers.clean(question, value) == value  # what is kept is in its one shape

    look()


@given(raw=ANYTHING)
@example(raw=json.loads("[" * 200 + "]" * 200))
def test_an_answer_to_no_question_is_kept_as_it_is_or_refused(raw: Any):
    try:
        value = answers.clean_unknown(raw)
    except AnswerRejected:
        return
    assert len(json.dumps(value, ensure_ascii=False).encode()) <= answers.MOST_BYTES


CONDITIONS = st.recursive(
    st.dictionaries(TEXT | st.sampled_from(["any", "all", "not", "answered", "setting.x"]), LEAVES, max_size=3),
    lambda inner: st.dictionaries(
        st.sampled_from(["any", "all", "not", "path", "a.b.c"]), inner | st.lists(inner, max_size=4), max_size=3
    ),
    max_leaves=12,
)


@given(raw=CONDITIONS | ANYTHING, found=ANYTHING)
def test_a_condition_of_anything_is_refused_or_holds_or_does_not(raw: Any, found: Any):
    try:
        condition = conditions.parse(raw)
    except ConditionError:
        return
    assert conditions.holds(condition, lambda _question: found) in {True, False}
    assert list(conditions.questions_of(condition)) is not None


def test_a_condition_as_deep_as_a_file_can_be_is_refused_with_a_sentence():
    deep: dict[str, Any] = {"path": "new"}
    for _ in range(5_000):
        deep = {"not": deep}

    with pytest.raises(ConditionError):
        conditions.parse(deep)


@given(text=st.text(max_size=200))
@example(text="[a](javascript:alert(1))")
@example(text="<img src=x onerror=alert(1)>")
@example(text="[a]: javascript:x\n[a]")
@example(text="![x](data:text/html;base64,x)")
def test_markdown_of_anything_has_nothing_in_it_that_runs(text: str):
    assert faults_in(markdown.to_html(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "*" * 20_000,
        "> " * 5_000,
        "- " * 5_000,
        "`" * 20_000,
        "[a](" * 5_000,
        "|" * 5_000 + "\n" + "-|" * 5_000,
    ],
    ids=lambda text: text[:4],
)
def test_markdown_made_to_be_slow_is_not(text: str):
    begun = time.monotonic()

    markdown.to_html(text)

    assert quickly(20, begun)


FILES = ["pack.yaml", "opening.yaml", "sections/first/a/lesson.md", "x"]
PACK = "id: p\nversion: 1.0.0\ntitle: T\nsummary: S\nlicense: CC-BY-4.0\nsections: [first]\n"


@given(
    text=st.text(max_size=200), where=st.sampled_from(["pack.yaml", "opening.yaml", "sections/first/a/lesson.md", "x"])
)
@example(text="!!python/object/apply:os.system ['true']", where="pack.yaml")
@example(text="&a [*a]", where="pack.yaml")
@example(text="{? [1]: 2}", where="opening.yaml")
@example(text="a: \x07", where="opening.yaml")
@example(text="---\n[\n---\n", where="sections/first/a/lesson.md")
@example(text="2026-13-45", where="opening.yaml")
def test_a_pack_of_anything_is_checked_without_a_bug(text: str, where: str):
    checked = check.check_texts({"pack.yaml": PACK, where: text})

    assert checked.faults
    assert all(fault.message and fault.file for fault in checked.faults)


@given(found=ANYTHING)
def test_a_pack_of_any_shape_is_checked_without_a_bug(found: Any):
    text = json.dumps(found)
    for where in ("pack.yaml", "opening.yaml", "activities.yaml", "sections/first/section.yaml"):
        assert check.check_texts({"pack.yaml": PACK, where: text}).faults


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "bomb", [LAUGHS, "[" * 5_000, "{a: " * 5_000, "- " * 5_000, "a: &a\n  b: *a\n"], ids=lambda bomb: bomb[:12]
)
def test_a_pack_made_to_do_harm_is_refused_at_once(bomb: str):
    begun = time.monotonic()

    with pytest.raises(PackError):
        source.parse("opening.yaml", bomb)

    assert check.check_texts({"pack.yaml": PACK, "opening.yaml": bomb}).faults
    assert quickly(20, begun)


@given(typed=st.text(max_size=60))
def test_what_is_typed_as_a_key_or_a_code_is_read_or_is_none(typed: str):
    plain = ids.plain_key(typed)

    assert plain is None or (len(plain) == ids.KEY_LENGTH + 1 and plain.isascii())
    assert ids.is_code(typed, "7QK4-M2XP") in {True, False}


@given(url=st.text(max_size=60))
def test_what_is_asked_for_as_the_next_page_is_looked_at_without_a_bug(url: str):
    assert ways.is_ours(url) in {True, False}
