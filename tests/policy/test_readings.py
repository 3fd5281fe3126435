"""Readings are data, and each of their options makes a difference."""

from __future__ import annotations

import pytest

from harness.policy.errors import UnknownReading
from harness.policy.readings import Readings, table


def test_an_unchosen_reading_is_read_by_its_default() -> None:
    """The first option is the project's default."""
    assert "civil_code" == Readings.of().option("CC-01")


def test_a_chosen_option_is_a_departure() -> None:
    """What differs from the default can be listed."""
    chosen = Readings.of({"CC-05": "origin_plus_12", "CC-14": "points"})

    assert {"CC-05": "origin_plus_12"} == chosen.departures()


@pytest.mark.parametrize("text", ["CC-05", "CC-99=x", "CC-05=never", "cc-05=origin_plus_12"])
def test_an_unknown_reading_or_option_is_refused(text: str) -> None:
    """A misspelt option never silently leaves the default in place."""
    with pytest.raises(UnknownReading):
        Readings.parse([text])


def test_a_reading_given_twice_is_refused() -> None:
    """Two answers to one question are a mistake."""
    with pytest.raises(UnknownReading, match="twice"):
        Readings.parse(["CC-05=origin_plus_12", "CC-05=old_end_plus_6"])


@pytest.mark.parametrize("name", table())
def test_every_reading_offers_an_alternative_in_both_languages(name: str) -> None:
    """A question with one answer is no reading."""
    reading = table()[name]

    # CC-24 says which text governs whom; the catalogue lists no other answer to it.
    assert len(reading.options) > 1 or name == "CC-24"
    assert reading.clauses
    for text in (reading.title, *reading.options.values()):
        assert text["en"]
        assert text["zh"]


def test_every_reading_of_the_catalogue_has_its_entry() -> None:
    """CC-01 to CC-32 are all there."""
    assert [f"CC-{number:02d}" for number in range(1, 33)] == sorted(table())
