"""An export priced again shows each payment that differs, and by which clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.cli.main import run
from harness.errors import DataError, UsageError
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.readjudicate import differences, read_export
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))
FIRST: dict[str, Any] = {
    "case": "p1",
    "seq": 1,
    "status": "active",
    "disabled": False,
    "grade": "3A",
    "reach": "local",
    "admitted_on": date(2025, 3, 1),
    "discharged_on": date(2025, 3, 9),
    "ordinary": 5_000_000,
    "class_b": 0,
    "self_paid": 1_000,
    "upfront_share": 0,
    "paid_pooled": 4_349_000,
    "paid_large_amount": 0,
}


def row(**changes: Any) -> dict[str, Any]:
    """Return the first stay with something changed."""
    return {**FIRST, **changes}


def export(folder: Path, rows: list[dict[str, Any]], suffix: str = ".parquet") -> Path:
    """Write an export."""
    frame, file = pl.DataFrame(rows), folder / f"stays{suffix}"
    {".parquet": frame.write_parquet, ".csv": frame.write_csv, ".ndjson": frame.write_ndjson}[
        suffix
    ](file)
    return file


RIGHT = [
    row(),
    row(seq=2, paid_pooled=4_359_200),
    row(
        case="p2", class_b=800_000, ordinary=1_200_000, upfront_share=80_000, paid_pooled=1_581_000
    ),
    row(case="p3", ordinary=30_000_000, paid_pooled=20_500_000, paid_large_amount=7_758_979),
    row(case="p4", ordinary=0, paid_pooled=0),
    row(
        case="p5", ordinary=1_080_000, upfront_share=16_000, upfront_bed=16_000, paid_pooled=853_400
    ),
]


def whole(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every row the optional column."""
    return [{"upfront_bed": 0, **each} for each in rows]


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".ndjson"])
def test_a_right_export_has_no_differences(tmp_path: Path, suffix: str) -> None:
    """All three formats carry the same stays."""
    frame = read_export(export(tmp_path, whole(RIGHT), suffix))

    assert [] == list(differences(RULES, frame))


def test_an_export_without_rows_has_no_differences(tmp_path: Path) -> None:
    """Nothing paid is nothing owed."""
    frame = read_export(export(tmp_path, RIGHT[:1]))

    assert [] == list(differences(RULES, frame.head(0)))


def test_a_wrong_payment_is_listed_with_its_clauses(tmp_path: Path) -> None:
    """The second stay was paid with the first deductible: 1.02 yuan a hundred too little."""
    wrong = [row(), row(seq=2), row(case="p3", reach="referred")]
    found = list(differences(RULES, read_export(export(tmp_path, wrong))))

    assert [("p1", 2, 10_200), ("p3", 1, 4_102_000 - 4_349_000)] == [
        (each.case, each.seq, each.pooled_difference) for each in found
    ]
    assert "BMI14-A20-4" in found[0].clauses
    assert "BMI14-A22-3" in found[1].clauses


def test_a_wrong_large_amount_names_its_clauses(tmp_path: Path) -> None:
    """C-2: paid on the notional pool payment instead of on the expense."""
    wrong = [
        row(ordinary=30_000_000, paid_pooled=20_500_000, paid_large_amount=7_371_030),
    ]
    found = list(differences(RULES, read_export(export(tmp_path, wrong))))

    assert [7_758_979 - 7_371_030] == [each.large_amount_difference for each in found]
    assert "LAI14-A9" in found[0].clauses
    assert "BMI14-A21-0" not in found[0].clauses


def test_the_year_of_a_crossing_stay_is_a_reading(tmp_path: Path) -> None:
    """CC-10 holds for exports too."""
    stays = [
        row(seq=1, admitted_on=date(2024, 3, 1), discharged_on=date(2024, 3, 9)),
        row(seq=2, admitted_on=date(2024, 12, 20), discharged_on=date(2025, 1, 10)),
    ]
    frame = read_export(export(tmp_path, stays))
    by_admission = Rules(pack("nm-region"), Readings.of({"CC-10": "admission_year"}))

    assert [] == list(differences(RULES, frame))
    assert [2] == [each.seq for each in differences(by_admission, frame)]


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": "3C"},
        {"status": "resident"},
        {"reach": "abroad"},
        {"ordinary": -1},
        {"upfront_share": 6_000_000},
        {"admitted_on": date(2025, 3, 10)},
        {"seq": None},
        {"paid_pooled": None},
    ],
    ids=str,
)
def test_a_row_that_is_no_stay_is_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Row and column of the first wrong value are said."""
    file = export(tmp_path, [row(case="p0"), row(**changes)])

    with pytest.raises(DataError, match="row 2, column"):
        read_export(file)


def test_a_stay_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Case and order of settlement name one stay."""
    with pytest.raises(DataError, match="column seq"):
        read_export(export(tmp_path, [row(), row()]))


def test_a_missing_column_or_file_or_format_is_said(tmp_path: Path) -> None:
    """Nothing is assumed."""
    short = [{name: value for name, value in FIRST.items() if name != "reach"}]
    with pytest.raises(DataError, match="reach"):
        read_export(export(tmp_path, short))
    with pytest.raises(UsageError, match="no export"):
        read_export(tmp_path / "nowhere.csv")
    other = tmp_path / "stays.xlsx"
    other.write_bytes(b"")
    with pytest.raises(UsageError, match="one of"):
        read_export(other)
    broken = tmp_path / "stays.parquet"
    broken.write_bytes(b"no parquet")
    with pytest.raises(DataError, match="not readable"):
        read_export(broken)


@pytest.mark.parametrize("suffix", [".csv", ".ndjson", ".parquet"])
def test_the_command_writes_differences_and_says_so_by_its_code(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 if nothing differs, 1 if something does."""
    target = tmp_path / f"differences{suffix}"
    right = export(tmp_path, whole(RIGHT))

    assert 0 == run(["policy", "readjudicate", str(right), "--out", str(target)])
    wrong = export(tmp_path, [row(paid_pooled=1)])
    assert 1 == run(["policy", "readjudicate", str(wrong), "--out", str(target)])
    assert "1 stays, 1 differ, 43489.99 yuan owed" in capsys.readouterr().err
    assert target.stat().st_size > 0


def test_an_unknown_format_of_differences_is_a_usage_error(tmp_path: Path) -> None:
    """The suffix says the format."""
    right = export(tmp_path, whole(RIGHT))

    assert 2 == run(["policy", "readjudicate", str(right), "--out", str(tmp_path / "x.docx")])
