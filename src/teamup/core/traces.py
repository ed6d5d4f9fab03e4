"""Traces by OpenTelemetry, for hosts that collect them. Until they are turned on, nothing is imported or done.

They are where `OTEL_EXPORTER_OTLP_ENDPOINT` is set, OpenTelemetry's own name for it, and `team-up[traces]` installed.
A span says which kind of page, document or letter it was and how long it took: no plan, person, address or answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
EXPORTER = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
"""In the extra `traces` alone: it brings more packages than all else here."""
_tracers: list[Any] = []


def turn_on(exporter: Any = None) -> bool:
    """Send spans from now on where the host wants them, and return whether that is so.

    Raises `ImportError` when the packages are missing: traces that silently do not come help nobody.
    """
    if exporter is None and not os.environ.get(ENDPOINT):
        return False
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME") or "team-up"
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    if exporter is None:
        provider.add_span_processor(BatchSpanProcessor(import_module(EXPORTER).OTLPSpanExporter()))
    else:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    _tracers[:] = [provider.get_tracer("teamup")]
    return True


def turn_off() -> None:
    """Send no more spans."""
    _tracers.clear()


@contextmanager
def span(name: str, **facts: str) -> Iterator[dict[str, str | int]]:
    """Let the block be a span; what is put into the yielded facts by its end goes along."""
    said: dict[str, str | int] = dict(facts)
    if not _tracers:
        yield said
        return
    from opentelemetry.trace import StatusCode

    # The words of an error may be somebody's: that it failed is said, why stands in the log.
    with _tracers[0].start_as_current_span(name, record_exception=False, set_status_on_exception=False) as made:
        try:
            yield said
        except BaseException:
            made.set_status(StatusCode.ERROR)
            raise
        finally:
            made.set_attributes({f"teamup.{key}": value for key, value in said.items()})
