"""Every kind of page in every state: how a visitor gets there."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.journeys.filled import INVENTED_ID, RECORD_ID, Filled, save
from tests.journeys.visitor import Visitor

Reach = Callable[[Visitor, Filled], None]
MISSION = "starting/mission/"
TOO_LONG = "word " * 400


def at(address: str) -> Reach:
    """Go to an address of the site."""
    return lambda visitor, filled: visitor.go(address) and None


def of_plan(address: str) -> Reach:
    """Go to an address of the filled plan."""
    return lambda visitor, filled: visitor.go(filled.address + address) and None


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
    visitor.page.locator("#word").fill("no")
    visitor.press("Delete the plan")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()


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
    "history-empty": at(f"/plans/{RECORD_ID}/history/"),
    "email": of_plan("email/"),
    "email-error": email_error,
    "email-queued": email_queued,
    "settings": of_plan("settings/"),
    "settings-error": settings_error,
    "delete": of_plan("delete/"),
    "delete-error": delete_error,
    "form-again": form_again,
}
