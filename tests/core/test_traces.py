"""Traces: none until a host asks for them, and then without a word of anybody's plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from teamup.core import traces
from tests.factories import a_browser, a_plan


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    traces.turn_on(exporter)
    yield exporter
    traces.turn_off()


@pytest.mark.django_db
def test_a_request_is_a_span_that_names_its_route_and_nothing_of_the_plan(spans: InMemorySpanExporter, client: Client):
    client.cookies["browser"] = browser = a_browser()
    plan = a_plan(browser=browser, plan_name="Riverton")

    response = client.get(f"/plans/{plan.pk}/", {"typed": "secret words"})

    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {}) == {
        "teamup.reference": response["X-Request-Reference"],
        "teamup.route": "plan:overview",
        "teamup.status": 200,
    }
    assert not [secret for secret in (str(plan.pk), "Riverton", "secret words", browser) if secret in span.to_json()]


def test_without_an_endpoint_there_are_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(traces.ENDPOINT, raising=False)

    assert traces.turn_on() is False
    with traces.span("request") as facts:
        facts["route"] = "home"


def test_what_fails_ends_its_span_and_its_words_stay_out(spans: InMemorySpanExporter):
    with pytest.raises(ValueError), traces.span("document", kind="plan"):
        raise ValueError("an answer")

    (span,) = spans.get_finished_spans()
    assert not span.status.is_ok
    assert "an answer" not in span.to_json()
