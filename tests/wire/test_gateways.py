"""Each dialect's gateway is known."""

from __future__ import annotations

from harness import resources
from harness.wire.gateways import KINDS


def test_the_schema_names_the_gateways_that_exist() -> None:
    """A dialect file can name each gateway and no other."""
    content = resources.load_json("schemas/wire/dialect.json")
    assert set(content["properties"]["gateway"]["enum"]) == set(KINDS)
