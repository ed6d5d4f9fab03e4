"""Word documents as another program opens them: LibreOffice makes a PDF of each, and every word is in it."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import partial
from pathlib import Path as FilePath

import docx as reader
import pypdf
import pytest

from teamup.catalog.model import Path
from teamup.report import docx
from teamup.report.kinds import KINDS
from tests.report.awkward import an_awkward_plan
from tests.report.pdftext import fold
from tests.report.plans import TODAY, a_core_plan, a_full_plan, an_empty_plan

OFFICE = shutil.which("soffice")
STATES = {
    "full": partial(a_full_plan, Path.EXISTING),
    "new": partial(a_full_plan, Path.NEW),
    "core": a_core_plan,
    "empty": an_empty_plan,
    "awkward": partial(an_awkward_plan, 6),
}
WRITTEN = [name for name, kind in KINDS.items() if "docx" in kind.forms]
PLAIN = str.maketrans(dict.fromkeys(" \t\n\xa0\xad\u200b"))


def plain(text: str) -> str:
    """Return what letters a text has, without what a line end may change."""
    return fold(text).translate(PLAIN)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> FilePath:
    """Return a folder with 25 documents and the PDF that LibreOffice makes of each, in one go."""
    folder = tmp_path_factory.mktemp("office")
    files = []
    for kind in WRITTEN:
        for name, state in STATES.items():
            files.append(folder / f"{kind}-{name}.docx")
            files[-1].write_bytes(docx.render(KINDS[kind].build(state(), today=TODAY)))
    home = f"-env:UserInstallation=file://{folder}/home"
    command = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, timeout=600, capture_output=True)
    return folder


@pytest.mark.soak
@pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice on this machine")
@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("name", [name for name in STATES if name != "awkward"])
def test_libreoffice_shows_every_word_of_a_document(converted: FilePath, kind: str, name: str):
    book = reader.Document(str(converted / f"{kind}-{name}.docx"))

    pages = pypdf.PdfReader(io.BytesIO((converted / f"{kind}-{name}.pdf").read_bytes())).pages

    shown = plain("".join(page.extract_text() for page in pages))
    words = {word for paragraph in book.element.body.iter("{*}t") for word in (paragraph.text or "").split()}
    assert len(words) > 20
    assert {word for word in words if plain(word) not in shown} == set()


@pytest.mark.soak
@pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice on this machine")
@pytest.mark.parametrize("kind", WRITTEN)
def test_libreoffice_opens_what_nobody_would_type(converted: FilePath, kind: str):
    pages = pypdf.PdfReader(io.BytesIO((converted / f"{kind}-awkward.pdf").read_bytes())).pages

    assert len(pages) >= 1
