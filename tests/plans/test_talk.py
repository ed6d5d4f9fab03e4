"""Talk about answers: threads, who may do what in them, whom they mention, whose turn it is, and what is settled."""

from __future__ import annotations

import uuid
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from teamup.catalog.model import Side
from teamup.core.limits import TooOften
from teamup.core.models import Event
from teamup.plans import mentions, selectors, settling, talk, talkmail, threads
from teamup.plans.access import READER
from teamup.plans.errors import MayNotEdit, NoSuchThread, PersonRejected, TalkRejected
from teamup.plans.models import Answer, Comment, MailChoice, Member, Plan, Thread
from teamup.plans.permissions import MAY, Deed, Role
from teamup.plans.talk import Turn
from tests.factories import MARIA, NOW, SAM, a_plan, saved
from tests.talking import answered, joined, opened, settled

EMOJI, RIGHT_TO_LEFT = "👮🏽‍♀️🤝🧑🏿‍💼 agreed?", "האם זה מותר לפי הרישיון שלנו?"
db = pytest.mark.django_db


def again(thread: Thread) -> Thread:
    return Thread.objects.get(plan_id=thread.plan_id, thread_id=thread.thread_id)


def words_in(plan: Plan, thread: Thread) -> list[str]:
    return [one.text for one in threads.said_in(plan, [again(thread)])[thread.thread_id]]


# --- mentions -----------------------------------------------------------------------------------------------------


NAMES = {1: "Dana Ruiz", 2: "Dana Ortiz", 3: "Priya Nair", 4: "María José Núñez", 5: "דנה כהן", 6: "D’Arcy O’Neil"}


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Look at this, @Priya.", (3,)),
        ("@priya nair: your turn", (3,)),
        ("@Pri", (3,)),
        ("@Dana", (1, 2)),
        ("@Dana Ortiz, please", (2,)),
        ("@Dana O", (1, 2)),
        ("@dana or", (2,)),
        ("@Dana’s list and (@Priya's)", (1, 2, 3)),
        ("@MARÍA josé!", (4,)),
        ("@Mari\u0301a", (4,)),
        ("שאלה אל @דנה?", (5,)),
        ("@D’Arcy?", (6,)),
        ("@Priya and @Dana Ruiz and @Priya", (3, 1)),
        ("write to sam@priya.org", ()),
        ("@", ()),
        ("@ Priya", ()),
        ("@P", ()),
        ("@Priyanka", ()),
        ("@@@@", ()),
        ("👮@Priya", ()),
    ],
)
def test_an_at_sign_and_the_start_of_a_name_mention_a_member(text: str, called: tuple[int, ...]):
    assert mentions.mentioned(text, NAMES) == called


def test_a_text_mentions_twenty_people_at_most():
    names = {number: f"Dana {number}" for number in range(100)}

    assert len(mentions.mentioned("@Dana", names)) == mentions.MOST_CALLED


# --- threads ------------------------------------------------------------------------------------------------------


@db
def test_a_remark_opens_a_thread_that_others_answer_and_resolve():
    plan = a_plan()
    dana, tom = joined(plan, "Dana Ruiz"), joined(plan, "Tom Okafor", Side.SECURITY)
    thread = opened(plan, "Our license does not allow this, @Dana", by=tom, to=Turn(Side.POLICE))

    answered(thread, "We mean while an officer is present.", by=dana)
    talk.resolve(plan=plan, thread_id=thread.thread_id, by=dana, now=NOW + timedelta(hours=1))

    kept = again(thread)
    assert (kept.comments, kept.called, kept.assigned_side) == (2, [str(dana.user_id)], "police")
    assert (kept.resolved_by, kept.resolved_at) == ("Dana Ruiz", NOW + timedelta(hours=1))
    assert words_in(plan, thread) == [
        "Our license does not allow this, @Dana",
        "We mean while an officer is present.",
    ]


@db
@pytest.mark.parametrize(
    "text",
    [
        EMOJI,
        RIGHT_TO_LEFT,
        "é" * talk.LONGEST,
        "😀" * talk.LONGEST,
        "<script>alert(1)</script> **b** [x](javascript:1)",
    ],
    ids=["emoji", "right to left", "4,000 letters", "4,000 emoji", "markup"],
)
def test_words_are_kept_as_typed(text: str):
    plan = a_plan()

    thread = opened(plan, f"  {text}\r\n")

    assert words_in(plan, thread) == [text]


@db
@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\x00", "x" * (talk.LONGEST + 1)], ids=["none", "blanks", "nul", "long"]
)
def test_nothing_and_too_much_are_refused(text: str):
    with pytest.raises(TalkRejected):
        opened(a_plan(), text)

    assert not Thread.objects.exists()


