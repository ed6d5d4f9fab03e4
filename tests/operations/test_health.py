"""Machines that watch the site get a plain answer."""

import pytest
from django.db import DatabaseError
from django.test import RequestFactory

from teamup.operations import health


def test_a_process_that_answers_is_alive():
    response = health.alive(RequestFactory().get("/healthz"))

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_site_whose_database_and_queue_answer_is_ready():
    response = health.ready(RequestFactory().get("/readyz"))

    assert response.status_code == 200


def test_a_site_without_its_database_is_not_ready(monkeypatch):
    def refuse():
        raise DatabaseError("no such server")

    monkeypatch.setattr(health.connection, "cursor", refuse)

    response = health.ready(RequestFactory().get("/readyz"))

    assert response.status_code == 503
    assert b"no such server" not in response.content


def test_health_is_only_asked_not_changed():
    response = health.alive(RequestFactory().post("/healthz"))

    assert response.status_code == 405
