"""What a mail server's answer means for a letter: try again, or give up, and why in words for people."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.utils.translation import gettext as _

from teamup.delivery.notes import one_line
from teamup.report.errors import RenderError

LONGEST_ANSWER = 120
TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a letter has failed for good, and the reason for people."""

    is_final: bool
    reason: str


def verdict_on(error: Exception) -> Verdict:
    """Return what follows from an error while sending.

    A server that refuses the recipient or the message for good (5xx) is believed. What is wrong with the site's own
    line to its server (sender, password, encryption) is for the host to put right, so those letters wait.
    """
    if isinstance(error, RenderError):
        return Verdict(False, str(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _about_recipient(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPDataError):
        return _about_message(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == TOO_LARGE:
        return _about_message(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        said = _("This site’s mail server does not take its mail (%(answer)s).")
        return Verdict(False, said % {"answer": _answer(error.smtp_code, error.smtp_error)})
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return Verdict(False, _("The mail server did not answer."))
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return Verdict(False, _("The mail server broke off the connection."))
    if isinstance(error, ssl.SSLError):
        return Verdict(False, _("No encrypted connection to the mail server could be made."))
    if isinstance(error, ConnectionRefusedError | socket.gaierror):
        return Verdict(False, _("The mail server cannot be reached."))
    return Verdict(False, _("The letter could not be made or sent. The site’s log says why, to the people who run it."))


def _about_recipient(code: int, answer: bytes | str) -> Verdict:
    if 500 <= code < 600:
        said = _("The mail server says that this address cannot get mail (%(answer)s). Check the address.")
        return Verdict(True, said % {"answer": _answer(code, answer)})
    return Verdict(False, _("The mail server asked us to try later (%(answer)s).") % {"answer": _answer(code, answer)})


def _about_message(code: int, answer: bytes | str) -> Verdict:
    if code == TOO_LARGE:
        return Verdict(True, _("The report is too large for this mailbox. Download it and hand it over another way."))
    if 500 <= code < 600:
        said = _("The mail server refused the letter (%(answer)s). Download the report and hand it over another way.")
        return Verdict(True, said % {"answer": _answer(code, answer)})
    return Verdict(False, _("The mail server asked us to try later (%(answer)s).") % {"answer": _answer(code, answer)})


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(f"{code} {text}", most=LONGEST_ANSWER)