@db
def test_a_form_posted_twice_says_it_once_and_other_words_are_another_remark():
    plan, key = a_plan(), uuid.uuid4()
    first = opened(plan, form_key=key)
    assert opened(plan, form_key=key) == first
    once = answered(first, form_key=key)
    assert answered(first, form_key=key) == once

    opened(plan, "Something else.", form_key=key)

    assert (Thread.objects.count(), Comment.objects.count()) == (2, 3)
    assert Event.objects.filter(plan_id=plan.pk, kind="talk.opened").count() == 2


@db
def test_events_say_what_was_done_and_never_the_words():
    plan = a_plan()
    dana = joined(plan, "Dana Ruiz")
    thread = opened(plan, "SECRET one", to=Turn(user_id=dana.user_id))
    comment = answered(thread, "SECRET two")
    talk.resolve(plan=plan, thread_id=thread.thread_id, by=SAM, now=NOW)
    talk.resolve(plan=plan, thread_id=thread.thread_id, by=SAM, now=NOW)
    talk.reopen(plan=plan, thread_id=thread.thread_id, by=SAM, now=NOW)
    talk.assign(plan=plan, thread_id=thread.thread_id, to=talk.NOBODY, by=SAM, now=NOW)
    talk.remove(plan=plan, comment_id=comment.comment_id, by=SAM, now=NOW)

    events = Event.objects.filter(plan_id=plan.pk, kind__startswith="talk.")

    kinds = sorted(event.kind.removeprefix("talk.") for event in events)
    assert kinds == ["answered", "assigned", "assigned", "opened", "removed", "reopened", "resolved"]
    assert "SECRET" not in str([event.detail for event in events])


@db
@pytest.mark.parametrize("role", Role)
def test_who_may_comment_may_do_all_of_it_and_others_none_of_it(role: Role):
    plan = a_plan()
    thread = opened(plan)
    somebody = joined(plan, "Pat Lee", role=role)
    deeds = [
        lambda: opened(plan, by=somebody),
        lambda: answered(thread, by=somebody),
        lambda: talk.resolve(plan=plan, thread_id=thread.thread_id, by=somebody, now=NOW),
        lambda: talk.reopen(plan=plan, thread_id=thread.thread_id, by=somebody, now=NOW),
        lambda: talk.assign(plan=plan, thread_id=thread.thread_id, to=Turn(Side.POLICE), by=somebody, now=NOW),
        lambda: settled(plan, by=somebody),
    ]

    for deed in deeds:
        if role in MAY[Deed.COMMENT]:
            deed()
        else:
            with pytest.raises(MayNotEdit):
                deed()


@db
def test_nobody_talks_about_a_sample():
    plan = a_plan()
    Plan.objects.filter(pk=plan.pk).update(sample="invented")
    plan.refresh_from_db()

    with pytest.raises(MayNotEdit):
        opened(plan, by=READER)


@db
def test_a_thread_is_found_in_its_own_plan_alone():
    thread = opened(a_plan())

    with pytest.raises(NoSuchThread):
        talk.reply(plan=a_plan(), thread_id=thread.thread_id, text="x", form_key=uuid.uuid4(), by=MARIA, now=NOW)


@db
def test_a_question_that_a_condition_hides_can_be_talked_about():
    plan = a_plan()

    assert opened(plan, question_id="bylaws").question_id == "bylaws"


@db
def test_a_question_that_is_gone_can_be_talked_about_where_it_was_answered_or_talked_about():
    plan = a_plan()
    with pytest.raises(TalkRejected, match="no longer asks"):
        opened(plan, question_id="dropped")
    Answer.objects.create(plan=plan, question_id="dropped", value="Once", revision=1, changed_at=NOW)

    thread = opened(plan, question_id="dropped")
    answered(thread)

    assert again(thread).comments == 2


@db
def test_a_remark_is_about_a_side_only_where_that_side_answers_for_itself():
    plan = a_plan()

    assert opened(plan, question_id="self_check", side=Side.POLICE).side == "police"
    with pytest.raises(TalkRejected, match="Choose what"):
        opened(plan, question_id="mission", side=Side.POLICE)


# --- one's own words ----------------------------------------------------------------------------------------------


@db
def test_own_words_can_be_changed_for_a_quarter_of_an_hour_and_mentions_follow():
    plan = a_plan()
    dana, priya = joined(plan, "Dana Ruiz"), joined(plan, "Priya Nair")
    thread = opened(plan, "@Dana")
    later = NOW + talk.MAY_EDIT_FOR

    talk.edit(plan=plan, comment_id=thread.thread_id, text="@Priya", by=MARIA, now=later)

    comment = Comment.objects.get(plan=plan)
    assert (comment.text, comment.edited_at, comment.mentions) == ("@Priya", later, [str(priya.user_id)])
    assert again(thread).called == [str(priya.user_id)] != [str(dana.user_id)]
    with pytest.raises(TalkRejected, match="15 minutes"):
        talk.edit(plan=plan, comment_id=thread.thread_id, text="Late", by=MARIA, now=later + timedelta(seconds=1))


