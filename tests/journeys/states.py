"""Every kind of page in every state: how a visitor gets there."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Route, expect

from tests.journeys import agreeing
from tests.journeys.filled import INVENTED_ID, RECORD_ID, Filled, save
from tests.journeys.signing_in import a_fresh_address, ask, sign_in
from tests.journeys.visitor import Visitor

Reach = Callable[[Visitor, Filled], None]
MISSION = "starting/mission/"
TOO_LONG = "word " * 400


def at(address: str) -> Reach:
    """Go to an address of the site."""
    return lambda visitor, filled: visitor.go(address) and None


def of_plan(address: str) -> Reach:
    """Go to an address of the filled plan."""

    def reach(visitor: Visitor, filled: Filled) -> None:
        answer = visitor.page.goto(filled.address + address)
        assert answer is not None
        assert answer.ok, "the plan that all states share is not this browser's any more"

    return reach


def fresh(address: str) -> Reach:
    """Begin a plan, and go to an address of it."""
    return lambda visitor, filled: visitor.go(visitor.begin_quickly() + address) and None


def no_plans(visitor: Visitor, filled: Filled) -> None:
    """Look for plans in a browser that has none."""
    visitor.context.clear_cookies()
    visitor.go("/plans/")


def opening_error(visitor: Visitor, filled: Filled) -> None:
    """Begin without an answer."""
    visitor.go("/plans/new/")
    visitor.press("Begin the plan")
    visitor.says("2 answers need a look")


def opening_again(visitor: Visitor, filled: Filled) -> None:
    """Begin, and go back to the opening page."""
    visitor.begin(name="Begun already")
    visitor.page.go_back()
    expect(visitor.field(re.compile("What will you call it"))).to_have_value("Begun already")


def worksheet_error(visitor: Visitor, filled: Filled) -> None:
    """Post a worksheet without scripts, with a text that is too long."""
    visitor.go(visitor.begin_quickly() + MISSION)
    visitor.page.evaluate(
        "text => { const box = document.querySelector('.worksheet textarea'); box.value = text; box.form.submit(); }",
        TOO_LONG,
    )
    visitor.says("One answer could not be saved yet")


def field_error(visitor: Visitor, filled: Filled) -> None:
    """Type what cannot be saved, with scripts."""
    visitor.go(visitor.begin_quickly() + MISSION)
    visitor.page.locator(".worksheet textarea").first.fill(TOO_LONG)
    visitor.page.locator("h1").click()
    visitor.says("Not saved: see the note")


def conflict(visitor: Visitor, filled: Filled) -> None:
    """Type what another has just changed."""
    address = visitor.begin_quickly()
    save(visitor, address, "mission", "We keep the three garages on Mill Street safe.")
    visitor.go(address + MISSION)
    save(visitor, address, "mission", "We keep the hospital on Oak Avenue safe at night.", base=1)
    visitor.page.locator(".worksheet textarea").first.fill("We keep the mall on Second Street calm by day.")
    visitor.page.locator("h1").click()
    visitor.says("Two versions of this answer")


def offline(visitor: Visitor, filled: Filled) -> None:
    """Type without a network."""
    visitor.go(visitor.begin_quickly() + MISSION)
    visitor.context.set_offline(True)
    visitor.page.locator(".worksheet textarea").first.fill("Typed in a tunnel.")
    visitor.page.locator("h1").click()
    visitor.says("Offline: kept on this device")


def busy(visitor: Visitor, filled: Filled) -> None:
    """Type while the server answers 503."""
    visitor.go(visitor.begin_quickly() + MISSION)
    visitor.page.route("**/answers/**", lambda route: refuse(route, 503))
    visitor.page.locator(".worksheet textarea").first.fill("Typed while it was busy.")
    visitor.page.locator("h1").click()
    visitor.says("The site is busy: kept on this device, trying again")


def refuse(route: Route, status: int) -> None:
    """Answer a request as a server in trouble does."""
    route.fulfill(status=status, content_type="application/json", body=json.dumps({"errors": ["Try again later."]}))


def saved(visitor: Visitor, filled: Filled) -> None:
    """Save an answer; the plan so far is drawn anew."""
    visitor.go(visitor.begin_quickly() + MISSION)
    visitor.page.locator(".worksheet textarea").first.fill("We keep downtown safe, together.")
    visitor.page.locator("h1").click()
    visitor.is_saved()
    expect(visitor.page.locator("#sofar")).to_contain_text("We keep downtown safe, together.")


def step_error(visitor: Visitor, filled: Filled) -> None:
    """Add a step without words."""
    visitor.go(visitor.begin_quickly() + "steps/")
    visitor.page.evaluate("document.querySelector('.step-new form').noValidate = true")
    visitor.press("Add the step")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()


def step_conflict(visitor: Visitor, filled: Filled) -> None:
    """Change a step that another has just changed."""
    visitor.go(visitor.begin_quickly() + "steps/")
    visitor.page.locator("#new-what").fill("Call the owners")
    visitor.press("Add the step")
    row = visitor.page.locator("tr.step").first
    address = row.locator("[data-save-url]").get_attribute("data-save-url")
    token = next(c["value"] for c in visitor.context.cookies() if c["name"] == "csrftoken")
    theirs = {"base": "1", "save": str(uuid.uuid4()), "status": "done", "was.status": "planned"}
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    visitor.context.request.post(f"{visitor.url}{address}", form=theirs, headers=headers)
    row.locator("select").select_option("started")
    expect(row.locator(".conflict")).to_be_visible()


def step_page(visitor: Visitor, filled: Filled) -> None:
    """Open one step."""
    visitor.go(filled.address + "steps/")
    visitor.page.locator("a.step__what").first.click()
    expect(visitor.page.get_by_role("button", name="Save the step")).to_be_visible()


def named_version(visitor: Visitor, filled: Filled) -> None:
    """Name a plan, change an answer, and look at the version."""
    address = visitor.begin_quickly()
    save(visitor, address, "mission", "We keep the three garages on Mill Street safe.")
    visitor.go(address + "versions/")
    visitor.field("Name").fill("As sent to the council")
    visitor.press("Keep this version")
    visitor.says(re.compile("is kept as version 1"))
    save(visitor, address, "mission", "We keep the three garages and the mall on Mill Street safe.", base=1)
    visitor.follow("As sent to the council")
    visitor.says("Restore all of it")


def version_report(visitor: Visitor, filled: Filled) -> None:
    """Read the report of a version."""
    named_version(visitor, filled)
    visitor.follow("Read its report")
    visitor.says(re.compile("Version 1, “As sent to the council”"))


def version_error(visitor: Visitor, filled: Filled) -> None:
    """Name a plan twice in the same way."""
    named_version(visitor, filled)
    visitor.follow("Named versions")
    visitor.field("Name").fill("as sent to the council")
    visitor.press("Keep this version")
    visitor.says(re.compile("There is a version with this name already"))


def email_error(visitor: Visitor, filled: Filled) -> None:
    """Send to what is no address."""
    visitor.go(visitor.begin_quickly() + "email/")
    visitor.field("Your address").fill("nobody at all")
    visitor.press("Send the report", exact=False)
    visitor.says("Nothing was sent yet")


def email_queued(visitor: Visitor, filled: Filled) -> None:
    """Send the report to oneself."""
    visitor.go(visitor.begin_quickly() + "email/")
    visitor.field("Your address").fill("maria@example.org")
    visitor.press("Send the report", exact=False)
    visitor.says("What became of your letters")


def settings_error(visitor: Visitor, filled: Filled) -> None:
    """Post the settings without scripts, with a name that is too long."""
    visitor.go(visitor.begin_quickly() + "settings/")
    visitor.page.evaluate(
        "text => { const box = document.getElementById('plan_name.joint'); box.value = text; box.form.submit(); }",
        TOO_LONG,
    )
    visitor.says("One answer could not be saved")


def resume_error(visitor: Visitor, filled: Filled) -> None:
    """Type a key that opens nothing."""
    visitor.go("/resume/")
    visitor.field("The plan's key").fill("0000-0000-0000-0000")
    visitor.press("Open the plan")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()


def load_file(visitor: Visitor, data: bytes) -> None:
    """Choose a plan file and look at what is in it."""
    visitor.go("/plans/load/")
    visitor.field("The plan's file").set_input_files({"name": "plan.json", "mimeType": "text/plain", "buffer": data})
    visitor.press("See what is in it")


def load_error(visitor: Visitor, filled: Filled) -> None:
    """Choose a file that is no plan."""
    load_file(visitor, b"Buy milk")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()


def loaded(visitor: Visitor, filled: Filled) -> None:
    """Look at the file of a plan that is not in this browser."""
    load_file(visitor, visitor.context.request.get(f"/plans/{INVENTED_ID}/report.json").body())
    visitor.says("Make it a plan here")


def loaded_beside(visitor: Visitor, filled: Filled) -> None:
    """Look at a file of the filled plan, with an answer that is new and one that differs."""
    found = visitor.context.request.get(f"{filled.address}report.json").json()
    for answer in found["answers"]:
        if answer["question"] == "mission":
            answer["value"] += " And more."
    found["answers"].append({**found["answers"][0], "question": "asked_then", "value": "What was said then"})
    load_file(visitor, json.dumps(found).encode())
    visitor.says("Put them together")


def delete_error(visitor: Visitor, filled: Filled) -> None:
    """Delete with the wrong word."""
    visitor.go(visitor.begin_quickly() + "delete/")
    visitor.page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
    visitor.page.locator("details.danger summary").click()
    visitor.page.locator("#word").fill("no")
    visitor.press("Delete for good")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()


def archived(visitor: Visitor, filled: Filled) -> None:
    """Archive a plan; undo is offered."""
    visitor.begin_quickly()
    visitor.go(visitor.begin_quickly())
    visitor.go("/plans/")
    visitor.press(re.compile("^Archive"))
    visitor.says(re.compile("is archived"))
    visitor.page.locator("#archived summary").click()


def deleted(visitor: Visitor, filled: Filled) -> str:
    """Delete a plan that can come back, and look at the list."""
    address = visitor.begin_quickly()
    visitor.go(address + "delete/")
    visitor.press("Delete the plan")
    visitor.says("Recently deleted")
    return address


def deleted_error(visitor: Visitor, filled: Filled) -> None:
    """Delete a plan for good, with the wrong word."""
    visitor.go(deleted(visitor, filled) + "deleted/")
    visitor.page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
    visitor.page.locator("#word").fill("no")
    visitor.press("Delete for good")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()


def copy_error(visitor: Visitor, filled: Filled) -> None:
    """Copy a plan without a name."""
    visitor.go(filled.address + "copy/")
    visitor.page.locator("label[for=dates-shift]").click()
    visitor.press("Make the copy")
    visitor.says("No copy was made yet")


def form_again(visitor: Visitor, filled: Filled) -> None:
    """Post a form whose token has gone."""
    visitor.go(visitor.begin_quickly() + "steps/")
    visitor.context.clear_cookies(name="csrftoken")
    visitor.page.locator("#new-what").fill("Call the owners")
    visitor.press("Add the step")
    visitor.says("Please send it again")


def check_form(visitor: Visitor, filled: Filled) -> None:
    """Open a round of the self-check, and follow its link as a member would."""
    visitor.go(visitor.begin_quickly() + "self-check/")
    visitor.press("Open a round")
    visitor.go(visitor.page.locator("#check-link").inner_text().strip())
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def sign_in_error(visitor: Visitor, filled: Filled) -> None:
    """Type what is no address at the door."""
    visitor.go("/account/sign-in/")
    visitor.page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
    visitor.field("Your e-mail address").fill("dana")
    visitor.press("Mail me a code")
    visitor.says(re.compile("is not an e-mail address"))


def code_asked(visitor: Visitor, filled: Filled) -> None:
    """Ask for a code."""
    ask(visitor, a_fresh_address())


def code_error(visitor: Visitor, filled: Filled) -> None:
    """Type a wrong code."""
    ask(visitor, a_fresh_address())
    visitor.field("The code in the mail").fill("0000-0000")
    visitor.press("Sign in")
    visitor.says(re.compile("4 more times"))


def code_spent(visitor: Visitor, filled: Filled) -> None:
    """Type five wrong codes."""
    ask(visitor, a_fresh_address())
    for _ in range(5):
        visitor.field("The code in the mail").fill("0000-0000")
        visitor.press("Sign in")
    visitor.says(re.compile("fifth wrong code"))


def signed_in(address: str) -> Reach:
    """Sign in with a fresh address, in a browser without plans, and go to an address of the site."""

    def reach(visitor: Visitor, filled: Filled) -> None:
        visitor.context.clear_cookies()
        sign_in(visitor, a_fresh_address())
        visitor.says(re.compile("You are signed in as"))
        visitor.go(address)

    return reach


def with_an_app(visitor: Visitor, filled: Filled) -> None:
    """Set up an authenticator app; recovery codes are shown."""
    signed_in("/account/app/")(visitor, filled)
    secret = visitor.page.locator(".account-secret").inner_text().replace(" ", "")
    visitor.field("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    visitor.press("Set it up")
    visitor.says(re.compile("Shown only now"))


def protected(visitor: Visitor, filled: Filled) -> None:
    """Look at an account with an authenticator app."""
    with_an_app(visitor, filled)
    visitor.go("/account/")


def second_step(visitor: Visitor, filled: Filled) -> None:
    """Sign in where a second factor is asked for, and type a wrong code."""
    address = a_fresh_address()
    visitor.context.clear_cookies()
    sign_in(visitor, address)
    visitor.go("/account/app/")
    secret = visitor.page.locator(".account-secret").inner_text().replace(" ", "")
    visitor.field("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    visitor.press("Set it up")
    visitor.context.clear_cookies()
    sign_in(visitor, address, number=2)
    visitor.says("One more step")
    visitor.field("Code").fill("000000")
    visitor.press("Sign in")
    visitor.says(re.compile("That was not accepted"))


def people_of_owner(visitor: Visitor, filled: Filled) -> None:
    """Own a plan by name, with an invitation that waits, a code to read out, and a member's row unfolded."""
    visitor.context.clear_cookies()  # signing in would make the plan that all states share one's own
    address = visitor.begin_quickly()
    sign_in(visitor, a_fresh_address())
    visitor.go(f"{address}people/")
    visitor.choose("Security")
    visitor.field("E-mail addresses").fill(a_fresh_address("priya"))
    visitor.press("Mail the invitation")
    visitor.says("One invitation is on its way.")
    visitor.choose("Police")
    visitor.press("Make a code to read out")
    visitor.says(re.compile("A code to join this plan"))
    visitor.page.locator(".person__change summary").click()


