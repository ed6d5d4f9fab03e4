"""The forms in which a plan leaves: one registry for pages, mail and commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teamup.plans import round_files
from teamup.plans.state import PlanState
from teamup.report import cache, csvfile, docx, ics, jsonfile, pdf
from teamup.report.build import build, name_of
from teamup.report.document import PlanDocument
from teamup.report.errors import RenderError
from teamup.report.pdf import Paper

KINDS = ("plan",)
AUDIENCES = ("partners",)


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose. `read` makes them from the words of an address.

    `permit` is called before work that takes long, and may raise to refuse it; what is kept from before needs none.
    """

    paper: Paper = Paper.LETTER
    kind: str = "plan"
    audience: str = "partners"
    permit: Callable[[], None] | None = None

    @classmethod
    def read(cls, *, paper: str = "", kind: str = "", audience: str = "") -> Options:
        """Return the options asked for; what is left out is usual. Raises `RenderError` naming the choices."""
        return cls(
            Paper(_one_of(paper or "letter", tuple(Paper), "paper")),
            _one_of(kind or "plan", KINDS, "kind"),
            _one_of(audience or "partners", AUDIENCES, "audience"),
        )


def _one_of(word: str, known: tuple[str, ...], what: str) -> str:
    if word in known:
        return word
    choices = ", ".join(f"“{choice}”" for choice in known)
    raise RenderError(
        _("There is no report with this %(what)s. Choose %(choices)s.") % {"what": what, "choices": choices}
    )


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A form of the report. `purpose` says what it is for."""

    id: str
    label: Promise
    purpose: Promise
    media_type: str
    make: Callable[[PlanState, date, Options], bytes]

    @property
    def extension(self) -> str:
        """Return how a file of it ends."""
        return self.id


def _pdf(state: PlanState, today: date, options: Options) -> bytes:
    return _kept("pdf", pdf.render, state, today, options)


def _docx(state: PlanState, today: date, options: Options) -> bytes:
    return _kept("docx", docx.render, state, today, options)


def _kept(
    form: str, render: Callable[[PlanDocument, Paper], bytes], state: PlanState, today: date, options: Options
) -> bytes:
    """Make the file, unless the same document was made before."""
    key = cache.key_of(state, today, f"{form} {options.paper} {options.kind} {options.audience}")
    found = cache.find(state.plan.id, key)
    if found is None:
        if options.permit is not None:
            options.permit()
        found = render(build(state, today=today), options.paper)
        cache.keep(state.plan.id, key, found)
    return found


def _ics(state: PlanState, today: date, _options: Options) -> bytes:
    return ics.render(build(state, today=today))


def _csv(state: PlanState, today: date, _options: Options) -> bytes:
    return csvfile.render(build(state, today=today))


def _json(state: PlanState, _today: date, _options: Options) -> bytes:
    return jsonfile.write_plan_file(state, round_files.kept_of(state.plan.id))


FORMATS: dict[str, Format] = {
    form.id: form
    for form in (
        Format("pdf", gettext_lazy("PDF"), gettext_lazy("To print, to sign and to send."), "application/pdf", _pdf),
        Format(
            "docx", gettext_lazy("Word"), gettext_lazy("To go on writing, and for counsel."), docx.MEDIA_TYPE, _docx
        ),
        Format(
            "ics",
            gettext_lazy("Calendar"),
            gettext_lazy("Every step and review in your own calendar."),
            "text/calendar; charset=utf-8",
            _ics,
        ),
        Format(
            "csv",
            gettext_lazy("Spreadsheet"),
            gettext_lazy("The action steps as a table, for Excel and the like."),
            "text/csv; charset=utf-8",
            _csv,
        ),
        Format(
            "json",
            gettext_lazy("Plan file"),
            gettext_lazy("Everything in the plan, to keep or to open in another Team Up."),
            "application/json",
            _json,
        ),
    )
}


def render(format_id: str, state: PlanState, *, today: date, options: Options | None = None) -> Rendered:
    """Return the report in one form. `today` is the day in the plan's time zone.

    Raises `RenderError` with a sentence for the person when there is no such form or it cannot be made.
    """
    form = FORMATS.get(format_id)
    if form is None:
        raise RenderError(_("There is no report in this form. Choose %(forms)s.") % {"forms": ", ".join(FORMATS)})
    data = form.make(state, today, options or Options())
    return Rendered(f"{name_of(state)}.{form.extension}", form.media_type, data)
