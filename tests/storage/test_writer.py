"""One thread makes entries durable, and nobody hears of it too early."""

import threading
from collections.abc import Sequence

import pytest

from harness.storage import writer as storage_writer
from harness.storage.ports import JournalUnavailable
from harness.storage.writer import Row, Writer


def row(n: int, sandbox: str = "a") -> Row:
    """Make a row."""
    return (sandbox, n, "2025-05-06T09:00:00+08:00", "clock", "{}", "00")


def test_what_waits_shares_one_commit() -> None:
    """Rows that arrive during a commit are written together by the next."""
    gate, commits = threading.Event(), list[int]()

    def commit(rows: Sequence[Row]) -> None:
        gate.wait()
        commits.append(len(rows))

    writer = Writer(commit, name="t")
    first = writer.add(row(1))
    while not first.rows or writer._open is first:
        pass
    rest = [writer.add(row(n)) for n in range(2, 12)]
    assert not first.done()
    gate.set()
    rest[-1].wait()

    assert commits == [1, 10]
    assert len({id(each) for each in rest}) == 1
    writer.close()


def test_where_there_is_company_a_commit_waits_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """After rows that came together, the next one is not written alone; closing ends the wait."""
    monkeypatch.setattr(storage_writer, "MOMENT", 60)
    gate, commits = threading.Event(), list[int]()

    def commit(rows: Sequence[Row]) -> None:
        gate.wait()
        commits.append(len(rows))

    writer = Writer(commit, name="t")
    first = writer.add(row(1))
    while writer._open is first:
        pass
    together = [writer.add(row(n)) for n in (2, 3)]
    gate.set()
    together[-1].wait()
    for n in (4, 5):
        writer.add(row(n))
    writer.close()

    assert commits == [1, 2, 2]


def test_a_failure_reaches_everybody_who_waits() -> None:
    """A failed commit fails its rows, those queued behind, and later ones of the same sandbox."""
    gate, failing = threading.Event(), [True]

    def commit(_rows: Sequence[Row]) -> None:
        gate.wait()
        if failing[0]:
            raise OSError("no space left on device")

    writer = Writer(commit, name="t")
    first = writer.add(row(1))
    while writer._open is first:
        pass
    behind = writer.add(row(2))
    gate.set()
    for each in (first, behind):
        with pytest.raises(JournalUnavailable, match="no space left"):
            each.wait()
    failing[0] = False
    with pytest.raises(JournalUnavailable):
        writer.add(row(3)).wait()
    writer.add(row(1, "b")).wait()
    writer.reopen("a")
    writer.add(row(1)).wait()
    writer.close()


def test_callbacks_come_once_whenever_they_are_asked_for() -> None:
    """A callback asked for before or after the commit comes exactly once."""
    writer, heard = Writer(lambda _: None, name="t"), list[str]()
    batch = writer.add(row(1))
    batch.when_done(lambda: heard.append("early"))
    batch.wait()
    writer.drain()
    batch.when_done(lambda: heard.append("late"))
    writer.close()

    assert sorted(heard) == ["early", "late"]


def test_closing_writes_what_is_queued() -> None:
    """Nothing queued is lost by closing, and nothing is taken afterwards."""
    written = list[int]()
    writer = Writer(lambda rows: written.extend(r[1] for r in rows), name="t")
    for n in range(1, 50):
        writer.add(row(n))
    writer.close()

    assert written == list(range(1, 50))
    with pytest.raises(JournalUnavailable):
        writer.add(row(50)).wait()
