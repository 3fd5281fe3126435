"""Credentials of a sandbox, made from its seed: the same seed gives the same keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from .dialects import Dialect


def make(dialect: Dialect, seed: int | str) -> dict[str, str]:
    """Return what a client needs to speak to a sandbox in a dialect.

    ``csb``: ``access_key``, ``secret_key``. ``tif``: ``paas_id``, ``secret``. ``oauth-sm``:
    ``client_id`` (16 characters, also the SM4 key), ``client_secret``, ``username``, ``password``,
    SM2 keys. ``sorted-sm2``: SM2 keys. SM2 keys are hexadecimal: ``hospital_private``,
    ``hospital_public``, ``platform_private``, ``platform_public``. The plain gateway needs none.
    """
    match dialect.gateway:
        case "csb":
            return _texts(seed, {"access_key": 32, "secret_key": 28})
        case "tif":
            return _texts(seed, {"paas_id": 16, "secret": 32})
        case "oauth-sm":
            lengths = {"client_id": 16, "client_secret": 32, "username": 12, "password": 20}
            return _texts(seed, lengths) | _key_pairs(seed)
        case "sorted-sm2":
            return _texts(seed, {"client_id": 16}) | _key_pairs(seed)
        case _:
            return {}


def public(credentials: Mapping[str, str]) -> dict[str, str]:
    """Return what a hospital may know: everything but the platform's private key."""
    return {name: each for name, each in credentials.items() if name != "platform_private"}


def derived(seed: int | str, purpose: str, length: int = 32) -> bytes:
    """Return bytes that depend on seed and purpose alone."""
    found = b""
    while len(found) < length:
        block = f"{purpose}/{len(found)}".encode()
        found += hmac.new(str(seed).encode(), block, hashlib.sha256).digest()
    return found[:length]


def _texts(seed: int | str, lengths: Mapping[str, int]) -> dict[str, str]:
    return {name: _text(seed, name, length) for name, length in lengths.items()}


def _text(seed: int | str, name: str, length: int) -> str:
    return base64.b32encode(derived(seed, name, length)).decode().lower()[:length]


def _key_pairs(seed: int | str) -> dict[str, str]:
    from .signing import key_pair  # noqa: PLC0415 - the curve is only loaded where keys are made

    found: dict[str, str] = {}
    for side in ("hospital", "platform"):
        private, public_key = key_pair(derived(seed, f"sm2/{side}"))
        found |= {f"{side}_private": private.hex(), f"{side}_public": public_key.hex()}
    return found
