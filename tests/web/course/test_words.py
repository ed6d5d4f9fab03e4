"""The words a lesson explains, and where each is marked."""

from collections.abc import Iterable

from teamup.catalog.library import Term
from teamup.web.learning.words import AT_MOST, Finder, FirstUse, explained
from tests.factories import a_course


def found(text: str, *terms: Term) -> list[tuple[str, str]]:
    return [(text[start:end], term) for start, end, term in Finder(terms)(text)]


def a_term(term: str, *also: str) -> Term:
    return Term(term.lower().replace(" ", "-"), term, f"{term}, explained.", also)


def test_the_longest_form_is_taken_and_only_whole_words():
    officer, security = a_term("officer"), a_term("security officer")

    text = "A security officer met an officer, two officers and a co-officer at the officer-led post."

    assert found(text, officer, security) == [("security officer", "security-officer"), ("officer", "officer")]


def test_capitals_match_as_written_and_other_forms_in_any_case():
    terms = (a_term("SAR"), a_term("after-action report"))

    assert found("A sar? A SAR. After-action report", *terms) == [
        ("SAR", "sar"),
        ("After-action report", "after-action-report"),
    ]


def test_a_curly_apostrophe_is_the_same_as_a_straight_one():
    assert found("Ask the sheriff’s office.", a_term("sheriff's office")) == [("sheriff’s office", "sheriff's-office")]


def test_each_term_is_marked_once_over_both_texts():
    mark = FirstUse(Finder([a_term("liaison")]), ["liaison"])

    marked: Iterable[int] = [len([*mark(run)]) for run in ("A liaison, a liaison.", "A liaison.")]

    assert list(marked) == [1, 0]


def test_a_lesson_explains_its_terms_in_the_order_of_first_use_and_not_too_many():
    terms = explained(a_course())["first/kinds"]

    assert [term.id for term in terms] == ["baseline", "liaison-officer", "liaison", "mou"]
    assert len(terms) <= AT_MOST


def test_a_course_without_terms_finds_none():
    assert [*Finder([])("Any words at all.")] == []
