"""`teamup prepare` brings a site up to date, and takes nothing down that works."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from teamup.catalog.models import PackVersion
from teamup.operations.management.commands import prepare


@pytest.fixture
def static_files(settings, tmp_path):
    """One static file of our own, and the folder that it is collected into."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("p { color: black }", encoding="utf-8")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.DATA_DIR = settings.CONTENT_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    prepare.get_finders.__globals__["get_finder"].cache_clear()
    yield source
    prepare.get_finders.__globals__["get_finder"].cache_clear()


def a_faulty_pack(folder: Path) -> Path:
    pack = folder / "a-pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text("id: a-pack\n", encoding="utf-8")
    return pack


def collected(folder: Path) -> list[str]:
    """What the collected style sheets say; their names carry a hash."""
    return [path.read_text(encoding="utf-8") for path in folder.glob("page.*.css")]


def prepared(*arguments: str) -> str:
    said = StringIO()
    call_command("prepare", *arguments, stdout=said, stderr=said)
    return said.getvalue()


@pytest.mark.django_db
def test_static_files_are_collected_once(static_files, settings):
    first = prepared()
    second = prepared()

    assert "Compressing static files" in first
    assert second == ""
    assert collected(settings.STATIC_ROOT) == ["p { color: black }"]


@pytest.mark.django_db
def test_a_static_file_that_changed_is_collected_again(static_files, settings):
    prepared()
    (static_files / "page.css").write_text("p { color: navy }", encoding="utf-8")

    prepared()

    assert "p { color: navy }" in collected(settings.STATIC_ROOT)


@pytest.mark.django_db
def test_a_site_is_not_started_on_a_pack_with_faults(static_files, tmp_path):
    pack = a_faulty_pack(tmp_path)

    with pytest.raises(CommandError):
        prepared("--pack", str(pack))


@pytest.mark.django_db
def test_a_site_that_has_an_earlier_version_goes_on_with_it(static_files, tmp_path):
    pack = a_faulty_pack(tmp_path)
    PackVersion.objects.create(pack_id="a-pack", version="1", digest="0", docs="{}")

    said = prepared("--pack", str(pack))

    assert "the version published before stays in use" in said


@pytest.mark.django_db
def test_a_pack_is_published_again_only_when_it_changed(static_files, tmp_path, monkeypatch):
    pack = a_faulty_pack(tmp_path)
    published = []

    def publish(command: str, *arguments: str, **options: object) -> None:
        if command == "pack":
            published.append(arguments)
            PackVersion.objects.create(pack_id="a-pack", version=str(len(published)), digest="0", docs="{}")

    monkeypatch.setattr(prepare, "call_command", publish)
    monkeypatch.setattr(prepare.Command, "_collect_static", lambda self: None)

    prepared("--pack", str(pack))
    prepared("--pack", str(pack))
    (pack / "pack.yaml").write_text("id: a-pack\nversion: 2\n", encoding="utf-8")
    prepared("--pack", str(pack))

    assert len(published) == 2
