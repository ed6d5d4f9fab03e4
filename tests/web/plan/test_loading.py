"""Opening a plan file in the browser: looked at first, then a plan again, or put together with the one that is here."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from teamup.catalog.model import Side
from teamup.core import uploads
from teamup.core.models import Event, Upload
from teamup.delivery import queue
from teamup.plans import lifecycle, round_files, selectors, services
from teamup.plans.models import ActionStep, Answer, AnswerChange, CheckRound, Plan
from teamup.plans.steps import steps_of
from teamup.report import htmlfile, loading
from teamup.report.build import build
from teamup.report.jsonfile import write_plan_file
from tests.factories import NOW, PACK, a_browser
from tests.plans.checked import an_open_round
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
LOAD = "/plans/load/"


def written(visitor: Visitor) -> bytes:
    """Return the plan file of a visitor's plan."""
    return write_plan_file(visitor.state(), round_files.kept_of(visitor.plan.pk))


def as_page(visitor: Visitor) -> bytes:
    """Return the HTML file of a visitor's plan."""
    return htmlfile.render(build(visitor.state(), today=NOW.date()), written(visitor))


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the plan file after `change` has had its way with it."""
    found = json.loads(data)
    change(found)
    return json.dumps(found).encode()


def sent(client: Client, data: bytes, name: str = "") -> Any:
    """Send a file as the form does, under a name that says what it is."""
    name = name or ("plan.html" if data.lstrip().startswith(b"<") else "plan.json")
    return client.post(LOAD, {"file": SimpleUploadedFile(name, data)})


def preview(client: Client, data: bytes) -> str:
    """Send a file that opens, and return the address of its preview."""
    response = sent(client, data)
    assert response.status_code == 303, response.content[:2000]
    return str(response["Location"])


def made(client: Client, data: bytes) -> Plan:
    """Return the plan that a file became."""
    response = client.post(preview(client, data), {"do": "make"})
    assert response.status_code == 303
    return Plan.objects.get(pk=response["Location"].split("/")[2])


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Plan, Answer, ActionStep, AnswerChange, Event))


@pytest.fixture
def maria() -> Visitor:
    """A plan with answers of both sides, and a step that was changed."""
    maria = Visitor()
    maria.save("mission", "We meet <b>& mend</b> things.")
    maria.save("objectives", STEP_ROWS)
    maria.save("self_check", {"trust": {"rating": 3}}, side=Side.POLICE)
    step = steps_of(maria.state())[0]
    save = services.Save({"owner": "Lt. Ruiz"}, 0, uuid.uuid4())
    services.record_step(plan=maria.plan, step_id=uuid.UUID(step.id), save=save, by=maria.actor, now=timezone.now())
    return maria


# --- Looking ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [written, as_page])
def test_a_file_is_looked_at_before_anything_is_made(maria, form):
    before = counts()
    stranger = a_stranger()

    page = stranger.get(preview(stranger, form(maria)))

    assert says(page, "Riverton Downtown")
    assert says(page, "A small course, version 1.0.0")
    assert says(page, "Make it a plan here")
    assert counts() == before


def test_an_uploaded_page_is_never_shown_only_the_plan_in_it_is_read(maria):
    evil = b"<body><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>"
    data = as_page(maria).replace(b"<body>", evil)
    stranger = a_stranger()

    page = stranger.get(preview(stranger, data)).content.decode()

    assert "evil" not in page
    assert "alert(" not in page


def test_start_my_plans_and_the_key_page_lead_to_it(maria, settings):
    settings.COURSE_PACK = PACK

    for address in ("/plans/new/", "/plans/", "/resume/"):
        assert f'"{LOAD}"' in maria.client.get(address).content.decode()


def test_a_file_is_kept_for_this_browser_and_an_hour_only(maria, monkeypatch):
    client = a_stranger()
    address = preview(client, written(maria))

    assert a_stranger().get(address).status_code == 404
    assert Client().get(address).status_code == 404
    assert client.get(address).status_code == 200
    later = timezone.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr("teamup.web.plan.loading.now", lambda: later)
    gone = client.get(address)
    queue.tidy(now=later)

    assert gone.status_code == 404
    assert says(gone, "not kept here any more")
    assert not Upload.objects.exists()


def test_a_browser_keeps_its_last_three_files(maria):
    client = a_stranger()

    addresses = [preview(client, written(maria)) for _number in range(4)]

    assert [client.get(address).status_code for address in addresses] == [404, 200, 200, 200]


# --- Making -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [written, as_page])
def test_a_file_becomes_a_plan_of_this_browser_with_all_that_was_in_it(maria, form):
    data, before = form(maria), maria.state()
    Plan.objects.all().delete()
    client = a_stranger()

    plan = made(client, data)

    state = selectors.load_state(plan)
    assert state.answers == before.answers
    assert [(step.what, step.owner) for step in steps_of(state)] == [(s.what, s.owner) for s in steps_of(before)]
    assert client.get(f"/plans/{plan.id}/").status_code == 200
    assert says(client.get(f"/plans/{plan.id}/history/"), "The plan was made from a plan file")


def test_its_new_key_is_shown_once_and_opens_it(maria):
    client = a_stranger()

    plan = made(client, written(maria))

    page = client.get(f"/plans/{plan.id}/").content.decode()
    key = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page)
    assert key is not None
    assert lifecycle.find_by_key(typed=key[0], network="10.0.0.1", now=NOW) == plan
    assert plan.key_hash != maria.plan.key_hash


def test_pressing_the_button_twice_makes_one_plan(maria):
    client = a_stranger()
    address = preview(client, written(maria))

    first, second = (client.post(address, {"do": "make"}) for _press in range(2))

    assert first["Location"] == second["Location"]
    assert Plan.objects.count() == 2


def test_nothing_tells_a_stranger_that_the_plan_is_here_too(maria):
    data, stranger = written(maria), a_stranger()
    page = stranger.get(preview(stranger, data)).content
    plan = made(stranger, data)
    Plan.objects.filter(pk=maria.plan.pk).delete()
    another = a_stranger()

    page_without = another.get(preview(another, data)).content
    plan_without = made(another, data)

    assert _without_tokens(page) == _without_tokens(page_without)
    assert len({maria.plan.id, plan.id, plan_without.id}) == 3  # never the id in the file
    assert maria.plan.key_hash


def _without_tokens(page: bytes) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())
    return re.sub(r"/plans/load/[^/\"]+/", "", text)


def test_a_sample_becomes_a_plan_that_may_be_changed(maria):
    data = written(maria.as_sample())

    client = a_stranger()
    plan = made(client, data)

    assert plan.sample == ""
    assert selectors.load_state(plan).name == "Riverton Downtown"


# --- Another version of the course --------------------------------------------------------------------------------


def test_a_version_that_is_not_here_is_said_and_the_newest_taken(maria):
    data = changed(written(maria), lambda file: file["course"].update(version="0.9.0"))
    client = a_stranger()

    page = client.get(preview(client, data))
    plan = made(client, data)

    assert says(page, "Version 0.9.0 of the course is not published on this site.")
    assert says(page, "The plan would go on with version 1.0.0.")
    assert plan.pack_version == "1.0.0"
    assert selectors.load_state(plan).answers == maria.state().answers


def test_what_the_newest_version_does_not_take_is_kept_whole(maria):
    answer = {"side": "joint", "revision": 1, "changed_at": NOW.isoformat(), "by": ""}
    more = [
        {**answer, "question": "form", "value": "castle"},
        {**answer, "question": "interests", "value": ["a", "gone"]},
        {**answer, "question": "asked_then", "value": {"x": 1}},
    ]
    data = changed(written(maria), lambda file: (file["course"].update(version="0.9.0"), file["answers"].extend(more)))

    state = selectors.load_state(made(a_stranger(), data))

    assert state.value("interests") == ["a"]
    assert {key[0]: given.value for key, given in state.whole.items()} == {"form": "castle", "interests": ["a", "gone"]}
    assert state.value("asked_then") == {"x": 1}


def test_another_course_is_refused_with_a_sentence(maria):
    data = changed(written(maria), lambda file: file["course"].update(id="harbor"))

    response = sent(a_stranger(), data)

    assert response.status_code == 422
    assert says(response, "The plan follows the course “harbor”, which is not here.")


# --- Beside the plan that is here -----------------------------------------------------------------------------------


def took(client: Client, address: str, *names: str, **more: str) -> Any:
    """Press the button of the preview as a browser does, taking from what differs only what is named."""
    page = client.get(address).content.decode()
    bases = dict(re.findall(r'name="(base:[^"]+)" value="(\d+)"', page))
    new = re.findall(r'name="take" value="([^"]+)"', page)
    picks = {f"pick:{name}": "file" for name in names}
    return client.post(address, {"do": "join", "take": new, **bases, **picks, **more})


def test_a_file_of_a_plan_that_is_here_shows_what_is_new_the_same_and_different(maria):
    maria.save("motto", "Together")
    data = written(maria)
    maria.save("mission", "We meet on Mondays.", base=1)
    Answer.objects.filter(plan=maria.plan, question_id="motto").delete()
    maria.save("bylaws", "Only here.")

    page = maria.client.get(preview(maria.client, data))

    assert says(page, "This plan is here already, as “Riverton Downtown”.")
    assert says(page, "Only in the file 1")
    assert says(page, "Different here and in the file 1")
    assert says(page, "5 answers are the same in both.") or says(page, "6 answers are the same in both.")
    assert says(page, "1 answer is only here.")
    assert "<del>on Mondays.</del>" in page.content.decode()
    assert "We meet" in page.content.decode()


def test_what_is_new_comes_in_and_what_differs_stays_unless_chosen(maria):
    maria.save("motto", "Together")
    data = written(maria)
    Answer.objects.filter(plan=maria.plan, question_id="motto").delete()
    AnswerChange.objects.filter(plan=maria.plan, question_id="motto").delete()
    maria.save("mission", "We meet on Mondays.", base=1)

    response = took(maria.client, preview(maria.client, data))

    assert maria.state().value("motto") == "Together"
    assert maria.state().value("mission") == "We meet on Mondays."
    assert says(maria.client.get(response["Location"]), "Taken from the file: 1 answer.")


def test_taking_the_file_s_answer_is_a_change_like_any_other(maria):
    data = written(maria)
    maria.save("mission", "We meet on Mondays.", base=1)

    took(maria.client, preview(maria.client, data), "mission/joint")

    (newest, *_others) = selectors.changes_of(maria.plan, question_id="mission")
    assert maria.state().value("mission") == "We meet <b>& mend</b> things."
    assert (newest.kind, newest.old, newest.revision) == ("imported", "We meet on Mondays.", 3)
    services.restore(
        plan=maria.plan,
        change_key=selectors.changes_of(maria.plan, question_id="mission")[1].save_key,
        save_key=uuid.uuid4(),
        base=3,
        by=maria.actor,
        now=timezone.now(),
    )
    assert maria.state().value("mission") == "We meet on Mondays."


def test_putting_together_twice_does_nothing_twice(maria):
    data = written(maria)
    maria.save("mission", "We meet on Mondays.", base=1)
    address = preview(maria.client, data)
    took(maria.client, address, "mission/joint")
    before = counts()

    again = maria.client.post(address, {"do": "join", "pick:mission/joint": "file", "base:mission/joint": "2"})

    assert counts() == before
    assert again.status_code == 303
    assert again["Location"] == maria.url


def test_what_someone_changed_between_looking_and_taking_is_not_overwritten(maria):
    data = written(maria)
    maria.save("mission", "We meet on Mondays.", base=1)
    address = preview(maria.client, data)
    maria.client.get(address)
    maria.save("mission", "Another thing altogether.", base=2)

    response = maria.client.post(address, {"do": "join", "pick:mission/joint": "file", "base:mission/joint": "2"})

    assert maria.state().value("mission") == "Another thing altogether."
    assert says(maria.client.get(response["Location"]), "Someone changed these meanwhile")
    assert selectors.changes_of(maria.plan, question_id="mission")[0].kind == "conflict"


def test_an_answer_that_was_emptied_here_comes_back_only_when_it_is_chosen(maria):
    data = written(maria)
    maria.save("mission", None, base=1)

    took(maria.client, preview(maria.client, data))
    assert maria.state().value("mission") is None
    took(maria.client, preview(maria.client, data), "mission/joint")

    assert maria.state().value("mission") == "We meet <b>& mend</b> things."


def test_steps_and_rounds_that_are_missing_come_along(maria):
    opened = an_open_round(maria.plan, closes_on="")
    data = written(maria)
    ActionStep.objects.filter(plan=maria.plan).delete()
    AnswerChange.objects.filter(plan=maria.plan, question_id__startswith="steps/").delete()
    CheckRound.objects.all().delete()

    response = took(maria.client, preview(maria.client, data))

    assert [step.owner for step in steps_of(maria.state())] == ["Lt. Ruiz", "Sam Keller"]
    assert [one.id for one in round_files.kept_of(maria.plan.pk)] == [opened.round.round_id]
    said = "Taken from the file: 1 action step, 1 round of the self-check."
    assert says(maria.client.get(response["Location"]), said)


def test_a_copy_that_went_to_another_site_and_back_finds_the_plan_it_came_from(maria):
    elsewhere = made(a_stranger(), written(maria))
    data = write_plan_file(selectors.load_state(elsewhere))

    page = maria.client.get(preview(maria.client, data))

    assert elsewhere.pk != maria.plan.pk
    assert says(page, "This plan is here already")
    assert says(page, "is the same in both") or says(page, "are the same in both")
    assert not says(page, "Different here and in the file")


def test_the_same_file_can_still_become_a_second_plan(maria):
    response = maria.client.post(preview(maria.client, written(maria)), {"do": "make"})

    assert response.status_code == 303
    assert response["Location"] != maria.url
    assert Plan.objects.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"take": "mission/nobody"},
        {"take": "mission/joint"},
        {"pick:mission/joint": "file", "base:mission/joint": "many"},
        {"pick:mission/joint": "file", "base:mission/joint": "99"},
    ],
    ids=["no-side", "no-base", "no-number", "a-revision-that-never-was"],
)
def test_a_form_that_nobody_filled_in_changes_nothing(maria, fields):
    data = written(maria)
    maria.save("mission", "We meet on Mondays.", base=1)
    address, before = preview(maria.client, data), counts()

    response = maria.client.post(address, {"do": "join", **fields})

    assert response.status_code == 422
    assert counts() == before


# --- Files that are no plans ----------------------------------------------------------------------------------------


def _spoiled(**changes: Any) -> Callable[[Visitor], bytes]:
    return lambda visitor: changed(written(visitor), lambda file: file.update(changes))


BAD: dict[str, tuple[Callable[[Visitor], bytes], str]] = {
    "empty": (lambda _v: b"", "The file is empty"),
    "blank": (lambda _v: b" \n", "The file is empty"),
    "not-utf-8": (lambda _v: b'{"format": "\xff"}', "not text in UTF-8"),
    "page-not-utf-8": (lambda _v: b"<html>\xff", "not text in UTF-8"),
    "word": (lambda _v: b"PK\x03\x04" + b"\x00" * 100, "This is a Word document"),
    "pdf": (lambda _v: b"%PDF-1.7", "This is a PDF"),
    "notes": (lambda _v: b"Buy milk", "not a plan file"),
    "other-json": (lambda _v: b'{"a": 1}', "not a plan file of Team Up"),
    "other-page": (lambda _v: b"<!doctype html><title>News</title>", "This page holds no plan"),
    "deep": (lambda _v: b"[" * 200_000, "not a plan file"),
    "long-number": (lambda _v: b'{"format": ' + b"9" * 5000 + b"}", "not a plan file"),
    "endless-number": (lambda _v: b'{"format": 1e999}', "no number"),
    "cut-off": (lambda v: written(v)[:-200], "not a plan file"),
    "page-cut-off": (lambda v: as_page(v)[:-200], "cut off before its end"),
    "page-cut-off-early": (lambda v: as_page(v)[:9000], "cut off before its end"),
    "two-plans": (lambda v: as_page(v) + as_page(v), "more than one plan"),
    "newer": (_spoiled(format_version=99), "written by a newer Team Up"),
    "fault": (_spoiled(answers=[{"question": "x"}]), "fault at answers.0"),
    "unclean": (
        lambda v: changed(written(v), lambda f: f["answers"][0].update(value=7)),
        "cannot be kept",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_plan_has_its_sentence_and_changes_nothing(maria, name):
    spoil, sentence = BAD[name]
    data, before = spoil(maria), counts()

    response = sent(a_stranger(), data)

    assert response.status_code == 422
    assert says(response, sentence)
    assert counts() == before
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["holiday.jpg", "plan.html", "plan", ".json.exe", "plan.json\x00.png"])
def test_a_file_whose_name_says_something_else_is_not_taken(maria, name):
    response = sent(a_stranger(), written(maria), name)

    assert response.status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["plan.json", "My Plan (1).JSON", "../../etc/plan.json"])
def test_a_plan_file_is_taken_under_any_name_that_ends_as_one(maria, name):
    assert sent(a_stranger(), written(maria), name).status_code == 303


def test_a_file_that_is_too_large_is_answered_and_not_kept():
    response = sent(a_stranger(), b"{" + b" " * loading.MOST_BYTES)

    assert response.status_code == 422
    assert says(response, "larger than 10 MB")


def test_far_too_much_is_not_even_read():
    body, kind = b"--x--", "multipart/form-data; boundary=x"

    response = a_stranger().generic("POST", LOAD, body, content_type=kind, CONTENT_LENGTH="900000000")

    assert response.status_code == 413


def test_a_network_sends_so_many_files_an_hour(maria, monkeypatch):
    data, client = written(maria), a_stranger()
    monkeypatch.setattr(loading, "FILES", loading.Limit("few files", most=2, seconds=3600))

    statuses = [sent(client, data).status_code for _number in range(3)]

    assert statuses == [303, 303, 429]


def test_no_file_at_all_is_asked_for():
    response = a_stranger().post(LOAD)

    assert response.status_code == 422
    assert says(response, "Choose a file first")


def test_an_upload_is_kept_packed_and_under_hashes_only():
    token = uploads.keep(b"x" * 10_000, browser="b" * 40, now=NOW)

    upload = uploads.find(token, browser="b" * 40, now=NOW)

    assert uploads.data_of(upload) == b"x" * 10_000
    assert len(upload.data) < 100
    assert token not in (upload.token_hash, upload.browser_hash)
    with pytest.raises(uploads.NoSuchUpload):
        uploads.find(token, browser=a_browser(), now=NOW)


# --- In a browser ---------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_dropped_anywhere_on_start_becomes_a_plan(chromium: Browser, live_server, settings):
    settings.COURSE_PACK = PACK
    site = str(live_server.url).replace("localhost", "127.0.0.1")
    data = as_page(Visitor()).decode()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/plans/new/")

    page.evaluate(_DROP, [data])
    expect(page.get_by_role("heading", name="Riverton Downtown")).to_be_visible()
    page.get_by_role("button", name="Make it a plan here").click()

    expect(page.locator(".key-card")).to_be_visible()
    assert Plan.objects.count() == 2
    page.goto(f"{site}/plans/new/")
    page.evaluate(_DROP, [data, data])
    expect(page.locator("[data-drop-error]")).to_contain_text("Drop one file")
    context.close()


_DROP = """(pages) => {
  const dataTransfer = new DataTransfer();
  for (const page of pages) dataTransfer.items.add(new File([page], "plan.html", { type: "text/html" }));
  const how = { dataTransfer, bubbles: true, cancelable: true };
  for (const kind of ["dragover", "drop"]) document.querySelector("h1").dispatchEvent(new DragEvent(kind, how));
}"""
