"""Ids are permanent: what an id asked for once, it asks for in every later version of its pack.

Answers are kept by id. An id that comes back as something else would show one answer as another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reused:
    """An id that asked for something else before. `item_id` is the question it stands in."""

    file: str
    item_id: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


def asked_in(docs: Mapping[str, Any]) -> dict[str, str]:
    """Map each question id, and "<question>.<column>", to what a version asks under it."""
    return {name: what for _path, _question, name, what in _asked(docs)}


def reused(earlier: Mapping[str, str], docs: Mapping[str, Any], *, version: str) -> Iterator[Reused]:
    """Yield the ids of `docs` that asked for something else in an earlier version."""
    for path, question, name, what in _asked(docs):
        before = earlier.get(name)
        if before is not None and before != what:
            yield Reused(
                path,
                question,
                f"“{name}” was {before} in version {version}, and is {what} here. "
                "An id keeps its kind for ever: give this one a new id, and leave the old one out.",
            )


def _asked(docs: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (file, question id, name, what it is) for each question and each column."""
    for path, doc in docs.items():
        if path != "opening.yaml" and not path.endswith("/questions.yaml"):
            continue
        for question in (doc or {}).get("questions") or ():
            name = str(question["id"])
            yield path, name, name, _what(question) + (" asked of each side" if question.get("each_side") else "")
            for column in (*(question.get("columns") or ()), *(question.get("parts") or ())):
                yield path, name, f"{name}.{column['id']}", _what(column)


def _what(doc: Mapping[str, Any]) -> str:
    return f"“{doc['kind']}”" + (" with the rows of another answer" if doc.get("options_from") else "")
