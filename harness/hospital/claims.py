"""Papers of a stay: receipt, discharge record, diagnosis certificate, documents for a claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harness import money

from .care import Stay
from .injuries import RECOURSE
from .prints import Document
from .refusal import invalid, not_allowed
from .views import day_text

if TYPE_CHECKING:
    from .hospital import Hospital

Printer = Callable[[Stay], Document]


class Claims:
    """Prints the papers of stays."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house
        self.kinds: dict[str, Printer] = {
            "settlement_receipt": self.settlement_receipt,
            "discharge_record": self.discharge_record,
            "diagnosis_certificate": self.diagnosis_certificate,
            "claim_documents": self.claim_documents,
        }

    def of_stay(self, stay: Stay, kind: str, user: str) -> Document:
        """Print a document about a stay; without a kind its receipt.

        Raises:
            Refused: there is no such document, or nothing to print yet.

        """
        printer = self.kinds.get(kind or "settlement_receipt")
        if printer is None:
            raise invalid("kind", "没有该种打印件。")
        document = printer(self.chosen(stay, kind))
        self._house.trail(stay.ref, "printed", user, after=document.kind)
        return document

    def chosen(self, stay: Stay, kind: str) -> Stay:
        """Return the stay to print: of discharge records the patient's latest (NM25-A17-5)."""
        if kind != "discharge_record":
            return stay
        mine = [s for s in self._house.stays() if s.person == stay.person and s.ended_at]
        return max(mine, key=lambda each: each.ended_at or each.begun_at, default=stay)

    def settlement_receipt(self, stay: Stay) -> Document:
        """Print the receipt with the platform's figures, each fund on a line of its own."""
        bill = self._house.bill(stay.ref)
        if bill.booked is None:
            raise not_allowed("尚未结算，不能打印结算单。", ref=stay.ref)
        shown = self._house.care_views.receipt(bill) or {}
        fields = {name: str(value) for name, value in shown.items() if isinstance(value, str)}
        lines = [
            "医疗保险费用结算单",
            f"结算编号：{fields['no']}",
            f"姓名：{self._house.known(stay.person).name}",
            f"医疗费用总额：{fields['total']}",
            f"起付标准：{fields['deductible']}",
            *self.fund_lines(fields),
            f"个人负担：{fields['own_share']}",
            f"其中个人账户支付：{fields['account']}",
            f"现金支付：{fields['cash']}",
            *bill.booked.amounts.reasons,
            *([RECOURSE] if self._house.injuries.is_advanced(stay) else []),
        ]
        return Document(kind="settlement_receipt", text="\n".join(lines), fields=fields)

    def fund_lines(self, fields: dict[str, str]) -> list[str]:
        """Return the lines of the funds; a supplement only where one was paid."""
        lines = [
            f"统筹基金支付：{fields['pooled']}",
            f"大额医疗保险支付：{fields['large_amount']}",
        ]
        if fields["civil_servant"] != "0.00":
            lines.append(f"公务员医疗补助：{fields['civil_servant']}")
        return lines

    def discharge_record(self, stay: Stay) -> Document:
        """Print the discharge record, its diagnosis as recorded."""
        if stay.ended_at is None:
            raise not_allowed("患者尚未出院。", ref=stay.ref)
        return self._paper(stay, "discharge_record", "出院记录")

    def diagnosis_certificate(self, stay: Stay) -> Document:
        """Print a diagnosis certificate, its diagnosis as recorded."""
        return self._paper(stay, "diagnosis_certificate", "疾病诊断证明书")

    def claim_documents(self, stay: Stay) -> Document:
        """Print what a claim at the agency needs: invoice, list, records, reason (BMI14-A25-2)."""
        lines = self._house.lines(stay.ref)
        total = money.yuan(sum(each.amount for each in lines))
        bill = self._house.bill(stay.ref)
        reason = stay.text or stay.entitlement or bill.text
        fields = self._fields(stay) | {
            "invoice": total,
            "total": total,
            "lines": str(len(lines)),
            "documents": "invoice,item_list,prescription,medical_record,diagnosis_certificate",
            "reason": reason,
            "reason_code": stay.code or stay.entitlement_code or bill.code,
        }
        text = [
            "自费结算及报销材料",
            f"姓名：{fields['name']}",
            f"诊断：{fields['diagnosis']}",
            f"发票金额：{total}",
            "费用清单：",
            *(f"{each.name} {money.yuan(each.amount)}" for each in lines),
            "附：处方、病历、疾病诊断证明书",
            f"未直接结算原因：{reason}",
        ]
        return Document(kind="claim_documents", text="\n".join(text), fields=fields)

    def _paper(self, stay: Stay, kind: str, title: str) -> Document:
        fields = self._fields(stay)
        lines = [
            title,
            f"医院：{self._house.directory.own.name}",
            f"姓名：{fields['name']}",
            f"入院日期：{fields['admitted_on']}  出院日期：{fields['discharged_on']}",
            f"诊断：{fields['diagnosis']}（{fields['diagnosis_code']}）",
        ]
        return Document(kind=kind, text="\n".join(lines), fields=fields)

    def _fields(self, stay: Stay) -> dict[str, str]:
        diagnosis = stay.discharge_diagnosis or stay.diagnosis
        ended = stay.ended_at.date() if stay.ended_at else None
        return {
            "stay": stay.ref,
            "name": self._house.known(stay.person).name,
            "diagnosis": diagnosis.name,
            "diagnosis_code": diagnosis.code,
            "admitted_on": day_text(stay.begun_at.date()),
            "discharged_on": day_text(ended),
            "dated": day_text(self._house.clock.today()),
        }
