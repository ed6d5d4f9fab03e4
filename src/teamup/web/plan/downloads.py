"""Take it with you: every document that a plan makes, what each is for, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from teamup.plans.marking import Audience
from teamup.report import formats
from teamup.report.errors import RenderError
from teamup.report.formats import USUAL, Options
from teamup.report.kinds import KINDS, Kind
from teamup.report.pdf import Paper
from teamup.web.http import PlanVisit, get_plan
from teamup.web.plan import frame

PICTURE_SIZES = {Paper.LETTER: (408, 528), Paper.A4: (397, 561)}
ICONS = {"pdf": "pdf", "docx": "report", "ics": "calendar", "csv": "table", "json": "data", "html": "link"}
ON_PAPER = ("pdf", "docx")
MANY = 3


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition is called, what it leaves out, and who may get it."""

    label: Promise
    leaves_out: Promise
    may_get_it: Promise


EDITIONS = {
    Audience.PARTNERS: Words(
        gettext_lazy("Partners"),
        gettext_lazy("Leaves out what is marked for one side only."),
        gettext_lazy("For everyone who signs the plan, on both sides."),
    ),
    Audience.PUBLIC: Words(
        gettext_lazy("The public"),
        gettext_lazy("Leaves out every marked answer, contacts, budget and legal notes."),
        gettext_lazy("For councils, neighbors, newspapers: anyone may have it."),
    ),
    Audience.POLICE: Words(
        gettext_lazy("Police"),
        gettext_lazy("Holds what is marked police only. Leaves out what is marked security only."),
        gettext_lazy("For the police side alone. Do not pass it on."),
    ),
    Audience.SECURITY: Words(
        gettext_lazy("Security"),
        gettext_lazy("Holds what is marked security only. Leaves out what is marked police only."),
        gettext_lazy("For the security side alone. Do not pass it on."),
    ),
    Audience.WHOLE: Words(
        gettext_lazy("Everything"),
        gettext_lazy("Leaves out nothing, whatever its mark."),
        gettext_lazy("For the people who write the plan. Do not pass it on."),
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to see the page."""

    url: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Button:
    """A file to take."""

    url: str
    label: str
    purpose: str
    icon: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document: what it is for, what its first page looks like, and its files."""

    id: str
    label: str
    purpose: str
    picture: str
    buttons: tuple[Button, ...]

    @property
    def is_many(self) -> bool:
        """Say whether it comes in so many forms that each needs a word on what it is for."""
        return len(self.buttons) > MANY


@require_safe
def downloads(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show every document of a plan, in one edition and on one paper, both chosen by the address."""
    visit = get_plan(request, plan_id)
    state = visit.state()
    options = _options(request, visit)
    width, height = PICTURE_SIZES[options.paper]
    editions = tuple(_editions(visit, options, has_sides=state.course.has_sides))
    context = {
        "documents": [_card(plan_id, kind, options) for kind in KINDS.values() if kind.fits(state)],
        "editions": editions,
        "edition": EDITIONS[options.audience],
        "report": _address("plan:report", plan_id, audience=options.audience),
        "papers": tuple(_papers(plan_id, options)),
        "width": width,
        "height": height,
    }
    return frame.page(request, visit, "plan/downloads.html", context, state=state, current="plan:downloads")


def _options(request: HttpRequest, visit: PlanVisit) -> Options:
    """Return what was asked for; what is not to be had is as if it had not been asked for."""
    asked = {name: request.GET.get(name, "") for name in ("audience", "paper")}
    found = Options.read(**{name: word for name, word in asked.items() if _is_known(name, word)})
    return found if visit.may_get(found.audience) else replace(found, audience=USUAL)


def _is_known(name: str, word: str) -> bool:
    try:
        Options.read(**{name: word})
    except RenderError:
        return False
    return True


def _editions(visit: PlanVisit, options: Options, *, has_sides: bool) -> Iterator[Choice]:
    for audience, words in EDITIONS.items():
        if not visit.may_get(audience) or (audience in (Audience.POLICE, Audience.SECURITY) and not has_sides):
            continue
        url = _address("plan:downloads", visit.plan.id, paper=options.paper, audience=audience)
        yield Choice(url, str(words.label), audience is options.audience)


def _papers(plan_id: UUID, options: Options) -> Iterator[Choice]:
    for paper, label in ((Paper.LETTER, _("US Letter")), (Paper.A4, _("A4"))):
        url = _address("plan:downloads", plan_id, paper=paper, audience=options.audience)
        yield Choice(url, label, paper is options.paper)


def _card(plan_id: UUID, kind: Kind, options: Options) -> DocumentCard:
    asked = {"kind": kind.id, "audience": options.audience, "paper": options.paper}
    buttons = (_button(plan_id, kind, form, options, is_primary=form == kind.forms[0]) for form in kind.forms)
    picture = _address("plan:picture", plan_id, **asked, size="card")
    return DocumentCard(kind.id, str(kind.label), str(kind.purpose), picture, tuple(buttons))


def _button(plan_id: UUID, kind: Kind, form: str, options: Options, *, is_primary: bool) -> Button:
    made = formats.FORMATS[form]
    asked = {"kind": kind.id, "audience": options.audience, "paper": options.paper if form in ON_PAPER else ""}
    url = _address("plan:download", plan_id, form, **asked)
    return Button(url, str(made.label), str(made.purpose), ICONS.get(form, "download"), is_primary)


def _address(name: str, plan_id: UUID, *more: str, **asked: str) -> str:
    """Return an address that says only what is not usual."""
    usual = {"kind": "plan", "audience": USUAL, "paper": "letter"}
    said = {key: str(value) for key, value in asked.items() if value and value != usual.get(key)}
    plain = reverse(name, args=[plan_id, *more])
    return f"{plain}?{urlencode(said)}" if said else plain
