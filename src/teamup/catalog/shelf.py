"""The shelf of published courses: publish a version, find one, find the newest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import IntegrityError, transaction

from teamup.catalog import load, permanence
from teamup.catalog.errors import IdsReused, UnknownVersion, VersionTaken
from teamup.catalog.model import Course, CourseIndex
from teamup.catalog.models import PackVersion
from teamup.catalog.source import PackSource

_sound: dict[str, tuple[str, str]] = {}
"""The id and version of packs that were built here, by digest: a process meets a few of them."""


def publish(pack: PackSource, *, revise: bool = False) -> tuple[Course, bool]:
    """Put a checked pack on the shelf and return its course, and whether it is new there.

    The same words again change nothing. Other words under a published version raise
    `VersionTaken`; with `revise` they are published beside it as "<version>+<digest>". Raises `IdsReused` when an
    id stands for something else than in an earlier version.
    """
    digest = pack.digest
    pack_id, version = _identity(pack, digest)
    if same := PackVersion.objects.filter(pack_id=pack_id, digest=digest).first():
        return get_course(same.pack_id, same.version), False
    _check_permanence(pack_id, pack)
    if PackVersion.objects.filter(pack_id=pack_id, version=version).exists():
        if not revise:
            raise VersionTaken(
                f"Version {version} of “{pack_id}” is published with other words. "
                "Raise the version in pack.yaml: a published version never changes."
            )
        version = f"{version}+{digest[:8]}"
    try:
        with transaction.atomic():
            PackVersion.objects.create(
                pack_id=pack_id, version=version, digest=digest, docs=json.dumps(pack.docs, ensure_ascii=False)
            )
    except IntegrityError as error:
        raise VersionTaken(f"Version {version} of “{pack_id}” was published a moment ago.") from error
    return get_course(pack_id, version), True


def _identity(pack: PackSource, digest: str) -> tuple[str, str]:
    """Return the id and version of a pack that can be built; what was built here before need not be again."""
    if digest not in _sound:
        course = load.build(pack)
        _sound[digest] = (course.id, course.version)
    return _sound[digest]


def _check_permanence(pack_id: str, pack: PackSource) -> None:
    """Compare with every version, the newest first: an id that was retired may not come back as something else."""
    found: dict[str, permanence.Reused] = {}
    earlier = PackVersion.objects.filter(pack_id=pack_id).order_by("-published_at", "-pk")
    for version, digest in earlier.values_list("version", "digest"):
        for one in permanence.reused(_asked_in(digest), pack.docs, version=version):
            found.setdefault(one.message.partition(" was ")[0], one)
    if found:
        raise IdsReused(tuple(found.values()))


@lru_cache(maxsize=256)
def _asked_in(digest: str) -> dict[str, str]:
    docs = PackVersion.objects.filter(digest=digest).values_list("docs", flat=True)[0]
    return permanence.asked_in(json.loads(docs))


@lru_cache(maxsize=16)
def _stored(pack_id: str, version: str) -> tuple[Course, CourseIndex]:
    row = PackVersion.objects.filter(pack_id=pack_id, version=version).first()
    if row is None:
        raise UnknownVersion(f"Version {version} of the course “{pack_id}” is not published here.")
    course = load.build(PackSource(json.loads(row.docs)), version=version)
    return course, CourseIndex(course)


def get_course(pack_id: str, version: str) -> Course:
    """Return a published course. Raises `UnknownVersion`."""
    return _stored(pack_id, version)[0]


def get_index(pack_id: str, version: str) -> CourseIndex:
    """Return the look-ups over a published course. Raises `UnknownVersion`."""
    return _stored(pack_id, version)[1]


def newest(pack_id: str) -> tuple[str, str] | None:
    """Return (pack id, version) of the version published last, or None while the shelf is empty."""
    row = PackVersion.objects.filter(pack_id=pack_id).order_by("-published_at", "-pk").first()
    return (row.pack_id, row.version) if row else None


def versions(pack_id: str) -> tuple[str, ...]:
    """Return the published versions of a pack, the newest first."""
    rows = PackVersion.objects.filter(pack_id=pack_id).order_by("-published_at", "-pk")
    return tuple(rows.values_list("version", flat=True))


@dataclass(frozen=True, slots=True)
class Published:
    """A version on the shelf, without its words."""

    pack_id: str
    version: str
    published_at: datetime
    digest: str


def published() -> list[Published]:
    """Return every version of every pack, by pack and the newest first: one query."""
    rows = PackVersion.objects.order_by("pack_id", "-published_at", "-pk")
    return [Published(*row) for row in rows.values_list("pack_id", "version", "published_at", "digest")]


def current_course(pack_id: str) -> Course:
    """Return the course new plans begin on. Raises `UnknownVersion` while nothing is published."""
    found = newest(pack_id)
    if found is None:
        raise UnknownVersion(f"No version of the course “{pack_id}” is published yet. Run: teamup pack publish PATH")
    return get_course(*found)


_asked: set[tuple[str, str]] = set()
"""Questions that a version had. Those that none had are looked for each time: the next version may have them."""


def ever_asked(pack_id: str, question_id: str) -> bool:
    """Say whether any published version of the pack has had this question."""
    if (pack_id, question_id) not in _asked:
        versions = PackVersion.objects.filter(pack_id=pack_id).values_list("version", flat=True)
        if not any(question_id in get_index(pack_id, version).questions for version in versions):
            return False
        _asked.add((pack_id, question_id))
    return True
