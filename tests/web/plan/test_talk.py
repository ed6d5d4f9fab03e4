"""The talk as people meet it: at a question, on the overview, in its list; and what both sides settle on."""

from __future__ import annotations

import html
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.plans import settling, talk, threads
from teamup.plans.access import Actor
from teamup.plans.models import Answer, Comment, MailChoice, Member, TalkMail, Thread
from teamup.plans.permissions import Role
from teamup.plans.selectors import forget_plans
from teamup.plans.talk import Turn
from tests.factories import NOW
from tests.talking import answered, joined, opened
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
LESSON = "first/kinds/"
AT = "talk/mission/"


class Somebody:
    """A member of a visitor's plan, signed in at a browser of their own."""

    def __init__(self, visitor: Visitor, name: str, side: Side = Side.POLICE, role: Role = Role.EDITOR) -> None:
        self.user = User.objects.create_user(f"{uuid.uuid4().hex}@example.org", name=name)
        self.actor: Actor = joined(visitor.plan, name, side, role, user_id=self.user.pk)
        self.client = Client()
        self.client.force_login(self.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.url = visitor.url

    def get(self, path: str = "", **data: Any) -> Any:
        return self.client.get(self.url + path, data)

    def page(self, path: str = "", **data: Any) -> str:
        response = self.get(path, **data)
        assert response.status_code == 200, (path, response.status_code)
        return str(response.content.decode())

    def post(self, path: str = AT, **data: Any) -> Any:
        return self.client.post(self.url + path, {"form": str(uuid.uuid4()), **data})


def post(visitor: Visitor, path: str = AT, **data: Any) -> Any:
    return visitor.client.post(visitor.url + path, {"form": str(uuid.uuid4()), **data})


def a_person(token_hash: str) -> Actor:
    return Actor(f"Browser {token_hash}"[:20], token_hash=token_hash, role=Role.OWNER)


def the_thread(visitor: Visitor) -> Thread:
    return Thread.objects.get(plan=visitor.plan)


def number_of_queries(client: Any, path: str) -> int:
    client.page(path)
    with CaptureQueriesContext(connection) as context:
        client.page(path)
    return len(context)


# --- two sides talk -----------------------------------------------------------------------------------------------


def test_the_security_manager_asks_and_dana_finds_it_answers_and_resolves_it():
    owner = Visitor()
    tom, dana = Somebody(owner, "Tom Okafor", Side.SECURITY), Somebody(owner, "Dana Ruiz")

    asked = tom.post(do="open", text="Our license does not allow this, @Dana", turn="police")
    assert asked.status_code == 303
    assert "1 open remark, 1 for you" in dana.page()
    assert "Our license" not in dana.page()
    assert "1 open remark<span" in dana.page(LESSON)
    thread = the_thread(owner)
    done = dana.post(do="resolve", thread=str(thread.thread_id), text="It means while an officer is there.")

    assert done["Location"].endswith(f"/talk/mission/#talk-{thread.thread_id}")
    assert "open remark<span" not in dana.page(LESSON)
    page = tom.get(AT)
    assert says(page, "Our license does not allow this, @Dana")
    assert says(page, "It means while an officer is there.")
    assert says(page, "Resolved by Dana Ruiz")


def test_the_list_shows_what_is_open_what_is_mine_and_all():
    owner = Visitor()
    dana = Somebody(owner, "Dana Ruiz")
    opened(owner.plan, "For police", to=Turn(Side.POLICE))
    opened(owner.plan, "For all")
    old = opened(owner.plan, "Long done")
    talk.resolve(plan=owner.plan, thread_id=old.thread_id, by=owner.actor, now=timezone.now())

    lists = {show: dana.page(f"talk/?show={show}") for show in ("open", "mine", "all")}

    found = {
        show: [words for words in ("For police", "For all", "Long done") if words in lists[show]] for show in lists
    }
    assert found == {
        "open": ["For police", "For all"],
        "mine": ["For police"],
        "all": ["For police", "For all", "Long done"],
    }
    assert "For you" not in owner.page("talk/")


def test_the_list_comes_in_pages():
    visitor = Visitor()
    for number in range(27):
        opened(visitor.plan, f"No. {number}.", question_id="motto")

    assert visitor.page("talk/").count("talk-list__item") == 25
    assert visitor.page("talk/?page=2").count("talk-list__item") == 2
    assert visitor.get("talk/?page=3").status_code == 404


@pytest.mark.parametrize("query", ["?show=none", "?page=0", "?page=x", "?page=99999999", "?page=-1"])
def test_lists_that_are_not_there_are_not_found(query: str):
    assert Visitor().get(f"talk/{query}").status_code == 404


def test_a_long_thread_is_read_whole_page_by_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "MOST_SHOWN", 5)
    visitor = Visitor()
    thread = opened(visitor.plan, "The first words")
    for number in range(59):
        by = visitor.actor if number % 2 else a_person("s" * 64)
        answered(thread, f"Comment {number}.", by=by, now=NOW + timedelta(seconds=number + 1))

    short, first, second = (
        visitor.page(f"{AT}{query}")
        for query in ("", f"?thread={thread.thread_id}", f"?thread={thread.thread_id}&page=2")
    )

    assert "54 comments between" in short
    assert (first.count('class="said"'), second.count('class="said"')) == (50, 10)
    assert visitor.get(f"{AT}?thread={thread.thread_id}&page=3").status_code == 404
    assert visitor.get(f"{AT}?thread={uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><b>x</b>",
        "[link](javascript:alert(1)) **bold**",
        "👮🏽‍♀️🤝🧑🏿‍💼",
        "האם זה מותר?",
        "long" * 1000,
        "two\n\nlines & more",
        "</textarea><h1>",
        "{{ plan }} {% csrf_token %}",
    ],
    ids=["script", "markdown", "emoji", "right to left", "4,000 letters", "lines", "end of box", "template"],
)
def test_awkward_words_are_shown_as_typed(text: str):
    visitor = Visitor()

    post(visitor, do="open", text=text)

    page = visitor.page(AT)
    assert f'dir="auto">{html.escape(text)}</div>' in page
    assert text == Comment.objects.get().text
    assert visitor.get("talk/").status_code == 200


