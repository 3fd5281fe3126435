"""Whether a pack agrees with itself: periods, tables, rates and the order of amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise, product
from typing import Any, Final

from harness.money import WHOLE

from .errors import PackError
from .pack import Pack, Parameter, Value
from .parameters import KNOWN, OPTIONAL

INVENTED: Final = "INVENTED"
_KINDS: Final = {"date": str, "choice": str, "codes": list}


def check(made: Pack, where: str) -> None:
    """Return quietly if a pack is whole and agrees with itself.

    Raises:
        PackError: naming the first parameter that is wrong, and why.

    """
    for problem in _problems(made):
        raise PackError(problem, where=where)


def _problems(made: Pack) -> Iterator[str]:
    absent = [name for name in KNOWN if name not in made.parameters and name not in OPTIONAL]
    if absent:
        yield f"missing and not declared missing: {', '.join(absent)}"
        return
    for parameter in made.parameters.values():
        yield from _shape(parameter)
        yield from _periods(parameter)
        yield from _tables(parameter)
        yield from _rates(parameter)
        if not made.fictional and any(INVENTED in each.clauses for each in parameter.values):
            yield f"{parameter.name} is invented, which only a pack marked fictional may be"
    yield from _order(made)


def _shape(parameter: Parameter) -> Iterator[str]:
    unit, facts = KNOWN[parameter.name]
    if parameter.unit != unit:
        yield f"{parameter.name} counts {unit}, not {parameter.unit}"
    if not set(parameter.keys) <= set(facts):
        yield f"{parameter.name} cannot depend on {', '.join(set(parameter.keys) - set(facts))}"
    for value in parameter.values:
        kind = _KINDS.get(unit, int)
        cells = [value.content] if not isinstance(value.content, Mapping) else []
        if value.missing is None and any(not isinstance(cell, kind) for cell in cells):
            yield f"{parameter.name} must be of type {kind.__name__}"
        elif unit == "date" and value.missing is None and not _is_day(value.content):
            yield f"{parameter.name}: {value.content} is no day"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _periods(parameter: Parameter) -> Iterator[str]:
    for value in parameter.values:
        if value.until is not None and value.until < value.since:
            yield f"{parameter.name}: the period from {value.since} ends before it begins"
    for earlier, later in pairwise(parameter.values):
        if earlier.until is None or earlier.until >= later.since:
            yield f"{parameter.name}: the periods from {earlier.since} and {later.since} overlap"
        elif (later.since - earlier.until).days > 1:
            yield f"{parameter.name}: no value between {earlier.until} and {later.since}"


def _tables(parameter: Parameter) -> Iterator[str]:
    for value in parameter.values:
        if value.missing is not None or (not parameter.keys and _is_plain(value)):
            continue
        if _is_plain(value) or not parameter.keys:
            yield f"{parameter.name}: keys and rows belong together"
            continue
        wanted = set(product(*parameter.keys.values()))
        given = set(_paths(value.content))
        for path in sorted(wanted - given):
            yield f"{parameter.name} from {value.since}: no row for {' '.join(path)}"
        for path in sorted(given - wanted):
            yield f"{parameter.name} from {value.since}: undeclared row {' '.join(path)}"


def _is_plain(value: Value) -> bool:
    return not isinstance(value.content, Mapping)


def _paths(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(content, Mapping):
        yield path
        return
    for key, inner in content.items():
        yield from _paths(inner, (*path, key))


def _rates(parameter: Parameter) -> Iterator[str]:
    if parameter.unit != "basis_points":
        return
    for value in parameter.values:
        for path in _paths(value.content) if value.missing is None else ():
            rate = value.content
            for key in path:
                rate = rate[key]
            if not isinstance(rate, int) or rate > WHOLE:
                yield f"{parameter.name} {' '.join(path)}: {rate} is above 100 %"


def _order(made: Pack) -> Iterator[str]:
    days = {value.since for each in made.parameters.values() for value in each.values}
    prices = ("inpatient.deductible", "inpatient.deductible_floor", "inpatient.band_limit")
    for day in sorted(days):
        if all(made.known(name, day) for name in (*prices, "inpatient.pool_ceiling")):
            yield from _order_on(made, day)


def _order_on(made: Pack, day: date) -> Iterator[str]:
    keys = made.parameters["inpatient.deductible"].keys
    statuses = keys.get("status", ("active",))
    for status, grade in product(statuses, keys.get("grade", ("3A", "3B", "other"))):
        facts = {"status": status, "grade": grade}
        first, floor, band, ceiling = (
            made.number(name, day, **facts)
            for name in (
                "inpatient.deductible",
                "inpatient.deductible_floor",
                "inpatient.band_limit",
                "inpatient.pool_ceiling",
            )
        )
        if not 0 < floor <= first:
            yield f"inpatient.deductible_floor {grade} on {day}: the floor {floor} is above {first}"
        if not first < band < ceiling:
            yield f"inpatient.band_limit on {day}: it must lie between deductible and ceiling"
