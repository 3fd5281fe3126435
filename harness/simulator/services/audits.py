"""3101, 3102 and 3103: orders looked through before they are charged (wire.md §5.7).

The rules are this project's own, each of them a thing that settlement will decide the same way.
A warning is kept, so that 3103 answers a warning that was really given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.domain.institutions import ChargeItem, ItemClass
from harness.money import round_half_up, yuan

from ..records import Document
from ..refusals import Refused
from .context import Answer, Context, invalid, required, scaled, text

WARNING, FEEDBACK = "warning", "feedback"
GO_ON, CHANGE = "1", "2"
CERTAIN, LIKELY, POSSIBLE = "1", "2", "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of a patient's encounter; amounts in fen, quantity in ten-thousandths."""

    patient: str
    encounter: str
    number: str
    code: str
    name: str
    day: str
    quantity: int
    price: int
    amount: int
    own: int
    counted: bool
    item: ChargeItem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is looked for: ``doubt`` gives the doubtful amount of an order in fen, 0 for none."""

    number: str
    name: str
    words: str
    degree: str
    doubt: Callable[[Order, list[Order]], int]


def _outside(order: Order, _: list[Order]) -> int:
    listed = order.item is not None and order.item.item_class is not ItemClass.SELF_PAID
    return 0 if listed else max(order.amount - order.own, 0)


def _over_limit(order: Order, _: list[Order]) -> int:
    if order.item is None or order.item.price_limit is None or not order.counted:
        return 0
    payable = round_half_up(order.quantity * order.item.price_limit, 10**4)
    return max(order.amount - payable - order.own, 0)


def _miscounted(order: Order, _: list[Order]) -> int:
    counted = round_half_up(order.quantity * order.price, 10**8)
    return abs(order.amount - counted) if order.counted else 0


def _repeated(order: Order, before: list[Order]) -> int:
    same = [each for each in before if (each.code, each.day) == (order.code, order.day)]
    return order.amount if same and order.item is not None else 0


RULES = (
    Rule(
        number="R001",
        name="目录外项目未按自费处理",
        words="不在医保支付范围内，应按自费处理",
        degree=CERTAIN,
        doubt=_outside,
    ),
    Rule(
        number="R002",
        name="超限价部分未按自费处理",
        words="单价高于医保支付限价，超出部分应由个人负担",
        degree=CERTAIN,
        doubt=_over_limit,
    ),
    Rule(
        number="R003",
        name="金额与数量、单价不符",
        words="总费用不等于数量乘以单价",
        degree=LIKELY,
        doubt=_miscounted,
    ),
    Rule(
        number="R004",
        name="同日重复开单",
        words="同一天内重复开具",
        degree=POSSIBLE,
        doubt=_repeated,
    ),
)


def audit(ctx: Context) -> Answer:
    """3101 and 3102: a warning for each rule that an order breaks; none is refused for it."""
    results = []
    for orders in _encounters(ctx):
        for position, order in enumerate(orders):
            for rule in RULES:
                amount = rule.doubt(order, orders[:position])
                if amount:
                    results.append(_warn(ctx, rule, order, amount))
    return Answer(output={"result": results})


def _encounters(ctx: Context) -> Iterator[list[Order]]:
    for patient in rows_of(ctx.node("data").get("patient_dtos")):
        for encounter in rows_of(patient.get("fsi_encounter_dtos")):
            who = (text(patient.get("patn_id")), text(encounter.get("mdtrt_id")))
            yield [_order(ctx, *who, row) for row in rows_of(encounter.get("fsi_order_dtos"))]


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list within a node; a single object counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _order(ctx: Context, patient: str, encounter: str, row: Mapping[str, Any]) -> Order:
    code = text(row.get("hilist_code"))
    found = ctx.draft.find("items", "code", code, ChargeItem)
    return Order(
        patient=patient,
        encounter=encounter,
        number=text(row.get("rx_id")),
        code=code,
        name=text(row.get("hilist_name"))[:100],
        day=text(row.get("drord_begn_date"))[:10],
        quantity=scaled(row, "cnt", 4),
        price=scaled(row, "pric", 6),
        amount=scaled(row, "sumamt", 2),
        own=scaled(row, "ownpay_amt", 2),
        counted=text(row.get("cnt")) != "" and text(row.get("pric")) != "",
        item=found[0] if found else None,
    )


def _warn(ctx: Context, rule: Rule, order: Order, amount: int) -> dict[str, Any]:
    """One warning of the answer, kept under its number."""
    serial = ctx.serial("warning")
    who = {"patn_id": order.patient, "mdtrt_id": order.encounter}
    detail = who | {
        "jrd_id": f"JRD{serial}",
        "rx_id": order.number,
        "vola_item_type": "1",
        "vola_amt": yuan(amount),
    }
    number = f"JR{serial}"
    _keep(ctx, WARNING, number, {"rule": rule.number, "rx_id": order.number, **who})
    return who | {
        "jr_id": number,
        "rule_id": rule.number,
        "rule_name": rule.name,
        "vola_cont": f"{order.name}{rule.words}",
        "judge_result_detail_dtos": [detail],
        "vola_amt": yuan(amount),
        "vola_amt_stas": "1",
        "sev_deg": rule.degree,
        "vola_bhvr_type": "2",
        "task_id": f"T{serial}",
    }


def _keep(ctx: Context, kind: str, number: str, body: dict[str, Any]) -> None:
    house = ctx.sender().code
    key = f"{kind}:{number}"
    ctx.draft.put(
        "documents",
        key,
        Document(key=key, kind=kind, institution=house, stored_at=ctx.at, body=body),
    )


def feedback(ctx: Context) -> Answer:
    """3103: what the institution did about warnings that it was given; going on needs a reason.

    Raises:
        Refused: RECORD_UNKNOWN for a warning that nobody gave to the sender, FIELD_INVALID.
    """
    rows = rows_of(ctx.node("data").get("warns")) or ctx.request.rows("warns")
    if not rows:
        raise invalid("warns", "不能为空")
    for row in rows:
        number, way = required(row, "warn_rslt_id"), required(row, "dspo_way")
        given = ctx.draft.get("documents", f"{WARNING}:{number}", Document)
        if given is None or given.institution != ctx.sender().code:
            raise Refused("RECORD_UNKNOWN", number[:40])
        if way not in {GO_ON, CHANGE}:
            raise invalid("dspo_way")
        if way == GO_ON:
            required(row, "dspo_way_rea")
        _keep(ctx, FEEDBACK, number, {name: text(value) for name, value in row.items()})
    return Answer()


SERVICES = {"3101": audit, "3102": audit, "3103": feedback}
