"""Clear text stands above a bureau's decision, and that above the project's default."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.errors import DataError
from harness.policy.errors import RulingError
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.rulings import load_rulings, rulings

DAY = date(2025, 6, 1)


def ruling(*settles: dict[str, Any], pools: list[str] | None = None, **more: Any) -> dict[str, Any]:
    """Return a decision of Wuhai's bureau as content."""
    return {
        "decision": "W-1",
        "issued_by": "乌海市医疗保障局",
        "document": "乌医保函〔2025〕1号",
        "issued_on": "2025-05-20",
        "pools": pools or ["150300"],
        "in_force": {"from": "2025-05-20"},
        "settles": list(settles),
        **more,
    }


def made(*contents: dict[str, Any]) -> tuple[Any, ...]:
    """Return decisions from content."""
    return rulings(list(contents), "test")


def test_a_decision_settles_a_reading_from_its_first_day() -> None:
    """Before the decision the default holds, afterwards the decided option."""
    given = made(ruling({"reading": "CC-05", "option": "origin_plus_12"}))
    rules = Rules(pack("wuhai"), None, given)

    assert "old_end_plus_6" == rules.option("CC-05", date(2025, 5, 19))
    assert "origin_plus_12" == rules.option("CC-05", date(2025, 5, 20))
    assert "decided by 乌医保函〔2025〕1号" == rules.basis("CC-05", DAY)["en"]
    assert "project default, no official ruling" == rules.basis("CC-06", DAY)["en"]


def test_a_decision_gives_a_missing_parameter() -> None:
    """What the pack lacks a bureau may supply, and the step says who did."""
    given = made(ruling({"parameter": "inpatient.pool_ceiling", "value": 30000000}))

    found = Rules(pack("wuhai"), None, given).find("inpatient.pool_ceiling", DAY, status="active")

    assert (30000000, "W-1 (乌医保函〔2025〕1号)") == (found.value, found.source)


def test_a_decision_that_ends_leaves_things_as_they_were() -> None:
    """After its last day the value is missing again, and the reading the default."""
    limited = ruling(
        {"parameter": "inpatient.pool_ceiling", "value": 30000000},
        {"reading": "CC-05", "option": "origin_plus_12"},
        in_force={"from": "2025-05-20", "until": "2025-12-31"},
    )
    rules = Rules(pack("wuhai"), None, made(limited))

    assert 30000000 == rules.number("inpatient.pool_ceiling", date(2025, 12, 31), status="active")
    with pytest.raises(DataError, match="no value of inpatient"):
        rules.number("inpatient.pool_ceiling", date(2026, 1, 1), status="active")
    assert "old_end_plus_6" == rules.option("CC-05", date(2026, 1, 1))
    assert rules.era(date(2025, 12, 31)) != rules.era(date(2026, 1, 1))


def test_a_decision_against_clear_text_is_refused_and_the_clause_named() -> None:
    """The six months of a filing stand in the text."""
    given = made(ruling({"parameter": "filing.months", "value": 12}))

    with pytest.raises(RulingError, match="NM25-A17-1"):
        Rules(pack("wuhai"), None, given)


def test_a_decision_of_another_pool_is_unused_and_refused() -> None:
    """Wuhai's bureau decides nothing for Hohhot."""
    given = made(ruling({"reading": "CC-05", "option": "origin_plus_12"}))

    with pytest.raises(RulingError, match="not used"):
        Rules(pack("nm-region"), None, given)


def test_two_decisions_that_differ_are_refused() -> None:
    """No order is invented between contradicting decisions."""
    given = made(
        ruling({"reading": "CC-05", "option": "origin_plus_12"}),
        ruling({"reading": "CC-05", "option": "old_end_plus_6"}, decision="W-2"),
    )

    with pytest.raises(RulingError, match="differently"):
        Rules(pack("wuhai"), None, given)


def test_a_reading_chosen_against_a_decision_is_refused() -> None:
    """An option that a decision overrules would be unused."""
    given = made(ruling({"reading": "CC-05", "option": "origin_plus_12"}))

    with pytest.raises(RulingError, match="not used"):
        Rules(pack("wuhai"), Readings.of({"CC-05": "application_plus_6"}), given)


@pytest.mark.parametrize(
    "settles",
    [
        {"reading": "CC-98", "option": "x"},
        {"reading": "CC-05", "option": "x"},
        {"parameter": "inpatient.colour", "value": 1},
    ],
)
def test_a_decision_about_nothing_known_is_refused(settles: dict[str, Any]) -> None:
    """A misspelt decision does not load."""
    with pytest.raises(RulingError):
        made(ruling(settles))


def test_a_file_of_decisions_is_checked_by_its_schema(tmp_path: Any) -> None:
    """A missing issuer is refused before anything is decided."""
    content = ruling({"reading": "CC-05", "option": "origin_plus_12"})
    del content["issued_by"]
    file = tmp_path / "decisions.yaml"
    file.write_text(str(content).replace("'", '"'), encoding="utf-8")

    with pytest.raises(DataError):
        load_rulings(file)


def test_a_file_may_hold_one_decision_a_list_or_a_named_list(tmp_path: Any) -> None:
    """All three shapes are read."""
    one = str(ruling({"reading": "CC-05", "option": "origin_plus_12"})).replace("'", '"')
    for text in (one, f"[{one}]", f'{{"decisions": [{one}]}}'):
        file = tmp_path / "decisions.yaml"
        file.write_text(text, encoding="utf-8")

        assert ["W-1"] == [each.decision for each in load_rulings(file)]


def test_a_decision_may_give_a_whole_table() -> None:
    """Rows are keyed by the facts that the parameter may depend on."""
    rows = {"3A": 100000, "3B": 80000, "other": 50000}
    given = made(ruling({"parameter": "inpatient.deductible", "value": rows}))

    rules = Rules(pack("wuhai"), None, given)

    assert 80000 == rules.number("inpatient.deductible", DAY, status="active", grade="3B")


@pytest.mark.parametrize("rows", [{"3C": 1}, {"3A": 1, "3B": 1, "other": {"x": 1}}])
def test_a_decided_table_with_strange_rows_is_refused(rows: dict[str, Any]) -> None:
    """A decision is held to the same coherence as a pack."""
    given = made(ruling({"parameter": "inpatient.deductible", "value": rows}))

    with pytest.raises(DataError):
        Rules(pack("wuhai"), None, given)
