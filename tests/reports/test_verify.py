"""verify names the first file that is wrong, whoever changed it and however cleverly."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import __version__
from harness.errors import UsageError
from harness.reports.attestation import ATTESTATION, attest
from harness.reports.evidence import Evidence
from harness.reports.fold import Report
from harness.reports.signer import SigningKey, load_public_key, new_key
from harness.reports.stream import read_stream
from harness.reports.verify import verify
from harness.reports.write import write_all
from harness.reports.wrong import Wrong

Rewrite = Callable[[Path, bytes, bytes], None]


SUITE = {"name": "referral-harness", "version": __version__, "digest": "ab" * 32}


def agree(_report: Report, _evidence: Evidence) -> None:
    """Judge as the run did."""


def attest_again(folder: Path) -> None:
    """Sign whatever stands in a folder now, as a forger would."""
    report = Report.from_events(read_stream(folder / "run.ndjson"))
    content = attest(folder, report, SigningKey.throw_away())
    (folder / ATTESTATION).write_bytes(content)


def wrong_file(folder: Path) -> str | None:
    """Return the file that verify names."""
    with pytest.raises(Wrong) as caught:
        verify(folder, None, agree, SUITE)
    assert caught.value.exit_code == 6
    return caught.value.where


def test_an_untouched_report_holds(reported: Path) -> None:
    """Everything is counted and the signer is known to be unknown."""
    verified = verify(reported, None, agree, SUITE)

    assert verified.files == 8
    assert verified.entries == 8
    assert not verified.trusted
    assert not verified.attestation.signer.identified


def test_a_signed_report_holds_under_its_key(a_run: Path, tmp_path: Path) -> None:
    """With the signer's public key the signature is trusted."""
    new_key(tmp_path / "k")
    write_all(a_run, tmp_path / "k")

    assert verify(a_run, load_public_key(tmp_path / "k.pub"), agree, SUITE).trusted


def test_a_byte_changed_in_any_file_names_the_file(reported: Path) -> None:
    """First, middle and last byte of every file, white space included, are noticed."""
    for path in sorted(p for p in reported.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 0x01
            path.write_bytes(changed)
            assert wrong_file(reported) == path.relative_to(reported).as_posix()
        path.write_bytes(content + b"\n")
        assert wrong_file(reported) == path.relative_to(reported).as_posix()
        path.write_bytes(content)

    verify(reported, None, agree, SUITE)


def test_a_file_that_is_missing_is_named(reported: Path) -> None:
    """Whichever file is taken away is the one named."""
    for path in sorted(p for p in reported.rglob("*") if p.is_file()):
        content = path.read_bytes()
        path.unlink()
        assert wrong_file(reported) == path.relative_to(reported).as_posix()
        path.write_bytes(content)


@pytest.mark.parametrize("name", ["extra.txt", "evidence/filing/more.ndjson", ".hidden"])
def test_a_file_that_was_added_is_named(reported: Path, name: str) -> None:
    """Nothing may be slipped in."""
    (reported / name).write_text("")

    assert wrong_file(reported) == name


def test_a_report_that_was_forged_and_signed_again_is_named(
    reported: Path, rewrite: Rewrite
) -> None:
    """Each report must follow from the stream, whoever signed it."""
    for name, old, new in (
        ("report.json", b'"outcome": "nonconformant"', b'"outcome": "conformant"'),
        ("junit.xml", b'type="nonconformant"', b'type="conformant"'),
        ("report.html", "不符合".encode(), "符合".encode()),
    ):
        content = (reported / name).read_bytes()
        rewrite(reported / name, old, new)
        attest_again(reported)
        assert wrong_file(reported) == name
        (reported / name).write_bytes(content)


def test_evidence_that_was_forged_and_signed_again_is_named(
    reported: Path, rewrite: Rewrite
) -> None:
    """A changed entry breaks the chain."""
    name = "evidence/filing/onestop-happy/_.ndjson"
    rewrite(reported / name, b"2025-05-06", b"2025-05-07")
    attest_again(reported)

    assert (wrong_file(reported) or "").startswith(name)


def test_evidence_with_a_chain_of_its_own_is_named(reported: Path) -> None:
    """A chain that holds but is not the recorded one is not the evidence of this run."""
    name = "evidence/filing/onestop-happy/_.ndjson"
    first = (reported / name).read_bytes().split(b"\n")[0]
    (reported / name).write_bytes(first + b"\n")
    attest_again(reported)

    assert wrong_file(reported) == name


def test_evidence_that_the_run_recorded_must_be_there(reported: Path) -> None:
    """Evidence that was left out before signing is missed."""
    name = "evidence/filing/onestop-happy/_.ndjson"
    (reported / name).unlink()
    attest_again(reported)

    assert wrong_file(reported) == name


def test_a_verdict_that_does_not_follow_is_left_to_the_judge(reported: Path) -> None:
    """What the judge finds wrong is what verify says."""

    def disagree(_report: Report, _evidence: Evidence) -> None:
        raise Wrong("another verdict", where="run.ndjson")

    with pytest.raises(Wrong, match="another verdict"):
        verify(reported, None, disagree, SUITE)


def test_a_run_of_another_version_cannot_be_judged_here(a_run: Path, rewrite: Rewrite) -> None:
    """The message says which version to take."""
    rewrite(a_run / "run.ndjson", f'"version":"{__version__}"'.encode(), b'"version":"0.0.9"')
    write_all(a_run, None)

    with pytest.raises(Wrong, match=r"referral-harness==0\.0\.9"):
        verify(a_run, None, agree, SUITE)


def test_another_state_of_the_suite_cannot_judge(reported: Path) -> None:
    """The same version with other data is another suite."""
    with pytest.raises(Wrong, match="same state of the data files") as caught:
        verify(reported, None, agree, SUITE | {"digest": "cd" * 32})
    assert caught.value.where == "run.ndjson"


def test_a_stream_that_is_none_is_named(reported: Path) -> None:
    """A stream that no fold accepts is what is wrong."""
    report = Report.from_events(read_stream(reported / "run.ndjson"))
    events = (reported / "run.ndjson").read_bytes().split(b"\n")
    (reported / "run.ndjson").write_bytes(b"\n".join(events[1:]))
    (reported / ATTESTATION).write_bytes(attest(reported, report, SigningKey.throw_away()))

    assert (wrong_file(reported) or "").startswith("run.ndjson")


def test_a_folder_that_is_not_there_is_a_matter_of_usage(tmp_path: Path) -> None:
    """A wrong path is no wrong report."""
    with pytest.raises(UsageError):
        verify(tmp_path / "nowhere", None, agree, SUITE)


def test_predicate_and_stream_must_agree(reported: Path) -> None:
    """A statement that tells another outcome than the stream is wrong."""
    report = Report.from_events(read_stream(reported / "run.ndjson"))
    end = dict(report.end) | {"outcome": "conformant"}
    forged = Report(
        start=report.start,
        requirements=report.requirements,
        scenarios=report.scenarios,
        end=json.loads(json.dumps(end)),
    )
    (reported / ATTESTATION).write_bytes(attest(reported, forged, SigningKey.throw_away()))

    assert wrong_file(reported) == ATTESTATION
