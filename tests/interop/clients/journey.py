"""One patient's way through the interface, as any HIS would take it: no line of it is the suite's.

A client gives ``send(infno, input)``, which returns the decoded answer, and may dress each input
in the habits of its system. What happened is printed as one JSON object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

Send = Callable[[str, dict[str, Any]], dict[str, Any]]


def configuration() -> dict[str, Any]:
    """Return what the installer has put into the client's configuration."""
    found: dict[str, Any] = json.load(sys.stdin)
    return found


class Refused(Exception):
    """The platform said no."""


class Journey:
    """Refer, admit, charge, discharge, settle, undo, settle again, reverse."""

    def __init__(self, known: dict[str, Any], send: Send, good: Callable[[Any], bool]) -> None:
        """Take the configuration, the way to the platform, and how success is told from failure."""
        self.known = known
        self.send = send
        self.good = good
        self.done: dict[str, Any] = {}
        self.sent: dict[str, str] = {}
        self.day = known["today"]

    def ask(self, infno: str, content: dict[str, Any]) -> Any:
        """Send and return the output; an answer other than success ends the journey."""
        answer = self.send(infno, content)
        if not self.good(answer.get("infcode")):
            raise Refused(f"{infno}: {answer.get('infcode')!r} {answer.get('err_msg')}")
        self.done[infno] = self.done.get(infno, 0) + 1
        return answer.get("output")

    def identify(self) -> None:
        """1101: who is it, and where insured."""
        person = self.known["person"]
        data = {
            "mdtrt_cert_type": "02",
            "mdtrt_cert_no": person["certno"],
            "card_sn": "",
            "begntime": "",
            "psn_cert_type": "01",
            "certno": person["certno"],
            "psn_name": person["name"],
        }
        output = self.ask("1101", {"data": data})
        self.number = output["baseinfo"]["psn_no"]
        enrolment = next(each for each in output["insuinfo"] if each["psn_insu_stas"] == "1")
        self.insutype = enrolment["insutype"]
        self.region = enrolment["insuplc_admdvs"]

    def refer(self) -> None:
        """2501 and 5304: file the referral, and see that it is there."""
        to = self.known["destination"]
        node = {
            "psn_no": self.number,
            "insutype": self.insutype,
            "tel": "19900000000",
            "addr": "",
            "insu_optins": self.region,
            "diag_code": "C34.1",
            "diag_name": "上叶支气管或肺的恶性肿瘤",
            "dise_cond_dscr": "病情需要",
            "reflin_medins_no": to["code"],
            "reflin_medins_name": to["name"],
            "mdtrtarea_admdvs": to["city"]["code"],
            "hosp_agre_refl_flag": "1",
            "refl_type": "3",
            "refl_date": self.day,
            "refl_rea": "本地无相应诊疗条件",
            "refl_opnn": "同意转院",
            "begndate": self.day,
            "enddate": "",
            "refl_used_flag": "",
        }
        output = self.ask("2501", {"refmedin": node})
        self.done["filing"] = output["result"]["trt_dcla_detl_sn"]
        since = f"{self.day} 00:00:00"
        query = {"psn_no": self.number, "begntime": since, "endtime": ""}
        rows = self.ask("5304", {"data": query})["refmedin"]
        self.done["filings"] = len(rows)

    def admit(self) -> None:
        """2401: into hospital."""
        person, house = self.known["person"], self.known["house"]
        node = {
            "psn_no": self.number,
            "insutype": self.insutype,
            "coner_name": person["name"],
            "tel": "19900000000",
            "begntime": f"{self.day} 09:00:00",
            "mdtrt_cert_type": "02",
            "mdtrt_cert_no": person["certno"],
            "cert_type": "01",
            "certno": person["certno"],
            "med_type": "21",
            "ipt_no": "ZY0001",
            "medrcdno": "BL0001",
            "atddr_no": self.known["physician"]["code"],
            "chfpdr_name": self.known["physician"]["name"],
            "adm_diag_dscr": "肺恶性肿瘤",
            "adm_dept_codg": "A19",
            "adm_dept_name": "肿瘤科",
            "adm_bed": "01",
            "dscg_maindiag_code": "C34.1",
            "dscg_maindiag_name": "上叶支气管或肺的恶性肿瘤",
            "geso_val": "",
            "fetts": "",
            "fetus_cnt": "",
            "birctrl_matn_date": "",
            "insuplc_admdvs": self.region,
            "mdtrtarea_admvs": house["admdvs"],
        }
        diagnosis = self.diagnosis()
        output = self.ask("2401", {"mdtrtinfo": node, "diseinfo": [diagnosis]})
        self.visit = output["result"]["mdtrt_id"]

    def diagnosis(self) -> dict[str, Any]:
        """Return the row of the one diagnosis."""
        return {
            "psn_no": self.number,
            "diag_type": "1",
            "maindiag_flag": "1",
            "diag_srt_no": 1,
            "diag_code": "C34.1",
            "diag_name": "上叶支气管或肺的恶性肿瘤",
            "adm_cond": "",
            "diag_dept": "肿瘤科",
            "dise_dor_no": self.known["physician"]["code"],
            "dise_dor_name": self.known["physician"]["name"],
            "diag_time": f"{self.day} 09:00:00",
        }

    def charge(self) -> None:
        """2301: two lines of fees."""
        rows = [self.line(n, item) for n, item in enumerate(self.known["items"], start=1)]
        output = self.ask("2301", {"feedetail": rows})
        self.done["lines"] = len(output["result"])
        self.total = f"{sum(float(row['det_item_fee_sumamt']) for row in rows):.2f}"

    def line(self, n: int, item: dict[str, Any]) -> dict[str, Any]:
        """Return a fee line of two pieces."""
        return {
            "feedetl_sn": str(n),
            "mdtrt_id": self.visit,
            "drord_no": "",
            "psn_no": self.number,
            "med_type": "21",
            "fee_ocur_time": f"{self.day} 09:30:00",
            "med_list_codg": item["code"],
            "medins_list_codg": item["own_code"],
            "det_item_fee_sumamt": f"{2 * float(item['price']):.2f}",
            "cnt": "2",
            "pric": item["price"],
            "bilg_dept_codg": "A19",
            "bilg_dept_name": "肿瘤科",
            "bilg_dr_codg": self.known["physician"]["code"],
            "bilg_dr_name": self.known["physician"]["name"],
            "hosp_appr_flag": "1",
        }

    def discharge(self) -> None:
        """2402: out of hospital."""
        node = {
            "mdtrt_id": self.visit,
            "psn_no": self.number,
            "insutype": self.insutype,
            "endtime": f"{self.day} 11:00:00",
            "dscg_dept_codg": "A19",
            "dscg_dept_name": "肿瘤科",
            "dscg_bed": "01",
            "dscg_way": "2",
            "die_date": "",
        }
        row = self.diagnosis() | {"mdtrt_id": self.visit}
        del row["adm_cond"]
        self.ask("2402", {"dscginfo": node, "diseinfo": [row]})

    def bill(self) -> dict[str, Any]:
        """Return the input of a preview or settlement."""
        person, house = self.known["person"], self.known["house"]
        node = {
            "psn_no": self.number,
            "mdtrt_cert_type": "02",
            "mdtrt_cert_no": person["certno"],
            "psn_cert_type": "01",
            "certno": person["certno"],
            "psn_type": "11",
            "psn_name": person["name"],
            "medfee_sumamt": self.total,
            "psn_setlway": "01",
            "mdtrt_id": self.visit,
            "acct_used_flag": "0",
            "insutype": self.insutype,
            "mid_setl_flag": "0",
            "fulamt_ownpay_amt": "",
            "overlmt_selfpay": "",
            "preselfpay_amt": "",
            "inscp_scp_amt": "",
            "dscgTime": self.day,
            "insuplc_admdvs": self.region,
            "mdtrtarea_admvs": house["admdvs"],
        }
        return {"data": node}

    def settle(self) -> None:
        """2303 and 2304: the preview and the settlement agree."""
        preview = self.ask("2303", self.bill())["setlinfo"]
        settled = self.ask("2304", self.bill())["setlinfo"]
        if float(preview["psn_cash_pay"]) != float(settled["psn_cash_pay"]):
            raise Refused("2304: another amount than previewed")
        self.settlement = settled["setl_id"]
        self.done["total"] = f"{float(settled['medfee_sumamt']):.2f}"

    def undo(self) -> None:
        """2305: take the settlement back."""
        node = {"mdtrt_id": self.visit, "setl_id": self.settlement, "psn_no": self.number}
        self.ask("2305", {"data": node})

    def reverse(self) -> None:
        """2601: reverse the settlement whose answer was, say, lost."""
        node = {"psn_no": self.number, "omsgid": self.sent["2304"], "oinfno": "2304"}
        self.ask("2601", {"data": node})

    def run(self) -> None:
        """Go the whole way and print what was done."""
        steps = (
            *(self.identify, self.refer, self.admit, self.charge, self.discharge),
            *(self.settle, self.undo, self.settle, self.reverse, self.settle),
        )
        try:
            for step in steps:
                step()
        except Refused as refused:
            self.done["refused"] = str(refused)
        print(json.dumps(self.done, ensure_ascii=False))  # noqa: T201 - how a program speaks
