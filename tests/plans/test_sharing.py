"""Links to read a plan: made, found, counted and revoked."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from teamup.core.models import Event
from teamup.plans import sharing, versions
from teamup.plans.errors import FormRejected, MayNotEdit, NoSuchLink
from teamup.plans.models import Plan, ShareLink
from teamup.plans.permissions import Role
from teamup.plans.sharing import Made, Wanted
from tests.factories import MARIA, NOW, SAM, a_plan, saved

pytestmark = pytest.mark.django_db
COUNCIL = Wanted(audience="public", version="", days="90", label="City council")


def a_link(plan: Plan, *, key: uuid.UUID | None = None, by: Any = MARIA, **changes: str) -> Made:
    wanted = replace(COUNCIL, **changes)
    return sharing.make_link(plan=plan, wanted=wanted, key=key or uuid.uuid4(), by=by, now=NOW)


def test_a_link_opens_its_plan_and_only_its_hash_is_kept():
    plan = a_plan()

    made = a_link(plan)

    found = sharing.find_link(made.token, now=NOW)
    assert (found.plan_id, found.label, found.audience, found.version) == (plan.pk, "City council", "public", None)
    assert len(made.token) == 43
    assert made.token not in str(ShareLink.objects.values().get())


def test_the_same_form_makes_one_link_with_one_token():
    plan, key = a_plan(), uuid.uuid4()

    first, again = a_link(plan, key=key), a_link(plan, key=key)

    assert first.token == again.token
    assert ShareLink.objects.count() == 1
    assert Event.objects.filter(kind="share.made").count() == 1


def test_two_links_have_nothing_in_common():
    plan = a_plan()

    one, other = a_link(plan), a_link(plan)

    assert one.token != other.token
    assert str(plan.pk) not in one.token


def test_a_link_lasts_to_the_end_of_its_last_day_where_the_plan_is():
    plan = a_plan()

    link = a_link(plan, days="7").link

    assert link.expires_at == datetime(2026, 11, 30, 6, tzinfo=UTC)  # midnight in Chicago
    assert sharing.last_day_of(link).date().isoformat() == "2026-11-29"


def test_an_expired_link_opens_nothing():
    made = a_link(a_plan(), days="7")

    sharing.find_link(made.token, now=NOW + timedelta(days=7))
    with pytest.raises(NoSuchLink):
        sharing.find_link(made.token, now=NOW + timedelta(days=8))


def test_a_revoked_link_opens_nothing_and_cannot_be_brought_back():
    plan, key = a_plan(), uuid.uuid4()
    made = a_link(plan, key=key)

    for _twice in range(2):
        sharing.revoke(plan=plan, link_id=made.link.link_id, by=MARIA, now=NOW)

    with pytest.raises(NoSuchLink):
        sharing.find_link(a_link(plan, key=key).token, now=NOW)
    assert ShareLink.objects.get().token_hash is None
    assert Event.objects.filter(kind="share.revoked").count() == 1


@pytest.mark.parametrize("token", ["", "x", "\x00", "x" * 5000, "A" * 43, "../../etc/passwd", "ü" * 43])
def test_what_is_no_token_opens_nothing(token: str):
    a_link(a_plan())

    with pytest.raises(NoSuchLink):
        sharing.find_link(token, now=NOW)


def test_a_token_with_more_behind_it_opens_nothing():
    made = a_link(a_plan())

    for more in ("=", "x", "x" * 200):
        with pytest.raises(NoSuchLink):
            sharing.find_link(made.token + more, now=NOW)


def test_the_links_of_a_deleted_plan_open_nothing_until_it_is_back():
    plan = a_plan()
    made = a_link(plan)

    Plan.objects.filter(pk=plan.pk).update(deleted_at=NOW)
    with pytest.raises(NoSuchLink):
        sharing.find_link(made.token, now=NOW)
    Plan.objects.filter(pk=plan.pk).update(deleted_at=None)

    assert sharing.find_link(made.token, now=NOW)


def test_openings_are_counted_and_nothing_else_is_kept():
    link = a_link(a_plan()).link

    for _time in range(14):
        sharing.count_opening(link, now=NOW)

    kept = ShareLink.objects.get()
    assert (kept.opened, kept.last_opened_at) == (14, NOW)


def test_a_link_to_a_version_needs_that_version():
    plan = a_plan(plan_name="Riverton")
    saved(plan, "mission", "Less theft")
    versions.name_version(plan=plan, name="As sent", by=MARIA, now=NOW)

    assert a_link(plan, version="1").link.version == 1
    for wrong in ("2", "-1", "x", "١", "99999999", "1.0"):
        with pytest.raises(FormRejected) as rejected:
            a_link(plan, version=wrong)
        assert [fault.where for fault in rejected.value.faults] == ["version"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("label", "  "), ("label", "x" * 81), ("audience", "whole"), ("audience", ""), ("days", "8"), ("days", "")],
)
def test_a_link_that_cannot_be_made_says_what_is_wrong(field: str, typed: str):
    with pytest.raises(FormRejected) as rejected:
        a_link(a_plan(), **{field: typed})

    assert [fault.where for fault in rejected.value.faults] == [field]
    assert not ShareLink.objects.exists()


def test_a_label_is_kept_as_typed_on_one_line():
    link = a_link(a_plan(), label="  Núñez &\x00 <b>Sons</b>\n\u202eLtd ").link

    assert link.label == "Núñez & <b>Sons</b> \u202eLtd"


def test_a_plan_has_room_for_fifty_links_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sharing, "MOST_LINKS", 2)
    plan = a_plan()
    first, _second = a_link(plan), a_link(plan)

    with pytest.raises(FormRejected, match="room for 2 links"):
        a_link(plan)
    sharing.revoke(plan=plan, link_id=first.link.link_id, by=MARIA, now=NOW)

    assert a_link(plan)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COMMENTER, Role.VIEWER])
def test_only_owners_share(role: Role):
    plan = a_plan()
    made = a_link(plan)

    with pytest.raises(MayNotEdit):
        a_link(plan, by=replace(SAM, role=role))
    with pytest.raises(MayNotEdit):
        sharing.revoke(plan=plan, link_id=made.link.link_id, by=replace(SAM, role=role), now=NOW)


def test_another_plans_owner_cannot_revoke_a_link():
    made = a_link(a_plan())

    sharing.revoke(plan=a_plan(), link_id=made.link.link_id, by=SAM, now=NOW)

    assert sharing.find_link(made.token, now=NOW)


def test_hashes_of_expired_links_are_forgotten():
    a_link(a_plan(), days="7")

    gone = sharing.forget_old(now=timezone.now() + timedelta(days=4000))

    assert gone == 1
    assert ShareLink.objects.get().token_hash is None
