"""Named versions of a plan: naming it as it stands, reading one again, comparing, and bringing it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teamup.catalog.model import Side
from teamup.plans import restoring, selectors, versions, words
from teamup.plans.editions import seen_by
from teamup.plans.errors import AnswerRejected, NoSuchVersion, UnknownQuestion, VersionRejected
from teamup.plans.models import NamedVersion
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.plans.versions import Difference
from teamup.report.formats import Options
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import difference, frame, sending
from teamup.web.plan.report import downloads_of
from teamup.web.plan.telling import Teller
from teamup.web.plan.times import clock_time
from teamup.web.plan.told import is_long

TODAY = "now"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list. `said` tells it apart in a choice."""

    number: int
    name: str
    note: str
    by: str
    when: str
    url: str
    report: str
    said: str
    is_today: bool  # the plan has not changed since


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """An answer that is not the same in two versions."""

    question_id: str
    side: Side
    title: str
    note: str
    url: str
    runs: tuple[difference.Run, ...]
    save: UUID

    @property
    def is_long(self) -> bool:
        """Say whether the difference needs a box of its own to scroll in."""
        return is_long(self.runs)


@dataclass(frozen=True, slots=True)
class LessonGroup:
    """Differences of one lesson."""

    title: str
    lines: tuple[DifferenceLine, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def named(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """List the versions of a plan; a POST names it as it stands."""
    if request.method == "POST":
        return _name(request, get_plan(request, plan_id, to=Deed.EDIT))
    return _list(request, get_plan(request, plan_id))


def _name(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:2000] for name in ("name", "note")}
    try:
        key = sending.read_key(request.POST)
        made = versions.name_version(plan=visit.plan, by=visit.actor, now=now(), key=key, **typed)
    except (AnswerRejected, VersionRejected) as error:
        return _list(request, visit, typed=typed, error=str(error))
    said = _("The plan as it stands is kept as version %(number)s, “%(name)s”.")
    return frame.see_other(
        reverse("plan:versions", args=[visit.plan.id]), request, said % {"number": made.number, "name": made.name}
    )


def _list(
    request: HttpRequest, visit: PlanVisit, *, typed: Mapping[str, str] | None = None, error: str = ""
) -> HttpResponse:
    state = visit.state()
    today = fingerprint_today(visit, state)
    found = versions.versions_of(visit.plan)
    context = {
        "versions": [_line(visit, one, today) for one in found],
        "typed": typed or {},
        "error": error,
        "save": uuid.uuid4(),
        "longest_name": versions.LONGEST_NAME,
        "longest_note": versions.LONGEST_NOTE,
    }
    status = 422 if error else 200
    return frame.page(request, visit, "plan/versions.html", context, state=state, current="plan:history", status=status)


def fingerprint_today(visit: PlanVisit, state: PlanState) -> str:
    """Return the fingerprint of all of the plan, to know versions by that are equal to it."""
    return versions.fingerprint_of(selectors.load_state(visit.plan) if state.left_out else state)


def _line(visit: PlanVisit, version: NamedVersion, today: str) -> VersionLine:
    made_at = version.made_at.astimezone(visit.zone)
    return VersionLine(
        number=version.number,
        name=version.name,
        note=version.note,
        by=version.made_by,
        when=f"{words.of_day(made_at.date())}, {clock_time(made_at, visit.zone)}",
        url=version_url(visit, version.number),
        report=f"{reverse('plan:report', args=[visit.plan.id])}?version={version.number}",
        said=versions.said_of(version),
        is_today=version.fingerprint == today,
    )


def version_url(visit: PlanVisit, number: int) -> str:
    """Return the address of a version's page."""
    return reverse("plan:named_version", args=[visit.plan.id, number])


@require_safe
def named_version(request: HttpRequest, plan_id: UUID, number: int) -> HttpResponse:
    """Show one version: its report and files, and what differs from today's plan, or from version `?with=`."""
    visit = get_plan(request, plan_id)
    state = visit.state()
    other = _other(request.GET.get("with", ""), number)
    try:
        found = versions.find_versions(visit.plan, number, *([other] if other else []))
    except NoSuchVersion as error:
        raise Http404 from error
    then, *others = (seen_by(one, visit.actor.audience) for one in versions.states_of_versions(*found))
    compared = others[0] if others else state
    old, new = (compared, then) if 0 < other < number else (then, compared)
    groups = [*_groups(visit, old, new, state)]
    changed = sum(len(group.lines) for group in groups)
    every = versions.versions_of(visit.plan)
    today = fingerprint_today(visit, state)
    context: dict[str, Any] = {
        "version": _line(visit, found[0], today),
        "fingerprint": found[0].fingerprint,
        "course_version": found[0].pack_version,
        "moved": "" if found[0].pack_version == visit.plan.pack_version else visit.plan.pack_version,
        "answers": sum(given.value is not None for given in then.stored.values()),
        "downloads": downloads_of(plan_id, Options(), version=number),
        "groups": groups,
        "changed": changed,
        "other": _line(visit, found[1], today) if others else None,
        "is_other_older": bool(others) and other < number,
        "others": [_line(visit, one, today) for one in every if one.number != number],
        "can_restore": visit.can_edit and not others,
        "may_agree": visit.may(Deed.AGREE),
        "may_share": visit.may(Deed.SHARE),
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/named_version.html", context, state=state, current="plan:history")


def _other(typed: str, number: int) -> int:
    """Return the number of the version to compare with, 0 for today's plan."""
    if typed in ("", TODAY):
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7) or int(typed) in (0, number):
        raise Http404
    return int(typed)


def _groups(visit: PlanVisit, old: PlanState, new: PlanState, today: PlanState) -> Iterator[LessonGroup]:
    """Yield what differs, by lesson, each in the words of its own time."""
    before, after, present = (Teller(visit, state) for state in (old, new, today))
    found = versions.compare(old, new)
    for title, some in groupby(found, key=lambda one: after.lesson_of(one.question_id)):
        said = title or _("Questions that are no longer asked")
        yield LessonGroup(said, tuple(_differences(before, after, present, some)))


def _differences(
    before: Teller, after: Teller, present: Teller, found: Iterable[Difference]
) -> Iterator[DifferenceLine]:
    for one in found:
        name = one.question_id
        teller = after if after.knows(name) else before
        yield DifferenceLine(
            question_id=name,
            side=one.side,
            title=teller.title_of(name, one.new or one.old),
            note=present.note_of(name),
            url=present.url_of(name, one.side),
            runs=difference.runs(before.words_of(name, one.old), after.words_of(name, one.new)),
            save=uuid.uuid4(),
        )


@require_POST
def restore(request: HttpRequest, plan_id: UUID, number: int) -> HttpResponse:
    """Bring back a version whole, or with `question` and `side` one answer of it, as new changes."""
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    try:
        key = sending.read_key(request.POST)
        said = (
            _one_answer(request, visit, number, key) if "question" in request.POST else _all_of_it(visit, number, key)
        )
    except AnswerRejected as rejected:
        return refuse(request, str(rejected), status=422)
    except (NoSuchVersion, UnknownQuestion) as error:
        raise Http404 from error
    return frame.see_other(version_url(visit, number), request, said)


def _one_answer(request: HttpRequest, visit: PlanVisit, number: int, key: UUID) -> str:
    side = request.POST.get("side", "")
    if side not in list(Side):
        raise UnknownQuestion("There is no such side.")
    restoring.restore_answer(
        plan=visit.plan,
        number=number,
        question_id=request.POST["question"][:80],
        side=Side(side),
        key=key,
        by=visit.actor,
        now=now(),
    )
    return _("Restored. The words it replaced are in the history too.")


def _all_of_it(visit: PlanVisit, number: int, key: UUID) -> str:
    ended = restoring.restore(plan=visit.plan, number=number, key=key, by=visit.actor, now=now())
    if not ended.changed:
        return _("The plan is the same as this version already. Nothing was changed.")
    said = ngettext(
        "The plan is as it was: %(n)d answer was restored.",
        "The plan is as it was: %(n)d answers were restored.",
        ended.changed,
    ) % {"n": ended.changed}
    if not ended.kept:
        return said
    return f"{said} " + _("What it was before is version %(kept)s, so that you can go back.") % {"kept": ended.kept}
