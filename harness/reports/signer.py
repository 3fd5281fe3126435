"""Keys: who stands behind a report.

A report says in its own text whether its signer is identified, so the signer is settled before
anything is rendered.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import (  # type: ignore[attr-defined] # no __all__ there
    CryptoSigner,
    SSlibKey,
)

from harness.errors import DataError, EnvironmentFault, UsageError

PublicKey = SSlibKey
"""An Ed25519 public key with its key id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerIdentity:
    """What a report tells about its signer.

    Attributes:
        key_id: identifies the public key; None where the key was thrown away after use.

    """

    key_id: str | None

    @property
    def identified(self) -> bool:
        """Whether anybody keeps the key that signed."""
        return self.key_id is not None

    def as_json(self) -> dict[str, Any]:
        """Return ``{identified, key_id}``."""
        return {"identified": self.identified, "key_id": self.key_id}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Return the identity that a document names."""
        return cls(key_id=value["key_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An Ed25519 key, kept by somebody or made for one report."""

    signer: CryptoSigner
    identity: SignerIdentity

    @classmethod
    def throw_away(cls) -> Self:
        """Make a key for one report: proves that nothing was changed, not by whom it was made."""
        return cls(
            signer=CryptoSigner(Ed25519PrivateKey.generate()),
            identity=SignerIdentity(key_id=None),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the private key that ``harness keys new`` wrote.

        Raises:
            DataError: if the file is missing or holds no Ed25519 private key.

        """
        try:
            key = serialization.load_pem_private_key(_bytes(path), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _not_a_key(path, "private", error) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise _not_a_key(path, "private", None)
        signer = CryptoSigner(key)
        return cls(signer=signer, identity=SignerIdentity(key_id=signer.public_key.keyid))


def load_public_key(path: Path) -> PublicKey:
    """Read a public key, as ``harness keys new FILE`` writes to ``FILE.pub``.

    Raises:
        DataError: if the file is missing or holds no Ed25519 public key.

    """
    try:
        key = serialization.load_pem_public_key(_bytes(path))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _not_a_key(path, "public", error) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _not_a_key(path, "public", None)
    return SSlibKey.from_crypto(key)


def new_key(path: Path) -> PublicKey:
    """Write a new private key to a file, readable by its owner alone, and its half to ``.pub``.

    Raises:
        UsageError: if one of the two files exists; a key is never overwritten.
        EnvironmentFault: if they cannot be written.

    """
    public_path = path.with_name(path.name + ".pub")
    for each in (path, public_path):
        if each.exists():
            raise UsageError(
                "the file exists, and a key is never overwritten",
                where=str(each),
                remedy="Choose another name.",
            )
    key = Ed25519PrivateKey.generate()
    _write_new(path, 0o600, _private_pem(key))
    _write_new(public_path, 0o644, _public_pem(key.public_key()))
    return SSlibKey.from_crypto(key.public_key())


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _write_new(path: Path, mode: int, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise EnvironmentFault(
            "the key cannot be written", where=str(path), why=error.strerror
        ) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError("the key cannot be read", where=str(path), why=error.strerror) from error


def _not_a_key(path: Path, half: str, error: Exception | None) -> DataError:
    return DataError(
        f"no Ed25519 {half} key in PEM form",
        where=str(path),
        why=str(error) if error else None,
        remedy="Make one with `harness keys new FILE`.",
    )
