"""Keys, limits, Markdown and conditions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.catalog import conditions
from teamup.core import ids, limits, markdown
from tests.factories import NOW


def test_a_key_is_read_however_it_is_typed():
    key = ids.new_key()

    assert ids.plain_key(key) == key.replace("-", "")
    assert ids.plain_key(f"  {key.lower().replace('-', ' ')} ") == key.replace("-", "")
    assert ids.plain_key(key.replace("0", "O").replace("1", "l")) == key.replace("-", "")


@given(place=st.integers(0, 15), letter=st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_no_key(place: int, letter: str):
    key = "7QK4M2XP9RTHD0V"
    key += ids._check(key)

    mistyped = key[:place] + letter + key[place + 1 :]

    assert mistyped == key or ids.plain_key(mistyped) is None


@pytest.mark.parametrize("typed", ["", "short", "7QK4-M2XP-9RTH-D0V3-EXTRA", "中" * 16, "\x00" * 16])
def test_what_cannot_be_a_key_is_none(typed: str):
    assert ids.plain_key(typed) is None


def test_the_same_token_is_kept_differently_for_each_purpose():
    assert ids.digest("t", purpose="a") != ids.digest("t", purpose="b")


LIMIT = limits.Limit("tests", most=2, seconds=60)


@pytest.mark.django_db
def test_a_limit_lets_so_many_through_in_a_window_and_says_when_to_come_back():
    limits.spend(LIMIT, "a", now=NOW)
    limits.spend(LIMIT, "a", now=NOW)
    limits.spend(LIMIT, "b", now=NOW)

    with pytest.raises(limits.TooOften, match="in a minute"):
        limits.spend(LIMIT, "a", now=NOW)

    limits.spend(LIMIT, "a", now=NOW + timedelta(minutes=1))


@pytest.mark.django_db
def test_counts_of_windows_that_are_over_are_forgotten():
    limits.spend(LIMIT, "a", now=NOW)

    assert limits.forget_old(now=NOW + timedelta(hours=1)) == 1


def test_notes_become_numbered_links_and_html_is_not_let_through():
    html = markdown.to_html("So it is.[^s2] And so.[^s1][^s2] <script>x</script> [a](javascript:x)")

    assert html.count('href="#source-s2"') == 2
    assert "<script" not in html
    assert 'href="javascript' not in html


ANSWERS = {
    "path": "existing",
    "setting": ["hospital", "campus"],
    "info": {"video": {"rule": "never"}},
    "steps": [{"id": "r1", "lead": "police"}, {"id": "r2", "lead": "joint"}],
    "empty": [],
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"path": "existing"}, True),
        ({"path": ["new"]}, False),
        ({"setting": ["campus", "port"]}, True),
        ({"info.video.rule": "never"}, True),
        ({"info.reports.rule": "never"}, False),
        ({"steps.lead": "joint"}, True),
        ({"answered": "setting"}, True),
        ({"unanswered": "empty"}, True),
        ({"answered": "nothing"}, False),
        ({"path": "existing", "setting": "port"}, False),
        ({"any": [{"path": "new"}, {"setting": "hospital"}]}, True),
        ({"not": {"path": "new"}}, True),
    ],
)
def test_a_condition_holds_over_the_answers(raw: dict[str, object], expected: bool):
    assert conditions.holds(conditions.parse(raw), ANSWERS.get) is expected


@pytest.mark.parametrize("raw", [{}, [], "path", {"any": {}}, {"path": []}, {"path": [True]}, {"answered": ["a"]}])
def test_what_is_no_condition_is_refused_with_a_sentence(raw: object):
    with pytest.raises(conditions.ConditionError, match=r"\."):
        conditions.parse(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "id"]), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON, path=st.sampled_from(["q", "q.a", "q.a.b", "q.b"]))
def test_a_condition_is_total_whatever_the_answer_holds(value: object, path: str):
    for raw in ({path: "x"}, {"answered": path}, {"not": {path: ["x", "y"]}}):
        assert conditions.holds(conditions.parse(raw), {"q": value}.get) in (True, False)
