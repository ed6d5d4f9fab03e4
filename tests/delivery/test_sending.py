"""Letters meet real mail servers: good ones, and those that refuse, stall, or vanish."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from teamup.delivery import attachment, codes, message, queue, sending, smtp
from teamup.delivery.models import Letter, LetterState
from teamup.plans import lifecycle
from tests.delivery import mailservers
from tests.delivery.conftest import SMALL_PDF
from tests.delivery.letters import NETWORK, SENDER, a_letter, again, sent
from tests.factories import MARIA, NOW, a_plan, saved

pytestmark = pytest.mark.django_db


def deliver(letter, clock):
    return sending.deliver(letter.plan_id, letter.id, clock=clock)


def test_a_letter_arrives_as_text_and_html_with_the_report_attached(mail_to, watch):
    letter = a_letter()

    with mailservers.running(mailservers.Mailbox()) as server:
        mail_to(server.port)
        outcome = deliver(letter, watch)

    (mail,) = server.messages
    assert outcome == again(letter).state == LetterState.SENT
    assert again(letter).sent_at == NOW
    assert server.recipients == [SENDER]
    assert mail["Subject"] == "Action plan: Riverton Downtown"
    assert mail["To"] == SENDER
    assert mail["Message-ID"] == letter.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert next(mail.iter_attachments()).get_content() == SMALL_PDF.content


def test_a_letter_that_is_sent_is_not_sent_again(mail_to, watch):
    letter = a_letter()

    with mailservers.running(mailservers.Mailbox()) as server:
        mail_to(server.port)
        outcomes = [deliver(letter, watch) for _ in range(3)]

    assert outcomes == ["sent", "not due", "not due"]
    assert len(server.messages) == 1


def test_a_refused_recipient_is_a_failure_with_the_servers_reason(mail_to, watch):
    letter = a_letter()

    with mailservers.running(mailservers.Refusing()) as server:
        mail_to(server.port)
        outcome = deliver(letter, watch)

    assert outcome == LetterState.FAILED
    assert again(letter).due_at is None
    assert again(letter).reason == (
        "The mail server says that this address cannot get mail (550 5.1.1 No such user here). Check the address."
    )


def test_a_greylisted_letter_arrives_at_the_second_try(mail_to, watch):
    letter = a_letter()

    with mailservers.running(mailservers.Greylisting()) as server:
        mail_to(server.port)
        first = deliver(letter, watch)
        waiting = again(letter)
        at_once = deliver(letter, watch)
        watch.move(minutes=1)
        second = deliver(letter, watch)

    assert (first, at_once, second) == ("queued", "not due", "sent")
    assert waiting.due_at == NOW + timedelta(minutes=1)
    assert "asked us to try later (451 4.7.1 Greylisted" in waiting.reason
    assert len(server.messages) == 1


def test_a_message_that_is_too_large_is_a_failure_that_says_so(mail_to, watch):
    letter = a_letter()

    with mailservers.running(mailservers.TooSmall()) as server:
        mail_to(server.port)
        deliver(letter, watch)

    assert again(letter).state == LetterState.FAILED
    assert "too large for this mailbox" in again(letter).reason


@pytest.mark.slow
def test_a_silent_server_holds_the_worker_no_longer_than_its_time_limit(mail_to, watch):
    letter = a_letter()

    with mailservers.silent() as port:
        mail_to(port, timeout=0.3)
        began = time.monotonic()
        outcome = deliver(letter, watch)
        took = time.monotonic() - began

    assert outcome == LetterState.QUEUED
    assert again(letter).reason == "The mail server did not answer."
    assert took < 2


@pytest.mark.slow
def test_a_server_that_dribbles_is_hung_up_on(mail_to, watch, monkeypatch):
    monkeypatch.setattr(smtp, "CONVERSATION_SECONDS", 0.5)
    letter = a_letter()

    with mailservers.dribbling() as port:
        mail_to(port, timeout=5)
        began = time.monotonic()
        outcome = deliver(letter, watch)
        took = time.monotonic() - began

    assert outcome == LetterState.QUEUED
    assert took < 3


def test_a_server_that_vanishes_after_the_message_gets_it_again_under_the_same_id(mail_to, watch):
    letter = a_letter()

    with mailservers.running(mailservers.Dropping()) as server:
        mail_to(server.port)
        first = deliver(letter, watch)
        watch.move(minutes=1)
        second = deliver(letter, watch)

    assert (first, second) == ("queued", "sent")
    assert server.ids() == [letter.message_id] * 2


def test_a_server_that_cannot_be_reached_is_tried_for_almost_two_days(mail_to, watch):
    letter = a_letter()
    mail_to(mailservers.free_port())

    tries = 0
    while again(letter).due_at is not None:
        watch.now = again(letter).due_at
        deliver(letter, watch)
        tries += 1

    assert tries == len(sending.RETRY_AFTER) + 1
    assert timedelta(hours=40) < watch.now - NOW < timedelta(hours=48)
    assert again(letter).state == LetterState.FAILED
    assert again(letter).reason == "Given up after two days. The mail server cannot be reached."


def test_a_report_that_cannot_be_made_is_tried_again_and_logged(mail_to, watch, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("typesetting failed")

    monkeypatch.setattr(attachment, "report_of", broken)
    letter = a_letter()

    outcome = deliver(letter, watch)

    assert outcome == LetterState.QUEUED
    assert "typesetting failed" in caplog.text
    assert "typesetting" not in again(letter).reason


def test_a_letter_left_by_a_killed_worker_is_taken_again_when_its_lease_is_over():
    letter = a_letter()
    sending.take(letter.plan_id, letter.id, NOW)

    early = sending.take(letter.plan_id, letter.id, NOW + queue.LEASE - timedelta(seconds=1))
    late = sending.take(letter.plan_id, letter.id, NOW + queue.LEASE)

    assert early is None
    assert late is not None
    assert late.tries == 2


def test_a_letter_that_kills_every_worker_is_given_up():
    letter = a_letter()
    Letter.objects.filter(plan=letter.plan).update(tries=len(sending.RETRY_AFTER) + 1)

    outcome = deliver(letter, lambda: NOW)

    assert outcome == LetterState.FAILED
    assert again(letter).reason == "Given up after 8 tries."


def test_a_worker_that_lost_its_lease_while_writing_does_not_send(mail_to, watch, monkeypatch):
    letter = a_letter()

    def slow(*args, **kwargs):
        sending.take(letter.plan_id, letter.id, watch.move(minutes=3))
        return SMALL_PDF

    monkeypatch.setattr(attachment, "report_of", slow)
    with mailservers.running(mailservers.Mailbox()) as server:
        mail_to(server.port)
        deliver(letter, watch)

    assert server.messages == []
    assert (again(letter).state, again(letter).tries) == (LetterState.SENDING, 2)


def test_a_code_that_is_too_old_is_not_sent(watch):
    plan = a_plan()
    codes.request_code(plan=plan, address=SENDER, by=MARIA, network=NETWORK, now=NOW)
    letter = Letter.objects.get()

    watch.move(minutes=11)
    outcome = deliver(letter, watch)

    assert outcome == LetterState.FAILED
    assert "Ask for a new one" in again(letter).reason


def test_a_mailed_key_is_wiped_from_the_database(watch, mailoutbox):
    from tests.delivery.test_services import a_begun_plan, mailed_key

    begun = a_begun_plan()
    mailed_key(begun)
    letter = Letter.objects.get()

    deliver(letter, watch)

    assert f"/resume/{begun.key}/" in mailoutbox[0].body
    assert mailoutbox[0].to == [SENDER]
    assert again(letter).sealed == ""


def test_a_key_that_was_changed_in_the_meantime_is_not_mailed(watch, mailoutbox):
    from tests.delivery.test_services import a_begun_plan, mailed_key

    begun = a_begun_plan()
    mailed_key(begun)
    lifecycle.change_key(plan=begun.plan, by=MARIA, now=NOW)

    outcome = deliver(Letter.objects.get(), watch)

    assert outcome == LetterState.FAILED
    assert mailoutbox == []


def test_a_name_full_of_tricks_becomes_one_harmless_subject(watch, mailoutbox):
    letter = a_letter(plan_name="Safe <b>Streets</b> \u202eBcc x " + "é" * 90)

    deliver(letter, watch)

    (mail,) = mailoutbox
    assert mail.subject.startswith("Action plan: Safe <b>Streets</b> Bcc x é")
    assert len(mail.subject) <= 120
    assert mail.recipients() == [SENDER]
    html = mail.alternatives[0][0]
    assert "<b>Streets" not in html
    assert "&lt;b&gt;Streets" in html


def test_words_that_would_become_links_stay_in_the_report(watch, mailoutbox):
    plan = a_plan(plan_name="Win at casino.example now")
    saved(plan, "mission", "Visit https://casino.example/")
    letter = a_letter(plan=plan)

    deliver(letter, watch)

    (mail,) = mailoutbox
    assert mail.subject == "Your action plan"
    assert "casino" not in mail.message().as_string()


def test_a_letter_says_what_the_plan_is_for_and_what_comes_next(watch, mailoutbox):
    plan = a_plan(plan_name="Riverton Downtown")
    saved(plan, "mission", "Fewer thefts & calmer evenings")
    saved(plan, "objectives", [{"id": "r1", "measure": "Cut thefts by a fifth", "due": "2027-01-15"}])
    letter = a_letter(plan=plan)

    deliver(letter, watch)

    text, (html, _) = mailoutbox[0].body, mailoutbox[0].alternatives[0]
    assert "Fewer thefts & calmer evenings" in text
    assert "Fewer thefts &amp; calmer evenings" in html
    assert "Cut thefts by a fifth (January 15, 2027)" in text
    assert "riverton.pdf" in text


def test_a_letter_carries_no_key_of_the_plan(watch, mailoutbox):
    letter = a_letter()

    deliver(letter, watch)

    written = mailoutbox[0].message().as_string()
    assert "/resume/" not in written
    assert str(letter.plan_id) not in written


def test_headers_with_line_ends_cannot_be_written():
    letter = a_letter()
    letter.address = "a@b.org\nBcc: c@d.org"

    with pytest.raises(ValueError):
        message.write(letter, NOW).message()


def test_without_a_mail_server_letters_become_files_named_in_the_log(settings, tmp_path, watch, caplog):
    settings.EMAIL_BACKEND = "teamup.delivery.files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    caplog.set_level("INFO")
    letter = a_letter()

    deliver(letter, watch)

    (path,) = (tmp_path / "mail").iterdir()
    assert path.name.endswith(f"-{letter.message_id.strip('<>')}.eml")
    assert str(path) in caplog.text
    assert SENDER not in caplog.text
    assert f"To: {SENDER}" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_makes_letters_wait(settings, tmp_path, watch):
    settings.EMAIL_BACKEND = "teamup.delivery.files.EmailBackend"
    (tmp_path / "mail").write_text("in the way")
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    letter = a_letter()

    assert deliver(letter, watch) == LetterState.QUEUED


def test_several_letters_in_a_row_each_go_to_one_recipient(mail_to, watch):
    plan = a_plan()
    sent(plan, others="sam@mall.example\nann@bücher.example")

    with mailservers.running(mailservers.Mailbox()) as server:
        mail_to(server.port)
        for letter in plan.letters.all():
            deliver(letter, watch)

    assert sorted(server.recipients) == ["ann@xn--bcher-kva.example", SENDER, "sam@mall.example"]
    assert all("," not in mail["To"] and not mail["Cc"] for mail in server.messages)