def test_the_present_answer_stands_beside_the_talk():
    visitor = Visitor()
    visitor.save("mission", "We keep <Mill Street> safe.")

    page = visitor.page(AT)

    assert "We keep &lt;Mill Street&gt; safe." in page
    assert "#q-mission-joint" in page


# --- what cannot be kept ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "x" * 4001], ids=["nothing", "too long"])
@pytest.mark.parametrize("do", ["open", "reply", "edit"])
def test_what_cannot_be_kept_comes_back_with_its_sentence(do: str, text: str):
    visitor = Visitor()
    thread = opened(visitor.plan, by=visitor.actor, now=timezone.now())

    response = post(visitor, do=do, text=text, thread=str(thread.thread_id), comment=str(thread.thread_id))

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert text in response.content.decode()
    assert Comment.objects.count() == 1


def test_a_form_without_its_key_is_refused_and_keeps_its_words():
    visitor = Visitor()

    response = visitor.client.post(visitor.url + AT, {"do": "open", "text": "Kept words"})

    assert response.status_code == 422
    assert "Kept words</textarea>" in response.content.decode()


def test_a_form_posted_twice_says_it_once():
    visitor, key = Visitor(), str(uuid.uuid4())

    for _ in range(2):
        assert post(visitor, do="open", text="Once", form=key).status_code == 303

    assert Comment.objects.count() == 1


def test_who_says_too_much_at_once_is_asked_to_wait_and_keeps_the_words(monkeypatch: pytest.MonkeyPatch):
    from teamup.core.limits import Limit

    monkeypatch.setattr(talk, "SPEAKING", Limit("comments in this test", most=1, seconds=600))
    visitor = Visitor()
    post(visitor, do="open", text="First")

    response = post(visitor, do="open", text="Second")

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Second</textarea>" in response.content.decode()


