"""My plans: finding, archiving, deleting and bringing back, whatever their number."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teamup.catalog.model import Side
from teamup.delivery import queue
from teamup.plans import lifecycle, selectors
from teamup.plans.models import Answer, AnswerChange, Member, Plan
from teamup.plans.permissions import Role
from tests.web.account.person import Person, read_mail
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def a_member(role: Role = Role.OWNER, **opening: Any) -> tuple[Visitor, Person]:
    """Return a plan, and somebody signed in elsewhere who is on it."""
    visitor, person = Visitor(**opening), Person()
    person.sign_in()
    join(visitor.plan, person, role)
    return visitor, person


def join(plan: Plan, person: Person, role: Role = Role.OWNER) -> None:
    user_id = uuid.UUID(person.client.session["_auth_user_id"])
    Member.objects.create(
        plan=plan, user_id=user_id, role=role, side=Side.SECURITY, name="Dana", joined_at=timezone.now()
    )


def test_each_plan_of_this_browser_and_this_person_is_listed_once():
    visitor, person = a_member(plan_name="Harbor")
    person.client.cookies["browser"] = visitor.browser

    page = person.page("/plans/")

    assert page.count(f'<h2><a href="{visitor.url}">Harbor</a></h2>') == 1


def test_a_plan_says_how_far_it_is_what_is_due_and_who_wrote_last():
    visitor, person = a_member(plan_name="Harbor")
    visitor.save("objectives", [{"id": "r1", "measure": "Walk the garages", "due": "2030-03-01"}])

    response = person.client.get("/plans/")

    assert says(response, "Security Owner")
    assert says(response, "1 of 2 needed answers")
    assert says(response, "Due next: Walk the garages, March 1, 2030")
    assert says(response, f"{visitor.actor.name} wrote last,")


def test_who_wrote_last_oneself_is_told_so():
    visitor = Visitor(plan_name="Harbor")

    assert says(visitor.client.get("/plans/"), "You wrote last,")


def test_plans_are_found_by_words_of_their_name_without_scripts():
    person = a_member(plan_name="Harbor and docks")[1]
    other = Visitor(plan_name="Riverton Mall")
    join(other.plan, person)

    response = person.client.get("/plans/", {"q": "  DOCKS harb "})

    assert says(response, "Harbor and docks")
    assert f'<h2><a href="{other.url}">' not in response.content.decode()
    assert says(person.client.get("/plans/", {"q": "airport"}), "0 plans have “airport”")


def test_the_last_changed_plan_comes_first():
    old, person = a_member(plan_name="Old one")
    new = Visitor(plan_name="New one")
    join(new.plan, person)
    old.save("mission", "Changed just now.")

    page = person.page("/plans/")

    assert page.index("Old one</a></h2>") < page.index("New one</a></h2>")


def test_archiving_asks_nothing_and_can_be_undone():
    visitor, person = a_member(plan_name="Harbor")

    response = person.client.post(f"{visitor.url}archive/", {"there": "q=harbor"}, follow=True)

    assert response.redirect_chain == [(f"/plans/?q=harbor&archived={visitor.plan.id}", 303)]
    assert says(response, "“Harbor” is archived")
    assert "<h2><a" not in response.content.decode()
    assert visitor.get().status_code == 200
    person.client.post(f"{visitor.url}archive/", {"do": "back"})
    assert "<h2><a" in person.page("/plans/")


def test_a_browser_archives_for_itself_alone():
    visitor, person = a_member(plan_name="Harbor")

    visitor.post("archive/")

    assert "<h2><a" not in visitor.client.get("/plans/").content.decode()
    assert "<h2><a" in person.page("/plans/")


def test_a_deleted_plan_is_on_its_owners_lists_alone_and_comes_back():
    visitor, person = a_member(plan_name="Harbor")
    editor = Person("eve@agency.gov")
    editor.sign_in()
    join(visitor.plan, editor, Role.EDITOR)
    person.client.post(f"{visitor.url}delete/", {"do": "later"})

    assert "Harbor" in person.page("/plans/")
    assert "Harbor" not in editor.page("/plans/")
    assert "Harbor" not in visitor.client.get("/plans/").content.decode()
    assert editor.client.get(f"{visitor.url}deleted/").status_code == 404
    assert editor.client.post(f"{visitor.url}deleted/", {"do": "back"}).status_code == 404
    assert person.client.post(f"{visitor.url}deleted/", {"do": "back"})["Location"] == visitor.url
    assert editor.client.get(visitor.url).status_code == visitor.get().status_code == 200


def test_every_page_of_a_deleted_plan_is_gone():
    visitor, person = a_member()
    person.client.post(f"{visitor.url}delete/", {"do": "later"})

    for path in ("", "report/", "report.json", "history/", "steps/", "settings/", "copy/", "archive/", "delete/"):
        assert person.client.get(visitor.url + path).status_code in (404, 405), path
    assert person.client.post(f"{visitor.url}archive/").status_code == 404
    assert person.client.post(f"{visitor.url}answers/mission/", {"value": "x", "base": 0}).status_code == 404


def test_a_deleted_plan_can_be_deleted_for_good_with_the_word():
    visitor = Visitor(plan_name="Harbor")
    visitor.post("delete/", do="later")

    wrong = visitor.post("deleted/", word="no")
    right = visitor.post("deleted/", word="delete")

    assert wrong.status_code == 422
    assert (right.status_code, right["Location"]) == (303, "/plans/")
    assert not Plan.objects.filter(pk=visitor.plan.pk).exists()


def test_after_30_days_the_worker_deletes_all_of_it():
    visitor, kept = Visitor(), Visitor()
    visitor.post("delete/", do="later")
    kept.post("delete/", do="later")
    Plan.objects.filter(pk=visitor.plan.pk).update(deleted_at=timezone.now() - lifecycle.KEPT_FOR - timedelta(hours=1))

    queue.tidy(now=timezone.now())

    assert not Plan.objects.filter(pk=visitor.plan.pk).exists()
    assert not AnswerChange.objects.filter(plan_id=visitor.plan.pk).exists()
    assert kept.post("deleted/", do="back").status_code == 303


def test_a_copy_is_made_from_a_plain_form_and_says_what_it_is():
    visitor = Visitor(plan_name="Harbor")
    visitor.save("mission", "Less theft")
    form = str(uuid.uuid4())

    page = visitor.page("copy/")
    response = visitor.post("copy/", form=form, **{"plan_name.joint": "Docks"})
    again = visitor.post("copy/", form=form, **{"plan_name.joint": "Docks"})

    assert "What stays behind" in page
    assert response.status_code == again.status_code == 303
    assert response["Location"] == again["Location"] != visitor.url
    copy = visitor.client.get(response["Location"])
    assert says(copy, "as a copy of another plan, without its people and its history")
    assert "data-copy-source" in copy.content.decode()


def test_a_copy_by_who_signed_in_opens_wherever_they_sign_in():
    visitor, person = a_member(plan_name="Harbor")

    response = person.client.post(f"{visitor.url}copy/", {"form": str(uuid.uuid4()), "plan_name.joint": "Docks"})

    assert Member.objects.filter(plan_id=response["Location"].split("/")[2], role=Role.OWNER).count() == 1
    assert "Docks" in person.page("/plans/")


def test_a_copy_without_a_name_or_a_day_comes_back_with_what_was_typed():
    visitor = Visitor(plan_name="Harbor")
    visitor.save("objectives", [{"id": "r1", "measure": "Walk the garages", "due": "2030-03-01"}])

    nameless = visitor.post("copy/", form=str(uuid.uuid4()), dates="shift", start="2031-01-01")
    dayless = visitor.post("copy/", form=str(uuid.uuid4()), dates="shift", **{"plan_name.joint": "Docks"})
    odd = visitor.post("copy/", form="no", dates="shift", start="soon", **{"plan_name.joint": "Docks"})

    assert nameless.status_code == dayless.status_code == odd.status_code == 422
    assert says(nameless, "Give the copy a name of its own")
    assert 'value="2031-01-01"' in nameless.content.decode()
    assert says(dayless, "Choose the day that the first step starts.")
    assert "Docks" in dayless.content.decode()
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMENTER])
def test_readers_are_offered_neither_a_copy_nor_deletion(role: Role):
    visitor, person = a_member(role)

    page = person.page("/plans/")

    assert f"{visitor.url}archive/" in page
    assert f"{visitor.url}copy/" not in page
    assert f"{visitor.url}delete/" not in page
    assert person.client.get(f"{visitor.url}copy/").status_code == 403
    assert person.client.post(f"{visitor.url}delete/", {"do": "later"}).status_code == 403


def test_strangers_learn_nothing():
    visitor = Visitor(plan_name="Harbor")
    visitor.post("delete/", do="later")

    for path in ("archive/", "deleted/", "copy/"):
        assert a_stranger().post(visitor.url + path, {"do": "back"}).status_code == 404
        assert Client().post(visitor.url + path, {"do": "back"}).status_code == 404
    assert "Harbor" not in a_stranger().get("/plans/").content.decode()


def test_two_hundred_plans_take_eight_queries_and_twenty_a_page(django_assert_max_num_queries: Any):
    visitor, person = a_member(plan_name="Harbor")
    many(visitor.plan, person, 200)
    read_mail()

    with django_assert_max_num_queries(8):
        first = person.page("/plans/")
    with django_assert_max_num_queries(8):
        found = person.page("/plans/?q=plan+17")

    assert first.count("<h2><a") == 20
    assert 'href="/plans/?page=2"' in first
    assert found.count("<h2><a") == 12  # 17, 117, and 170 to 179
    assert person.page("/plans/?page=11").count("<h2><a") == 1
    assert person.page("/plans/?page=9999").count("<h2><a") == 1


def test_a_list_without_plans_says_how_to_begin():
    person = Person()
    person.sign_in()

    assert says(person.client.get("/plans/"), "No plan here yet")


def test_the_menu_of_other_pages_has_the_plans_of_who_signed_in():
    visitor, person = a_member(plan_name="Harbor")

    assert [plan for plan, _name in selectors.plans_here("", visitor.plan.members.get().user_id)] == [visitor.plan]
    assert "Harbor" in person.page("/resume/")


def many(plan: Plan, person: Person, count: int) -> None:
    """Put somebody on many plans."""
    user_id = uuid.UUID(person.client.session["_auth_user_id"])
    now = timezone.now() - timedelta(days=1)
    copies = [
        Plan(pack_id=plan.pack_id, pack_version=plan.pack_version, created_at=now - timedelta(minutes=number))
        for number in range(count)
    ]
    Plan.objects.bulk_create(copies)
    facts = {"side": Side.JOINT, "revision": 1, "changed_at": now}
    Answer.objects.bulk_create(
        Answer(plan=copy, question_id="plan_name", value=f"Plan {number}", **facts)
        for number, copy in enumerate(copies)
    )
    Member.objects.bulk_create(
        Member(plan=copy, user_id=user_id, role=Role.EDITOR, side=Side.POLICE, name="Dana", joined_at=now)
        for copy in copies
    )
