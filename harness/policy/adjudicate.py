"""A case in, amounts out: the sequence of a person's stays, year by year (design 5.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.money import yuan

from .benefit import price_stay
from .casefile import Case, decode, read_case
from .errors import MissingParameter, RulesNotInForce, UnknownCategory
from .explain import step_json
from .facts import StayFacts, YearToDate
from .result import StayResult
from .rules import Rules
from .steps import SILENT, Recorder
from .suspension import ChargeDateNeeded
from .untrusted import Code, Undecidable
from .year import advance, year_of

#: Readings that adjudication asks for; another one given on its command line is a mistake.
USED_READINGS = frozenset(
    {
        "CC-01",
        "CC-10",
        "CC-11",
        "CC-12",
        "CC-13",
        "CC-14",
        "CC-15",
        "CC-16",
        "CC-17",
        "CC-18",
        "CC-20",
        "CC-23",
        "CC-25",
        "CC-27",
    }
)


def adjudicate(
    rules: Rules,
    case: Case,
    *,
    explain: bool = False,
    used: Mapping[int, YearToDate] | None = None,
) -> Iterator[StayResult]:
    """Yield the result of each stay, in the order given, which is that of settlement.

    Args:
        rules: parameters and readings.
        case: person and stays.
        explain: whether results carry their steps.
        used: what the person has used of some years before the first stay.

    Raises:
        Undecidable: if a stay cannot be decided.

    """
    years = dict(used or {})
    for stay in _ordered(rules, case):
        try:
            belongs = year_of(rules, stay)
            year = years.get(belongs, _UNUSED)
            record = Recorder() if explain else SILENT
            result = price_stay(rules, case.person, year, stay, record)
        except RulesNotInForce as error:
            since = rules.pack.in_force_from
            zh = f"{stay.discharged_on}出院，自{since}起施行"
            raise Undecidable(Code.RULES_NOT_IN_FORCE, str(error), zh=zh) from None
        except MissingParameter as error:
            zh = f"{rules.pack.name}：{error.parameter}"
            raise Undecidable(Code.MISSING_PARAMETER, str(error), zh=zh) from None
        except UnknownCategory as error:
            zh = "规定中没有与之对应的类别"
            raise Undecidable(Code.UNKNOWN_VALUE, str(error), zh=zh) from None
        except ChargeDateNeeded as error:
            zh = "住院期间开始或停止欠费，每项费用须注明发生日期（charged_on）"
            raise Undecidable(Code.BAD_INPUT, str(error), zh=zh) from None
        years[belongs] = advance(year, result)
        yield result


_UNUSED = YearToDate()


def _ordered(rules: Rules, case: Case) -> tuple[StayFacts, ...]:
    """Return the stays, numbered by admission where CC-11 is read so."""
    by_admission = any(
        rules.option("CC-11", stay.discharged_on) == "admission_order" for stay in case.stays
    )
    return _numbered(rules, case) if by_admission else case.stays


def _numbered(rules: Rules, case: Case) -> tuple[StayFacts, ...]:
    counted: dict[int, list[int]] = {}
    for index, stay in enumerate(case.stays):
        alone = Case(id=case.id, person=case.person, stays=(stay,))
        settled = rules.with_option("CC-11", "settlement_order")
        result = next(adjudicate(settled, alone))
        if result.ordinal is not None:
            counted.setdefault(result.year, []).append(index)
    numbers: dict[int, int] = {}
    for indices in counted.values():
        indices.sort(key=lambda index: (case.stays[index].admitted_on, index))
        numbers |= {index: number for number, index in enumerate(indices, 1)}
    return tuple(_with(stay, numbers.get(index)) for index, stay in enumerate(case.stays))


def _with(stay: StayFacts, ordinal: int | None) -> StayFacts:
    return StayFacts(
        grade=stay.grade,
        reach=stay.reach,
        admitted_on=stay.admitted_on,
        discharged_on=stay.discharged_on,
        lines=stay.lines,
        settled_on=stay.settled_on,
        ordinal=ordinal,
    )


def adjudicate_line(
    rules: Rules, line: bytes, *, explain: bool = False, lang: str = "en"
) -> dict[str, Any]:
    """Return the answer to one line of input; never raises for what the line contains.

    Args:
        rules: parameters and readings.
        line: a JSON object as text.
        explain: whether stays carry their steps.
        lang: of the text beside an error's code.

    """
    name = None
    try:
        content = decode(line)
        name = content.get("case")
        case = read_case(content)
        stays = [
            stay_json(rules, result, explain=explain, standing=case.person.standing is not None)
            for result in adjudicate(rules, case, explain=explain)
        ]
    except Undecidable as error:
        return {"case": name, "error": {"code": error.code.value, "text": error.text(lang)}}
    answer = {"case": name, "stays": stays}
    if rules.pack.fictional:
        answer["fictional"] = True
    return answer


def stay_json(
    rules: Rules, result: StayResult, *, explain: bool = False, standing: bool = False
) -> dict[str, Any]:
    """Return a result as it is written: amounts as strings in yuan.

    ``suspended`` stands only where the case states arrears, ``steps`` only where asked for.
    """
    answer: dict[str, Any] = {
        "deductible": yuan(result.deductible),
        "total": yuan(result.total),
        "self_paid": yuan(result.self_paid),
        "upfront_share": yuan(result.upfront_share),
        "eligible": yuan(result.eligible),
        "below_deductible": yuan(result.below_deductible),
        "pooled": yuan(result.pooled),
        "large_amount": yuan(result.large_amount),
        "insured_pays": yuan(result.insured_pays),
    }
    if standing:
        answer["suspended"] = yuan(result.suspended)
    if explain:
        answer["steps"] = [step_json(rules, step, result.on) for step in result.steps]
    return answer
