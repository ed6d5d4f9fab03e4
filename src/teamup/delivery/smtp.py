"""SMTP with one deadline for a whole conversation, so that a server that dribbles cannot hold a worker for ever."""

from __future__ import annotations

import smtplib
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.mail.backends import smtp

CONVERSATION_SECONDS = 60
"""Shorter than the lease of a letter: a worker that is alive never loses the letter it has in hand."""
GOODBYE_SECONDS = 2

if TYPE_CHECKING:
    _Base = smtplib.SMTP
else:
    _Base = object


class _Deadline(_Base):
    """Hangs up when the conversation takes too long; each single answer has the time limit of the connection."""

    _timer: threading.Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._timer = threading.Timer(CONVERSATION_SECONDS, self._hang_up)
        self._timer.daemon = True
        self._timer.start()
        try:
            return super()._get_socket(host, port, timeout)  # type: ignore[misc,no-any-return]
        except OSError:
            self._timer.cancel()
            raise

    def _hang_up(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection and stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
        super().close()


class _Plain(_Deadline, smtplib.SMTP):
    """Not encrypted, or encrypted after the greeting."""


class _Encrypted(_Deadline, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's own, with a deadline."""

    @property
    def connection_class(self) -> Any:
        """Return the class that speaks SMTP."""
        return _Encrypted if self.use_ssl else _Plain

    def hang_up(self) -> None:
        """End the conversation without a word, whatever it was at."""
        for line in self._lines():
            line.close()

    def close(self) -> None:
        """Say goodbye, but do not wait long for the answer: what was taken is taken."""
        for line in self._lines():
            if line.sock is not None:
                line.sock.settimeout(GOODBYE_SECONDS)
        super().close()

    def _lines(self) -> list[smtplib.SMTP]:
        partial = getattr(self, "_partial_connection", None)
        return [line for line in (self.connection, partial) if line is not None]
