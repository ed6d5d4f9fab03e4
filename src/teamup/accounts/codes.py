"""Codes by mail: they sign in, add an address, and confirm that it is you.

Eight letters and digits, valid for ten minutes, five tries and one use, in the browser that asked for them. Nobody is
looked up when a code is asked for: an address that nobody signs in with costs the same work and gets the same mail.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.accounts.errors import CannotMailAgain, SpentCode, WrongCode
from teamup.accounts.models import MailedCode, Purpose
from teamup.core import ids
from teamup.delivery import addresses, limits, notices
from teamup.delivery.models import NoticeKind

VALID_FOR = timedelta(minutes=10)
FORGET_AFTER = timedelta(days=1)
PAUSE = timedelta(seconds=45)
"""How long a mail may be on its way before the code is mailed again."""
TRIES = 5
MAILS = 3


def code_of(code_id: UUID, address: str) -> str:
    """Return the code, such as "7QK4-M2XP", that was mailed to `address` under this id."""
    return ids.short_code(f"{code_id}|{address}", purpose="mailed code")


@transaction.atomic
def ask(*, purpose: Purpose, address: str, network: str, now: datetime) -> UUID:
    """Mail a fresh code to `address`, a clean one, and return the id under which it is checked.

    Raises `TooManyLetters` when the address, the network or the site has asked for too many.
    """
    limits.spend_code(network=network, address=address, now=now)
    row = MailedCode.objects.create(
        purpose=purpose,
        address_hash=addresses.hash_of(address),
        tries_left=TRIES,
        mails_left=MAILS - 1,
        mailed_at=now,
        expires_at=now + VALID_FOR,
    )
    _mail(row.id, purpose, address, now, worth=VALID_FOR)
    return row.id


@transaction.atomic
def mail_again(*, code_id: UUID, purpose: Purpose, address: str, network: str, now: datetime) -> None:
    """Mail the same code once more; it stays valid for as long as it was.

    Raises `CannotMailAgain` within 45 seconds of the last mail and after the third, `SpentCode` when the code is of no
    use any more, and `TooManyLetters`.
    """
    row = _find(code_id, purpose, address)
    _check_usable(row, now)
    ready = MailedCode.objects.filter(id=row.id, mails_left__gt=0, mailed_at__lte=now - PAUSE)
    if not ready.update(mails_left=F("mails_left") - 1, mailed_at=now):
        if not row.mails_left:
            raise CannotMailAgain(
                _("This code was mailed three times. Look among unwanted mail, or ask for a new one.")
            )
        raise CannotMailAgain(_("The mail left a moment ago. Give it a minute, and look among unwanted mail."))
    limits.spend_code(network=network, address=address, now=now)
    _mail(row.id, purpose, address, now, worth=row.expires_at - now)


def check(*, code_id: UUID, purpose: Purpose, address: str, typed: str, now: datetime) -> None:
    """Use the code up if `typed` is it. Raises `WrongCode`, which costs a try, or `SpentCode`."""
    row = _find(code_id, purpose, address)
    _check_usable(row, now)
    if not typed.strip():
        raise WrongCode(_("Type the code that is in the mail."))
    # The try is spent, and on record, before the code is looked at.
    usable = MailedCode.objects.filter(id=row.id, tries_left__gt=0, used_at=None)
    if not usable.update(tries_left=F("tries_left") - 1):
        _check_usable(_find(code_id, purpose, address), now)
    if not ids.is_code(typed, code_of(row.id, address)):
        left = MailedCode.objects.values_list("tries_left", flat=True).get(id=row.id)
        if not left:
            raise SpentCode(_("That was the fifth wrong code, so none works any more. Ask for a new one."))
        said = _("This is not the code in the mail: eight letters and digits, such as 7QK4-M2XP.")
        more = ngettext("You can try once more.", "You can try %(n)s more times.", left) % {"n": left}
        raise WrongCode(f"{said} {more}")
    if not MailedCode.objects.filter(id=row.id, used_at=None).update(used_at=now):
        raise SpentCode(_used())


def forget_old(*, now: datetime) -> int:
    """Delete codes that ran out a day ago and return how many."""
    deleted, _rows = MailedCode.objects.filter(expires_at__lt=now - FORGET_AFTER).delete()
    return deleted


def _mail(code_id: UUID, purpose: Purpose, address: str, now: datetime, *, worth: timedelta) -> None:
    says = {"code": code_of(code_id, address), "minutes": max(1, round(worth.total_seconds() / 60))}
    notices.queue_notice(kind=NoticeKind(purpose.value), address=address, says=says, now=now, worth=worth)


def _find(code_id: UUID, purpose: Purpose, address: str) -> MailedCode:
    row = MailedCode.objects.filter(id=code_id, purpose=purpose, address_hash=addresses.hash_of(address)).first()
    if row is None:
        raise SpentCode(_("This code is no longer known here. Ask for a new one."))
    return row


def _check_usable(row: MailedCode, now: datetime) -> None:
    if row.used_at:
        raise SpentCode(_used())
    if row.expires_at <= now:
        raise SpentCode(_("This code is older than 10 minutes. Ask for a new one."))
    if not row.tries_left:
        raise SpentCode(_("Five wrong codes were typed, so none works any more. Ask for a new one."))


def _used() -> str:
    return _("This code was used already. Ask for a new one.")
