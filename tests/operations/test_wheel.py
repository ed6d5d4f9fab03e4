"""The package installs a whole site: pages, fonts, course and samples, where there is neither Node nor source code."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.races.site import free_port

ROOT = Path(__file__).parents[2]
NEEDED = (
    "teamup/web/static/teamup/styles.css",
    "teamup/web/static/teamup/teamup.js",
    "teamup/web/static/teamup/plan.js",
    "teamup/web/static/teamup/fonts/public-sans-regular.woff2",
    "teamup/report/typst/blocks.typ",
    "teamup/report/typst/fonts/PublicSans-Regular.ttf",
    "teamup/content/police-security/pack.yaml",
    "teamup/content/police-security/sections/starting/goals/lesson.md",
    "teamup/content/samples/invented.yaml",
    "teamup/plans/migrations/0001_initial.py",
    "teamup/web/templates/base.html",
    "teamup/requirements.txt",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--disable-pip-version-check", "--wheel-dir", str(folder), str(ROOT)], check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.slow
def test_the_package_holds_all_that_a_site_needs_and_nothing_of_the_workshop(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    assert [name for name in NEEDED if name not in names] == []
    assert not [
        name for name in names if name.startswith(("tests/", "benchmarks/", "scripts/")) or "node_modules" in name
    ]


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a site that was installed from the package into an empty folder, and is running."""
    bin_folder = tmp_path / "venv" / "bin"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    pip = [str(bin_folder / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "base.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    home, port = tmp_path / "home", free_port()
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    environment = {**kept, "PATH": "/usr/bin:/bin", "HOME": str(home), "TEAMUP_PORT": str(port)}
    server = subprocess.Popen([str(bin_folder / "teamup"), "serve", "--prepare"], cwd=home, env=environment)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=2).close()
            break
        except (OSError, urllib.error.HTTPError):
            assert server.poll() is None
            time.sleep(0.5)
    yield url
    server.terminate()
    server.wait(timeout=30)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_an_installed_package_serves_the_course_and_a_sample_plan(installed: str):
    home = urllib.request.urlopen(f"{installed}/").read().decode()
    lesson = urllib.request.urlopen(f"{installed}/course/starting/goals/").read().decode()

    assert "Team Up" in home
    assert "SMART" in lesson
    style = home.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert urllib.request.urlopen(f"{installed}{style}").status == 200
