"""What DRIVERS.md shows is what the schemas and the data say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from harness.drivers.checked import result_schema
from harness.scenario.verbs import actions, views
from harness.validation import compile_schema, schema
from harness.verdicts.catalogue import profiles

PAGE = (Path(__file__).parents[2] / "DRIVERS.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_every_example_keeps_the_protocol() -> None:
    """Requests and results on the page are valid messages."""
    protocol = schema("driver/protocol.json")
    method = ""
    for example in EXAMPLES:
        assert protocol.violations(example) == []
        method = example.get("method", method)
        if "method" in example:
            params = {"$ref": f"harness:/driver/protocol.json#/$defs/{method}.params"}
            assert compile_schema(params).violations(example["params"]) == []
        else:
            assert result_schema(method).violations(example["result"]) == []


def test_every_action_and_view_stands_on_the_page() -> None:
    """The page leaves out no action, no view and no key of theirs."""
    for name, action in actions().items():
        assert f"`{name}`" in PAGE
        for key in action.takes:
            assert re.search(rf"\b{key}\b", PAGE), (name, key)
    for name in views():
        assert f"`{name}`" in PAGE


def test_the_minimal_sets_are_those_of_the_profiles() -> None:
    """The last table says what the profiles say."""
    table = PAGE.partition("## The least to offer")[2]
    for profile in profiles().values():
        row = next(line for line in table.splitlines() if profile.id in line)
        cells = [cell.strip() for cell in row.split("|")]

        assert cells[2:4] == [", ".join(profile.actions), ", ".join(profile.views)]
