"""Secrets that a letter carries: unreadable in the database, readable for a worker with the site's secret.

AES-256-GCM under a key made from the site's secret. What earlier versions sealed, with a keystream of HMAC-SHA256, is
still read: second factors of people are among it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_MARK = "g:"
_GCM_NONCE = 12
_NONCE = 16
_TAG = 16
_MOST = 32
_BLOCK = 32


def seal(secret: str, *, most: int = _MOST) -> str:
    """Return `secret` (at most `most` bytes) as text that only this site can open."""
    plain = secret.encode()
    if len(plain) > most:
        raise ValueError("this secret is too long to be sealed")
    nonce = secrets.token_bytes(_GCM_NONCE)
    return _MARK + (nonce + _cipher().encrypt(nonce, plain, None)).hex()


def unseal(sealed: str) -> str:
    """Return the secret again. Raises `ValueError` for what was changed or sealed with another secret key."""
    if sealed.startswith(_MARK):
        return _opened(bytes.fromhex(sealed.removeprefix(_MARK)))
    return _opened_as_before(bytes.fromhex(sealed))


def _opened(data: bytes) -> str:
    try:
        return _cipher().decrypt(data[:_GCM_NONCE], data[_GCM_NONCE:], None).decode()
    except InvalidTag as error:
        raise ValueError("this was sealed with another secret key") from error


def _cipher() -> AESGCM:
    return AESGCM(hmac.new(settings.SECRET_KEY.encode(), b"sealed by AES-256-GCM", hashlib.sha256).digest())


def _opened_as_before(data: bytes) -> str:
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
