"""What every store promises, tried on each of them."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.clock import moment
from harness.errors import EnvironmentFault, UsageError
from harness.journal import BrokenChain, Entry, Journal, verify_chain
from harness.storage.memory import MemoryStore
from harness.storage.opening import open_store
from harness.storage.ports import JournalConflict, JournalUnavailable, Store
from harness.storage.sqlite import SqliteStore

AT = moment("2025-05-06T09:00")

Opener = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open the same store again and again."""
    opened: list[Store] = []
    memory = MemoryStore()
    url = f"sqlite:{tmp_path / 'j.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")

    def again() -> Store:
        for each in opened:
            each.close()
        opened.clear()
        if request.param == "memory":
            return memory
        opened.append(open_store(url))
        return opened[0]

    yield again
    store = again()
    for kept in store.sandboxes():
        store.remove(kept.id)
    store.close()


def entries(count: int, start: int = 0) -> list[Entry]:
    """Make a chain."""
    journal = Journal()
    for n in range(start + count):
        journal.append(AT, "clock", {"now": str(n), "name": "王·一"})
    return list(journal.entries)[start:]


def test_what_was_acknowledged_is_there_again(opener: Opener) -> None:
    """Sandboxes and entries survive closing and opening, in order and unchanged."""
    store = opener()
    store.create("a", {"world": "capital"})
    store.create("b", {"world": "other", "readings": {"CC-05": "x"}})
    chain = entries(600)
    for each in chain:
        receipt = store.append("a", each)
    receipt.wait()

    store = opener()

    assert [(k.id, k.spec["world"]) for k in store.sandboxes()] == [
        ("a", "capital"),
        ("b", "other"),
    ]
    assert list(store.entries("a")) == chain
    assert verify_chain(store.entries("a")) == chain[-1].hash
    assert [each.n for each in store.entries("a", after=598)] == [599, 600]
    assert [each.n for each in store.entries("a", after=10, most=2)] == [11, 12]
    assert list(store.entries("b")) == []


def test_names_are_taken_once(opener: Opener) -> None:
    """A second sandbox of the same name is refused, and may be made once the first is gone."""
    store = opener()
    store.create("a", {})
    with pytest.raises(UsageError, match="exists"):
        store.create("a", {})
    store.append("a", entries(1)[0]).wait()

    store.remove("a")
    store.remove("a")
    store.create("a", {"again": True})

    found = store.find("a")
    assert found is not None
    assert found.spec == {"again": True}
    assert list(store.entries("a")) == []
    assert store.find("nobody") is None


def test_entries_of_a_removed_sandbox_harm_nobody(opener: Opener) -> None:
    """A late entry of a removed sandbox fails alone."""
    store = opener()
    store.create("gone", {})
    store.create("here", {})
    store.remove("gone")
    late = store.append("gone", entries(1)[0])
    store.append("here", entries(1)[0]).wait()

    if not isinstance(store, MemoryStore):
        with pytest.raises(JournalUnavailable):
            late.wait()
    assert len(list(store.entries("here"))) == 1


def test_a_number_is_written_once(opener: Opener) -> None:
    """After a failed entry a sandbox takes no more until it was rebuilt from what is durable."""
    store = opener()
    if isinstance(store, MemoryStore):
        return
    first, second, third = entries(3)
    store.create("a", {})
    store.append("a", first).wait()

    with pytest.raises(JournalUnavailable):
        store.append("a", first).wait()
    with pytest.raises(JournalUnavailable):
        store.append("a", second).wait()
    store.reopen("a")
    store.append("a", second).wait()
    store.append("a", third).wait()

    assert [each.n for each in store.entries("a")] == [1, 2, 3]


def test_two_processes_write_one_number(postgres: str) -> None:
    """In a shared store the second writer of a number is told so."""
    one, two = open_store(postgres), open_store(postgres)
    one.create("shared", {})
    try:
        one.append("shared", entries(1)[0]).wait()
        with pytest.raises(JournalConflict):
            two.append("shared", entries(1)[0]).wait()
        assert (one.shared, [k.id for k in two.sandboxes()]) == (True, ["shared"])
    finally:
        one.remove("shared")
        one.close()
        two.close()


def test_a_second_server_cannot_use_the_file(tmp_path: Path) -> None:
    """A journal in a file belongs to one process at a time, and is free when that one ends."""
    path = tmp_path / "folder" / "j.sqlite3"
    first = SqliteStore(path)
    with pytest.raises(EnvironmentFault, match="another server"):
        SqliteStore(path)
    first.close()
    SqliteStore(path).close()


def test_not_a_database(tmp_path: Path) -> None:
    """A file that is no journal is named in a clear error."""
    path = tmp_path / "letter.txt"
    path.write_text("no database at all, and long enough to be looked at " * 50)

    with pytest.raises(EnvironmentFault, match=r"letter\.txt"):
        SqliteStore(path)


def test_somebody_elses_database(tmp_path: Path) -> None:
    """A database that is no journal is left alone."""
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as direct:
        direct.execute("CREATE TABLE entries (x)")
    direct.close()

    with pytest.raises(EnvironmentFault, match="no journal of this version"):
        SqliteStore(path)


def test_a_changed_row_is_noticed(tmp_path: Path) -> None:
    """Whoever edits the file breaks the chain."""
    path = tmp_path / "j.sqlite3"
    store = SqliteStore(path)
    store.create("a", {})
    for each in entries(3):
        store.append("a", each).wait()
    store.close()
    with sqlite3.connect(path) as direct:
        direct.execute('UPDATE entries SET body = \'{"now":"9"}\' WHERE key % 16 = 2')
    direct.close()

    store = SqliteStore(path)
    with pytest.raises(BrokenChain, match="entry 2"):
        verify_chain(store.entries("a"))
    store.close()


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:", "memory:x", ""])
def test_unknown_addresses(url: str) -> None:
    """What cannot be opened is refused with the list of what can."""
    with pytest.raises(UsageError, match="sqlite:FILE"):
        open_store(url)


def test_unreachable_database() -> None:
    """A database that does not answer is an environment fault, without its password."""
    url = "postgresql://me:secret@127.0.0.1:1/none"
    with pytest.raises(EnvironmentFault) as caught:
        open_store(url)

    assert "me@127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)
