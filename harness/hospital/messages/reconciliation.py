"""3201 and 3202: totals and details of a day against the platform's (wire.md §5.7)."""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

from harness import money
from harness.wire.envelope import Response

EQUAL = frozenset({"0", "000000"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Totals of one insurance type (``""``: of all), clearing type and agency, in fen."""

    scheme_code: str
    clearing: str
    agency: str
    total: int = 0
    funds: int = 0
    account: int = 0
    count: int = 0

    @classmethod
    def of(cls, key: tuple[str, str, str]) -> Group:
        """Return an empty group: insurance type, clearing type, agency."""
        return cls(scheme_code=key[0], clearing=key[1], agency=key[2])


def totals(group: Group, day: date) -> dict[str, Any]:
    """Return the input of 3201 for one group and day."""
    return {
        "data": {
            "insutype": group.scheme_code,
            "clr_type": group.clearing,
            "setl_optins": group.agency,
            "stmt_begndate": day.isoformat(),
            "stmt_enddate": day.isoformat(),
            "medfee_sumamt": money.yuan(group.total),
            "fund_pay_sumamt": money.yuan(group.funds),
            "acct_pay": money.yuan(group.account),
            "fixmedins_setl_cnt": group.count,
            "refd_setl_flag": "1",
            "fixmedins_refd_setl_flag": "1",
        }
    }


def is_equal(response: Response) -> bool:
    """Tell whether the platform has the same totals."""
    return str(response.node("stmtinfo").get("stmt_rslt")) in EQUAL


def difference(response: Response) -> str:
    """Return the platform's words about a difference."""
    return str(response.node("stmtinfo").get("stmt_rslt_dscr") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One settlement or undoing of ours in the list for 3202; amounts in fen."""

    number: str
    visit: str
    person: str
    total: int
    funds: int
    account: int
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row of the result that is not equal; ``msgid`` names what only the platform has."""

    number: str
    person: str
    msgid: str
    text: str


def listing(entries: list[Entry], day: date, institution: str) -> dict[str, Any]:
    """Return the input of 9101: the day's settlements as a zipped, TAB-separated list."""
    rows = "\n".join("\t".join(_columns(each)) for each in entries)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("detail.txt"), rows.encode())
    return {
        "fsUploadIn": {
            "in": base64.b64encode(packed.getvalue()).decode(),
            "filename": f"detail-{day.isoformat()}.zip",
            "fixmedins_code": institution,
        }
    }


def file_number(response: Response) -> tuple[str, str]:
    """Return number and name of the file that 9101 or 3202 answers."""
    row = response.node("fileinfo") or next(iter(response.rows()), {})
    return str(row.get("file_qury_no") or ""), str(row.get("filename") or "")


def details(group: Group, day: date, number: str, cash: int) -> dict[str, Any]:
    """Return the input of 3202 for one group and day."""
    data: dict[str, Any] = totals(group, day)["data"]
    for name in ("insutype", "acct_pay"):
        data.pop(name)
    return {"data": data | {"file_qury_no": number, "cash_payamt": money.yuan(cash)}}


def fetching(number: str, name: str, institution: str) -> dict[str, Any]:
    """Return the input of 9102."""
    asked = {"file_qury_no": number, "filename": name, "fixmedins_code": institution}
    return {"fsDownloadIn": asked}


def differences(stream: bytes) -> list[Difference]:
    """Return the unequal rows of a result file.

    Raises:
        ValueError: it is no such file.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(stream)) as archive:
            text = archive.read(archive.namelist()[0]).decode()
    except (zipfile.BadZipFile, IndexError, UnicodeDecodeError) as error:
        raise ValueError("not a result file") from error
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    return [_difference(row) for row in rows if len(row) > _RESULT and row[_RESULT] not in EQUAL]


_RESULT = 4


def _columns(entry: Entry) -> list[str]:
    amounts = [money.yuan(each) for each in (entry.total, entry.funds, entry.account)]
    return [entry.number, entry.visit, entry.person, *amounts, "1" if entry.undone else "0"]


def _difference(row: list[str]) -> Difference:
    plain = ["" if each == "null" else each for each in [*row, "", ""]]
    return Difference(person=plain[0], number=plain[2], msgid=plain[3], text=plain[6])
