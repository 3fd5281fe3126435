"""A journal in a store, sealed quickly and exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.clock import moment
from harness.errors import OursFault
from harness.journal import Journal, canonical
from harness.storage.memory import MemoryStore
from harness.web.ledger import Ledger, quick_canonical

AT = moment("2025-05-06T09:00")

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_the_quick_way_gives_the_same_bytes(value: Any) -> None:
    """Whatever plain JSON is sealed, its bytes are those of RFC 8785."""
    assert quick_canonical(value) == canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        {"\ue000": 1, "\U0001f600": 2},
        {"（": 1, "𠮷": "𠮷"},
        [1.5, 1.0, 1e30],
        {"a": "x:1.5,[2.0"},
        "\x7f\u2028\x1f",
        (),
    ],
)
def test_what_the_quick_way_spells_differently_goes_the_slow_way(value: Any) -> None:
    """Fractions and keys beyond the basic plane are sealed by the reference."""
    assert quick_canonical(value) == canonical(value)


@pytest.mark.parametrize("value", [2**60, {"a": object()}, {1: 2}, "\ud800"])
def test_what_is_no_plain_json_cannot_be_sealed(value: Any) -> None:
    """An entry that nobody could read again is an error of ours."""
    with pytest.raises(OursFault):
        quick_canonical(value)


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
