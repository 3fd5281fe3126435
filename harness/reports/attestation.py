"""``attestation.dsse.json``: a signed statement of what every other file of the folder is.

An in-toto Statement v1 in a DSSE envelope, signed with Ed25519. Its subjects are the SHA-256 of
every other file; its predicate repeats the outcome and holds the public key, so that the signature
can be checked with the folder alone. Whose key it is, only a key obtained elsewhere can tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error as SigningError

from harness.errors import DataError, HarnessError
from harness.journal import canonical

from .fold import Report
from .signer import PublicKey, SignerIdentity, SigningKey

ATTESTATION: Final = "attestation.dsse.json"
PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:harness:conformance-report:1"


class BadAttestation(DataError):
    """An attestation that is malformed, was changed, or is signed by another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A statement whose signature holds.

    Attributes:
        subjects: file name → SHA-256, hexadecimal.
        predicate: what the report says, in short.
        signer: the identity that every report must show.
        key: the public key that signed.

    """

    subjects: Mapping[str, str]
    predicate: Mapping[str, Any]
    signer: SignerIdentity
    key: PublicKey


def predicate(report: Report) -> dict[str, Any]:
    """Return what the attestation says about a run, without the signer."""
    start, end = report.start, report.end
    return {
        "outcome": end["outcome"],
        "exit_code": end["exit_code"],
        "counts": end["counts"],
        "mode": start["mode"],
        "profiles": start["profiles"],
        "suite": start["suite"],
        "subject": start["his"],
        "hospital": start.get("hospital"),
        "pack": start["pack"],
        "dialect": start["dialect"],
        "carriage": start["carriage"],
        "seed": start["seed"],
        "started_at": start["started_at"],
        "finished_at": end["finished_at"],
    }


def attest(folder: Path, report: Report, key: SigningKey) -> bytes:
    """Return the bytes of the attestation of everything else in a folder."""
    about = {
        **predicate(report),
        "signer": key.identity.as_json(),
        "public_key": {"keyid": key.signer.public_key.keyid, **key.signer.public_key.to_dict()},
    }
    statement = {
        "_type": STATEMENT_TYPE,
        "predicateType": PREDICATE_TYPE,
        "subject": [
            {"name": name, "digest": {"sha256": digest}}
            for name, digest in file_digests(folder).items()
        ],
        "predicate": about,
    }
    envelope = Envelope(canonical(statement), PAYLOAD_TYPE, {})
    envelope.sign(key.signer)
    return _bytes(envelope)


def file_digests(folder: Path) -> dict[str, str]:
    """Return SHA-256 by name of every file in a folder but the attestation, sorted by name.

    A link is hashed as the text of its target, never followed out of the folder.
    """
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: _digest(names[name]) for name in sorted(names) if name != ATTESTATION}


def read_attestation(content: bytes, trusted: PublicKey | None) -> Attestation:
    """Return what an attestation states, once every byte of it is as it was signed.

    Args:
        content: the file's bytes.
        trusted: the key that must have signed; None takes the key that the statement names.

    Raises:
        BadAttestation: saying what is wrong with it.

    """
    try:
        envelope = Envelope.from_dict(json.loads(content))
        statement = json.loads(envelope.payload)
        about = statement["predicate"]
        public = dict(about["public_key"])
        key = PublicKey.from_dict(public.pop("keyid"), public)
        signer = SignerIdentity.from_json(about["signer"])
        attestation = Attestation(
            subjects={each["name"]: each["digest"]["sha256"] for each in statement["subject"]},
            predicate={name: about[name] for name in about.keys() - {"signer", "public_key"}},
            signer=signer,
            key=key,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, SigningError) as error:
        raise _bad(f"not an attestation of ours: {type(error).__name__}: {error}") from None
    _check(content, envelope, statement, attestation, trusted)
    return attestation


def _check(
    content: bytes,
    envelope: Envelope,
    statement: Mapping[str, Any],
    attestation: Attestation,
    trusted: PublicKey | None,
) -> None:
    try:
        envelope.verify([trusted or attestation.key], 1)
    except SigningError:
        raise _bad("the signature does not fit the content", trusted=trusted) from None
    if trusted and trusted.keyval != attestation.key.keyval:
        raise _bad("it names another key than the one given", trusted=trusted)
    if envelope.payload_type != PAYLOAD_TYPE or len(envelope.signatures) != 1:
        raise _bad("not one signature over an in-toto statement")
    if (statement["_type"], statement["predicateType"]) != (STATEMENT_TYPE, PREDICATE_TYPE):
        raise _bad("a statement of another kind")
    if attestation.signer.identified and attestation.signer.key_id != attestation.key.keyid:
        raise _bad("the signer that it names did not sign it")
    if not _is_written_by_us(content, envelope, statement):
        raise _bad("its bytes are not as they were written")


def _is_written_by_us(content: bytes, envelope: Envelope, statement: Mapping[str, Any]) -> bool:
    try:
        return content == _bytes(envelope) and canonical(statement) == envelope.payload
    except HarnessError:
        return False


def _bytes(envelope: Envelope) -> bytes:
    return canonical(envelope.to_dict()) + b"\n"


def _digest(path: Path) -> str:
    if path.is_symlink():
        return hashlib.sha256(b"link:" + str(path.readlink()).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bad(why: str, *, trusted: PublicKey | None = None) -> BadAttestation:
    remedy = "Is this the key of the signer?" if trusted else None
    return BadAttestation(
        "the attestation does not hold", where=ATTESTATION, why=why, remedy=remedy
    )
