"""What is an address, and what is a trick."""

import pytest

from teamup.delivery import addresses, notes, sealed
from teamup.delivery.errors import BadAddress, BadNote


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" maria@agency.gov \n", "maria@agency.gov"),
        ("Maria.Nunez+plan@Agency.GOV", "Maria.Nunez+plan@agency.gov"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("o'neil@police.example", "o'neil@police.example"),
    ],
)
def test_a_plain_address_is_taken(typed, address):
    assert addresses.clean(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "maria",
        "maria@",
        "@agency.gov",
        "maria@agency",
        "maria@localhost",
        "maria@[127.0.0.1]",
        "a@b.org, c@d.org",
        "a@b.org;c@d.org",
        "a@b.org c@d.org",
        "a@b.org\nBcc: all@d.org",
        "a@b.org\r\n\r\nHello",
        "a@b.org%0aBcc:x@y.org\n",
        "Maria <maria@agency.gov>",
        '"maria@agency.gov, x"@agency.gov',
        "maria@agency.gov\x00",
        "maria@agency.gov\u2028Bcc: x@y.org",
        "ma\u200bria@agency.gov",
        "marïa@agency.gov",
        "maria@@agency.gov",
        "maria@agency..gov",
        "maria@-agency.gov",
        "(comment)maria@agency.gov",
        "m" * 65 + "@agency.gov",
        "maria@" + "a" * 250 + ".gov",
    ],
)
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(BadAddress) as caught:
        addresses.clean(typed)

    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


def test_a_list_is_split_at_line_ends_commas_and_semicolons():
    assert addresses.split("a@b.org, c@d.org;\r\n\n e@f.org ") == ("a@b.org", "c@d.org", "e@f.org")


def test_an_address_that_is_typed_twice_gets_one_letter():
    assert addresses.without_repeats(["A@b.org", "c@d.org", "a@B.org"]) == ("A@b.org", "c@d.org")


def test_what_stays_of_an_address_does_not_say_whose_it_is():
    assert addresses.mask("maria@agency.gov") == "m…@agency.gov"


@pytest.mark.parametrize("typed", ["See http://bad.example", "www.bad.example", "write to x@y.org", "bad.example/win"])
def test_a_note_with_a_link_in_it_is_refused(typed):
    with pytest.raises(BadNote, match="Leave web and mail addresses out"):
        notes.clean_note(typed)


def test_a_note_of_plain_words_keeps_its_lines():
    assert notes.clean_note(" Hello Sam.\r\nAt 2 p.m. in the U.S. Bank tower?\x00 ") == (
        "Hello Sam.\nAt 2 p.m. in the U.S. Bank tower?"
    )


def test_a_long_note_is_refused():
    with pytest.raises(BadNote, match="600 characters"):
        notes.clean_note("a " * 400)


def test_a_subject_is_one_short_line():
    line = notes.one_line("Plan\r\nBcc: x\x00\u2028" + "y" * 300)

    assert line.startswith("Plan Bcc: x y")
    assert len(line) == notes.LONGEST_SUBJECT


def test_a_sealed_key_opens_on_this_site_only(settings):
    sealed_key = sealed.seal("7QK4-M2XP-9RTH-D0V3")

    assert "7QK4" not in sealed_key
    assert sealed.unseal(sealed_key) == "7QK4-M2XP-9RTH-D0V3"
    assert sealed.seal("7QK4-M2XP-9RTH-D0V3") != sealed_key
    settings.SECRET_KEY = "another-" + "y" * 40
    with pytest.raises(ValueError, match="another secret key"):
        sealed.unseal(sealed_key)
