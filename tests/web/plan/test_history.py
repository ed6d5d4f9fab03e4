"""The history of a plan: who changed what and when, and any value back."""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.core import events
from teamup.plans import lifecycle, selectors, versions
from teamup.plans.access import Actor
from teamup.plans.errors import Conflict
from teamup.plans.models import Answer, AnswerChange, BrowserGrant, Member
from teamup.plans.permissions import Role
from teamup.plans.steps import steps_of
from teamup.web.plan.difference import Run, runs
from tests.factories import MARIA, SAM
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def change_of(visitor: Visitor, question_id: str, revision: int | None) -> AnswerChange:
    return AnswerChange.objects.get(plan=visitor.plan, question_id=question_id, revision=revision)


def test_changes_are_shown_word_by_word_with_who_and_when():
    visitor = Visitor()
    visitor.save("mission", "We cut theft at night.")
    visitor.save("mission", "We cut car theft at night.", base=1, by=SAM)

    page = visitor.page("history/")

    assert "<ins>car </ins>" in page
    assert "Sam Okafor" in page
    assert "Today, " in page


def test_fifty_are_shown_a_page_newest_first():
    visitor = Visitor()
    for n in range(60):
        visitor.save("motto", f"Motto {n}", base=n, by=(visitor.actor, SAM)[n % 2])

    first, second = visitor.page("history/"), visitor.page("history/", page="2")

    assert first.count('class="change"') == 50
    assert "<ins>59</ins>" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "1e3", "٣"])
def test_a_page_that_is_not_there_is_404(page: str):
    assert Visitor().get("history/", page=page).status_code == 404


def test_days_are_those_of_the_plans_zone():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    AnswerChange.objects.filter(plan=visitor.plan).update(at=datetime(2026, 3, 1, 4, 30, tzinfo=UTC))

    page = visitor.page("history/")

    assert "February 28, 2026" in page
    assert "10:30 PM" in page


def test_the_history_of_one_answer_alone():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    visitor.save("motto", "Together")

    page = visitor.page("history/", question="mission")

    assert "Less theft" in page
    assert "Together" not in page


def test_any_value_can_be_made_the_present_one_again():
    visitor = Visitor()
    visitor.save("mission", "First")
    visitor.save("mission", "Second", base=1)
    first = change_of(visitor, "mission", 1)

    response = visitor.post("history/restore/", change=first.save_key, base="2")

    assert response.status_code == 303
    assert visitor.state().value("mission") == "First"
    assert "restored" in visitor.page("history/")


def test_restoring_twice_with_one_form_restores_once():
    visitor = Visitor()
    visitor.save("mission", "First")
    visitor.save("mission", "Second", base=1)
    form = {"change": change_of(visitor, "mission", 1).save_key, "base": "2", "save": str(uuid.uuid4())}

    visitor.post("history/restore/", **form)
    visitor.post("history/restore/", **form)

    assert visitor.state().given("mission").revision == 3


def test_restoring_over_someone_elses_change_is_explained_and_can_be_insisted_on():
    visitor = Visitor()
    visitor.save("form", "network")
    visitor.save("form", None, base=1)
    visitor.save("form", "nonprofit", base=2, by=SAM)
    first = change_of(visitor, "form", 1)

    conflict = visitor.post("history/restore/", change=first.save_key, base="2")
    insisted = visitor.post("history/restore/", change=first.save_key, base="3")

    assert conflict.status_code == 409
    assert says(conflict, "Sam Okafor saved it after you opened the history.")
    assert 'name="base" value="3"' in conflict.content.decode()
    assert insisted.status_code == 303
    assert visitor.state().value("form") == "network"


def test_a_losing_text_is_listed_and_can_be_used_after_all():
    visitor = Visitor()
    visitor.save("form", "network")
    visitor.save("form", "nonprofit", base=1, by=SAM)
    with pytest.raises(Conflict):
        visitor.save("form", None, base=1)

    page = visitor.page("history/")

    assert "not used" in page
    assert "Use this after all" in page


@pytest.mark.parametrize(
    "form", [{"change": "x", "base": "1"}, {"base": "1"}, {"change": str(uuid.uuid4()), "base": ""}]
)
def test_a_broken_restore_is_refused_with_a_sentence(form: dict[str, str]):
    assert Visitor().post("history/restore/", **form).status_code == 422


def test_restoring_a_change_of_another_plan_is_404():
    visitor, other = Visitor(), Visitor()
    other.save("mission", "Secret")
    change = AnswerChange.objects.get(plan=other.plan, question_id="mission")

    assert visitor.post("history/restore/", change=change.save_key, base="0").status_code == 404


