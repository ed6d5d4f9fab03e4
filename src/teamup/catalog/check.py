"""The pack checker: every fault at once, each with file, line and what to do.

Three passes: can each file be read, has each the right shape, and does everything that is named exist. The
third runs over the files that passed the second, so one slip does not hide the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from teamup.catalog import links, media, schema, shapes, source
from teamup.catalog.errors import PackError
from teamup.catalog.lines import Lines


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend in a pack."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the faults in order, the files as parsed, and how much the pack holds."""

    faults: tuple[Fault, ...]
    pack: source.PackSource
    counts: Mapping[str, int] = field(default_factory=dict)


def check(root: Path) -> Checked:
    """Check the pack in a folder. Raises `PackError` only when there is no pack to look at."""
    checked = check_texts(source.read_texts(root))
    missing = (Fault(path, 1, message) for path, message in media.faults(root, checked.pack.docs))
    return replace(checked, faults=tuple(sorted({*checked.faults, *missing})))


def check_texts(texts: Mapping[str, str]) -> Checked:
    """Check a pack given as the texts of its files."""
    faults: list[Fault] = []
    docs: dict[str, Any] = {}
    lines: dict[str, Lines] = {}
    shaped: dict[str, shapes.Doc] = {}
    for path, text in texts.items():
        read = _read(path, text, faults)
        if read is None:
            continue
        docs[path], lines[path] = read
        if (doc := _shape(path, docs[path], lines[path], faults)) is not None:
            shaped[path] = doc
    pack = source.PackSource(docs)
    linked = links.Pack.of(shaped, docs)
    for path, item_id, message in links.faults(linked):
        line = lines[path].of_id(item_id) if path in lines and item_id else 1
        faults.append(Fault(path, line, message))
    return Checked(tuple(sorted(set(faults))), pack, links.counts(linked))


def _read(path: str, text: str, faults: list[Fault]) -> tuple[Any, Lines] | None:
    if schema.shape_of(path) is None:
        faults.append(Fault(path, 1, "Packs have no such file. Rename it, or move it out of the pack."))
        return None
    try:
        if path.endswith(".md"):
            front, _ = source.split_front(text)
            source.check_plain(front)
            lines = Lines(front, offset=1)
        else:
            source.check_plain(text)
            lines = Lines(text)
        faults.extend(
            Fault(path, line, f"“{key}” stands twice here. Keep one: the first would be lost.")
            for line, key in lines.doubles()
        )
        return source.parse(path, text), lines
    except PackError as error:
        faults.append(Fault(path, 1, str(error)))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(
            Fault(path, line, f"This is not YAML: {error.problem}. Quote words that hold a colon or begin with a sign.")
        )
    except yaml.YAMLError as error:
        faults.append(Fault(path, 1, f"This is not YAML: {error}."))
    return None


def _shape(path: str, doc: Any, lines: Lines, faults: list[Fault]) -> shapes.Doc | None:
    shape = schema.shape_of(path)
    if shape is None:
        return None
    try:
        return shape.model_validate(doc["front"] if path.endswith(".md") else doc)
    except ValidationError as error:
        faults.extend(Fault(path, lines.of(item["loc"]), message) for item, message in _said(error))
        return None


def _said(error: ValidationError) -> Iterator[tuple[Any, str]]:
    for item in error.errors():
        where = ".".join(str(step) for step in item["loc"])
        match item["type"]:
            case "extra_forbidden":
                message = f"“{item['loc'][-1]}” is not a key here. Correct its spelling or take it out."
            case "missing":
                message = f"“{item['loc'][-1]}” is missing. Add it."
            case "string_type":
                message = f"“{where}” must be words. Put quotes around it."
            case "enum" | "literal_error":
                message = f"“{item['input']}” is not possible for “{where}”. Use {item['ctx']['expected']}."
            case _:
                message = f"“{where}”: {item['msg'].removeprefix('Value error, ')}."
        yield item, message.replace("..", ".")
