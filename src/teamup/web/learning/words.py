"""The words of the field that a lesson explains: which ones, and where each is first used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from teamup.catalog.library import Term
from teamup.catalog.model import Course, Lesson
from teamup.core import markdown
from teamup.web.library.shelves import made_once

AT_MOST = 8
"""Marks in one lesson; more would hinder the reading."""


class Finder:
    """Finds terms in plain text: whole words, the longest form first, forms in capitals only as written."""

    def __init__(self, terms: Iterable[Term]) -> None:
        forms = {form.replace("’", "'"): term.id for term in terms for form in term.forms}
        self._exact = {form: term_id for form, term_id in forms.items() if form.isupper()}
        self._any_case = {form.lower(): term_id for form, term_id in forms.items() if not form.isupper()}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        either = "|".join(map(_pattern, longest_first)) or r"(?!)"
        self._pattern = re.compile(rf"(?<![\w-])(?:{either})(?!\w|-\w)")

    def __call__(self, run: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, term id) of each term in `run`, in order."""
        for match in self._pattern.finditer(run):
            found = match[0].replace("’", "'")
            yield match.start(), match.end(), self._exact.get(found) or self._any_case[found.lower()]


class FirstUse:
    """Marks each of some terms once, over all texts it is given one after the other."""

    def __init__(self, find: Finder, wanted: Iterable[str]) -> None:
        self._find = find
        self._left = set(wanted)

    def __call__(self, run: str) -> Iterator[tuple[int, int, str]]:
        """Yield the first use of each term that is still to come."""
        for start, end, term_id in self._find(run):
            if term_id in self._left:
                self._left.discard(term_id)
                yield start, end, term_id


def _pattern(form: str) -> str:
    escaped = re.escape(form).replace("'", "['’]")
    return escaped if form.isupper() else f"(?i:{escaped})"


@made_once
def finder(course: Course) -> Finder:
    """Return what finds the terms of a course."""
    return Finder(course.terms.values())


@made_once
def explained(course: Course) -> Mapping[str, tuple[Term, ...]]:
    """Map each lesson's id to the terms it explains, in the order of their first use.

    Where a lesson uses more than `AT_MOST`, those that no lesson before it has explained come first.
    """
    known: set[str] = set()
    found = {}
    for lesson in course.lessons():
        used = tuple(_used(course, lesson))
        chosen = sorted(used, key=lambda term_id: term_id in known)[:AT_MOST]
        known.update(chosen)
        found[lesson.id] = tuple(course.terms[term_id] for term_id in used if term_id in chosen)
    return found


def _used(course: Course, lesson: Lesson) -> Iterable[str]:
    runs = markdown.plain_runs(lesson.reading)
    return dict.fromkeys(term_id for _start, _end, term_id in chain.from_iterable(map(finder(course), runs)))
