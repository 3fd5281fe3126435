"""Our schemas stay within what two engines read alike."""

from __future__ import annotations

from typing import Any

import pytest

from harness import resources
from harness.wire import codes
from harness.wire.dialects import dialect, dialect_names
from harness.wire.portable import unportable

GUARD = {"type": "string", "pattern": "\n"}


@pytest.mark.parametrize("name", resources.names("schemas/wire", ".json"))
def test_no_shipped_schema_of_the_wire_is_unportable(name: str) -> None:
    """Every schema file keeps the lint."""
    assert list(unportable(resources.load_json(name))) == []


@pytest.mark.parametrize("name", dialect_names())
def test_no_dialect_adds_an_unportable_keyword(name: str) -> None:
    """Code tables and further keywords keep the lint too."""
    spoken = dialect(name)
    made = [codes.code_schema(each, spoken, required=True) for each in codes.tables()]
    assert list(unportable([*made, *spoken.field_schemas.values()])) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": r"\d+"},
        {"pattern": r"[\w]+"},
        {"pattern": r"\S"},
        {"pattern": "(?i)a"},
        {"pattern": "a(?=b)"},
        {"pattern": "^a$"},
        {"pattern": "(^a$)|b", "maxLength": 1},
        {"multipleOf": 0.01},
        {"format": "date-time"},
        {"patternProperties": {"^x$": {}}},
        {"properties": {"a": {"items": [{"pattern": r"\d"}]}}},
    ],
)
def test_each_trap_is_found(schema: Any) -> None:
    """What the engines read differently does not pass."""
    assert len(list(unportable(schema))) == 1


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "^a$", "not": GUARD},
        {"pattern": "[$]"},
        {"pattern": r"\$"},
        {"pattern": "^(?:a|b)"},
        {"multipleOf": 5},
        {"format": "date"},
        {"enum": [{"pattern": r"\d"}]},
        True,
    ],
)
def test_what_is_alike_passes(schema: Any) -> None:
    """Guarded, escaped and plain patterns are portable."""
    assert list(unportable(schema)) == []
