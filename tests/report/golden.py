"""Golden files: text that people review. `pytest tests/report --update-golden` rewrites them."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> None:
    """Compare `text` with the golden file of this name, or write it when an update was asked for."""
    path = FOLDER / name
    if os.environ.get("TEAMUP_TEST_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        assert text == file.read(), f"{path} differs: read the difference, then update it if it is meant."
