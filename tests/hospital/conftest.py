"""A stand-in for the platform behind ``responses``, and a driver that talks to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import responses

from harness.hospital.driver import ReferenceDriver
from harness.simulator.world import load_world

BASE = "http://platform.test/s/t1"
WORLD = load_world("capital").public()
PEOPLE = {each["id"]: each for each in WORLD["people"]}
HOUSES = {each["id"]: each for each in WORLD["institutions"]}

Handler = Callable[[dict[str, Any]], Any]


class Platform:
    """Answers canned things; ``answers[infno]`` may be an object, a callable, or an exception."""

    def __init__(self) -> None:
        """Begin with lawful answers."""
        self.now = "20250506090000000"
        self.requests: list[dict[str, Any]] = []
        self.filings: list[dict[str, Any]] = []
        self.lines: dict[str, str] = {}
        self.settled = 0
        self.answers: dict[str, Any] = {}

    def sent(self, infno: str) -> list[dict[str, Any]]:
        """Return the requests of one transaction."""
        return [each for each in self.requests if each["infno"] == infno]

    def receive(self, request: Any) -> tuple[int, dict[str, str], str]:
        """Answer one HTTP request."""
        body = request.body
        try:
            envelope = json.loads(body if isinstance(body, str) else body.decode())
        except UnicodeDecodeError:
            return 400, {}, "not UTF-8"
        self.requests.append(envelope)
        answer = self.answers.get(envelope["infno"])
        if answer is None:
            answer = getattr(self, f"do_{envelope['infno']}", dict)
        if callable(answer):
            answer = answer(envelope["input"]) if answer is not dict else {}
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, tuple):
            return answer
        return 200, {"content-type": "application/json"}, json.dumps(self.envelope(answer))

    def envelope(self, answer: Any) -> dict[str, Any]:
        """Return an answer's envelope; a text is a refusal."""
        refused = isinstance(answer, str)
        return {
            "infcode": -1 if refused else 0,
            "inf_refmsgid": "1",
            "refmsg_time": self.now,
            "respond_time": self.now,
            "err_msg": answer if refused else "",
            "warn_msg": "" if refused else answer.pop("warn", ""),
            "output": None if refused else answer,
        }

    def do_9001(self, _: dict[str, Any]) -> Any:
        """Sign in."""
        return {"signinoutb": {"sign_time": "2025-05-06 09:00:00", "sign_no": "S1"}}

    def do_1101(self, given: dict[str, Any]) -> Any:
        """Say who a person is."""
        person = next((p for p in PEOPLE.values() if p["certno"] == given["data"]["certno"]), None)
        if person is None:
            return "PERSON_UNKNOWN: 查无此人"
        rows = []
        if person["pool"]:
            rows = [
                {
                    "balc": person["balance"],
                    "insutype": "390" if person["scheme"] == "resident" else "310",
                    "psn_type": "1300" if person["scheme"] == "exempt" else "11",
                    "psn_insu_stas": "1",
                    "cvlserv_flag": "0",
                    "insuplc_admdvs": person["pool"],
                }
            ]
        return {
            "baseinfo": {
                "psn_no": person["psn_no"],
                "psn_cert_type": "01",
                "certno": person["certno"],
                "psn_name": person["name"],
                "gend": "1" if person["sex"] == "male" else "2",
                "age": 40,
            },
            "insuinfo": rows,
            "idetinfo": [],
        }

    def do_1201(self, given: dict[str, Any]) -> Any:
        """Look an institution up."""
        code = given["medinsinfo"]["fixmedins_code"]
        house = next(h for h in HOUSES.values() if h["code"] == code)
        if not house["designated"]:
            return "INSTITUTION_UNKNOWN: 非定点医药机构"
        levels = {(3, "A"): "2", (3, "B"): "3", (2, "A"): "5", (2, "B"): "6"}
        return {
            "medinsinfo": [
                {
                    "fixmedins_code": code,
                    "fixmedins_name": house["name"],
                    "fixmedins_type": "1",
                    "hosp_lv": levels.get((house["level"], house["grade"]), "12"),
                }
            ]
        }

    def do_2501(self, given: dict[str, Any]) -> Any:
        """File."""
        self.file(given["refmedin"])
        return {"result": {"trt_dcla_detl_sn": f"F{len(self.filings)}"}}

    def file(self, refmedin: dict[str, Any], **more: Any) -> None:
        """Keep a filing as 5304 lists it."""
        row = {
            "psn_no": refmedin["psn_no"],
            "reflin_medins_no": refmedin["reflin_medins_no"],
            "diag_code": refmedin["diag_code"],
            "refl_date": refmedin["refl_date"],
            "begndate": "2025-05-06",
            "enddate": "2025-11-06",
            "dcla_souc": "01",
            "opt_time": "2025-05-06 09:00:00",
        }
        self.filings.append(row | more)

    def do_2502(self, _: dict[str, Any]) -> Any:
        """Withdraw."""
        self.filings.pop()
        return {}

    def do_2001(self, _: dict[str, Any]) -> Any:
        """Entitle."""
        return {"trtinfo": []}

    def do_2401(self, _: dict[str, Any]) -> Any:
        """Admit."""
        return {"result": {"mdtrt_id": "V1"}}

    def do_2301(self, given: dict[str, Any]) -> Any:
        """Take charge lines."""
        rows = given["feedetail"]
        self.lines = {**self.lines, **{r["feedetl_sn"]: r["det_item_fee_sumamt"] for r in rows}}
        names = ("feedetl_sn", "det_item_fee_sumamt")
        answers = [{n: r[n] for n in names} | {"inscp_scp_amt": r[names[1]]} for r in rows]
        return {"result": answers}

    def do_2302(self, given: dict[str, Any]) -> Any:
        """Delete charge lines."""
        for row in given["data"]:
            self.lines.pop(row["feedetl_sn"])
        return {}

    def division(self, given: dict[str, Any]) -> dict[str, Any]:
        """Divide a bill: 600 and 15 % are the patient's."""
        total = Decimal(given["data"]["medfee_sumamt"])
        pooled = ((total - 600) * 85 / 100).quantize(Decimal("0.01"))
        own = total - pooled
        account = min(own, Decimal(1000)) if given["data"]["acct_used_flag"] == "1" else Decimal(0)
        amounts = {
            "medfee_sumamt": total,
            "inscp_scp_amt": total,
            "act_pay_dedc": 600,
            "hifp_pay": pooled,
            "fund_pay_sumamt": pooled,
            "psn_part_amt": own,
            "acct_pay": account,
            "psn_cash_pay": own - account,
            "balc": 5000 - account,
        }
        who = {"psn_no": given["data"]["psn_no"], "mdtrt_id": given["data"]["mdtrt_id"]}
        return who | {name: str(value) for name, value in amounts.items()}

    def do_2303(self, given: dict[str, Any]) -> Any:
        """Pre-settle."""
        return {"setlinfo": self.division(given), "setldetail": []}

    def do_2304(self, given: dict[str, Any]) -> Any:
        """Settle."""
        self.settled += 1
        more = {"setl_id": f"T{self.settled}", "setl_time": "2025-05-06 09:00:00"}
        return {"setlinfo": self.division(given) | more | {"clr_optins": "159900"}}

    def do_2305(self, given: dict[str, Any]) -> Any:
        """Undo a settlement, with nulls as real platforms have them."""
        nulls = dict.fromkeys(("psn_part_amt", "hosp_part_amt", "acct_mulaid_pay"))
        return {"setlinfo": {"setl_id": f"-{given['data']['setl_id']}", **nulls}}

    def do_5201(self, _: dict[str, Any]) -> Any:
        """Know of no visit."""
        return {"mdtrtinfo": []}

    def do_3201(self, _: dict[str, Any]) -> Any:
        """Find totals equal."""
        return {"stmtinfo": {"stmt_rslt": "0"}}

    def do_9101(self, _: dict[str, Any]) -> Any:
        """Offer no comparison of details."""
        return "NOT_SUPPORTED: 不支持"

    def do_5304(self, given: dict[str, Any]) -> Any:
        """List the person's filings."""
        return {"refmedin": [f for f in self.filings if f["psn_no"] == given["data"]["psn_no"]]}


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A platform that answers every address below the base."""
    stand = Platform()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback(
            responses.POST, re.compile(f"{BASE}.*"), callback=stand.receive, content_type=None
        )
        yield stand


class Counter:
    """Somebody at the counter of one house."""

    def __init__(self, driver: ReferenceDriver, institution: str = "hh-3a") -> None:
        """Open a session."""
        self.driver = driver
        self.session = institution
        driver.call(
            "session.open",
            {
                "session": institution,
                "base_url": BASE,
                "dialect": "plain",
                "carriage": "national",
                "credentials": {},
                "institution": institution,
                "world": WORLD,
                "now": "2025-05-06T09:00:00+08:00",
            },
        )

    def act(self, action: str, user: str = "", **given: Any) -> dict[str, Any]:
        """Do something."""
        params = {"session": self.session, "action": action, "with": given, "user": user}
        return self.driver.call("act", params)

    def see(self, view: str, key: Any = None, user: str = "") -> Any:
        """Look at something."""
        params = {"session": self.session, "view": view, "key": key, "user": user}
        reply = self.driver.call("observe", params)
        return reply.get("shown", reply)

    def clock(self, now: str) -> None:
        """Move the clock."""
        self.driver.call("clock.set", {"session": self.session, "now": now})

    def restart(self) -> None:
        """Restart the house."""
        self.driver.call("restart", {"session": self.session})

    def settle_down(self) -> None:
        """Let it finish."""
        self.driver.call("settle_down", {"session": self.session, "timeout": 1})

    @property
    def house(self) -> Any:
        """The house itself."""
        return self.driver._sessions[self.session].house


@pytest.fixture
def counter(platform: Platform) -> Counter:  # noqa: ARG001 - the house needs somebody to talk to
    """The counter of hh-3a."""
    return Counter(ReferenceDriver())


@pytest.fixture
def open_house(platform: Platform) -> Callable[..., Counter]:  # noqa: ARG001 - as above
    """Open the counter of any house, of a new driver or of one at hand."""

    def opened(institution: str, driver: ReferenceDriver | None = None) -> Counter:
        return Counter(driver or ReferenceDriver(), institution)

    return opened
