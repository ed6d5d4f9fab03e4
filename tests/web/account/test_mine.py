"""*Your account*: oneself, addresses, second factors and open sign-ins."""

from __future__ import annotations

import re
import time
from typing import Any
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from teamup.accounts.models import User
from tests.web.account.person import CODE, DANA, Person, read_mail, says

pytestmark = pytest.mark.django_db
HOUR = 3_600


@pytest.fixture
def dana() -> Person:
    person = Person()
    person.sign_in()
    mail.outbox.clear()
    return person


def an_hour_passes(person: Person) -> None:
    """Make the person's proof of who they are an hour old."""
    session = person.client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - HOUR} for record in session["account_authentication_methods"]
    ]
    session.save()


def secret_of(page: str) -> str:
    return re.search(r'account-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]


def app_code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_an_app(person: Person) -> str:
    """Set up an authenticator app and return its secret."""
    secret = secret_of(person.page("/account/app/"))
    done = person.client.post("/account/app/", {"code": app_code(secret)})
    assert done["Location"] == "/account/recovery-codes/", done.content
    return secret


# --- oneself ------------------------------------------------------------------------------------------------------


def test_a_person_says_who_they_are(dana):
    typed = {"name": "Capt. Dana Ruiz", "organization": "RPD", "title": "Captain", "time_zone": "America/New_York"}

    done = dana.client.post("/account/", typed)

    assert done.status_code == 303
    assert says(dana.client.get("/account/"), "Capt. Dana Ruiz")
    assert User.objects.get().time_zone == "America/New_York"


def test_what_does_not_fit_comes_back_with_a_sentence(dana):
    response = dana.client.post("/account/", {"name": "x" * 500, "time_zone": "UTC"})

    assert response.status_code == 422
    assert says(response, "Shorten this to 120 letters")
    assert b"x" * 500 in response.content


def test_the_page_takes_at_most_eight_queries(dana, django_assert_max_num_queries):
    with_an_app(dana)
    for _ in range(3):
        Person(client=Client()).ask()

    with django_assert_max_num_queries(8):
        dana.page()


def test_a_page_costs_who_is_not_signed_in_no_query(django_assert_num_queries):
    client = Client()
    client.get("/account/sign-in/")

    with django_assert_num_queries(0):
        client.get("/account/sign-in/")


def test_a_page_costs_who_is_signed_in_three_queries(dana, django_assert_num_queries):
    dana.page("/resume/")

    with django_assert_num_queries(3):  # the session, the person, their plans in the menu
        dana.page("/resume/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "addresses/",
        "addresses/code/",
        "sign-ins/",
        "confirm/",
        "app/",
        "app/off/",
        "passkeys/add/",
        "recovery-codes/new/",
    ],
)
def test_who_is_not_signed_in_is_sent_to_the_door(address):
    response = Client().get(f"/account/{address}")

    assert response.status_code in (302, 303)
    assert response["Location"].startswith("/account/sign-in/?next=/account/") or "%2F" in response["Location"]


def test_there_are_no_password_pages():
    for address in ("password/change/", "password/reset/", "password/set/", "signup/", "login/", "email/"):
        assert Client().get(f"/account/{address}").status_code == 404
        assert Client().get(f"/accounts/{address}").status_code == 404


# --- addresses ----------------------------------------------------------------------------------------------------


def add(person: Person, address: str) -> Any:
    asked = person.client.post("/account/addresses/", {"do": "add", "address": address})
    if asked.status_code != 303:
        return asked
    code = CODE.search(next(m.body for m in reversed(read_mail()) if m.to == [address.lower()]))[0]  # type: ignore[index]
    return person.client.post("/account/addresses/code/", {"code": code})


def test_an_address_is_added_with_the_code_that_is_mailed_to_it(dana):
    done = add(dana, "Dana@home.example")

    assert done["Location"] == "/account/addresses/"
    assert {one.email for one in EmailAddress.objects.all()} == {DANA, "dana@home.example"}
    assert [m.to for m in read_mail() if "changed" in m.subject] == [[DANA]]


def test_a_wrong_code_adds_nothing(dana):
    dana.client.post("/account/addresses/", {"do": "add", "address": "dana@home.example"})

    response = dana.client.post("/account/addresses/code/", {"code": "0000-0000"})

    assert says(response, "You can try 4 more times.")
    assert EmailAddress.objects.count() == 1


def test_an_address_of_another_account_is_told_only_to_who_reads_its_mail(dana):
    Person("eve@agency.gov").sign_in()

    asked = dana.client.post("/account/addresses/", {"do": "add", "address": "eve@agency.gov"})
    done = add(dana, "eve@agency.gov")

    assert asked.status_code == 303
    assert says(done, "Another account signs in with eve@agency.gov")


