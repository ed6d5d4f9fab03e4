"""Clients that measure a server: processes of their own, one connection each."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import statistics
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.races.editors import Editor

CONTEXT = multiprocessing.get_context("spawn")


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
    """Let `clients` send `requests` each; `what` is save, upsert, a path, or a path of the plan."""
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
    send = {"save": _saves, "upsert": _upserts}.get(what, _pages)(what, url, plan, number)
    for _ in range(20):
        next(send)
    barrier.wait(60)
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        next(send)
        times.append(time.perf_counter() - began)
    told.put(times)


def _saves(what: str, url: str, plan: str, number: int) -> Any:
    editor, question = Editor(url), QUESTIONS[number % len(QUESTIONS)]
    base, count = editor.get(plan, question)["revision"], 0
    while True:
        count += 1
        sent = {"value": f"Words of client {number}, save {count}.", "base": base, "save": str(uuid.uuid4())}
        status, body = editor.post(plan, question, **sent)
        if status != 200:
            raise RuntimeError(f"A save was answered {status}: {body}")
        base = body["revision"]
        yield


def _upserts(what: str, url: str, plan: str, number: int) -> Any:
    editor = Editor(url)
    editor.get(plan, QUESTIONS[0])
    address, count = urlsplit(url), 0
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Cookie": editor._cookie,
        "X-CSRFToken": editor._token,
        "Origin": url,
    }
    while True:
        count += 1
        body = json.dumps({"id": f"client-{number}", "value": count})
        connection.request("POST", "/bench/upsert/", body, headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"The reference was answered {response.status}.")
        yield


def _pages(what: str, url: str, plan: str, number: int) -> Any:
    editor = Editor(url)
    editor.get(plan, QUESTIONS[0])
    address = urlsplit(url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    while True:
        connection.request("GET", what.format(plan=plan), headers={"Cookie": editor._cookie})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{what} was answered {response.status}.")
        yield
