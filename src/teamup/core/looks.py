"""How the site looks and what its host says on every page: a draft, what holds now, and all that held before.

Each process keeps what holds now (see `core.fresh`), so that pages gain no query.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, replace
from datetime import datetime

import nh3
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from teamup.core import markdown, palette, pictures
from teamup.core.fresh import Fresh
from teamup.core.models import Look, Picture
from teamup.core.palette import BadColor
from teamup.core.pictures import BadPicture

DRAFT = 0
LONGEST_NAME, LONGEST_FOOTER, LONGEST_NOTICE = 40, 2_000, 500
_TAGS = {"p", "em", "strong", "ul", "ol", "li", "a", "br"}


@dataclass(frozen=True, slots=True)
class SiteLook:
    """A look as pages use it. "" and None leave a thing as it is without a host's word."""

    name: str = ""
    accent: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    footer: str = ""
    notice: str = ""
    notice_from: datetime | None = None
    notice_until: datetime | None = None

    def shows_notice(self, now: datetime) -> bool:
        """Say whether the notice is shown at this moment."""
        is_early = self.notice_from is not None and now < self.notice_from
        is_late = self.notice_until is not None and now >= self.notice_until
        return bool(self.notice) and not is_early and not is_late


PLAIN = SiteLook()


class LookRejected(Exception):
    """A look cannot be kept; `faults` lists what is wrong, by field."""

    def __init__(self, **faults: str) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def _read() -> SiteLook:
    row = Look.objects.order_by("-number").first()
    return PLAIN if row is None or row.number == DRAFT else look_of(row)


present = Fresh(_read, PLAIN)
"""The look that holds."""


def look_of(row: Look) -> SiteLook:
    """Return a stored look as pages use it."""
    return SiteLook(**{field.name: getattr(row, field.name) for field in fields(SiteLook)})


def words_to_html(text: str) -> str:
    """Return a host's Markdown as safe HTML: paragraphs, lists, emphasis and links."""
    return (
        nh3.clean(markdown.to_html(text), tags=_TAGS, attributes={"a": {"href"}}, link_rel="noopener") if text else ""
    )


def clean(look: SiteLook) -> SiteLook:
    """Return a look as it may be kept. Raises `LookRejected` with every fault."""
    faults = {}
    name = " ".join(look.name.split())
    if len(name) > LONGEST_NAME:
        faults["name"] = _("Shorten the name to %(n)s letters or fewer.") % {"n": LONGEST_NAME}
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        faults["name"] = _("The name has hidden characters in it. Type it by hand.")
    if len(look.footer) > LONGEST_FOOTER:
        faults["footer"] = _("Shorten this to %(n)s letters or fewer.") % {"n": LONGEST_FOOTER}
    if len(look.notice) > LONGEST_NOTICE:
        faults["notice"] = _("Shorten the notice to %(n)s letters or fewer.") % {"n": LONGEST_NOTICE}
    if look.notice_from and look.notice_until and look.notice_until <= look.notice_from:
        faults["notice_until"] = _("The last day is before the first one. Correct one of them.")
    accent = look.accent.strip().lower()
    if accent:
        try:
            palette.palette(accent)
        except BadColor as error:
            faults["accent"] = str(error)
    if faults:
        raise LookRejected(**faults)
    footer, notice = (text.replace("\x00", "").replace("\r\n", "\n").strip() for text in (look.footer, look.notice))
    return replace(look, name=name, accent=accent, footer=footer, notice=notice)


def with_logo(look: SiteLook, data: bytes, *, now: datetime) -> SiteLook:
    """Return the look with a picture for a logo, which is kept. Raises `LookRejected`."""
    try:
        found = pictures.clean(data)
    except BadPicture as error:
        raise LookRejected(logo=str(error)) from error
    Picture.objects.get_or_create(
        digest=found.digest, defaults={"kind": found.kind, "data": found.data, "kept_at": now}
    )
    return replace(look, logo=f"{found.digest}.{found.kind}", logo_width=found.width, logo_height=found.height)


def draft() -> Look | None:
    """Return the draft, or None."""
    return Look.objects.filter(number=DRAFT).first()


@transaction.atomic
def save_draft(look: SiteLook, *, by: str, now: datetime) -> None:
    """Keep a look as the draft, in place of the one before. Raises `LookRejected`."""
    clean_look = clean(look)
    facts = {field.name: getattr(clean_look, field.name) for field in fields(SiteLook)}
    Look.objects.update_or_create(number=DRAFT, defaults={**facts, "made_at": now, "made_by": by})


def drop_draft() -> None:
    """Forget the draft."""
    Look.objects.filter(number=DRAFT).delete()


def publish_draft(*, seen: str, by: str, now: datetime) -> int:
    """Let the draft hold from now on, and return its number.

    `seen` is `stamp_of` the draft that was looked at. Raises `LookRejected` when it has changed since, or is gone.
    """
    with transaction.atomic():
        row = draft()
        if row is None or stamp_of(row) != seen:
            raise LookRejected(draft=_("The draft was changed meanwhile. Look at it again."))
        number = _publish(row, by, now)
        drop_draft()
    present.drop()
    return number


def publish_again(number: int, *, by: str, now: datetime) -> int:
    """Let an earlier look hold again, as a new number, which is returned. Raises `LookRejected` for one that never was.

    0 stands for the look without a host's word.
    """
    with transaction.atomic():
        row = Look(number=0) if number == DRAFT else Look.objects.filter(number=number).first()
        if row is None:
            raise LookRejected(draft=_("There is no such look."))
        made = _publish(row, by, now)
    present.drop()
    return made


def _publish(row: Look, by: str, now: datetime) -> int:
    newest = Look.objects.order_by("-number").values_list("number", flat=True).first() or DRAFT
    facts = {**model_to_dict(row), "number": newest + 1, "made_at": now, "made_by": by}
    try:
        with transaction.atomic():
            Look.objects.create(**facts)
    except IntegrityError as error:
        raise LookRejected(draft=_("Somebody else published a look a moment ago. Look at it first.")) from error
    return newest + 1


def stamp_of(row: Look) -> str:
    """Return what tells a draft from a later one."""
    return row.made_at.isoformat()


def published(*, most: int = 20) -> list[Look]:
    """Return the looks that held, the newest first."""
    return list(Look.objects.exclude(number=DRAFT).order_by("-number")[:most])
