"""The `teamup` command: Django's management commands under one name, ours listed first."""

import os
import sys
from collections.abc import Sequence

from teamup import __version__
from teamup.config.env import SettingError

# Every room brings its own commands; this is their table of contents.
COMMANDS = {
    "serve": "serve the site, and send its mail",
    "worker": "send mail only, for hosts that run it by itself",
    "prepare": "bring the database, the course and the static files up to date",
    "pack check PATH": "report every fault of a course pack",
    "pack publish PATH": "publish a course pack",
    "plan export ID": "write a plan to a file (--format pdf, json, ics, csv)",
    "plan import FILE": "read a plan back from a file",
    "plan hand-over ID": "make somebody an owner of a plan whose owner is gone (--to EMAIL)",
    "doctor": "say what is wrong with this site, and how to mend it (--json, --mail ADDRESS)",
    "backup FILE": "write the whole site to one file, while it runs, and verify it",
    "restore FILE": "verify a backup, then put it in the place of what is here",
    "person export ADDRESS": "write down all that is known of somebody (also erase: take them out of the site)",
    "host add ADDRESS": "let somebody who runs the site open the desk (also remove, list)",
    "demo": "make the two sample plans",
}

BAD_SETTINGS = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exits with 2 and one sentence when a setting is missing or wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamup.config.settings")
    if not given or given in (["-h"], ["--help"], ["help"]):
        print(overview())
        return
    if given == ["--version"]:
        print(f"teamup {__version__}")
        return
    from django.core.management import execute_from_command_line

    try:
        load_settings()
    except SettingError as error:
        print(f"teamup: {error}", file=sys.stderr)
        sys.exit(BAD_SETTINGS)
    execute_from_command_line(["teamup", *given])


def load_settings() -> None:
    """Read every setting. Raises `SettingError` when one is missing or wrong."""
    from django.conf import settings

    # Django's settings are lazy; asking for one reads them all.
    _ = settings.DEBUG


def overview() -> str:
    """Return the help text: our commands with a line each."""
    width = max(map(len, COMMANDS))
    lines = [f"  teamup {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    return "\n".join(
        [
            "Team Up: police and private security plan their partnership together.",
            "",
            *lines,
            "",
            "`teamup COMMAND --help` explains one; the commands of Django (`check`, `migrate`, …) work too.",
            "Settings come from environment variables: see docs/operating/settings.md.",
        ]
    )


if __name__ == "__main__":
    main()
