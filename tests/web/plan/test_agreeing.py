"""Agreement in the browser: putting a version forward, answering it, and reading the record."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from teamup.accounts import people as accounts
from teamup.accounts.models import User
from teamup.delivery import sending
from teamup.delivery.models import Letter
from teamup.plans import agreements, selectors, services, versions
from teamup.plans.models import Agreement, Member, NamedVersion, Plan, Signer
from tests.factories import SAM, a_save, saved
from tests.plans.signing import CHIEF, DIRECTOR, Both
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


class Room(Both):
    """A plan whose people have browsers."""

    def __init__(self) -> None:
        self.users = {
            name: accounts.arrive(address=f"{name}@riverton.example", time_zone="UTC", now=timezone.now()).user
            for name in ("editor", "chief", "director")
        }
        super().__init__(**{name: user.pk for name, user in self.users.items()})
        self.url = f"/plans/{self.plan.pk}/"

    def browser(self, name: str) -> Client:
        """Return a browser that one of the people signed in at."""
        client = Client()
        client.force_login(self.users[name])
        return client

    def get(self, name: str, path: str = "agreement/") -> Any:
        """Open a page as one of the people."""
        return self.browser(name).get(self.url + path)

    def post(self, who: str, path: str = "agreement/", /, **typed: Any) -> Any:
        """Send a form as one of the people."""
        return self.browser(who).post(self.url + path, typed)

    def form(self, **changes: Any) -> dict[str, Any]:
        """Return the form that puts today's plan forward, as the page holds it."""
        page = self.get("editor", "agreement/new/").content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(save|fingerprint|seen_at)" value="([^"]+)"', page))
        chosen = {"police": str(self.chief.user_id), "security": str(self.director.user_id)}
        return {**hidden, **chosen, "version": "", "name": "For the chiefs", "note": "", **changes}

    def answer(self, who: str, /, **changes: Any) -> Any:
        """Confirm what waits, as one of the people."""
        put = agreements.open_of(self.plan)
        assert put is not None
        typed = CHIEF if who == "chief" else DIRECTOR
        form = {
            "do": "confirm",
            "agreement": put.agreement.agreement_id,
            "version": put.version.number,
            "fingerprint": put.agreement.fingerprint,
            "name": typed.name,
            "title": typed.title,
            "organization": typed.organization,
            "read": "yes",
        }
        return self.post(who, **{**form, **changes})


@pytest.fixture
def room() -> Room:
    return Room()


def letters() -> list[Any]:
    """Let the worker send what waits, and return all mail."""
    for letter in Letter.objects.exclude(due_at=None).order_by("created_at"):
        sending.deliver(letter.plan_id, letter.id, clock=timezone.now)
    return mail.outbox


# --- Putting it forward -------------------------------------------------------------------------------------------


def test_a_plan_is_put_to_both_sides_and_each_gets_a_letter(room: Room):
    done = room.post("editor", "agreement/new/", **room.form(note="Before March"))
    page = room.get("director")

    assert done.status_code == 303
    assert says(page, "Version 1, “For the chiefs”")
    assert says(page, "Waiting for 2 of 2")
    assert says(page, "Before March")
    sent = {message.to[0]: message for message in letters()}
    assert set(sent) == {"chief@riverton.example", "director@riverton.example"}
    letter = sent["chief@riverton.example"]
    assert f"/plans/{room.plan.pk}/agreement/" in letter.body
    assert "Dana Ortiz: version 1 of this plan was put to both sides by Ed Itor." in letter.body
    assert "no legal signature" in letter.body
    assert "Before March" not in letter.body


def test_the_same_form_again_writes_no_second_letter(room: Room):
    form = room.form()

    answers = [room.post("editor", "agreement/new/", **form).status_code for _twice in range(2)]

    assert answers == [303, 303]
    assert Letter.objects.count() == 2
    assert Agreement.objects.count() == 1


def test_a_plan_that_moved_is_not_put_forward_until_that_is_confirmed(room: Room):
    form = room.form(note="Kept while it moves")
    for question, raw in (("motto", "Together"), ("bylaws", "None")):
        services.record_answer(plan=room.plan, question_id=question, save=a_save(raw), by=SAM, now=timezone.now())
    refused = room.post("editor", "agreement/new/", **form)
    page = refused.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(save|fingerprint|seen_at)" value="([^"]+)"', page))

    assert refused.status_code == 409
    assert says(refused, "The plan changed since you looked: 2 answers.")
    assert "Kept while it moves" in page
    assert page.count(" checked") == 2
    assert not Agreement.objects.exists()
    assert not NamedVersion.objects.exists()
    assert not Letter.objects.exists()

    assert room.post("editor", "agreement/new/", **{**form, **hidden}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"police": []}, "at least one person to confirm for the police side"),
        ({"police": ["x"]}, "Choose people of this plan"),
        ({"version": "x"}, "Choose one of the versions"),
        ({"version": "77"}, "no version with that number"),
        ({"name": " "}, "Give the version a name"),
        ({"note": "x" * 501}, "Shorten the note"),
        ({"save": ""}, "out of date"),
        ({"security.name": "Ada", "security.address": "nobody at all"}, "nobody at all"),
        ({"security.name": "", "security.address": "ada@far.example"}, "Type the name"),
    ],
)
def test_a_form_that_cannot_be_taken_says_so_and_writes_to_nobody(room: Room, changes: Any, sentence: str):
    response = room.post("editor", "agreement/new/", **room.form(**changes))

    assert response.status_code == 422
    assert says(response, "Nothing was put forward yet")
    assert says(response, sentence)
    assert not Agreement.objects.exists()
    assert not Letter.objects.exists()


def test_readers_and_strangers_cannot_put_anything_forward(room: Room):
    assert room.get("chief", "agreement/new/").status_code == 403
    assert room.post("chief", "agreement/new/").status_code == 403
    assert a_stranger().get(room.url + "agreement/new/").status_code == 404
    assert a_stranger().get(room.url + "agreement/").status_code == 404
    assert a_stranger().post(room.url + "agreement/", {"do": "withdraw"}).status_code == 404


def test_too_many_letters_put_nothing_forward(room: Room, settings: Any):
    settings.MAIL_PER_HOUR = 1

    response = room.post("editor", "agreement/new/", **room.form())

    assert response.status_code == 429
    assert not Agreement.objects.exists()
    assert not NamedVersion.objects.exists()


def test_somebody_whose_address_is_on_the_plan_is_asked_as_who_they_are(room: Room):
    form = room.form(**{"security": [], "security.name": "Sam", "security.address": "DIRECTOR@riverton.example"})

    room.post("editor", "agreement/new/", **form)

    assert Signer.objects.get(side="security").user_id == room.director.user_id


# --- Answering ----------------------------------------------------------------------------------------------------


def test_both_chiefs_confirm_and_the_report_prints_it(room: Room):
    room.post("editor", "agreement/new/", **room.form())

    asked = room.get("chief")
    first = room.answer("chief")
    last = room.answer("director")
    page = room.get("editor")
    report = room.get("editor", "report/?version=1")

    assert says(asked, "You are asked to confirm this version")
    assert asked.content.decode().count(agreements.standing_of(room.plan).agreement.fingerprint) == 1
    assert [first.status_code, last.status_code] == [303, 303]
    assert says(page, "Agreed by both sides")
    assert says(page, "Nothing has changed since")
    assert says(report, "Agreed by Chief Dana Ortiz and Sam Keller on")
    assert says(report, "Chief of Police, Riverton Police Department")
    assert says(report, "no legal signature")
    fingerprint = NamedVersion.objects.get().fingerprint
    assert says(report, " ".join(fingerprint[i : i + 4] for i in range(0, 64, 4)))


def test_later_edits_show_as_changes_since(room: Room):
    room.agree()
    saved(room.plan, "motto", "Together")

    page, report = room.get("chief"), room.get("chief", "report/")

    assert says(page, "1 answer has changed since")
    assert says(page, "Every kind : Motto?")
    assert says(report, "1 answer has changed since.")
    assert says(report, "Every kind: Motto?")
    assert not says(room.get("chief", "report/?version=1"), "has changed since")


def test_the_overview_tells_who_is_asked(room: Room):
    room.put()

    assert says(room.get("chief", ""), "You are asked to confirm version 1")
    assert not says(room.get("editor", ""), "You are asked to confirm")


def test_only_the_named_signer_sees_the_form_and_can_send_it(room: Room):
    room.put()

    assert not says(room.get("editor"), "You are asked to confirm")
    assert room.answer("editor").status_code == 403
    assert not Signer.objects.exclude(confirmed_at=None).exists()


def test_a_browser_with_the_key_is_asked_to_sign_in():
    visitor = Visitor()

    response = visitor.post("agreement/", do="confirm", agreement=uuid.uuid4())

    assert response.status_code == 403
    assert says(response, "Sign in as the person who was asked")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Type your name"),
        ({"title": "  "}, "Type your title"),
        ({"read": ""}, "Tick that you have read"),
        ({"organization": "x" * 201}, "Shorten this to 200"),
        ({"do": "decline", "words": ""}, "Say in a sentence why"),
    ],
)
def test_what_is_missing_comes_back_with_a_sentence(room: Room, changes: Any, sentence: str):
    room.put()

    response = room.answer("chief", **changes)

    assert response.status_code == 422
    assert says(response, sentence)
    assert says(response, "Nothing is on record yet")
    assert not Signer.objects.exclude(confirmed_at=None).exists()


