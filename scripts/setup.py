"""Set up what a `make` target needs, and say so. Nothing but Python is needed to run this file, even an old one.

Usage: `python3 scripts/setup.py run|test|dev|assets|wheel`. Each step leaves a stamp (a hash of what it was made
from), so that a second time it takes no time. `run` goes on to serve the site, and `test` to run the tests.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STATIC = ROOT / "src" / "teamup" / "web" / "static"
REPORT_FONTS = ROOT / "src" / "teamup" / "report" / "typst" / "fonts"
CHROMIUM_NOTE = ROOT / "var" / "chromium-path"
PACKS = ["content/police-security"]
NEEDED = (3, 11)
QUIET = (
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--no-warn-script-location",
    "--root-user-action=ignore",
)


class SetupError(Exception):
    """A step cannot be done here; the message says what the person can do."""


class Steps:
    """Prints the steps of one run: `[2/5] Installing Python packages …`."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def say(self, line: str) -> None:
        """Begin the next step."""
        self.done += 1
        print(f"[{self.done}/{self.total}] {line}", flush=True)


def run(*command: str | Path, **environment: str) -> None:
    """Run a program in the project's folder. Raises `CalledProcessError` when it fails."""
    subprocess.run([str(part) for part in command], cwd=str(ROOT), check=True, env={**os.environ, **environment})


def succeeds(*command: str | Path) -> bool:
    """Return whether a program runs and ends well; its output is not shown."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def fingerprint(*paths: Path) -> str:
    """Return a hash of files, and of all files in folders. What does not exist counts as nothing."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(p for p in (path.rglob("*") if path.is_dir() else [path]) if p.is_file()):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Return whether the step with this stamp was done from exactly these files."""
    return stamp.exists() and stamp.read_text(encoding="ascii") == wanted


def leave(stamp: Path, made_from: str) -> None:
    """Record that a step was done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from, encoding="ascii")


# --- Python ---------------------------------------------------------------------------------------------------------


def is_new_enough(python: str | Path) -> bool:
    """Return whether this Python runs and is new enough."""
    return succeeds(python, "-c", f"import sys; sys.exit(sys.version_info < {NEEDED})")


def find_python() -> str:
    """Return a Python that is new enough. Raises `SetupError` when the machine has none."""
    names = [sys.executable, "python3"] + [f"python3.{minor}" for minor in range(14, 10, -1)]
    for name in names:
        path = shutil.which(name)
        if path and is_new_enough(path):
            return path
    raise SetupError("Team Up needs Python 3.11 or newer: install it (for example `apt install python3`), then again.")


def apt_install(*packages: str) -> bool:
    """Install packages of Debian or Ubuntu, when that is what this machine is and we may. Return whether it worked."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run("apt-get", "update", "-qq", **quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, **quiet)
    except subprocess.CalledProcessError:
        return False
    return True


def make_venv(steps: Steps) -> None:
    """Make the virtual environment `.venv`, unless it is there and works."""
    if is_new_enough(PYTHON) and (BIN / "pip").exists():
        steps.say("Python environment: ready")
        return
    python = find_python()
    steps.say("Making the Python environment …")
    if not succeeds(python, "-c", "import ensurepip, venv"):
        version = subprocess.run(
            [python, "-c", "import sys; print('python%d.%d-venv' % sys.version_info[:2])"],
            capture_output=True,
            check=True,
        )
        apt_install(version.stdout.decode().strip()) or apt_install("python3-venv")
        if not succeeds(python, "-c", "import ensurepip, venv"):
            raise SetupError(f"{python} has no venv module: install it (`sudo apt install python3-venv`), then again.")
    run(python, "-m", "venv", "--clear", VENV)


def install_packages(steps: Steps, wanted: str) -> None:
    """Install the locked packages of the set `wanted`: `build` to run the site, `dev` to work on it."""
    sets = ["dev"] if wanted == "dev" else ["build", "dev"]
    locks = {name: fingerprint(ROOT / "requirements" / f"{name}.txt") for name in sets}
    if any(is_current(VENV / f".installed-{name}", lock) for name, lock in locks.items()):
        steps.say("Python packages: ready")
    else:
        steps.say("Installing Python packages (about a minute) …")
        lock_file = ROOT / "requirements" / f"{wanted}.txt"
        run(PYTHON, "-m", "pip", "install", *QUIET, "--require-hashes", "-r", lock_file)
        leave(VENV / f".installed-{wanted}", locks[wanted])
    project = fingerprint(ROOT / "pyproject.toml", ROOT / "src" / "teamup" / "__init__.py")
    if not is_current(VENV / ".installed-project", project):
        run(PYTHON, "-m", "pip", "install", *QUIET, "--no-deps", "--no-build-isolation", "--editable", ROOT)
        leave(VENV / ".installed-project", project)


# --- Front end ------------------------------------------------------------------------------------------------------