def dates_of_a_member(visitor: Visitor, filled: Filled) -> None:
    """Own a plan by name, ask for mail, and make a calendar's address."""
    visitor.context.clear_cookies()
    address = visitor.begin_quickly()
    sign_in(visitor, a_fresh_address())
    visitor.go(f"{address}dates/")
    visitor.choose("On Mondays: what is overdue, and the next two weeks")
    visitor.press("Save")
    visitor.says(re.compile("can stop them with one press"))
    visitor.press("Make my calendar’s address")
    visitor.says(re.compile("shown only now"))


def people_error(visitor: Visitor, filled: Filled) -> None:
    """Invite nobody, for no side."""
    visitor.go(f"{visitor.begin_quickly()}people/")
    visitor.field("E-mail addresses").fill("priya")
    visitor.press("Mail the invitation")
    visitor.says("Nothing was changed yet")


def join_error(visitor: Visitor, filled: Filled) -> None:
    """Type a code that opens nothing."""
    visitor.go("/join/")
    visitor.field("The code").fill("7QK4-M2XP-9RTH-D0V3")
    visitor.press("See the invitation")
    visitor.says(re.compile("This code opens nothing"))


def an_invitation(visitor: Visitor, *, side: str = "Security") -> str:
    """Make a code for a new plan, and return the address of its invitation."""
    visitor.go(f"{visitor.begin_quickly()}people/")
    visitor.choose(side)
    visitor.press("Make a code to read out")
    return f"/join/{visitor.page.locator('#join-key').inner_text()}/"


