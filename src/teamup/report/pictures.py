"""Pictures of pages: what the first page of a document looks like, and the page that a part or a lesson fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from teamup.catalog.model import Lesson
from teamup.plans.state import PlanState
from teamup.report import cache, pdf
from teamup.report.document import Field, Part, PlanDocument
from teamup.report.errors import RenderError
from teamup.report.formats import Options, document_of
from teamup.report.kinds import KINDS

CARD, BESIDE, LARGE = 48, 60, 110
"""Dots to the inch: on a card, beside a lesson, and to be read."""


class NoSuchPicture(RenderError):
    """There is no document with this part in it."""


@dataclass(frozen=True)
class Picture:
    """A picture of one page of a plan's documents, as the plan stands `today`.

    Of a whole document it is the first page. `part` is the id of a part of the plan, or of a lesson, for the parts
    that the lesson feeds, with its answers alone.
    """

    state: PlanState
    today: date
    options: Options
    part: str = ""
    dots: int = BESIDE

    @cached_property
    def key(self) -> str:
        """Return a name that changes with all that changes the picture."""
        asked = self.options
        form = f"png {asked.paper} {asked.kind} {asked.audience} {self.part} {self.dots}"
        return cache.key_of(self.state, self.today, form)

    def png(self) -> bytes:
        """Return the file, which is kept where it shows a whole document: that is looked at again and again.

        Raises `NoSuchPicture`, or `RenderError` when it cannot be made now.
        """
        if self.part:
            return self._made(lambda document: replace(document, parts=self._parts_of(document)))
        found = cache.find(self.state.plan.id, self.key + cache.PICTURE)
        if found is None:
            found = self._made(lambda document: document)
            cache.keep(self.state.plan.id, self.key + cache.PICTURE, found)
        return found

    def check(self) -> None:
        """Raise `NoSuchPicture` where there is nothing to show: a kind that does not fit the plan, an unknown part."""
        if not KINDS[self.options.kind].fits(self.state):
            raise NoSuchPicture(_("This plan makes no such document."))
        if self.part and (self.options.kind != "plan" or not self._wanted):
            raise NoSuchPicture(_("The plan has no such part."))

    def _made(self, cut: Callable[[PlanDocument], PlanDocument]) -> bytes:
        self.check()
        if self.options.permit is not None:
            self.options.permit()
        document = cut(document_of(self.state, self.today, self.options))
        return pdf.picture(document, self.options.paper, is_excerpt=bool(self.part), dots=self.dots)

    @property
    def _lesson(self) -> Lesson | None:
        return self.state.index.lessons.get(self.part)

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        """Return the ids of the parts that are shown, in the order of the plan."""
        lesson = self._lesson
        wanted = {question.part for question in lesson.questions} if lesson else {self.part}
        return tuple(part.id for part in self.state.course.parts if part.id in wanted)

    def _parts_of(self, document: PlanDocument) -> tuple[Part, ...]:
        """Return the parts that are shown, those with something in them before those without."""
        parts = tuple(self._cut(part) for part in document.parts if part.id in self._wanted)
        filled = tuple(part for part in parts if part.fields)
        return filled or parts or tuple(self._empty(part, document) for part in self._wanted[:1])

    def _cut(self, part: Part) -> Part:
        """Return of a part what a lesson feeds: its answers, and what is drawn from them."""
        lesson = self._lesson
        if lesson is None:
            return part
        open_ones = tuple(item for item in part.open if item.lesson == lesson.id)
        return replace(part, fields=tuple(_fed(part.fields, lesson.id)), notes=(), open=open_ones)

    def _empty(self, part_id: str, document: PlanDocument) -> Part:
        """Return a part with nothing in it yet, under the number that it will have."""
        order = [part.id for part in self.state.course.parts]
        before = [p for p in document.parts if p.id in order and order.index(p.id) < order.index(part_id)]
        title = self.state.course.parts[order.index(part_id)].title.spoken(self.state.voice)
        return Part(part_id, len(before) + 1, title, "", ())


def _fed(fields: Iterable[Field], lesson_id: str) -> Iterator[Field]:
    """Yield the answers of a lesson. What is no answer is drawn from those before it, or else from the whole plan."""
    last = ""
    for field in fields:
        if field.question_id:
            last = field.lesson
        if last == lesson_id or (not last and not field.question_id):
            yield field
