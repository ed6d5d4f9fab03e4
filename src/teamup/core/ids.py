"""Keys that people can read aloud, and tokens that only machines read."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # no I, L, O, U, Z; 31 is prime, so that the check misses no single slip
CODE_LENGTH = 8  # of a code that is mailed
KEY_LENGTH = 15  # 74 bits, and one check character more
_LOOKS_LIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "Z": "2"})


def new_key() -> str:
    """Return a fresh plan key such as "7QK4-M2XP-9RTH-D0V3": 74 random bits and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))
    return spaced(body + _check(body))


def _check(body: str) -> str:
    return ALPHABET[sum((i + 1) * ALPHABET.index(c) for i, c in enumerate(body)) % len(ALPHABET)]


def spaced(key: str) -> str:
    """Return a key in groups of four."""
    return "-".join(key[i : i + 4] for i in range(0, len(key), 4))


def plain_key(typed: str) -> str | None:
    """Return what was typed as 16 plain characters, or None if it cannot be a key.

    Case, spaces and dashes do not matter, and letters that look like digits are read as such.
    """
    key = "".join(c for c in typed.upper().translate(_LOOKS_LIKE) if c.isalnum())
    if len(key) != KEY_LENGTH + 1 or any(c not in ALPHABET for c in key) or _check(key[:-1]) != key[-1]:
        return None
    return key


def short_code(seed: str, *, purpose: str) -> str:
    """Return the code, such as "7QK4-M2XP", that belongs to `seed`: 39 bits, to be mailed and typed within minutes."""
    number = int(digest(seed, purpose=purpose), 16)
    letters = []
    for _ in range(CODE_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return spaced("".join(letters))


def is_code(typed: str, code: str) -> bool:
    """Say whether `typed` is `code`, whatever its case, spaces and dashes; letters like digits are read so."""
    plain = "".join(c for c in typed.upper().translate(_LOOKS_LIKE) if c.isascii() and c.isalnum())
    return hmac.compare_digest(plain, code.replace("-", ""))


def new_token() -> str:
    """Return 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(token: str, *, purpose: str) -> str:
    """Return the HMAC under which a token or key is kept: 64 hex digits. The token itself is never stored."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}|{token}".encode(), hashlib.sha256).hexdigest()
