"""A desk at which a hospital sends messages to a platform, in one process."""

from __future__ import annotations

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
from harness.wire.server import ServerPort

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
        """Send a message; its answer must keep our own schema."""
        outcome = self.platform.handle(self.request(infno, content, **header), moment(self.now))
        broken = self.port.check_own(outcome.response, infno)

        assert broken == []
        self.take(outcome.changes)
        return outcome

    def act(self, by: str, act: str, **with_: Any) -> dict[str, Any]:
        """Play an act and return its reply."""
        outcome = self.platform.act(by, act, with_, moment(self.now))
        self.take(outcome.changes)
        return outcome.reply

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
            "insutype": "310",
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
