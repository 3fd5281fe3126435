"""Domain values to JSON and back."""

import msgspec
import pytest

from harness.domain.values import plain, restore
from harness.domain.worldfacts import ListedCondition


def test_a_value_survives_and_a_wrong_shape_does_not() -> None:
    """What goes out comes back; a missing field is an error."""
    condition = ListedCondition(id="d", code="M07800", name="透析", period="month")

    assert condition == restore(plain(condition), ListedCondition)
    with pytest.raises(msgspec.ValidationError):
        restore({"id": "d"}, ListedCondition)