def test_mail_goes_where_the_person_says_and_the_old_address_hears_of_it(dana):
    add(dana, "dana@home.example")
    read_mail().clear()

    dana.client.post("/account/addresses/", {"do": "first", "address": "dana@home.example"})
    dana.client.post("/account/addresses/", {"do": "remove", "address": DANA})

    assert User.objects.get().email == "dana@home.example"
    assert EmailAddress.objects.count() == 1
    assert sorted(m.to[0] for m in read_mail()) == [DANA, "dana@home.example"]


def test_the_last_address_stays(dana):
    response = dana.client.post("/account/addresses/", {"do": "remove", "address": DANA})

    assert response.status_code == 422
    assert EmailAddress.objects.count() == 1


def test_a_code_that_was_asked_for_by_another_person_adds_nothing(dana):
    dana.client.post("/account/addresses/", {"do": "add", "address": "dana@home.example"})
    eve = Person("eve@agency.gov")
    eve.sign_in()
    eve.client.cookies["code-address"] = dana.client.cookies["code-address"].value

    response = eve.client.get("/account/addresses/code/")

    assert response["Location"] == "/account/addresses/"


# --- proof --------------------------------------------------------------------------------------------------------


def test_an_hour_after_signing_in_a_change_asks_who_one_is(dana):
    an_hour_passes(dana)

    sent = dana.client.get("/account/addresses/")

    assert sent["Location"] == "/account/confirm/?next=%2Faccount%2Faddresses%2F"


def test_a_code_by_mail_confirms_who_one_is(dana):
    an_hour_passes(dana)

    shown = dana.client.post("/account/confirm/", {"do": "mail", "next": "/account/app/"})
    code = CODE.search(read_mail()[-1].body)[0]
    done = dana.client.post("/account/confirm/", {"code": code, "next": "/account/app/"})

    assert says(shown, "We have mailed a code to dana@agency.gov")
    assert done["Location"] == "/account/app/"
    assert dana.client.get("/account/app/").status_code == 200


def test_confirming_leads_to_no_other_site(dana):
    an_hour_passes(dana)
    dana.client.post("/account/confirm/", {"do": "mail"})

    done = dana.client.post(
        "/account/confirm/", {"code": CODE.search(read_mail()[-1].body)[0], "next": "//evil.example"}
    )

    assert done["Location"] == "/account/"


def test_a_change_that_was_posted_without_proof_is_not_made(dana):
    add(dana, "dana@home.example")
    an_hour_passes(dana)

    response = dana.client.post("/account/addresses/", {"do": "remove", "address": "dana@home.example"})

    assert response.status_code == 303
    assert EmailAddress.objects.count() == 2
    assert says(dana.client.get(response["Location"]), "Nothing was changed yet")


def test_no_cookie_or_typing_of_a_request_is_kept_in_the_session(dana):
    an_hour_passes(dana)
    dana.client.cookies["browser"] = "a-secret-browser"

    dana.client.post("/account/addresses/", {"do": "add", "address": "typed@home.example"})

    assert "a-secret-browser" not in str(dana.client.session.items())


def test_who_has_a_second_factor_confirms_with_that(dana):
    with_an_app(dana)
    an_hour_passes(dana)

    sent = dana.client.get("/account/confirm/?next=/account/addresses/")

    assert sent["Location"] == "/account/confirm/app/?next=%2Faccount%2Faddresses%2F"


# --- the authenticator app and recovery codes -----------------------------------------------------------------------


def test_after_an_app_is_set_up_a_code_by_mail_is_not_enough(dana):
    secret = with_an_app(dana)
    elsewhere = Person()

    half = elsewhere.sign_in()
    is_in_half_way = elsewhere.is_in
    with mock.patch.object(totp.TOTP, "_mark_code_used", return_value=True):
        done = elsewhere.client.post(half["Location"], {"code": app_code(secret)})

    assert half["Location"] == "/account/sign-in/second/"
    assert not is_in_half_way
    assert done["Location"] == "/plans/"
    assert elsewhere.is_in


def test_the_wrong_code_of_an_app_is_refused_and_five_are_enough(dana):
    with_an_app(dana)
    elsewhere = Person()
    elsewhere.sign_in()

    answers = [elsewhere.client.post("/account/sign-in/second/", {"code": "000000"}) for _ in range(6)]

    assert says(answers[0], "That was not accepted")
    assert says(answers[5], "tried too often")
    assert not elsewhere.is_in


def test_a_recovery_code_lets_in_once(dana):
    with_an_app(dana)
    codes = re.findall(r"<li>(\d{8})</li>", dana.page("/account/recovery-codes/"))

    first, second = Person(), Person()
    for person in (first, second):
        person.sign_in()
        person.client.post("/account/sign-in/second/", {"code": codes[0]})

    assert len(codes) == 10
    assert (first.is_in, second.is_in) == (True, False)
    assert says(dana.client.get("/account/"), "9 codes are left.")


