"""Is everything that terms, activities, knowledge checks and stories name there, and is each whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from teamup.catalog import library_schema
from teamup.core.markdown import note_ids

Found = tuple[str, str, str]
"""File, id of the item at fault, message."""

GLOSSARY, ACTIVITIES = "glossary.yaml", "activities.yaml"
RIGHT_IS_LONGEST_AT_MOST = 0.6
"""The share of a lesson's checks whose right choice may be the longest: length must not give it away."""


@dataclass(frozen=True)
class Names:
    """What may be named: ids by what they are."""

    sources: frozenset[str]
    cases: frozenset[str]
    labels: Mapping[str, Mapping[str, str]]


def term_faults(terms: Sequence[library_schema.TermDoc], names: Names) -> Iterator[Found]:
    """Yield what is wrong with a glossary."""
    ids = {term.id for term in terms}
    forms = Counter(form.lower() for term in terms for form in {term.term, *term.also})
    for term in terms:
        for other in term.see:
            if other not in ids:
                yield GLOSSARY, term.id, f"“{term.id}” points to “{other}”, and there is no such term."
        if term.source and term.source not in names.sources:
            yield GLOSSARY, term.id, f"“{term.id}” cites “{term.source}”, and sources.yaml has no such source."
        for form in (term.term, *term.also):
            if forms[form.lower()] > 1:
                yield GLOSSARY, term.id, f"“{form}” belongs to two terms. Leave it with one."


def activity_faults(activities: Sequence[library_schema.ActivityDoc], names: Names) -> Iterator[Found]:
    """Yield what is wrong with an activity library."""
    for activity in activities:
        for message in _activity(activity, names):
            yield ACTIVITIES, activity.id, message


def _activity(activity: library_schema.ActivityDoc, names: Names) -> Iterator[str]:
    for group, words in (
        ("families", [activity.family]),
        ("settings", activity.settings),
        ("topics", activity.cautions),
        ("problems", activity.problems),
    ):
        for word in words:
            if word not in names.labels.get(group, {}):
                yield f"“{word}” is none of pack.yaml’s {group}. Use one of those."
    for case in activity.cases:
        if case not in names.cases:
            yield f"cases.yaml has no case “{case}”. Name another."
    if activity.evidence_source and activity.evidence_source not in names.sources:
        yield f"sources.yaml has no source “{activity.evidence_source}”. Add it, or cite another."
    for step in activity.steps:
        if step.due < step.start:
            yield f"The step “{step.what}” is due before it starts. Correct its days."


def check_faults(path: str, checks: Sequence[library_schema.CheckDoc], names: Names) -> Iterator[Found]:
    """Yield what is wrong with one lesson's knowledge checks."""
    for check in checks:
        rights = sum(choice.right for choice in check.options)
        if rights != 1:
            yield path, check.id, f"“{check.id}” has {rights} right choices. Mark exactly one."
        for choice in check.options:
            for note in note_ids(choice.why):
                if note not in names.sources:
                    yield path, check.id, f"The note [^{note}] has no source in sources.yaml. Add it, or cite another."
    longest = sum(_is_right_the_longest(check) for check in checks)
    if len(checks) > 1 and longest > len(checks) * RIGHT_IS_LONGEST_AT_MOST:
        yield path, "", f"In {longest} of {len(checks)} checks the right choice is the longest. Even out the lengths."


def _is_right_the_longest(check: library_schema.CheckDoc) -> bool:
    right = max((len(choice.text) for choice in check.options if choice.right), default=0)
    return right > max((len(choice.text) for choice in check.options if not choice.right), default=0)
