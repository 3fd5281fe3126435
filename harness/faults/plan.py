"""Which exchange meets which fault.

A plan is a value: taking a fault from it gives a new plan that remembers what has been counted.
The same exchanges in the same order therefore meet the same faults, also after a restart, when the
counts are found again from the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from harness.errors import DataError
from harness.validation import schema

from .kind import Kind, Phase
from .kinds import KINDS
from .places import places, value_at

__all__ = ["ALWAYS", "Fault", "FaultPlan"]

#: In the place of a count: as often as it matches.
ALWAYS = "always"
CERTAIN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One item of a plan.

    Attributes:
        id: Names it in receipts; unique in its plan.
        kind: What happens.
        on: Transaction numbers, or `*` for all.
        when: Before or after the platform commits.
        times: How many exchanges meet it; None for all.
        skip: How many matching exchanges pass first.
        rate: Chance in basis points that a matching exchange meets it, drawn from the seed.
        match: Values of the input that it waits for, by name or JSON Pointer.
        params: As the kind understands them.
    """

    id: str
    kind: Kind
    on: frozenset[str]
    when: Phase
    times: int | None = 1
    skip: int = 0
    rate: int = CERTAIN
    match: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    def meets(self, infno: str, content: Mapping[str, Any]) -> bool:
        """Tell whether an exchange is one that it waits for."""
        if infno not in self.on and "*" not in self.on:
            return False
        return all(
            any(value_at(content, path) == value for path in places(content, name))
            for name, value in self.match.items()
        )

    def exhausted(self, seen: int) -> bool:
        """Tell whether it has struck as often as it should."""
        return self.times is not None and seen >= self.skip + self.times

    @property
    def stops(self) -> bool:
        """After it, the exchange goes no further."""
        return self.when == "before" and not self.kind.continues


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlan:
    """The faults of a sandbox and how far they have been counted.

    Attributes:
        faults: In order: of several that match, the first one that is not exhausted counts the
            exchange, the others wait.
        seen: For each fault, how many exchanges it has counted.
        seed: From which chance is drawn.
        items: The plan as it was given.
    """

    faults: tuple[Fault, ...] = ()
    seen: tuple[int, ...] = ()
    seed: str = ""
    items: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], seed: object = "") -> FaultPlan:
        """Read a plan.

        Raises:
            DataError: Says which item breaks which rule.
        """
        given = tuple(items)
        schema("control/fault-plan.json").check([dict(each) for each in given], "the fault plan")
        faults = tuple(_fault(index, each) for index, each in enumerate(given, start=1))
        ids = [each.id for each in faults]
        if len(set(ids)) < len(ids):
            raise DataError("two faults of a plan bear the same id", why=", ".join(ids))
        return cls(faults=faults, seen=(0,) * len(faults), seed=str(seed), items=given)

    def take(
        self, infno: str, content: Mapping[str, Any], when: Phase
    ) -> tuple[Fault | None, FaultPlan]:
        """Count an exchange; return the fault that it meets, if any, and the plan after it."""
        for index, (fault, seen) in enumerate(zip(self.faults, self.seen, strict=True)):
            if fault.when != when or fault.exhausted(seen) or not fault.meets(infno, content):
                continue
            counted = (*self.seen[:index], seen + 1, *self.seen[index + 1 :])
            struck = seen >= fault.skip and self._drawn(fault, seen)
            return fault if struck else None, replace(self, seen=counted)
        return None, self

    def after(self, infno: str, content: Mapping[str, Any], receipts: Sequence[Any]) -> FaultPlan:
        """Return the plan after an exchange of the journal; `receipts` are its `faults`."""
        if any(each.get("copy") for each in receipts):
            return self
        first, plan = self.take(infno, content, "before")
        return plan if first and first.stops else plan.take(infno, content, "after")[1]

    def random(self, fault: Fault) -> Random:
        """Return the source of chance for the latest strike of a fault."""
        seen = self.seen[self.faults.index(fault)]
        return Random(f"{self.seed}/{fault.id}/{seen}")  # noqa: S311 - faults must repeat

    def _drawn(self, fault: Fault, seen: int) -> bool:
        if fault.rate >= CERTAIN:
            return True
        chance = Random(f"{self.seed}/{fault.id}/{seen}/rate")  # noqa: S311 - faults must repeat
        return chance.randrange(CERTAIN) < fault.rate


def _fault(index: int, item: Mapping[str, Any]) -> Fault:
    name, where = item["kind"], f"fault {item.get('id', index)}"
    if name not in KINDS:
        raise DataError(
            f"there is no fault {name!r}", where=where, remedy=f"Known: {', '.join(KINDS)}."
        )
    kind = KINDS[name]
    when: Phase = item.get("when", kind.phases[0])
    if when not in kind.phases:
        raise DataError(f"{name} cannot happen {when} the commit", where=where)
    kind.schema().check(dict(item.get("params", {})), where)
    on, times = item.get("on", "*"), item.get("times", 1)
    return Fault(
        id=str(item.get("id", f"{name}-{index}")),
        kind=kind,
        on=frozenset([on] if isinstance(on, str) else on),
        when=when,
        times=None if times == ALWAYS else int(times),
        skip=int(item.get("skip", 0)),
        rate=int(item.get("rate", CERTAIN)),
        match=dict(item.get("match", {})),
        params=dict(item.get("params", {})),
    )
