"""A lesson's reading as it stands on a page: its two texts, its words, its sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from teamup.catalog.library import Term, Video
from teamup.catalog.load import WORDS_A_MINUTE
from teamup.catalog.media import TYPES
from teamup.catalog.model import Course, Lesson, Source
from teamup.core import markdown
from teamup.web.learning import words
from teamup.web.library.shelves import made_once


@dataclass(frozen=True, slots=True)
class ShownVideo:
    """A host's own video, with the addresses of its files."""

    video: Video
    url: str
    type: str
    captions_url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The opening and the rest as HTML; `sources` are those of both and of the checks, as they are numbered."""

    intro: SafeString
    more: SafeString
    more_minutes: int
    terms: tuple[Term, ...]
    sources: tuple[Source, ...]
    glossary_url: str
    video: ShownVideo | None


def reading_of(course: Course, lesson: Lesson) -> Reading:
    """Return the reading of a lesson."""
    kept = _kept(course)
    found = kept.get(lesson.id)
    if found is None:
        found = kept[lesson.id] = _draw(course, lesson)
    return found


@made_once
def _kept(_course: Course) -> dict[str, Reading]:
    """Return what was drawn of this course so far, by lesson."""
    return {}


def _draw(course: Course, lesson: Lesson) -> Reading:
    notes = notes_of(lesson)
    terms = words.explained(course).get(lesson.id, ())
    mark = words.FirstUse(words.finder(course), [term.id for term in terms])
    return Reading(
        intro=to_html(lesson.intro, notes, mark),
        more=to_html(lesson.more, notes, mark),
        more_minutes=max(1, round(markdown.count_words(lesson.more) / WORDS_A_MINUTE)),
        terms=terms,
        sources=tuple(course.sources[note] for note in notes if note in course.sources),
        glossary_url=_glossary(),
        video=_video(course, lesson.video) if lesson.video else None,
    )


def notes_of(lesson: Lesson) -> tuple[str, ...]:
    """Return the ids of a lesson's sources in the order of their numbers: the reading's, then its checks'."""
    whys = (choice.why for check in lesson.checks for choice in check.choices)
    return markdown.note_ids("\n".join((lesson.reading, *whys)))


def to_html(text: str, notes: tuple[str, ...], mark: markdown.Mark | None = None) -> SafeString:
    """Return an author's words as HTML, with its notes numbered as in the lesson's list."""
    html = markdown.to_html(text, numbers=notes, label=lambda n: _("Source %(n)d") % {"n": n}, mark=mark)
    return mark_safe(html)  # noqa: S308 - cleaned by core.markdown


def _video(course: Course, video: Video) -> ShownVideo:
    def address(name: str) -> str:
        return reverse("course:media", args=(course.id, course.version, name))

    return ShownVideo(video, address(video.file), TYPES[Path(video.file).suffix], address(video.captions))


def _glossary() -> str:
    try:
        return reverse("library:glossary")
    except NoReverseMatch:
        return ""
