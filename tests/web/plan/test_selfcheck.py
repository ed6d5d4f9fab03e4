"""The self-check's page, its rounds, and the form that members answer through a link."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import rounds, services
from teamup.plans.access import Actor
from teamup.plans.models import CheckReply, CheckRound
from teamup.plans.permissions import Role
from tests.plans.checked import TOPICS, a_checked_plan, a_reply, rated, replied
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
POLICE, SECURITY = Side.POLICE, Side.SECURITY


class Checker(Visitor):
    """A browser with a plan whose self-check has five topics."""

    def __init__(self) -> None:
        self.browser = f"checker-{uuid.uuid4().hex}"
        self.plan = a_checked_plan(browser=self.browser, now=timezone.now() - timedelta(days=400))
        self.actor = Actor("Dana Ortiz", role=Role.OWNER)
        self.client = Client()
        self.client.cookies["browser"] = self.browser
        self.url = f"/plans/{self.plan.id}/"

    def opened(self, *, days_ago: int = 0, name: str = "Spring") -> str:
        """Open a round behind the page's back and return its token."""
        at = timezone.now() - timedelta(days=days_ago)
        form = uuid.uuid4()
        return rounds.open_round(plan=self.plan, name=name, closes_on="", form_key=form, by=self.actor, now=at).token

    def end(self) -> None:
        """End every round."""
        for one in rounds.rounds_of(self.plan.pk):
            rounds.end_round(plan=self.plan, round_id=one.round_id, by=self.actor, now=timezone.now())

    def rate(self, side: Side, *ratings: int | None, base: int = 0, days_ago: int = 0) -> None:
        """Give a side's own answer."""
        at, save = timezone.now() - timedelta(days=days_ago), services.Save(rated(*ratings), base, uuid.uuid4(), side)
        services.record_answer(plan=self.plan, question_id="self_check", save=save, by=self.actor, now=at)

    def the_link(self) -> str:
        """Return the link that the page shows."""
        found = re.search(r'id="check-link"[^>]*>[^<]*(/check/[^<]+/)<', self.page("self-check/"))
        assert found is not None
        return found[1]


def a_form(side: str = "police", rating: str = "4", **changes: str) -> dict[str, str]:
    form = {"side": side, "save": str(uuid.uuid4()), **{f"rating.{row}": rating for row in TOPICS}}
    return {**form, **{name.replace("__", "."): value for name, value in changes.items()}}


def cells(page: str) -> Iterator[str]:
    """Yield the rows of the table of ratings as words."""
    table = page.split("check__table")[1].split("<tbody")[1].partition("</table>")[0]
    for row in table.split("</tr>")[:-1]:
        yield " ".join(re.sub(r"<[^>]+>", " ", row.partition(">")[2]).split())


def test_both_sides_stand_in_a_picture_and_in_a_table_beside_it():
    checker = Checker()
    checker.rate(POLICE, 4, 5, 3, 2, 4)
    checker.rate(SECURITY, 4, 2, 3, 1, 4)

    page = checker.page("self-check/")

    assert page.count("ch-shape--") == 2
    assert [*cells(page)] == [
        "1 People 4 4 0",
        "2 Trust 5 2 3 large",
        "3 Skills 3 3 0",
        "4 Means 2 1 1",
        "5 Rights 4 4 0",
    ]
    assert says(checker.get("self-check/"), "Trust: police say 5, security says 2.")


def test_the_three_weakest_lead_to_their_lesson_and_the_field_to_open_next():
    checker = Checker()
    checker.rate(POLICE, 4, 5, 3, 2, 4)
    checker.rate(SECURITY, 4, 5, 3, 2, 4)

    page = checker.page("self-check/")

    weak = page.split('class="weak"')[1].split("</ol>")[0]
    assert re.findall(r"<strong>(\w+)</strong>", weak) == ["Means", "Skills", "People"]
    assert f'href="{checker.url}first/kinds/#q-mission-joint"' in weak
    assert f'href="{checker.url}first/kinds/"' in weak


def test_with_one_side_the_page_says_whom_it_waits_for():
    checker = Checker()
    checker.rate(SECURITY, 4, None, 3, 2, 4)

    response = checker.get("self-check/")

    assert says(response, "Police has not answered yet. Compare when both have.")
    assert response.content.decode().count("ch-shape--") == 1


def test_with_nothing_rated_the_page_says_what_to_do():
    response = Checker().get("self-check/")

    assert says(response, "Nothing to compare yet")
    assert b"radar" not in response.content
    assert b'value="open"' in response.content


