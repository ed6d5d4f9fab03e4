"""People and their addresses, devices in words, open sign-ins."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from teamup.accounts import devices, people
from teamup.accounts.company import Company, company_of
from teamup.accounts.errors import AddressTaken, BadDetails
from teamup.accounts.models import User
from teamup.delivery.errors import BadAddress
from tests.factories import NOW


def arrive(address: str = "dana@agency.gov", zone: str = "America/Chicago") -> people.Arrival:
    return people.arrive(address=address, time_zone=zone, now=NOW)


@pytest.mark.django_db
def test_a_new_address_makes_a_person_and_a_known_one_finds_them():
    first = arrive()
    second = arrive()

    assert (first.is_new, second.is_new) == (True, False)
    assert first.user == second.user
    assert (first.user.email, first.user.time_zone) == ("dana@agency.gov", "America/Chicago")
    assert not first.user.has_usable_password()


@pytest.mark.django_db
def test_a_person_made_by_the_host_gets_the_address_they_have_shown_to_be_theirs():
    made = User.objects.create_user("dana@agency.gov")

    arrived = arrive()

    assert arrived.user == made
    assert EmailAddress.objects.get().verified


@pytest.mark.django_db
def test_any_of_ones_addresses_signs_in():
    dana = arrive().user
    people.add_address(dana, "dana@home.example")

    assert people.find("dana@home.example") == dana


@pytest.mark.django_db
def test_an_address_of_another_account_cannot_be_added():
    arrive("eve@agency.gov")
    dana = arrive().user

    with pytest.raises(AddressTaken, match="Another account"):
        people.add_address(dana, "eve@agency.gov")


@pytest.mark.django_db
def test_mail_can_go_to_another_address_and_the_old_one_be_removed():
    dana = arrive().user
    people.add_address(dana, "dana@home.example")

    with pytest.raises(AddressTaken, match="Mail goes to this address"):
        people.remove_address(dana, "dana@agency.gov")
    people.make_first(dana, "dana@home.example")
    people.remove_address(dana, "dana@agency.gov")

    assert [one.email for one in people.addresses_of(dana)] == ["dana@home.example"]
    assert User.objects.get().email == "dana@home.example"
    assert people.find("dana@agency.gov") is None


@pytest.mark.django_db
def test_only_ones_own_address_can_be_chosen_for_mail():
    arrive("eve@agency.gov")

    with pytest.raises(AddressTaken, match="not one of your addresses"):
        people.make_first(arrive().user, "eve@agency.gov")


@pytest.mark.django_db
def test_an_account_has_ten_addresses_at_most():
    dana = arrive().user
    for n in range(9):
        people.add_address(dana, f"dana{n}@home.example")

    with pytest.raises(AddressTaken, match="Ten addresses"):
        people.check_can_add(dana, "dana@work.example")


@pytest.mark.django_db
def test_what_people_say_of_themselves_is_kept_in_one_line_each():
    dana = arrive().user

    people.describe(user=dana, name=" Dana\n Ruiz ", organization="RPD", title="", time_zone="America/New_York")

    assert (User.objects.get().name, User.objects.get().get_full_name()) == ("Dana Ruiz", "Dana Ruiz")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"), [({"name": "x" * 121}, "120 letters"), ({"time_zone": "Mars/Olympus"}, "Choose a time zone")]
)
def test_what_does_not_fit_is_refused_with_a_sentence(typed, sentence):
    known = {"name": "", "organization": "", "title": "", "time_zone": "UTC"}

    with pytest.raises(BadDetails, match=sentence):
        people.describe(user=arrive().user, **{**known, **typed})


def test_addresses_differ_by_case_to_nobody():
    assert people.clean_address(" Dana@Agency.GOV ") == "dana@agency.gov"


@pytest.mark.parametrize(
    "typed", ["", "dana", "a b@agency.gov", "a@b.gov, c@d.gov", f"{'x' * 300}@agency.gov", "a@b.gov\nBcc: c@d.gov"]
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(BadAddress):
        people.clean_address(typed)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/120 Safari/537 Edg/120", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17 Safari/604",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/120 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.0", "a browser we do not know"),
        ("", "a browser we do not know"),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert devices.words_of(agent) == words


def test_a_company_speaks_for_its_own_domains_only():
    acme = Company("oidc", "openid_connect", "Acme", ("acme.com",))

    assert company_of("dana@ACME.com", [acme]) == acme
    assert company_of("dana@acme.com.evil.example", [acme]) is None
    assert company_of("dana@sub.acme.com", [acme]) is None
