"""A host's corrections of the directory: examples and resources hidden, noted, or with another link.

They lie over the course as it was published, on the pages that everybody reads. Plans and their documents keep the
words of their own version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from teamup.catalog import shelf
from teamup.catalog.errors import CatalogError
from teamup.catalog.model import Course
from teamup.catalog.models import Correction, EntryKind
from teamup.core.fresh import Fresh

LONGEST_NOTE, LONGEST_URL = 300, 500
_is_address = URLValidator(schemes=["http", "https"])

Key = tuple[str, str, str]
"""The id of a pack, the kind of an entry, and its id."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is changed at an entry. `url` is "" where the entry keeps its own."""

    is_hidden: bool = False
    url: str = ""
    note: str = ""


class CorrectionRejected(CatalogError):
    """A correction cannot be kept; `faults` says what is wrong, by field."""

    def __init__(self, **faults: str) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def _read() -> dict[Key, Corrected]:
    rows = Correction.objects.all()
    return {(row.pack_id, row.kind, row.entry_id): Corrected(row.is_hidden, row.url, row.note) for row in rows}


present: Fresh[Mapping[Key, Corrected]] = Fresh(_read, {})
"""Every correction in force."""


def mended(course: Course, found: Mapping[Key, Corrected]) -> Course:
    """Return a course without the entries that are hidden, and with the links that were corrected."""
    cases = {one.id: one for one in course.cases.values() if not _of(found, course, EntryKind.CASE, one.id).is_hidden}
    resources = {}
    for one in course.resources.values():
        said = _of(found, course, EntryKind.RESOURCE, one.id)
        if not said.is_hidden:
            resources[one.id] = replace(one, url=said.url or one.url)
    return replace(course, cases=cases, resources=resources)


def _of(found: Mapping[Key, Corrected], course: Course, kind: str, entry_id: str) -> Corrected:
    return found.get((course.id, kind, entry_id), _AS_IT_IS)


_AS_IT_IS = Corrected()
_mended: dict[str, tuple[Course, Mapping[Key, Corrected], Course]] = {}
"""By pack, the course that was mended last, with what, and what came of it: made once for each change."""


def current_course(pack_id: str) -> Course:
    """Return the course that pages show, mended. Raises `UnknownVersion` while nothing is published."""
    course, found = shelf.current_course(pack_id), present.get()
    if not any(pack == course.id for pack, _kind, _entry in found):
        return course
    kept = _mended.get(pack_id)
    if kept is None or kept[0] is not course or kept[1] != found:
        kept = _mended[pack_id] = (course, found, mended(course, found))
    return kept[2]


def said_of(course: Course, kind: str, entry_id: str) -> Corrected:
    """Return what is changed at an entry, which may be nothing."""
    return _of(present.get(), course, kind, entry_id)


def notes_of(course: Course, kind: str) -> dict[str, str]:
    """Map the ids of entries to the notes that hosts put to them."""
    return {
        entry: said.note
        for (pack, its, entry), said in present.get().items()
        if (pack, its) == (course.id, kind) and said.note
    }


def correct(*, course: Course, kind: str, entry_id: str, wanted: Corrected, by: str, now: datetime) -> bool:
    """Keep a correction and say whether anything changed; one that changes nothing at the entry is taken back.

    Raises `CorrectionRejected` with what is wrong at "url" or "note".
    """
    clean = _clean(course, kind, entry_id, wanted)
    rows = Correction.objects.filter(pack_id=course.id, kind=kind, entry_id=entry_id)
    if clean == _AS_IT_IS:
        changed = bool(rows.delete()[0])
    else:
        facts = {"is_hidden": clean.is_hidden, "url": clean.url, "note": clean.note}
        changed = not rows.filter(**facts).exists()
        Correction.objects.update_or_create(
            pack_id=course.id,
            kind=kind,
            entry_id=entry_id,
            defaults={**facts, "changed_at": now, "changed_by": by},
        )
    present.drop()
    return changed


def _clean(course: Course, kind: str, entry_id: str, wanted: Corrected) -> Corrected:
    faults = {}
    note, url = " ".join(wanted.note.replace("\x00", "").split()), wanted.url.strip()
    if len(note) > LONGEST_NOTE:
        faults["note"] = _("Shorten the note to %(n)s letters or fewer.") % {"n": LONGEST_NOTE}
    own = course.resources[entry_id].url if kind == EntryKind.RESOURCE else ""
    if url and not _is_link(url):
        faults["url"] = _("Write a whole address, such as https://example.org/page.")
    if faults:
        raise CorrectionRejected(**faults)
    is_new = kind == EntryKind.RESOURCE and url != own
    return Corrected(wanted.is_hidden, url if is_new else "", note)


def _is_link(url: str) -> bool:
    try:
        _is_address(url)
    except ValidationError:
        return False
    return len(url) <= LONGEST_URL and not urlsplit(url).username


def all_of(pack_id: str) -> list[Correction]:
    """Return every correction of a course, the latest first."""
    return list(Correction.objects.filter(pack_id=pack_id).order_by("-changed_at", "pk"))