def test_recovery_codes_are_shown_once_and_can_be_downloaded_then(dana):
    with_an_app(dana)

    first, again = dana.page("/account/recovery-codes/"), dana.page("/account/recovery-codes/")

    (code, *_) = re.findall(r"<li>(\d{8})</li>", first)
    assert f"data:text/plain;charset=utf-8,{code}%0A" in first
    assert code not in again


def test_secrets_are_sealed_in_the_database(dana):
    secret = with_an_app(dana)

    kept = [row.data for row in Authenticator.objects.all()]

    assert secret not in str(kept)
    assert all(len(row.get("secret", row.get("seed"))) > 60 for row in kept)


def test_under_another_secret_of_the_site_no_code_fits_and_nothing_breaks(dana, settings):
    secret = with_an_app(dana)
    elsewhere = Person()
    elsewhere.sign_in()
    Authenticator.objects.filter(type="totp").update(data={"secret": "ab" * 60})

    response = elsewhere.client.post("/account/sign-in/second/", {"code": app_code(secret)})

    assert says(response, "That was not accepted")


def test_the_qr_code_is_a_picture_from_this_page(dana):
    page = dana.page("/account/app/")

    assert 'src="data:image/svg+xml;base64,' in page
    assert "http://" not in re.sub(r"http://www.w3.org\S+", "", page)


def test_turning_the_app_off_makes_mail_enough_again_and_is_told_by_mail(dana):
    with_an_app(dana)
    mail.outbox.clear()

    dana.client.post("/account/app/off/")

    assert not Authenticator.objects.exists()
    assert any("authenticator app" in message.body for message in read_mail())


def test_the_second_step_takes_no_forged_posts():
    strict = Client(enforce_csrf_checks=True)

    for address in ("sign-in/second/", "app/", "app/off/", "passkeys/add/", "addresses/", "confirm/", "sign-ins/", ""):
        assert strict.post(f"/account/{address}", {"code": "000000"}).status_code == 403, address


@pytest.mark.parametrize(
    "credential", ["", "{}", "null", "[]", '{"id": 1}', '{"response": {"userHandle": "eA"}}', "x" * 5000]
)
def test_a_made_up_passkey_opens_nothing(credential):
    person = Person()
    person.client.get("/account/sign-in/passkey/", headers={"accept": "application/json"})

    response = person.client.post("/account/sign-in/passkey/", {"credential": credential})

    assert response["Location"] == "/account/sign-in/"
    assert not person.is_in


# --- open sign-ins --------------------------------------------------------------------------------------------------

FIREFOX = {"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"}


def test_open_sign_ins_are_listed_in_words_and_one_is_ended(dana):
    other = Person(client=Client(headers=FIREFOX))
    other.sign_in()
    page = dana.page()

    (end,) = re.findall(r'name="end" value="(\d+)"', page)
    dana.client.post("/account/sign-ins/", {"end": end})

    assert "Firefox on Windows" in page
    assert other.client.get("/account/")["Location"].startswith("/account/sign-in/")
    assert dana.client.get("/account/").status_code == 200


def test_all_others_are_ended_at_once(dana):
    others = [Person(), Person()]
    for other in others:
        other.sign_in()

    dana.client.post("/account/sign-ins/", {"end": "others"})

    assert [other.is_in for other in others] == [False, False]
    assert dana.is_in


def test_nobody_ends_the_sign_ins_of_another_person(dana):
    eve = Person("eve@agency.gov")
    eve.sign_in()
    foreign = UserSession.objects.get(user_id=dana.client.session["_auth_user_id"]).pk

    eve.client.post("/account/sign-ins/", {"end": str(foreign)})

    assert dana.is_in


@pytest.mark.parametrize("end", ["", "0", "x", "9" * 30, "-1"])
def test_ending_what_is_not_there_ends_nothing(dana, end):
    other = Person()
    other.sign_in()

    assert dana.client.post("/account/sign-ins/", {"end": end}).status_code == 303

    assert other.is_in


def test_signing_out_ends_the_session_in_the_database(dana):
    key = dana.client.session.session_key

    dana.client.post("/account/sign-out/")

    assert not Session.objects.filter(session_key=key).exists()


# --- the head of every page -----------------------------------------------------------------------------------------


def test_every_page_offers_to_sign_in_or_names_who_is_in(dana):
    User.objects.update(name="Capt. Dana Ruiz")

    stranger, own = Client().get("/resume/").content.decode(), dana.page("/resume/")

    assert 'href="/account/sign-in/"' in stranger
    assert "Capt. Dana Ruiz" in own
    assert "Capt. Dana Ruiz" not in Client().get("/resume/").content.decode()


def test_account_pages_are_kept_by_no_cache(dana):
    with_an_app(dana)

    for address in ("", "addresses/", "app/off/", "recovery-codes/", "passkeys/add/", "confirm/app/"):
        response = dana.client.get(f"/account/{address}")
        assert "no-store" in response["Cache-Control"], address