def test_answers_to_removed_and_hidden_questions_say_so():
    visitor = Visitor(form="nonprofit")
    visitor.save("bylaws", "As of June")
    visitor.save("form", "network", base=1)
    key = uuid.uuid4()
    AnswerChange.objects.create(
        plan=visitor.plan,
        save_key=key,
        question_id="old_field",
        kind="saved",
        base=0,
        revision=1,
        new={"a": ["b"]},
        at=timezone.now(),
        by="Maria",
    )
    Answer.objects.create(plan=visitor.plan, question_id="old_field", value="x", revision=1, changed_at=timezone.now())

    page = visitor.page("history/")

    assert "No longer a part of this course" in page
    assert "Hidden by another answer" in page


def test_steps_are_told_by_what_they_say():
    visitor = Visitor()
    visitor.save("objectives", STEP_ROWS)
    step_id = steps_of(visitor.state())[0].id
    visitor.post(f"steps/{step_id}/", base="0", **{"status": "done", "was.status": "planned"})

    page = visitor.page("history/")

    assert "Step: " in page
    assert "Status: Done" in page


def test_strangers_get_404():
    visitor = Visitor()

    assert a_stranger().get(visitor.url + "history/").status_code == 404
    assert a_stranger().post(visitor.url + "history/restore/").status_code == 404


def test_a_sample_shows_its_history_and_restores_nothing():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    change = change_of(visitor, "mission", 1)
    visitor.as_sample()

    assert "Restore this" not in visitor.page("history/")
    assert visitor.post("history/restore/", change=change.save_key, base="1").status_code == 403


def test_what_else_was_done_with_the_plan_is_told_in_the_same_stream_newest_first():
    visitor = Visitor()
    visitor.save("mission", "Less theft")
    later = timezone.now() + timedelta(minutes=1)
    lifecycle.set_time_zone(plan=visitor.plan, time_zone="America/Denver", by=SAM, now=later)
    lifecycle.change_key(plan=visitor.plan, by=visitor.actor, now=later + timedelta(minutes=1))
    events.record(plan_id=visitor.plan.id, kind="mail.queued", at=later, what="report", letters=3)

    page = visitor.page("history/")

    order = [
        page.index(said)
        for said in ("The plan got a new key.", "set to Mountain time", "Less theft", "The plan was begun.")
    ]
    assert order == sorted(order)
    assert "The report was mailed to 3 addresses." in page
    assert "Sam Okafor" in page


@pytest.mark.parametrize("kind", ["mail.retried", "plan.left", "plan.resumed", "something.new", "mail.queued"])
def test_every_kind_of_deed_has_a_sentence(kind: str):
    visitor = Visitor()
    events.record(plan_id=visitor.plan.id, kind=kind, at=timezone.now(), by="Sam")

    assert 'class="change change--deed"' in visitor.page("history/")


def test_changes_and_deeds_are_paged_together_and_none_is_told_twice():
    visitor = Visitor()
    started = AnswerChange.objects.filter(plan=visitor.plan).count()
    for n in range(40):
        visitor.save("motto", f"Motto {n}", base=n, by=(visitor.actor, SAM)[n % 2])
        events.record(plan_id=visitor.plan.id, kind="mail.queued", at=timezone.now(), what="report", letters=n)

    pages = [visitor.page("history/", page=str(number)) for number in (1, 2)]

    assert pages[0].count("<li class=") == 50
    assert sum(page.count('class="change change--deed"') for page in pages) == 41
    assert sum(page.count('class="change"') for page in pages) == 40 + started


def test_the_history_of_one_answer_tells_no_other_deed():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    assert "The plan was begun." not in visitor.page("history/", question="mission")


def test_another_plans_deeds_are_not_told():
    visitor, other = Visitor(), Visitor()
    events.record(plan_id=other.plan.id, kind="mail.queued", at=timezone.now(), what="report", letters=77)

    assert "77 addresses" not in visitor.page("history/")


def test_the_history_takes_few_queries(django_assert_max_num_queries: Any):
    visitor = Visitor()
    for n in range(30):
        visitor.save("motto", f"Motto {n}", base=n)

    with django_assert_max_num_queries(8):
        visitor.page("history/")


def test_typed_markup_is_shown_as_text():
    visitor = Visitor()
    visitor.save("mission", "<script>alert(1)</script>")

    assert "<script>alert" not in visitor.page("history/")


def test_long_unchanged_words_are_left_out_of_a_difference():
    old = " ".join(f"word{n}" for n in range(300))

    found = runs(old, f"{old} end")

    assert found[0] == Run("gap", "…")
    assert found[-1] == Run("new", " end")
    assert len(found) == 3


