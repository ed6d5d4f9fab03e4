"""A host's own video: checked, kept with its version, shown with captions and words, and sent from one folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from teamup.catalog import check, media, shelf
from tests.factories import LESSON as FRONT
from tests.factories import READING, a_small_pack

pytestmark = pytest.mark.django_db
BYTES = bytes(range(256)) * 8
VIDEO = {
    "title": "Four minutes",
    "file": "welcome.mp4",
    "captions": "welcome.vtt",
    "transcript": "The chief says hello.\n\nThe director says hello back.",
}
ADDRESS = "/media/filmed/1.0.0/welcome.mp4"


def a_pack_with_a_video(**changes: Any) -> Any:
    front = {**FRONT, "video": {**VIDEO, **changes}}
    head = {**a_small_pack().docs["pack.yaml"], "id": "filmed"}
    return a_small_pack(**{"pack.yaml": head, "sections__first__kinds__lesson.md": {"front": front, "text": READING}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack's folder with the files of its video."""
    (tmp_path / "pack" / "media").mkdir(parents=True)
    (tmp_path / "pack" / "media" / "welcome.mp4").write_bytes(BYTES)
    (tmp_path / "pack" / "media" / "welcome.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n")
    return tmp_path / "pack"


@pytest.fixture
def published(folder: Path, settings: Any, tmp_path: Path) -> Path:
    """The folder from which a published video is sent."""
    settings.COURSE_PACK = "filmed"
    settings.MEDIA_DIR = tmp_path / "kept"
    course, _is_new = shelf.publish(a_pack_with_a_video())
    assert media.keep(folder, course, settings.MEDIA_DIR) == ()
    return tmp_path / "kept" / "filmed" / "1.0.0"


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_lesson_shows_its_video_with_captions_and_all_words(client: Client, published: Path):
    page = client.get("/course/first/kinds/").content.decode()

    assert f'<source src="{ADDRESS}" type="video/mp4">' in page
    assert '<track kind="captions" src="/media/filmed/1.0.0/welcome.vtt"' in page
    assert "<p>The director says hello back.</p>" in page
    assert "autoplay" not in page


def test_a_video_is_sent_whole_or_in_the_part_that_a_player_asks_for(client: Client, published: Path):
    whole = client.get(ADDRESS)
    part = client.get(ADDRESS, headers={"Range": "bytes=10-19"})
    rest = client.get(ADDRESS, headers={"Range": "bytes=2000-"})
    end = client.get(ADDRESS, headers={"Range": "bytes=-5"})

    assert (whole.status_code, bytes_of(whole), whole["Content-Type"]) == (200, BYTES, "video/mp4")
    assert (part.status_code, bytes_of(part), part["Content-Range"]) == (206, BYTES[10:20], "bytes 10-19/2048")
    assert (bytes_of(rest), bytes_of(end)) == (BYTES[2000:], BYTES[-5:])


def test_a_part_that_is_not_there_is_416_and_nonsense_gets_the_whole(client: Client, published: Path):
    assert client.get(ADDRESS, headers={"Range": "bytes=9000-"}).status_code == 416
    assert bytes_of(client.get(ADDRESS, headers={"Range": "bytes=-"})) == BYTES
    assert bytes_of(client.get(ADDRESS, headers={"Range": "lines=1-2"})) == BYTES


@pytest.mark.parametrize(
    "address",
    [
        "/media/filmed/1.0.0/none.mp4",
        "/media/filmed/1.0.0/../1.0.0/welcome.mp4",
        "/media/filmed/1.0.0/%2e%2e/welcome.mp4",
        "/media/../filmed/welcome.mp4",
        "/media/filmed/1.0.0/secret-key",
        "/media/filmed/1.0.0/welcome.mp4%0a",
        "/media/filmed/1.0.0/welcome.mp4/",
        "/media/filmed/1.0.0/linked.mp4",
    ],
)
def test_nothing_else_is_sent(client: Client, published: Path, address: str):
    (published / "secret-key").write_text("secret")
    (published / "linked.mp4").symlink_to(published / "secret-key")

    assert client.get(address).status_code == 404


def test_pages_may_play_videos_of_this_site_alone(client: Client, published: Path):
    assert "media-src 'self'" in client.get("/course/first/kinds/")["Content-Security-Policy"]


def test_a_published_video_stays_as_it_is(folder: Path, published: Path, settings: Any):
    course, _is_new = shelf.publish(a_pack_with_a_video())
    (folder / "media" / "welcome.mp4").write_bytes(b"another take")

    assert media.keep(folder, course, settings.MEDIA_DIR) == ("welcome.mp4",)
    assert (published / "welcome.mp4").read_bytes() == BYTES


def test_the_checker_wants_the_files_there_and_captions_that_are_captions(folder: Path):
    docs = a_pack_with_a_video().docs
    assert [*media.faults(folder, docs)] == []

    (folder / "media" / "welcome.mp4").unlink()
    (folder / "media" / "welcome.vtt").write_text("1\n00:00:00,000 --> 00:00:02,000\nHello.\n")

    assert [message.partition(".")[0] for _file, message in media.faults(folder, docs)] == [
        "media/welcome",
        "media/welcome",
    ]
    assert any("WEBVTT" in message for _file, message in media.faults(folder, docs))


@pytest.mark.parametrize(
    ("video", "said"),
    [
        ("video: {title: T, file: a.mp4, transcript: All that is said in it.}", "“captions” is missing"),
        ("video: {title: T, file: a.mp4, captions: a.vtt}", "“transcript” is missing"),
        ("video: {title: T, file: ../a.mp4, captions: a.vtt, transcript: All that is said in it.}", "video.file"),
        ("video: {title: T, file: a.mp4, captions: a.srt, transcript: All that is said in it.}", "video.captions"),
    ],
)
def test_the_checker_wants_captions_a_transcript_and_plain_names(video: str, said: str):
    text = f'---\nnumber: "1.1"\ntitle: T\nsummary: S\n{video}\n---\nWords.\n'

    faults = check.check_texts({"sections/a/b/lesson.md": text}).faults

    assert any(said in fault.message and fault.file == "sections/a/b/lesson.md" for fault in faults)
