"""Every address of a plan × every method × every kind of person, against one table: closed by default."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import handover, people, rounds, versions
from teamup.plans.models import Answer, AnswerChange, BrowserGrant, HandOver, Invitation, Member, NamedVersion, Plan
from teamup.plans.permissions import Deed, Role, may
from tests.web.plan.member import Someone
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OPEN = frozenset({200, 204, 302, 303, 409, 413, 422})
SECRET = "Zebra Quarry"
"""In the plan's name, its answers, its steps, its versions and its people, and in nothing else."""


@dataclass(frozen=True)
class Door:
    """What somebody has to be allowed to do to read an address and to post to it; None where there is no such method.

    A closed door answers 403 to who may read the plan, and 404 to all others. `at` is what the address names.
    """

    get: Deed | None
    post: Deed | None
    at: dict[str, Any] = field(default_factory=dict)
    sends: dict[str, str] = field(default_factory=dict)  # what a form has to have to be looked at
    is_deleted: bool = False  # opens plans that were deleted, and is not there for who may not


READ, EDIT, MANAGE = Deed.READ, Deed.EDIT, Deed.MANAGE
LESSON = {"section": "first", "lesson": "kinds"}

DOORS: dict[str, Door] = {
    "overview": Door(READ, EDIT),
    "lesson": Door(READ, EDIT, LESSON),
    "sofar": Door(READ, None, LESSON),
    "mark": Door(None, EDIT, {"question_id": "motto"}, {"side": "joint", "mark": "partners"}),
    "answer": Door(READ, EDIT, {"question_id": "motto"}),
    "live": Door(None, READ),
    # reports and steps
    "report": Door(READ, None),
    "download": Door(READ, None, {"extension": "json"}),
    "downloads": Door(READ, None),
    "picture": Door(READ, None),
    "steps": Door(READ, EDIT),
    "renew": Door(EDIT, EDIT),
    "dates": Door(READ, READ, sends={"do": "kept"}),
    "step": Door(READ, EDIT, {"step_id": "a step"}),
    "step_row": Door(READ, EDIT, {"step_id": "a step"}),
    "activities": Door(READ, None),
    "activity": Door(READ, EDIT, {"activity_id": "case-meeting"}),
    "self_check": Door(READ, EDIT),
    "share": Door(Deed.SHARE, Deed.SHARE),
    "letting_in": Door(None, Deed.SHARE),
    # Who is asked to agree may be a reader, and answers here too; only who was asked can.
    "agreement": Door(READ, Deed.AGREE, sends={"do": "withdraw", "agreement": str(uuid.UUID(int=1))}),
    "put_forward": Door(Deed.AGREE, Deed.AGREE),
    # history and versions
    "history": Door(READ, None),
    "restore": Door(None, EDIT),
    "seen": Door(None, READ),
    "versions": Door(READ, EDIT),
    "named_version": Door(READ, None, {"number": 1}),
    "restore_version": Door(None, EDIT, {"number": 1}),
    # talk
    "talk": Door(READ, READ),  # the post chooses one's own mail
    "talk_at": Door(READ, Deed.COMMENT, {"question_id": "motto"}, {"do": "open", "text": ""}),
    # mail
    "email": Door(READ, Deed.SEND),  # readers are told why they cannot send
    "email_code": Door(READ, Deed.SEND),
    "email_key": Door(READ, Deed.SEND),
    # people
    "people": Door(READ, None),
    "me": Door(None, READ),
    "owner": Door(None, READ),  # what one may do with a hand-over hangs on who it is between
    "invite": Door(MANAGE, MANAGE),
    "invitation": Door(None, MANAGE),
    "member": Door(None, MANAGE, {"user_id": "a member"}),
    # the plan as a whole
    "settings": Door(Deed.SET_UP, Deed.SET_UP),
    "version": Door(Deed.SET_UP, Deed.SET_UP),
    "key": Door(None, MANAGE),
    "leave": Door(None, READ),
    "archive": Door(None, READ),
    "copy": Door(EDIT, EDIT),
    "delete": Door(Deed.DELETE, Deed.DELETE),
    "deleted": Door(Deed.DELETE, Deed.DELETE, is_deleted=True),
}


