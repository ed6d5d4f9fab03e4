"""*Courses*: what is published, and publishing a pack from a zip file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from teamup.catalog import shelf
from teamup.catalog.models import PackVersion
from tests.web.account.person import says
from tests.web.desk.host import Hosting
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
TINY = Path(__file__).resolve().parents[2] / "content" / "tiny-pack"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def tiny(**changes: tuple[str, str]) -> SimpleUploadedFile:
    """Return the clinic's course as a zip file; `changes` replace words in a file, named with "__" for "/"."""
    out = io.BytesIO()
    edits = {name.replace("__", "/"): pair for name, pair in changes.items()}
    with zipfile.ZipFile(out, "w") as file:
        for path in sorted(TINY.rglob("*")):
            name = path.relative_to(TINY).as_posix()
            if path.is_file() and path.suffix in (".yaml", ".md"):
                old, new = edits.get(name.rpartition(".")[0], ("", ""))
                text = path.read_text(encoding="utf-8")
                assert old in text
                file.writestr(f"tiny/{name}", text.replace(old, new, 1) if old else text)
    return SimpleUploadedFile("tiny.zip", out.getvalue(), content_type="application/zip")


def token_in(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


def check(host: Hosting, file: Any) -> Any:
    return host.post("courses/", do="check", pack=file)


def test_the_page_shows_versions_and_on_which_one_new_plans_begin(settings: Any):
    for _ in range(6):
        Visitor()
    settings.COURSE_PACK = "small"

    page = Hosting().page("courses/")

    assert "small" in page
    assert page.count("new plans begin here") == 1
    assert '<td data-label="Plans" class="is-number">6</td>' in page


def test_a_few_plans_are_not_counted_out():
    Visitor()

    assert "fewer than 5" in Hosting().page("courses/")


def test_a_pack_is_checked_first_and_published_on_a_second_word():
    host = Hosting()

    checked = check(host, tiny())
    assert checked.status_code == 200, checked.content.decode()[:3000]
    assert not PackVersion.objects.exists()
    done = host.post("courses/", do="publish", token=token_in(checked.content.decode()))

    assert done.status_code == 303
    (row,) = PackVersion.objects.all()
    assert shelf.get_course(row.pack_id, row.version)
    assert f"Published version {row.version}" in host.page("record/")


def test_every_fault_is_shown_and_nothing_kept():
    host = Hosting()

    answer = check(host, tiny(pack=("license:", "licence:"), sections__ready__section=("title:", "titel:")))

    assert answer.status_code == 422
    assert says(answer, "Nothing was published")
    assert says(answer, "licence")
    assert says(answer, "titel")
    assert not PackVersion.objects.exists()


def test_other_words_under_a_published_version_are_refused():
    host = Hosting()
    host.post("courses/", do="publish", token=token_in(check(host, tiny()).content.decode()))
    title = next(line for line in (TINY / "pack.yaml").read_text(encoding="utf-8").splitlines() if "title:" in line)

    other = check(host, tiny(pack=(title, "title: Something else")))
    answer = host.post("courses/", do="publish", token=token_in(other.content.decode()))

    assert answer.status_code == 422
    assert says(answer, "Raise the version")
    assert PackVersion.objects.count() == 1


def test_publishing_asks_again_who_it_is():
    host = Hosting()
    token = token_in(check(host, tiny()).content.decode())
    host.show_factor(minutes_ago=60)

    answer = host.post("courses/", do="publish", token=token)

    assert answer["Location"].startswith("/account/confirm/app/")
    assert not PackVersion.objects.exists()


def test_a_pack_that_another_host_had_checked_is_not_ones_own():
    token = token_in(check(Hosting(), tiny()).content.decode())

    answer = Hosting("Olive Other").post("courses/", do="publish", token=token)

    assert answer.status_code == 422
    assert not PackVersion.objects.exists()


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x05\x06" + b"\0" * 18, b"x" * 3_000_000])
def test_what_is_no_pack_is_answered_in_a_sentence(data: bytes):
    answer = check(Hosting(), SimpleUploadedFile("x.zip", data))

    assert answer.status_code == 422
    assert says(answer, "Nothing was published")


def test_no_file_at_all_is_answered_in_a_sentence():
    assert Hosting().post("courses/", do="check").status_code == 422


def test_the_course_of_this_house_passes_as_a_zip_file():
    out = io.BytesIO()
    root = settings.CONTENT_DIR / "police-security"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(root).as_posix())

    answer = check(Hosting(), SimpleUploadedFile("course.zip", out.getvalue()))

    assert answer.status_code == 200, answer.content.decode()[:5000]
    assert says(answer, "No faults: police-security")
