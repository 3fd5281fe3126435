"""A sandbox and the smallest possible hospital."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from harness.clock import moment
from harness.faults.delivery import Deliver
from harness.storage.memory import MemoryStore
from harness.web.sandbox import Sandbox
from harness.web.spec import Spec
from harness.wire.client import ClientPort
from harness.wire.dialects import dialect
from harness.wire.envelope import Request, Response, sender_msgid
from harness.wire.http import HttpRequest

START = moment("2025-05-06T09:00")


class Hospital:
    """Writes lawful messages for one sandbox and reads the answers; keeps nothing."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Speak to a sandbox."""
        self.sandbox = sandbox
        spoken = dialect(sandbox.spec.dialect)
        self.port = ClientPort(spoken, sandbox.credentials, sandbox.base_url)
        self.world = sandbox.world()
        self.serial = 0

    def person(self, name: str) -> dict[str, Any]:
        """Return what the hospital knows of a person."""
        return next(each for each in self.world["people"] if each["id"] == name)

    def institution(self, name: str) -> dict[str, Any]:
        """Return what the hospital knows of an institution."""
        return next(each for each in self.world["institutions"] if each["id"] == name)

    def message(self, infno: str, content: dict[str, Any], msgid: str | None = None) -> HttpRequest:
        """Write a message."""
        self.serial += 1
        at, own = self.sandbox.now(), self.institution("hh-3a")
        request = Request(
            infno=infno,
            msgid=msgid or sender_msgid(own["code"], at, self.serial),
            mdtrtarea_admvs="150100",
            insuplc_admdvs="159900",
            recer_sys_code="99",
            infver="V1.0",
            opter_type="1",
            opter="001",
            opter_name="测试",
            inf_time=f"{at:%Y-%m-%d %H:%M:%S}",
            fixmedins_code=own["code"],
            fixmedins_name=own["name"],
            input=content,
        )
        return self.port.request(request)

    def filing(self, person: str = "wang", msgid: str | None = None, **fields: Any) -> HttpRequest:
        """Write a filing (2501)."""
        to, at = self.institution("bj-3a"), self.sandbox.now()
        slip = {
            "psn_no": self.person(person)["psn_no"],
            "insutype": "310",
            "insu_optins": "159900",
            "diag_code": "C34.1",
            "diag_name": "上叶支气管或肺的恶性肿瘤",
            "dise_cond_dscr": "需进一步诊疗",
            "reflin_medins_no": to["code"],
            "reflin_medins_name": to["name"],
            "mdtrtarea_admdvs": "110000",
            "hosp_agre_refl_flag": "1",
            "refl_type": "3",
            "refl_date": f"{at:%Y-%m-%d}",
            "refl_rea": "本院诊疗条件有限",
            "refl_opnn": "同意转院",
        }
        return self.message("2501", {"refmedin": slip | fields}, msgid)

    def who(self, person: str = "wang") -> HttpRequest:
        """Write a query for a person (1101)."""
        known = self.person(person)
        asked = {
            "mdtrt_cert_type": "02",
            "mdtrt_cert_no": known["certno"],
            "psn_cert_type": "01",
            "certno": known["certno"],
            "psn_name": known["name"],
        }
        return self.message("1101", {"data": asked})

    def read(self, delivery: Any) -> Response:
        """Read an answer."""
        assert isinstance(delivery, Deliver)
        return self.port.response(delivery.reply)

    def ask(self, http: HttpRequest) -> Response:
        """Send and read."""
        return self.read(self.sandbox.serve(http))


@pytest.fixture
def make() -> Callable[..., Hospital]:
    """Open sandboxes in memory."""

    def opened(name: str = "t", **changed: Any) -> Hospital:
        spec = replace(Spec(id=name, start=START), **changed)
        return Hospital(Sandbox.create(spec, MemoryStore(), f"http://platform.invalid/s/{name}"))

    return opened


@pytest.fixture
def hospital(make: Callable[..., Hospital]) -> Hospital:
    """A hospital with a sandbox of its own."""
    return make()