BY_ID = {
    "invitation": ("withdraw",),
    "owner": ("take", "join_in", "object", "call_off"),
    "self_check": ("end",),
    "agreement": ("withdraw", "decline"),
    "share": ("revoke", "end"),
}
"""What is done with a thing whose id stands in the form; other forms have one button."""


def plan_addresses(
    patterns: Any = None, namespace: str = "", above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, set[str]]]:
    """Yield the name of each address that names a plan, and the other things it names."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        things = above | set(one.pattern.converters)
        if isinstance(one, URLResolver):
            inside = ":".join(filter(None, (namespace, one.namespace or "")))
            yield from plan_addresses(one.url_patterns, inside, things)
        elif isinstance(one, URLPattern) and "plan_id" in things:
            yield f"{namespace}:{one.name}".removeprefix("plan:"), set(things) - {"plan_id"}


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("ERROR", logger="django.request")  # closed doors are what is looked for here


@dataclass
class World:
    """A plan with everything on it, and people of every kind."""

    visitor: Visitor
    people: dict[str, tuple[Client, Role | None]]
    things: dict[str, Any]

    @property
    def plan(self) -> Plan:
        """Return the plan."""
        return self.visitor.plan

    def address(self, name: str, plan: Plan | None = None) -> str:
        """Return an address of the plan, or of another plan with the things of this one."""
        at = {key: self.things.get(str(value), value) for key, value in DOORS[name].at.items()}
        return reverse(f"plan:{name}", kwargs={"plan_id": (plan or self.plan).pk, **at})

    def answer(self, name: str, client: Client, method: str, *, plan: Plan | None = None) -> Any:
        """Ask as a browser does, and return what is answered."""
        address, body = self.address(name, plan), urlencode(DOORS[name].sends) if method == "POST" else ""
        return client.generic(method, address, body, content_type="application/x-www-form-urlencoded")

    def ask(
        self, name: str, client: Client, method: str, wanted: int | None, who: str, *, is_foreign: bool = False
    ) -> str:
        """Ask, undo whatever it did, and return what is wrong with the answer, or ""."""
        with transaction.atomic():
            if DOORS[name].is_deleted:
                Plan.objects.filter(pk=self.plan.pk).update(deleted_at=timezone.now())
            answer = self.answer(name, client, method)
            told = is_foreign and SECRET in words_of(answer)
            transaction.set_rollback(True)
        fault = "tells of the plan" if told else fault_in(answer, wanted)
        return f"{method} {name} by {who} {fault}" if fault else ""


def a_plan_with_everything() -> tuple[Visitor, dict[str, Any]]:
    """Return a plan that is full of the secret, and the ids of the things in it."""
    visitor = Visitor(plan_name=f"{SECRET} Partnership")
    visitor.save("motto", f"{SECRET} is safe")
    visitor.save("mission", f"{SECRET} is quiet at night")
    visitor.save("objectives", [{**row, "measure": f"{SECRET} {row['measure']}"} for row in STEP_ROWS])
    now, by, plan = timezone.now(), visitor.actor, visitor.plan
    versions.name_version(plan=plan, name=f"{SECRET} one", note="", by=by, now=now)
    (made,) = people.invite(plan=plan, places=[people.Place(Role.EDITOR, Side.POLICE)], by=by, now=now)
    opened = rounds.open_round(plan=plan, name=f"{SECRET} round", closes_on="", form_key=uuid.uuid4(), by=by, now=now)
    member = Someone(f"{SECRET} Kim", plan=plan, role=Role.VIEWER, address=f"kim{uuid.uuid4().hex}@x.example")
    one = handover.ask(plan=plan, by=member.actor, now=now)
    change = AnswerChange.objects.filter(plan=plan, question_id="motto").get()
    from teamup.plans.steps import steps_of

    return visitor, {
        "a step": uuid.UUID(next(step.id for step in steps_of(visitor.state()) if SECRET in step.what)),
        "a member": member.user.pk,
        "invitation": made.invitation.invitation_id,
        "hand_over": one.hand_over_id,
        "round": opened.round.round_id if hasattr(opened, "round") else uuid.uuid4(),
        "change": change.save_key,
    }


@pytest.fixture
def world() -> World:
    """A plan with owners, and everybody who may come by."""
    cache.clear()
    visitor, things = a_plan_with_everything()
    plan = visitor.plan
    roles = {str(role): Someone(f"Lee {role}", plan=plan, role=role, address=f"{role}@x.example") for role in Role}
    removed = Someone("Rae Gone", plan=plan, address="gone@x.example")
    Member.objects.filter(plan=plan, user_id=removed.user.pk).delete()
    foreigner = Someone("Foster Elsewhere", plan=Visitor().plan, role=Role.OWNER, address="elsewhere@x.example")
    forgotten = a_stranger()
    everybody: dict[str, tuple[Client, Role | None]] = {
        "a browser with the key": (visitor.client, Role.EDITOR),
        **{f"a signed-in {name}": (one.client, Role(name)) for name, one in roles.items()},
        "a stranger": (Client(), None),
        "a browser of another plan": (forgotten, None),
        "an owner of another plan": (foreigner.client, None),
        "a member who was removed": (removed.client, None),
    }
    return World(visitor, everybody, things)


def expected(door: Door, method: str, role: Role | None, *, is_sample: bool = False) -> int | None:
    """Return the status that a closed door answers with, or None where it is open."""
    deed = {"GET": door.get, "HEAD": door.get, "POST": door.post}.get(method)
    if deed is None:
        return 405
    if role is None:
        return 404
    if deed is Deed.READ or (may(role, deed) and not is_sample):
        return None
    return 404 if door.is_deleted else 403


def fault_in(answer: Any, wanted: int | None) -> str:
    """Return what is wrong with a status, or "". A door that is open may still say what is wrong with the form."""
    if wanted is None:
        return "" if answer.status_code in OPEN else f"is {answer.status_code}, not open"
    return "" if answer.status_code == wanted else f"is {answer.status_code}, not {wanted}"


def words_of(answer: Any) -> str:
    """Return all that was answered, headers too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers} {body.decode(errors='replace')}"


