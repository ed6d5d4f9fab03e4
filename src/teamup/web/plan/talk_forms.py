"""What the forms of the talk do."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans import settling, talk
from teamup.plans.errors import NoSuchThread, TalkRejected
from teamup.plans.talk import Turn
from teamup.web.http import PlanVisit, now
from teamup.web.plan.overview import lesson_url

LONGEST_FIELD = 20_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What was posted and could not be kept, for its form: "open", "settle", or the id of a thread or comment."""

    form: str
    text: str
    error: str
    key: UUID
    about: str = ""
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A posted form of the talk. `rest` is what its button says beside what to do."""

    request: HttpRequest
    visit: PlanVisit
    question_id: str
    rest: str

    def field(self, name: str) -> str:
        """Return a field as typed, "" where it is missing."""
        return str(self.request.POST.get(name, ""))[:LONGEST_FIELD]

    @property
    def text(self) -> str:
        """Return what was typed."""
        return self.field("text")

    @property
    def key(self) -> UUID:
        """Return the form's key. Raises `TalkRejected` for a form without one: a retry would say it twice."""
        try:
            return UUID(self.field("form"))
        except ValueError as error:
            raise TalkRejected(_("This form is out of date. Your words are below: please send them again.")) from error

    def id_of(self, name: str) -> UUID:
        """Return the id that a field holds. Raises `NoSuchThread` for none."""
        try:
            return UUID(self.field(name))
        except ValueError as error:
            raise NoSuchThread(name) from error

    @property
    def turn(self) -> Turn:
        """Return whose turn was chosen. Raises `TalkRejected` for what is no choice."""
        chosen = self.field("turn")
        if chosen in ("", Side.POLICE, Side.SECURITY):
            return Turn(Side(chosen)) if chosen else talk.NOBODY
        try:
            return Turn(user_id=UUID(chosen))
        except ValueError as error:
            raise TalkRejected(_("Choose whose turn it is from the list.")) from error

    def side(self, name: str) -> Side:
        """Return the side that a field names, both for none."""
        chosen = self.rest if name == "rest" else self.field(name)
        return Side(chosen) if chosen in (Side.POLICE, Side.SECURITY) else Side.JOINT

    def typed(self, act: str, error: str) -> Typed:
        """Return what was typed, for its form, with what stands against it."""
        form = {"open": "open", "settle": "settle", "agree": "settle"}.get(act) or self.field("thread")
        form = f"{form} {self.field('comment')}" if act in ("edit", "remove") else form
        try:
            key = UUID(self.field("form"))
        except ValueError:
            key = uuid.uuid4()
        return Typed(form, self.text, error, key, self.field("about"), self.field("turn"))

    def back(self, anchor: str) -> str:
        """Return where to go on: the talk at the question, or the lesson where the form stood."""
        if self.field("back") == "lesson":
            state = self.visit.state()
            if lesson := state.index.lesson_of.get(self.question_id):
                return f"{lesson_url(self.visit.plan.id, lesson)}#sides-{self.question_id}"
        return f"{reverse('plan:talk_at', args=[self.visit.plan.id, self.question_id])}#{anchor}"


Done = tuple[str, str]
"""Where on the page to go on, and what to say."""


def _open(sent: Sent) -> Done:
    thread = talk.open_thread(
        plan=sent.visit.plan,
        question_id=sent.question_id,
        text=sent.text,
        form_key=sent.key,
        by=sent.visit.actor,
        now=now(),
        side=sent.side("about"),
        to=sent.turn,
    )
    return f"talk-{thread.thread_id}", _("Your remark is open.")


def _reply(sent: Sent) -> Done:
    thread_id = sent.id_of("thread")
    talk.reply(
        plan=sent.visit.plan,
        thread_id=thread_id,
        text=sent.text,
        form_key=sent.key,
        by=sent.visit.actor,
        now=now(),
    )
    return f"talk-{thread_id}", _("Your answer is there.")


def _resolve(sent: Sent) -> Done:
    """Say that a thread is done with; what was typed beside the button is said first."""
    thread_id = sent.id_of("thread")
    if sent.text.strip():
        _reply(sent)
    talk.resolve(plan=sent.visit.plan, thread_id=thread_id, by=sent.visit.actor, now=now())
    return f"talk-{thread_id}", _("Resolved. It stays here to be read.")


def _reopen(sent: Sent) -> Done:
    thread_id = sent.id_of("thread")
    if sent.text.strip():
        _reply(sent)
    talk.reopen(plan=sent.visit.plan, thread_id=thread_id, by=sent.visit.actor, now=now())
    return f"talk-{thread_id}", _("Open again.")


def _assign(sent: Sent) -> Done:
    thread_id = sent.id_of("thread")
    talk.assign(plan=sent.visit.plan, thread_id=thread_id, to=sent.turn, by=sent.visit.actor, now=now())
    return f"talk-{thread_id}", _("Noted whose turn it is.")


def _edit(sent: Sent) -> Done:
    comment = talk.edit(
        plan=sent.visit.plan, comment_id=sent.id_of("comment"), text=sent.text, by=sent.visit.actor, now=now()
    )
    return f"said-{comment.comment_id}", _("Your words are changed.")


def _remove(sent: Sent) -> Done:
    comment = talk.remove(plan=sent.visit.plan, comment_id=sent.id_of("comment"), by=sent.visit.actor, now=now())
    return f"said-{comment.comment_id}", _("Your words are removed. Their place stays.")


def _settle(sent: Sent) -> Done:
    settling.settle(
        plan=sent.visit.plan,
        question_id=sent.question_id,
        text=sent.text,
        speaks_for=sent.side("speaks_for"),
        form_key=sent.key,
        by=sent.visit.actor,
        now=now(),
    )
    return "settled", _("Noted. Now the other side can agree. Both answers stay as they are.")


def _agree(sent: Sent) -> Done:
    settling.agree(
        plan=sent.visit.plan,
        thread_id=sent.id_of("thread"),
        speaks_for=sent.side("rest"),
        by=sent.visit.actor,
        now=now(),
    )
    return "settled", _("Your side agrees.")


DEEDS: Mapping[str, Callable[[Sent], Done]] = {
    "open": _open,
    "reply": _reply,
    "resolve": _resolve,
    "reopen": _reopen,
    "assign": _assign,
    "edit": _edit,
    "remove": _remove,
    "settle": _settle,
    "agree": _agree,
}
