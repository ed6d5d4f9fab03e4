"""The page that e-mails the report: as a plain form, without waiting for any mail server."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teamup.delivery import codes, limits, sending
from teamup.delivery.models import Letter, LetterState
from teamup.plans import lifecycle
from teamup.plans.selectors import forget_plans
from teamup.web.plan import keycard
from tests.factories import PACK, a_browser, a_small_pack, shelf

pytestmark = pytest.mark.django_db

SENDER = "maria@agency.gov"


class Visitor:
    """A browser with a plan of its own, at the e-mail page."""

    def __init__(self, name: str = "Riverton Downtown") -> None:
        shelf.publish(a_small_pack())
        browser = a_browser()
        self.begun = lifecycle.begin_plan(
            pack_id=PACK,
            browser=browser,
            opening=[("plan_name", name)],
            time_zone="America/Chicago",
            now=timezone.now(),
        )
        self.plan = self.begun.plan
        self.client = Client()
        self.client.cookies["browser"] = browser
        self.url = f"/plans/{self.plan.id}/email/"
        self.form = str(uuid.uuid4())

    def get(self, **headers):
        return self.client.get(self.url, headers=headers)

    def post(self, path: str = "", **fields):
        given = {"form": self.form, "sender": SENDER, "others": "", "paper": "letter", **fields}
        return self.client.post(self.url + path, given)

    def letters(self):
        return Letter.objects.filter(plan=self.plan)

    def code(self) -> str:
        letter = self.letters().filter(kind="code").latest("created_at")
        return codes.code_of(letter.id, letter.address)

    def confirm(self) -> None:
        self.post("code/", do="ask")
        self.post("code/", do="check", code=self.code())


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_report_is_sent_with_one_post_that_does_not_wait(visitor, mailoutbox):
    response = visitor.post(others="sam@mall.example\ndana@city.gov")

    assert (response.status_code, response["Location"]) == (303, f"{visitor.url}#letters")
    assert visitor.letters().filter(state=LetterState.QUEUED).count() == 3
    assert mailoutbox == []
    assert "3 letters are on their way." in text_of(visitor.get())


def test_a_double_click_sends_once_and_says_so(visitor):
    visitor.post()

    response = visitor.post()

    assert visitor.letters().count() == 1
    assert "nothing was sent twice" in text_of(visitor.client.get(response["Location"]))


def test_every_bad_address_is_named_and_the_typing_is_kept(visitor):
    response = visitor.post(others="sam@mall.example\nDana <dana@city.gov>\n<script>", paper="a4")

    text = text_of(response)
    assert response.status_code == 422
    assert "“Dana &lt;dana@city.gov&gt;”: type the address alone" in text
    assert "“&lt;script&gt;”" in text
    assert "sam@mall.example Dana &lt;dana@city.gov&gt;" in text
    assert '<option value="a4" selected>' in text
    assert 'href="#others"' in text
    assert not visitor.letters().exists()


@pytest.mark.parametrize("sender", ["a@b.org\nBcc: c@d.org", "a@b.org, c@d.org", "", "x" * 20_000, "\x00@b.org"])
def test_one_field_takes_one_plain_address(visitor, sender):
    response = visitor.post(sender=sender)

    assert response.status_code == 422
    assert not visitor.letters().exists()


def test_a_form_without_its_key_is_not_sent_but_comes_back_ready(visitor):
    response = visitor.post(form="nonsense")

    assert response.status_code == 422
    assert "out of date" in text_of(response)
    assert SENDER in text_of(response)
    assert not visitor.letters().exists()


def test_a_limit_is_answered_429_with_its_sentence_and_the_typing_kept(visitor, monkeypatch):
    monkeypatch.setattr(limits, "PLAN_HOUR", limits.Limit("a small limit", most=1, seconds=3600))

    response = visitor.post(others="sam@mall.example")

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "This plan has sent as many letters" in text_of(response)
    assert "sam@mall.example" in text_of(response)
    assert not visitor.letters().exists()


def test_more_than_three_others_are_asked_to_confirm_first(visitor):
    response = visitor.post(others="\n".join(f"p{n}@x.org" for n in range(4)))

    text = text_of(response)
    assert response.status_code == 422
    assert "To write to more than 3 others, confirm your own address first." in text
    assert "Mail me a code" in text
    assert "p3@x.org" in text


def test_a_mailed_code_opens_the_way_to_more_people_and_a_note(visitor):
    others = "\n".join(f"p{n}@x.org" for n in range(6))

    asked = visitor.post("code/", do="ask", others=others)
    checked = visitor.post("code/", do="check", others=others, code=visitor.code())
    sent = visitor.post(others=others, note="See you on Tuesday.")

    assert "A code is on its way to maria@agency.gov" in text_of(asked)
    assert "p5@x.org" in text_of(asked)
    assert "Your address is confirmed" in text_of(checked)
    assert 'name="note"' in text_of(checked)
    assert sent.status_code == 303
    assert visitor.letters().filter(kind="report", reply_to=SENDER, note="See you on Tuesday.").count() == 7


def test_a_code_may_be_typed_and_the_report_sent_in_one_go(visitor):
    visitor.post("code/", do="ask")

    response = visitor.post(others="\n".join(f"p{n}@x.org" for n in range(4)), code=visitor.code())

    assert response.status_code == 303
    assert visitor.letters().filter(kind="report").count() == 5


def test_a_wrong_code_says_so_at_its_field(visitor):
    visitor.post("code/", do="ask")

    response = visitor.post("code/", do="check", code="abc")

    assert response.status_code == 422
    assert "This is not the code in the mail." in text_of(response)
    assert 'aria-describedby="code-fault"' in text_of(response)


def test_the_form_remembers_a_confirmed_address_in_this_browser_alone(visitor):
    visitor.confirm()
    elsewhere = a_browser()
    lifecycle.resume(plan=visitor.plan, browser=elsewhere, now=timezone.now())
    other = Client()
    other.cookies["browser"] = elsewhere

    assert f'value="{SENDER}"' in text_of(visitor.get())
    assert f'value="{SENDER}"' not in text_of(other.get(visitor.url))


def test_the_page_shows_what_became_of_each_letter_without_anyones_address(visitor):
    visitor.post(others="sam@mall.example\ndana@city.gov")
    sent, failed = visitor.letters().filter(masked__startswith="s"), visitor.letters().filter(masked__startswith="d")
    sent.update(state=LetterState.SENT, due_at=None, sent_at=timezone.now())
    failed.update(state=LetterState.FAILED, due_at=None, reason="Nobody lives here.")

    text = text_of(visitor.get())

    assert "The report to s…@mall.example" in text
    assert "Nobody lives here." in text
    assert "Try again" in text
    assert "dana@city.gov" not in text
    assert [label in text for label in ("Waiting", "Sent", "Not sent")] == [True] * 3


def test_a_letter_that_waits_says_why_and_until_when(visitor):
    visitor.post()
    due = timezone.now() + timedelta(minutes=30)
    visitor.letters().update(reason="The mail server did not answer.", tries=1, due_at=due)

    text = text_of(visitor.get())

    assert re.search(r"The mail server did not answer\. We try again at .*\d{1,2}:\d\d [AP]M\.", text)
    assert "hx-trigger" not in text.partition('id="letters"')[2]


def test_the_list_looks_again_by_itself_while_a_letter_moves(visitor):
    visitor.post()

    page, fragment = visitor.get(), visitor.get(HX_Request="true")

    assert 'hx-trigger="every 5s"' in text_of(page)
    assert "HX-Request" in page["Vary"]
    assert text_of(fragment).strip().startswith('<div id="letters"')
    assert "<html" not in text_of(fragment)


def test_a_failed_letter_can_be_tried_again(visitor):
    visitor.post()
    letter = visitor.letters().get()
    visitor.letters().update(state=LetterState.FAILED, due_at=None, reason="No")

    response = visitor.client.post(visitor.url, {"retry": str(letter.id)})

    assert response.status_code == 303
    assert visitor.letters().get().state == LetterState.QUEUED


@pytest.mark.parametrize("letter_id", ["nonsense", "96e9d64a-e364-4b5a-ae1c-9409826c9ff4"])
def test_a_letter_that_is_not_there_cannot_be_tried_again(visitor, letter_id):
    response = visitor.client.post(visitor.url, {"retry": letter_id})

    assert response.status_code == 422
    assert "no longer here" in text_of(response)


def test_the_key_goes_to_its_holder_alone(visitor, mailoutbox):
    response = visitor.client.post(
        visitor.url + "key/", {"form": visitor.form, "key": visitor.begun.key, "address": SENDER}
    )

    letter = visitor.letters().get()
    sending.deliver(letter.plan_id, letter.id, clock=timezone.now)
    assert response.status_code == 303
    assert visitor.begun.key in mailoutbox[0].body
    assert mailoutbox[0].to == [SENDER]


def test_while_the_key_is_shown_the_page_offers_to_mail_it(visitor, mailoutbox):
    shown = HttpResponse()
    keycard.show_next(shown, visitor.plan, visitor.begun.key)
    visitor.client.cookies[keycard.KEY.cookie_of(visitor.plan)] = shown.cookies[
        keycard.KEY.cookie_of(visitor.plan)
    ].value

    page = visitor.get()
    bad = visitor.client.post(visitor.url + "key/", {"form": visitor.form, "address": "a@b.org, c@d.org"})
    good = visitor.client.post(visitor.url + "key/", {"form": visitor.form, "address": SENDER})

    assert "Mail me the key" in text_of(page)
    assert (bad.status_code, good.status_code) == (422, 303)
    assert "is more than one address" in text_of(bad)
    assert visitor.letters().get().kind == "key"


def test_another_plans_key_is_not_mailed(visitor):
    other = Visitor()

    response = visitor.client.post(
        visitor.url + "key/", {"form": visitor.form, "key": other.begun.key, "address": SENDER}
    )

    assert response.status_code == 422
    assert "not the key of this plan" in text_of(response)
    assert not Letter.objects.exists()


def test_strangers_find_no_page(visitor):
    stranger = Client()

    answers = [stranger.get(visitor.url), stranger.post(visitor.url), stranger.post(visitor.url + "code/")]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_sample_says_why_it_cannot_be_mailed(visitor):
    visitor.plan.sample = "invented"
    visitor.plan.save()

    page, posted = visitor.get(), visitor.post()

    assert page.status_code == 200
    assert "Samples are not e-mailed" in text_of(page)
    assert posted.status_code == 403
    assert not visitor.letters().exists()


def test_the_page_takes_the_same_few_queries_with_one_letter_and_with_fifty(visitor):
    visitor.post()
    few = queries_of(visitor)
    task = uuid.uuid4()
    Letter.objects.bulk_create(
        Letter(
            plan=visitor.plan,
            id=uuid.uuid4(),
            kind="report",
            address=f"p{n}@x.org",
            masked="p…@x.org",
            due_at=timezone.now(),
            created_at=timezone.now(),
            task_id=task,
        )
        for n in range(60)
    )

    many = queries_of(visitor)

    assert few == many <= 8


def queries_of(visitor) -> int:
    forget_plans()
    with CaptureQueriesContext(connection) as found:
        assert visitor.get().status_code == 200
    return len(found)
