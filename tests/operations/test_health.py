"""Machines that watch the site get a plain answer."""

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory

from teamup.operations import health
from tests.factories import PACK, a_plan


def test_a_process_that_answers_is_alive():
    response = health.alive(RequestFactory().get("/healthz"))

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_site_whose_database_and_queue_answer_is_ready(settings):
    a_plan()
    settings.COURSE_PACK = PACK

    response = health.ready(RequestFactory().get("/readyz"))

    assert response.status_code == 200


@pytest.mark.django_db
def test_a_site_without_a_course_is_not_ready_and_says_what_to_do(settings):
    settings.COURSE_PACK = "nobody-published-this"

    response = health.ready(RequestFactory().get("/readyz"))

    assert (response.status_code, b"teamup prepare" in response.content) == (503, True)


@pytest.mark.django_db
def test_a_site_without_its_database_is_not_ready():
    def refuse(*_):
        raise DatabaseError("no such server")

    with connection.execute_wrapper(refuse):
        response = health.ready(RequestFactory().get("/readyz"))

    assert response.status_code == 503
    assert b"no such server" not in response.content


def test_health_is_only_asked_not_changed():
    response = health.alive(RequestFactory().post("/healthz"))

    assert response.status_code == 405
