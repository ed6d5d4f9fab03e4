"""The pages of resources and terms."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from teamup.catalog import shelf
from teamup.catalog.model import Course
from tests.factories import PACK
from tests.web.library.courses import a_library_pack


def titles(client: Client, query: str = "") -> set[str]:
    page = client.get(f"/resources/{query}").content.decode()
    return set(re.findall(r'class="work-card" id="([\w-]+)"', page))


def test_a_resource_says_what_it_is_for_who_made_it_and_how_sure_it_is(client: Client, course: Course):
    page = client.get("/resources/").content.decode()

    assert '<a href="https://www.example.org/guide" rel="noopener">First Guide</a>' in page
    assert "To begin with." in page
    assert "A bureau, 2020 · For both sides" in page
    assert "Checked" in page
    assert "From general knowledge: check that it still stands" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"first-guide", "police-law", "guard-class"}),
        ("?type=legal", {"police-law"}),
        ("?type=legal&type=training", {"police-law", "guard-class"}),
        ("?audience=police", {"first-guide", "police-law"}),
        ("?audience=both", {"first-guide"}),
        ("?topic=kinds", {"first-guide"}),
        ("?section=first&q=guards", {"guard-class"}),
        ("?q=nothing", set()),
    ],
)
def test_resources_are_found_by_kind_audience_section_lesson_and_word(
    client: Client, course: Course, query: str, found: set[str]
):
    assert titles(client, query) == found


def test_no_resource_says_what_to_do(client: Client, course: Course):
    assert "See all resources" in client.get("/resources/?q=nothing").content.decode()


def test_every_term_stands_under_its_letter_with_an_anchor(client: Client, course: Course):
    page = client.get("/glossary/").content.decode()

    assert page.index('id="letter-b"') < page.index('id="bid"') < page.index('id="letter-m"') < page.index('id="mou"')
    assert '<a href="#letter-b">B</a>' in page


def test_a_term_names_other_forms_what_to_see_and_its_source(client: Client, course: Course):
    page = client.get("/glossary/").content.decode()

    assert "Also: BID" in page
    assert "MOUs" not in page
    assert 'See also: <a href="#bid">business improvement district</a>' in page
    assert "Source: A study" in page


def test_terms_are_found_by_their_words_and_other_forms(client: Client, course: Course):
    page = client.get("/glossary/?q=Bid").content.decode()

    assert "1 term for “Bid”" in page
    assert 'id="bid"' in page
    assert 'id="mou"' not in page


def test_a_search_without_a_term_says_what_to_do(client: Client, course: Course):
    assert "No term has those words" in client.get("/glossary/?q=nothing").content.decode()


def test_a_course_without_a_glossary_says_so_and_its_pages_do_not_name_one(
    client: Client, settings: LazySettings, db: None
):
    settings.COURSE_PACK = PACK
    shelf.publish(a_library_pack("30.0.2", **{"glossary.yaml": {"terms": []}}))

    page = client.get("/glossary/").content.decode()
    tabs = client.get("/resources/").content.decode().split('class="subnav"')[1].split("</nav>")[0]

    assert "This course has no glossary" in page
    assert "/glossary/" not in tabs


@pytest.mark.parametrize("address", ["/resources/?type=tool", "/glossary/?q=mou"])
def test_a_page_takes_at_most_two_queries(client: Client, course: Course, address: str, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(address)
