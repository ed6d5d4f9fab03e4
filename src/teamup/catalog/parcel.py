"""A pack that somebody sends as a zip file: its texts, and nothing that could hurt on the way.

Nothing is written to a disk. Sizes are counted as the file is unpacked, never believed; names that lead elsewhere,
links, deep nests and aliases that grow are refused, each with a sentence.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import yaml

from teamup.catalog.errors import PackError
from teamup.catalog.media import FOLDER
from teamup.catalog.source import SUFFIXES

MOST_BYTES = 2_500_000
"""Of the zip file. The course that comes with Team Up has 0.4 MB."""
MOST_TEXT = 5_000_000
MOST_FILES = 2_000
DEEPEST = 40
PACK = "pack.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_IGNORED = ("__MACOSX", ".DS_Store", "README.md")
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def texts_of(data: bytes) -> dict[str, str]:
    """Return the text of each file of a zipped pack, by its path below `pack.yaml`.

    Raises `PackError`, with what to do, for anything that is not a plain pack of texts.
    """
    if len(data) > MOST_BYTES:
        raise PackError("This file is too large. Leave out what is no YAML and no Markdown.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            return _texts(parcel)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise PackError("This is no zip file that can be read. Pack the folder again, as a plain .zip.") from error


def _texts(parcel: zipfile.ZipFile) -> dict[str, str]:
    names = dict(_names(parcel))
    root = _root(names)
    found: dict[str, str] = {}
    left = MOST_TEXT
    for name, info in sorted(names.items()):
        if not name.startswith(root):
            raise PackError(f"“{_shown(name)}” lies outside the folder of pack.yaml. Pack that folder alone.")
        path = name.removeprefix(root)
        if path.startswith(f"{FOLDER}/"):
            raise PackError("This pack has videos. Publish it on the server: teamup pack publish PATH")
        if not path.endswith(SUFFIXES):
            raise PackError(f"“{_shown(path)}”: packs have no such file. Leave it out.")
        with parcel.open(info) as file:
            raw = file.read(left + 1)
        left -= len(raw)
        if left < 0:
            raise PackError("Unpacked, this is too much for a pack. Leave out what does not belong to it.")
        found[path] = _text(path, raw)
    heavy = sum(
        _weigh(path, text.split("\n---\n", 1)[0] if path.endswith(".md") else text) for path, text in found.items()
    )
    if heavy > MOST_TEXT:
        raise PackError("Written out, the aliases (*) of this pack are too much. Use fewer of them.")
    return found


def _names(parcel: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    infos = parcel.infolist()
    if len(infos) > MOST_FILES:
        raise PackError("These are too many files for a pack. Leave out what does not belong to it.")
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not name.isprintable():
            raise PackError(f"“{_shown(name)}” is a name that leads out of the pack. Pack the folder again.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise PackError(f"“{_shown(name)}” is a link. Put the file itself there.")
        if info.flag_bits & 0x1:
            raise PackError("This zip file is locked with a password. Pack it without one.")
        if info.is_dir() or any(part in _IGNORED for part in path.parts):
            continue
        if str(path).casefold() in seen:
            raise PackError(f"“{_shown(name)}” is in the zip file twice. Pack the folder again.")
        seen.add(str(path).casefold())
        yield str(path), info


def _root(names: dict[str, zipfile.ZipInfo]) -> str:
    """Return what every name begins with: nothing, or the one folder that was packed."""
    roots = [name.removesuffix(PACK) for name in names if name == PACK or name.endswith(f"/{PACK}")]
    if not roots:
        raise PackError("There is no pack.yaml in this zip file. Pack the folder of the pack.")
    return min(roots, key=len)


def _text(path: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PackError(f"{_shown(path)}: save every file of the pack as UTF-8.") from error


def _weigh(path: str, text: str) -> int:
    """Return how many letters a file has once its aliases (*) are written out.

    What is no YAML at all is left to the checker, and weighs nothing.
    """
    depth = 0
    if path.endswith(".md"):
        text = text.split("\n---\n", 1)[0]
    try:
        for token in yaml.scan(text, LOADER):
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > DEEPEST:
                raise PackError(f"{_shown(path)} is nested too deep to be a file of a pack.")
        return _weight(yaml.compose(text, LOADER), {}, path)
    except yaml.YAMLError:
        return 0


def _weight(node: yaml.Node | None, known: dict[int, int], path: str) -> int:
    if node is None or isinstance(node, yaml.ScalarNode):
        return 1 + len(node.value if node else "")
    if id(node) not in known:
        known[id(node)] = -1  # being weighed: an alias that leads back here would never end
        inner = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
        known[id(node)] = 1 + sum(_weight(one, known, path) for one in inner)
    if known[id(node)] < 0:
        raise PackError(f"{_shown(path)}: an alias (*) stands inside what it repeats. Write the words out.")
    return known[id(node)]


def _shown(name: str) -> str:
    plain = "".join(c if c.isprintable() else "�" for c in name)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