def test_the_lesson_shows_the_weakest_under_the_self_check_and_leads_here():
    checker = Checker()
    checker.rate(POLICE, 4, 5, 3, 2, 4)

    page = checker.page("first/kinds/")
    swapped = checker.page("first/kinds/so-far/")

    assert f'href="{checker.url}self-check/"' in page
    assert "Means" in page.split('class="check-panel"')[1].split("</section>")[0]
    assert 'id="gap-self_check" hx-swap-oob="true"' in swapped


def test_opening_a_round_shows_its_link_once_and_the_history_tells_it():
    checker = Checker()

    response = checker.post("self-check/", do="open", name="Spring 2027", closes_on="")
    link = checker.the_link()
    checker.post("self-check/", do="kept")

    assert response.status_code == 303
    assert Client().get(link).status_code == 200
    assert "check-link" not in checker.page("self-check/")
    assert says(checker.get("history/"), "A round of the self-check was opened")


def test_a_double_click_opens_one_round_and_its_link_works():
    checker = Checker()
    form = {"do": "open", "name": "Spring", "save": str(uuid.uuid4())}

    statuses = [checker.post("self-check/", **form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert CheckRound.objects.count() == 1
    assert Client().get(checker.the_link()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"name": " "}, 422, "Give the round a name"),
        ({"closes_on": "2020-01-01"}, 422, "Choose a last day from today"),
        ({"save": "x"}, 422, ""),
    ],
)
def test_a_round_that_cannot_be_opened_says_why_and_keeps_the_typing(changes: Any, status: int, sentence: str):
    checker = Checker()

    response = checker.post("self-check/", **{"do": "open", "name": "Kept", "closes_on": "", **changes})

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not CheckRound.objects.exists()


def test_a_second_round_is_refused_while_one_is_open():
    checker = Checker()
    checker.opened()

    response = checker.post("self-check/", do="open", name="Another")

    assert response.status_code == 409
    assert says(response, "A round is open already.")


def test_ending_a_round_closes_its_link_and_the_history_tells_it():
    checker = Checker()
    token = checker.opened()
    one = CheckRound.objects.get()

    response = checker.post("self-check/", do="end", round=str(one.round_id))

    assert response.status_code == 303
    assert Client().get(f"/check/{token}/").status_code == 404
    assert says(checker.get("history/"), "A round of the self-check was ended, with 0 replies.")
    assert checker.post("self-check/", do="end", round="x").status_code == 404


def test_members_answer_without_a_cookie_and_get_none():
    token = Checker().opened()
    member = Client(enforce_csrf_checks=True)

    seen = member.get(f"/check/{token}/")
    sent = member.post(f"/check/{token}/", a_form(), follow=True)

    assert not member.cookies
    assert seen["Referrer-Policy"] == "no-referrer"
    assert seen["Cache-Control"] == "private, no-store"
    assert says(sent, "Thank you. Your answers are counted.")
    assert CheckReply.objects.get().ratings == dict.fromkeys(TOPICS, 4)


def test_the_form_says_plainly_what_becomes_of_answers():
    response = Client().get(f"/check/{Checker().opened()}/")

    assert says(response, "We keep no name")
    assert says(response, "may be a public record")
    assert says(response, "Type no names, no cases")
    assert says(response, "Riverton Downtown")


def test_looking_spends_nothing():
    token = Checker().opened()

    for _ in range(3):
        Client().get(f"/check/{token}/")
        Client().head(f"/check/{token}/")

    assert Client().post(f"/check/{token}/", a_form()).status_code == 303
    assert CheckReply.objects.count() == 1


