"""From the stream of a run to its reports, on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from harness.errors import EnvironmentFault, UsageError

from .attestation import ATTESTATION, attest
from .evidence import EVIDENCE, Evidence
from .fold import Report
from .html import REPORT_HTML, write_html
from .jsonreport import REPORT_JSON, write_json
from .junit import JUNIT_XML, write_junit
from .signer import SignerIdentity, SigningKey
from .stream import STREAM, BadStream, read_stream

PARTIAL = ".partial"
"""Suffix of a file that is being written."""


def render(report: Report, evidence: Evidence, signer: SignerIdentity) -> Mapping[str, bytes]:
    """Return every report of a run by file name; the same input gives the same bytes."""
    return {
        REPORT_JSON: write_json(report, signer),
        JUNIT_XML: write_junit(report),
        REPORT_HTML: write_html(report, evidence, signer),
    }


def write_all(out_dir: Path, sign_key: Path | None) -> None:
    """Write the reports of the run in a folder, and the attestation of the whole folder.

    Each file is whole or absent: it is written beside its place and moved there.

    Args:
        out_dir: holds ``run.ndjson`` and ``evidence/``.
        sign_key: an Ed25519 private key; None signs with a key that is thrown away, and the reports
            say that the signer is unidentified.

    Raises:
        DataError: if the stream or the key cannot be read.
        EnvironmentFault: if a file cannot be written.

    """
    key = SigningKey.load(sign_key) if sign_key else SigningKey.throw_away()
    report = Report.from_events(read_stream(out_dir / STREAM))
    for name, content in render(report, Evidence(out_dir), key.identity).items():
        _replace(out_dir / name, content)
    _replace(out_dir / ATTESTATION, attest(out_dir, report, key))


def write_again(stream: Path, out_dir: Path, sign_key: Path | None) -> None:
    """Make the reports of an earlier run anew in a folder, from its stream and evidence.

    Raises:
        UsageError: if the folder holds another run.
        DataError: if the stream or the key cannot be read.
        EnvironmentFault: if a file cannot be written.

    """
    if not stream.is_file():
        raise BadStream("there is no such stream", where=str(stream))
    if stream.resolve() != (out_dir / STREAM).resolve():
        _bring(stream, out_dir)
    write_all(out_dir, sign_key)


def _bring(stream: Path, out_dir: Path) -> None:
    for each in (out_dir / STREAM, out_dir / EVIDENCE):
        if each.exists():
            raise UsageError(
                "the folder holds another run",
                where=str(each),
                remedy="Choose an empty folder with --out.",
            )
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stream, out_dir / STREAM)
        if (stream.parent / EVIDENCE).is_dir():
            shutil.copytree(stream.parent / EVIDENCE, out_dir / EVIDENCE)
    except OSError as error:
        raise _cannot_write(out_dir, error) from error


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault("the report cannot be written", where=str(path), why=error.strerror)