@pytest.mark.parametrize("do", ["", "burn", "reply", "resolve", "remove", "assign", "agree police"])
def test_forms_about_nothing_are_not_found(do: str):
    assert post(Visitor(), do=do, text="x", thread="no-id", comment="no-id").status_code in (404, 422)


def test_a_turn_that_nobody_can_have_is_refused_with_the_words_kept():
    visitor = Visitor()

    for turn in ("somebody", str(uuid.uuid4())):
        response = post(visitor, do="open", text="Kept words", turn=turn)
        assert response.status_code == 422
        assert "Kept words</textarea>" in response.content.decode()


def test_words_are_changed_for_a_while_and_removed_at_any_time():
    visitor = Visitor()
    post(visitor, do="open", text="My license")
    thread = str(the_thread(visitor).thread_id)

    assert post(visitor, do="edit", thread=thread, comment=thread, text="Our license").status_code == 303
    assert "Our license" in visitor.page(AT)
    assert post(visitor, do="remove", thread=thread, comment=thread).status_code == 303

    assert "license" not in visitor.page(AT)
    assert says(visitor.get(AT), "Removed by its author.")
    assert says(visitor.get("talk/"), "Removed by its author.")


def test_a_turn_is_given_on_and_taken_away():
    owner = Visitor()
    dana = Somebody(owner, "Dana Ruiz")
    post(owner, do="open", text="Whose?", turn=str(dana.user.pk))
    assert says(owner.get(AT), "Turn: Dana Ruiz")

    post(owner, do="assign", thread=str(the_thread(owner).thread_id), turn="")

    assert not says(owner.get(AT), "Turn:")


# --- fields that are gone -----------------------------------------------------------------------------------------


def test_talk_about_a_hidden_or_dropped_question_stays_with_its_sentence():
    visitor = Visitor()
    opened(visitor.plan, "About the bylaws", question_id="bylaws")
    thread = opened(visitor.plan, "About what was dropped")
    Thread.objects.filter(plan=visitor.plan, thread_id=thread.thread_id).update(question_id="old_promise")

    page = visitor.get("talk/")

    assert says(page, "Hidden by another answer just now. What was said here is kept.")
    assert says(page, "The course no longer asks this. What was said here is kept.")
    assert says(visitor.get("talk/old_promise/"), "About what was dropped")
    assert post(visitor, "talk/old_promise/", do="reply", thread=str(thread.thread_id), text="Still").status_code == 303


def test_an_answer_that_is_kept_of_a_dropped_question_can_be_talked_about():
    visitor = Visitor()
    Answer.objects.create(
        plan=visitor.plan, question_id="dropped", value="Kept", revision=1, changed_at=timezone.now(), changed_by="X"
    )

    assert post(visitor, "talk/dropped/", do="open", text="Remember?").status_code == 303
    assert says(visitor.get("talk/dropped/"), "Remember?")


def test_a_remark_on_a_field_that_went_while_it_was_typed_comes_back_whole():
    visitor = Visitor()

    response = post(visitor, "talk/never_was/", do="open", text="Typed for long")

    assert response.status_code == 422
    assert says(response, "This course no longer asks this")
    assert "Typed for long</textarea>" in response.content.decode()
    assert visitor.get("talk/never_was/").status_code == 404


# --- who may ------------------------------------------------------------------------------------------------------


def test_strangers_find_nothing():
    visitor = Visitor()
    stranger = a_stranger()

    assert stranger.get(visitor.url + "talk/").status_code == 404
    assert stranger.get(visitor.url + AT).status_code == 404
    assert stranger.post(visitor.url + AT, {"do": "open", "text": "x"}).status_code == 404


def test_a_viewer_reads_and_a_commenter_talks_without_editing():
    owner = Visitor()
    viewer = Somebody(owner, "Vera Lind", role=Role.VIEWER)
    commenter = Somebody(owner, "Carl Voss", role=Role.COMMENTER)
    opened(owner.plan, "Read this")

    assert "Read this" in viewer.page(AT)
    assert "<textarea" not in viewer.page(AT)
    assert viewer.post(do="open", text="No").status_code == 403
    assert commenter.post(do="open", text="Yes").status_code == 303
    assert "Settle on something else" not in commenter.page(LESSON)


