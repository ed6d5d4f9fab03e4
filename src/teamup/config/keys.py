"""The secret that signs cookies and keys."""

import os
import secrets
from pathlib import Path

from teamup.config.env import SettingError

LEAST_LENGTH = 32


def read_or_make(path: Path) -> str:
    """Return the secret kept in the file `path`, made at the first call, so that restarts keep cookies valid.

    Only the owner may read the file. Several processes may call this at once: all get the same secret. Raises
    `SettingError` when the file can be neither read nor made.
    """
    try:
        if not path.exists():
            make(path)
        return check("The secret in " + str(path), path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"The secret {path} can be neither read nor made: {error}. "
            "Set TEAMUP_DATA to a folder that can be written, or set TEAMUP_SECRET_KEY."
        ) from error


def make(path: Path) -> None:
    """Write a new secret to `path`, unless another process was first. The file appears complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def check(source: str, secret: str) -> str:
    """Return `secret`. Raises `SettingError` when it is too short to be one."""
    if len(secret) < LEAST_LENGTH:
        raise SettingError(f"{source} is too short: it needs at least {LEAST_LENGTH} characters.")
    return secret
