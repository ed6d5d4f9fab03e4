"""Two versions of one answer, side by side, for a person to choose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from teamup.catalog.model import Question, Side
from teamup.plans import words
from teamup.plans.errors import Conflict
from teamup.web.plan.both import keep_both
from teamup.web.plan.fields import card_id
from teamup.web.plan.reading import prefix_of
from teamup.web.plan.times import clock_time

if TYPE_CHECKING:
    from teamup.web.plan.cards import Easel

_MOST_COMPARED = 3000  # words; more are shown without marks
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a version; `is_own` when the other version does not have them."""

    text: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class ConflictView:
    """What the conflict panel prints. `settle_url` takes the choice where there is no JavaScript."""

    id: str
    name: str
    said: str
    revision: int
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    theirs_at: str
    can_keep_both: bool
    settle_url: str


def conflict_of(question: Question, side: Side, conflict: Conflict, easel: Easel) -> ConflictView:
    """Return the panel of a conflict."""
    mine = words.of_answer(question, conflict.yours, easel.state) or _("(empty)")
    theirs = words.of_answer(question, conflict.theirs, easel.state) or _("(empty)")
    marked_theirs, marked_mine = compare(theirs, mine)
    given = easel.state.given(question.id, side)
    name = prefix_of(question.id, side)
    is_theirs = given is not None and given.revision == conflict.revision
    return ConflictView(
        id=f"{card_id(question.id, side)}-conflict",
        name=name,
        said=_who(conflict.by, easel.reader),
        revision=conflict.revision,
        mine=marked_mine,
        theirs=marked_theirs,
        theirs_at=clock_time(given.changed_at, easel.zone) if given and is_theirs else "",
        can_keep_both=keep_both(question, conflict.theirs, conflict.yours) is not None,
        settle_url=f"{easel.lesson_url}?settle={name}",
    )


def _who(by: str, reader: str) -> str:
    if by and by == reader:
        return _("You saved another version a moment ago, in another window or before you went back.")
    return _("%(name)s saved while you were typing.") % {"name": by or _("Someone else")}


def compare(theirs: str, mine: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces; those that only one of them has are marked."""
    left, right = _WORDS.findall(theirs), _WORDS.findall(mine)
    if max(len(left), len(right)) > _MOST_COMPARED:
        return (Piece(theirs),), (Piece(mine),)
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    theirs_pieces = (Piece("".join(left[i:j]), tag != "equal") for tag, i, j, _k, _m in steps if j > i)
    mine_pieces = (Piece("".join(right[k:m]), tag != "equal") for tag, _i, _j, k, m in steps if m > k)
    return tuple(theirs_pieces), tuple(mine_pieces)