def test_every_address_of_a_plan_has_its_line_in_the_table_and_no_line_is_stale():
    found = dict(plan_addresses())

    assert set(found) == set(DOORS)
    assert {name: set(door.at) for name, door in DOORS.items()} == found


@pytest.mark.slow
def test_a_door_opens_to_whom_the_table_says_and_to_nobody_else(world: World):
    faults = [
        fault
        for name, door in DOORS.items()
        for who, (client, role) in world.people.items()
        for method in METHODS
        if (fault := world.ask(name, client, method, expected(door, method, role), who, is_foreign=role is None))
    ]

    assert faults == []


@pytest.mark.slow
def test_whoever_holds_the_key_of_a_plan_without_owners_owns_it():
    visitor, things = a_plan_with_everything()
    world = World(visitor, {}, things)

    faults = [
        fault
        for name, door in DOORS.items()
        for method in METHODS
        if (fault := world.ask(name, visitor.client, method, expected(door, method, Role.OWNER), "the key"))
    ]

    assert faults == []


@pytest.mark.slow
def test_a_sample_is_read_by_everybody_and_changed_by_nobody():
    visitor, things = a_plan_with_everything()
    world = World(visitor.as_sample(), {}, things)
    before = kept(visitor.plan)

    for client in (visitor.client, Someone("Lee Reader").client):
        for name, door in DOORS.items():
            for method in METHODS if not door.is_deleted else ():
                wanted = expected(door, method, Role.VIEWER, is_sample=True)
                with transaction.atomic():
                    answer = world.answer(name, client, method)
                    assert kept(visitor.plan) == before, f"{method} {name} changed a sample"
                    transaction.set_rollback(True)
                # Some deeds that every reader of a plan may do, nobody may do to a sample.
                assert fault_in(answer, wanted) == "" or answer.status_code == 403, f"{method} {name}"


