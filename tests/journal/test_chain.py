"""The hash chain of a journal."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.clock import moment
from harness.errors import OursFault
from harness.journal import ZERO, BrokenChain, Entry, Journal, verify_chain

AT = moment("2025-05-06T09:00")
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(st.text(), values, max_size=4)


def journal_of(contents: list[dict[str, object]]) -> Journal:
    """Make a journal with one entry for each body."""
    journal = Journal()
    for content in contents:
        journal.append(AT, "act", content)
    return journal


@given(st.lists(bodies, max_size=4))
def test_what_was_written_verifies_after_a_round_trip(contents: list[dict[str, object]]) -> None:
    """Entries read back from JSON chain to the same head."""
    journal = journal_of(contents)

    assert journal.head == verify_chain(Entry.from_json(e.as_json()) for e in journal.entries)


@given(st.lists(bodies, min_size=1, max_size=4), st.data())
def test_a_changed_entry_is_found(contents: list[dict[str, object]], data: st.DataObject) -> None:
    """Another body under an old hash breaks the chain at that entry."""
    entries = list(journal_of(contents).entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = replace(entries[at], body={**entries[at].body, "changed": True, "by": at})

    with pytest.raises(BrokenChain) as caught:
        verify_chain(entries)

    assert at + 1 == caught.value.n


def test_a_missing_entry_is_found() -> None:
    """Leaving an entry out breaks the chain where it stood."""
    entries = journal_of([{"a": 1}, {"b": 2}, {"c": 3}]).entries

    with pytest.raises(BrokenChain, match="entry 2"):
        verify_chain([entries[0], entries[2]])


def test_an_empty_journal_has_the_zero_hash() -> None:
    """Nothing written means thirty-two zero bytes."""
    assert ZERO == Journal().head == verify_chain([])


def test_a_line_with_other_members_is_no_entry() -> None:
    """What the hash does not cover may not ride along."""
    line = journal_of([{"a": 1}]).entries[0].as_json()

    with pytest.raises(BrokenChain, match="other members"):
        Entry.from_json({**line, "note": "hello"})


def test_a_float_cannot_enter_when_it_is_not_finite() -> None:
    """A value that JSON cannot hold is our fault and says so."""
    with pytest.raises(OursFault, match="plain JSON"):
        Journal().append(AT, "act", {"x": float("nan")})
