"""The store and its drafts."""

import pytest

from harness.domain.filing import Filing
from harness.domain.people import PersonalAccount
from harness.errors import OursFault
from harness.simulator.records import Counter, Switch
from harness.simulator.store import Draft, Store
from harness.simulator.world import load_world


@pytest.fixture
def store() -> Store:
    """A store of the capital."""
    return Store(load_world("capital"))


def test_a_draft_keeps_its_writes_to_itself_until_they_are_applied(store: Store) -> None:
    """Others see nothing before, the same value after."""
    draft = Draft(store)
    draft.put("switches", "x", Switch(on=True))

    assert draft.get("switches", "x", Switch) == Switch(on=True)
    assert store.get("switches", "x") is None
    store.apply(draft.changes())
    assert store.get("switches", "x") == Switch(on=True)


def test_a_draft_finds_by_its_own_writes_too(store: Store) -> None:
    """A changed index value moves the row; a dropped row is gone."""
    draft = Draft(store)
    card = store.get("accounts", "wang").card
    draft.put("accounts", "wang", PersonalAccount(person="wang", balance=1, card="new"))
    draft.drop("accounts", "lin")

    assert [] == draft.find("accounts", "card", card, PersonalAccount)
    assert ["wang"] == [
        each.person for each in draft.find("accounts", "card", "new", PersonalAccount)
    ]
    assert draft.get("accounts", "lin", PersonalAccount) is None
    assert "lin" not in {each.person for each in draft.all("accounts", PersonalAccount)}


def test_dropping_takes_a_row_out_of_its_indexes(store: Store) -> None:
    """A dropped account is found by nothing; dropping it again does nothing."""
    card = store.get("accounts", "wang").card
    gone = [{"in": "accounts", "key": "wang", "value": None}]
    store.apply(gone)
    store.apply(gone)

    assert [] == list(store.keys("accounts", "card", card))


def test_numbers_are_counted_in_the_draft(store: Store) -> None:
    """Two numbers of one message differ; a discarded draft uses none up."""
    draft = Draft(store)

    assert [1, 2] == [draft.next_number("filing") for _ in range(2)]
    assert 1 == Draft(store).next_number("filing")
    store.apply(draft.changes())
    assert Counter(last=2) == store.get("counters", "filing")


def test_a_change_of_no_collection_is_our_fault(store: Store) -> None:
    """A journal from another version is not guessed at."""
    with pytest.raises(OursFault):
        store.apply([{"in": "dreams", "key": "x", "value": {}}])


def test_a_value_of_another_kind_is_not_found(store: Store) -> None:
    """The kind asked for guards the caller."""
    assert Draft(store).get("people", "wang", Filing) is None
