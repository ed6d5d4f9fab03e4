"""A letter carries the real report."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from teamup.delivery import sending
from tests.delivery.letters import a_letter
from tests.factories import NOW, a_plan, saved

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
