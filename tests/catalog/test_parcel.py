"""Packs that come as zip files: plain ones are read, and everything that could hurt is refused with a sentence."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable

import pytest

from teamup.catalog import parcel
from teamup.catalog.errors import PackError

PLAIN = {"pack.yaml": "id: x\n", "sections/a/lesson.md": "---\ntitle: A\n---\nWords."}


def zipped(files: dict[str, str | bytes], *, change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(info)
            file.writestr(info, text)
    return out.getvalue()


def test_a_folder_is_read_whether_it_was_packed_with_its_name_or_without():
    inside = {f"my-pack/{name}": text for name, text in PLAIN.items()}

    assert parcel.texts_of(zipped(PLAIN)) == PLAIN
    assert parcel.texts_of(zipped({**inside, "__MACOSX/x": "junk", "my-pack/README.md": "hi"})) == PLAIN


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/passwd.yaml", "leads out"),
        ("/etc/cron.d/x.yaml", "leads out"),
        ("a/../../x.yaml", "leads out"),
        ("C:x.yaml", "leads out"),
        ("a\\..\\x.yaml", "leads out"),
        ("a\nb.yaml", "leads out"),
        ("run.py", "no such file"),
        ("media/film.mp4", "videos"),
        ("PACK.yaml", "twice"),
    ],
)
def test_names_that_do_not_belong_are_refused(name: str, said: str):
    with pytest.raises(PackError, match=said):
        parcel.texts_of(zipped({**PLAIN, name: "x"}))


def test_files_beside_the_folder_of_the_pack_are_refused():
    with pytest.raises(PackError, match="outside"):
        parcel.texts_of(zipped({"my-pack/pack.yaml": "id: x", "other/a.yaml": "x"}))


def test_links_are_refused():
    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(PackError, match="link"):
        parcel.texts_of(zipped({"pack.yaml": "/etc/passwd"}, change=link))


def test_a_zip_that_grows_beyond_measure_is_refused_before_it_has():
    bomb = zipped({**PLAIN, "big.yaml": "a" * (parcel.MOST_TEXT + 1)})
    assert len(bomb) < 50_000

    with pytest.raises(PackError, match="too much"):
        parcel.texts_of(bomb)


def test_a_zip_that_lies_about_its_sizes_is_refused():
    data = zipped({**PLAIN, "big.yaml": "a" * (parcel.MOST_TEXT + 1)})
    size = (parcel.MOST_TEXT + 1).to_bytes(4, "little")

    with pytest.raises(PackError):
        parcel.texts_of(data.replace(size, (10).to_bytes(4, "little")))


def test_too_many_files_and_too_large_ones_are_refused():
    with pytest.raises(PackError, match="too many"):
        parcel.texts_of(zipped({f"{number}.yaml": "" for number in range(parcel.MOST_FILES + 1)}))
    with pytest.raises(PackError, match="too large"):
        parcel.texts_of(b"x" * (parcel.MOST_BYTES + 1))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nonsense", b"plain words"])
def test_what_is_no_zip_file_is_said_to_be_none(data: bytes):
    with pytest.raises(PackError, match="no zip file"):
        parcel.texts_of(data)


def test_a_zip_without_a_pack_is_said_to_have_none():
    with pytest.raises(PackError, match=r"no pack\.yaml"):
        parcel.texts_of(zipped({"a.yaml": "x"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "\n".join([f"a0: &a0 [{'x, ' * 9}x]", *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}x]" for n in range(1, 9))]),
            "too much",
        ),
        ("a: &a [x, *a]", "inside what it repeats"),
        ("a: " + "[" * 60 + "]" * 60, "nested"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_yaml_that_small_grows_large_is_refused(text: str | bytes, said: str):
    with pytest.raises(PackError, match=said):
        parcel.texts_of(zipped({**PLAIN, "a.yaml": text}))


def test_an_alias_that_stays_small_is_read():
    assert "a.yaml" in parcel.texts_of(zipped({**PLAIN, "a.yaml": "a: &a [x, x]\nb: [*a, *a]"}))


def test_a_file_that_is_no_yaml_is_left_to_the_checker():
    assert parcel.texts_of(zipped({**PLAIN, "a.yaml": "a: b: c: ]"}))["a.yaml"] == "a: b: c: ]"
