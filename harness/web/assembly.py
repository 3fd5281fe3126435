"""A sandbox's parts, put together from its ingredients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.errors import DataError
from harness.faults.plan import FaultPlan
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.rulings import rulings
from harness.simulator.platform import Platform
from harness.simulator.world import World, load_world
from harness.wire.carriage import carriage
from harness.wire.client import ClientPort
from harness.wire.credentials import chosen, make, public
from harness.wire.dialects import dialect
from harness.wire.server import ServerPort

from .clockwork import within_reach
from .configuration import configured
from .spec import Spec
from .state import State

__all__ = ["Parts", "assemble"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What stays the same in a sandbox for as long as it exists.

    Attributes:
        spec: Its ingredients.
        world: The facts at the start.
        rules: Pack, readings and rulings.
        port: The platform's side of the wire.
        client: A hospital's side, for the messages that we send ourselves.
        credentials: What a hospital may know.
    """

    spec: Spec
    world: World
    rules: Rules
    port: ServerPort
    client: ClientPort
    credentials: dict[str, str]

    def state(self) -> State:
        """Return the state before the first entry."""
        spec = self.spec
        platform = Platform(self.world, self.rules, self.port.dialect, carriage(spec.carriage))
        plan = FaultPlan.of(spec.faults, spec.seed)
        return State(platform, plan, spec.start, spec.seed)

    def opening(self) -> dict[str, Any]:
        """Return the body of a journal's first entry.

        Identity numbers are simulated, and shortened all the same: evidence needs no more.
        """
        spec = self.spec
        told = self.world.public()
        people = [
            {
                "id": each["id"],
                "psn_no": each["psn_no"],
                "certno_masked": masked(each["certno"]),
                "card": {"no": each["card_no"], "sn": each["card_sn"]},
            }
            for each in told["people"]
        ]
        kept = spec.as_json()
        return {
            "id": spec.id,
            "world": spec.world,
            "institution": spec.institution or told["institution"],
            "pack": spec.pack,
            "dialect": spec.dialect,
            "carriage": spec.carriage,
            "readings": kept["readings"],
            "decisions": kept["decisions"],
            "parameters": kept["parameters"],
            "seed": spec.seed,
            "now": kept["start"],
            "mode": spec.mode,
            "people": people,
            "institutions": told["institutions"],
            "physicians": [_named(each) for each in told["physicians"]],
            "departments": [_named(each) for each in told["departments"]],
        }


def assemble(spec: Spec, base_url: str = "") -> Parts:
    """Put a sandbox's parts together.

    Raises:
        UsageError: The clock cannot start there, or a credential is none of the dialect's.
        DataError: World, pack, dialect, carriage, reading, ruling, alias or fault plan is not one.
    """
    if spec.start is not None:
        within_reach(spec.start)
    speech = dialect(spec.dialect)
    world = load_world(spec.world, spec.seed)
    if spec.alias:
        world = world.with_aliases(spec.alias)
    if spec.institution is not None and spec.institution not in world.institutions:
        raise DataError(
            f"the world has no institution {spec.institution!r}", where=f"sandbox {spec.id}"
        )
    readings = Readings.of(dict(spec.readings))
    given = rulings(list(spec.decisions), f"sandbox {spec.id}") if spec.decisions else ()
    made = make(speech, spec.seed if spec.keys is None else spec.keys)
    secrets = chosen(speech, made, spec.credentials)
    parts = Parts(
        spec=spec,
        world=world,
        rules=Rules(configured(pack(spec.pack), spec.parameters), readings, given),
        port=ServerPort(speech, secrets, carriage(spec.carriage)),
        client=ClientPort(speech, secrets, base_url),
        credentials=public(secrets),
    )
    parts.state()
    return parts


def _named(each: dict[str, Any]) -> dict[str, str]:
    return {"code": each["code"], "name": each["name"]}


def masked(certno: str) -> str:
    """Show the first six and the last two characters of an identity number."""
    return f"{certno[:6]}{'*' * max(0, len(certno) - 8)}{certno[-2:]}"
