"""What a sandbox is made of, and back from what was kept."""

from __future__ import annotations

import json

from harness.clock import moment
from harness.scenario.ports import SandboxSpec
from harness.web.spec import Spec


def test_it_survives_being_kept() -> None:
    """A spec written as JSON and read again is the same."""
    spec = Spec(
        id="a",
        institution="wh",
        start=moment("2025-05-06T09:00"),
        seed=3,
        readings={"CC-05": "x"},
        decisions=({"decision": "d"},),
        faults=({"kind": "reset"},),
        keys=9,
        alias={"items": {"drug-a": "0001"}},
    )

    assert Spec.from_json(json.loads(json.dumps(spec.as_json()))) == spec
    assert Spec.from_json({"id": "a", "unknown": 1}) == Spec(id="a")


def test_a_run_names_its_own() -> None:
    """The runner's own type is taken over field by field."""
    asked = SandboxSpec(
        id="s1",
        world="capital",
        institution="hh-3a",
        pack="wuhai",
        dialect="csb",
        carriage="national",
        start=moment("2025-05-06T09:00"),
        seed=7,
        parameters={"x": 1},
        mode="in_process",
    )
    spec = Spec.of(asked)

    assert (spec.id, spec.pack, spec.dialect, spec.seed, spec.mode) == (
        "s1",
        "wuhai",
        "csb",
        7,
        "in_process",
    )
    assert spec.parameters == {"x": 1}
    assert Spec.of(spec) is spec
