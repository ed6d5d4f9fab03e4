"""Settings from environment variables, read in one way.

Every setting `TEAMUP_X` may also be given as `TEAMUP_X_FILE`, the path of a file that holds the value, so that a
secret need not stand in the environment. An empty value counts as none. What cannot be understood raises
`SettingError`, whose message is one sentence for the person who runs the site.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})
LEAST_SECRET = 24
CONNECT_SECONDS = "5"
SILENT_MILLISECONDS = "20000"
"""How long to wait for a database that does not answer: a request is better refused than hung."""


class SettingError(Exception):
    """A setting is missing or cannot be used; the message says which, and what to do."""


def find(name: str) -> str | None:
    """Return the value of `name`, from the variable or the file it names, or None when it is not set.

    Raises `SettingError` when both are set, or the file cannot be read.
    """
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip()
    if value and path:
        raise SettingError(f"Set either {name} or {name}_FILE, not both.")
    if not path:
        return value or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE names {path}, which cannot be read: {error}.") from error


def text(name: str, default: str = "") -> str:
    """Return the text of `name`, or `default`."""
    return find(name) or default


def secret(name: str) -> str:
    """Return a secret that others have to present, or "". Raises `SettingError` when it is too short to be one."""
    value = find(name) or ""
    if value and len(value) < LEAST_SECRET:
        raise SettingError(f"{name} is too short: it needs at least {LEAST_SECRET} characters.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return whether `name` is on. Raises `SettingError` when the value says neither yes nor no."""
    value = (find(name) or "").lower()
    if value in YES:
        return True
    if value in NO:
        return False
    if value:
        raise SettingError(f"{name} must be 1 or 0, not “{value}”.")
    return default


def number(name: str, *, default: int, least: int, most: int) -> int:
    """Return the whole number of `name`. Raises `SettingError` unless it lies between `least` and `most`."""
    value = find(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingError(f"{name} must be a whole number from {least} to {most}, not “{value}”.")
    return int(value)


def one_of(name: str, choices: tuple[str, ...], *, default: str) -> str:
    """Return one of `choices`, whatever its case. Raises `SettingError` when the value is another."""
    value = find(name) or default
    for choice in choices:
        if choice.lower() == value.lower():
            return choice
    raise SettingError(f"{name} must be one of {', '.join(choices)}, not “{value}”.")


def words(name: str) -> list[str]:
    """Return the parts of a list separated by commas; empty when the setting is."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder; `~` means the home folder. It need not exist."""
    value = find(name)
    return Path(value).expanduser().absolute() if value else default


def web_address(name: str, default: str) -> SplitResult:
    """Return the address of a site: `http` or `https`, a host and nothing after it.

    Raises `SettingError` for anything else.
    """
    value = text(name, default).rstrip("/")
    parts = split_address(name, value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise SettingError(f"{name} must look like https://plans.example.org, not “{value}”.")
    return parts


def database(name: str, data: Path) -> dict[str, Any]:
    """Return Django's settings for the database that `name` points to, by default a file in the folder `data`.

    Understands `sqlite:///relative/path`, `sqlite:////absolute/path` and
    `postgres://user:password@host:port/name`, with `?host=/folder` for a Unix socket and `?sslmode=require` for
    encryption. Raises `SettingError` for other addresses; the message never repeats the password.
    """
    value = find(name)
    if value is None:
        return sqlite(data / "teamup.sqlite3")
    parts = split_address(name, value, secret=True)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return sqlite(Path(unquote(parts.path[1:])).absolute())
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        return postgres(name, parts)
    raise SettingError(
        f"{name} must look like sqlite:////srv/teamup/teamup.sqlite3 or postgres://user:password@host:5432/name."
    )


def sqlite(path: Path) -> dict[str, Any]:
    """Return settings for a SQLite file: a confirmed answer survives the loss of power, and writers wait in turn."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def postgres(name: str, parts: SplitResult) -> dict[str, Any]:
    """Return settings for the PostgreSQL database at the address `parts`, through psycopg 3."""
    usual = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": SILENT_MILLISECONDS}
    options: dict[str, Any] = usual | dict(parse_qsl(parts.query))
    pooler = options.pop("pooler", "")
    if pooler not in {"", "transaction"}:
        raise SettingError(f"{name} may end with ?pooler=transaction, not with ?pooler={pooler}.")
    if pooler:
        # Behind PgBouncer each transaction may meet another connection of the server: nothing is left on one.
        options["prepare_threshold"] = None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": bool(pooler),
        "OPTIONS": options,
    }


def mail(name: str, data: Path) -> dict[str, Any]:
    """Return Django's mail settings: SMTP at the address in `name`, or files in the folder `data` when it is not set.

    Understands `smtp://` (no encryption), `starttls://` and `smtps://`, each with `user:password@host:port`.
    Raises `SettingError` for other addresses; the message never repeats the password.
    """
    value = find(name)
    if value is None:
        return {
            "EMAIL_BACKEND": "teamup.delivery.files.EmailBackend",
            "EMAIL_FILE_PATH": data / "mail",
        }
    parts = split_address(name, value, secret=True)
    ports = {"smtp": 25, "starttls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname or parts.path.strip("/"):
        raise SettingError(
            f"{name} must look like smtp://host:25, starttls://user:password@host:587 or smtps://user:password@host:465."
        )
    return {
        "EMAIL_BACKEND": "teamup.delivery.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def split_address(name: str, value: str, *, secret: bool = False) -> SplitResult:
    """Return the parts of the address `value`. Raises `SettingError` when the host or port cannot be understood."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        shown = "" if secret else f" “{value}”"
        raise SettingError(f"{name} has an address{shown} that cannot be understood: {error}.") from error
    return parts
