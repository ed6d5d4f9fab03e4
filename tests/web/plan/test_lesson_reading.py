"""The reading of a lesson in a plan: whole, folded where it would stand in the way, with its words and checks."""

from __future__ import annotations

import re

import pytest

from teamup.web.plan import desk
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
LESSON = "first/kinds/"


def fold(page: str, name: str) -> str:
    """Return the opening tag of a fold."""
    found = re.search(rf'<details[^>]*id="{name}"[^>]*>', page)
    assert found, name
    return found[0]


def test_the_opening_comes_first_and_the_rest_stands_open_for_who_comes_to_read():
    page = Visitor().page(LESSON)

    assert page.index("A line worth remembering.") < page.index("Read on") < page.index("How a liaison works")
    assert page.index("How a liaison works") < page.index('id="work"')
    assert " open" in fold(page, "read-on")


def test_the_rest_is_folded_once_the_lesson_has_an_answer():
    visitor = Visitor()
    visitor.save("motto", "Safe at night")

    assert " open" not in fold(visitor.page(LESSON), "read-on")


def test_the_rest_is_folded_where_time_is_short():
    assert " open" not in fold(Visitor(time_available="minutes_15").page(LESSON), "read-on")


def test_a_word_is_marked_once_over_both_texts_and_explained_below():
    page = Visitor().page(LESSON)

    assert page.count('href="#term-liaison-officer"') == 1
    assert '<dd id="means-liaison-officer">A liaison of the police.</dd>' in page
    assert "4 words in this lesson" in page


def test_sources_of_both_texts_have_one_numbering():
    page = Visitor().page(LESSON)

    assert re.findall(r'<li id="source-(s\d)"', page) == ["s1", "s2"]
    assert 'href="#source-s2" aria-label="Source 2"' in page


def test_checks_are_folded_until_a_choice_is_to_be_explained():
    visitor = Visitor()

    assert " open" not in fold(visitor.page(LESSON), "judgment")
    page = visitor.page(LESSON, check="ask", choice="a")

    assert " open" in fold(page, "judgment")
    assert "They answer for it." in re.findall(r"data-said>(.*?)<p class=\"judge__show", page, re.DOTALL)[1]
    assert " open" not in fold(visitor.page(LESSON), "judgment")


def test_choosing_in_a_plan_writes_nothing(django_assert_max_num_queries):
    visitor = Visitor()
    visitor.page(LESSON)

    with django_assert_max_num_queries(8) as queries:
        visitor.page(LESSON, check="ask", choice="a")

    assert not [query for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_the_reading_is_drawn_once_for_all_plans_on_the_same_version(monkeypatch):
    Visitor().page(LESSON)
    drawn = []
    draw = desk.draw
    monkeypatch.setattr(desk, "draw", lambda template, context: drawn.append(template) or draw(template, context))

    page = Visitor().page(LESSON)

    assert "How a liaison works" in page
    assert not {"plan/reading.html", "plan/judgment.html"} & set(drawn)


def test_every_id_of_the_page_is_its_own():
    ids = re.findall(r'\sid="([^"]+)"', Visitor().page(LESSON))

    assert [one for one in ids if ids.count(one) > 1] == []