def test_texts_too_large_to_compare_word_by_word_are_shown_whole():
    old, new = "a b " * 2000 + "a", "c d " * 2000 + "d"

    assert [run.kind for run in runs(old, new)] == ["old", "new"]


# --- Saves that belong together -----------------------------------------------------------------------------------


def at(visitor: Visitor, question_id: str, revision: int, when: datetime) -> None:
    AnswerChange.objects.filter(plan=visitor.plan, question_id=question_id, revision=revision).update(at=when)


def typed_at(visitor: Visitor, question_id: str, minutes: list[int], *, by: list[Actor] | None = None) -> None:
    """Save an answer so many minutes after two o'clock, each time with a word more."""
    two = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)  # in Chicago
    for n, minute in enumerate(minutes):
        visitor.save(question_id, " ".join(f"word{k}" for k in range(n + 1)), base=n, by=by[n] if by else None)
        at(visitor, question_id, n + 1, two + timedelta(minutes=minute))


def entries_of(page: str) -> int:
    return len(re.findall(r'<li class="change(?: change--lost)?" id=', page))


def test_a_persons_saves_of_one_answer_within_ten_minutes_are_one_entry_with_each_save_behind_it():
    visitor = Visitor()
    typed_at(visitor, "mission", [4, 5, 6, 7, 9, 11])

    page = visitor.page("history/", lesson="first/kinds")

    assert entries_of(page) == 1
    assert "6 saves from 2:04 PM to 2:11 PM" in page
    assert "<ins>word0 word1 word2 word3 word4 word5</ins>" in page
    assert page.count('class="change change--save"') == 6


@pytest.mark.parametrize(
    ("minutes", "by", "entries"),
    [
        ([0, 10], None, 1),
        ([0, 11], None, 2),
        ([0, 8, 16], None, 2),  # ten minutes from the first to the last, not a chain without end
        ([0, 1, 2], [MARIA, SAM, MARIA], 3),  # somebody else's words between
    ],
)
def test_saves_are_folded_only_when_they_are_one_sitting(minutes: list[int], by: list[Actor] | None, entries: int):
    visitor = Visitor()
    typed_at(visitor, "mission", minutes, by=by)

    page = visitor.page("history/", lesson="first/kinds")

    assert entries_of(page) == entries


def test_words_of_somebody_else_between_two_saves_keep_them_apart_under_a_filter_too():
    visitor = Visitor()
    typed_at(visitor, "mission", [0, 1, 2], by=[MARIA, SAM, MARIA])

    assert entries_of(visitor.page("history/", person="Maria Núñez", lesson="first/kinds")) == 2


def test_saves_before_and_after_midnight_stand_on_their_own_days():
    visitor = Visitor()
    typed_at(visitor, "mission", [9 * 60 + 58, 10 * 60 + 2])  # 11:58 PM and 12:02 AM

    page = visitor.page("history/", lesson="first/kinds")

    assert entries_of(page) == 2
    assert page.index("November 4, 2026") < page.index("November 3, 2026")


