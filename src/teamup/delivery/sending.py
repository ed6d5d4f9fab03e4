"""Sending one letter: take it, write it, hand it to the mail server, and put down what came of it.

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
from django.db.models import F
from django.utils.translation import gettext as _

from teamup.delivery import message, sealed, smtp
from teamup.delivery.codes import VALID_FOR
from teamup.delivery.models import Letter, LetterKind, LetterState
from teamup.delivery.queue import LEASE
from teamup.delivery.refusals import Verdict, verdict_on
from teamup.plans import lifecycle

logger = logging.getLogger(__name__)

RETRY_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
"""How long to wait after the first, second … try: eight tries in just under two days."""

Clock = Callable[[], datetime]


class Interrupted(BaseException):
    """The worker has to stop now, in the middle of a letter."""


in_hand = False
"""Whether this process may be interrupted: it writes or sends a letter, and puts nothing down."""


def deliver(plan_id: UUID, letter_id: UUID, *, clock: Clock) -> str:
    """Send the letter if it is due and nobody else has it in hand. Return what came of it, in a word."""
    letter = take(plan_id, letter_id, clock())
    if letter is None:
        return "not due"
    if verdict := _pointless(letter, clock()):
        return _put_down(letter, verdict, clock())
    line = mail.get_connection()
    try:
        _write_and_send(letter, line, clock)
    except Interrupted:
        if isinstance(line, smtp.EmailBackend):
            line.hang_up()
        connection.close()
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


def _pointless(letter: Letter, now: datetime) -> Verdict | None:
    """Return why a letter that is due is not worth sending any more, or None."""
    if letter.kind == LetterKind.CODE and now > letter.created_at + VALID_FOR:
        return Verdict(True, _("The code was too old before it could be sent. Ask for a new one."))
    if letter.kind == LetterKind.KEY and not _opens_plan(letter):
        return Verdict(True, _("The key was changed before this letter could be sent. Mail the new one."))
    if letter.tries > len(RETRY_AFTER) + 1:
        return Verdict(True, _("Given up after %(tries)s tries.") % {"tries": letter.tries - 1})
    return None


def _opens_plan(letter: Letter) -> bool:
    try:
        return lifecycle.key_hash(sealed.unseal(letter.sealed)) == letter.plan.key_hash
    except ValueError:
        # The site has another secret since; the key cannot be read, and would open nothing.
        return False


def _write_and_send(letter: Letter, line: BaseEmailBackend, clock: Clock) -> None:
    global in_hand  # noqa: PLW0603 (read by the signal handler of this process)
    in_hand = True
    try:
        written = message.write(letter, clock())
        _keep(letter, clock())
        line.open()
        line.send_messages([written])
    finally:
        in_hand = False


def _keep(letter: Letter, now: datetime) -> None:
    """Renew the lease before the server is called: writing may have taken long."""
    if not _update(letter, due_at=now + LEASE):
        raise TimeoutError("another worker has taken the letter")


def _put_down(letter: Letter, verdict: Verdict | None, now: datetime) -> str:
    """Record how a try ended and return the letter's state. A letter that is out is out, whoever holds it by now."""
    if verdict is None:
        _insist(letter, state=LetterState.SENT, due_at=None, sent_at=now, reason="", sealed="")
        logger.info("Letter %s to %s sent, try %d", letter.id, letter.masked, letter.tries)
        return LetterState.SENT
    wait = RETRY_AFTER[letter.tries - 1] if letter.tries <= len(RETRY_AFTER) else None
    if verdict.is_final or wait is None:
        reason = verdict.reason if verdict.is_final else _("Given up after two days. ") + verdict.reason
        _update(letter, state=LetterState.FAILED, due_at=None, reason=reason, sealed="")
        return LetterState.FAILED
    _update(letter, state=LetterState.QUEUED, due_at=now + wait, reason=verdict.reason, task_id=None)
    return LetterState.QUEUED


def _update(letter: Letter, **fields: object) -> int:
    """Change the letter while it is still ours: nobody has taken it since."""
    mine = Letter.objects.filter(plan_id=letter.plan_id, id=letter.id, state=LetterState.SENDING, tries=letter.tries)
    return mine.update(**fields)


def _insist(letter: Letter, **fields: object) -> None:
    """Put down that a letter is out, also when the database is busy just now: forgetting it would send it again."""
    for pause in (0.1, 0.5, 2, None):
        try:
            Letter.objects.filter(plan_id=letter.plan_id, id=letter.id).update(**fields)
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
