"""*Health*: what a look at the site finds, worst first in words, and the way to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from teamup.core.findings import Finding, State
from teamup.web.desk.door import Visit, host_only
from teamup.web.desk.frame import page


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as it is shown: a class, an icon and a word for its state."""

    name: str
    said: str
    remedy: str
    look: str
    icon: str
    state: str


@host_only
@require_safe
def health(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show how the site is."""
    # The room that looks stands beside this one, so the settings name it.
    look: Callable[..., tuple[Finding, ...]] = import_string(settings.CHECKUP)
    found = look(now=visit.at)
    context = {"lines": [line_of(one) for one in found], "summary": _summary(found), "at": visit.at}
    return page(request, visit, "health", context)


def line_of(one: Finding) -> Line:
    """Return a finding as it is shown."""
    look, icon, word = {
        State.GOOD: ("done", "check", _("Good")),
        State.LOOK: ("doing", "eye", _("Take a look")),
        State.BAD: ("failed", "warn", _("Mend this")),
    }[one.state]
    return Line(one.name, one.said, one.remedy, look, icon, word)


def _summary(found: tuple[Finding, ...]) -> str:
    bad = sum(one.state is State.BAD for one in found)
    look = sum(one.state is State.LOOK for one in found)
    said = []
    if bad:
        said.append(ngettext("%(n)d thing to mend", "%(n)d things to mend", bad) % {"n": bad})
    if look:
        said.append(ngettext("%(n)d to look at", "%(n)d to look at", look) % {"n": look})
    return ", ".join(said) or _("All is well")