@db
def test_nobody_changes_or_removes_the_words_of_another():
    plan = a_plan()
    thread = opened(plan)

    with pytest.raises(MayNotEdit):
        talk.edit(plan=plan, comment_id=thread.thread_id, text="No", by=SAM, now=NOW)
    with pytest.raises(MayNotEdit):
        talk.remove(plan=plan, comment_id=thread.thread_id, by=SAM, now=NOW)


@db
def test_a_removed_comment_keeps_its_place_and_loses_its_words_and_mentions():
    plan = a_plan()
    joined(plan, "Dana Ruiz")
    thread = opened(plan, "@Dana, a secret")
    answered(thread)

    for _ in range(2):
        talk.remove(plan=plan, comment_id=thread.thread_id, by=MARIA, now=NOW)

    assert words_in(plan, thread) == ["", "It does, with a permit."]
    assert again(thread).called == []
    assert "secret" not in str(list(Comment.objects.values())) + str(list(Event.objects.values()))
    with pytest.raises(TalkRejected):
        talk.edit(plan=plan, comment_id=thread.thread_id, text="Back", by=MARIA, now=NOW)


# --- whose turn ---------------------------------------------------------------------------------------------------


@db
def test_a_thread_is_for_a_member_it_is_given_to_or_mentions_and_for_a_side_it_is_given_to():
    plan = a_plan()
    dana, priya = joined(plan, "Dana Ruiz"), joined(plan, "Priya Nair", Side.SECURITY)
    opened(plan, "To police", to=Turn(Side.POLICE))
    opened(plan, "To Priya", to=Turn(user_id=priya.user_id))
    opened(plan, "Hello @Priya")
    opened(plan, "To nobody")

    found = threads.open_talk(plan, MARIA)

    assert found.counts == {"mission": 4}
    assert [found.for_whom(one) for one in (dana, priya, MARIA)] == [1, 2, 0]


@db
def test_giving_a_thread_to_somebody_who_left_is_refused():
    plan = a_plan()

    with pytest.raises(TalkRejected, match="no longer on the plan"):
        opened(plan, to=Turn(user_id=uuid.uuid4()))

    assert not Thread.objects.exists()


@db
def test_what_was_given_to_somebody_who_left_still_names_them():
    plan = a_plan()
    dana = joined(plan, "Dana Ruiz")
    thread = opened(plan, to=Turn(user_id=dana.user_id))

    Member.objects.filter(plan=plan).delete()

    assert again(thread).assigned_name == "Dana Ruiz"


# --- limits -------------------------------------------------------------------------------------------------------


@db
def test_a_thread_and_a_plan_have_room_for_so_much_and_say_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(talk, "MOST_COMMENTS", 2)
    monkeypatch.setattr(talk, "MOST_THREADS", 1)
    plan = a_plan()
    thread = opened(plan)
    answered(thread)

    with pytest.raises(TalkRejected, match="full"):
        answered(thread, "One too many")
    with pytest.raises(TalkRejected, match="room for"):
        opened(plan, "Another")


@db
def test_somebody_who_says_sixty_things_in_ten_minutes_is_asked_to_wait():
    plan = a_plan()
    thread = opened(plan)
    for number in range(talk.SPEAKING.most - 1):
        answered(thread, f"No. {number}", by=MARIA)

    with pytest.raises(TooOften):
        answered(thread, "One more", by=MARIA)

    assert answered(thread, "Others go on", by=SAM)


@db
def test_a_long_thread_is_read_by_its_first_words_and_its_newest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "MOST_SHOWN", 3)
    plan = a_plan()
    thread = opened(plan, "First")
    for number in range(6):
        answered(thread, f"No. {number}", now=NOW + timedelta(seconds=number + 1))

    assert words_in(plan, thread) == ["First", "No. 3", "No. 4", "No. 5"]
    page = threads.page_of(plan, again(thread), start=2, count=2)
    assert [one.text for one in page] == ["No. 1", "No. 2"]


# --- what both sides settle on ------------------------------------------------------------------------------------