def join_as_stranger(visitor: Visitor, filled: Filled) -> None:
    """Look at an invitation without being signed in."""
    link = an_invitation(visitor)
    visitor.context.clear_cookies()
    visitor.go(link)
    visitor.says("Sign in to join")


def join_signed_in(visitor: Visitor, filled: Filled) -> None:
    """Look at an invitation as somebody who has signed in."""
    link = an_invitation(visitor)
    visitor.context.clear_cookies()
    sign_in(visitor, a_fresh_address())
    visitor.go(link)
    visitor.says(re.compile("This is how the others will know you"))


def talk_at(visitor: Visitor, filled: Filled) -> None:
    """Open a remark, answer it, resolve a second one, and look at them."""
    address = visitor.begin_quickly()
    save(visitor, address, "mission", "We keep the three garages on Mill Street safe.")
    for words in ("Does our license allow this? שלום 👮🏽‍♀️", "Is this still right?"):
        visitor.go(address + "talk/mission/")
        visitor.field("Your remark").fill(words)
        visitor.field("Whose turn is it?").select_option("police")
        visitor.press("Open the remark")
        visitor.says("Your remark is open.")
    visitor.field("Your answer").fill("It is. " + "a-very-long-word" * 20)
    visitor.press("Resolve")
    visitor.says(re.compile("Resolved by"))


