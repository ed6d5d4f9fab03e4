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
        return {"front": _plain(yaml.load(front, Loader)), "text": body}
    return _plain(yaml.load(text, Loader))


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
