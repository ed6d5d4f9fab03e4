"""Reading a pack's files from disk: YAML, and Markdown with front matter, nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from teamup.catalog.errors import PackError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - a PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

SUFFIXES = (".yaml", ".md")
MOST_DEEP = 50
MOST_PARTS = 200_000


@dataclass(frozen=True, slots=True)
class PackSource:
    """The parsed files of a pack, by their path inside it; a lesson.md is {"front": {...}, "text": "..."}."""

    docs: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return a fingerprint of all the words: the same words, the same 64 hex digits."""
        return hashlib.sha256(json.dumps(self.docs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_texts(root: Path) -> dict[str, str]:
    """Return the text of each YAML and Markdown file below `root`. Raises `PackError`."""
    if not (root / "pack.yaml").is_file():
        raise PackError(f"There is no pack.yaml in {root}. Name the folder of a pack.")
    try:
        return {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix in SUFFIXES and path.name != "README.md"
        }
    except UnicodeDecodeError as error:
        raise PackError("Save every file of the pack as UTF-8.") from error


def split_front(text: str) -> tuple[str, str]:
    """Split a lesson.md into its front matter (YAML) and its reading. Raises `PackError`."""
    if not text.startswith("---\n") or "\n---\n" not in text[3:]:
        raise PackError("Begin lesson.md with its front matter between two lines of three dashes.")
    front, _, body = text[4:].partition("\n---\n")
    return front, body.strip()


def split_reading(text: str) -> tuple[str, str]:
    """Return a reading's opening, and the rest from its first heading on."""
    opening, mark, rest = text.partition("\n## ")
    return opening.strip(), f"## {rest}".strip() if mark else ""


def parse(path: str, text: str) -> Any:
    """Return what one file holds. Raises `PackError` or `yaml.YAMLError`."""
    if path.endswith(".md"):
        front, body = split_front(text)
        return {"front": _read(front), "text": body}
    return _read(text)


def _read(text: str) -> Any:
    check_plain(text)
    try:
        return _plain(yaml.load(text, Loader))
    except ValueError as error:  # a day that no month has, a number of thousands of digits
        raise PackError(f"A value cannot be read: {error}. Quote it if it is meant as words.") from error


def check_plain(text: str) -> None:
    """Raise `PackError` for YAML that is deeper than any pack, or unfolds to more than one.

    A few lines of references to references would fill the memory of any machine.
    """
    sizes: dict[str, int] = {}  # of what has a name, unfolded
    open_parts: list[tuple[str | None, int]] = [(None, 0)]
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            open_parts.append((event.anchor, 1))
        elif isinstance(event, yaml.CollectionEndEvent):
            _close(open_parts, sizes)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise PackError(f"“*{event.anchor}” stands for something that holds it, or for nothing. Write it out.")
            _add(open_parts, sizes[event.anchor])
        elif isinstance(event, yaml.ScalarEvent):
            if event.anchor:
                sizes[event.anchor] = 1
            _add(open_parts, 1)
        if len(open_parts) > MOST_DEEP:
            raise PackError(f"Nothing in a pack is nested more than {MOST_DEEP} times. Look for a stray bracket.")


def _close(open_parts: list[tuple[str | None, int]], sizes: dict[str, int]) -> None:
    name, size = open_parts.pop()
    if name:
        sizes[name] = size
    _add(open_parts, size)


def _add(open_parts: list[tuple[str | None, int]], size: int) -> None:
    name, before = open_parts[-1]
    open_parts[-1] = (name, before + size)
    if before + size > MOST_PARTS:
        raise PackError(f"This file unfolds to more than {MOST_PARTS:,} parts. Take out references (“*name”).")


def _plain(value: Any) -> Any:
    """Return YAML's value in JSON's types, so that a stored pack reads as the files did."""
    if isinstance(value, dict):
        return {_key(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "yes" if key else "no"
    return str(key)


def read_pack(root: Path) -> PackSource:
    """Read a pack that has been checked. Raises `PackError` naming the first file that cannot be read."""
    docs = {}
    for path, text in read_texts(root).items():
        try:
            docs[path] = parse(path, text)
        except (PackError, yaml.YAMLError) as error:
            raise PackError(f"{path}: {error}") from error
    return PackSource(docs)
