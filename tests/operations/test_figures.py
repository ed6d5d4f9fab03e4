"""Figures for machines that watch the site: only for whoever has the token, and of nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from tests import databases
from tests.races.site import BROWSER, Site, environment_of, free_port, running

TOKEN = "a-token-of-twenty-four-or-more"


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN + "x"])
def test_to_everybody_else_there_are_no_figures(client: Client, settings, given: str):
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.django_db
def test_without_a_token_nobody_gets_them(client: Client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.race
@pytest.mark.slow
def test_the_figures_of_all_processes_are_added_up_and_name_no_plan(tmp_path: Path):
    with databases.empty(tmp_path) as database:
        port = free_port()
        environment = environment_of(database, tmp_path, port, TEAMUP_DEBUG="1", TEAMUP_METRICS_TOKEN=TOKEN)
        made = subprocess.run(
            [sys.executable, "-m", "tests.races.prepare", "1"], env=environment, stdout=subprocess.PIPE, check=True
        )
        plan = made.stdout.decode().split('"')[1]
        teamup = str(Path(sys.executable).with_name("teamup"))
        with running(Site(f"http://127.0.0.1:{port}", database, environment, [teamup, "serve", "--no-worker"])) as site:
            for _ in range(20):
                asked = urllib.request.Request(f"{site.url}/plans/{plan}/", headers={"Cookie": f"browser={BROWSER}"})
                urllib.request.urlopen(asked).close()
            told = urllib.request.Request(f"{site.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
            with urllib.request.urlopen(told) as answer:
                figures = answer.read().decode()

    assert 'teamup_requests_total{method="GET",route="plan:overview",status="2xx"} 20.0' in figures
    assert "teamup_mail_waiting 0" in figures
    assert plan not in figures
    assert os.environ.get("PROMETHEUS_MULTIPROC_DIR") is None
