"""What people do with a plan, in a shape that can be done, killed, done again and compared."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django_tasks_db.models import DBTaskResult

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.catalog.source import PackSource
from teamup.core import ids
from teamup.core.models import Allowance, Event
from teamup.delivery import services as delivery
from teamup.delivery.models import Letter
from teamup.plans import copying, lifecycle, moving, renewing, restoring, selectors, services, versions
from teamup.plans.access import BROWSER
from teamup.plans.models import ActionStep, Answer, AnswerChange, BrowserGrant, NamedVersion, Plan
from teamup.report import loading
from teamup.report.jsonfile import write_plan_file
from teamup.report.loading import AlreadyUsed
from tests.delivery.letters import NETWORK, an_order
from tests.factories import MARIA, NOW, PACK, a_browser, a_plan, a_small_pack, saved

LATER = NOW + timedelta(minutes=5)
STEP = UUID("11111111-2222-4333-8444-555555555556")
OBJECTIVES = [{"id": "r1", "measure": "Fewer thefts", "due": "2027-01-15"}, {"id": "r2", "measure": "More walks"}]


@dataclass(frozen=True)
class Subject:
    """What a deed is done to. `form` is the key of the form that asks for it, so that it may be sent again."""

    plan: Plan
    form: UUID
    browser: str = ""
    token: str = ""


@dataclass(frozen=True)
class Deed:
    """Something a person does: to a fresh `subject`, with `do`. `is_whole`: it is done altogether or not at all."""

    name: str
    subject: Callable[[], Subject]
    do: Callable[[Subject], object]
    is_whole: bool = True


def a_subject(**more: Any) -> Subject:
    """Return a plan with answers, two revisions of one of them, and a step that somebody changed."""
    Allowance.objects.all().delete()  # what was tried on other subjects is not counted against this one
    browser = a_browser()
    plan = a_plan(browser=browser, plan_name="Riverton", path="new", lead_role="chief")
    saved(plan, "mission", "We meet.")
    saved(plan, "mission", "We meet and walk.", base=1)
    saved(plan, "objectives", OBJECTIVES)
    step = services.Save({"what": "Count break-ins", "status": "done"}, 0, uuid.uuid4())
    services.record_step(plan=plan, step_id=STEP, save=step, by=MARIA, now=NOW)
    return Subject(plan, uuid.uuid4(), browser, **more)


def with_a_version() -> Subject:
    """Return a plan that has changed since a version of it was named."""
    one = a_subject()
    versions.name_version(plan=one.plan, name="Before the meeting", by=MARIA, now=NOW)
    saved(one.plan, "mission", "We walk.", base=2)
    saved(one.plan, "motto", "Together")
    saved(one.plan, "objectives", OBJECTIVES[:1], base=1)
    return one


def with_an_older_course() -> Subject:
    """Return a plan whose course has a newer version."""
    one = a_subject()
    Plan.objects.filter(pk=one.plan.pk).update(pack_version="0.9.0")
    one.plan.refresh_from_db()
    return one


def with_a_file(*, changed: bool) -> Subject:
    """Return a plan, and its own file as it was before, kept for whoever dropped it."""
    one = a_subject()
    data = write_plan_file(selectors.load_state(one.plan))
    if changed:
        saved(one.plan, "mission", "", base=2)
        saved(one.plan, "motto", "Together")
    token = loading.receive(data, name="plan.json", browser=one.browser, network=NETWORK, now=NOW)
    return Subject(one.plan, one.form, one.browser, token)


def save(one: Subject) -> None:
    """Save an answer on top of its second revision."""
    write = services.Save("We meet, walk and count.", 2, one.form)
    services.record_answer(plan=one.plan, question_id="mission", save=write, by=MARIA, now=LATER)


def save_step(one: Subject) -> None:
    """Save an action step."""
    write = services.Save({"what": "Count break-ins", "status": "planned"}, 1, one.form)
    services.record_step(plan=one.plan, step_id=STEP, save=write, by=MARIA, now=LATER)


def save_worksheet(one: Subject) -> None:
    """Post a whole worksheet, as a browser without a script does."""
    typed = (("mission", "We count.", 2), ("motto", "Together", 0), ("cost", "1,200", 0))
    keys = {name: services.key_for(one.form, name, Side.JOINT) for name, *_ in typed}
    saves = [(name, services.Save(raw, base, keys[name])) for name, raw, base in typed]
    services.record_worksheet(plan=one.plan, saves=saves, by=MARIA, now=LATER)


def begin(one: Subject) -> None:
    """Begin another plan, unless this form began it."""
    if lifecycle.begun_before(form_key=one.form, browser=one.browser) is None:
        opening = {"plan_name": "Riverton North", "path": "new", "lead_role": "chief"}
        lifecycle.begin_plan(
            pack_id=PACK, browser=one.browser, opening=opening.items(), time_zone="UTC", now=LATER, form_key=one.form
        )


def name_version(one: Subject) -> None:
    """Name the plan as it stands."""
    versions.name_version(plan=one.plan, name="Today", by=MARIA, now=LATER, key=one.form)


def restore(one: Subject) -> None:
    """Bring back a whole version."""
    restoring.restore(plan=one.plan, number=1, key=one.form, by=MARIA, now=LATER)


def move(one: Subject) -> None:
    """Move the plan to the newest version of its course."""
    moving.move(plan=one.plan, to="1.0.0", seen="0.9.0", save_key=one.form, by=MARIA, now=LATER)


def renew(one: Subject) -> None:
    """Begin the plan's next year."""
    renewing.renew(plan=one.plan, put_away=True, key=one.form, by=MARIA, now=LATER)


