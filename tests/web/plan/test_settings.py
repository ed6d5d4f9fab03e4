"""A plan's settings: its opening questions, zone, name, key, leaving and deleting."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from teamup.core.models import Event
from teamup.plans import lifecycle
from teamup.plans.models import Answer, Plan
from teamup.web.plan.keycard import KEY
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def test_every_opening_question_saves_itself_here():
    page = Visitor().page("settings/")

    assert 'data-question="plan_name"' in page
    assert ">\nRiverton Downtown</textarea>" in page
    assert "answers/plan_name/" in page


def test_posted_whole_the_good_fields_are_saved_and_the_bad_one_comes_back():
    visitor = Visitor()
    form = {"form": "opening", "base.plan_name.joint": "1", "plan_name.joint": "Riverton Uptown"}

    response = visitor.post("settings/", **form, **{"base.path.joint": "1", "path.joint": "sideways"})

    assert response.status_code == 422
    assert says(response, "Choose one of the options shown.")
    assert visitor.state().name == "Riverton Uptown"
    assert visitor.state().value("path") == "new"


def test_posted_whole_twice_saves_once():
    visitor = Visitor()
    form = {"form": "opening", "save": str(uuid.uuid4()), "base.plan_name.joint": "1", "plan_name.joint": "Uptown"}

    first = visitor.post("settings/", **form)
    second = visitor.post("settings/", **form)

    assert first.status_code == second.status_code == 303
    assert visitor.state().given("plan_name").revision == 2


def test_a_name_that_someone_else_changed_comes_back_with_both_versions():
    visitor = Visitor()
    visitor.save("plan_name", "Theirs", base=1)

    response = visitor.post("settings/", form="opening", **{"base.plan_name.joint": "1", "plan_name.joint": "Mine"})

    assert response.status_code == 409
    assert "Theirs" in response.content.decode()
    assert "Mine" in response.content.decode()


def test_the_time_zone_is_chosen_from_a_list_with_ours_first():
    visitor = Visitor()
    page = visitor.page("settings/")

    response = visitor.post("settings/", form="zone", time_zone="Pacific/Guam")

    assert page.index("America/New_York") < page.index("Africa/")
    assert response.status_code == 303
    assert Plan.objects.get(pk=visitor.plan.pk).time_zone == "Pacific/Guam"


def test_a_time_zone_that_does_not_exist_is_refused():
    response = Visitor().post("settings/", form="zone", time_zone="Mars/Olympus")

    assert response.status_code == 422
    assert says(response, "Choose a time zone from the list.")


def test_ones_name_is_what_the_history_says():
    visitor = Visitor()

    visitor.post("settings/", form="me", name="  Dana   Ortiz ")

    assert 'value="Dana Ortiz"' in visitor.page("settings/")


def test_a_name_too_long_comes_back_with_its_text():
    response = Visitor().post("settings/", form="me", name="n" * 100)

    assert response.status_code == 422
    assert "n" * 100 in response.content.decode()
    assert says(response, "Shorten your name to 80 characters or fewer.")


def the_print(visitor: Visitor) -> str:
    return visitor.page("settings/").split('name="instead_of" value="')[1].split('"')[0]


def test_a_new_key_is_shown_once_and_the_old_one_opens_nothing():
    visitor = Visitor()

    visitor.post("key/", do="new", instead_of=the_print(visitor))
    shown = visitor.page()

    key = shown.split("data-copy-source>")[1].split("<")[0]
    assert key != visitor.key
    assert Client().post("/resume/", {"key": key})["Location"] == visitor.url
    assert Client().post("/resume/", {"key": visitor.key}).status_code == 404


def test_a_double_click_makes_one_new_key_and_it_works():
    visitor = Visitor()
    form = {"do": "new", "instead_of": the_print(visitor)}

    visitor.post("key/", **form)
    visitor.post("key/", **form)

    key = visitor.page().split("data-copy-source>")[1].split("<")[0]
    assert lifecycle.key_hash(key) == Plan.objects.get(pk=visitor.plan.pk).key_hash


def test_the_key_of_one_plan_is_never_shown_on_another():
    visitor, other = Visitor(), Visitor()
    visitor.post("key/", do="new", instead_of=the_print(visitor))
    other.client.cookies[KEY.cookie_of(other.plan)] = visitor.client.cookies[KEY.cookie_of(visitor.plan)].value

    assert "data-copy-source" not in other.page()


def test_a_forged_key_cookie_shows_nothing():
    visitor = Visitor()
    visitor.client.cookies[KEY.cookie_of(visitor.plan)] = "ImV2aWwi:x:y"

    assert "data-copy-source" not in visitor.page()


def test_leaving_forgets_the_plan_in_this_browser_and_the_key_opens_it_again():
    visitor = Visitor()

    response = visitor.post("leave/")

    assert (response.status_code, response["Location"]) == (303, "/")
    assert visitor.get().status_code == 404
    assert visitor.client.post("/resume/", {"key": visitor.key}).status_code == 303
    assert visitor.get().status_code == 200


def test_the_forms_that_leave_or_delete_clear_the_drafts_of_this_plan():
    visitor = Visitor()

    assert f'data-leave="{visitor.plan.id}"' in visitor.page()
    assert f'data-leave="{visitor.plan.id}"' in visitor.page("delete/")


def test_asking_to_delete_deletes_nothing_and_offers_the_data_file():
    visitor = Visitor()

    page = visitor.page("delete/")

    assert f"{visitor.url}report.json" in page
    assert Plan.objects.filter(pk=visitor.plan.pk).exists()


@pytest.mark.parametrize("word", ["", "yes", "remove"])
def test_without_the_word_nothing_is_deleted(word: str):
    visitor = Visitor()

    response = visitor.post("delete/", word=word)

    assert response.status_code == 422
    assert Plan.objects.filter(pk=visitor.plan.pk).exists()


def test_with_the_word_all_of_it_goes_and_the_deletion_stays_on_record():
    visitor = Visitor()

    response = visitor.post("delete/", word=" Delete ")

    assert (response.status_code, response["Location"]) == (303, "/")
    assert not Plan.objects.filter(pk=visitor.plan.pk).exists()
    assert not Answer.objects.filter(plan_id=visitor.plan.pk).exists()
    assert Event.objects.filter(plan_id=visitor.plan.pk, kind="plan.deleted_for_good").exists()
    assert visitor.post("delete/", word="delete").status_code == 404


def test_with_the_button_alone_the_plan_is_gone_for_everyone_and_can_be_brought_back():
    visitor = Visitor()

    response = visitor.post("delete/", do="later")

    assert (response.status_code, response["Location"]) == (303, "/plans/#deleted")
    assert visitor.get().status_code == visitor.get("report/").status_code == 404
    assert visitor.client.post("/resume/", {"key": visitor.key}).status_code == 404
    assert visitor.post("deleted/", do="back")["Location"] == visitor.url
    assert visitor.state().name == "Riverton Downtown"


@pytest.mark.parametrize("path", ["settings/", "delete/"])
def test_strangers_get_404_and_readers_of_a_sample_403(path: str):
    visitor = Visitor()

    assert a_stranger().get(visitor.url + path).status_code == 404
    assert a_stranger().post(visitor.url + path).status_code == 404
    assert visitor.as_sample().get(path).status_code == 403


@pytest.mark.parametrize("path", ["leave/", "key/"])
def test_strangers_can_neither_leave_nor_change_the_key(path: str):
    visitor = Visitor()

    assert a_stranger().post(visitor.url + path, {"do": "new"}).status_code == 404
    assert visitor.get(path).status_code == 405
