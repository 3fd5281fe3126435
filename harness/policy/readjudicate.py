"""An export of settled stays priced again: which payments differ, by how much, by which clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
from msgspec import Struct

from harness.errors import DataError, UsageError
from harness.money import Fen

from .bulk import Columns, Kind, price_columns
from .facts import TIERS
from .rules import Rules
from .year import year_between

#: Columns of an export. Amounts are whole fen and gross; ``upfront_share`` is what of ``ordinary``
#: and ``class_b`` the insured paid first, ``upfront_bed`` (optional) the part of it for beds.
COLUMNS: Final = (
    "case",
    "seq",
    "status",
    "disabled",
    "grade",
    "reach",
    "admitted_on",
    "discharged_on",
    "ordinary",
    "class_b",
    "self_paid",
    "upfront_share",
    "paid_pooled",
    "paid_large_amount",
)
SUFFIXES: Final = (".csv", ".ndjson", ".parquet")
AMOUNTS: Final = COLUMNS[8:]
_WORDS: Final = {
    "status": ("active", "retired"),
    "grade": tuple(TIERS),
    "reach": ("local", "referred", "emergency"),
}


class Difference(Struct, frozen=True, kw_only=True):
    """A stay whose payment is not what is due; amounts in fen, differences due minus paid.

    Attributes:
        case: as exported.
        seq: as exported.
        ordinal: the number of the stay in its year.
        deductible: what is due.
        paid_pooled: as exported.
        due_pooled: what is due.
        pooled_difference: due minus paid.
        paid_large_amount: as exported.
        due_large_amount: what is due.
        large_amount_difference: due minus paid.
        clauses: what the amounts that differ rest on, separated by spaces.

    """

    case: str
    seq: int
    ordinal: int
    deductible: Fen
    paid_pooled: Fen
    due_pooled: Fen
    pooled_difference: Fen
    paid_large_amount: Fen
    due_large_amount: Fen
    large_amount_difference: Fen
    clauses: str


def read_export(path: str | Path) -> pl.DataFrame:
    """Return an export from Parquet, CSV or NDJSON, checked and with its columns typed.

    Raises:
        UsageError: if there is no such file or its suffix is unknown.
        DataError: if a column is missing, or a row is no stay; names the column and the first row.

    """
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"there is no export {path}")
    try:
        match file.suffix:
            case ".parquet":
                frame = pl.read_parquet(file)
            case ".csv":
                frame = pl.read_csv(file, infer_schema_length=None)
            case ".ndjson":
                frame = pl.read_ndjson(file, infer_schema_length=None)
            case _:
                raise UsageError(f"{path}: an export is one of {', '.join(SUFFIXES)}")
    except pl.exceptions.PolarsError as error:
        raise DataError("not readable as an export", where=str(path), why=str(error)) from None
    return _typed(frame, str(path))


def differences(rules: Rules, frame: pl.DataFrame) -> Iterator[Difference]:
    """Yield each stay whose payments differ from what is due, in the order of the export.

    Raises:
        UsageError: for a reading that whole exports do not know.
        RulesNotInForce, MissingParameter: as pricing does.

    """
    columns = _columns(rules, frame)
    due = price_columns(rules, columns)
    paid_pooled = frame["paid_pooled"].to_numpy()
    paid_large = frame["paid_large_amount"].to_numpy()
    differs = (due.pooled != paid_pooled) | (due.large_amount != paid_large)
    for at in differs.nonzero()[0].tolist():
        pooled, large = int(due.pooled[at]), int(due.large_amount[at])
        kind = columns.kinds[int(columns.kind[at])]
        yield Difference(
            case=frame["case"][at],
            seq=frame["seq"][at],
            ordinal=int(due.ordinal[at]),
            deductible=int(due.deductible[at]),
            paid_pooled=int(paid_pooled[at]),
            due_pooled=pooled,
            pooled_difference=pooled - int(paid_pooled[at]),
            paid_large_amount=int(paid_large[at]),
            due_large_amount=large,
            large_amount_difference=large - int(paid_large[at]),
            clauses=" ".join(
                _clauses(
                    kind,
                    int(due.ordinal[at]),
                    pooled=pooled != int(paid_pooled[at]),
                    large=large != int(paid_large[at]),
                    ceiling=large > 0 or int(paid_large[at]) > 0,
                )
            ),
        )


def _clauses(kind: Kind, ordinal: int, *, pooled: bool, large: bool, ceiling: bool) -> list[str]:
    """Return the clauses that the differing amounts of a kind of stay rest on."""
    found: list[str] = []
    if pooled:
        found += ["BMI14-A20-4"] if ordinal > 1 else [_FIRST[TIERS[kind.grade]]]
        found += ["BMI14-A21-0", _RATES[kind.status]]
        found += (
            []
            if kind.reach == "local"
            else ["BMI14-A22-3" if kind.reach == "referred" else "BMI14-A25-3"]
        )
        found += (
            ["BMI14-A36-4" if kind.status == "retired" else "BMI14-A36-5"] if kind.disabled else []
        )
        found += ["BMI14-A20-6"] if ceiling else []
    if large:
        found += ["LAI14-A4", "LAI14-A9", "LAI14-A10-1" if kind.reach == "local" else "LAI14-A10-2"]
    return found


_FIRST: Final = {"3A": "BMI14-A20-1", "3B": "BMI14-A20-2", "other": "BMI14-A20-3"}
_RATES: Final = {"active": "BMI14-A21-1a", "retired": "BMI14-A21-1c"}


def write_differences(found: list[Difference], path: str | Path) -> None:
    """Write differences as CSV, NDJSON or Parquet, by the suffix.

    Raises:
        UsageError: for another suffix, or if the file cannot be written.

    """
    schema = {
        name: pl.String if name in ("case", "clauses") else pl.Int64
        for name in Difference.__struct_fields__
    }
    rows = [{name: getattr(each, name) for name in schema} for each in found]
    frame = pl.DataFrame(rows, schema=schema)
    try:
        match Path(path).suffix:
            case ".csv":
                frame.write_csv(path)
            case ".ndjson":
                frame.write_ndjson(path)
            case ".parquet":
                frame.write_parquet(path)
            case _:
                raise UsageError(f"{path}: differences are one of {', '.join(SUFFIXES)}")
    except OSError as error:
        raise UsageError(f"{path} cannot be written", why=error.strerror) from None


def _typed(frame: pl.DataFrame, where: str) -> pl.DataFrame:
    absent = [name for name in COLUMNS if name not in frame.columns]
    if absent:
        raise DataError(f"columns are missing: {', '.join(absent)}", where=where)
    if "upfront_bed" not in frame.columns:
        frame = frame.with_columns(upfront_bed=pl.lit(0, dtype=pl.Int64))
    wanted = {
        "case": pl.String,
        "seq": pl.Int64,
        "disabled": pl.Boolean,
        **dict.fromkeys((*AMOUNTS, "upfront_bed"), pl.Int64),
    }
    days = ("admitted_on", "discharged_on")
    for name in (*wanted, *days):
        target = wanted.get(name, pl.Date)
        column = frame[name].cast(target, strict=False) if name in wanted else _days(frame[name])
        _refuse(frame[name], column.is_null(), name, where)
        frame = frame.with_columns(column.alias(name))
    for name, known in _WORDS.items():
        _refuse(frame[name], ~frame[name].cast(pl.String).is_in(known), name, where)
    _sound(frame, where)
    return frame


def _days(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return column.str.to_date("%Y-%m-%d", strict=False)
    return column.cast(pl.Date, strict=False)


def _sound(frame: pl.DataFrame, where: str) -> None:
    for name in (*AMOUNTS, "upfront_bed"):
        _refuse(frame[name], frame[name] < 0, name, where)
    gross = frame["ordinary"] + frame["class_b"]
    _refuse(frame["upfront_share"], frame["upfront_share"] > gross, "upfront_share", where)
    ends = frame["discharged_on"] < frame["admitted_on"]
    _refuse(frame["discharged_on"], ends, "discharged_on", where)
    twice = frame.select("case", "seq").is_duplicated()
    _refuse(frame["seq"], twice, "seq", where)


def _refuse(values: pl.Series, wrong: pl.Series, name: str, where: str) -> None:
    wrong = wrong.fill_null(value=True)
    if wrong.any():
        row = int(wrong.arg_true()[0])
        raise DataError(
            f"{wrong.sum()} rows are no stays",
            where=f"{where}, row {row + 1}, column {name}",
            why=f"the value {str(values[row])[:40]!r} is not possible there",
        )


def _columns(rules: Rules, frame: pl.DataFrame) -> Columns:
    days: list[date] = frame["discharged_on"].unique().to_list()
    eras = [rules.era(day) for day in days]
    # A day of another year tells by which end of a stay its year is read (CC-10).
    shifts = [day.year - year_between(rules, _OTHER_YEAR, day) for day in days]
    discharged = pl.col("discharged_on")
    made = frame.with_columns(
        era=discharged.replace_strict(days, eras, return_dtype=pl.Int64),
        year=pl.when(discharged.replace_strict(days, shifts, return_dtype=pl.Int64) == 0)
        .then(discharged.dt.year())
        .otherwise(pl.col("admitted_on").dt.year()),
    ).with_columns(
        kind=_kind_number(),
        # Categories number the cases without sorting a million strings.
        segment=pl.col("case").cast(pl.Categorical).to_physical() * pl.lit(_YEARS, pl.Int64)
        + pl.col("year"),
    )
    kinds = made.unique("kind", keep="first").sort("kind")
    numbers = kinds["kind"].to_list()
    bed = made["upfront_bed"]
    return Columns(
        segment=_integers(made["segment"]),
        seq=_integers(made["seq"]),
        kinds=[_kind(row) for row in kinds.iter_rows(named=True)],
        kind=_integers(
            made["kind"].replace_strict(numbers, range(len(numbers)), return_dtype=pl.Int64)
        ),
        ordinary=_integers(made["ordinary"] - bed),
        class_b=_integers(made["class_b"] - (made["upfront_share"] - bed)),
    )


_OTHER_YEAR: Final = date(1, 1, 1)
#: More than there are years.
_YEARS: Final = 10_000


def _kind_number() -> pl.Expr:
    """Return one number for all that a row's tariff depends on."""
    number = pl.col("era").cast(pl.Int64) * 2 + pl.col("disabled").cast(pl.Int64)
    for name, known in _WORDS.items():
        place = pl.col(name).cast(pl.String).cast(pl.Enum(known)).to_physical()
        number = number * len(known) + place.cast(pl.Int64)
    return number


def _integers(column: pl.Series) -> Any:
    return column.cast(pl.Int64).to_numpy()


def _kind(row: dict[str, Any]) -> Kind:
    day: date = row["discharged_on"]
    return Kind(row["status"], row["disabled"], row["grade"], row["reach"], day)
