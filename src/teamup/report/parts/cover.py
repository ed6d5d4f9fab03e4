"""What the document is, and its first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Question, Side
from teamup.plans import progress, words
from teamup.plans.marking import Audience
from teamup.plans.state import PlanState
from teamup.report.document import Cell, Cover, Fact, Meta, Partner
from teamup.report.parts import agreement
from teamup.report.parts.cells import cell_of, clip, side_label

MISSION, MOST_NAMES, TEAM = 420, 3, 4
PLACE = ("city", "county", "state")


def meta_of(state: PlanState, today: date, *, short: bool = False) -> Meta:
    """Return the facts about the document."""
    done = progress.measure(state)
    return Meta(
        plan_id=str(state.plan.id),
        title=" ".join(state.name.split()) or state.course.site("plan", _("Police and private security partnership")),
        subtitle=_("Action plan"),
        place=_place(state)[0],
        path=state.course.site(state.path) or _said(state, "path") or _("Starting a partnership"),
        lead=_said(state, "side"),
        settings=tuple(words.label_of(question.options, s, state) for s in state.settings)
        if (question := _question(state, "setting"))
        else (),
        language="en",
        prepared_on=today,
        prepared=words.of_day(today),
        answered=done.answered,
        needed=done.needed,
        in_progress="" if done.is_complete else _("Plan in progress"),
        sample=_sample(state.plan.sample),
        course=state.course.title,
        course_version=state.course.version,
        short=short,
        version=state.plan.version,
        audience=str(state.audience),
        edition=_edition(state),
    )


def cover_of(state: PlanState, meta: Meta) -> Cover:
    """Return the first page."""
    return Cover(
        partners=tuple(_partners(state)),
        mission=clip(str(state.role("mission") or ""), MISSION),
        facts=tuple(_facts(state, meta)),
        team=tuple(_team(state)),
        progress=_progress(meta),
    )


def _edition(state: PlanState) -> str:
    """Say whom an edition is for and what it leaves out; "" where a plan has no marks and nothing is left out."""
    if state.audience is Audience.PUBLIC:
        return _("Edition for the public, without contacts, budget and legal notes.")
    if not state.marks and not state.left_out:
        return ""
    said = {
        Audience.POLICE: _("For police only. Do not pass this on."),
        Audience.SECURITY: _("For the security side only. Do not pass this on."),
        Audience.WHOLE: _("The whole plan, with every marked answer: for the people who write it."),
    }.get(state.audience, _("Edition for partners."))
    return f"{said} {_('Answers marked for others are left out.')}" if state.left_out else said


def _sample(kind: str) -> str:
    said = {
        "record": _("A sample drawn from the public record. What nobody has published is left open."),
        "invented": _("A sample plan of an invented partnership. Its people, places and figures are made up."),
    }
    return said.get(kind, "")


def _progress(meta: Meta) -> str:
    if not meta.in_progress:
        return ""
    return _("%(answered)s of %(needed)s answers are in. What is open is listed at the end, by lesson.") % {
        "answered": meta.answered,
        "needed": meta.needed,
    }


def _question(state: PlanState, role: str) -> Question | None:
    return state.index.questions.get(state.course.roles.get(role, ""))


def _said(state: PlanState, role: str) -> str:
    question = _question(state, role)
    return words.of_answer(question, state.role(role), state) if question else ""


def _place(state: PlanState) -> tuple[str, str]:
    """Return the place on one line, and what else was said of it."""
    question, value = _question(state, "place"), state.role("place")
    if question is None or not isinstance(value, dict):
        return "", ""
    said = {c.id: words.of_cell(c, value.get(c.id), state) for c in question.columns}
    line = ", ".join(said[name] for name in PLACE if said.get(name))
    more = (
        _("%(label)s: %(said)s") % {"label": c.label.spoken(state.voice), "said": said[c.id]}
        for c in question.columns
        if said[c.id] and c.id not in PLACE
    )
    return line, "; ".join(more)


def _facts(state: PlanState, meta: Meta) -> Iterator[Fact]:
    place, more = _place(state)
    if place or more:
        yield Fact(_("Where"), Cell(place, note=more))
    if meta.settings:
        yield Fact(_("Setting"), Cell(", ".join(meta.settings)))
    yield Fact(_("Path"), Cell(meta.path))
    for role in ("side", "date"):
        question = _question(state, role)
        if question and (said := _said(state, role)):
            yield Fact(question.heading.spoken(state.voice), Cell(said))
    if agreed := agreement.fact_of(state):
        yield agreed


def _partners(state: PlanState) -> Iterator[Partner]:
    """Name the organizations of each side, from whoever is named for it."""
    for side in (Side.POLICE, Side.SECURITY):
        names = organizations_of(state, side)
        if names:
            yield Partner(side_label(side), tuple(clip(name, 80) for name in names[:MOST_NAMES]))


def organizations_of(state: PlanState, side: Side) -> tuple[str, ...]:
    """Return the organizations of a side, from whoever is named for it, each once."""
    return tuple(dict.fromkeys(_organizations(state, side)))


def _organizations(state: PlanState, side: Side) -> Iterator[str]:
    liaison = state.role(f"liaison_{side}")
    for role in ("team", "founders"):
        question = _question(state, role)
        for row in state.rows(question.id) if question else []:
            if row.get("side") == side and row.get("organization"):
                yield str(row["organization"])
    if isinstance(liaison, dict) and liaison.get("organization"):
        yield str(liaison["organization"])


def _team(state: PlanState) -> Iterator[Cell]:
    question = _question(state, "team")
    for row in state.rows(question.id)[:TEAM] if question else []:
        texts = [c for c in question.columns if c.kind is CellKind.SHORT_TEXT] if question else []
        said = [words.of_cell(c, row.get(c.id), state) for c in texts]
        sides = (cell_of(c, row.get(c.id), state).side for c in question.columns) if question else ()
        side = next((side for side in sides if side), None)
        yield Cell(said[0] if said else "", note="; ".join(filter(None, said[1:])), side=side)
