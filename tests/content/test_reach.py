"""Walking the whole course on every path: no dead end, no field that cannot be reached."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from teamup.catalog import shelf
from teamup.plans import lifecycle, tailoring
from tests.content.course import the_course, the_pack
from tests.factories import a_browser, a_state

COURSE = the_course()
OPENING = {question.id: question for question in COURSE.opening}


def options(role: str) -> list[str]:
    return [option.id for option in OPENING[COURSE.roles[role]].options]


WAYS = list(product(options("path"), options("side"), options("time")))


@pytest.mark.parametrize("setting", options("setting"))
def test_every_field_is_asked_or_one_click_off_on_every_way_through(setting: str):
    for path, side, time in WAYS:
        answers = {"path": path, "side": side, "time": time, "setting": [setting]}
        state = a_state({COURSE.roles[role]: value for role, value in answers.items()}, course=COURSE)
        for lesson in COURSE.lessons():
            there = [*tailoring.shown_first(state, lesson), *tailoring.set_aside(state, lesson)]

            assert sorted(q.id for q in there) == sorted(q.id for q in lesson.questions), (path, side, time, lesson.id)
        assert tailoring.next_lesson(state) is not None


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("path", options("path"))
def test_every_lesson_can_be_walked_to_and_shows_each_of_its_fields(path: str):
    course, _ = shelf.publish(the_pack())
    browser = a_browser()
    begun = lifecycle.begin_plan(
        pack_id=course.id,
        browser=browser,
        opening={"path": path, "lead_role": options("side")[0], "plan_name": "A walk"}.items(),
        time_zone="America/Chicago",
        now=timezone.now(),
    )
    client = Client()
    client.cookies["browser"] = browser
    home = f"/plans/{begun.plan.id}/"
    overview = client.get(home).content.decode()

    for lesson in course.lessons():
        page = client.get(f"{home}{lesson.id}/")
        html = page.content.decode()

        assert f"{home}{lesson.id}/" in overview, lesson.id
        assert page.status_code == 200, lesson.id
        for question in lesson.questions:
            assert re.search(rf'id="q-{re.escape(question.id)}[-"]', html), question.id
        assert f'href="{home}' in html.split('class="pager"', 1)[-1], lesson.id
