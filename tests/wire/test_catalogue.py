"""The catalogue holds every transaction of the national interface."""

from __future__ import annotations

import pytest

from harness.wire.catalogue import TRANSACTIONS, transaction

NAMED = """
1101 1201 1301 1312 1318 1319 1901 2001 2201 2202 2203 2204 2205 2206 2207 2208 2301 2302 2303
2304 2305 2306 2401 2402 2403 2404 2405 2406 2407 2501 2502 2503 2504 2505 2506 2507 2601 2181
3101 3103 3201 3202 3301 3302 4101 4102 5101 5102 5201 5202 5203 5204 5205 5206 5301 5302 5303
5304 100001 9001 9002 9101 9102
""".split()  # noqa: SIM905 - sixty-three quoted words are harder to read


def test_every_named_transaction_is_there() -> None:
    """63 transactions and the variants of four."""
    assert set(NAMED) <= set(TRANSACTIONS)
    assert set(TRANSACTIONS) - set(NAMED) == {"2501A", "2206A", "2207A", "3102"}
    assert transaction("8888") is None


def test_2181_is_known_and_not_served() -> None:
    """2181 undoes transactions that this platform does not have."""
    assert [each.infno for each in TRANSACTIONS.values() if not each.supported] == ["2181"]


@pytest.mark.parametrize(
    ("infno", "side", "node", "many"),
    [
        ("1101", "outputs", "baseinfo", False),
        ("1101", "outputs", "insuinfo", True),
        ("2203", "inputs", "mdtrtinfo", False),
        ("2203", "inputs", "diseinfo", True),
        ("2301", "inputs", "feedetail", True),
        ("2301", "outputs", "result", True),
        ("2302", "inputs", "data", True),
        ("2304", "outputs", "setlinfo", False),
        ("2304", "outputs", "setldetail", True),
        ("2501", "inputs", "refmedin", False),
        ("2501", "outputs", "result", False),
        ("5304", "outputs", "refmedin", True),
        ("5204", "outputs", None, True),
        ("1301", "outputs", None, False),
        ("2181", "inputs", None, False),
    ],
)
def test_lists_are_lists_and_objects_objects(
    infno: str, side: str, node: str | None, *, many: bool
) -> None:
    """A node is one object or many, as the interface says."""
    found = {each.name: each.many for each in getattr(TRANSACTIONS[infno], side)}
    assert found[node] is many


def test_2501a_asks_for_the_visit_before_the_transfer() -> None:
    """2501A is 2501 with one more required key."""
    fields = {
        infno: {each.name: each for each in TRANSACTIONS[infno].inputs[0].fields}
        for infno in ("2501", "2501A")
    }
    assert set(fields["2501"]) == set(fields["2501A"])
    assert not fields["2501"]["refl_old_mdtrt_id"].required
    assert fields["2501A"]["refl_old_mdtrt_id"].required
    assert fields["2501A"]["refl_old_mdtrt_id"].key == "identity"


def test_every_field_has_both_names() -> None:
    """Chinese and English stand beside every field."""
    nodes = [node for each in TRANSACTIONS.values() for node in each.inputs + each.outputs]
    nameless = [
        (node.name, field.name)
        for node in nodes
        for field in node.fields
        if field.kind != "list" and not (field.zh and field.en)
    ]
    assert nameless == []
