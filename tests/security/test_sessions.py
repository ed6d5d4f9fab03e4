"""Sessions of people who sign in: new at each sign-in, over when they should be, and worth nothing when guessed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from teamup.accounts.models import User
from teamup.core import ids
from teamup.web.account.seen import BEGAN, SEEN, renew
from tests.web.account.person import DANA, Person

pytestmark = pytest.mark.django_db
HOME = "/account/"


@pytest.fixture(autouse=True)
def _fresh(caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    caplog.set_level("CRITICAL")


@pytest.fixture
def dana() -> Person:
    person = Person()
    person.sign_in()
    return person


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_session_that_somebody_else_prepared_is_not_taken_over():
    dana, planted = Person(), "a" * 32
    dana.client.cookies[settings.SESSION_COOKIE_NAME] = planted
    dana.sign_in()

    assert key_of(dana.client) != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_each_sign_in_has_a_session_and_a_form_token_of_its_own(dana: Person):
    before, token = key_of(dana.client), dana.client.cookies[settings.CSRF_COOKIE_NAME].value
    dana.client.post("/account/sign-out/")
    dana.sign_in()

    assert key_of(dana.client) != before
    assert dana.client.cookies[settings.CSRF_COOKIE_NAME].value != token
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_key_has_more_than_128_random_bits(dana: Person):
    key = key_of(dana.client)

    assert len(key) == 32  # of 36 letters and digits: 165 bits
    assert key.isalnum()
    assert len({ids.new_token() for _ in range(1000)}) == 1000
    assert len(ids.new_token()) >= 43  # of 64 letters: 256 bits


def test_signing_out_ends_the_session_on_the_server(dana: Person):
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = key_of(dana.client)
    assert stolen.get(HOME).status_code == 200

    dana.client.post("/account/sign-out/")

    assert stolen.get(HOME).status_code == 302


def test_closing_an_account_ends_its_sessions_at_the_next_page(dana: Person):
    User.objects.filter(email=DANA).update(is_active=False)

    assert dana.client.get(HOME).status_code == 302


def at(dana: Person, **ago: float) -> Any:
    """Put the session's last visit and its beginning back in time."""
    session = dana.client.session
    session[SEEN] = int((timezone.now() - timedelta(**ago)).timestamp())
    session.save()
    return session


def test_a_session_ends_30_days_after_the_last_visit(dana: Person):
    assert settings.SESSION_COOKIE_AGE == 30 * 86_400
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert dana.client.get(HOME).status_code == 302


def test_a_session_ends_90_days_after_signing_in_however_often_it_is_used(dana: Person):
    began = timezone.now()
    session = dana.client.session
    for day in range(0, 89, 7):
        renew(session, began + timedelta(days=day))
        session.save()
        ends = Session.objects.get(session_key=session.session_key).expire_date
        assert ends <= began + timedelta(days=90, minutes=1) or day < 60

    assert abs(ends - (began + timedelta(days=90))) < timedelta(minutes=1)


def test_signing_in_again_begins_the_90_days_anew(dana: Person):
    session = dana.client.session
    session[BEGAN] = int((timezone.now() - timedelta(days=89)).timestamp())
    session.save()
    dana.client.post("/account/sign-out/")
    dana.sign_in()

    assert timezone.now().timestamp() - dana.client.session[BEGAN] < 60


def test_a_visit_renews_the_session_and_notes_nothing_new_within_the_hour(dana: Person):
    at(dana, minutes=59)
    dana.client.get(HOME)
    kept = dana.client.session[SEEN]
    at(dana, minutes=61)
    dana.client.get(HOME)

    assert kept < timezone.now().timestamp() - 3_000
    assert dana.client.session[SEEN] > timezone.now().timestamp() - 60


def test_no_session_key_or_token_is_in_an_address(dana: Person):
    page = dana.page(HOME)

    assert key_of(dana.client) not in page
    assert SESSION_KEY not in page


def test_who_does_not_sign_in_has_no_session():
    client = Client()
    client.get("/account/sign-in/")

    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()
