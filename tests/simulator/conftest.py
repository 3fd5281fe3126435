"""A desk at which a hospital sends messages to a platform, in one process."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from harness.clock import moment
from harness.policy.loading import pack
from harness.policy.rules import Rules
from harness.simulator.platform import Outcome, Platform
from harness.simulator.world import World, load_world
from harness.wire.carriage import carriage
from harness.wire.credentials import make
from harness.wire.dialects import dialect
from harness.wire.envelope import Request, sender_msgid
from harness.wire.examples import example
from harness.wire.server import ServerPort

from .identities import check

WORLD = load_world("capital")


class Desk:
    """Sends as an institution, plays acts, keeps every change; the clock is a plain text."""

    def __init__(
        self,
        *,
        pack_name: str = "nm-region",
        dialect_name: str = "plain",
        carriage_name: str = "national",
        world: World = WORLD,
    ) -> None:
        """Open a platform of its own."""
        spoken = dialect(dialect_name)
        self.world = world
        self.platform = Platform(world, Rules(pack(pack_name)), spoken, carriage(carriage_name))
        self.port = ServerPort(spoken, make(spoken, 0))
        self.now = "2025-05-06T10:00"
        self.institution = "hh-3a"
        self.changes: list[dict[str, Any]] = []
        self.sent = 0

    def number(self, person: str) -> str:
        """The person number."""
        return self.world.people[person].number

    def request(self, infno: str, content: dict[str, Any], **header: str) -> Request:
        """A request of the institution, with a fresh message id unless one is given."""
        self.sent += 1
        house = self.world.institutions[header.pop("institution", self.institution)]
        fields: dict[str, Any] = {
            "msgid": sender_msgid(house.code, moment(self.now), self.sent),
            "fixmedins_code": house.code,
            "mdtrtarea_admvs": house.region,
            **header,
        }
        return Request(infno=infno, input=content, **fields)

    def send(self, infno: str, content: dict[str, Any], **header: str) -> Outcome:
        """Send a message; its answer must keep our own schema and the money identities."""
        outcome = self.platform.handle(self.request(infno, content, **header), moment(self.now))
        broken = self.port.check_own(outcome.response, infno)

        assert broken == []
        check(infno, outcome)
        self.take(outcome.changes)
        return outcome

    def act(self, by: str, act: str, **with_: Any) -> dict[str, Any]:
        """Play an act and return its reply."""
        outcome = self.platform.act(by, act, with_, moment(self.now))
        self.take(outcome.changes)
        return outcome.reply

    def ask(self, infno: str, header: dict[str, str] | None = None, **fields: Any) -> Outcome:
        """Send the lawful example of a transaction with fields changed wherever they are."""
        content = copy.deepcopy(example(infno, moment(self.now)).input)
        whom = next(
            (each for each in self.world.people.values() if each.number == fields.get("psn_no")),
            self.world.people["wang"],
        )
        known = {
            "psn_no": whom.number,
            "psn_name": whom.name,
            "certno": whom.identity,
            "mdtrt_cert_no": whom.identity,
        }
        nodes = [each for each in content.values() if isinstance(each, (dict, list))]
        for node in nodes or [content]:
            for row in node if isinstance(node, list) else [node]:
                for name, value in {**known, **fields}.items():
                    if name in row or name in fields:
                        row[name] = value
        return self.send(infno, content, **(header or {}))

    def admitted(self, person: str = "wang", **fields: Any) -> str:
        """A stay opened at the institution; its number."""
        given = {"psn_no": self.number(person), "med_type": "21", **fields}
        given.setdefault("begntime", f"{self.now.replace('T', ' ')}:00")
        return str(self.ask("2401", **given).response.node("result")["mdtrt_id"])

    def charged(self, stay: str, *amounts: str, person: str = "wang", **fields: Any) -> Outcome:
        """Lines of one everyday item, one for each amount."""
        item = self.world.items[fields.pop("item", "treatment")]
        known = len(self.platform.store.keys("lines", "stay", stay))
        rows = [
            {
                "feedetl_sn": str(known + number),
                "mdtrt_id": stay,
                "psn_no": self.number(person),
                "med_type": "21",
                "fee_ocur_time": f"{self.now.replace('T', ' ')}:00",
                "med_list_codg": item.code,
                "medins_list_codg": item.own_code,
                "det_item_fee_sumamt": amount,
                "cnt": "1",
                "pric": amount,
                "chrg_bchno": "B1",
                **fields,
            }
            for number, amount in enumerate(amounts, start=1)
        ]
        infno = fields.pop("infno", "2301")
        return self.send(infno, {"feedetail": rows})

    def take(self, changes: list[dict[str, Any]]) -> None:
        """Apply changes and keep them."""
        self.platform.apply(changes)
        self.changes += changes

    def referral(self, person: str = "wang", to: str = "bj-3a", **more: Any) -> dict[str, Any]:
        """The input of 2501."""
        house = self.world.institutions[to]
        enrolments = self.world.people[person].enrolments
        node = {
            "psn_no": self.number(person),
            "insutype": "390" if person in {"qian", "zheng"} else "310",
            "tel": "19900000000",
            "insu_optins": enrolments[-1].pool if enrolments else "",
            "diag_code": "C34.1",
            "diag_name": "肺上叶恶性肿瘤",
            "reflin_medins_no": house.code,
            "reflin_medins_name": house.name,
            "mdtrtarea_admdvs": house.region,
            "hosp_agre_refl_flag": "1",
            "refl_type": "3",
            "refl_date": self.now[:10],
            "refl_rea": "不能确诊",
            "refl_opnn": "同意转院",
        }
        return {"refmedin": node | more}


@pytest.fixture
def desk() -> Desk:
    """A desk of the default hospital on 2025-05-06."""
    return Desk()


@pytest.fixture
def open_desk() -> Callable[..., Desk]:
    """A way to open desks with other packs, dialects or carriages."""
    return Desk
