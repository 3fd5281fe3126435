"""Whose rules hold for a person of another pool than the sandbox's pack covers."""

from __future__ import annotations

from functools import cache

from harness.policy.loading import pack, pack_names
from harness.policy.rules import Rules


def rules_elsewhere(rules: Rules) -> dict[str, Rules]:
    """Rules of pools that the sandbox's pack does not cover, with the sandbox's readings."""
    return {
        pool: Rules(each.pack, rules.readings)
        for pool, each in _shipped().items()
        if pool not in rules.pack.pools
    }


@cache
def _shipped() -> dict[str, Rules]:
    """Rules of the shipped packs that invent nothing, by pool."""
    found = (Rules(pack(name)) for name in pack_names())
    return {pool: each for each in found if not each.pack.fictional for pool in each.pack.pools}
