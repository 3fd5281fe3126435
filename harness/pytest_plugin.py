"""For a vendor's own unit tests: the simulated platform as a pytest fixture.

A test asks for ``insurance_platform`` and points its client at ``insurance_platform.base_url``;
agency, clock, faults and journal are at hand. What it opens listens on loopback and is gone after
the test. Its make-up is changed by the marker::

    @pytest.mark.insurance_platform(dialect="csb", start="2025-08-06T09:00")
    def test_filing(insurance_platform): ...
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from harness.clock import moment

if TYPE_CHECKING:
    from harness.scenario.ports import SandboxPort

_DEFAULTS = {
    "world": "capital",
    "institution": None,
    "pack": "nm-region",
    "dialect": "plain",
    "carriage": "national",
    "start": "2025-05-06T09:00",
    "seed": 0,
}


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "insurance_platform(world, institution, pack, dialect, carriage, start, seed): "
        "what the simulated platform of this test is made of",
    )


@pytest.fixture
def insurance_platform(request: pytest.FixtureRequest) -> Iterator[SandboxPort]:
    """Give one sandbox behind a real address on loopback, for the length of a test.

    Raises:
        UsageError: if the marker names something that a sandbox is not made of.
        DataError: if its world, pack, dialect or carriage does not exist.

    """
    # Imported here: a pytest run that does not use the fixture should not pay for it.
    from harness.scenario.ports import SandboxSpec  # noqa: PLC0415
    from harness.web.bench import Bench  # noqa: PLC0415

    with Bench(listen="127.0.0.1:0") as bench:
        sandbox: SandboxPort = bench.open(SandboxSpec(id="test", **_asked(request)))
        yield sandbox
        sandbox.close()


def _asked(request: pytest.FixtureRequest) -> dict[str, Any]:
    from harness.errors import UsageError  # noqa: PLC0415 - as above

    marker = request.node.get_closest_marker("insurance_platform")
    given = dict(marker.kwargs) if marker else {}
    unknown = sorted(given.keys() - _DEFAULTS.keys())
    if unknown:
        raise UsageError(
            f"insurance_platform takes no {', '.join(unknown)}",
            where=request.node.nodeid,
            why=f"it takes {', '.join(_DEFAULTS)}",
        )
    made = {**_DEFAULTS, **given}
    return {**made, "start": moment(made["start"])}