def talk_error(visitor: Visitor, filled: Filled) -> None:
    """Open a remark without words."""
    visitor.go(visitor.begin_quickly() + "talk/mission/")
    visitor.press("Open the remark")
    visitor.says("Type what you want to say.")


def talk_list(visitor: Visitor, filled: Filled) -> None:
    """Look at the talk of a whole plan."""
    talk_at(visitor, filled)
    visitor.follow("Talk")
    visitor.says("Does our license allow this? שלום 👮🏽‍♀️")


def talk_overview(visitor: Visitor, filled: Filled) -> None:
    """Look at the overview of a plan with an open remark."""
    talk_at(visitor, filled)
    visitor.follow("Overview")
    visitor.says("1 open remark")


def rate_both(visitor: Visitor) -> str:
    """Begin a plan in which both sides have rated, and return its address."""
    address = visitor.begin_quickly(path="existing")
    for side, trust in (("police", 4), ("security", 2)):
        value = {
            "trust": {"rating": trust, "evidence": f"What {side} saw on March 4."},
            "skills": {"rating": 3, "evidence": "Nobody can map incidents."},
            **({"means": {"rating": 5}} if side == "police" else {}),
        }
        assert save(visitor, address, "self_check", value, side=side) == 200
    return address


def settle(visitor: Visitor) -> None:
    """Note on the lesson what both sides settle on."""
    visitor.page.locator(".sides-panel > summary").click()
    visitor.field("What do you both say?").fill("Trust: we start from 3, and tell each other bad news within a day.")
    visitor.press("Note it")
    visitor.says(re.compile("^Noted"))
    visitor.page.locator(".sides-panel > summary").click()


