"""Saying in a sentence what was noticed about an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from teamup.plans.remarks import Noticed, Remark

SENTENCES = {
    Noticed.LONG_MISSION: gettext_lazy("The mission has %(what)s words. People remember one of 60 or fewer."),
    Noticed.LONG_SENTENCE: gettext_lazy("One sentence has %(what)s words. Split it, and an outsider can follow."),
    Noticed.ABBREVIATIONS: gettext_lazy("An outsider may not know: %(what)s. Spell it out once."),
    Noticed.NO_NUMBER: gettext_lazy("“%(row)s”: %(what)s names no number, so nobody can say if it was met."),
    Noticed.NO_ACTIVITY: gettext_lazy("“%(row)s”: no activity serves this objective yet."),
    Noticed.NO_OBJECTIVE: gettext_lazy("“%(row)s” serves no objective. Link it to one, or ask whether it is needed."),
    Noticed.UNKNOWN_OWNER: gettext_lazy("“%(row)s”: %(what)s is not named among your founders, liaisons or partners."),
    Noticed.ENDS_FIRST: gettext_lazy("“%(row)s” is due before it starts. Check the two dates."),
}


def say(remark: Remark) -> str:
    """Return one sentence for a remark; it says what to do where there is something to do."""
    if remark.noticed is Noticed.TOTAL:
        return _total(*remark.words)
    if remark.noticed is Noticed.NO_AMOUNT:
        return _no_amount(int(remark.words[0]))
    return SENTENCES[remark.noticed] % {"row": remark.row, "what": ", ".join(remark.words)}


def _total(total: str, *parts: str) -> str:
    said = _("In all %(total)s.") % {"total": total}
    return f"{said} {'; '.join(parts)}." if parts else said


def _no_amount(count: int) -> str:
    said = ngettext(
        "%(n)d line has no amount, and is not counted.", "%(n)d lines have no amount, and are not counted.", count
    )
    return said % {"n": count}
