"""The page of all examples: searching, choosing, ordering, and the map."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from teamup.catalog import shelf
from teamup.catalog.model import Course
from tests.factories import PACK
from tests.web.library.courses import CASES, a_case, a_library_pack


def shown(client: Client, query: str = "") -> list[str]:
    """Return the ids of the examples on the page, in order."""
    page = client.get(f"/examples/{query}").content.decode()
    return re.findall(r'<h3><a href="/examples/([\w-]+)/', page)


def page_of(client: Client, query: str = "") -> str:
    return client.get(f"/examples/{query}").content.decode()


def test_every_case_is_there_the_one_known_most_lately_first(client: Client, course: Course):
    ids = shown(client)

    assert sorted(ids) == sorted(course.cases)
    assert ids[-1] == "garage-watch"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?setting=campus", {"garage-watch"}),
        ("?setting=campus&setting=downtown", {case["id"] for case in CASES}),
        ("?family=crime_control", {"lone-eye"}),
        ("?form=nonprofit", {"capital-district"}),
        ("?lead=joint", {"garage-watch"}),
        ("?lead=joint&lead=district", {"garage-watch", "capital-district"}),
        ("?state=MN", {"river-map", "garage-watch"}),
        ("?state=none", {"nationwide-list"}),
        ("?since=2020&state=MN", {"river-map"}),
        ("?topic=cameras", {"lone-eye"}),
        ("?q=cafe+MAP", {"river-map"}),
        ("?q=minnesota+campus", {"garage-watch"}),
        ("?q=district+of+columbia", {"capital-district"}),
        ("?state=PR", set()),
    ],
)
def test_choices_and_words_narrow_the_list(client: Client, course: Course, query: str, found: set[str]):
    assert set(shown(client, query)) == found


def test_the_count_is_said_and_stands_in_the_title(client: Client, course: Course):
    page = page_of(client, "?state=MN")

    assert '<span role="status">2 of 5 examples</span>' in page
    assert "<title>2 of 5 examples · Team Up</title>" in page


def test_a_choice_says_how_many_it_would_show_and_is_a_link_that_keeps_the_others(client: Client, course: Course):
    page = page_of(client, "?state=MN")
    link = re.search(r'<a href="([^"]+)" rel="nofollow"><span class="facet__box"[^>]*></span><span>Campus.*?</a>', page)

    assert link is not None
    assert link[1] == "?setting=campus&amp;state=MN#results"
    assert '<span class="facet__n">1</span>' in link[0]


def test_a_choice_that_is_made_is_taken_back_by_its_own_link(client: Client, course: Course):
    page = page_of(client, "?setting=campus&state=MN")

    assert re.search(r'href="\?state=MN#results" rel="nofollow" aria-current="true"', page)
    assert 'class="made__clear" href="/examples/"' in page


def test_a_choice_that_would_show_nothing_is_not_offered(client: Client, course: Course):
    page = page_of(client, "?state=DC")

    assert "setting=campus" not in page


def test_searching_keeps_the_choices_made(client: Client, course: Course):
    page = page_of(client, "?state=MN&sort=name")

    assert '<input type="hidden" name="state" value="MN">' in page
    assert '<input type="hidden" name="sort" value="name">' in page


def test_the_list_is_ordered_as_asked(client: Client, course: Course):
    assert shown(client, "?sort=name") == sorted(shown(client))
    assert shown(client, "?sort=founded")[0] == "garage-watch"
    assert shown(client, "?sort=place")[-1] == "nationwide-list"


@pytest.mark.parametrize("query", ["?page=0", "?page=-3", "?page=99999999999", "?page=%00", "?sort=none", "?q=%00"])
def test_what_makes_no_sense_is_left_out(client: Client, course: Course, query: str):
    assert len(shown(client, query)) == 5


def test_an_unknown_choice_is_named_and_left_out(client: Client, course: Course):
    page = page_of(client, "?setting=<moon>")

    assert "There is no choice “&lt;moon&gt;” here" in page
    assert len(shown(client, "?setting=<moon>")) == 5


def test_an_empty_result_says_what_to_do(client: Client, course: Course):
    page = page_of(client, "?state=PR")

    assert "The course has no such example from Puerto Rico yet." in page
    assert "See all examples" in page


def test_a_long_list_comes_in_pages_that_keep_what_was_asked(client: Client, settings: LazySettings, db: None):
    settings.COURSE_PACK = PACK
    cases = [a_case(f"case-{number:02}") for number in range(30)]
    shelf.publish(a_library_pack("30.0.1", **{"cases.yaml": {"cases": cases}}))

    first, second = shown(client, "?sort=name"), shown(client, "?sort=name&page=2")

    assert [len(first), len(second)] == [24, 6]
    assert 'rel="next" href="?sort=name&amp;page=2#results"' in page_of(client, "?sort=name")


def test_each_state_with_cases_is_a_link_with_its_number_and_name(client: Client, course: Course):
    page = page_of(client)
    drawn = page[page.index("<svg class=") :]

    state = drawn[drawn.index('href="/examples/?state=MN"') :].split("</a>")[0]

    assert 'aria-label="Minnesota: 2 examples"' in state
    assert "<title>Minnesota: 2 examples</title>" in state
    assert "<path" in state


def test_a_shaded_state_carries_its_number(client: Client, course: Course):
    page = page_of(client)
    words = page[page.index('class="us-map__words"') :].split("</svg>")[0]

    assert sorted(re.findall(r'<text class="n\d" [^>]*>(\d)</text>', words)) == ["1", "1", "2"]


def test_a_small_state_has_its_number_in_a_box_beside_the_map(client: Client, course: Course):
    page = page_of(client)

    district = page[page.index('aria-label="District of Columbia: 1 example"') :].split("</a>")[0]

    assert "<rect" in district


def test_the_chosen_state_is_marked_in_the_map_and_in_the_list(client: Client, course: Course):
    page = page_of(client, "?state=MN")

    assert 'aria-label="Minnesota: 2 examples" aria-current="true"' in page
    assert re.search(r'<li><a href="/examples/" aria-current="true"><span>Minnesota', page)


def test_the_list_of_states_equals_the_map_and_has_what_lies_in_no_state(client: Client, course: Course):
    page = page_of(client)
    listed = page[page.index('id="states"') :].split("</nav>")[0]

    assert re.findall(r"<span>([^<]+)</span> <span class=\"facet__n\">(\d)", listed) == [
        ("District of Columbia", "1"),
        ("Minnesota", "2"),
        ("Texas", "1"),
        ("Nationwide or several states", "1"),
    ]


def test_the_map_counts_what_the_other_choices_leave(client: Client, course: Course):
    page = page_of(client, "?setting=campus&state=TX")

    assert 'aria-label="Minnesota: 1 example"' in page
    assert 'aria-label="Texas: 0 examples" aria-current="true"' in page


def test_without_its_shapes_the_page_has_the_list_alone(client: Client, course: Course, monkeypatch):
    monkeypatch.setattr("teamup.web.library.us_map.shapes", lambda: (0, 0, {}))

    page = page_of(client)

    assert "<svg class=" in page
    assert "us-map" not in page
    assert "Minnesota" in page


def test_the_site_leads_to_the_library(client: Client, course: Course):
    page = client.get("/").content.decode()

    for address in ("/examples/", "/resources/", "/glossary/"):
        assert f'href="{address}"' in page


def test_a_site_without_a_course_says_so_with_404(client: Client, db: None):
    for address in ("/examples/", "/examples/any/", "/resources/", "/glossary/"):
        assert client.get(address).status_code == 404


def test_the_page_takes_at_most_two_queries(client: Client, course: Course, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/examples/?setting=downtown&q=map")
