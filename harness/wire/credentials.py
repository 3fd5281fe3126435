"""Credentials of a sandbox, made from its seed: the same seed gives the same keys.

A client whose keys stand in its code or in a keystore keeps them: what a sandbox is told to use
takes the place of what the seed would give.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from harness.errors import UsageError

from .dialects import Dialect

_KEY_BYTES: Final = 16


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


def chosen(dialect: Dialect, made: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return credentials with some of them replaced by those that a client already has.

    Args:
        dialect: whose gateway they are for.
        made: what the seed gives.
        given: name to value. A private SM2 key may come in hexadecimal, Base64, PKCS#8 or PEM; the
            public key follows from it.

    Raises:
        UsageError: if the dialect has no such credential, or a value cannot be one.

    """
    settable = [name for name in made if not name.endswith("_public")]
    found = dict(made)
    for name, value in given.items():
        if name not in settable:
            known = f"Choose from {', '.join(settable)}." if settable else "It needs none."
            raise UsageError(f"{dialect.name} has no credential {name!r} to choose", remedy=known)
        found |= _replacing(name, value)
    return found


def _replacing(name: str, value: str) -> dict[str, str]:
    if name.endswith("_private"):
        return _pair(name.removesuffix("_private"), value)
    if not value.isprintable() or value != value.strip() or not value:
        raise UsageError(f"{name} has to be printable text without blanks around it")
    if name == "client_id" and len(value.encode()) != _KEY_BYTES:
        raise UsageError(
            f"{name} has to have {_KEY_BYTES} bytes", why="it is the key of the SM4 ciphers too"
        )
    return {name: value}


def _pair(side: str, value: str) -> dict[str, str]:
    from .signing import BadCipher, pair_of  # noqa: PLC0415 - as in _key_pairs

    try:
        private, public_key = pair_of(value)
    except BadCipher:
        raise UsageError(
            f"{side}_private is no SM2 private key",
            remedy="Give its 32 bytes in hexadecimal or Base64, or PKCS#8 in Base64 or PEM.",
        ) from None
    return {f"{side}_private": private.hex(), f"{side}_public": public_key.hex()}


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
