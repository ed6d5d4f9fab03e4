"""The door: an address, a code, and in. Nobody learns there who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teamup.accounts.company import Company
from teamup.accounts.models import User
from teamup.core.models import Allowance
from teamup.delivery import limits
from teamup.delivery.models import Notice
from teamup.plans.models import Member
from teamup.web.account import signin
from tests.web.account.person import DANA, Person, read_mail, says
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db


def test_a_stranger_with_a_mailbox_is_in_with_a_code_and_lands_on_their_plans():
    person = Person()

    asked = person.ask()
    done = person.type(person.code())

    assert (asked.status_code, asked["Location"]) == (303, "/account/sign-in/code/")
    assert done["Location"] == "/plans/"
    assert person.is_in
    assert User.objects.get().email == DANA


def test_signing_in_again_makes_nobody_new():
    Person().sign_in()

    Person().sign_in()

    assert User.objects.count() == 1


def test_the_plans_of_the_browser_become_the_persons_and_open_in_another_browser():
    visitor = Visitor()
    person = Person(client=visitor.client)

    done = person.sign_in()
    elsewhere = Person()
    elsewhere.sign_in()

    assert says(visitor.client.get("/account/"), "The plan of this browser is yours now")
    assert done["Location"] == "/plans/"
    assert elsewhere.client.get(visitor.url).status_code == 200
    assert Member.objects.get().role == "owner"


def test_after_signing_out_the_plan_is_not_open_in_that_browser_any_more():
    visitor = Visitor()
    person = Person(client=visitor.client)
    person.sign_in()

    person.client.post("/account/sign-out/")

    assert person.client.get(visitor.url).status_code == 404


def test_signing_out_leaves_what_the_browser_opens_by_itself():
    visitor = Visitor()
    with mock.patch("teamup.web.account.adapter._adopt"):
        Person(client=visitor.client).sign_in()

    visitor.client.post("/account/sign-out/")

    assert visitor.client.get(visitor.url).status_code == 200


def test_signing_out_takes_a_post():
    person = Person()
    person.sign_in()

    assert person.client.get("/account/sign-out/").status_code == 405
    assert person.is_in


# --- known and unknown are alike ---------------------------------------------------------------------------------


def test_known_and_unknown_addresses_get_the_same_page_and_one_mail_each():
    Person().sign_in()
    mail.outbox.clear()
    known, unknown = Person(), Person("nobody@agency.gov")

    first, second = known.ask(), unknown.ask()

    pages = [p.client.get("/account/sign-in/code/").content.decode().replace(p.address, "") for p in (known, unknown)]
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])
    letters = read_mail()
    assert [message.to for message in letters] == [[known.address], [unknown.address]]
    assert letters[0].subject == letters[1].subject
    assert _without_code(letters[0].body) == _without_code(letters[1].body)


def test_known_and_unknown_addresses_cost_the_same_work():
    Person().sign_in()
    Allowance.objects.all().delete()
    Person("warm@agency.gov").ask()

    known, unknown = _queries(DANA), _queries("nobody@agency.gov")

    assert known == unknown
    assert not any("accounts_user" in sql or "account_emailaddress" in sql for sql in known)


def _queries(address: str) -> list[str]:
    """Return the statements that asking for a code takes from a fresh network, without their values."""
    person = Person(address, Client(headers={"x-forwarded-for": f"192.0.2.{len(address)}"}))
    with CaptureQueriesContext(connection) as queries:
        person.ask()
    return [re.sub(r" (VALUES|WHERE|SET) .*|\"s\d+_x\d+\"", "", query["sql"]) for query in queries]


def test_a_wrong_code_is_told_apart_from_nothing_for_known_and_unknown():
    Person().sign_in()

    answers = []
    for person in (Person(), Person("nobody@agency.gov")):
        person.ask()
        response = person.type("0000-0000")
        answers.append((response.status_code, _without_tokens(response.content.decode().replace(person.address, ""))))

    assert answers[0] == answers[1]


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def _without_code(body: str) -> str:
    return re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", body)


# --- bad input has its sentence ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type an e-mail address."),
        ("dana", "is not an e-mail address"),
        ("dana ruiz@agency.gov", "is not an e-mail address"),
        ("x" * 300 + "@agency.gov", "Check it."),
        ("a@agency.gov, b@agency.gov", "more than one address"),
        ("<script>alert(1)</script>@agency.gov", "without a name"),
    ],
)
def test_what_is_no_address_gets_a_sentence_and_comes_back(typed, sentence):
    response = Person(typed).ask()

    assert response.status_code == 422
    assert says(response, sentence) or sentence in response.content.decode()
    assert b"<script>alert" not in response.content
    assert not Notice.objects.exists()


def test_spaces_around_an_address_and_capitals_do_not_matter():
    Person().sign_in()

    shouting = Person("  DANA@Agency.gov ")
    shouting.ask()
    shouting.address = DANA
    shouting.type(shouting.code())

    assert shouting.is_in
    assert User.objects.count() == 1


def test_a_code_may_be_typed_with_spaces_and_in_lower_case():
    person = Person()
    person.ask()

    person.type(f" {person.code().lower().replace('-', ' ')} ")

    assert person.is_in


def test_a_wrong_code_says_how_many_tries_are_left_and_keeps_what_was_typed():
    person = Person()
    person.ask()

    response = person.type("1234-ABCD")

    assert response.status_code == 422
    assert says(response, "You can try 4 more times.")
    assert b'value="1234-ABCD"' in response.content


def test_after_five_wrong_codes_the_right_one_does_not_open_either():
    person = Person()
    person.ask()
    code = person.code()
    for _ in range(5):
        last = person.type("0000-0000")

    response = person.type(code)

    assert says(last, "That was the fifth wrong code")
    assert says(response, "Five wrong codes were typed")
    assert says(response, "Mail me a new code")
    assert not person.is_in


def test_an_old_code_says_that_it_is_old():
    person = Person()
    person.ask()
    code = person.code()

    with mock.patch.object(signin, "now", return_value=timezone.now() + timedelta(minutes=11)):
        response = person.type(code)

    assert says(response, "This code is older than 10 minutes. Ask for a new one.")
    assert not person.is_in


def test_a_code_works_once():
    person = Person()
    person.ask()
    code, cookie = person.code(), person.client.cookies["code-sign-in"].value
    person.type(code)
    person.client.post("/account/sign-out/")
    person.client.cookies["code-sign-in"] = cookie

    response = person.type(code)

    assert says(response, "This code was used already. Ask for a new one.")
    assert not person.is_in


def test_a_code_works_only_in_the_browser_that_asked_for_it():
    person = Person()
    person.ask()

    elsewhere = Person()
    response = elsewhere.type(person.code())

    assert response.status_code == 409
    assert says(response, "a code works in the browser that asked for it")
    assert not elsewhere.is_in


def test_nobody_can_make_up_what_the_browser_asked_for():
    person = Person()
    person.ask()
    cookie = person.client.cookies["code-sign-in"].value
    person.client.cookies["code-sign-in"] = cookie[:-3] + "abc"

    response = person.client.get("/account/sign-in/code/")

    assert says(response, "No code was asked for in this browser")


def test_the_mail_can_be_had_again_after_a_pause():
    person = Person()
    person.ask()

    early = person.client.post("/account/sign-in/code/", {"do": "again"})
    with mock.patch.object(signin, "now", return_value=timezone.now() + timedelta(minutes=1)):
        later = person.client.post("/account/sign-in/code/", {"do": "again"})

    assert (early.status_code, later.status_code) == (429, 303)
    assert Notice.objects.count() == 2


def test_too_many_codes_say_when_to_come_back():
    for _ in range(limits.CODES_ADDRESS_HOUR.most):
        Person().ask()

    response = Person().ask()

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert says(response, "as many codes as one address may get")


def test_a_closed_account_is_told_only_to_its_owner():
    Person().sign_in()
    User.objects.update(is_active=False)

    person = Person()
    asked = person.ask()
    done = person.client.get(person.type(person.code())["Location"])

    assert asked.status_code == 303
    assert done.status_code == 403
    assert says(done, "This account is closed")
    assert not person.is_in


def test_closing_an_account_ends_its_open_sign_ins_at_once():
    person = Person()
    person.sign_in()

    User.objects.update(is_active=False)

    assert person.client.get("/account/")["Location"].startswith("/account/sign-in/")


# --- where one goes on to ----------------------------------------------------------------------------------------


def test_signing_in_goes_on_to_the_page_that_asked_for_it():
    person = Person()

    sent = person.client.get("/account/")
    done = person.sign_in(next="/account/?a=b")

    assert sent["Location"] == "/account/sign-in/?next=/account/"
    assert done["Location"] == "/account/?a=b"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "/\t/evil.example",
        "http://testserver/plans/",
        "evil",
    ],
)
def test_signing_in_never_leads_to_another_site(elsewhere):
    person = Person()

    done = person.sign_in(next=elsewhere)
    again = person.client.get("/account/sign-in/", {"next": elsewhere})

    assert done["Location"] == "/plans/"
    assert again["Location"] == "/plans/"


def test_a_host_that_is_not_ours_is_refused():
    response = Client(headers={"host": "evil.example"}).post("/account/sign-in/", {"address": DANA})

    assert response.status_code == 400
    assert not Notice.objects.exists()


def test_no_mail_repeats_the_host_of_the_request(settings):
    settings.ALLOWED_HOSTS = ["*"]
    person = Person(client=Client(headers={"host": "evil.example"}))

    person.ask()

    (message,) = read_mail()
    assert "evil.example" not in message.message().as_string()


def test_the_door_takes_no_forged_posts():
    strict = Client(enforce_csrf_checks=True)

    for address in ("/account/sign-in/", "/account/sign-in/code/", "/account/sign-out/", "/account/sign-in/passkey/"):
        assert strict.post(address, {"address": DANA}).status_code == 403, address

    assert not Notice.objects.exists()


# --- the session --------------------------------------------------------------------------------------------------


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in():
    person = Person()
    person.client.get("/account/sign-in/passkey/", headers={"accept": "application/json"})
    planted, lasts = person.client.cookies["session"].value, person.client.cookies["session"]["max-age"]

    person.sign_in()

    assert planted
    assert (lasts, person.client.cookies["session"]["max-age"]) == (15 * 60, 30 * 86_400)
    assert person.client.cookies["session"].value != planted
    eve = Person()
    eve.client.cookies["session"] = planted
    assert eve.client.get("/account/")["Location"].startswith("/account/sign-in/")


def test_the_session_cookie_is_kept_from_scripts_and_other_sites_for_thirty_days():
    person = Person()

    person.sign_in()

    cookie = person.client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 86_400


def test_asking_for_a_code_makes_no_session():
    person = Person()

    person.ask()

    assert "session" not in person.client.cookies


# --- a company's own sign-in ---------------------------------------------------------------------------------------


def test_people_of_a_company_with_its_own_sign_in_get_no_code(settings, monkeypatch):
    settings.COMPANIES = (Company("oidc", "openid_connect", "Acme", ("acme.com",)),)
    monkeypatch.setattr(signin, "company_url", lambda company, onward="": f"/somewhere/?next={onward}")

    response = Person("dana@acme.com").ask(next="/account/")

    assert says(response, "Acme has its own sign-in")
    assert b"/somewhere/?next=/account/" in response.content
    assert not Notice.objects.exists()
