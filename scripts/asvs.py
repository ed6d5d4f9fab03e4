"""Write docs/security/asvs.md from docs/security/asvs.yaml. `--check` only says whether it is up to date."""

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "security"
CHAPTERS = {
    1: "Encoding and sanitization",
    2: "Validation and business logic",
    3: "Web front end",
    4: "API and web service",
    5: "File handling",
    6: "Authentication",
    7: "Session management",
    8: "Authorization",
    9: "Self-contained tokens",
    10: "OAuth and OIDC",
    11: "Cryptography",
    12: "Secure communication",
    13: "Configuration",
    14: "Data protection",
    15: "Secure coding and architecture",
    16: "Security logging and error handling",
    17: "WebRTC",
}
HEAD = """# OWASP ASVS 5.0.0, levels 1 and 2

What the site does about each of the {all} requirements ({one} of level 1, {two} of level 2):
**{met} met, {not_met} not met, {out} not applicable**. The words are ours; the requirements themselves are at
<https://github.com/OWASP/ASVS/tree/v5.0.0>. A requirement counts as met only where the program meets it by itself: what
the host's proxy, database or log keeping has to do is *not met*, with a word on whose it is. Every test that is named
exists. Written by `python scripts/asvs.py` from [asvs.yaml](asvs.yaml); correct it there.
"""


def rows() -> list[dict]:
    """Return the rows of the table, in order."""
    return yaml.safe_load((FOLDER / "asvs.yaml").read_text(encoding="utf-8"))


def page(found: list[dict]) -> str:
    """Return the whole page."""
    levels, states = Counter(row["level"] for row in found), Counter(row["status"] for row in found)
    head = HEAD.format(
        all=len(found),
        one=levels[1],
        two=levels[2],
        met=states["met"],
        not_met=states["not met"],
        out=states["not applicable"],
    )
    return "\n".join([head, *(line for chapter in _chapters(found) for line in chapter)]).rstrip() + "\n"


def _chapters(found: list[dict]) -> list[list[str]]:
    return [
        [
            f"## V{number} {CHAPTERS[number]}",
            "",
            "| | Level | What | Status | By what, or why not | Tested by |",
            "|---|---|---|---|---|---|",
            *map(_line, rows_of),
            "",
        ]
        for number, rows_of in groupby(found, key=lambda row: int(row["id"].split(".")[0]))
    ]


def _line(row: dict) -> str:
    tests = "<br>".join(f"`{test}`" for test in row.get("tests", ()))
    status = {"met": "met", "not met": "**not met**"}.get(row["status"], row["status"])
    return f"| {row['id']} | {row['level']} | {row['says']} | {status} | {row.get('by') or row['why']} | {tests} |"


def main() -> int:
    """Write the page, or compare it."""
    wanted, path = page(rows()), FOLDER / "asvs.md"
    if "--check" in sys.argv[1:]:
        return 0 if path.exists() and path.read_text(encoding="utf-8") == wanted else 1
    path.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
