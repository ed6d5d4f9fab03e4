"""Both sides agree to a version, each at their own browser, and a council reads it through a link."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.agreeing import confirm, link_for, make_link, own, put_forward
from tests.journeys.conftest import NewVisitor
from tests.journeys.signing_in import a_fresh_address, code_for

LESSON = "starting/mission/"
MISSION = "What is your mission, in one or two sentences?"


def test_two_people_agree_to_a_version_and_a_council_reads_it(new_visitor: NewVisitor) -> None:
    maria, sam, council = new_visitor(), new_visitor(), new_visitor(java_script_enabled=False)
    address = a_fresh_address("sam")
    plan = own(maria)
    maria.go(plan + LESSON)
    maria.field(MISSION).fill("We keep the garages safe.")
    maria.is_saved()
    put_forward(maria, plan, address)

    confirm(maria, "Chief Maria Núñez", "Chief of Police")
    maria.says(re.compile("Your name, title and the time are on record"))

    sam.go(link_for(address))
    sam.follow("Sign in")
    sam.field("Your e-mail address").fill(address)
    sam.press("Mail me a code")
    sam.field("The code in the mail").fill(code_for(address))
    sam.press("Sign in")
    expect(sam.page.locator(".report")).to_contain_text("We keep the garages safe.")
    confirm(sam, "Sam Keller", "Director of Security")
    sam.says(re.compile("Everybody who was asked has agreed"))

    maria.go(plan + LESSON)
    maria.field(MISSION).fill("We keep the garages safe. Always.")
    maria.is_saved()
    maria.go(plan + "agreement/")
    maria.says(re.compile("1 answer has changed since"))
    council.go(make_link(maria, plan))
    expect(council.page.locator(".report")).to_contain_text(re.compile("Agreed by Chief Maria Núñez and Sam Keller on"))
    expect(council.page.locator(".report")).to_contain_text("1 answer has changed since.")
    maria.go(plan + "share/")
    expect(maria.page.locator(".share-line")).to_contain_text("Opened 1 time")