def test_a_fingerprint_that_is_not_that_of_the_version_confirms_nothing(room: Room):
    room.put()

    response = room.answer("chief", fingerprint="0" * 64)

    assert response.status_code == 409
    assert says(response, "What is to be confirmed is not what this page showed")
    assert not Signer.objects.exclude(confirmed_at=None).exists()


def test_an_open_tab_with_an_older_version_confirms_nothing_and_says_what_is_different(room: Room):
    old = room.put()
    saved(room.plan, "motto", "Together")
    room.put(name="Second")

    response = room.answer(
        "chief",
        agreement=old.agreement.agreement_id,
        version=1,
        fingerprint=old.agreement.fingerprint,
    )

    assert response.status_code == 409
    assert says(response, "Another version has been put forward since")
    assert says(response, "What is different from the version you read:")
    assert says(response, "Motto?")
    assert CHIEF.title in response.content.decode()
    assert not Signer.objects.exclude(confirmed_at=None).exists()


@pytest.mark.parametrize("version", ["x", "", "99", "-1", "١"])
def test_a_tab_with_no_such_version_gets_the_sentence_alone(room: Room, version: str):
    old = room.put()
    room.put()

    response = room.answer("chief", agreement=old.agreement.agreement_id, version=version)

    assert response.status_code == 409
    assert not says(response, "What is different")


