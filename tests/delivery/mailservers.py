"""Mail servers for tests, as they are met in the wild: real SMTP on a free port of this machine."""

# ruff: noqa: N802 (aiosmtpd asks for these names)

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """A good server: it takes every message and keeps it."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.keep(envelope)
        return "250 Taken"

    def keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]


@dataclass
class Refusing(Mailbox):
    """Does not know the recipient, for good."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return "550 5.1.1 No such user here"


@dataclass
class Greylisting(Mailbox):
    """Sends everyone away once."""

    seen: set[str] = field(default_factory=set)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 Greylisted, please come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@dataclass
class TooSmall(Mailbox):
    """Refuses the message itself."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "552 5.3.4 Message too big"


@dataclass
class Dropping(Mailbox):
    """Takes the first message and is gone before it says so."""

    dropped: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.keep(envelope)
        if self.dropped:
            return "250 Taken"
        self.dropped += 1
        transport: Any = server.transport
        transport.abort()
        return "250 Nobody hears this"


@dataclass
class Pausing(Mailbox):
    """Holds the first sender in the middle of a letter, before or after it has taken it."""

    takes_first: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    holds: bool = True

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.holds:
            self.holds = False
            if self.takes_first:
                self.keep(envelope)
            self.reached.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            return "451 Too late"
        self.keep(envelope)
        return "250 Taken"


@contextmanager
def running(mailbox: Mailbox) -> Iterator[Mailbox]:
    """Run a server with this mailbox while the block lasts; its port is in the mailbox."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), data_size_limit=50_000_000)
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop(no_assert=True)


@contextmanager
def silent() -> Iterator[int]:
    """Yield the port of a server that lets one in and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def dribbling() -> Iterator[int]:
    """Yield the port of a server whose greeting never ends."""
    stop = threading.Event()

    def talk(listener: socket.socket) -> None:
        with suppress(OSError):
            caller, _ = listener.accept()
            with caller:
                while not stop.wait(0.05):
                    caller.sendall(b"220-still here\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        stop.set()
        listener.close()
        thread.join()


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
