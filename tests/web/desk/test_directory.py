"""*Directory*: an entry hidden, noted or with another link, on the pages that everybody reads and on no plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from teamup.catalog import corrections, shelf
from teamup.catalog.corrections import Corrected
from teamup.catalog.model import Course
from teamup.catalog.models import Correction
from tests.web.account.person import says
from tests.web.desk.host import Hosting
from tests.web.library.courses import a_library_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def course(settings: LazySettings) -> Iterator[Course]:
    """The small course with a library, on a site that looks for corrections."""
    found = shelf.publish(a_library_pack())[0]
    settings.COURSE_PACK = found.id
    corrections.present.drop()
    yield found
    corrections.present.hold()


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_resource_gets_another_link_and_a_note():
    host = Hosting()

    done = host.post("directory/resource/first-guide/", do="keep", url="https://new.example/guide", note="It moved.")

    assert done.status_code == 303
    shown = page("/resources/")
    assert 'href="https://new.example/guide"' in shown
    assert "https://www.example.org/guide" not in shown
    assert "It moved." in shown
    assert "Changed how “first-guide” stands" in host.page("record/")
    assert "Another link" in host.page("directory/")


def test_a_resource_that_is_hidden_is_on_no_list():
    Hosting().post("directory/resource/first-guide/", do="keep", hidden="1", url="")

    assert "First Guide" not in page("/resources/")
    assert "First Guide" not in page("/resources/?q=guide")


def test_an_example_that_is_hidden_is_on_no_list_and_warns_on_its_own_page():
    Hosting().post("directory/case/river-map/", do="keep", hidden="1", note="The agency has ended it.")

    assert "River Map" not in page("/examples/")
    assert "River Map" not in page("/course/first/kinds/")
    own = page("/examples/river-map/")
    assert "The agency has ended it." in own
    assert "off the list here" in own
    assert "noindex" in own


def test_plans_keep_the_words_of_their_own_version(course: Course):
    Hosting().post("directory/case/river-map/", do="keep", hidden="1")

    assert "river-map" in shelf.get_course(course.id, course.version).cases


def test_a_correction_is_taken_back():
    host = Hosting()
    host.post("directory/resource/first-guide/", do="keep", hidden="1", url="")
    host.post("directory/resource/first-guide/", do="back")

    assert not Correction.objects.exists()
    assert "First Guide" in page("/resources/")
    assert "Nothing: all stands" in host.page("directory/")


def test_a_form_that_changes_nothing_is_no_deed():
    host = Hosting()
    host.post("directory/resource/first-guide/", do="keep", url="https://www.example.org/guide")

    assert not Correction.objects.exists()
    assert "first-guide" not in host.page("record/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "ftp://example.org/x"),
        ("url", "example.org"),
        ("url", "https://user:secret@example.org/"),
        ("url", "https://example.org/" + "x" * 500),
        ("note", "x" * 301),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(field: str, value: str):
    answer = Hosting().post("directory/resource/first-guide/", **{"do": "keep", field: value})

    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.content.decode()
    assert not Correction.objects.exists()


def test_notes_are_words_and_never_markup():
    Hosting().post("directory/resource/first-guide/", do="keep", note="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page("/resources/")


def test_the_search_finds_examples_and_resources():
    found = Hosting().get("directory/", q="guide")

    assert says(found, "First Guide")
    assert not says(found, "River Map")
    assert says(Hosting("Olive Other").get("directory/", q="riverton"), "River Map")


@pytest.mark.parametrize("address", ["case/nothing/", "resource/river-map/", "lesson/first-guide/"])
def test_an_entry_that_is_not_there_is_not_found(address: str):
    assert Hosting().get(f"directory/{address}").status_code == 404
    assert Hosting("Olive Other").post(f"directory/{address}", do="keep").status_code == 404


def test_what_is_left_of_an_entry_that_the_course_has_no_more_can_be_taken_back(course: Course):
    host = Hosting()
    host.post("directory/resource/first-guide/", do="keep", note="Old")
    Correction.objects.update(entry_id="long-gone")

    assert "no more" in host.page("directory/")
    host.post("directory/resource/long-gone/", do="back")

    assert not Correction.objects.exists()


def test_a_course_without_corrections_is_the_published_one(course: Course):
    assert corrections.current_course(course.id) is shelf.get_course(course.id, course.version)


def test_a_mended_course_is_made_once_for_each_change(course: Course, django_assert_num_queries: Any):
    Hosting().post("directory/resource/first-guide/", do="keep", note="One")
    first = corrections.current_course(course.id)

    assert corrections.current_course(course.id) is first
    assert corrections.said_of(course, "resource", "first-guide") == Corrected(note="One")
    Client().get("/resources/")
    with django_assert_num_queries(1):
        Client().get("/resources/")
