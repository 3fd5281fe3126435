"""Evidence is read entry by entry and must hang together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.reports.evidence import BadEvidence, Evidence
from harness.reports.records import EvidenceRef

NAME = "evidence/filing/onestop-happy/_.ndjson"


def test_files_are_found_at_any_depth(a_run: Path) -> None:
    """Names are sorted and start at the folder of the run."""
    assert Evidence(a_run).names() == [
        "evidence/extension/ext-window-first-day/today=2025-10-05,offered=no.ndjson",
        "evidence/extension/ext-window-first-day/today=2025-10-06,offered=yes.ndjson",
        NAME,
        "evidence/robustness/answer-lost/_.ndjson",
    ]


def test_an_entry_is_found_by_its_number(a_run: Path) -> None:
    """A number that the file has not gives nothing."""
    evidence = Evidence(a_run)
    entry = evidence.entry(EvidenceRef(file=NAME, n=2))

    assert entry is not None
    assert entry.kind == "exchange"
    assert evidence.entry(EvidenceRef(file=NAME, n=3)) is None
    assert evidence.entry(EvidenceRef(file="evidence/none.ndjson", n=1)) is None


def test_a_chain_that_holds_ends_in_its_head(a_run: Path) -> None:
    """The head is the hash of the last entry."""
    entries, head = Evidence(a_run).chained(NAME)

    assert (len(entries), entries[-1].hash) == (2, head)


def test_a_broken_chain_names_file_and_entry(
    a_run: Path, rewrite: Callable[[Path, bytes, bytes], None]
) -> None:
    """The first entry that does not fit is told."""
    rewrite(a_run / NAME, b'"status": 200', b'"status": 201')

    with pytest.raises(BadEvidence, match=r"_\.ndjson: .*entry 2"):
        Evidence(a_run).chained(NAME)


@pytest.mark.parametrize("content", [b"{}\n", b"[]\n", b"nonsense\n", b'{"n":1}\n', b"\xff\n"])
def test_a_line_that_is_no_entry_is_named(a_run: Path, content: bytes) -> None:
    """The message has file and line."""
    (a_run / NAME).write_bytes(content)

    with pytest.raises(BadEvidence, match=r"_\.ndjson:1"):
        Evidence(a_run).entries(NAME)


def test_a_file_that_was_cut_is_refused(a_run: Path) -> None:
    """Half an entry is no entry."""
    content = (a_run / NAME).read_bytes()
    (a_run / NAME).write_bytes(content[:-5])

    with pytest.raises(BadEvidence, match="middle of an entry"):
        Evidence(a_run).entries(NAME)
