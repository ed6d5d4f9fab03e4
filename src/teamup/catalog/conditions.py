"""The small language of `show_when` and of rules: total, and known to the pack checker.

In a pack a condition is a mapping. Every entry must hold:

    show_when: {path: existing}                      # the answer is this
    show_when: {setting: [hospital, campus]}         # the answer is, or contains, one of these
    when: {info_types.criminal_history.to_security: [allowed, conditions]}   # inside a value
    show_when: {answered: problem_list}              # there is an answer
    show_when: {unanswered: retention}               # there is none
    show_when: {any: [{...}, {...}]}  {all: [...]}  {not: {...}}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

MOST_DEEP = 20
Lookup = Callable[[str], object]
"""Returns the value of a question id, or None."""


class ConditionError(ValueError):
    """The words of a condition do not make one; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Is:
    """The value at `path` (a question id, then keys inside its value) is or holds one of `values`."""

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """There is (or is not) a value at `path`."""

    path: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; an empty one does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Is | Answered | All | AnyOf | Not


def parse(raw: object, *, depth: int = 0) -> Condition:
    """Return the condition that `raw` (from YAML) writes. Raises `ConditionError` with the way out."""
    if not isinstance(raw, Mapping) or not raw:
        raise ConditionError("Write a condition as a mapping, for example {path: existing}.")
    if depth > MOST_DEEP:
        raise ConditionError(f"Nest conditions at most {MOST_DEEP} times.")
    parts = tuple(_parse_entry(str(key), value, depth + 1) for key, value in raw.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _parse_entry(key: str, value: object, depth: int) -> Condition:
    match key:
        case "any" | "all":
            if not isinstance(value, list) or not value:
                raise ConditionError(f"Give “{key}” a list of conditions.")
            parts = tuple(parse(part, depth=depth) for part in value)
            return AnyOf(parts) if key == "any" else All(parts)
        case "not":
            return Not(parse(value, depth=depth))
        case "answered" | "unanswered":
            if not isinstance(value, str):
                raise ConditionError(f"Give “{key}” one question id.")
            return Answered(value, wanted=key == "answered")
        case _:
            return Is(key, _words(key, value))


def _words(key: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(v, str | int) and not isinstance(v, bool) for v in values):
        raise ConditionError(f"Give “{key}” a word or a list of words; quote yes and no.")
    return tuple(str(v) for v in values)


def holds(condition: Condition, lookup: Lookup) -> bool:
    """Say whether `condition` holds over the answers that `lookup` finds."""
    match condition:
        case Is(path, values):
            return any(_matches(found, values) for found in _reach(path, lookup))
        case Answered(path, wanted):
            return any(found not in (None, "", [], {}) for found in _reach(path, lookup)) is wanted
        case All(parts):
            return all(holds(part, lookup) for part in parts)
        case AnyOf(parts):
            return any(holds(part, lookup) for part in parts)
        case Not(part):
            return not holds(part, lookup)


def _reach(path: str, lookup: Lookup) -> Iterator[object]:
    """Yield what stands at a path; a list of rows yields its cell from each row."""
    question, *keys = path.split(".")
    found = [lookup(question)]
    for key in keys:
        found = [inner for value in found for inner in _inside(value, key)]
    yield from found


def _inside(value: object, key: str) -> list[object]:
    if isinstance(value, Mapping):
        return [value.get(key)]
    if isinstance(value, list | tuple):
        return [row.get(key) for row in value if isinstance(row, Mapping)]
    return []


def _matches(found: object, values: tuple[str, ...]) -> bool:
    if isinstance(found, Mapping):
        return any(str(key) in values for key in found)
    if isinstance(found, list | tuple):
        return any(str(item) in values for item in found if not isinstance(item, Mapping))
    if isinstance(found, bool):
        return ("true" if found else "false") in values
    return found is not None and str(found) in values


def questions_of(condition: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (path, values) for each answer the condition looks at; values are empty for `answered`."""
    match condition:
        case Is(path, values):
            yield path, values
        case Answered(path, _):
            yield path, ()
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from questions_of(part)
        case Not(part):
            yield from questions_of(part)
