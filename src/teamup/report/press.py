"""The process that typesets: data in on one pipe, a PDF or a picture out on the other, until the pipe closes.

Imports nothing of Django, so it is small and quick to start. Typst keeps what it compiled in memory, so
`teamup.report.pool` ends a process after a while, and at once when it takes too long.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from functools import cache
from pathlib import Path
from typing import IO, Any

import typst

from teamup.report.wire import HEADER, ORDER

TEMPLATE = Path(__file__).parent / "typst"
FONTS = TEMPLATE / "fonts"
REPORT, CHART = "report.typ", "chart.typ"
MEMORY = 1_500_000_000  # bytes; a document that needs more is refused


@cache
def _template(main: str) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in sorted(TEMPLATE.glob("*.typ"))}
    return {"main": files.pop(main), **files}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def typeset(data: bytes) -> bytes:
    """Return the PDF of a report's data. Raises `typst.TypstError` in the typesetter's words."""
    # A folder in memory, which the package's types do not know yet.
    files: Any = {**_template(REPORT), "plan.json": data}
    pdf: bytes = typst.compile(files, font_paths=_fonts(), ignore_system_fonts=True, pdf_standards=["ua-1", "a-2a"])
    return pdf


def picture(data: bytes, dots: int, *, alone: bool = False) -> bytes:
    """Return the first page as a PNG, or a chart `alone`. Raises `typst.TypstError` in the typesetter's words."""
    files: Any = {**_template(CHART if alone else REPORT), "plan.json": data}
    pages: Any = typst.compile(files, font_paths=_fonts(), ignore_system_fonts=True, format="png", ppi=dots)
    png: bytes = pages[0] if isinstance(pages, list) else pages
    return png


def _read(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise SystemExit(0)  # the web process is gone or done with us
    return found


def _answer(data: bytes, dots: int, alone: bool) -> tuple[bool, bytes]:
    try:
        return True, picture(data, dots, alone=alone) if dots else typeset(data)
    except (RuntimeError, ValueError, TypeError) as error:  # typst.TypstError is a RuntimeError
        return False, str(error).encode()


def _memory() -> int:
    """Return the most memory this program has had so far, in KiB.

    Linux counts what `getrusage` says from before the program was started: a large parent would make it look worn.
    """
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Typeset until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the pipe
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    while True:
        size, dots, alone = ORDER.unpack(_read(pipe_in, ORDER.size))
        went_well, answer = _answer(_read(pipe_in, size), dots, alone)
        memory = _memory()
        pipe_out.write(HEADER.pack(went_well, len(answer), memory) + answer)
        pipe_out.flush()


if __name__ == "__main__":
    main()
