"""Saving one answer as it is typed: the contract on the wire."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.catalog.source import PackSource
from teamup.plans.models import Answer, AnswerChange
from tests.factories import SAM, a_small_pack
from tests.web.plan.test_lesson import EVERY_KIND
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def save(visitor: Visitor, question_id: str, value: Any = None, *, base: int = 0, **more: Any) -> Any:
    """Save as a script with data would."""
    body = {"value": value, "side": "joint", "base": base, "save": str(uuid.uuid4()), **more}
    kept = json.dumps({key: part for key, part in body.items() if part is not ...})
    return visitor.client.post(
        f"{visitor.url}answers/{question_id}/", kept, content_type="application/json", headers=JSON
    )


def autosave(visitor: Visitor, question_id: str, base: int = 0, *, headers: Any = JSON, **controls: Any) -> Any:
    """Save as the page's script does: the card's controls as form data."""
    sent = {name.replace("__", "."): part for name, part in controls.items()}
    sent = {"side": "joint", "base": base, "save": str(uuid.uuid4()), **sent}
    return visitor.client.post(f"{visitor.url}answers/{question_id}/", sent, headers=headers)


@pytest.mark.parametrize("question_id", EVERY_KIND)
def test_an_answer_of_every_kind_is_saved_and_read_back(question_id: str):
    visitor = Visitor()

    response = save(visitor, question_id, EVERY_KIND[question_id])

    told = response.json()
    assert response.status_code == 200
    assert (told["revision"], told["merged"], told["value"]) == (1, False, EVERY_KIND[question_id])
    assert told["saved_label"].endswith(("AM", "PM"))
    again = visitor.client.get(f"{visitor.url}answers/{question_id}/", headers=JSON).json()
    assert (again["revision"], again["value"]) == (1, EVERY_KIND[question_id])
    assert again["csrf"]


def test_the_controls_of_a_card_are_saved_as_the_script_posts_them():
    visitor = Visitor()

    response = autosave(
        visitor, "goals", goals__joint__row=["g1", "g2"], goals__joint__g1__goal="One", goals__joint__g2__goal=""
    )

    assert response.json()["value"] == [{"id": "g1", "goal": "One"}]


def test_each_side_saves_its_own_answer():
    visitor = Visitor()

    save(visitor, "self_check", {"trust": {"rating": 2}}, side="police")
    save(visitor, "self_check", {"trust": {"rating": 5}}, side="security")

    assert visitor.state().value("self_check", Side.POLICE) == {"trust": {"rating": 2}}
    card = visitor.client.get(f"{visitor.url}answers/self_check/?side=security").content.decode()
    assert 'id="q-self_check-security"' in card
    assert 'value="5" checked' in card


def test_changes_that_do_not_overlap_are_merged_and_the_answer_says_so():
    visitor = Visitor()
    save(visitor, "mission", "We cut theft at night.")
    visitor.save("mission", "We cut car theft at night.", base=1, by=SAM)

    told = save(visitor, "mission", "We cut theft at night, together.", base=1).json()

    assert told["merged"] is True
    assert told["value"] == "We cut car theft at night, together."


def an_overlap() -> tuple[Visitor, Any]:
    visitor = Visitor()
    visitor.save("mission", "We cut theft.")
    visitor.save("mission", "We cut car theft.", base=1, by=SAM)
    return visitor, save(visitor, "mission", "We cut bike theft.", base=1)


def test_an_overlap_is_answered_with_both_versions_and_the_panel():
    visitor, response = an_overlap()

    told = response.json()
    assert response.status_code == 409
    assert (told["revision"], told["theirs"], told["yours"]) == (2, "We cut car theft.", "We cut bike theft.")
    assert 'data-revision="2"' in told["html"]
    assert "Sam Okafor" in told["html"]
    kinds = AnswerChange.objects.filter(plan=visitor.plan, question_id="mission").values_list("kind", flat=True)
    assert "conflict" in kinds


def test_keeping_mine_keeps_theirs_in_the_history():
    visitor, _conflict = an_overlap()

    told = save(visitor, "mission", "We cut bike theft.", base=2, keep="mine").json()

    assert (told["revision"], told["value"]) == (3, "We cut bike theft.")


def test_keeping_both_joins_them_and_says_merged_so_that_the_card_is_read_again():
    visitor, _conflict = an_overlap()
    key = str(uuid.uuid4())

    told = save(visitor, "mission", "We cut bike theft.", base=2, keep="both", save=key).json()
    again = save(visitor, "mission", "We cut bike theft.", base=2, keep="both", save=key).json()

    assert told["value"] == again["value"] == "We cut car theft.\nWe cut bike theft."
    assert told["merged"] is True
    assert again["revision"] == 3


def test_keeping_both_where_they_do_not_fit_brings_both_back_to_be_shortened():
    visitor = Visitor()
    visitor.save("mission", "theirs " * 40)

    response = save(visitor, "mission", "mine " * 40, base=1, keep="both")

    assert response.status_code == 422
    assert "theirs mine" in " ".join(response.json()["html"].split())
    assert 'data-base="1"' in response.json()["html"]


def test_using_theirs_changes_nothing():
    visitor, _conflict = an_overlap()

    told = save(visitor, "mission", "We cut bike theft.", base=2, keep="theirs").json()

    assert (told["revision"], told["value"]) == (2, "We cut car theft.")


def test_a_repeated_save_has_one_effect_and_the_same_answer():
    visitor = Visitor()
    key = str(uuid.uuid4())

    first, again = (save(visitor, "mission", "We cut theft.", save=key).json() for _ in range(2))

    assert first["revision"] == again["revision"] == 1
    assert AnswerChange.objects.filter(plan=visitor.plan, question_id="mission").count() == 1


@pytest.mark.parametrize(
    ("question_id", "value", "sentence"),
    [
        ("mission", "word " * 61, "60 words"),
        ("mission", 7, "as text"),
        ("day", "2027-02-31", "Write a date"),
        ("form", "cult", "Choose one of the options"),
        ("interests", ["a", "a"], "each option once"),
        ("interests", {"a": 1}, "Choose from the options"),
        ("goals", [{"id": "UPPER", "goal": "x"}], "no proper name"),
        ("goals", [{"id": "g1", "goal": "x"}, {"id": "g1", "goal": "y"}], "no proper name"),
        ("goals", [{"id": "g1", "evil": "x"}], "not a part of this question"),
        ("sharing", {"video": {"rule": "sometimes"}}, "Video, Rule: Choose one"),
        ("objectives", [{"id": "r1", "due": "soon"}], "Row 1, Due: Write a date"),
        ("mission", "a\x00b", "cannot be stored"),
        ("mission", "\ud800", "cannot be stored"),
        ("smart_check", "x", "drawn from your other answers"),
    ],
)
def test_what_cannot_stand_is_answered_422_with_sentences_and_not_stored(question_id: str, value: Any, sentence: str):
    visitor = Visitor()

    response = save(visitor, question_id, value)

    assert response.status_code == 422
    assert any(sentence in error for error in response.json()["errors"])
    assert not Answer.objects.filter(plan=visitor.plan, question_id=question_id).exists()


def test_a_refused_answer_brings_its_card_with_the_typing_in_it():
    told = save(Visitor(), "mission", "word " * 61).json()

    assert "has-error" in told["html"]
    assert ("word " * 61).strip() in told["html"]


@pytest.mark.parametrize(
    "missing", [{"base": ...}, {"base": None}, {"base": "soon"}, {"save": ...}, {"side": "nobody"}]
)
def test_a_save_without_its_base_key_or_side_is_refused_never_an_overwrite(missing: dict[str, Any]):
    visitor = Visitor()
    visitor.save("mission", "We cut theft.")

    response = save(visitor, "mission", "Overwritten", **missing)

    assert response.status_code == 422
    assert response.json()["errors"]
    assert visitor.state().value("mission") == "We cut theft."


def test_a_base_from_the_future_is_refused():
    assert save(Visitor(), "mission", "Hello", base=7).status_code == 422


def test_a_joint_question_is_not_answered_by_one_side():
    assert save(Visitor(), "mission", "Hello", side="police").status_code == 422


def test_a_hidden_question_is_kept_and_the_answer_says_so():
    visitor = Visitor()
    visitor.save("form", "network")

    told = save(visitor, "bylaws", "Article one.").json()

    assert "hidden" in told["note"]
    assert visitor.state().value("bylaws") == "Article one."
    visitor.save("form", "nonprofit", base=1)
    assert "note" not in save(visitor, "bylaws", "Article two.", base=1).json()


def test_a_question_of_another_version_is_kept_and_the_answer_says_so():
    visitor = Visitor()
    docs = dict(a_small_pack().docs)
    questions = docs["sections/first/kinds/questions.yaml"]["questions"]
    slogan = {"id": "slogan", "kind": "short_text", "prompt": "Slogan?"}
    docs["sections/first/kinds/questions.yaml"] = {"questions": [*questions, slogan], "rules": []}
    docs["pack.yaml"] = {**docs["pack.yaml"], "version": "1.7.0"}
    save(visitor, "slogan", "Too early")
    shelf.publish(PackSource(docs))

    response = save(visitor, "slogan", "Side by side")

    assert response.status_code == 200
    assert "not in this plan" in response.json()["note"]
    assert visitor.client.get(f"{visitor.url}answers/slogan/", headers=JSON).json()["value"] == "Side by side"


def test_a_question_that_never_was_is_not_found():
    visitor = Visitor()

    assert save(visitor, "nothing", "x").status_code == 404
    assert visitor.client.get(f"{visitor.url}answers/nothing/", headers=JSON).status_code == 404


def test_strangers_and_samples_cannot_be_written():
    visitor = Visitor()
    address = f"{visitor.url}answers/mission/"
    assert a_stranger().post(address, {}, headers=JSON).status_code == 404
    assert a_stranger().get(address, headers=JSON).status_code == 404

    visitor.as_sample()

    refused = save(visitor, "mission", "x")
    assert refused.status_code == 403
    assert "sample" in refused.json()["errors"][0]


def test_an_expired_token_is_answered_with_a_fresh_one():
    visitor = Visitor()
    client = Client(enforce_csrf_checks=True)
    client.cookies["browser"] = visitor.browser
    address = f"{visitor.url}answers/mission/"
    sent = {"mission.joint": "We cut theft.", "base": "0", "side": "joint", "save": str(uuid.uuid4())}

    refused = client.post(address, sent, headers={**JSON, "X-CSRFToken": "stale"})
    again = client.post(address, sent, headers={**JSON, "X-CSRFToken": refused.json()["csrf"]})

    assert refused.status_code == 403
    assert again.status_code == 200


def test_a_script_may_ask_for_the_card():
    visitor = Visitor()
    visitor.save("mission", "<b>Bold</b>")

    card = visitor.client.get(f"{visitor.url}answers/mission/", headers={"Accept": "text/html"}).content.decode()

    assert card.startswith('<div class="q"')
    assert 'data-base="1"' in card
    assert "&lt;b&gt;Bold&lt;/b&gt;" in card


def test_htmx_gets_the_card_with_the_same_statuses():
    visitor = Visitor()
    htmx = {"HX-Request": "true"}

    saved = autosave(visitor, "motto", headers=htmx, motto__joint="Safe")
    refused = autosave(visitor, "motto", 1, headers=htmx, motto__joint="x" * 81)
    visitor.save("motto", "Mine", base=1, by=SAM)
    conflict = autosave(visitor, "motto", 1, headers=htmx, motto__joint="Yours")

    assert [r.status_code for r in (saved, refused, conflict)] == [200, 422, 409]
    assert all(r.content.startswith(b'<div class="q') for r in (saved, refused, conflict))
    assert b'class="conflict"' in conflict.content


def test_a_plain_form_gets_a_page():
    visitor = Visitor()

    saved = autosave(visitor, "motto", headers={}, motto__joint="Safe")
    refused = autosave(visitor, "motto", 1, headers={}, motto__joint="x" * 81)

    assert saved.status_code == 303
    assert saved["Location"].endswith("/first/kinds/#q-motto-joint")
    assert refused.status_code == 422
    assert says(refused, "Shorten this answer to 80 characters or fewer")
    assert "<!doctype html>" in refused.content.decode()


def test_a_body_that_is_too_big_is_refused_in_a_sentence():
    response = save(Visitor(), "mission", "x" * 3_000_000)

    assert response.status_code == 413
    assert response.json()["errors"]


def test_a_save_costs_the_same_however_full_the_plan_is():
    visitor = Visitor()

    def queries(question_id: str) -> int:
        with CaptureQueriesContext(connection) as context:
            assert save(visitor, question_id, EVERY_KIND[question_id]).status_code == 200
        return len(context)

    first, *others = [queries(question_id) for question_id in EVERY_KIND]

    assert set(others) == {first}
    assert first <= 8
