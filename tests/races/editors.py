"""People at their browsers: processes of their own that post answers over HTTP and note what they were told."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import queue as queues
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.races.site import BROWSER

WAIT_SECONDS = 60
AWAY = 503
"""What a save is answered while the database is away: the same as no answer, the browser sends it again."""
CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Told:
    """What one post was answered: `status` 0 means no answer came."""

    race: int
    text: str
    status: int
    body: dict[str, Any]
    base: int = 0


class Editor:
    """One browser with a plan's cookie, or the session of a member, and a form token."""

    def __init__(self, url: str, session: str = "") -> None:
        self._address = urlsplit(url)
        self._connection: http.client.HTTPConnection | None = None
        self._token = ""
        self._who = f"session={session}" if session else f"browser={BROWSER}"
        self._cookie = self._who

    def get(self, plan: str, question: str) -> dict[str, Any]:
        """Return {"revision", "value"} of an answer, and keep the form token that comes along."""
        response, body = self._ask("GET", plan, question, None)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self._cookie = f"{self._who}; {value.split(';')[0]}"
        self._token = body.get("csrf", self._token)
        return body

    def post(self, plan: str, question: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        """Post one save; returns the status, or 0 when no answer came."""
        try:
            response, body = self._ask("POST", plan, question, json.dumps(sent))
        except (OSError, http.client.HTTPException, ValueError):
            self._connection = None
            return 0, {}
        return response.status, body

    def _ask(self, method: str, plan: str, question: str, body: str | None) -> tuple[http.client.HTTPResponse, Any]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(str(self._address.hostname), self._address.port, timeout=30)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Cookie": self._cookie,
            "X-CSRFToken": self._token,
            "Origin": self._address.geturl(),
        }
        self._connection.request(method, f"/plans/{plan}/answers/{question}/", body, headers)
        response = self._connection.getresponse()
        return response, json.loads(response.read())


def race(
    url: str,
    plans: Sequence[str],
    questions: Sequence[str],
    *,
    races: int,
    same_key: bool,
    sessions: Sequence[str] = ("", ""),
) -> list[Told]:
    """Let two processes post at the same moment, `races` times, and return what each was told.

    With `same_key` it is one save sent twice; otherwise two people replace the same words: at the browser that holds
    the plan, or signed in with `sessions`.
    """
    barrier, told = CONTEXT.Barrier(2), CONTEXT.Queue()
    people = [
        CONTEXT.Process(target=_race, args=(url, plans, questions, races, same_key, me, sessions[me], barrier, told))
        for me in (0, 1)
    ]
    for person in people:
        person.start()
    results = [told.get(timeout=WAIT_SECONDS + races) for _ in range(2 * races)]
    for person in people:
        person.join(WAIT_SECONDS)
    return results


def _race(
    url: str,
    plans: Sequence[str],
    questions: Sequence[str],
    races: int,
    same_key: bool,
    me: int,
    session: str,
    barrier: Any,
    told: Any,
) -> None:
    editor = Editor(url, session)
    for number in range(races):
        plan, question = plans[number % len(plans)], questions[number // len(plans) % len(questions)]
        base = editor.get(plan, question)["revision"]
        run = f"race{'-of-members' if session else ''}-{number}"
        text = run if same_key else f"{run}-by-{me}"
        name = f"{plan}/{question}/{run}" + ("" if same_key else f"/{me}")
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        barrier.wait(WAIT_SECONDS)
        status, body = editor.post(plan, question, value=text, base=base, save=key)
        told.put(Told(number, text, status, body, base))
        barrier.wait(WAIT_SECONDS)


def type_until_told(url: str, plan: str, question: str, stop: Any, told: Any) -> None:
    """Save ever new words as fast as they are acknowledged, until `stop` is set. For a process of its own.

    Without an answer the same save is sent again, as a browser does.
    """
    editor, number, base, key, text = Editor(url), 0, -1, "", ""
    while not stop.is_set():
        try:
            if base < 0:
                base = editor.get(plan, question)["revision"]
            if not key:
                number += 1
                key, text = str(uuid.uuid4()), f"{question} {number}"
            status, body = editor.post(plan, question, value=text, base=base, save=key)
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            editor = Editor(url)
            stop.wait(0.05)
            continue
        if status == 200:
            told.put(Told(number, text, status, body, base))
            base, key = body["revision"], ""
        elif status == 403:
            editor = Editor(url)
            editor_revision(editor, plan, question)
        elif status and status != AWAY:
            told.put(Told(number, text, status, body, base))
            return
        else:
            stop.wait(0.02)


def editor_revision(editor: Editor, plan: str, question: str) -> None:
    """Fetch a fresh form token; while the server is away, leave it for the next try."""
    try:
        editor.get(plan, question)
    except (OSError, http.client.HTTPException, ValueError):
        return


class Typists:
    """People who type in one plan until they are stopped, each in a process of its own and at a question of its own."""

    def __init__(self, url: str, plan: str, questions: Sequence[str]) -> None:
        self._stop, self._told = CONTEXT.Event(), CONTEXT.Queue()
        self._found: list[Told] = []
        self._people = [
            CONTEXT.Process(target=type_until_told, args=(url, plan, question, self._stop, self._told))
            for question in questions
        ]
        for person in self._people:
            person.start()
        self.wait_for(1)

    def wait_for(self, least: int) -> None:
        """Wait until so many answers came, or until nobody types any more."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self._found) < least and time.monotonic() < deadline:
            self._read(0.2)
            if not any(person.is_alive() for person in self._people):
                break

    def told(self) -> list[Told]:
        """Return what they were told until now."""
        while self._read(0.02):
            continue
        return self._found

    def stop(self) -> list[Told]:
        """Let everybody finish, and return what they were told."""
        self._stop.set()
        while self._read(1.0):
            continue
        for person in self._people:
            person.join(30)
            person.kill()
        return self._found

    def _read(self, seconds: float) -> bool:
        try:
            self._found.append(self._told.get(timeout=seconds))
        except queues.Empty:
            return False
        return True


def type_for(url: str, plan: str, questions: Sequence[str], *, least: int) -> list[Told]:
    """Let people type until at least so many answers came, and return what they were told."""
    typists = Typists(url, plan, questions)
    typists.wait_for(least)
    return typists.stop()