def both_sides(visitor: Visitor, filled: Filled) -> None:
    """Look at both answers side by side, with what was settled on."""
    visitor.go(rate_both(visitor) + "strengthening/self-check/")
    settle(visitor)
    visitor.says(re.compile("agreed,"))


def both_sides_talk(visitor: Visitor, filled: Filled) -> None:
    """Look at the talk at a question that each side answers for itself."""
    both_sides(visitor, filled)
    visitor.page.locator(".q-talk a").first.click()
    visitor.says("What we settle on")


STATES: dict[str, Reach] = {
    "home": at("/"),
    "course": at("/course/"),
    "course-section": at("/course/starting/"),
    "course-lesson": at("/course/starting/mission/"),
    "examples": at("/examples/"),
    "examples-state": at("/examples/?state=DC&q=safety"),
    "examples-none": at("/examples/?q=nothing+of+the+kind&lead=police&setting=bogus"),
    "example": at("/examples/nypd-shield/?setting=retail"),
    "example-caution": at("/examples/seattle-shield/"),
    "resources": at("/resources/"),
    "resources-found": at("/resources/?type=tool&audience=police"),
    "resources-none": at("/resources/?q=nothing+of+the+kind"),
    "glossary": at("/glossary/"),
    "not-found": at("/plans/11111111-2222-4333-8444-555555555555/"),
    "resume": at("/resume/"),
    "resume-error": resume_error,
    "resume-link": at("/resume/ABCD-EFGH-JKMN-PQRS/"),
    "load": at("/plans/load/"),
    "load-error": load_error,
    "loaded": loaded,
    "loaded-beside": loaded_beside,
    "my-plans-empty": no_plans,
    "my-plans": at("/plans/"),
    "my-plans-none": at("/plans/?q=nothing+of+the+kind"),
    "my-plans-archived": archived,
    "my-plans-deleted": lambda visitor, filled: deleted(visitor, filled) and None,
    "deleted-error": deleted_error,
    "copy": of_plan("copy/"),
    "copy-error": copy_error,
    "opening": at("/plans/new/"),
    "opening-error": opening_error,
    "opening-again": opening_again,
    "overview-begun": fresh(""),
    "overview-filled": of_plan(""),
    "overview-sample": at(f"/plans/{RECORD_ID}/"),
    "lesson-text": of_plan("starting/mission/"),
    "lesson-rows": of_plan("starting/find-the-problem/"),
    "lesson-linked-rows": of_plan("starting/goals/"),
    "lesson-cards": of_plan("starting/activities/"),
    "lesson-matrix": of_plan("starting/information-sharing/"),
    "lesson-money": of_plan("starting/resources-and-budget/"),
    "lesson-two-sides": of_plan("strengthening/self-check/"),
    "lesson-choices": of_plan("introduction/forms-and-leaders/"),
    "lesson-empty": fresh("starting/activities/"),
    "lesson-sample": at(f"/plans/{INVENTED_ID}/starting/mission/"),
    "lesson-saved": saved,
    "lesson-worksheet-error": worksheet_error,
    "lesson-field-error": field_error,
    "lesson-conflict": conflict,
    "lesson-offline": offline,
    "lesson-busy": busy,
    "activities": of_plan("activities/"),
    "activities-none": of_plan("activities/?effort=high&cost=none&family=research_policy"),
    "activities-later": fresh("activities/"),
    "activity": of_plan("activities/joint-walk-through/"),
    "self-check": of_plan("self-check/"),
    "self-check-empty": fresh("self-check/"),
    "self-check-form": check_form,
    "report": of_plan("report/"),
    "report-empty": fresh("report/"),
    "report-sample": at(f"/plans/{RECORD_ID}/report/"),
    "downloads": of_plan("downloads/"),
    "steps": of_plan("steps/"),
    "steps-empty": fresh("steps/"),
    "steps-error": step_error,
    "steps-conflict": step_conflict,
    "step": step_page,
    "history": of_plan("history/"),
    "versions": version_error,
    "version": named_version,
    "report-version": version_report,
    "history-empty": at(f"/plans/{RECORD_ID}/history/"),
    "talk": talk_list,
    "talk-at": talk_at,
    "talk-error": talk_error,
    "talk-empty": fresh("talk/"),
    "talk-overview": talk_overview,
    "talk-mail-unknown": at("/mail/talk/0000/"),
    "both-sides": both_sides,
    "both-sides-talk": both_sides_talk,
    "email": of_plan("email/"),
    "email-error": email_error,
    "email-queued": email_queued,
    "people": fresh("people/"),
    "people-owner": people_of_owner,
    "people-error": people_error,
    "people-sample": at(f"/plans/{RECORD_ID}/people/"),
    "join": at("/join/"),
    "join-error": join_error,
    "join-stranger": join_as_stranger,
    "join-signed-in": join_signed_in,
    "dates": dates_of_a_member,
    "dates-stranger": of_plan("dates/"),
    "renew": of_plan("renew/"),
    "settings": of_plan("settings/"),
    "settings-error": settings_error,
    "delete": of_plan("delete/"),
    "delete-error": delete_error,
    "form-again": form_again,
    "sign-in": at("/account/sign-in/"),
    "sign-in-error": sign_in_error,
    "sign-in-code": code_asked,
    "sign-in-code-error": code_error,
    "sign-in-code-spent": code_spent,
    "sign-in-second": second_step,
    "account": signed_in("/account/"),
    "account-protected": protected,
    "account-everything": signed_in("/account/everything/"),
    "account-delete": signed_in("/account/delete/"),
    "account-addresses": signed_in("/account/addresses/"),
    "account-confirm": signed_in("/account/confirm/"),
    "account-app": signed_in("/account/app/"),
    "account-passkey": signed_in("/account/passkeys/add/"),
    "account-recovery-codes": with_an_app,
    "share-empty": fresh("share/"),
    "share": agreeing.share_made,
    "share-error": agreeing.share_error,
    "shared": agreeing.shared,
    "shared-closed": at("/share/nothing/"),
    "agreement-empty": fresh("agreement/"),
    "put-forward-error": agreeing.put_forward_error,
    "agreement-waiting": agreeing.agreement_waiting,
    "agree": agreeing.agree_by_link,
    "agree-door": agreeing.agree_door,
}
