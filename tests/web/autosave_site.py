"""A site of one page for the tests of our scripts: two cards, and a server that saves, refuses or is silent at will."""

import json
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

STATIC = Path(__file__).parents[2] / "src/teamup/web/static/teamup"
PLAN = "1d1b0c4e-0000-4000-8000-000000000001"

PAGE = """<!doctype html><html lang="en"><head><title>Test</title><script src="/static/teamup.js" defer></script>
<script src="/static/plan.js" defer></script></head>
<body data-plan="{plan}"><output data-save-state></output><main><form method="post" data-autosave autocomplete="off">
<input type="hidden" name="csrfmiddlewaretoken" value="stale">{mission}
<div class="q" id="q-list-joint" data-question="list" data-side="joint" data-base="1" data-save-url="/answers/list/">
<div data-rows data-rows-max="3"><ol data-rows-list></ol>
<template data-rows-template><li data-row="__row__"><input type="hidden" name="list.joint.row" value="__row__">
<input name="list.joint.__row__.text" aria-label="Text">
<button type="submit" data-row-do="up" data-label="Move row {{n}} up">
up</button><button type="submit" data-row-do="remove" data-label="Remove row {{n}}">x</button></li></template>
<button type="submit" data-row-do="add">Add</button><p data-rows-status></p></div>
<div data-errors></div><div data-conflict></div><span data-state></span></div></form></main>{words}</body></html>"""

MISSION = """<div class="q" id="q-mission-joint" data-question="mission" data-side="joint" data-base="{base}"
data-save-url="/answers/mission/"><input type="hidden" name="base.mission.joint" value="{base}" data-base-field>
<textarea id="mission.joint" name="mission.joint">{text}</textarea><div data-errors></div><div data-conflict></div>
<span data-state></span></div>"""

PANEL = """<div class="conflict" data-revision="{base}"><button name="keep" value="mine">Keep mine</button>
<button name="keep" value="theirs">Use theirs</button></div>"""


@dataclass
class Site:
    """What the server holds, how it behaves, and what it was sent."""

    words: str
    mode: str = "ok"
    mission: str = "At first"
    revision: int = 1
    sent: list[dict[str, list[str]]] = field(default_factory=list)
    told: dict[str, tuple[int, dict[str, object]]] = field(default_factory=dict)
    address: str = ""

    def page(self) -> str:
        """Return the page as it stands."""
        return PAGE.format(plan=PLAN, mission=self.card(), words=self.words)

    def card(self) -> str:
        """Return the mission's card as it stands."""
        return MISSION.format(base=self.revision, text=self.mission)

    def save(self, fields: dict[str, list[str]], token: str) -> tuple[int, dict[str, object]]:
        """Return the status and the answer to one save."""
        self.sent.append(fields)
        key = fields["save"][0]
        if key in self.told:
            return self.told[key]
        if self.mode == "down":
            return 503, {}
        if self.mode == "forbidden" and token != "fresh":
            return 403, {}
        if self.mode == "reject":
            return 422, {"errors": ["Shorten this answer."]}
        if self.mode == "conflict" and "keep" not in fields:
            return 409, {"revision": self.revision, "html": PANEL.format(base=self.revision)}
        self.told[key] = 200, self.write(fields)
        return (502, {}) if self.mode == "lose" else self.told[key]

    def write(self, fields: dict[str, list[str]]) -> dict[str, object]:
        """Store a save, joined with what came between, and return what it became."""
        if "mission.joint" not in fields:
            return {"revision": 2, "value": None, "merged": False, "saved_label": "2:04 PM"}
        merged = int(fields["base"][0]) < self.revision
        text = fields["mission.joint"][0]
        self.mission = f"{self.mission} + {text}" if merged else text
        self.revision += 1
        return {"revision": self.revision, "value": self.mission, "merged": merged, "saved_label": "2:04 PM"}


def serve(site: Site) -> ThreadingHTTPServer:
    """Start serving `site` on a free port, in a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/static/"):
                self.answer(200, (STATIC / Path(self.path).name).read_bytes(), "text/javascript")
            elif not self.path.startswith("/answers/"):
                self.answer(200, site.page().encode(), "text/html")
            elif "json" in self.headers["Accept"]:
                self.answer(200, json.dumps({"csrf": "fresh", "revision": site.revision}).encode(), "application/json")
            else:
                self.answer(200, site.card().encode(), "text/html")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            form = message_from_bytes(b"Content-Type: " + self.headers["Content-Type"].encode() + b"\n\n" + body)
            fields: dict[str, list[str]] = {}
            for part in form.get_payload():
                name = re.search(r'name="([^"]+)"', part["Content-Disposition"])
                fields.setdefault(name[1], []).append(part.get_payload(decode=True).decode())
            status, answer = site.save(fields, self.headers["X-CSRFToken"])
            self.answer(status, json.dumps(answer).encode(), "application/json")

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_address[1]}/"
    Thread(target=server.serve_forever, daemon=True).start()
    return server
