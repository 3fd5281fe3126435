"""No spoilt message makes a 500, a stack trace, or a change of what the platform knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.clock import moment
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.examples import example, personalised

COUNT = 600
AT = moment("2025-05-06T12:00")
OURS = frozenset({"messages", "counters"})
"""What a platform notes about a message that it refuses: that it came."""


def examples(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a lawful message of every transaction about a person whom the platform knows."""
    person, house = known["person"], known["house"]
    values = {
        "psn_no": person["psn_no"],
        "certno": person["certno"],
        "psn_name": person["name"],
        "mdtrt_cert_no": person["certno"],
        "fixmedins_code": house["code"],
        "reflin_medins_no": known["destination"]["code"],
        "mdtrtarea_admdvs": known["destination"]["city"]["code"],
    }
    made = [personalised(example(infno, AT), values) for infno in TRANSACTIONS]
    return [each.header() | {"input": each.input} for each in made]


@pytest.mark.parametrize("dialect", ["plain", "strict-hn"])
def test_spoilt_messages_change_nothing(
    server: Any, client: Callable[[str, dict[str, Any]], dict[str, Any]], dialect: str
) -> None:
    """Each is answered with a status below 500; what was refused left no change behind."""
    known = server.sandbox(dialect, f"fuzz-{dialect}")
    count = {"count": COUNT, "seed": 20250506, "examples": examples(known)}
    done = client("fuzzer", known | count)
    assert sum(done["statuses"].values()) == COUNT
    assert all(int(status) < 500 for status in done["statuses"])
    assert "PLATFORM_ERROR" not in done["codes"]
    for each in server.exchanges(known["id"]):
        answered = each["response"] or {}
        if str(answered.get("infcode")) != "0":
            assert {change["in"] for change in each["changes"]} <= OURS
    text = server.call("GET", f"/sandboxes/{known['id']}/journal").text
    assert '"kind":"ours"' not in text
