"""One lawful example of every transaction, built from its schema.

The values are invented: a simulated person of region 1599, a fictional hospital. ``harness wire``
shows them, tests send them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from . import codes
from .catalogue import TRANSACTIONS, Field, Node, kind_of
from .dialects import Dialect
from .envelope import Request, sender_msgid
from .identity import check_digit

HOSPITAL: Final = "H15010000001"
_IDENTITY: Final = "15990019780307001" + check_digit("15990019780307001")

_VALUES: Final[Mapping[str, Any]] = {
    "psn_no": "15990000000000000001",
    "psn_No": "15990000000000000001",
    "certno": _IDENTITY,
    "mdtrt_cert_no": _IDENTITY,
    "ssn": _IDENTITY,
    "psn_name": "王测试",
    "patn_name": "王测试",
    "tel": "13800000000",
    "diag_code": "C34.1",
    "diag_name": "上叶支气管或肺的恶性肿瘤",
    "reflin_medins_no": "H11010000001",
    "reflin_medins_name": "模拟北京三级甲等医院",
    "mdtrtarea_admdvs": "110100",
    "mdtrtarea_admvs": "150100",
    "insuplc_admdvs": "159900",
    "insu_optins": "159900",
    "refl_type": "3",
    "refl_rea": "病情需要进一步诊疗",
    "refl_opnn": "同意转院",
    "hosp_agre_refl_flag": "1",
    "insutype": "310",
    "med_type": "2101",
    "mdtrt_cert_type": "02",
    "psn_cert_type": "01",
    "fixmedins_code": HOSPITAL,
    "medins_id": HOSPITAL,
    "fixmedins_name": "模拟呼和浩特三级甲等医院",
    "medins_name": "模拟呼和浩特三级甲等医院",
    "ver": "v0000",
    "oinfno": "2304",
    "omsgid": f"{HOSPITAL}202505060900000001",
    "chrg_bchno": "B0001",
    "feedetl_sn": "1",
    "cnt": "1",
    "in": "aGFybmVzcw==",
    "filename": "stmt.zip",
    "med_list_codg": "XB01AAD108A001010178203",
}


def example(infno: str, at: datetime, dialect: Dialect | None = None) -> Request:
    """Return a request of a transaction that every dialect accepts, codes spelt as in this one.

    Args:
        infno: a transaction of the catalogue.
        at: the moment of the message, which also dates its content.
        dialect: whose spelling of codes; the printed one if left out.

    """
    known = TRANSACTIONS[infno]
    content: dict[str, Any] = {}
    for node in known.inputs:
        made = _row(infno, node, at, dialect)
        content |= made if node.name is None else {node.name: [made] if node.many else made}
    return Request(
        infno=infno,
        msgid=sender_msgid(HOSPITAL, at, 1),
        mdtrtarea_admvs="150100",
        insuplc_admdvs="159900",
        recer_sys_code="99",
        opter_type="1",
        opter="1001",
        opter_name="模拟经办人",
        inf_time=f"{at:%Y-%m-%d %H:%M:%S}",
        fixmedins_code=HOSPITAL,
        fixmedins_name="模拟呼和浩特三级甲等医院",
        infver="V1.0",
        input=content,
    )


def personalised(request: Request, values: Mapping[str, str]) -> Request:
    """Return an example about somebody: fields of header and input that it has, by their names."""
    header: dict[str, Any] = {
        name: each for name, each in values.items() if getattr(request, name, None)
    }
    return replace(request, **header, input=_filled(request.input, values))


def example_output(infno: str, at: datetime) -> Any:
    """Return an output of a transaction that keeps our own schema; ``None`` where it has none."""
    nodes = TRANSACTIONS[infno].outputs
    if not nodes:
        return None
    if nodes[0].name is None:
        made = _row(infno, nodes[0], at, None)
        return [made] if nodes[0].many else made
    return {
        str(each.name): [_row(infno, each, at, None)] if each.many else _row(infno, each, at, None)
        for each in nodes
    }


def _filled(content: Any, values: Mapping[str, str]) -> Any:
    if isinstance(content, list):
        return [_filled(each, values) for each in content]
    if not isinstance(content, dict):
        return content
    return {
        name: values[name] if name in values else _filled(each, values)
        for name, each in content.items()
    }


def _row(infno: str, node: Node, at: datetime, dialect: Dialect | None) -> dict[str, Any]:
    # What one dialect may do without is said all the same: others ask for it.
    needed = (
        each
        for each in node.fields
        if each.required
        or (dialect is not None and dialect.asks_for(infno, node.name, each.name, required=False))
    )
    return {each.name: _value(each, at, dialect) for each in needed}


def _value(field: Field, at: datetime, dialect: Dialect | None) -> Any:
    return _made(field.name, field.schema, at, dialect)


def _made(name: str, schema: Mapping[str, Any], at: datetime, dialect: Dialect | None) -> Any:
    match kind_of(schema):
        case "object":
            known, needed = schema.get("properties", {}), schema.get("required", ())
            return {each: _made(each, known[each], at, dialect) for each in needed}
        case "list":
            return [_made(name, schema["items"], at, dialect)]
        case "date":
            return f"{at:%Y-%m-%d}"
        case "moment":
            return f"{at:%Y-%m-%d %H:%M:%S}"
        case "number":
            return _VALUES.get(name, "1")
        case "serial" | "bytes":
            return _VALUES.get(name, "1")
        case "json":
            return "{}"
        case _:
            return _text(name, schema, dialect)


def _text(name: str, schema: Mapping[str, Any], dialect: Dialect | None) -> str:
    longest = int(schema.get("maxLength", 10))
    given = str(_VALUES.get(name, f"{name}-1"))
    if table := str(schema.get("codes", "")):
        known = codes.tables()[table]["codes"]
        short = [each for each in known if len(each) <= longest]
        code = given if given in short else short[0]
        return code if dialect is None else codes.spelt(table, code, dialect)
    return given[:longest]
