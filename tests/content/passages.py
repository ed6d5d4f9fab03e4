"""Every passage of the course's prose, and what can be measured of one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from teamup.catalog.memorandum import note_of
from teamup.catalog.model import Course, Lesson, Question
from teamup.core.markdown import count_words, without_notes

Passage = tuple[str, str]
"""Where it stands, and its words."""

ALIKE = 9
"""Words in a row that two passages have in common only when one was made from the other."""
_MARKS = re.compile(r"^#+ .*$|^\s*[-*] |\*\*|https?://\S+", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?:]+[”\"’)]*(?:\s|$)|\n\s*\n")


def plain(markdown: str) -> str:
    """Return the words of a piece of Markdown, without headings, marks, notes and addresses."""
    return _MARKS.sub("", without_notes(markdown)).strip()


def readings(course: Course) -> Iterator[tuple[Lesson, str]]:
    """Yield each lesson with the plain words of its whole reading."""
    for lesson in course.lessons():
        yield lesson, plain(lesson.reading)


def prose(course: Course) -> Iterator[Passage]:
    """Yield every passage that people read as running text, each paragraph for itself."""
    for lesson in course.lessons():
        for number, paragraph in enumerate(plain(lesson.reading).split("\n\n")):
            yield f"{lesson.id} paragraph {number}", paragraph
        for check in lesson.checks:
            yield f"check {check.id}", check.situation
            yield from ((f"check {check.id} {choice.id}", plain(choice.why)) for choice in check.choices)
    for case in course.cases.values():
        yield from ((f"case {case.id}", text) for text in (case.card, case.lesson, *case.facts))
    for term in course.terms.values():
        yield f"term {term.id}", term.means
    for activity in course.activities.values():
        texts = (activity.what, activity.evidence, activity.legal)
        yield from ((f"activity {activity.id}", text) for text in texts)
    yield from drafted(course)
    for section in course.sections:
        for panel in section.story.panels if section.story else ():
            yield f"story {section.id}", panel.caption


def drafted(course: Course) -> Iterator[Passage]:
    """Yield every piece of words of the memorandum: sentences without what stands for answers, gaps, notes."""
    memorandum = course.memorandum
    if memorandum is None:
        return
    yield "memorandum today", memorandum.today
    yield from ((f"memorandum {kind.id}", kind.remark) for kind in memorandum.kinds)
    yield from ((f"memorandum {party.side}", party.gap) for party in memorandum.parties)
    for clause in memorandum.clauses:
        yield f"memorandum {clause.id}", note_of(clause.remark, "this memorandum")
    clauses = [("asks", memorandum.asks), *((clause.id, clause.says) for clause in memorandum.clauses)]
    for name, wordings in clauses:
        for number, wording in enumerate(wordings):
            place = f"memorandum {name} {number}"
            yield place, note_of(wording.gap, "this memorandum")
            yield from ((place, sentence.text) for sentence in (*wording.say, *wording.items))
            yield from ((place, reference.gap) for reference in wording.references if reference.gap)


def everything(course: Course) -> Iterator[Passage]:
    """Yield every piece of words of the course: prose, prompts, help, examples, cautions, choices, steps."""
    yield from prose(course)
    for question in course.questions():
        yield from ((f"question {question.id}", words) for words in _asked(question))
    for lesson in course.lessons():
        yield from ((f"rule {rule.id}", words) for rule in lesson.rules for words in rule.text.every())
        for check in lesson.checks:
            yield from ((f"check {check.id}", choice.text) for choice in check.choices)
    for activity in course.activities.values():
        steps = (step.what for step in activity.steps)
        yield from ((f"activity {activity.id}", text) for text in (activity.title, *steps, *activity.measures))


def _asked(question: Question) -> Iterator[str]:
    for text in (question.prompt, question.help, question.example, question.caution, question.heading):
        yield from text.every()
    for option in (*question.options, *question.rows, *(o for c in question.columns for o in c.options)):
        yield from (*option.label.every(), *option.help.every())
    for column in question.columns:
        yield from (*column.label.every(), *column.help.every())


def grade(text: str) -> float:
    """Return the US school grade that can read `text`: Automated Readability Index (Senter and Smith, 1967)."""
    words = _WORD.findall(text)
    sentences = sum(1 for sentence in _SENTENCE.split(text) if count_words(sentence))
    letters = sum(map(len, words))
    return 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43


def runs(text: str, length: int = ALIKE) -> set[str]:
    """Return every run of `length` words in `text`, in lower case."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def fingerprint(run: str) -> bytes:
    """Return six bytes that stand for a run of words and do not give it away."""
    return hashlib.blake2b(run.encode(), digest_size=6).digest()
