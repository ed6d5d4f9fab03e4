"""A lesson without a plan: the whole reading, its words, its checks, and its section's story."""

import html
import re
from pathlib import Path

import pytest
from django.test import Client

from teamup.catalog import load, shelf, source
from teamup.catalog.source import PackSource
from teamup.web.learning import stories
from tests.factories import a_small_pack

pytestmark = pytest.mark.django_db
LESSON = "/course/first/kinds/"
ROOT = Path(__file__).resolve().parents[3] / "content" / "police-security"


@pytest.fixture(autouse=True)
def _course(settings):
    settings.COURSE_PACK = "small"
    shelf.publish(a_small_pack())


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def said(page: str, check: str) -> str:
    """Return what the page says of a check, apart from what it keeps hidden."""
    form = page[page.index(f'id="check-{check}"') :]
    return words_of(re.findall(r"data-said>(.*?)<p class=\"judge__show", form, re.DOTALL)[0])


def test_the_whole_reading_is_shown_with_its_headings_and_one_numbering_of_sources(client: Client):
    page = text_of(client, LESSON)

    assert "A line worth remembering." in page
    assert "<h2>How a liaison works</h2>" in page
    assert 'href="#source-s1" aria-label="Source 1"' in page
    assert 'href="#source-s2" aria-label="Source 2"' in page
    assert page.index('id="source-s1"') < page.index('id="source-s2"')


def test_a_term_is_marked_at_its_first_use_and_its_meaning_stands_below(client: Client):
    page = text_of(client, LESSON)

    assert page.count('href="#term-baseline"') == 1
    assert page.index('href="#term-baseline"') < page.index("How a liaison works")
    assert 'id="term-baseline"' in page
    assert re.search(r'<dd id="means-baseline">The number before you began\.</dd>', page)
    assert 'href="/glossary/#baseline"' in page


def test_no_term_is_marked_in_a_heading_or_a_run_in_head(client: Client):
    page = text_of(client, LESSON)

    assert page.count('href="#term-liaison"') == 1
    assert page.index("<strong>liaison</strong>") < page.index('href="#term-liaison"')


def test_every_id_of_the_page_is_its_own_and_every_link_inside_leads_somewhere(client: Client):
    page = text_of(client, LESSON)

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_checks_are_fieldsets_of_choices_that_say_nothing_before_one_is_chosen(client: Client):
    page = text_of(client, LESSON)

    assert page.count("data-check=") == 2
    assert "A guard has a hunch." in page
    assert said(page, "wait") == ""
    assert "checked" not in page
    assert "nothing here is kept on this site" in page


def test_a_choice_explains_itself_without_scripts_and_nothing_is_stored(client: Client, django_assert_num_queries):
    text_of(client, LESSON)

    with django_assert_num_queries(1):
        page = text_of(client, f"{LESSON}?check=wait&choice=b")

    assert said(page, "wait") == "Well judged Two pairs of eyes see more. 1"
    assert said(page, "ask") == ""
    assert page.count(" checked") == 1


def test_a_choice_that_is_not_the_best_is_told_kindly_by_words(client: Client):
    page = text_of(client, f"{LESSON}?check=wait&choice=a")

    assert "There is a better way A hunch travels far. Try another" in said(page, "wait")


@pytest.mark.parametrize("asked", ["?check=wait", "?check=none&choice=a", "?choice=a", "?check=wait&choice=%3Cb%3E"])
def test_an_address_that_asks_for_no_choice_shows_the_lesson_as_it_is(client: Client, asked: str):
    page = text_of(client, LESSON + asked)

    assert said(page, "wait") == ""
    assert "checked" not in page


def test_a_section_tells_its_story_with_every_panel_in_words(client: Client):
    page = text_of(client, "/course/first/")

    assert "What happens first" in page
    assert "1 of 3" in page
    assert "3 of 3" in page
    for title in ("Two reports", "One walk", "A plan"):
        assert f"{title}. {title}, told. The picture shows: {title}, seen." in words_of(page)


def test_a_drawing_has_its_words_and_a_drawing_that_is_not_there_is_told_in_words(client: Client):
    page = text_of(client, "/course/first/")

    assert 'role="img" aria-label="Two reports, seen."' in page
    assert "drawings.svg#founded-walk" in page
    assert "nobody-drew-this" not in page
    assert '<p class="panel__drawing panel__drawing--none">A plan, seen.</p>' in page


def test_lessons_lead_to_the_story_of_their_section(client: Client):
    assert 'href="/course/first/#story"' in text_of(client, LESSON)


def test_a_section_without_a_story_has_none(client: Client, settings):
    docs = {path: doc for path, doc in a_small_pack().docs.items() if not path.endswith("story.yaml")}
    docs["pack.yaml"] = {**docs["pack.yaml"], "id": "storyless"}
    shelf.publish(PackSource(docs))
    settings.COURSE_PACK = "storyless"

    assert "data-story" not in text_of(client, "/course/first/")
    assert "#story" not in text_of(client, LESSON)


def test_every_drawing_that_the_course_names_is_drawn_and_used():
    course = load.build(source.read_pack(ROOT))
    named = [panel.drawing for section in course.sections if section.story for panel in section.story.panels]

    assert len(named) == len(set(named))
    assert set(named) == stories.drawn()
    assert all(section.story and 5 <= len(section.story.panels) <= 7 for section in course.sections)
