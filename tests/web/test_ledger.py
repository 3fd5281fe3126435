"""A journal in a store, sealed quickly and exactly."""

from __future__ import annotations

from harness.clock import moment
from harness.journal import Journal
from harness.storage.memory import MemoryStore
from harness.web.ledger import Ledger

AT = moment("2025-05-06T09:00")


def test_it_is_the_same_chain_as_in_memory() -> None:
    """A ledger and a journal seal the same entries with the same hashes."""
    store, journal = MemoryStore(), Journal()
    store.create("t", {})
    ledger = Ledger(store, "t")
    for n in range(3):
        ledger.append(AT, "clock", {"now": str(n)})
        journal.append(AT, "clock", {"now": str(n)})

    assert list(ledger.entries) == list(journal.entries)
    assert (ledger.head, len(ledger)) == (journal.head, 3)
    assert [each.n for each in ledger.after(1, 1)] == [2]


def test_it_goes_on_where_the_store_ends() -> None:
    """A second ledger over the same store continues the chain."""
    store = MemoryStore()
    store.create("t", {})
    Ledger(store, "t").append(AT, "clock", {"now": "1"})
    again = Ledger(store, "t")

    assert again.resume() == 1
    assert again.append(AT, "clock", {"now": "2"}).n == 2
