"""A mail about the talk in words: who, at which question, how much; what was said only where a mail may say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.delivery.digests import Digest, Item
from teamup.plans import selectors, talk, talkmail
from teamup.plans.state import PlanState

MOST_ITEMS = 10
LONGEST_WORDS = 300
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One thread in the mail."""

    title: str
    who: str
    why: str  # why it is for the reader, or ""
    words: str  # what was said last, or ""
    link: str


@dataclass(frozen=True, slots=True)
class Words:
    """The whole mail."""

    subject: str
    heading: str
    name: str
    items: tuple[Told, ...]
    more: int
    waiting: str
    link: str
    stop: str
    choices: str


def words_of(digest: Digest, safe: Callable[[str], str]) -> Words:
    """Return the words of a mail. `safe` empties what a mail program would make a link of."""
    plan_id, state = digest.plan.pk, selectors.load_state(digest.plan)
    base = f"{settings.PUBLIC_URL}/plans/{plan_id}/talk/"
    name = safe(state.name) or _("Your partnership plan")
    items = tuple(_told(item, state, base, safe) for item in digest.items[:MOST_ITEMS])
    mine = sum(item.is_for_me for item in digest.items)
    said = sum(len(item.said) for item in digest.items)
    return Words(
        subject=_subject(safe(state.name)),
        heading=_heading(said, mine),
        name=name,
        items=items,
        more=max(0, len(digest.items) - MOST_ITEMS),
        waiting=_waiting(digest.waiting),
        link=base,
        stop=stop_link(digest),
        choices=f"{base}#mail",
    )


def stop_link(digest: Digest) -> str:
    """Return the address that stops this mail with one press."""
    return f"{settings.PUBLIC_URL}/mail/talk/{talkmail.token_of(digest.plan.pk, digest.member.user_id)}/"


def _subject(name: str) -> str:
    return _("Talk on %(name)s") % {"name": name} if name else _("Talk on your partnership plan")


def _heading(said: int, mine: int) -> str:
    comments = ngettext("%(n)d new comment", "%(n)d new comments", said) % {"n": said}
    if not mine:
        return comments
    for_you = ngettext("%(n)d remark is for you", "%(n)d remarks are for you", mine) % {"n": mine}
    return f"{for_you}, {comments}" if said else for_you


def _waiting(count: int) -> str:
    said = ngettext("%(n)d open remark waits for you.", "%(n)d open remarks wait for you.", count)
    return said % {"n": count} if count else ""


def _told(item: Item, state: PlanState, base: str, safe: Callable[[str], str]) -> Told:
    question = state.index.questions.get(item.thread.question_id)
    title = (question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)) if question else ""
    newest = item.said[-1] if item.said else None
    may_quote = newest is not None and talk.may_be_mailed(item.thread, state)
    return Told(
        title=title or _("A question that is no longer asked"),
        who=_who(item, safe),
        why=_why(item),
        words=_short(safe(newest.text)) if newest is not None and may_quote else "",
        link=f"{base}{item.thread.question_id}/?thread={item.thread.thread_id}",
    )


def _who(item: Item, safe: Callable[[str], str]) -> str:
    names = [*dict.fromkeys(safe(one.name) or _("Somebody") for one in item.said)]
    if not names:
        return ""
    named = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    number = len(item.said)
    said = ngettext("%(names)s: %(n)d comment", "%(names)s: %(n)d comments", number)
    return said % {"names": named, "n": number}


def _why(item: Item) -> str:
    if item.is_given:
        return _("It is your turn.")
    if item.is_mentioned:
        return _("You are mentioned.")
    return _("It is your side’s turn.") if item.is_given_to_side else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else text[: LONGEST_WORDS - 1].rstrip() + "…"
