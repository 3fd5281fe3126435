"""State machines as tables."""

import pytest

from harness.lifecycle import IllegalTransition, Lifecycle

DOOR = Lifecycle("door", "shut", {("shut", "open"): "ajar", ("ajar", "close"): "shut"})


def test_an_event_leads_to_the_state_of_the_table() -> None:
    """The table is the whole truth."""
    assert "ajar" == DOOR.after("shut", "open")
    assert DOOR.allows("ajar", "close")
    assert ("shut", "ajar") == DOOR.states


def test_an_event_that_does_not_fit_says_what_would() -> None:
    """The message names the thing, the event, the state and the possible events."""
    with pytest.raises(
        IllegalTransition, match=r"door: 'close' is not possible while 'shut'.*open"
    ):
        DOOR.after("shut", "close")


def test_the_diagram_is_drawn_from_the_table() -> None:
    """Every row of the table is an arrow."""
    assert "shut --> ajar: open" in DOOR.diagram()