def build_front_end(steps: Steps) -> None:
    """Build styles and scripts, unless they were built from just these sources."""
    made_by = ("package.json", "package-lock.json", ".npmrc", "scripts/assets.py", "scripts/us_map.py")
    front_end = [ROOT / name for name in made_by]
    wanted = fingerprint(*front_end, ROOT / "src" / "teamup" / "web" / "assets")
    # Static files whose name begins with a dot are not published.
    stamp = STATIC / ".built-from"
    if is_current(stamp, wanted) and REPORT_FONTS.is_dir():
        steps.say("Front end: ready")
        return
    steps.say("Building the front end …")
    # Behind a proxy that opens encrypted connections, npm has to trust what the machine trusts.
    run(PYTHON, ROOT / "scripts" / "assets.py", NODE_USE_SYSTEM_CA="1")
    leave(stamp, wanted)


# --- Chromium, for the browser tests -----------------------------------------------------------------------------


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome that runs, or None."""
    home = Path.home()
    places: list[str | Path | None] = [
        os.environ.get("TEAMUP_TEST_CHROMIUM"),
        os.environ.get("CHROMIUM"),
        CHROMIUM_NOTE.read_text(encoding="utf-8") if CHROMIUM_NOTE.exists() else None,
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        *home.glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"),
        *home.glob("Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
    ]
    for place in places:
        if place and Path(place).exists() and succeeds(place, "--version"):
            return str(place)
    return None


def ready_chromium(steps: Steps) -> None:
    """Find or install Chromium, and note where it is. Raises `SetupError` when neither works."""
    path = find_chromium()
    if path:
        steps.say("Chromium: ready")
    else:
        steps.say("Installing Chromium, for the browser tests …")
        if not apt_install("chromium") or not find_chromium():
            succeeds(BIN / "playwright", "install", "chromium")
        path = find_chromium()
    if not path:
        raise SetupError(
            "The browser tests need Chromium: install it (`sudo apt install chromium`), "
            "or set TEAMUP_TEST_CHROMIUM to the path of a Chromium or Chrome, then again."
        )
    CHROMIUM_NOTE.parent.mkdir(exist_ok=True)
    CHROMIUM_NOTE.write_text(path, encoding="utf-8")


# --- LibreOffice, for the long run of the document tests ---------------------------------------------------------


def ready_libreoffice(steps: Steps) -> None:
    """Find or install LibreOffice Writer. Without it, the tests that open Word documents in it skip and say so."""
    if shutil.which("soffice"):
        steps.say("LibreOffice: ready")
        return
    steps.say("Installing LibreOffice, for Word documents …")
    if not apt_install("libreoffice-writer-nogui", "fonts-crosextra-carlito"):
        print("    It could not be installed here: Word documents are not opened in it.")


# --- Targets --------------------------------------------------------------------------------------------------------


def serve() -> None:
    """Set up, bring the data up to date, and become the server."""
    steps = Steps(4)
    make_venv(steps)
    install_packages(steps, "build")
    build_front_end(steps)
    for ours, short in (("TEAMUP_HOST", "HOST"), ("TEAMUP_PORT", "PORT")):
        if os.environ.get(short):
            os.environ[ours] = os.environ[short]
    steps.say("Bringing the database and the course up to date, and starting …")
    become(BIN / "teamup", "serve", "--prepare", *(f"--pack={path}" for path in PACKS))


def test() -> None:
    """Set up all that the tests need, and become the test run."""
    develop()
    become(PYTHON, ROOT / "scripts" / "test.py")


def develop() -> None:
    """Set up all that working on Team Up needs."""
    steps = Steps(4)
    make_venv(steps)
    install_packages(steps, "dev")
    build_front_end(steps)
    ready_chromium(steps)


def soak() -> None:
    """Set up all that the long run of the tests needs, and become it."""
    steps = Steps(5)
    make_venv(steps)
    install_packages(steps, "dev")
    build_front_end(steps)
    ready_chromium(steps)
    ready_libreoffice(steps)
    become(PYTHON, ROOT / "scripts" / "test.py", "soak")


def assets() -> None:
    """Set up as much as the front end needs, and build it."""
    steps = Steps(3)
    make_venv(steps)
    install_packages(steps, "build")
    build_front_end(steps)


def wheel() -> None:
    """Build the package that installs a site where there is neither Node nor this source code."""
    steps = Steps(4)
    make_venv(steps)
    install_packages(steps, "build")
    build_front_end(steps)
    steps.say("Building the package …")
    built = ROOT / "dist"
    run(PYTHON, "-m", "pip", "wheel", *QUIET[:3], "--no-deps", "--no-build-isolation", "--wheel-dir", built, ROOT)
    for file in sorted(built.glob("*.whl")):
        print(f"    {file.relative_to(ROOT)}  {file.stat().st_size / 1e6:.1f} MB")


def become(*command: str | Path) -> None:
    """Replace this process by another, so that Ctrl-C reaches it alone."""
    os.chdir(str(ROOT))
    os.execv(str(command[0]), [str(part) for part in command])


def main() -> None:
    """Do the target named on the command line."""
    targets = {"run": serve, "test": test, "soak": soak, "dev": develop, "assets": assets, "wheel": wheel}
    if len(sys.argv) != 2 or sys.argv[1] not in targets:
        sys.exit(f"Usage: python3 scripts/setup.py {'|'.join(targets)}")
    began = time.monotonic()
    try:
        targets[sys.argv[1]]()
    except SetupError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"That did not work: `{' '.join(map(str, error.cmd))}` ended with {error.returncode}.")
    except KeyboardInterrupt:
        sys.exit(130)
    print(f"Ready after {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
