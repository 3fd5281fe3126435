"""Which rule decides a requirement that only the platform can show, and its worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct

from harness import resources

FOLDER: Final = "fixtures/worked-examples/platform"
_DEFAULTS: Final = "defaults.yaml"


class Trace(Struct, frozen=True, kw_only=True):
    """What stands behind a requirement.

    Attributes:
        rule: dotted name, below ``harness``, of the function that decides it.
        examples: facts and what the rule gives for them, as data.

    """

    rule: str
    examples: tuple[Mapping[str, Any], ...]


@cache
def rules_behind() -> Mapping[str, Trace]:
    """Return rule and examples by the id of the requirement."""
    return {
        id_: Trace(rule=entry["rule"], examples=tuple(entry["examples"]))
        for name in resources.names(FOLDER, ".yaml")
        if not name.endswith(_DEFAULTS)
        for id_, entry in resources.load_yaml(name).items()
    }
