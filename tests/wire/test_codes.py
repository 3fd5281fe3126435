"""Code tables are whole, and a dialect spells a code its own way."""

from __future__ import annotations

import pytest

from harness.wire import codes
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.dialects import dialect


def test_every_table_that_a_field_names_exists() -> None:
    """No field refers to a table that is not there."""
    named = {
        field.codes
        for each in TRANSACTIONS.values()
        for node in each.inputs + each.outputs
        for field in node.fields
        if field.codes
    }
    assert named <= set(codes.tables())


@pytest.mark.parametrize(
    ("table", "code", "zh", "en"),
    [
        ("refl_type", "3", "转往省外异地", "to another province"),
        ("psn_type", "1101", "在职", "in employment"),
        ("psn_type", "1105", "农民工", "rural migrant worker"),
        ("refl_type", "31", None, None),
    ],
)
def test_a_provincial_extension_means_its_base(
    table: str, code: str, zh: str | None, en: str | None
) -> None:
    """A longer code of an extensible table means what it begins with, in either language."""
    assert (zh, en) == (codes.meaning(table, code), codes.meaning(table, code, "en"))


def test_every_table_and_code_is_named_in_both_languages() -> None:
    """Nothing that is shown stands in one language alone, and the English is no Chinese."""
    for content in codes.tables().values():
        named = [content, *content["codes"].values(), *content.get("also", {}).values()]
        assert all(each["zh"] and each["en"].isascii() for each in named)


@pytest.mark.parametrize(
    ("name", "table", "code", "written"),
    [
        ("plain", "hosp_lv", "2", "2"),
        ("tif", "hosp_lv", "2", "02"),
        ("plain", "stmt_rslt", "3", "1"),
        ("tif", "stmt_rslt", "3", "3"),
        ("sorted-sm2", "stmt_rslt", "2", "000102"),
    ],
)
def test_a_dialect_spells_codes(name: str, table: str, code: str, written: str) -> None:
    """The same level and the same result look different in two provinces."""
    assert codes.spelt(table, code, dialect(name)) == written


def test_spelling_can_be_read_back() -> None:
    """What a client writes in the dialect's spelling is the printed code inside."""
    assert codes.unspelt("hosp_lv", "02", dialect("tif")) == "2"
    assert codes.unspelt("hosp_lv", "2", dialect("plain")) == "2"


def test_an_optional_code_may_be_empty() -> None:
    """Only a required field must have a code."""
    for name in ("plain", "strict-hn"):
        assert "" in codes.code_schema("refl_type", dialect(name), required=False)["enum"]
        assert "" not in codes.code_schema("refl_type", dialect(name), required=True)["enum"]