def copy(one: Subject) -> None:
    """Make a plan for another district of this one, unless this form made it."""
    if copying.copied_before(plan=one.plan, form_key=one.form, by=MARIA) is None:
        wish = copying.Wish({"plan_name": "Riverton North"}, "")
        copying.copy_plan(
            plan=one.plan,
            wish=wish,
            form_key=one.form,
            browser=one.browser,
            person=None,
            network=NETWORK,
            by=MARIA,
            now=LATER,
        )


def open_file(one: Subject) -> None:
    """Make the kept file a plan; once it is one, the page says so."""
    with suppress(AlreadyUsed):
        loading.make_plan(one.token, browser=one.browser, now=LATER)


def join_file(one: Subject) -> None:
    """Put the kept file and the plan together; once that is done, the page says so."""
    bases = {("mission", Side.JOINT): 3}
    with suppress(AlreadyUsed):
        loading.join(one.token, plan=one.plan, browser=one.browser, bases=bases, by=MARIA, now=LATER)


def mail(one: Subject) -> None:
    """Mail the report to two people."""
    order = an_order(form_key=one.form, others="chief@riverton.example, director@mall.example")
    delivery.send_report(plan=one.plan, order=order, by=MARIA, network=NETWORK, now=LATER)


def delete(one: Subject) -> None:
    """Delete the plan for good, unless it is gone."""
    if plan := Plan.objects.filter(pk=one.plan.pk).first():
        lifecycle.delete_for_good(plan=plan, by=MARIA, now=LATER)


DEEDS = (
    Deed("a save", a_subject, save),
    Deed("a step", a_subject, save_step),
    Deed("a worksheet", a_subject, save_worksheet, is_whole=False),
    Deed("a new plan", a_subject, begin),
    Deed("a named version", a_subject, name_version),
    Deed("a restored version", with_a_version, restore),
    Deed("a move to a newer course", with_an_older_course, move),
    Deed("a renewal", a_subject, renew),
    Deed("a copy", a_subject, copy, is_whole=False),  # that one asked is counted, whatever comes of it
    Deed("a plan from a file", lambda: with_a_file(changed=False), open_file),
    Deed("a file joined to its plan", lambda: with_a_file(changed=True), join_file),
    Deed("a mailed report", a_subject, mail),
    Deed("a deleted plan", a_subject, delete),
)


def picture(one: Subject) -> Any:
    """Return all that is kept of this browser's plans, without the ids that are drawn anew each time."""
    token_hash = ids.digest(one.browser, purpose=BROWSER)
    plans = list(BrowserGrant.objects.filter(token_hash=token_hash).values_list("plan_id", flat=True))
    events = Event.objects.filter(plan_id__in={*plans, one.plan.pk})
    return (
        sorted(_plan(plan_id, is_first=plan_id == one.plan.pk) for plan_id in plans),
        sorted(Counter(events.values_list("kind", flat=True)).items()),
        sorted(Letter.objects.filter(plan_id__in=plans).values_list("masked", "kind", "state")),
        sum(_is_of(task, one.plan.pk) for task in DBTaskResult.objects.all()),
    )


def _plan(plan_id: UUID, *, is_first: bool) -> Any:
    answers = Answer.objects.filter(plan_id=plan_id).values_list("question_id", "side", "revision", "value")
    steps = ActionStep.objects.filter(plan_id=plan_id).values_list("revision", "value")
    log = AnswerChange.objects.filter(plan_id=plan_id).values_list("question_id", "side", "kind", "revision", "new")
    named = NamedVersion.objects.filter(plan_id=plan_id).values_list("number", "name", "fingerprint")
    version = Plan.objects.get(pk=plan_id).pack_version
    return repr((is_first, version, *(sorted(map(_line, rows)) for rows in (answers, steps, log, named))))


def _line(row: tuple[object, ...]) -> str:
    name = str(row[0])
    return repr(("steps/…", *row[1:]) if name.startswith("steps/") else row)


def _is_of(task: DBTaskResult, plan_id: UUID) -> bool:
    return str(plan_id) in str(task.args_kwargs)


def check_log_agrees() -> None:
    """Each answer and step is what the last applied change of it in the log says, and at that revision."""
    changes = AnswerChange.objects.exclude(revision=None).order_by("revision")
    last = {(c.plan_id, c.question_id, c.side): (c.revision, c.new) for c in changes}
    counted = Counter((c.plan_id, c.question_id, c.side) for c in changes)
    for answer in Answer.objects.all():
        key = (answer.plan_id, answer.question_id, answer.side)
        assert last[key] == (answer.revision, answer.value), key
        assert counted[key] <= answer.revision, key
    for step in ActionStep.objects.all():
        key = (step.plan_id, f"{selectors.STEPS}{step.step_id}", str(Side.JOINT))
        assert last[key] == (step.revision, step.value), key


def publish_courses() -> None:
    """Put the small course on the shelf, and an older version of it for plans to follow."""
    docs = dict(a_small_pack().docs)
    docs["pack.yaml"] = {**docs["pack.yaml"], "version": "0.9.0"}
    shelf.publish(PackSource(docs))
    shelf.publish(a_small_pack())
