"""What is marked for one side is on no page of the other: one search through every address a member may read."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from teamup.catalog.model import Side
from teamup.plans import marks, versions
from teamup.plans.access import Actor
from teamup.plans.errors import AnswerRejected, MarkRejected
from teamup.plans.marking import Audience, Mark
from teamup.plans.models import Answer, AnswerChange
from teamup.plans.permissions import Role
from teamup.plans.services import Save, record_answer
from teamup.plans.showing import shown_to
from teamup.plans.steps import steps_of
from tests.web.plan.member import Someone
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
SECRET = "Zebra Quarry"
STEP_ROWS = "objectives"
STEP = {"measure": f"Meet at {SECRET}", "owner": "Ann", "due": "2027-03-01"}
PAGES = (
    *("", "first/kinds/", "first/kinds/so-far/", "steps/", "history/", "history/?question=motto", "report/"),
    *("report/?audience=public", "report/?audience=security", "report/?version=1", "versions/", "versions/1/"),
    *("downloads/", "talk/", "talk/motto/", "people/", "settings/", "email/", "copy/", "answers/motto/"),
    *("report.json", "report.csv", "report.ics", "report.html", "report.json?audience=security"),
)


@pytest.fixture
def plan() -> Visitor:
    """A plan in which the police side marked an answer and the rows that draft steps, after talk and a version."""
    visitor = Visitor()
    visitor.save("motto", f"Nothing but {SECRET}.")
    visitor.save("motto", f"All of {SECRET}.", base=1)
    visitor.post("talk/motto/", do="open", text=f"Is {SECRET} the right word?", save=str(uuid.uuid4()))
    visitor.save(STEP_ROWS, [{"id": "r1", **STEP}])
    versions.name_version(plan=visitor.plan, name="As sent", by=visitor.actor, now=timezone.now())
    for question in ("motto", STEP_ROWS):
        visitor.post(f"answers/{question}/mark/", mark="police", headers=JSON)
    return visitor


def security(visitor: Visitor, role: Role = Role.EDITOR) -> Someone:
    """Return somebody of the security side who is on the plan."""
    return Someone("Priya Nair", plan=visitor.plan, role=role, side=Side.SECURITY)


def body(response: Any) -> str:
    """Return all that was answered."""
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode(errors="replace")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_one_side_holds_what_is_marked_for_the_other(plan: Visitor, path: str):
    theirs, ours = security(plan).get(path), Someone("Dana Cole", plan=plan.plan, side=Side.POLICE).get(path)

    assert theirs.status_code in (200, 404)
    assert SECRET not in body(theirs)
    assert ours.status_code == 200 or "security" in path


def test_the_search_finds_what_is_not_marked(plan: Visitor):
    for question in ("motto", STEP_ROWS):
        plan.post(f"answers/{question}/mark/", mark="partners", headers=JSON)
    priya = security(plan)

    found = [path for path in PAGES if SECRET in body(priya.get(path))]

    assert {"first/kinds/", "steps/", "history/", "report/", "talk/motto/", "report.json"} <= set(found)


def test_the_lesson_says_that_an_answer_is_the_other_side_s(plan: Visitor):
    page = body(security(plan).get("first/kinds/"))

    assert "Answered by the other side, for its own side only." in page
    assert 'name="motto.joint"' not in page


def test_who_stands_for_both_sides_sees_all(plan: Visitor):
    both = Someone("Lee Park", plan=plan.plan, side=Side.JOINT)

    assert SECRET in body(both.get("first/kinds/"))
    assert both.actor.audience is Audience.WHOLE


@pytest.mark.parametrize("keep", ["", "mine", "both"])
def test_a_page_that_was_open_before_can_write_over_nothing_and_is_told_nothing(plan: Visitor, keep: str):
    priya = security(plan)

    answer = priya.client.post(
        priya.url("answers/motto/"),
        {"motto.joint": "Mine", "base": "1", "save": str(uuid.uuid4()), **({"keep": keep} if keep else {})},
        headers=JSON,
    )

    assert answer.status_code in (404, 422)
    assert SECRET not in body(answer)
    assert Answer.objects.get(plan=plan.plan, question_id="motto").value == f"All of {SECRET}."


def test_a_worksheet_posted_whole_keeps_what_was_typed_and_tells_nothing(plan: Visitor):
    form = {"base.motto.joint": "1", "motto.joint": "My own words"}

    for asked in ("first/kinds/", "first/kinds/?settle=motto.joint"):
        answer = security_posts(plan, asked, {**form, "keep": "both", "theirs.motto.joint": "2"})

        assert answer.status_code == 422
        assert "My own words" in body(answer)
        assert SECRET not in body(answer)


def security_posts(plan: Visitor, path: str, form: dict[str, str]) -> Any:
    """Post a form as somebody of the security side, new each time."""
    someone = Someone("Priya Nair", plan=plan.plan, side=Side.SECURITY, address=f"{uuid.uuid4().hex}@mall.example")
    return someone.client.post(someone.url(path), form)


def test_a_step_that_marked_rows_draft_is_not_there_for_the_other_side(plan: Visitor):
    [step] = [one for one in steps(plan) if SECRET in one.what]
    priya = security(plan)

    assert priya.get(f"steps/{step.id}/").status_code == 404
    sent = {"base": "0", "save": str(uuid.uuid4()), "status": "done"}
    assert priya.client.post(priya.url(f"steps/{step.id}/"), sent).status_code == 404


def steps(plan: Visitor) -> Any:
    """Return the steps of the whole plan."""
    return steps_of(plan.state())


def test_an_earlier_value_comes_back_only_for_those_it_is_shown_to(plan: Visitor):
    change = AnswerChange.objects.get(plan=plan.plan, question_id="motto", revision=1)
    priya = security(plan)

    sent = {"change": str(change.save_key), "base": "2", "save": str(uuid.uuid4())}
    answer = priya.client.post(reverse("plan:restore", args=[plan.plan.pk]), sent)

    assert answer.status_code == 422
    assert SECRET not in body(answer)


def test_a_version_that_one_side_brings_back_leaves_the_other_s_answers(plan: Visitor):
    plan.save("motto", "Since changed.", base=2)
    plan.save("mission", "Ours.")
    priya = security(plan)

    priya.post("versions/1/restore/", save=str(uuid.uuid4()))

    assert plan.state().value("motto") == "Since changed."
    assert plan.state().value("mission") is None


@pytest.mark.parametrize("audience", ["police", "whole"])
def test_an_edition_of_the_other_side_is_not_made(plan: Visitor, audience: str):
    owner = security(plan, Role.OWNER)

    assert owner.get(f"report/?audience={audience}").status_code == 404
    assert owner.get(f"report.json?audience={audience}").status_code == 404
    assert owner.get(f"report.png?audience={audience}&size=card").status_code == 404
    assert f"audience={audience}" not in body(owner.get("downloads/"))
    shared = owner.post("share/", do="make", audience=audience, version="", days="7", label="X", save=uuid.uuid4())
    assert shared.status_code == 422


def test_a_copy_takes_along_what_the_copier_sees_and_how_it_is_marked(plan: Visitor):
    plan.save("mission", "For partners.")
    plan.post("answers/mission/mark/", mark="partners", headers=JSON)
    dana = Someone("Dana Cole", plan=plan.plan, side=Side.POLICE)

    copies = {}
    for who in (security(plan), dana):
        before = set(Answer.objects.values_list("plan_id", flat=True))
        who.post("copy/", **{"form": str(uuid.uuid4()), "plan_name.joint": "Next door"})
        [copies[who.user.name]] = set(Answer.objects.values_list("plan_id", flat=True)) - before

    values = {
        name: dict(Answer.objects.filter(plan_id=copy).values_list("question_id", "value"))
        for name, copy in copies.items()
    }
    assert "motto" not in values["Priya Nair"]
    assert values["Dana Cole"]["motto"] == f"All of {SECRET}."
    kept = dict(marks.AnswerMark.objects.filter(plan_id=copies["Dana Cole"]).values_list("question_id", "mark"))
    assert kept == {"motto": "police", "mission": "partners", STEP_ROWS: "police"}


def test_nobody_marks_an_answer_so_that_they_lose_sight_of_it(plan: Visitor):
    priya = security(plan)

    answer = priya.client.post(priya.url("answers/mission/mark/"), {"mark": "police"}, headers=JSON)

    assert answer.status_code == 422
    assert 'data-mark="police"' not in body(priya.get("first/kinds/"))
    assert plan.state().mark("mission") is Mark.OPEN


def test_only_a_side_itself_opens_what_it_marked_for_itself(plan: Visitor):
    priya, dana = (
        Actor("P", role=Role.EDITOR, side=side, user_id=uuid.uuid4()) for side in (Side.SECURITY, Side.POLICE)
    )
    marked = {"plan": plan.plan, "question_id": "motto", "side": Side.JOINT, "mark": "open", "now": timezone.now()}

    with pytest.raises(MarkRejected):
        marks.set_mark(**marked, by=priya)
    marks.set_mark(**marked, by=dana)

    assert shown_to(plan.plan, priya).value("motto") == f"All of {SECRET}."


def test_an_old_version_keeps_what_was_marked_then_and_what_was_marked_since(plan: Visitor):
    plan.save("mission", f"{SECRET} again.")
    plan.post("answers/mission/mark/", mark="police", headers=JSON)
    versions.name_version(plan=plan.plan, name="Marked", by=plan.actor, now=timezone.now())
    plan.post("answers/mission/mark/", mark="open", headers=JSON)
    priya = security(plan)

    assert SECRET not in body(priya.get("report/?version=2"))
    assert SECRET not in body(priya.get("report/?version=1"))
    assert SECRET in body(priya.get("report/"))


def test_nobody_is_told_while_they_look_that_the_other_side_s_answer_changed(plan: Visitor):
    since = (timezone.now() - timedelta(seconds=30)).isoformat()
    both = (security(plan), Someone("Dana Cole", plan=plan.plan, side=Side.POLICE))

    told = [
        {one["question"] for one in who.client.post(who.url("live/"), {"since": since}).json()["changed"]}
        for who in both
    ]

    assert "motto" not in told[0]
    assert "motto" in told[1]


def test_an_answer_cannot_be_talked_about_by_who_does_not_see_it(plan: Visitor):
    priya = security(plan)

    answer = priya.post("talk/motto/", do="open", text="What is it?", save=str(uuid.uuid4()))

    assert answer.status_code == 422


def test_what_is_not_shown_cannot_be_saved_by_any_way(plan: Visitor):
    priya = Actor("P", role=Role.EDITOR, side=Side.SECURITY, user_id=uuid.uuid4())

    with pytest.raises(AnswerRejected):
        record_answer(
            plan=plan.plan, question_id="motto", save=Save("Mine", 2, uuid.uuid4()), by=priya, now=timezone.now()
        )