@pytest.mark.slow
def test_things_of_another_plan_are_not_found_through_ones_own(world: World):
    mine = Someone("Foster Two", plan=Visitor().plan, role=Role.OWNER, address="two@x.example")
    before = kept(world.plan)

    for name in (name for name, door in DOORS.items() if door.at):
        for method in ("GET", "POST"):
            answer = world.answer(name, mine.client, method, plan=mine.plan)

            assert answer.status_code < 500
            assert SECRET not in words_of(answer), f"{method} {name}"
        assert kept(world.plan) == before


@pytest.mark.slow
def test_ids_of_another_plan_in_a_form_change_and_tell_nothing(world: World):
    mine = Someone("Foster Two", plan=Visitor().plan, role=Role.OWNER, address="two@x.example")
    before, theirs = kept(world.plan), {key: str(value) for key, value in world.things.items()}

    for name in (name for name, door in DOORS.items() if door.post and not door.is_deleted):
        for do in BY_ID.get(name, ("",)):
            body = {**theirs, "do": do, "retry": theirs["invitation"], "save": str(uuid.uuid4()), "base": "0"}
            with transaction.atomic():
                answer = mine.client.post(reverse(f"plan:{name}", kwargs=own_address(name, mine)), body)
                assert answer.status_code < 500
                assert SECRET not in words_of(answer), f"{do} {name}"
                assert kept(world.plan) == before
                transaction.set_rollback(True)


def own_address(name: str, mine: Someone) -> dict[str, Any]:
    """Return what names an address within one's own plan."""
    assert mine.plan is not None
    own = {"a step": uuid.uuid4(), "a member": mine.user.pk}
    return {"plan_id": mine.plan.pk, **{key: own.get(str(value), value) for key, value in DOORS[name].at.items()}}


def kept(plan: Plan) -> list[Any]:
    """Return all that others could change in a plan."""
    tables = (Answer, AnswerChange, Member, Invitation, HandOver, NamedVersion)
    rows: list[Any] = [sorted(map(str, table.objects.filter(plan_id=plan.pk).values_list())) for table in tables]
    return [*rows, Plan.objects.filter(pk=plan.pk).values_list().first()]


@pytest.mark.slow
def test_a_door_is_closed_by_default_to_a_plan_that_never_was():
    someone = Someone("Lee Owner", plan=Visitor().plan, role=Role.OWNER)

    for name, door in DOORS.items():
        at = own_address(name, someone) | {"plan_id": uuid.uuid4()}
        for method in ("GET", "POST"):
            status = someone.client.generic(method, reverse(f"plan:{name}", kwargs=at)).status_code
            assert status == (404 if (door.get if method == "GET" else door.post) else 405), f"{method} {name}"


def test_what_a_stranger_gets_is_the_same_for_a_plan_and_for_none(world: World):
    theirs = Client().get(world.address("overview"))
    nothing = Client().get(reverse("plan:overview", args=[uuid.uuid4()]))

    assert theirs.status_code == nothing.status_code == 404
    assert without_ids(theirs) == without_ids(nothing)


def without_ids(answer: Any) -> str:
    """Return a page without the address that was asked for."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", answer.content.decode())


def test_an_expired_session_and_a_forgotten_browser_open_nothing(world: World):
    client, _role = world.people["a signed-in owner"]
    client.session.flush()
    BrowserGrant.objects.filter(plan=world.plan).delete()

    assert client.get(world.address("overview")).status_code == 404
    assert world.visitor.client.get(world.address("overview")).status_code == 404
    assert not Event.objects.filter(plan_id=world.plan.pk, at__gt=timezone.now() + timedelta(days=1)).exists()
