"""Secrets that a letter carries: unreadable in the database, readable for a worker with the site's secret.

Each secret is added, bit by bit, to a key of its own that is as long (HMAC-SHA256 of a random nonce, and of the number
of each further 32 bytes), so the database alone gives nothing away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

_NONCE = 16
_TAG = 16
_MOST = 32
_BLOCK = 32


def seal(secret: str, *, most: int = _MOST) -> str:
    """Return `secret` (at most `most` bytes) as hex digits that only this site can open."""
    plain = secret.encode()
    if len(plain) > most:
        raise ValueError("this secret is too long to be sealed")
    nonce = secrets.token_bytes(_NONCE)
    body = nonce + _mixed(plain, nonce)
    return (_tag(body) + body).hex()


def unseal(sealed: str) -> str:
    """Return the secret again. Raises `ValueError` for what was changed or sealed with another secret key."""
    data = bytes.fromhex(sealed)
    tag, body = data[:_TAG], data[_TAG:]
    if not hmac.compare_digest(tag, _tag(body)):
        raise ValueError("this was sealed with another secret key")
    return _mixed(body[_NONCE:], body[:_NONCE]).decode()


def _mixed(data: bytes, nonce: bytes) -> bytes:
    blocks = range(-(-len(data) // _BLOCK))
    key = b"".join(_hmac(b"sealed letter|" + nonce + (b"%d" % n if n else b"")) for n in blocks)
    return bytes(a ^ b for a, b in zip(data, key, strict=False))


def _tag(body: bytes) -> bytes:
    return _hmac(b"seal of letter|" + body)[:_TAG]


def _hmac(data: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), data, hashlib.sha256).digest()