def test_declining_says_why_and_ends_it(room: Room):
    room.put()

    done = room.answer("chief", do="decline", words="No budget & <b>no</b> date")
    page = room.get("editor")

    assert done.status_code == 303
    assert says(page, "Declined")
    assert says(page, "No budget & <b>no</b> date")
    assert not says(room.get("director"), "You are asked to confirm")


def test_an_editor_takes_it_back(room: Room):
    put = room.put()

    done = room.post("editor", do="withdraw", agreement=put.agreement.agreement_id)
    again = room.post("chief", do="withdraw", agreement=put.agreement.agreement_id)

    assert done.status_code == 303
    assert again.status_code == 403
    assert says(room.get("chief"), "Taken back")


@pytest.mark.parametrize("agreement", ["", "x", "1"])
def test_a_form_about_no_agreement_is_404(room: Room, agreement: str):
    room.put()

    assert room.answer("chief", agreement=agreement).status_code == 404


def test_somebody_else_who_confirms_first_is_no_hindrance(room: Room):
    room.put()
    chief, director = room.get("chief"), room.get("director")

    answers = [room.answer("director").status_code, room.answer("chief").status_code]

    assert says(chief, "Confirm version 1")
    assert says(director, "Confirm version 1")
    assert answers == [303, 303]
    assert agreements.standing_of(room.plan) is not None


def test_the_history_says_who_agreed(room: Room):
    room.agree()

    page = room.get("editor", "history/")

    assert says(page, "Version 1 was put to both sides, to be confirmed.")
    assert says(page, "Chief Dana Ortiz confirmed version 1 for the police side.")
    assert says(page, "Both sides have agreed to version 1.")


def test_pages_take_at_most_eight_queries(room: Room, django_assert_max_num_queries: Any):
    room.agree()
    saved(room.plan, "motto", "Together")
    room.put(name="Second")
    browser = room.browser("editor")
    browser.get("/account/")

    for path in ("agreement/", "agreement/new/", "report/", "report/?version=1", "report/?version=2"):
        selectors.forget_plans()
        with django_assert_max_num_queries(8):
            assert browser.get(room.url + path).status_code == 200


# --- Somebody who is not on the plan ------------------------------------------------------------------------------


def invite_ada(room: Room) -> str:
    """Ask somebody who is not on the plan, and return the path of the link in their letter."""
    form = room.form(**{"security": [], "security.name": "Ada Far", "security.address": "ada@far.example"})
    assert room.post("editor", "agreement/new/", **form).status_code == 303
    [body] = [message.body for message in letters() if message.to == ["ada@far.example"]]
    found = re.search(r"/agree/[\w-]{43}/", body)
    assert found
    return found[0]


def ada() -> Client:
    user = accounts.arrive(address="ada@far.example", time_zone="UTC", now=timezone.now()).user
    client = Client()
    client.force_login(user)
    return client


