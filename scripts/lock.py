"""Pin every Python package, with hashes, from the lists in `pyproject.toml`. Run as `make lock`.

`requirements/base.txt` runs the site, `build.txt` builds it too, `dev.txt` is all. The files name versions and
hashes only, never where a package was fetched from. Packages already pinned keep their version unless `--upgrade`
is given: `.venv/bin/python scripts/lock.py --upgrade`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
OPTIONS = [
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
]


def lock(name: str, *, groups: list[str], within: list[str], more: list[str]) -> None:
    """Pin the project's packages and those of `groups`, at the versions in the lock files `within`."""
    chosen = [part for group in groups for part in ("--group", f"pyproject.toml:{group}")]
    limits = [part for other in within for part in ("--constraints", f"requirements/{other}.txt")]
    output = f"requirements/{name}.txt"
    command = [UV, "pip", "compile", "pyproject.toml", *chosen, *limits, *OPTIONS, *more, "--output-file", output]
    subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    """Pin the three sets, each on top of the one before."""
    more = sys.argv[1:]
    lock("base", groups=[], within=[], more=more)
    lock("build", groups=["build"], within=["base"], more=more)
    lock("dev", groups=["dev"], within=["base", "build"], more=more)


if __name__ == "__main__":
    main()
