"""Clients that measure a server: processes of their own, one connection each."""

from __future__ import annotations

import multiprocessing
import re
import socket
import statistics
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.races.site import BROWSER

CONTEXT = multiprocessing.get_context("spawn")
DATA = "application/json"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")
_REVISION = re.compile(rb'"revision": (\d+)')


@dataclass(frozen=True)
class Figures:
    """How a run went; times in milliseconds."""

    median: float
    p95: float
    a_second: float

    def __str__(self) -> str:
        return f"median {self.median:.2f} ms, p95 {self.p95:.2f} ms, {self.a_second:.0f}/s"


def _figures(times: list[float], seconds: float) -> Figures:
    ordered = sorted(times)
    return Figures(statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000, len(ordered) / seconds)


def measure(what: str, url: str, plan: str, *, clients: int, requests: int) -> Figures:
    """Let `clients` send `requests` each; `what` is save, upsert, a path (of the plan), or "after" and one."""
    told, barrier = CONTEXT.Queue(), CONTEXT.Barrier(clients + 1)
    people = [
        CONTEXT.Process(target=_send, args=(what, url, plan, number, requests, barrier, told))
        for number in range(clients)
    ]
    for person in people:
        person.start()
    barrier.wait(60)
    began = time.perf_counter()
    times = [moment for _ in people for moment in told.get(timeout=600)]
    seconds = time.perf_counter() - began
    for person in people:
        person.join(30)
    return _figures(times, seconds)


QUESTIONS = (
    "mission",
    "founding_record",
    "community_view",
    "customers",
    "need_to_know",
    "vetting",
    "records_law",
    "home",
)


def _send(what: str, url: str, plan: str, number: int, requests: int, barrier: Any, told: Any) -> None:
    kinds = {"save": _saves, "upsert": _upserts, "after": _turns}
    send = kinds.get(what.partition(" ")[0], _pages)(what, url, plan, number)
    untimed = 1 if what.startswith("after ") else 0
    for _ in range(20):
        next(send)
    barrier.wait(60)
    times = []
    for _ in range(requests):
        for _ in range(untimed):
            next(send)
        began = time.perf_counter()
        next(send)
        times.append(time.perf_counter() - began)
    told.put(times)


class Wire:
    """One connection that is kept, and as little work around it as can be: what is measured is the server."""

    def __init__(self, url: str, plan: str) -> None:
        address = urlsplit(url)
        self._socket = socket.create_connection((str(address.hostname), address.port or 80), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(1 << 20)
        self._head = f"Host: {address.netloc}\r\nCookie: browser={BROWSER}\r\n"
        answer = self.ask(self.get(f"/plans/{plan}/answers/{QUESTIONS[0]}/", accept=DATA))
        token = answer.partition(b"csrftoken=")[2].partition(b";")[0].decode()
        self._head = (
            f"Host: {address.netloc}\r\nCookie: browser={BROWSER}; csrftoken={token}\r\n"
            f"X-CSRFToken: {token}\r\nOrigin: {url}\r\n"
        )

    def get(self, path: str, *, accept: str = "text/html") -> bytes:
        """Return the bytes of a GET."""
        packed = "" if accept == DATA else "Accept-Encoding: gzip, deflate, br\r\n"
        head = f"{self._head}Accept: {accept}\r\n{packed}"
        return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()

    def post(self, path: str, body: str) -> bytes:
        """Return the bytes of a POST of JSON."""
        kind = "Accept: application/json\r\nContent-Type: application/json\r\n"
        return f"POST {path} HTTP/1.1\r\n{self._head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def ask(self, request: bytes) -> bytes:
        """Send a request and return the whole answer, which must be a 200."""
        self._socket.sendall(request)
        view, size, needed = memoryview(self._buffer), 0, 0
        while not needed or size < needed:
            got = self._socket.recv_into(view[size:])
            if not got:
                raise RuntimeError("The server closed the connection.")
            size += got
            if not needed and (end := self._buffer.find(b"\r\n\r\n", 0, size)) > 0:
                length = _LENGTH.search(self._buffer, 0, end + 2)
                needed = end + 4 + int(length[1] if length else 0)
        if not self._buffer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"The server answered {bytes(self._buffer[:size])[:300]!r}.")
        return bytes(self._buffer[:size])


def _saves(what: str, url: str, plan: str, number: int) -> Iterator[None]:
    wire, path = Wire(url, plan), f"/plans/{plan}/answers/{QUESTIONS[number % len(QUESTIONS)]}/"
    base, count = _revision(wire.ask(wire.get(path, accept=DATA))), 0
    while True:
        count += 1
        sent = f'{{"value": "Words of client {number}, save {count}.", "base": {base}, "save": "{uuid.uuid4()}"}}'
        base = _revision(wire.ask(wire.post(path, sent)))
        yield


def _revision(answer: bytes) -> int:
    found = _REVISION.search(answer)
    if not found:
        raise RuntimeError(f"There is no revision in {answer!r}.")
    return int(found[1])


def _upserts(what: str, url: str, plan: str, number: int) -> Iterator[None]:
    wire, count = Wire(url, plan), 0
    while True:
        count += 1
        wire.ask(wire.post("/bench/upsert/", f'{{"id": "client-{number}", "value": {count}}}'))
        yield


def _pages(what: str, url: str, plan: str, number: int) -> Iterator[None]:
    wire = Wire(url, plan)
    request = wire.get(what.format(plan=plan))
    while True:
        wire.ask(request)
        yield


def _turns(what: str, url: str, plan: str, number: int) -> Iterator[None]:
    """A save, untimed, before each page: nothing that is kept between pages helps then."""
    saves, pages = _saves(what, url, plan, number), _pages(what.partition(" ")[2], url, plan, number)
    while True:
        next(saves)
        yield
        next(pages)
        yield
