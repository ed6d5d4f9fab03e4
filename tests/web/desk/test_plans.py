"""*Plans*: numbers, and a look that an owner allows. Nothing of any plan is on a page without it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from teamup.accounts import closing
from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import hosting
from teamup.plans.errors import NoSuchLink
from teamup.plans.models import ShareLink
from teamup.plans.permissions import Role
from tests.web.account.person import says
from tests.web.desk.host import Hosting
from tests.web.desk.test_door import desk_addresses
from tests.web.plan.member import Someone
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
PLANTED = "Zebra Quarry"


def a_plan() -> Visitor:
    """Return a plan whose name, place and answers are planted."""
    visitor = Visitor(plan_name=f"{PLANTED} Partnership")
    visitor.save("motto", f"{PLANTED} is safe")
    visitor.save("mission", f"{PLANTED} is quiet at night")
    return visitor


def let_in(visitor: Visitor, days: str = "7") -> ShareLink:
    return hosting.let_in(plan=visitor.plan, days=days, by=visitor.actor, now=timezone.now())


def test_no_page_of_the_desk_shows_a_plan_with_or_without_a_grant():
    host, visitor = Hosting(), a_plan()
    for _ in range(6):
        a_plan()
    grant = let_in(visitor)

    for address in [*desk_addresses(), f"/desk/plans/{grant.link_id}/"]:
        answer = host.client.get(address)
        assert PLANTED not in answer.content.decode(), address
        assert str(visitor.plan.pk) not in answer.content.decode(), address


def test_the_page_tells_numbers():
    for _ in range(6):
        Visitor()

    page = Hosting().page("plans/")

    assert "Plans in all" in page
    assert ">6<" in page
    assert "Starting a partnership" in page


def test_an_owner_lets_hosts_look_and_each_look_is_in_both_records():
    host, visitor = Hosting(), a_plan()

    done = visitor.post("hosts/", do="let", days="7")
    grant = ShareLink.objects.get(for_hosts=True)
    reference = hosting.reference_of(grant)
    assert done["Location"].endswith("/settings/#hosts")
    assert reference in visitor.page("settings/")
    assert reference in host.page("plans/")
    assert says(host.get(f"plans/{grant.link_id}/"), "The plan's history will say that you looked")
    assert not Event.objects.filter(kind=hosting.LOOKED).exists()

    seen = host.post(f"plans/{grant.link_id}/")

    assert seen.status_code == 200
    assert PLANTED in seen.content.decode()
    assert "no-store" in seen["Cache-Control"]
    (event,) = Event.objects.filter(plan_id=visitor.plan.pk, kind=hosting.LOOKED)
    assert event.by == "Hana Host"
    assert "looked at the plan" in visitor.page("history/")
    record = host.page("record/")
    assert f"Looked at plan {reference}" in record
    assert f"Let hosts look at plan {reference}" in record
    assert PLANTED not in record


def test_a_look_shows_the_edition_of_partners_and_nothing_marked_for_one_side():
    host, visitor = Hosting(), a_plan()
    from teamup.plans import marks

    marks.set_mark(
        plan=visitor.plan,
        question_id="motto",
        side=Side.JOINT,
        mark="police",
        by=visitor.actor,
        now=timezone.now(),
    )

    seen = host.post(f"plans/{let_in(visitor).link_id}/").content.decode()

    assert "quiet at night" in seen
    assert f"{PLANTED} is safe" not in seen


def test_a_grant_that_is_ended_over_or_anothers_opens_nothing():
    host, visitor = Hosting(), a_plan()
    grant = let_in(visitor, "1")

    later = timezone.now() + timedelta(days=3)
    with pytest.raises(NoSuchLink):
        hosting.find_grant(grant.link_id, now=later)
    visitor.post("hosts/", do="end")

    for address in (f"plans/{grant.link_id}/", f"plans/{uuid.uuid4()}/"):
        assert host.get(address).status_code == 404
        assert host.post(address).status_code == 404
    assert "None just now" in host.page("plans/")
    assert not Event.objects.filter(kind=hosting.LOOKED).exists()
    assert "may look at the plan no more" in visitor.page("history/")


def test_a_plan_that_is_deleted_is_not_looked_at():
    host, visitor = Hosting(), a_plan()
    grant = let_in(visitor)
    from teamup.plans import lifecycle

    lifecycle.delete(plan=visitor.plan, by=visitor.actor, now=timezone.now())

    assert host.post(f"plans/{grant.link_id}/").status_code == 404


def test_a_new_grant_takes_the_place_of_the_old_one():
    visitor = a_plan()
    first, second = let_in(visitor), let_in(visitor, "30")

    assert [one.link_id for one in hosting.grants(now=timezone.now())] == [second.link_id]
    first.refresh_from_db()
    assert first.revoked_at is not None


def test_a_share_link_is_no_grant_and_a_grant_no_share_link():
    host, visitor = Hosting(), a_plan()
    let_in(visitor)
    visitor.post("share/", do="make", audience="public", days="7", label="Council", version="")
    link = ShareLink.objects.get(for_hosts=False)

    assert host.post(f"plans/{link.link_id}/").status_code == 404
    assert "None. Nobody reads" not in visitor.page("share/")
    assert visitor.page("share/").count('class="share-line"') == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_only_owners_let_hosts_look(role: Role):
    visitor = a_plan()
    Someone("Olga Owner", plan=visitor.plan, role=Role.OWNER)
    member = Someone("Mel Member", plan=visitor.plan, role=role)

    assert member.post("hosts/", do="let", days="7").status_code == 403
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("days", ["", "365", "x"])
def test_other_spans_than_are_offered_are_refused(days: str):
    assert a_plan().post("hosts/", do="let", days=days).status_code == 422


def test_a_host_who_leaves_for_good_is_gone_from_the_histories_of_plans():
    host, visitor = Hosting(), a_plan()
    host.post(f"plans/{let_in(visitor).link_id}/")

    closing.close(user=host.user, wishes={}, now=timezone.now())

    assert list(Event.objects.filter(kind=hosting.LOOKED).values_list("by", flat=True)) == ["Former member"]


def test_the_settings_page_takes_no_more_queries_than_it_may(django_assert_max_num_queries: Any):
    visitor = a_plan()
    let_in(visitor)
    visitor.page("settings/")

    with django_assert_max_num_queries(8):
        visitor.page("settings/")
