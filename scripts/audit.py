"""Ask public databases whether a pinned package has a known weakness. Run as `make audit`; it needs a network.

`make test` asks nobody: it looks whether everything is pinned with hashes and under a license that we may use.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LISTS = ("base", "build", "dev")
AUDITOR = "pip-audit>=2.9,<3"


def python_command(name: str) -> list[str]:
    """Return the command that looks at one list of Python packages; nothing of it is installed."""
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--desc", "off")
    listed = f"requirements/{name}.txt"
    return [str(BIN / "uv"), "tool", "run", "--from", AUDITOR, "pip-audit", *options, "--requirement", listed]


def main() -> int:
    """Look at every list, then at the front end; say what was found."""
    commands = [python_command(name) for name in LISTS]
    npm = shutil.which("npm", path=str(BIN)) or shutil.which("npm")
    if npm:
        commands.append([npm, "audit", "--audit-level=low"])
    failed = [command for command in commands if subprocess.run(command, cwd=ROOT, check=False).returncode]
    if failed:
        print("Something was found above, or nobody could be asked. docs/security/README.md says how soon to act.")
        return 1
    print("No known weakness in any pinned package.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
