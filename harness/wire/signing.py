"""The Chinese commercial ciphers: SM2 signatures, the SM3 digest, SM4 in ECB mode.

SM2 is ``gmalg``'s, SM3 and SM4 are ``cryptography``'s. A signature's random number is derived from
key and message, so that the same message has the same signature and a run can be repeated to the
byte.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import gmalg  # type: ignore[import-untyped] # it ships no types
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK_BITS: Final = 128
_SCALAR: Final = 32
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+", re.ASCII)
#: In DER, version 1 of an EC private key (RFC 5915) and the head of its 32 bytes.
_EC_PRIVATE: Final = b"\x02\x01\x01\x04\x20"
_ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class BadCipher(Exception):
    """Bytes are not a cipher text or a signature of this key."""


def sm3(message: bytes) -> bytes:
    """Return the SM3 digest, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(message)
    return digest.finalize()


def sm4_encrypt(key: bytes, plain: bytes) -> bytes:
    """Return SM4-ECB of PKCS#7-padded bytes; the key has 16 bytes."""
    padder = padding.PKCS7(_BLOCK_BITS).padder()
    work = _sm4(key).encryptor()
    return work.update(padder.update(plain) + padder.finalize()) + work.finalize()


def sm4_decrypt(key: bytes, cipher: bytes) -> bytes:
    """Return what ``sm4_encrypt`` encrypted.

    Raises:
        BadCipher: if the bytes are not a cipher text of this key.

    """
    work, unpadder = _sm4(key).decryptor(), padding.PKCS7(_BLOCK_BITS).unpadder()
    try:
        padded = work.update(cipher) + work.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise BadCipher("not a cipher text of this key") from None


def key_pair(entropy: bytes) -> tuple[bytes, bytes]:
    """Return an SM2 key pair made from 32 bytes: private (32 bytes), public (65 bytes, 04‖x‖y)."""
    scalar = int.from_bytes(entropy[:_SCALAR], "big") % (_ORDER - 2) + 1
    private = scalar.to_bytes(_SCALAR, "big")
    return private, _public(private)


def pair_of(text: str) -> tuple[bytes, bytes]:
    """Return the SM2 key pair of a private key as a vendor's configuration writes it.

    Args:
        text: the 32 bytes in hexadecimal or Base64, or PKCS#8 or SEC 1 in Base64 or PEM.

    Raises:
        BadCipher: if it is none of these.

    """
    private = _scalar(text)
    if len(private) != _SCALAR or not 0 < int.from_bytes(private, "big") < _ORDER - 1:
        raise BadCipher("not an SM2 private key")
    return private, _public(private)


def _scalar(text: str) -> bytes:
    lines = [each for each in text.split() if each]
    bare = "".join(re.sub(r"-----[^-]*-----", "", " ".join(lines)).split())
    if len(bare) in {2 * _SCALAR, 2 * _SCALAR + 2} and _HEX.fullmatch(bare):
        return bytes.fromhex(bare)[-_SCALAR:]
    raw = _bytes(bare)
    at = raw.find(_EC_PRIVATE)
    return raw[at + len(_EC_PRIVATE) :][:_SCALAR] if at >= 0 else raw


def sign(private: bytes, user: bytes, message: bytes) -> bytes:
    """Return an SM3withSM2 signature, r‖s, 64 bytes."""
    numbers = _derived(private, user + b"\x00" + message)
    signer = gmalg.SM2(private, user, _public(private), rnd_fn=lambda _bits: next(numbers))
    r, s = signer.sign(message)
    return bytes(r).rjust(_SCALAR, b"\x00") + bytes(s).rjust(_SCALAR, b"\x00")


def verify(public: bytes, user: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature r‖s is this key's."""
    if len(signature) != 2 * _SCALAR:
        return False
    checker = gmalg.SM2(None, user, public)
    return bool(checker.verify(message, signature[:_SCALAR], signature[_SCALAR:]))


def read_signature(text: str) -> bytes:
    """Return the r‖s of a signature as clients write it, ``b""`` where it is none.

    Base64 or hexadecimal, of r‖s or of the ASN.1 that libraries for certificates make.
    """
    given = _bytes(text.strip())
    if len(given) == 2 * _SCALAR:
        return given
    try:
        r, s = decode_dss_signature(given)
        return r.to_bytes(_SCALAR, "big") + s.to_bytes(_SCALAR, "big")
    except (ValueError, OverflowError):
        return b""


def _bytes(text: str) -> bytes:
    if len(text) >= 4 * _SCALAR and _HEX.fullmatch(text):
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


@lru_cache(maxsize=256)
def _public(private: bytes) -> bytes:
    return bytes(gmalg.SM2().generate_pk(private))


def _derived(private: bytes, message: bytes) -> Iterator[int]:
    digest = hmac.new(private, message, hashlib.sha256).digest()
    while True:
        yield int.from_bytes(digest, "big")
        digest = hmac.new(private, digest, hashlib.sha256).digest()


def _sm4(key: bytes) -> Cipher[modes.ECB]:
    # The province's interface asks for ECB; this is simulated data on a simulated platform.
    return Cipher(algorithms.SM4(key), modes.ECB())  # noqa: S305 - wire.md §3.3 (c)
