"""The fact files behind the course, as fingerprints: `python -m tests.content.fingerprints FOLDER` makes them anew.

The files hold other people's findings in notes of ours; the course tells them in words of its own. The fingerprints
let a test prove that without bringing the notes along.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.content.passages import fingerprint, runs

FILE = Path(__file__).with_name("facts.fingerprints")


def known() -> frozenset[bytes]:
    """Return the fingerprints of every run of words in the fact files."""
    data = FILE.read_bytes()
    return frozenset(data[at : at + 6] for at in range(0, len(data), 6))


def make(folder: Path) -> int:
    """Write the fingerprints of the text files of a folder; return how many there are."""
    found = {
        fingerprint(run)
        for path in sorted(folder.iterdir())
        if path.suffix in {".md", ".yaml"}
        for run in runs(path.read_text(encoding="utf-8"))
    }
    FILE.write_bytes(b"".join(sorted(found)))
    return len(found)


if __name__ == "__main__":
    print(f"{make(Path(sys.argv[1]))} runs of words")