def test_who_has_not_signed_in_learns_nothing_of_the_plan(room: Room):
    path = invite_ada(room)

    response = a_stranger().get(path)
    page = response.content.decode()

    assert response.status_code == 200
    assert f"/account/sign-in/?next={path.replace('/', '%2F')}" in page
    for word in ("Riverton Downtown", "theft", str(room.plan.pk), "Ada Far", "far.example"):
        assert word not in page


def test_somebody_else_who_signs_in_learns_nothing_of_the_plan(room: Room):
    path = invite_ada(room)

    response = room.browser("chief").get(path)

    assert response.status_code == 403
    assert says(response, "It was sent to a…@far.example.")
    assert "Riverton Downtown" not in response.content.decode()
    assert room.browser("chief").post(path, {"do": "confirm"}).status_code == 403


def test_the_person_it_was_sent_to_reads_that_version_and_confirms_it(room: Room):
    path = invite_ada(room)
    saved(room.plan, "mission", "Changed since.", base=1)
    browser = ada()
    put = agreements.open_of(room.plan)
    assert put is not None

    page = browser.get(path)
    done = browser.post(
        path,
        {
            "do": "confirm",
            "agreement": put.agreement.agreement_id,
            "fingerprint": put.agreement.fingerprint,
            "name": "Ada Far",
            "title": "Director",
            "read": "yes",
        },
    )
    after = browser.get(path)

    assert says(page, "Less theft at night.")
    assert not says(page, "Changed since.")
    assert f"/plans/{room.plan.pk}/report" not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"  # "no-referrer" would make the browser hide the origin
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert done.status_code == 303
    assert says(after, "You have confirmed this version.")
    assert browser.get(room.url).status_code == 404
    assert Signer.objects.get(side="security").title == "Director"
    assert Signer.objects.get(side="security").address == ""


def test_declining_by_link_thanks_and_closes(room: Room):
    path = invite_ada(room)
    browser = ada()
    put = agreements.open_of(room.plan)
    assert put is not None
    form = {"do": "decline", "agreement": put.agreement.agreement_id, "words": "Not yet"}

    done = browser.post(path, form)
    again = browser.get(path)

    assert says(done, "Thank you for your answer")
    assert says(again, "You declined this version.")
    assert "theft" not in again.content.decode()


def test_a_link_whose_version_was_taken_back_says_so(room: Room):
    path = invite_ada(room)
    put = agreements.open_of(room.plan)
    assert put is not None
    room.post("editor", do="withdraw", agreement=put.agreement.agreement_id)
    browser = ada()

    response = browser.get(path)

    assert says(response, "This version was taken back")
    assert "theft" not in response.content.decode()
    assert browser.post(path, {"do": "confirm"}).status_code == 409


def test_a_wrong_link_is_the_same_404_as_a_wrong_share_link(room: Room):
    path = invite_ada(room)
    Plan.objects.update(deleted_at=timezone.now())

    pages = [a_stranger().get(one) for one in (path, "/agree/x/", "/agree/" + "A" * 43 + "/", "/share/x/")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_a_letter_that_was_answered_before_it_could_be_sent_is_not_sent(room: Room):
    room.post("editor", "agreement/new/", **room.form())
    room.answer("chief")
    mail.outbox.clear()

    sent = letters()

    assert [message.to for message in sent] == [["director@riverton.example"]]


def test_awkward_names_are_words_and_never_markup(room: Room):
    room.put()
    name = "Zoë “Z” O'Núñez <script>alert(1)</script> & Søn"

    room.answer("chief", name=name, title="<b>Chief</b>")
    room.answer("director")
    report = room.get("editor", "report/?version=1")

    assert says(report, name)
    assert b"<script>alert" not in report.content
    assert b"<b>Chief</b>" not in report.content


def test_a_version_can_be_put_forward_from_its_page(room: Room):
    versions.name_version(plan=room.plan, name="As sent", by=room.editor, now=timezone.now())

    page = room.get("editor", "versions/1/").content.decode()

    assert f"{room.url}agreement/new/?version=1" in page
    assert 'value="1" selected' in room.get("editor", "agreement/new/?version=1").content.decode()


def test_leaving_members_and_users_do_not_break_the_record(room: Room):
    room.agree()
    Member.objects.exclude(user_id=room.editor.user_id).delete()
    User.objects.exclude(pk=room.editor.user_id).delete()

    assert says(room.get("editor", "report/?version=1"), "Agreed by Chief Dana Ortiz and Sam Keller on")
