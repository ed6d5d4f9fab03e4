"""The glossary: every term of the course, by its letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teamup.catalog.library import Term
from teamup.catalog.model import Course, Source
from teamup.web.library.filters import MOST_LETTERS, plain
from teamup.web.library.shelves import course_or_404, made_once


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term with the terms it points to, its source, and the words it is found by."""

    term: Term
    see: tuple[Term, ...]
    source: Source | None
    words: str
    also: tuple[str, ...]

    @property
    def letter(self) -> str:
        """Return the letter it stands under; what begins with none stands under "0–9"."""
        first = plain(self.term.term)[:1].upper()
        return first if first.isalpha() else "0–9"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and its terms."""

    name: str
    terms: tuple[ShownTerm, ...]

    @property
    def anchor(self) -> str:
        """Return the id of its heading."""
        return f"letter-{self.name[0].lower()}"


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the terms, or those that hold the words asked for."""
    course = course_or_404()
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MOST_LETTERS].strip()
    every = shown_terms(course)
    found = [term for term in every if all(word in term.words for word in plain(asked).split())]
    context = {"course": course, "asked": asked, "letters": [*by_letter(found)], "count": len(found), "every": every}
    return render(request, "library/glossary.html", context)


@made_once
def shown_terms(course: Course) -> tuple[ShownTerm, ...]:
    """Return every term, in the order of the alphabet."""
    found = (
        ShownTerm(
            term=term,
            see=tuple(course.terms[other] for other in term.see if other in course.terms),
            source=course.sources.get(term.source),
            words=plain("\n".join((*term.forms, term.means))),
            also=_told_apart(term),
        )
        for term in course.terms.values()
    )
    return tuple(sorted(found, key=lambda one: (one.letter != "0–9", plain(one.term.term))))


def _told_apart(term: Term) -> tuple[str, ...]:
    """Return the other forms of a term, without plurals and others that only lengthen one."""
    kept = [term.term]
    for form in sorted(term.also, key=len):
        if not any(plain(form).startswith(plain(one)) for one in kept):
            kept.append(form)
    return tuple(form for form in term.also if form in kept)


def by_letter(terms: list[ShownTerm]) -> Iterator[Letter]:
    """Yield the letters that have terms, each with them."""
    for name, found in groupby(terms, key=lambda one: one.letter):
        yield Letter(name, tuple(found))
