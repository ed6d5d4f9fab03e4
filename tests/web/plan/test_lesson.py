"""The lesson page, read and posted whole, without JavaScript."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teamup.catalog.model import Side
from teamup.plans.models import AnswerChange
from teamup.plans.selectors import forget_plans
from tests.factories import SAM
from tests.web.plan.forms import rows_in, worksheet_of
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
LESSON = "first/kinds/"
EVERY_KIND: dict[str, Any] = {
    "mission": "We cut theft.\nAt night.",
    "motto": "Safe nights",
    "form": "network",
    "interests": ["a", "c"],
    "order": ["c", "a", "b"],
    "rating": 4,
    "day": "2027-01-15",
    "hours": "12",
    "cost": "1250.50",
    "agreed": {"answer": "yes", "why": "Both signed."},
    "clauses": {"term": "A year", "cost": ""},
    "ideas": [{"id": "r1", "text": "One"}, {"id": "r2", "text": "Two\nlines"}],
    "goals": [{"id": "g1", "goal": "Fewer thefts"}],
    "objectives": [
        {"id": "r1", "measure": "Thefts", "goal": "g1", "lead": "police", "due": "2027-03-01", "amount": "10"}
    ],
    "sharing": {"video": {"rule": "allowed", "note": "By hand"}},
    "meeting": {"place": "Hall", "on": "2027-02-01"},
}


def a_visitor_with_every_kind(**opening: Any) -> Visitor:
    visitor = Visitor(**opening)
    for question_id, value in EVERY_KIND.items():
        visitor.save(question_id, value)
    for side in (Side.POLICE, Side.SECURITY):
        visitor.save("self_check", {"trust": {"rating": 2 if side is Side.POLICE else 5}}, side=side)
    return visitor


def send(visitor: Visitor, sent: dict[str, list[str]], query: str = "") -> Any:
    return visitor.client.post(f"{visitor.url}{LESSON}{query}", sent)


def test_the_page_shows_the_reading_its_sources_the_way_and_the_worksheet():
    page = Visitor().page(LESSON)

    assert "<h1>Every kind</h1>" in page
    assert 'href="#source-s1"' in page
    assert 'id="source-s1"' in page
    assert 'aria-current="page">Every kind' in page
    assert 'id="q-mission-joint"' in page


def test_a_stored_answer_of_every_kind_stands_in_its_controls_and_posting_it_unchanged_changes_nothing():
    visitor = a_visitor_with_every_kind()
    changes = AnswerChange.objects.filter(plan=visitor.plan).count()
    sent = worksheet_of(visitor.page(LESSON))

    response = send(visitor, sent)

    assert response.status_code == 303
    assert AnswerChange.objects.filter(plan=visitor.plan).count() == changes


def test_a_worksheet_filled_in_for_the_first_time_is_stored_whole():
    visitor = Visitor()
    sent = worksheet_of(visitor.page(LESSON))
    [goal] = rows_in(sent, "goals.joint")
    sent |= worksheet_of(
        visitor.page(LESSON),
        mission__joint="We cut\r\ntheft.",
        form__joint="network",
        interests__joint=["a", "b"],
        rating__joint="3",
        day__joint="1/15/2027",
        cost__joint="$1,250.5",
        agreed__joint__answer="no",
        clauses__joint__note__term="A year",
        sharing__joint__video__rule="never",
        meeting__joint__place="Hall",
        self_check__police__trust__rating="1",
        goals__joint__row=[goal],
        **{f"goals__joint__{goal}__goal": "Fewer thefts"},
    )

    response = send(visitor, sent)

    state = visitor.state()
    assert response.status_code == 303
    assert state.value("mission") == "We cut\ntheft."
    assert state.value("form") == "network"
    assert state.value("interests") == ["a", "b"]
    assert state.value("rating") == 3
    assert state.value("day") == "2027-01-15"
    assert state.value("cost") == "1250.50"
    assert state.value("agreed") == {"answer": "no", "why": ""}
    assert state.value("clauses") == {"term": "A year"}
    assert state.value("sharing") == {"video": {"rule": "never"}}
    assert state.value("meeting") == {"place": "Hall"}
    assert state.value("self_check", Side.POLICE) == {"trust": {"rating": 1}}
    assert state.rows("goals") == [{"id": goal, "goal": "Fewer thefts"}]


def test_a_rank_that_nobody_moved_is_not_stored_until_its_order_is_confirmed():
    visitor = Visitor()
    sent = worksheet_of(visitor.page(LESSON))
    send(visitor, sent)
    assert visitor.state().value("order") is None

    send(visitor, {**sent, "do": ["confirm order.joint"]})

    assert visitor.state().value("order") == ["a", "b", "c"]


def test_a_bad_field_comes_back_with_its_text_and_the_good_ones_are_saved():
    visitor = Visitor()
    words = "word " * 61
    sent = worksheet_of(visitor.page(LESSON), mission__joint=words, motto__joint="Safe nights", day__joint="2027-02-31")

    response = send(visitor, sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert words.strip() in page
    assert 'value="2027-02-31"' in page
    assert 'href="#q-mission-joint"' in page
    assert says(response, "Shorten this answer to 60 words or fewer")
    assert 'aria-invalid="true"' in page
    assert visitor.state().value("motto") == "Safe nights"
    assert visitor.state().value("mission") is None


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("motto.joint", "x" * 81, "Shorten this answer to 80 characters"),
        ("hours.joint", "a dozen", "Write a number"),
        ("day.joint", "31/31/2027", "Write a date"),
        ("form.joint", "cult", "Choose one of the options"),
        ("rating.joint", "9", "Choose a number from 1 to 5"),
        ("mission.joint", "NUL \x00 here", "cannot be stored"),
        ("goals.joint.row", "../../etc", "no proper name of its own"),
        ("base.motto.joint", "later", "out of step"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_at_the_top(name: str, typed: str, sentence: str):
    visitor = Visitor()
    sent = worksheet_of(visitor.page(LESSON))

    response = send(visitor, {**sent, name: [typed]})

    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert says(response, sentence)
    assert page.count("has-error") == 1


def test_100_kilobytes_in_one_box_are_refused_with_the_text_in_its_box():
    visitor = Visitor()
    long = "No more thefts. " * 6400

    response = send(visitor, worksheet_of(visitor.page(LESSON), bylaws__joint="", mission__joint=long))

    assert response.status_code == 422
    assert long.strip() in response.content.decode()


def test_a_form_that_is_too_big_to_read_is_refused_in_a_sentence():
    visitor = Visitor()

    response = send(visitor, worksheet_of(visitor.page(LESSON), mission__joint="x" * 3_000_000))

    assert response.status_code == 413
    assert says(response, "This is too much to send at once")


def test_a_form_with_too_many_fields_is_refused_in_a_sentence():
    visitor = Visitor()

    response = send(visitor, {f"x{n}": ["1"] for n in range(8001)})

    assert response.status_code == 413


AWKWARD = '<script>alert(1)</script> {{ 7*7 }} {% now %} \\ # & "quoted" \U0001f46e 中 \u200fשלום'


def test_markup_is_stored_as_typed_and_shown_as_text():
    visitor = Visitor()
    response = send(visitor, worksheet_of(visitor.page(LESSON), mission__joint=AWKWARD, motto__joint=AWKWARD))
    assert response.status_code == 303

    page = visitor.page(LESSON)

    assert visitor.state().value("mission") == AWKWARD
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    assert worksheet_of(page)["motto.joint"] == [AWKWARD]


def test_markup_in_a_refused_row_id_or_value_is_shown_as_text():
    visitor = Visitor()
    hostile = '"><script>alert(1)</script>'

    response = send(
        visitor, {**worksheet_of(visitor.page(LESSON)), "goals.joint.row": [hostile], "day.joint": [hostile]}
    )

    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()


def test_a_row_is_added_moved_and_removed_by_buttons():
    visitor = Visitor()
    visitor.save("goals", [{"id": "g1", "goal": "One"}, {"id": "g2", "goal": "Two"}])
    sent = worksheet_of(visitor.page(LESSON))

    added = send(visitor, {**sent, "do": ["add goals.joint"]})
    assert added.status_code == 303
    assert added["Location"].endswith("#q-goals-joint")
    page = visitor.client.get(added["Location"].partition("#")[0]).content.decode()
    with_new_row = worksheet_of(page)
    assert len(rows_in(with_new_row, "goals.joint")) == 3

    new = rows_in(with_new_row, "goals.joint")[2]
    up = {**with_new_row, f"goals.joint.{new}.goal": ["Three"], "do": [f"up goals.joint {new}"]}
    assert send(visitor, up).status_code == 303
    assert [row["goal"] for row in visitor.state().rows("goals")] == ["One", "Three", "Two"]

    send(visitor, {**worksheet_of(visitor.page(LESSON)), "do": ["remove goals.joint g1"]})
    assert [row["goal"] for row in visitor.state().rows("goals")] == ["Three", "Two"]


def test_adding_a_row_saves_what_was_typed_elsewhere_and_keeps_a_refused_field():
    visitor = Visitor()
    sent = worksheet_of(
        visitor.page(LESSON), mission__joint="word " * 61, motto__joint="Safe", do="add objectives.joint"
    )
    before = len(rows_in(sent, "objectives.joint"))

    response = send(visitor, sent)

    assert response.status_code == 422
    assert len(rows_in(worksheet_of(response.content.decode()), "objectives.joint")) == before + 1
    assert visitor.state().value("motto") == "Safe"


def test_a_rank_is_moved_by_buttons():
    visitor = Visitor()

    send(visitor, worksheet_of(visitor.page(LESSON), do="up order.joint c"))

    assert visitor.state().value("order") == ["a", "c", "b"]


def test_300_rows_are_shown_and_saved_and_one_more_is_refused_with_all_of_them_kept():
    visitor = Visitor()
    visitor.save("goals", [{"id": f"g{n}", "goal": f"Goal {n}"} for n in range(300)])
    sent = worksheet_of(visitor.page(LESSON))
    assert len(rows_in(sent, "goals.joint")) == 300
    assert send(visitor, sent).status_code == 303

    more = {
        **sent,
        "goals.joint.row": [*sent["goals.joint.row"], "one-more"],
        "goals.joint.one-more.goal": ["Goal 300"],
    }
    response = send(visitor, more)

    assert response.status_code == 422
    assert says(response, "Keep 300 rows or fewer")
    assert ">\nGoal 300</textarea>" in response.content.decode()


def test_line_breaks_typed_into_a_short_text_without_scripts_become_spaces():
    visitor = Visitor()
    sent = worksheet_of(visitor.page(LESSON))
    row = rows_in(sent, "goals.joint")[0]

    send(visitor, {**sent, f"goals.joint.{row}.goal": ["Fewer car thefts\r\nnear the garages"]})

    assert visitor.state().value("goals")[0]["goal"] == "Fewer car thefts near the garages"


def test_posting_a_form_twice_has_one_effect():
    visitor = Visitor()
    sent = worksheet_of(visitor.page(LESSON), mission__joint="We cut theft.")

    first, second = send(visitor, sent), send(visitor, sent)

    assert first.status_code == second.status_code == 303
    assert AnswerChange.objects.filter(plan=visitor.plan, question_id="mission").count() == 1


def test_going_back_and_posting_other_words_loses_neither():
    visitor = Visitor()
    sent = worksheet_of(visitor.page(LESSON), mission__joint="We cut theft.")
    send(visitor, sent)

    response = send(visitor, {**sent, "mission.joint": ["We stop vandalism."]})

    assert response.status_code == 409
    assert says(response, "Two versions of this answer")
    assert says(response, "We stop vandalism.")
    assert says(response, "You saved another version a moment ago")


def a_conflict() -> tuple[Visitor, Any]:
    visitor = Visitor()
    visitor.save("mission", "We cut theft.")
    sent = worksheet_of(visitor.page(LESSON), mission__joint="We cut bike theft.", motto__joint="Safe")
    visitor.save("mission", "We cut car theft.", base=1, by=SAM)
    return visitor, send(visitor, sent)


def test_two_versions_are_shown_side_by_side_with_who_wrote_the_other():
    visitor, response = a_conflict()

    assert response.status_code == 409
    assert says(response, "Sam Okafor saved while you were typing")
    assert "<ins>bike</ins>" in response.content.decode()
    assert visitor.state().value("motto") == "Safe"
    assert visitor.state().value("mission") == "We cut car theft."


@pytest.mark.parametrize(
    ("keep", "stands"),
    [
        ("mine", "We cut bike theft."),
        ("theirs", "We cut car theft."),
        ("both", "We cut car theft.\nWe cut bike theft."),
    ],
)
def test_a_person_chooses_between_two_versions_without_javascript(keep: str, stands: str):
    visitor, conflict = a_conflict()
    page = conflict.content.decode()
    action = re.search(r'value="mine" formaction="[^"]*(\?settle=mission.joint)"', page)
    assert action

    response = send(visitor, worksheet_of(page, keep=keep), action[1])

    assert response.status_code == 303
    assert response["Location"].endswith("#q-mission-joint")
    assert visitor.state().value("mission") == stands


def test_saving_again_without_choosing_overwrites_nobody():
    visitor, conflict = a_conflict()

    response = send(visitor, worksheet_of(conflict.content.decode()))

    assert response.status_code == 409
    assert visitor.state().value("mission") == "We cut car theft."


def test_a_choice_that_others_changed_again_meanwhile_is_asked_again():
    visitor, conflict = a_conflict()
    visitor.save("mission", "We cut all theft.", base=2, by=SAM)

    response = send(visitor, worksheet_of(conflict.content.decode(), keep="mine"), "?settle=mission.joint")

    assert response.status_code == 409
    assert visitor.state().value("mission") == "We cut all theft."


def test_what_a_condition_hides_is_not_drawn_and_stays_in_the_plan():
    visitor = Visitor()
    visitor.save("form", "nonprofit")
    visitor.save("bylaws", "Article one.")
    assert "Article one." in visitor.page(LESSON)

    visitor.save("form", "network", base=1)

    page = visitor.page(LESSON)
    assert "Article one." not in page
    send(visitor, worksheet_of(page))
    assert visitor.state().value("bylaws") == "Article one."


def test_with_15_minutes_core_questions_come_first_and_the_rest_is_folded():
    page = Visitor(time_available="minutes_15").page(LESSON)

    first, _fold, folded = page.partition('<details class="more"')

    assert 'id="q-mission-joint"' in first
    assert "15 minutes" in first
    assert 'id="q-motto-joint"' not in first
    assert 'id="q-motto-joint"' in folded


def test_both_sides_answer_beside_each_other_and_see_where_they_differ():
    visitor = a_visitor_with_every_kind()

    page = visitor.page(LESSON)

    assert 'id="q-self_check-police"' in page
    assert 'id="q-self_check-security"' in page
    assert "Trust: police 2, security 5" in page


def test_who_can_see_the_plan_is_answered_openly_until_the_first_answer():
    visitor = Visitor()
    assert '<details class="notice" open>' in visitor.page(LESSON)

    visitor.save("motto", "Safe nights")

    assert '<details class="notice">' in visitor.page(LESSON)


def test_a_caution_stands_in_the_worksheet_as_soon_as_an_answer_calls_for_it():
    visitor = Visitor()
    assert "Ask counsel." not in visitor.page(LESSON)

    visitor.save("sharing", {"video": {"rule": "allowed"}})

    assert "Ask counsel." in visitor.page(LESSON)


def test_your_plan_so_far_has_the_answers_in_words_and_names_what_is_open():
    visitor = a_visitor_with_every_kind()
    visitor.save("mission", None, base=1)

    response = visitor.get(f"{LESSON}so-far/")

    page = response.content.decode()
    assert page.lstrip().startswith('<aside class="sofar"')
    assert says(response, "January 15, 2027")
    assert says(response, "$1,250.50")
    assert 'href="#q-mission-joint"' in page


def test_cautions_and_checks_come_along_when_your_plan_so_far_is_redrawn():
    visitor = Visitor()
    visitor.save("objectives", [{"id": "r1", "measure": "Thefts"}])

    page = visitor.page(f"{LESSON}so-far/")

    assert 'id="q-objectives-joint-notes" aria-live="polite" hx-swap-oob="true"' in page
    assert "“Thefts”: Owner, Due" in page
    assert 'id="q-smart_check-joint-auto" hx-swap-oob="true"' in page


def test_your_plan_so_far_is_never_another_plans():
    one, other = Visitor(), Visitor()
    for visitor in (one, other):
        visitor.save("motto", "The same words")

    pages = [visitor.page(LESSON) for visitor in (one, other)]

    assert str(other.plan.id) not in pages[0]
    assert str(one.plan.id) not in pages[1]


def test_a_sample_is_read_only():
    visitor = a_visitor_with_every_kind().as_sample()

    response = visitor.get(LESSON)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="worksheet"' not in page
    assert '<fieldset class="usa-fieldset" disabled>' in page
    assert visitor.client.post(visitor.url + LESSON, {}).status_code == 403


def test_strangers_are_answered_as_if_there_were_no_plan():
    visitor = Visitor()
    stranger = a_stranger()

    answers = [
        stranger.get(visitor.url + LESSON),
        stranger.get(f"/plans/{uuid.uuid4()}/{LESSON}"),
        stranger.post(visitor.url + LESSON, {}),
        stranger.get(visitor.url + LESSON + "so-far/"),
    ]

    assert {response.status_code for response in answers} == {404}


def test_a_lesson_that_does_not_exist_is_not_found():
    assert Visitor().get("first/nothing/").status_code == 404


def a_strict_client(visitor: Visitor) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies["browser"] = visitor.browser
    return client


def test_an_expired_form_comes_back_with_its_text_and_can_be_sent_again():
    visitor = Visitor()
    client = a_strict_client(visitor)
    sent = worksheet_of(client.get(visitor.url + LESSON).content.decode(), mission__joint="Typed for an hour.")

    response = client.post(visitor.url + LESSON, {**sent, "csrfmiddlewaretoken": ["x" * 64]})

    page = response.content.decode()
    assert response.status_code == 403
    assert "Typed for an hour." in page
    assert visitor.state().value("mission") is None
    again = client.post(visitor.url + LESSON, worksheet_of(page))
    assert again.status_code == 303
    assert visitor.state().value("mission") == "Typed for an hour."


def test_a_form_from_another_site_is_refused_and_nothing_of_it_is_shown():
    visitor = Visitor()

    response = a_strict_client(visitor).post(
        visitor.url + LESSON, {"mission.joint": "Forged"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
    assert "Forged" not in response.content.decode()


def test_a_page_takes_few_queries_and_no_more_as_the_plan_grows():
    visitor = Visitor()

    def queries() -> int:
        forget_plans()
        with CaptureQueriesContext(
            connection,
        ) as context:
            visitor.page(LESSON)
        return len(context)

    visitor.page(LESSON)
    empty = queries()
    for question_id, value in EVERY_KIND.items():
        visitor.save(question_id, value)
    visitor.save("objectives", [{**STEP_ROWS[0], "id": f"r{n}"} for n in range(100)], base=1)

    assert queries() == empty <= 8


def test_no_page_changes_the_answers_that_are_kept_in_memory():
    visitor = Visitor()
    for question_id, value in EVERY_KIND.items():
        visitor.save(question_id, value)
    visitor.save("objectives", STEP_ROWS, base=1)
    kept = visitor.state()

    for path in ("", LESSON, f"{LESSON}?rows=objectives:9", "steps/", "history/", "report/", "report.json", "email/"):
        assert visitor.get(path).status_code == 200, path

    assert visitor.state() is kept
    forget_plans()
    assert visitor.state().answers == kept.answers