def test_a_form_sent_twice_counts_once():
    token, form = Checker().opened(), a_form()

    statuses = [Client().post(f"/check/{token}/", form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert CheckReply.objects.count() == 1


def test_what_is_missing_is_named_and_what_was_chosen_stays():
    token = Checker().opened()
    form = a_form(side="", rating__trust="", evidence__people="On March 4 <b>")

    response = Client().post(f"/check/{token}/", form)

    assert response.status_code == 422
    assert says(response, "Your side: Choose the side you work for.")
    assert says(response, "Trust: Choose a number from 1 to 5.")
    page = response.content.decode()
    assert 'value="On March 4 &lt;b&gt;"' in page
    assert page.count(" checked") == 4
    assert f'name="save" value="{form["save"]}"' in page
    assert not CheckReply.objects.exists()


def test_too_many_of_one_network_are_told_when_to_try_again(monkeypatch):
    monkeypatch.setattr(rounds, "NETWORK_REPLIES", rounds.Limit("few", most=1, seconds=3600))
    token = Checker().opened()
    Client().post(f"/check/{token}/", a_form())

    response = Client().post(f"/check/{token}/", a_form())

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response.content.decode().count(" checked") == 6


def test_unknown_ended_and_full_links_are_answered_the_same(monkeypatch):
    checker = Checker()
    ended = checker.opened()
    checker.end()
    full = checker.opened()
    monkeypatch.setattr(rounds, "MOST_REPLIES", 0)

    answers = [Client().get(f"/check/{token}/") for token in ("nothing", ended, full)]
    answers.append(Client().post(f"/check/{full}/", a_form()))

    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1
    assert says(answers[0], "The round it led to is over or full")


def test_below_three_replies_a_side_shows_only_how_many():
    checker = Checker()
    replied(checker.opened(), *[a_reply(POLICE, 1, 1, 1, 1, 1, trust="Secret line")] * 2, now=timezone.now())

    response = checker.get("self-check/")

    assert says(response, "2 replies; shown from 3")
    assert says(response, "it would tell what one person said")
    assert b"Secret line" not in response.content
    assert b"radar" not in response.content


def test_from_three_on_the_mean_and_the_lines_show_and_no_ones_own_answers():
    checker = Checker()
    checker.rate(POLICE, 5, 5, 5, 5, 5)
    replies = [a_reply(POLICE, n, 1, 2, 3, 4, trust=f"Line {n} <i>") for n in (1, 2, 2)]
    replied(checker.opened(), *replies, now=timezone.now())

    page = checker.page("self-check/")

    assert next(cells(page)) == "1 People 1.7 own: 5 – no rating – none yet"
    assert "mean of 3 members" in page
    assert "Line 2 &lt;i&gt;" in page
    assert says(checker.get("self-check/"), "People, within police: its own answer is 5, its members say 1.7.")


def test_rounds_are_compared_in_words():
    checker = Checker()
    for days_ago, rating in ((200, 2), (100, 3)):
        at = timezone.now() - timedelta(days=days_ago)
        token = checker.opened(days_ago=days_ago)
        for side in (POLICE, SECURITY):
            replied(token, *[a_reply(side, rating, 3, 3, 3, 4 - rating)] * 3, now=at)
        checker.end()

    response = checker.get("self-check/")

    assert says(response, "up 1 since")
    assert says(response, "down 1 since")
    assert response.content.decode().count('class="spark"') == 6


def test_without_rounds_the_months_of_the_answers_are_compared():
    checker = Checker()
    checker.rate(POLICE, 2, 2, 2, 2, 2, days_ago=90)
    checker.rate(POLICE, 4, 2, 2, 2, 1, base=1)

    response = checker.get("self-check/")

    assert says(response, "up 2 since")
    assert says(response, "the same as in")


def test_the_page_takes_at_most_eight_queries(django_assert_max_num_queries):
    checker = Checker()
    checker.rate(POLICE, 4, 5, 3, 2, 4)
    for n in range(4):
        replied(checker.opened(days_ago=100 - n), *[a_reply(POLICE, 1, 2, 3, 4, 5)] * 12, now=timezone.now())
        checker.end()
    token = checker.opened()

    with django_assert_max_num_queries(8):
        checker.page("self-check/")
    with django_assert_max_num_queries(8):
        Client().get(f"/check/{token}/")


def test_strangers_get_404_and_readers_of_a_sample_only_read():
    checker = Checker()
    checker.rate(POLICE, 4, 5, 3, 2, 4)

    assert a_stranger().get(f"{checker.url}self-check/").status_code == 404
    assert a_stranger().post(f"{checker.url}self-check/", {"do": "open", "name": "x"}).status_code == 404
    sample = checker.as_sample()
    page = sample.page("self-check/")
    assert 'value="open"' not in page
    assert "radar" in page
    assert sample.post("self-check/", do="open", name="x").status_code == 403
    assert not CheckRound.objects.exists()


def test_no_event_says_what_anyone_answered():
    checker = Checker()
    token = checker.opened()
    Client().post(f"/check/{token}/", a_form(evidence__trust="Secret"))
    checker.end()

    kinds = [*Event.objects.filter(kind__startswith="check.").values_list("kind", "detail").order_by("kind")]

    assert kinds == [("check.ended", {"replies": 1}), ("check.opened", {})]


def test_the_plan_file_of_the_page_holds_the_rounds():
    checker = Checker()
    replied(checker.opened(), *[a_reply(POLICE, 1, 2, 3, 4, 5)] * 3, now=timezone.now())

    data = checker.get("report.json").json()

    assert [one["name"] for one in data["rounds"]] == ["Spring"]
    assert len(data["rounds"][0]["replies"]) == 3
    assert "token" not in str(data)
