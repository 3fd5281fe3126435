"""Checking a report without trusting whoever made it.

In this order: the signature; the hash of every file, with none missing and none added; the chain
of each evidence file; every report against a fresh fold over the stream; and the verdicts, judged
again from the evidence. The first thing that is wrong is named; nothing after it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import DataError, UsageError

from .attestation import (
    ATTESTATION,
    Attestation,
    file_digests,
    predicate,
    read_attestation,
)
from .evidence import Evidence
from .fold import Report
from .signer import PublicKey
from .stream import STREAM, read_stream
from .write import render
from .wrong import Wrong

Rejudge = Callable[[Report, Evidence], None]
"""Judges a run again from its evidence; raises `Wrong` at the first verdict that differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What holds.

    Attributes:
        attestation: the statement, with its signer.
        trusted: whether the signature was checked against a key obtained elsewhere.
        files: how many files are as they were attested.
        entries: how many entries of evidence hang together.
        report: the run.

    """

    attestation: Attestation
    trusted: bool
    files: int
    entries: int
    report: Report


def verify(
    folder: Path, key: PublicKey | None, rejudge: Rejudge, suite: Mapping[str, Any]
) -> Verified:
    """Check the folder of a run.

    Args:
        folder: what ``certify --out`` wrote.
        key: the signer's public key, obtained elsewhere; None takes the one in the attestation.
        rejudge: judges the run again.
        suite: ``{name, version, digest}`` of the suite that does so.

    Raises:
        Wrong: at the first thing that does not hold.
        UsageError: if there is no such folder.

    """
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder))
    try:
        attestation = _attestation(folder, key)
        _check_files(folder, attestation)
        report = Report.from_events(read_stream(folder / STREAM))
        evidence = Evidence(folder)
        entries = _check_chains(report, evidence)
        _check_suite(report, suite)
        _check_reports(folder, report, evidence, attestation)
    except DataError as error:
        where = (error.where or STREAM).removeprefix(f"{folder}/")
        raise Wrong(error.what, where=where, why=error.why, remedy=error.remedy) from error
    rejudge(report, evidence)
    return Verified(
        attestation=attestation,
        trusted=key is not None,
        files=len(attestation.subjects),
        entries=entries,
        report=report,
    )


def _attestation(folder: Path, key: PublicKey | None) -> Attestation:
    try:
        content = (folder / ATTESTATION).read_bytes()
    except OSError as error:
        raise Wrong("the attestation is missing", where=ATTESTATION, why=error.strerror) from error
    return read_attestation(content, key)


def _check_files(folder: Path, attestation: Attestation) -> None:
    found = file_digests(folder)
    for name in sorted(found.keys() | attestation.subjects.keys()):
        if name not in found:
            raise Wrong("the file is missing", where=name)
        if name not in attestation.subjects:
            raise Wrong("the file was added after the report was made", where=name)
        if found[name] != attestation.subjects[name]:
            raise Wrong("the file was changed after the report was made", where=name)


def _check_chains(report: Report, evidence: Evidence) -> int:
    chains = {name: evidence.chained(name) for name in evidence.names()}
    for row in report.rows:
        if row.evidence is None:
            continue
        name = row.evidence["file"]
        if name not in chains:
            raise Wrong("the evidence of a row is missing", where=name)
        entries, head = chains[name]
        if (len(entries), head) != (row.evidence["entries"], row.evidence["head"]):
            raise Wrong("the evidence is not the one that the run recorded", where=name)
    return sum(len(entries) for entries, _ in chains.values())


def _check_suite(report: Report, suite: Mapping[str, Any]) -> None:
    made = report.start["suite"]
    if made == suite:
        return
    same = made["version"] == suite["version"]
    raise Wrong(
        f"the run was made with another suite: {_named(made)}, which this is not: {_named(suite)}",
        where=STREAM,
        why="signature, hashes and chains hold; reports and verdicts cannot be made again here",
        remedy="Check it with the same state of the data files."
        if same
        else f"Check it with {made['name']}=={made['version']}.",
    )


def _named(suite: Mapping[str, Any]) -> str:
    return f"{suite['name']} {suite['version']} ({str(suite['digest'])[:12]})"


def _check_reports(
    folder: Path, report: Report, evidence: Evidence, attestation: Attestation
) -> None:
    for name, content in render(report, evidence, attestation.signer).items():
        if not (folder / name).is_file():
            raise Wrong("the report is missing", where=name)
        if (folder / name).read_bytes() != content:
            raise Wrong("the report does not follow from the stream of the run", where=name)
    if attestation.predicate != predicate(report):
        raise Wrong("the statement does not follow from the stream of the run", where=ATTESTATION)
