"""The processes that typeset."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from teamup.report import pool
from teamup.report.build import build
from teamup.report.errors import RenderError
from teamup.report.pdf import Paper, data_for
from tests.report.plans import TODAY, an_empty_plan


@pytest.fixture
def data() -> bytes:
    return data_for(build(an_empty_plan(), today=TODAY), Paper.LETTER)


@pytest.fixture
def a_pool():
    made = pool._Pool()
    yield made
    made.close()


def test_no_process_of_a_web_server_loads_the_typesetter():
    code = "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'teamup.config.settings'; django.setup(); "
    code += "import teamup.report.formats, sys; print('typst' in sys.modules)"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "False"


def test_a_typesetting_process_loads_nothing_of_django():
    code = "import teamup.report.press, sys; print(any(name.startswith('django') for name in sys.modules))"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "False"


def test_one_process_serves_many_documents(a_pool, data):
    a_pool.typeset(data, 20)
    (press,) = a_pool.free

    a_pool.typeset(data, 20)

    assert a_pool.free == [press]
    assert press.renders == 2


def test_a_process_that_has_done_enough_is_replaced(a_pool, data, monkeypatch):
    monkeypatch.setattr(pool, "MOST_RENDERS", 1)

    went_well, _found = a_pool.typeset(data, 20)

    assert went_well
    assert a_pool.free == []


def test_a_process_that_grew_too_large_is_replaced(a_pool, data, monkeypatch):
    monkeypatch.setattr(pool, "MOST_MEMORY", 1)

    a_pool.typeset(data, 20)

    assert a_pool.free == []


def test_a_document_that_takes_too_long_is_given_up_with_a_sentence(data):
    with pytest.raises(RenderError, match="too long to be typeset"):
        pool.typeset(data, seconds=0.001)


def test_a_process_that_died_is_not_used_again(a_pool, data):
    a_pool.typeset(data, 20)
    a_pool.free[0].process.kill()
    a_pool.free[0].process.wait()

    with pytest.raises(pool._Ended):
        a_pool.typeset(data, 20)

    assert a_pool.typeset(data, 20)[0]


def test_data_that_cannot_be_set_is_refused_with_a_sentence_and_the_process_goes_on():
    with pytest.raises(RenderError, match="could not be made"):
        pool.typeset(b'{"meta": 1}')


def test_threads_wait_for_their_turn(a_pool, data):
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(a_pool.typeset(data, 20)[0])) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [True] * 4
    assert len(a_pool.free) <= pool.PROCESSES
