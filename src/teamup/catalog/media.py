"""A pack's own videos: what its lessons name, whether it is there, and the copy that a published version keeps."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from teamup.catalog import schema
from teamup.catalog.model import Course

FOLDER = "media"
TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt; charset=utf-8"}
"""What may be sent, by the end of its name."""


def faults(root: Path, docs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (file, message) for each video or captions that a lesson names and the pack's folder does not hold.

    A video of the wrong shape is left to the check of shapes.
    """
    for path, doc in docs.items():
        if not path.endswith("/lesson.md") or not isinstance(doc["front"], dict):
            continue
        try:
            video = schema.VideoDoc.model_validate(doc["front"].get("video"))
        except ValidationError:
            continue
        for name in (video.file, video.captions):
            if not _is_there(root / FOLDER / name):
                yield path, f"{FOLDER}/{name} is not in the pack. Put the file there, or take the video out."
        captions = root / FOLDER / video.captions
        if _is_there(captions) and not captions.read_bytes().removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
            yield path, f"{FOLDER}/{video.captions} does not begin with WEBVTT. Save the captions as WebVTT."


def keep(root: Path, course: Course, to: Path) -> tuple[str, ...]:
    """Copy the videos of a published course from its pack below `to`; return those that were kept with other bytes.

    What is published never changes, so a file that is there stays as it is.
    """
    differing = []
    for lesson in course.lessons():
        for name in (lesson.video.file, lesson.video.captions) if lesson.video else ():
            target = to / course.id / course.version / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / FOLDER / name, target.with_name(f"{name}.part"))
                target.with_name(f"{name}.part").replace(target)
            elif not filecmp.cmp(root / FOLDER / name, target, shallow=False):
                differing.append(name)
    return tuple(differing)


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
