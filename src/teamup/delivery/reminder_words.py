"""A mail about a plan's dates in words: what is late, what comes soon, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.delivery.reminders import Due, Reminder
from teamup.plans import datemail, words

MOST_LINES = 12
LONGEST = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One step or review in the mail."""

    what: str
    when: str
    link: str


@dataclass(frozen=True, slots=True)
class Words:
    """The whole mail. `groups` are (heading, lines, how many more there are)."""

    subject: str
    heading: str
    name: str
    groups: tuple[tuple[str, tuple[Line, ...], int], ...]
    link: str
    stop: str
    choices: str


def words_of(reminder: Reminder, safe: Callable[[str], str]) -> Words:
    """Return the words of a mail. `safe` empties what a mail program would make a link of."""
    base = f"{settings.PUBLIC_URL}/plans/{reminder.plan.pk}/"
    name = safe(reminder.name)
    token = datemail.token_of(reminder.plan.pk, reminder.user_id)
    return Words(
        subject=_("Dates of %(name)s") % {"name": name} if name else _("Dates of your partnership plan"),
        heading=_heading(len(reminder.late), len(reminder.soon)),
        name=name or _("Your partnership plan"),
        groups=tuple(_groups(reminder, base, safe)),
        link=f"{base}steps/",
        stop=f"{settings.PUBLIC_URL}/mail/dates/{token}/",
        choices=f"{base}dates/#mail",
    )


def _heading(late: int, soon: int) -> str:
    overdue = ngettext("%(n)d step is overdue", "%(n)d steps are overdue", late) % {"n": late}
    coming = ngettext("%(n)d date is coming up", "%(n)d dates are coming up", soon) % {"n": soon}
    return f"{overdue}, {coming}" if late and soon else overdue if late else coming


def _groups(reminder: Reminder, base: str, safe: Callable[[str], str]) -> Iterator[tuple[str, tuple[Line, ...], int]]:
    for heading, dues in ((_("Overdue"), reminder.late), (_("Coming up"), reminder.soon)):
        lines = tuple(_line(one, reminder.today, base, safe) for one in dues[:MOST_LINES])
        if lines:
            yield heading, lines, len(dues) - len(lines)


def _line(due: Due, today: date, base: str, safe: Callable[[str], str]) -> Line:
    what = safe(due.what) or _("A step")
    what = what if len(what) <= LONGEST else f"{what[: LONGEST - 1].rstrip()}…"
    said = [_when(due.day, today), safe(due.owner)[:LONGEST]]
    return Line(what, " · ".join(filter(None, said)), f"{base}steps/{due.step_id}/" if due.step_id else f"{base}steps/")


def _when(day: date, today: date) -> str:
    days = (day - today).days
    said = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get(days)
    if said is None:
        said = ngettext("in %(n)d day", "in %(n)d days", days) if days > 0 else ""
        said = said or ngettext("%(n)d day ago", "%(n)d days ago", -days)
    return f"{words.of_day(day)} ({said % {'n': abs(days)}})"