@db
def test_a_note_stands_beside_both_answers_and_each_side_agrees_once():
    plan = a_plan()
    police, security = joined(plan, "Dana Ruiz"), joined(plan, "Tom Okafor", Side.SECURITY)
    saved(plan, "self_check", {"trust": {"rating": 4}}, side=Side.POLICE)
    saved(plan, "self_check", {"trust": {"rating": 2}}, side=Side.SECURITY)
    note = settled(plan, by=police)

    for _ in range(2):
        settling.agree(plan=plan, thread_id=note.thread_id, speaks_for=Side.POLICE, by=security, now=NOW)

    kept = again(note)
    assert {side: one["by"] for side, one in kept.agreed.items()} == {"police": "Dana Ruiz", "security": "Tom Okafor"}
    assert [answer.revision for answer in Answer.objects.filter(plan=plan, question_id="self_check")] == [1, 1]
    assert Event.objects.filter(plan_id=plan.pk, kind="talk.agreed").count() == 1


@db
def test_somebody_on_no_side_says_for_which_they_agree():
    plan = a_plan()

    with pytest.raises(TalkRejected, match="for which side"):
        settled(plan, speaks_for=Side.JOINT)

    assert list(settled(plan, speaks_for=Side.SECURITY).agreed) == ["security"]


@db
def test_a_newer_note_takes_the_place_of_the_one_before_which_can_be_read_and_not_agreed_to():
    plan = a_plan()
    old = settled(plan)
    new = settled(plan, "We start from 2.")

    with pytest.raises(TalkRejected, match="replaced"):
        settling.agree(plan=plan, thread_id=old.thread_id, speaks_for=Side.SECURITY, by=SAM, now=NOW)
    with pytest.raises(TalkRejected, match="replaced"):
        talk.reopen(plan=plan, thread_id=old.thread_id, by=SAM, now=NOW)

    assert threads.open_talk(plan, MARIA).notes["self_check"] == new
    assert [one.note for one in threads.talk_at(plan, "self_check", MARIA)] == ["We start from 2.", "We start from 3."]


@db
def test_a_note_posted_twice_is_one():
    plan, key = a_plan(), uuid.uuid4()

    assert settled(plan, form_key=key) == settled(plan, form_key=key)


@db
def test_only_where_each_side_answers_for_itself_both_can_settle():
    with pytest.raises(TalkRejected, match="each side answers for itself"):
        settled(a_plan(), question_id="mission")


@db
def test_the_database_keeps_one_note_for_a_question():
    plan = a_plan()
    note = settled(plan)
    note.thread_id = uuid.uuid4()

    with pytest.raises(IntegrityError), transaction.atomic():
        note.save(force_insert=True)


@db
def test_a_note_says_when_an_answer_was_changed_after_it():
    plan = a_plan()
    note = settled(plan, now=NOW - timedelta(hours=1))
    assert not threads.changed_since(note, selectors.load_state(plan))

    saved(plan, "self_check", {"trust": {"rating": 4}}, side=Side.POLICE)

    assert threads.changed_since(note, selectors.load_state(plan))


# --- mail ---------------------------------------------------------------------------------------------------------


@db
def test_a_member_chooses_their_mail_and_a_link_stops_it_whoever_follows_it():
    plan = a_plan()
    dana = joined(plan, "Dana Ruiz")
    assert dana.user_id is not None
    assert talkmail.choice_of(plan, dana) == MailChoice.MINE
    talkmail.choose(plan=plan, choice=MailChoice.DAILY, by=dana)
    token = talkmail.token_of(plan.pk, dana.user_id)

    for _ in range(2):
        assert talkmail.choose_by_link(token=token, choice=MailChoice.NEVER, now=NOW)

    assert talkmail.choice_of(plan, dana) == MailChoice.NEVER
    assert Event.objects.filter(plan_id=plan.pk, kind="talk.mail_stopped").count() == 1
    assert not talkmail.choose_by_link(token="x" + token, choice=MailChoice.MINE, now=NOW)
    assert not talkmail.choose_by_link(token="", choice=MailChoice.MINE, now=NOW)


@db
def test_a_browser_without_a_member_gets_no_mail_and_chooses_none():
    plan = a_plan()

    assert talkmail.choice_of(plan, MARIA) is None
    with pytest.raises(PersonRejected):
        talkmail.choose(plan=plan, choice=MailChoice.DAILY, by=MARIA)


@db
def test_the_links_token_is_kept_as_a_hash_alone():
    plan = a_plan()
    dana = joined(plan, "Dana Ruiz")
    talkmail.choose(plan=plan, choice=MailChoice.DAILY, by=dana)
    assert isinstance(dana.user_id, UUID)

    row = plan.talk_mail.get()

    assert talkmail.token_of(plan.pk, dana.user_id) not in str(vars(row))


@db
def test_a_plan_that_is_deleted_takes_its_talk_along():
    plan = a_plan()
    dana = joined(plan, "Dana Ruiz")
    talkmail.choose(plan=plan, choice=MailChoice.DAILY, by=dana)
    opened(plan)
    settled(plan)

    Plan.objects.filter(pk=plan.pk).delete()

    assert not Thread.objects.exists()
    assert not Comment.objects.exists()
