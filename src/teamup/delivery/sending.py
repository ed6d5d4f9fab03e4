"""Sending one letter or notice: take it, write it, hand it to the mail server, and put down what came of it.

Taking is one conditional update, so two workers never have the same letter in hand. The only way to send a letter
twice is to lose the worker, its connection or its database between the server's taking the letter and our putting
that down; the second copy then has the same Message-ID.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from teamup.delivery import asking, digests, message, reminders, sealed, smtp
from teamup.delivery.codes import VALID_FOR
from teamup.delivery.models import Letter, LetterKind, LetterState, Notice, NoticeKind
from teamup.delivery.queue import LEASE
from teamup.delivery.refusals import Verdict, verdict_on
from teamup.plans import handover, lifecycle, people

logger = logging.getLogger(__name__)

RETRY_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
"""How long to wait after the first, second … try: eight tries in just under two days."""

ONCE = (NoticeKind.TALK, NoticeKind.DATES)
"""Notices that are rather not sent than sent twice."""

Clock = Callable[[], datetime]
Parcel = Letter | Notice


class Interrupted(BaseException):
    """The worker has to stop now, in the middle of a letter."""


in_hand = False
"""Whether this process may be interrupted: it writes or sends a letter, and puts nothing down."""


def deliver(plan_id: UUID, letter_id: UUID, *, clock: Clock) -> str:
    """Send the letter if it is due and nobody else has it in hand. Return what came of it, in a word."""
    letter = take(plan_id, letter_id, clock())
    return _send(letter, clock) if letter else "not due"


def deliver_notice(notice_id: UUID, *, clock: Clock) -> str:
    """Send the notice if it is due and nobody else has it in hand. Return what came of it, in a word."""
    notice = take_notice(notice_id, clock())
    return _send(notice, clock) if notice else "not due"


def _send(letter: Parcel, clock: Clock) -> str:
    if verdict := _pointless(letter, clock()):
        return _put_down(letter, verdict, clock())
    line = mail.get_connection()
    try:
        _write_and_send(letter, line, clock)
    except Interrupted:
        if isinstance(line, smtp.EmailBackend):
            line.hang_up()
        connection.close()
        if _is_once(letter):
            _give_up(letter)
            return "interrupted"
        _update(letter, state=LetterState.QUEUED, due_at=clock(), task_id=None)
        return "interrupted"
    except Exception as error:
        # Whatever it was, the letter is tried again.
        verdict = verdict_on(error)
        logger.warning("Letter %s to %s not sent: %s", letter.id, letter.masked, verdict.reason, exc_info=_bug(error))
        return _put_down(letter, verdict, clock())
    else:
        return _put_down(letter, None, clock())
    finally:
        with suppress(OSError):
            line.close()


@transaction.atomic
def take(plan_id: UUID, letter_id: UUID, now: datetime) -> Letter | None:
    """Take a letter that is due for the time of a lease and return it, or None."""
    due = Letter.objects.filter(plan_id=plan_id, id=letter_id, due_at__lte=now)
    if not due.update(state=LetterState.SENDING, tries=F("tries") + 1, due_at=now + LEASE):
        return None
    return Letter.objects.select_related("plan").get(plan_id=plan_id, id=letter_id)


@transaction.atomic
def take_notice(notice_id: UUID, now: datetime) -> Notice | None:
    """Take a notice that is due for the time of a lease and return it, or None."""
    due = Notice.objects.filter(id=notice_id, due_at__lte=now)
    if left := due.filter(kind__in=ONCE, state=LetterState.SENDING).first():
        _give_up(left)
        return None
    if not due.update(state=LetterState.SENDING, tries=F("tries") + 1, due_at=now + LEASE):
        return None
    return Notice.objects.get(id=notice_id)


def _is_once(letter: Parcel) -> bool:
    return isinstance(letter, Notice) and letter.kind in ONCE


def _give_up(notice: Parcel) -> None:
    """Leave a notice that a worker had in hand when it was stopped: it may be out, and a second one is worse."""
    reason = _("The worker was stopped while it was sending this, so it may be out. It is not sent again.")
    with transaction.atomic():
        if _update(notice, state=LetterState.FAILED, due_at=None, reason=reason, **_forgotten(notice)) and isinstance(
            notice, Notice
        ):
            digests.tell_again(notice)


def _pointless(letter: Parcel, now: datetime) -> Verdict | None:
    """Return why a letter that is due is not worth sending any more, or None."""
    if isinstance(letter, Notice):
        if letter.pointless_at and now > letter.pointless_at:
            return Verdict(True, _("It was too old before it could be sent."))
        if _has_nothing_to_tell(letter):
            return Verdict(True, _("Nobody wants this mail any more."))
    elif verdict := _pointless_letter(letter, now):
        return verdict
    if letter.tries > len(RETRY_AFTER) + 1:
        return Verdict(True, _("Given up after %(tries)s tries.") % {"tries": letter.tries - 1})
    return None


def _has_nothing_to_tell(notice: Notice) -> bool:
    if notice.kind == NoticeKind.TALK:
        return digests.digest_behind(notice) is None
    return notice.kind == NoticeKind.DATES and reminders.reminder_behind(notice) is None


def _pointless_letter(letter: Letter, now: datetime) -> Verdict | None:
    if letter.plan.deleted_at:
        return Verdict(True, _("The plan was deleted before this letter could be sent."))
    if letter.kind == LetterKind.CODE and now > letter.created_at + VALID_FOR:
        return Verdict(True, _("The code was too old before it could be sent. Ask for a new one."))
    if letter.kind == LetterKind.KEY and not _opens_plan(letter):
        return Verdict(True, _("The key was changed before this letter could be sent. Mail the new one."))
    if letter.kind == LetterKind.INVITE and not _invites(letter, now):
        return Verdict(True, _("The invitation was withdrawn before this letter could be sent. Invite again."))
    if letter.kind == LetterKind.OWNER and not _waits(letter):
        return Verdict(True, _("It was settled before this letter could be sent."))
    if letter.kind == LetterKind.AGREE and asking.signer_behind(letter) is None:
        return Verdict(True, _("It was answered, or taken back, before this letter could be sent."))
    return None


def _invites(letter: Letter, now: datetime) -> bool:
    try:
        return people.is_code_of(plan=letter.plan, invitation_id=letter.id, code=sealed.unseal(letter.sealed), now=now)
    except ValueError:
        return False


def _waits(letter: Letter) -> bool:
    return letter.note in {str(one.hand_over_id) for one in handover.waiting(letter.plan)}


def _opens_plan(letter: Letter) -> bool:
    try:
        return lifecycle.key_hash(sealed.unseal(letter.sealed)) == letter.plan.key_hash
    except ValueError:
        # The site has another secret since; the key cannot be read, and would open nothing.
        return False


def _write_and_send(letter: Parcel, line: BaseEmailBackend, clock: Clock) -> None:
    global in_hand  # noqa: PLW0603 (read by the signal handler of this process)
    in_hand = True
    try:
        written = (
            message.write_notice(letter, clock()) if isinstance(letter, Notice) else message.write(letter, clock())
        )
        _keep(letter, clock())
        line.open()
        line.send_messages([written])
    finally:
        in_hand = False


def _keep(letter: Parcel, now: datetime) -> None:
    """Renew the lease before the server is called: writing may have taken long."""
    if not _update(letter, due_at=now + LEASE):
        raise TimeoutError("another worker has taken the letter")


def _put_down(letter: Parcel, verdict: Verdict | None, now: datetime) -> str:
    """Record how a try ended and return the letter's state. A letter that is out is out, whoever holds it by now."""
    if verdict is None:
        _insist(letter, state=LetterState.SENT, due_at=None, sent_at=now, reason="", **_forgotten(letter))
        logger.info("Letter %s to %s sent, try %d", letter.id, letter.masked, letter.tries)
        return LetterState.SENT
    wait = RETRY_AFTER[letter.tries - 1] if letter.tries <= len(RETRY_AFTER) else None
    if verdict.is_final or wait is None:
        reason = verdict.reason if verdict.is_final else _("Given up after two days. ") + verdict.reason
        _update(letter, state=LetterState.FAILED, due_at=None, reason=reason, **_forgotten(letter))
        return LetterState.FAILED
    _update(letter, state=LetterState.QUEUED, due_at=now + wait, reason=verdict.reason, task_id=None)
    return LetterState.QUEUED


def _forgotten(letter: Parcel) -> dict[str, str]:
    """Return the fields to empty once a letter is out or has failed for good. Nobody can send a notice again."""
    return {"sealed": "", "address": ""} if isinstance(letter, Notice) else {"sealed": ""}


def _row(letter: Parcel) -> QuerySet[Letter] | QuerySet[Notice]:
    if isinstance(letter, Notice):
        return Notice.objects.filter(id=letter.id)
    return Letter.objects.filter(plan_id=letter.plan_id, id=letter.id)


def _update(letter: Parcel, **fields: object) -> int:
    """Change the letter while it is still ours: nobody has taken it since."""
    return _row(letter).filter(state=LetterState.SENDING, tries=letter.tries).update(**fields)


def _insist(letter: Parcel, **fields: object) -> None:
    """Put down that a letter is out, also when the database is busy just now: forgetting it would send it again."""
    for pause in (0.1, 0.5, 2, None):
        try:
            _row(letter).update(**fields)
        except DatabaseError:
            if pause is None:
                raise
            connection.close()
            time.sleep(pause)
        else:
            return


def _bug(error: Exception) -> bool:
    """Say whether the log should show where `error` came from: mail servers and networks explain themselves."""
    return not isinstance(error, OSError)