def test_many_saves_show_some_of_them_and_lead_to_all():
    visitor = Visitor()
    typed_at(visitor, "mission", [n // 3 for n in range(30)])

    page = visitor.page("history/", lesson="first/kinds")

    assert "30 saves from 2:00 PM to 2:09 PM" in page
    assert "25 more saves" in page
    assert entries_of(visitor.page("history/", question="mission")) == 30


def test_what_was_changed_and_changed_back_says_so():
    visitor = Visitor()
    visitor.save("motto", "Together")
    visitor.save("motto", None, base=1)

    assert "Changed, and changed back" in visitor.page("history/")


def test_any_save_of_an_entry_can_be_made_the_present_one_again():
    visitor = Visitor()
    typed_at(visitor, "mission", [0, 1, 2])
    second = change_of(visitor, "mission", 2)

    page = visitor.page("history/")
    visitor.post("history/restore/", change=second.save_key, base="3")

    assert f'value="{second.save_key}"' in page
    assert visitor.state().value("mission") == "word0 word1"


def test_pages_are_counted_in_entries():
    visitor = Visitor()
    for n in range(60):
        by = replace(SAM, name=f"Person {n // 2}")
        visitor.save("motto", f"Motto {n}", base=n, by=by)

    page = visitor.page("history/", lesson="first/kinds")

    assert entries_of(page) == 30
    assert 'rel="next"' not in page


# --- Filters ------------------------------------------------------------------------------------------------------


PRIYA = Actor("Priya Nair", token_hash="p" * 64, role=Role.EDITOR, side=Side.SECURITY)
DANA = Actor("Dana Ruiz", token_hash="d" * 64, role=Role.OWNER, side=Side.POLICE)


def a_busy_plan() -> Visitor:
    """Return a plan on which Priya (security) and Dana (police) have worked."""
    visitor = Visitor()
    visitor.save("mission", "Less theft at night", by=PRIYA)
    visitor.save("motto", "Two keys", by=DANA)
    visitor.save("plan_name", "Riverton Riverside", base=1, by=DANA)
    lifecycle.set_time_zone(plan=visitor.plan, time_zone="America/Denver", by=PRIYA, now=timezone.now())
    return visitor


@pytest.mark.parametrize(
    ("asked", "told", "not_told"),
    [
        ({"person": "Priya Nair"}, ["Less theft", "Mountain time"], ["Two keys"]),
        ({"side": "police"}, ["Two keys", "Riverside"], ["Less theft", "Mountain time"]),
        ({"lesson": "first/kinds"}, ["Less theft", "Two keys"], ["Riverside", "Mountain time"]),
        ({"lesson": "opening"}, ["Riverside"], ["Less theft"]),
        ({"lesson": "steps"}, ["Nothing fits"], ["Less theft"]),
        ({"kind": "events"}, ["Mountain time", "The plan was begun"], ["Less theft", "Two keys"]),
        ({"kind": "saved"}, ["Less theft", "Two keys"], ["Mountain time"]),
        ({"person": "Dana Ruiz", "lesson": "first/kinds"}, ["Two keys"], ["Riverside", "Less theft"]),
        ({"person": "Nobody"}, ["Nothing fits"], ["Less theft"]),
        (
            {"side": "x", "lesson": "../", "kind": "?", "since": "1999"},
            ["Less theft"],
            ["Nothing fits"],
        ),
    ],
)
def test_the_history_is_narrowed_by_person_side_lesson_and_kind(asked, told, not_told):
    page = a_busy_plan().page("history/", **asked)
    words = page[page.index('class="history__day"') if "history__day" in page else page.index('class="empty"') :]

    assert [said for said in told if said not in words] == []
    assert [said for said in not_told if said in words] == []


def test_filters_are_plain_controls_that_keep_what_was_chosen_from_page_to_page():
    visitor = a_busy_plan()
    for n in range(60):
        visitor.save("bylaws", f"{n}", base=n, by=(PRIYA, DANA)[n % 2])

    page = visitor.page("history/", lesson="first/kinds")

    assert '<option value="first/kinds" selected>' in page
    assert 'href="' + visitor.url + 'history/?lesson=first%2Fkinds&amp;page=2"' in page
    assert "Show everything" in page


def test_who_and_their_side_are_told():
    page = a_busy_plan().page("history/")

    assert 'class="side side--security"' in page
    assert "Priya Nair" in page


def test_a_plan_without_sides_offers_no_filter_by_side():
    visitor = Visitor()
    visitor.save("mission", "Less theft", by=SAM)

    assert 'id="asked-side"' not in visitor.page("history/")


def test_a_name_that_is_markup_is_text_in_the_filters_too():
    visitor = Visitor()
    visitor.save("mission", "Less theft", by=replace(SAM, name='"><script>alert(1)</script>'))

    page = visitor.page("history/", person='"><script>alert(1)</script>')

    assert "<script>alert" not in page
    assert "Less theft" in page


def test_answers_that_a_version_brought_back_are_one_entry():
    visitor = Visitor()
    versions.name_version(plan=visitor.plan, name="Empty", by=visitor.actor, now=timezone.now())
    visitor.save("mission", "Less theft")
    visitor.save("motto", "Together")
    visitor.post("versions/1/restore/")

    page = visitor.page("history/")

    assert "2 answers" in page
    assert "restored together" in page
    assert "Version 1, “Empty”, was made the present plan again." in page


def test_people_who_come_and_go_are_told():
    visitor = Visitor()
    now = timezone.now()
    events.record(plan_id=visitor.plan.id, kind="people.joined", at=now, by="Tom", role="editor", side="security")
    events.record(plan_id=visitor.plan.id, kind="people.removed", at=now, by="Dana", who="Tom")

    page = visitor.page("history/")

    assert "Tom joined the plan, as editor for security." in page
    assert "Tom was taken off the plan." in page


# --- Since you last looked ----------------------------------------------------------------------------------------


def test_the_overview_tells_what_others_changed_by_lesson():
    visitor = a_busy_plan()
    visitor.save("form", "network")

    page = visitor.page()

    assert "3 answers changed since you last looked" in page
    assert "2 answers, by " in page
    assert "?since=seen&amp;lesson=first%2Fkinds" in page or "?lesson=first%2Fkinds&amp;since=seen" in page


def test_ones_own_changes_are_no_news():
    visitor = Visitor()
    visitor.save("mission", "Less theft")

    assert "since you last looked" not in visitor.page()


def until_of(page: str) -> str:
    return html.unescape(re.search(r'name="until" value="([^"]+)"', page).group(1))


def test_one_click_marks_it_as_seen_up_to_what_the_page_showed():
    visitor = a_busy_plan()
    until = until_of(visitor.page())
    visitor.save("form", "network", by=SAM)

    response = visitor.post("seen/", until=until)

    assert response.status_code == 303
    assert "1 answer changed since you last looked" in visitor.page()


def test_opening_the_history_alone_marks_nothing_as_seen():
    visitor = a_busy_plan()
    visitor.page("history/")
    visitor.page("history/", since="seen")

    assert "3 answers changed since you last looked" in visitor.page()


def test_the_history_since_then_tells_only_what_others_did():
    visitor = a_busy_plan()
    visitor.save("form", "network")

    page = visitor.page("history/", since="seen")

    assert "Less theft" in page
    assert "Network" not in page
    assert "Mark as seen" in page


def test_with_nothing_new_the_history_since_then_says_so():
    assert "Nothing new" in Visitor().page("history/", since="seen")


@pytest.mark.parametrize("until", ["", "x", "2026-11-22", "2026-11-22T10:00:00", "9" * 400])
def test_a_broken_mark_is_refused(until: str):
    assert Visitor().post("seen/", until=until).status_code == 422


def test_nobody_looks_into_the_future_or_backwards():
    visitor = a_busy_plan()
    visitor.post("seen/", until="2099-01-01T00:00:00+00:00")
    after = BrowserGrant.objects.get(plan=visitor.plan).seen_at
    visitor.post("seen/", until="2001-01-01T00:00:00+00:00")

    assert after <= timezone.now()
    assert BrowserGrant.objects.get(plan=visitor.plan).seen_at == after


def test_strangers_cannot_mark_and_readers_of_a_sample_have_no_news():
    visitor = a_busy_plan()
    stranger = a_stranger().post(visitor.url + "seen/", {"until": timezone.now().isoformat()})
    visitor.as_sample()

    assert stranger.status_code == 404
    assert "since you last looked" not in visitor.page()
    assert visitor.post("seen/", until=timezone.now().isoformat()).status_code == 303


def a_member(visitor: Visitor, name: str = "Tom Okafor") -> tuple[Client, Actor]:
    """Return the browser of somebody who signed in and joined the plan when it began."""
    user = User.objects.create(email=f"{uuid.uuid4().hex}@example.org", name=name)
    Member.objects.create(
        plan=visitor.plan,
        user_id=user.pk,
        role="editor",
        side="police",
        name=name,
        joined_at=visitor.plan.created_at,
    )
    client = Client()
    client.force_login(user)
    return client, Actor(name, role=Role.EDITOR, side=Side.POLICE, user_id=user.pk)


def test_a_member_is_known_in_every_browser():
    visitor = a_busy_plan()
    one, tom = a_member(visitor)
    other = Client()
    other.force_login(User.objects.get(pk=tom.user_id))

    before = one.get(visitor.url).content.decode()
    one.post(visitor.url + "seen/", {"until": until_of(before)})

    assert "since you last looked" in before
    assert "since you last looked" not in other.get(visitor.url).content.decode()


def test_a_members_own_changes_are_known_under_an_older_name_and_those_of_a_namesake_are_news():
    visitor = Visitor()
    client, tom = a_member(visitor)
    visitor.save("mission", "His own", by=replace(tom, name="T. Okafor"))
    visitor.save("motto", "Another Tom", by=replace(tom, user_id=uuid.uuid4()))

    page = client.get(visitor.url + "history/?since=seen").content.decode()

    assert "1 answer changed since you last looked" in client.get(visitor.url).content.decode()
    assert "Another Tom" in page
    assert "His own" not in page


def test_the_overview_takes_one_query_more_for_its_news_and_the_history_few_for_ten_pages(
    django_assert_max_num_queries,
):
    visitor = a_busy_plan()
    for n in range(300):
        visitor.save("motto", f"Motto {n}", base=n + 1, by=(PRIYA, DANA)[n % 2])
    selectors.forget_plans()

    with django_assert_max_num_queries(8):
        visitor.page("history/", page="5", lesson="first/kinds")
    with django_assert_max_num_queries(8):
        visitor.page()
