"""What moving a plan to another version of its course would change: rules over two states with the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from teamup.catalog.model import Ask, Lesson, Question, Side
from teamup.plans import fitting, words
from teamup.plans.state import Key, PlanState


@dataclass(frozen=True, slots=True)
class Affected:
    """An answer, or a part of one, that the other version asks for no more (or asks for again)."""

    question: Question
    side: Side
    words: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question with the same id and other words, in the plan's voice."""

    question: Question
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A question that the plan's path wants more, or less, than before."""

    question: Question
    old: Ask
    new: Ask


@dataclass(frozen=True, slots=True)
class Placed:
    """A question that now stands in another lesson. None is the opening page."""

    question: Question
    old: Lesson | None
    new: Lesson | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that a person should see before moving."""

    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    removed_answers: tuple[Affected, ...]
    unfit: tuple[Affected, ...]
    returning: tuple[Affected, ...]
    reworded: tuple[Reworded, ...]
    marked: tuple[Marked, ...]
    placed: tuple[Placed, ...]
    hidden: tuple[Question, ...]
    shown: tuple[Question, ...]
    lessons_added: tuple[Lesson, ...]
    lessons_removed: tuple[Lesson, ...]
    lessons_moved: tuple[Lesson, ...]

    @property
    def touches_answers(self) -> bool:
        """Say whether an answer of the plan would no longer be asked for as it stands."""
        return bool(self.removed_answers or self.unfit)

    @property
    def is_empty(self) -> bool:
        """Say whether questions and lessons are the same; readings and examples may still differ."""
        return not any(getattr(self, name) for name in self.__slots__)


def compare(old: PlanState, new: PlanState) -> Differences:
    """Return what is different for this plan between the version of `old` and that of `new`."""
    before, after = old.index.questions, new.index.questions
    both = [(before[name], question) for name, question in after.items() if name in before]
    voice, path = new.voice, new.path
    asked = [(was, now) for was, now in both if old.is_asked(was) or new.is_asked(now)]
    return Differences(
        added=tuple(question for name, question in after.items() if name not in before),
        removed=tuple(question for name, question in before.items() if name not in after),
        removed_answers=tuple(_removed_answers(old, new)),
        unfit=tuple(_unfit(old, new)),
        returning=tuple(_returning(old, new)),
        reworded=tuple(
            Reworded(now, was.prompt.spoken(voice), now.prompt.spoken(voice))
            for was, now in both
            if was.prompt.spoken(voice) != now.prompt.spoken(voice)
        ),
        marked=tuple(
            Marked(now, was.ask(path), now.ask(path)) for was, now in both if was.ask(path) is not now.ask(path)
        ),
        placed=tuple(_placed(old, new)),
        hidden=tuple(now for was, now in asked if old.applies(was) and not new.applies(now)),
        shown=tuple(now for was, now in asked if new.applies(now) and not old.applies(was)),
        lessons_added=tuple(lesson for name, lesson in new.index.lessons.items() if name not in old.index.lessons),
        lessons_removed=tuple(lesson for name, lesson in old.index.lessons.items() if name not in new.index.lessons),
        lessons_moved=tuple(_lessons_moved(old, new)),
    )


def _removed_answers(old: PlanState, new: PlanState) -> Iterator[Affected]:
    for (name, side), given in old.answers.items():
        question = old.index.questions.get(name)
        if question is not None and given.value is not None and not _is_asked_of(new, (name, side)):
            yield Affected(question, side, words.of_kept(question, given.value, old))


def _unfit(old: PlanState, new: PlanState) -> Iterator[Affected]:
    for key, given in new.whole.items():
        was, now = old.index.questions.get(key[0]), new.index.questions[key[0]]
        rest = fitting.fit(now, given.value).rest
        before = fitting.fit(was, given.value).rest if was else given.value
        if was is not None and rest != before and _is_asked_of(new, key):
            yield Affected(now, key[1], words.of_kept(was, rest, old))


def _returning(old: PlanState, new: PlanState) -> Iterator[Affected]:
    """Yield answers that the old version does not take (any more) and the new one does."""
    for key, given in new.answers.items():
        question = new.index.questions.get(key[0])
        was_taken = _is_asked_of(old, key) and key not in old.whole
        if question is not None and given.value is not None and not was_taken and key not in new.whole:
            yield Affected(question, key[1], words.of_kept(question, given.value, new))


def _is_asked_of(state: PlanState, key: Key) -> bool:
    question = state.index.questions.get(key[0])
    return question is not None and key[1] in question.sides()


def _placed(old: PlanState, new: PlanState) -> Iterator[Placed]:
    for name, question in new.index.questions.items():
        if name in old.index.questions:
            was, now = old.index.lesson_of.get(name), new.index.lesson_of.get(name)
            if (was.id if was else "") != (now.id if now else ""):
                yield Placed(question, was, now)


def _lessons_moved(old: PlanState, new: PlanState) -> Iterator[Lesson]:
    """Yield as few lessons as possible whose order changed, of those that both versions have."""
    before = [name for name in old.index.lessons if name in new.index.lessons]
    after = [name for name in new.index.lessons if name in old.index.lessons]
    for tag, _i, _j, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag in ("insert", "replace"):
            yield from (new.index.lessons[name] for name in after[start:end])
