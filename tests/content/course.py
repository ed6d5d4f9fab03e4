"""The course that this repository ships, read once for each process."""

from functools import cache
from pathlib import Path

from teamup.catalog import load, source
from teamup.catalog.model import Course
from teamup.catalog.source import PackSource

FOLDER = Path(__file__).parents[2] / "content" / "police-security"


@cache
def the_pack() -> PackSource:
    return source.read_pack(FOLDER)


@cache
def the_course() -> Course:
    return load.build(the_pack())
