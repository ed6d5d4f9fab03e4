"""The forms in which a plan leaves: one registry for pages, mail and commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teamup.core import measures, traces
from teamup.plans import round_files
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience
from teamup.plans.round_files import Kept
from teamup.plans.state import PlanState
from teamup.report import cache, csvfile, docx, htmlfile, ics, jsonfile, pdf
from teamup.report.build import name_of
from teamup.report.document import PlanDocument
from teamup.report.errors import RenderError
from teamup.report.kinds import KINDS
from teamup.report.pdf import Paper

USUAL = Audience.PARTNERS


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose. `read` makes them from the words of an address.

    `permit` is called before work that takes long, and may raise to refuse it; what is kept from before needs none.
    What goes `by_mail` holds no marked answer, whoever it is for.
    """

    paper: Paper = Paper.LETTER
    kind: str = "plan"
    audience: Audience = USUAL
    permit: Callable[[], None] | None = None
    by_mail: bool = False

    @classmethod
    def read(cls, *, paper: str = "", kind: str = "", audience: str = "") -> Options:
        """Return the options asked for; what is left out is usual. Raises `RenderError` naming the choices."""
        return cls(
            Paper(_one_of(paper or "letter", tuple(Paper), "paper")),
            _one_of(kind or "plan", tuple(KINDS), "kind"),
            Audience(_one_of(audience or USUAL, tuple(Audience), "audience")),
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
        found = render(_document(state, today, options), options.paper)
        cache.keep(state.plan.id, key, found)
    return found


def edition(state: PlanState, options: Options) -> PlanState:
    """Return what the audience may see of a plan: all that any document is made from."""
    return edition_of(state, options.audience, by_mail=options.by_mail)


def document_of(state: PlanState, today: date, options: Options) -> PlanDocument:
    """Return the document of the kind that was asked for, of the edition for its audience."""
    return _document(edition(state, options), today, options)


def _document(seen: PlanState, today: date, options: Options) -> PlanDocument:
    return KINDS[options.kind].build(seen, today=today)


def _ics(state: PlanState, today: date, options: Options) -> bytes:
    return ics.render(_document(state, today, options))


def _csv(state: PlanState, today: date, options: Options) -> bytes:
    return csvfile.render(_document(state, today, options))


def _json(state: PlanState, _today: date, _options: Options) -> bytes:
    return jsonfile.write_plan_file(state, rounds_of(state))


def rounds_of(seen: PlanState) -> tuple[Kept, ...]:
    """Return the rounds of the self-check that an edition holds: none where not all of it is for its readers.

    Rounds go on after a version was named, and are no part of it.
    """
    question = seen.course.roles.get("self_check", "")
    if seen.plan.version or seen.audience is Audience.PUBLIC or seen.hides(question):
        return ()
    return tuple(round_files.kept_of(seen.plan.id))


def _html(state: PlanState, today: date, options: Options) -> bytes:
    return htmlfile.render(_document(state, today, options), _json(state, today, options))


FORMATS: dict[str, Format] = {
    form.id: form
    for form in (
        Format("pdf", gettext_lazy("PDF"), gettext_lazy("To print, to sign and to send."), "application/pdf", _pdf),
        Format(
            "docx", gettext_lazy("Word"), gettext_lazy("To go on writing, and for counsel."), docx.MEDIA_TYPE, _docx
        ),
        Format(
            "html",
            gettext_lazy("Web page"),
            gettext_lazy("One file that any browser opens, also without this site, and that can be opened here again."),
            htmlfile.MEDIA_TYPE,
            _html,
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
            gettext_lazy("The answers as data, to keep or to open in another Team Up."),
            "application/json",
            _json,
        ),
    )
}


def render(format_id: str, state: PlanState, *, today: date, options: Options | None = None) -> Rendered:
    """Return the report in one form. `today` is the day in the plan's time zone.

    Raises `RenderError` with a sentence for the person when there is no such form or it cannot be made.
    """
    options = options or Options()
    form = check(format_id, options)
    began = time.perf_counter()
    with traces.span("document", kind=options.kind, format=format_id):
        data = form.make(edition(state, options), today, options)
    measures.took("teamup_document_seconds", time.perf_counter() - began, kind=options.kind, format=format_id)
    return Rendered(f"{_name_of(state, options)}.{form.extension}", form.media_type, data)


def check(format_id: str, options: Options) -> Format:
    """Return the form. Raises `RenderError` naming the forms of this kind of document when it is none of them."""
    forms = KINDS[options.kind].forms
    if format_id not in forms:
        raise RenderError(_("There is no report in this form. Choose %(forms)s.") % {"forms": ", ".join(forms)})
    return FORMATS[format_id]


def _name_of(state: PlanState, options: Options) -> str:
    """Return the name of a file: the plan's, with what sets it apart from the plan's own report."""
    differs = options.audience is Audience.PUBLIC or (state.marks and options.audience != USUAL)
    apart = (options.kind if options.kind != "plan" else "", options.audience if differs else "")
    return "-".join(filter(None, (name_of(state), *apart)))
