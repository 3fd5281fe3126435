"""The attestation is an in-toto statement of every other file, and every byte of it counts."""

import base64
import json
from pathlib import Path

import pytest

from harness.reports.attestation import (
    ATTESTATION,
    BadAttestation,
    file_digests,
    read_attestation,
)
from harness.reports.signer import load_public_key, new_key
from harness.reports.write import write_all


@pytest.fixture(name="content")
def content_fixture(reported: Path) -> bytes:
    """Return the bytes of an attestation."""
    return (reported / ATTESTATION).read_bytes()


def test_it_is_an_in_toto_statement_in_an_envelope(content: bytes) -> None:
    """Types and predicate type are those of the contract."""
    envelope = json.loads(content)
    statement = json.loads(base64.b64decode(envelope["payload"]))

    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert len(envelope["signatures"]) == 1
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "urn:harness:conformance-report:1"


def test_its_subjects_are_all_other_files(reported: Path, content: bytes) -> None:
    """Each file but the attestation is a subject by its SHA-256."""
    subjects = read_attestation(content, None).subjects
    files = {p.relative_to(reported).as_posix() for p in reported.rglob("*") if p.is_file()}

    assert subjects.keys() == files - {ATTESTATION}
    assert subjects == file_digests(reported)


def test_it_repeats_the_outcome(content: bytes) -> None:
    """A machine need not open the report to know how it ended."""
    predicate = read_attestation(content, None).predicate

    assert (predicate["outcome"], predicate["exit_code"]) == ("nonconformant", 1)


def test_every_byte_of_it_counts(content: bytes) -> None:
    """Whatever byte is changed, and to whatever, the attestation no longer holds."""
    for place in range(len(content)):
        for flip in (0x01, 0x20):
            changed = bytearray(content)
            changed[place] ^= flip
            with pytest.raises(BadAttestation, match=r"attestation\.dsse\.json"):
                read_attestation(bytes(changed), None)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + b"\n",
        lambda content: b" " + content,
        lambda content: content[:-1],
        lambda content: content.replace(b",", b", "),
        lambda content: json.dumps(json.loads(content), indent=1).encode(),
        lambda _: b"",
        lambda _: b"{}",
        lambda _: b"[]",
        lambda _: b"[" * 100_000,
    ],
)
def test_its_spelling_counts(content: bytes, change) -> None:  # noqa: ANN001 - a way to spoil bytes
    """White space and order are part of what was written."""
    with pytest.raises(BadAttestation):
        read_attestation(change(content), None)


def test_a_kept_key_is_recognised(a_run: Path, tmp_path: Path) -> None:
    """The signer's public key accepts what the private key signed and names it."""
    made = new_key(tmp_path / "k")
    write_all(a_run, tmp_path / "k")
    attestation = read_attestation(
        (a_run / ATTESTATION).read_bytes(), load_public_key(tmp_path / "k.pub")
    )

    assert attestation.signer.key_id == made.keyid


def test_another_key_is_not_accepted(content: bytes, tmp_path: Path) -> None:
    """A report that somebody else signed does not hold under the key given."""
    new_key(tmp_path / "k")

    with pytest.raises(BadAttestation, match="key of the signer"):
        read_attestation(content, load_public_key(tmp_path / "k.pub"))


def test_a_link_is_hashed_as_a_link(tmp_path: Path) -> None:
    """What a link points to may change; the link may not."""
    (tmp_path / "run").mkdir()
    (tmp_path / "outside").write_text("1")
    (tmp_path / "run" / "link").symlink_to(tmp_path / "outside")
    before = file_digests(tmp_path / "run")
    (tmp_path / "outside").write_text("2")

    assert file_digests(tmp_path / "run") == before