def test_somebody_who_was_removed_meanwhile_is_told_nothing_is_here():
    owner = Visitor()
    dana = Somebody(owner, "Dana Ruiz")
    dana.page(AT)
    Member.objects.filter(plan=owner.plan).delete()

    assert dana.post(do="open", text="Late").status_code == 404
    assert not Comment.objects.exists()


def test_a_sample_has_no_talk():
    sample = Visitor().as_sample()

    assert "q-talk" not in sample.page(LESSON)
    assert "talk/" not in sample.page()
    assert post(sample, do="open", text="x").status_code == 403


def test_an_expired_form_gives_the_words_back():
    visitor = Visitor()
    client = Client(enforce_csrf_checks=True)
    client.cookies["browser"] = visitor.browser

    response = client.post(visitor.url + AT, {"do": "open", "text": "Typed in an old tab"})

    assert response.status_code == 403
    assert "Typed in an old tab" in response.content.decode()


# --- both sides ---------------------------------------------------------------------------------------------------


def with_ratings(police: int | None = 4, security: int | None = 2) -> Visitor:
    visitor = Visitor()
    for side, rating in ((Side.POLICE, police), (Side.SECURITY, security)):
        if rating is not None:
            visitor.save("self_check", {"trust": {"rating": rating}}, side=side)
    return visitor


def panel_of(page: str) -> str:
    found = re.search(r'<details class="notice sides-panel".*?</details>', page, re.DOTALL)
    assert found
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[0]).split()))


@pytest.mark.parametrize(
    ("police", "security", "said"),
    [
        (4, 2, "The two sides differ in 1 row. Trust 2 apart Police 4 Security 2"),
        (3, 3, "Where both have answered, they say the same. Trust The same Police 3 Security 3"),
        (3, None, "Trust Only police has rated this Police 3 Security nothing yet"),
        (None, None, "Neither side has answered yet."),
    ],
)
def test_a_lesson_lays_both_answers_side_by_side_and_says_how_far_they_are_apart(
    police: int | None, security: int | None, said: str
):
    assert said in panel_of(with_ratings(police, security).page(LESSON))


def test_both_sides_settle_on_a_note_below_their_answers_which_stay_two():
    owner = with_ratings()
    dana, tom = Somebody(owner, "Dana Ruiz"), Somebody(owner, "Tom Okafor", Side.SECURITY)
    page = dana.page(LESSON)
    assert 'id="settle-self_check" action="' + owner.url + 'talk/self_check/"' in page

    noted = dana.post("talk/self_check/", do="settle", text="We start from 3.", back="lesson", speaks_for="police")
    note = the_thread(owner)
    agreed = tom.post("talk/self_check/", do="agree security", thread=str(note.thread_id), back="lesson")

    assert noted["Location"] == agreed["Location"] == f"{owner.url}{LESSON}#sides-self_check"
    panel = panel_of(tom.page(LESSON))
    assert "We start from 3." in panel
    assert "Dana Ruiz agreed" in panel
    assert "Tom Okafor agreed" in panel
    assert [owner.state().value("self_check", side) for side in (Side.POLICE, Side.SECURITY)] == [
        {"trust": {"rating": 4}},
        {"trust": {"rating": 2}},
    ]


def test_a_browser_with_the_key_says_for_which_side_it_agrees():
    visitor = with_ratings()

    post(visitor, "talk/self_check/", do="settle", text="Three.", speaks_for="security")

    assert list(the_thread(visitor).agreed) == ["security"]
    assert "Agree for police" in panel_of(visitor.page(LESSON))


@pytest.mark.parametrize("text", ["", "x" * 4001], ids=["nothing", "too long"])
def test_a_note_that_cannot_be_kept_comes_back(text: str):
    visitor = with_ratings()

    response = post(visitor, "talk/self_check/", do="settle", text=text, speaks_for="police", back="lesson")

    assert response.status_code == 422
    assert text in response.content.decode()
    assert "settle-self_check-error" in response.content.decode()


