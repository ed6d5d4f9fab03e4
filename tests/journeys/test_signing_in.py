"""Signing in by code and by passkey, a second browser, and what a second factor asks for."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.signing_in import a_fresh_address, ask, code_for, sign_in
from tests.journeys.visitor import Visitor
from tests.races.site import Site

LESSON = "starting/mission/"
MISSION = "What is your mission, in one or two sentences?"


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30))


def test_a_plan_begun_without_an_account_is_the_persons_own_in_a_second_browser(new_visitor: NewVisitor) -> None:
    dana, address = new_visitor(), a_fresh_address()
    plan = dana.begin_quickly(name="Garages of Mill Street")
    dana.follow("Sign in")
    dana.field("Your e-mail address").fill(address)
    dana.press("Mail me a code")
    dana.field("The code in the mail").fill(f" {code_for(address).lower().replace('-', ' ')} ")
    dana.press("Sign in")
    dana.says(re.compile("The plan of this browser is yours now"))

    at_home = new_visitor()
    sign_in(at_home, address, number=2)
    expect(at_home.page).to_have_url(re.compile("/plans/$"))
    at_home.go(plan + LESSON)
    at_home.field(MISSION).fill("We keep the garages safe.")
    at_home.is_saved()

    dana.go("/account/")
    dana.says("Where you are signed in")
    dana.press("End all others")
    dana.says("One sign-in was ended.")
    at_home.go("/account/")
    expect(at_home.page).to_have_url(re.compile("/account/sign-in/"))
    assert at_home.page.context.request.get(plan).status == 404
    dana.go(plan + LESSON)
    expect(dana.field(MISSION)).to_have_value("We keep the garages safe.")


def test_signing_out_on_a_shared_computer_leaves_no_plan_open(visitor: Visitor) -> None:
    plan = visitor.begin_quickly()
    sign_in(visitor, a_fresh_address())
    visitor.go(plan)

    visitor.page.locator(".top__account summary").click()
    visitor.press("Sign out")

    visitor.says(re.compile("You are signed out in this browser"))
    assert visitor.page.context.request.get(plan).status == 404


def test_signing_in_works_without_scripts_and_brings_back_what_was_wrong(new_visitor: NewVisitor) -> None:
    visitor, address = new_visitor(java_script_enabled=False), a_fresh_address()
    ask(visitor, address)

    visitor.field("The code in the mail").fill("0000-0000")
    visitor.press("Sign in")
    visitor.says(re.compile("You can try 4 more times"))
    visitor.field("The code in the mail").fill(code_for(address))
    visitor.press("Sign in")

    visitor.says(f"You are signed in as {address}.")


def test_an_authenticator_app_is_set_up_and_asked_for_and_a_recovery_code_helps(new_visitor: NewVisitor) -> None:
    dana, address = new_visitor(), a_fresh_address()
    sign_in(dana, address)
    dana.go("/account/")
    dana.follow("Set up an authenticator app")
    assert dana.page.locator(".account-qr").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    dana.field("Code").fill(app_code(dana.page.locator(".account-secret").inner_text()))
    dana.press("Set it up")
    dana.says("The authenticator app is set up.")
    codes = dana.download("Download").decode().split()

    elsewhere = new_visitor()
    sign_in(elsewhere, address, number=2)
    elsewhere.says("One more step")
    elsewhere.field("Code").fill("123456")
    elsewhere.press("Sign in")
    elsewhere.says("That was not accepted. Please try again.")
    elsewhere.field("Code").fill(codes[0])
    elsewhere.press("Sign in")

    elsewhere.says(f"You are signed in as {address}.")
    elsewhere.go("/account/")
    elsewhere.says(re.compile("9 codes are left"))


def test_a_passkey_signs_in_by_itself_and_stands_in_for_the_second_step(new_visitor: NewVisitor, site: Site) -> None:
    dana, address = new_visitor(base_url=site.url.replace("127.0.0.1", "localhost")), a_fresh_address()
    dana.url = site.url.replace("127.0.0.1", "localhost")
    devtools = dana.context.new_cdp_session(dana.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    phone = {**options, "isUserVerified": True, "automaticPresenceSimulation": True}
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    sign_in(dana, address)
    dana.go("/account/")
    dana.follow("Add a passkey")
    dana.field("What you will know it by").fill("My phone")
    dana.press("Add the passkey")
    dana.says("The passkey is added.")
    dana.says(re.compile("Shown only now"))

    dana.go("/account/")
    dana.press("Sign out here")
    dana.go("/account/sign-in/")
    dana.press("Use a passkey")
    dana.says(f"You are signed in as {address}.")
    dana.go("/account/")
    dana.says("My phone")

    dana.press("Sign out here")
    sign_in(dana, address, number=2)
    dana.says("One more step")
    dana.press("Use a passkey")
    dana.says(f"You are signed in as {address}.")

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False})
    dana.go("/account/")
    dana.press("Sign out here")
    dana.go("/account/sign-in/")
    dana.press("Use a passkey")
    dana.says("Nothing was confirmed. Try again, or use another way.")
