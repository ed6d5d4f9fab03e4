"""A letter carries the real report."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from teamup.catalog.model import Side
from teamup.delivery import sending
from teamup.plans import marks
from tests.delivery.letters import a_letter
from tests.factories import MARIA, NOW, a_plan, saved

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.usefixtures("real_report")
def test_the_attached_report_holds_the_answers(mailoutbox):
    plan = a_plan(plan_name="Riverton Downtown")
    saved(plan, "mission", "Calmer evenings downtown")
    letter = a_letter(plan=plan)

    outcome = sending.deliver(letter.plan_id, letter.id, clock=lambda: NOW)

    (name, content, media_type) = mailoutbox[0].attachments[0]
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
    assert outcome == "sent"
    assert (name, media_type) == ("riverton-downtown.pdf", "application/pdf")
    assert "Calmer evenings downtown" in text


@pytest.mark.parametrize("mark", ["partners", "police", "security"])
@pytest.mark.usefixtures("real_report")
def test_no_marked_answer_is_in_any_part_of_a_letter(mailoutbox, mark):
    plan = a_plan()
    saved(plan, "mission", "Zqmission keeps the garages safe.")
    saved(plan, "motto", "Zqmotto for all.")
    marks.set_mark(plan=plan, question_id="mission", side=Side.JOINT, mark=mark, by=MARIA, now=NOW)
    letter = a_letter(plan=plan)

    sending.deliver(letter.plan_id, letter.id, clock=lambda: NOW)

    (message,) = mailoutbox
    html = "".join(str(content) for content, _type in message.alternatives)
    source = "".join((message.subject, message.body, html, str(message.extra_headers)))
    (report,) = [content for _name, content, _type in message.attachments]
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(report)).pages)
    assert "Zqmotto" in words
    assert "Zqmission" not in source + words