def test_a_note_that_was_replaced_cannot_be_agreed_to():
    visitor = with_ratings()
    post(visitor, "talk/self_check/", do="settle", text="Three.", speaks_for="police")
    old = the_thread(visitor)
    post(visitor, "talk/self_check/", do="settle", text="Two.", speaks_for="police")

    response = post(visitor, "talk/self_check/", do="agree security", thread=str(old.thread_id))

    assert response.status_code == 422
    assert says(response, "This note was replaced by a newer one.")


def test_the_comparison_is_redrawn_when_an_answer_is_saved():
    visitor = with_ratings()

    fragment = visitor.page(LESSON + "so-far/")

    assert 'id="compare-self_check" hx-swap-oob="true"' in fragment
    assert "2 apart" in fragment


def test_the_history_tells_of_it_without_its_words():
    visitor = with_ratings()
    settling.settle(
        plan=visitor.plan,
        question_id="self_check",
        text="SECRET note",
        speaks_for=Side.POLICE,
        form_key=uuid.uuid4(),
        by=visitor.actor,
        now=timezone.now(),
    )
    opened(visitor.plan, "SECRET remark", now=timezone.now())

    page = visitor.get("history/")

    assert says(page, "What both sides settle on at “Rate” was noted, for police.")
    assert says(page, "A remark was made at “Mission?”.")
    assert "SECRET" not in page.content.decode()


def test_the_report_keeps_both_answers_and_has_no_note():
    visitor = with_ratings()
    post(visitor, "talk/self_check/", do="settle", text="A note beside", speaks_for="police")

    assert "A note beside" not in visitor.page("report/")


# --- budgets ------------------------------------------------------------------------------------------------------


def filled(owner: Visitor) -> None:
    for number in range(30):
        thread = opened(owner.plan, f"No. {number}", by=a_person(f"p{number}"))
        answered(thread, "An answer", by=a_person(f"q{number}"))


@pytest.mark.parametrize("path", ["", LESSON, "talk/", "talk/?show=all", AT, "talk/self_check/"])
def test_pages_take_few_queries_and_no_more_as_the_talk_grows(path: str):
    owner = with_ratings()
    dana = Somebody(owner, "Dana Ruiz")
    post(owner, do="open", text="One")
    before = {who: number_of_queries(who, path) for who in (owner, dana)}

    filled(owner)

    assert {who: number_of_queries(who, path) for who in (owner, dana)} == before
    assert max(before.values()) <= 8


def test_the_talk_costs_a_lesson_one_query():
    visitor = Visitor()
    visitor.page(LESSON)

    with CaptureQueriesContext(connection) as context:
        visitor.page(LESSON)

    assert sum("plans_thread" in query["sql"] for query in context.captured_queries) == 1
    assert not any("plans_comment" in query["sql"] for query in context.captured_queries)


def test_a_save_reads_nothing_of_the_talk_and_its_answer_says_nothing_of_it():
    visitor = Visitor()
    opened(visitor.plan)
    forget_plans()

    with CaptureQueriesContext(connection) as context:
        response = visitor.post("answers/mission/", headers={"Accept": "application/json"}, value="Safe.", base="0")

    assert response.status_code == 200
    assert not any("thread" in query["sql"] for query in context.captured_queries)
    assert "talk" not in response.content.decode()


# --- mail ---------------------------------------------------------------------------------------------------------


def test_a_member_chooses_the_mail_on_the_page_of_the_talk():
    owner = Visitor()
    dana = Somebody(owner, "Dana Ruiz")
    assert 'value="mine" checked' in dana.page("talk/")

    response = dana.post("talk/", mail="weekly")

    assert response["Location"].endswith("/talk/#mail")
    assert 'value="weekly" checked' in dana.page("talk/")
    assert TalkMail.objects.get().choice == MailChoice.WEEKLY


def test_a_browser_without_a_member_is_offered_no_mail():
    visitor = Visitor()

    assert 'name="mail"' not in visitor.page("talk/")
    assert post(visitor, "talk/", mail="daily").status_code == 422
    assert post(visitor, "talk/", mail="hourly").status_code == 303
    assert not TalkMail.objects.exists()
