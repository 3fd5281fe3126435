"""A public SDK for the printed specification (wire.md, N): it signs in first and omits nothing."""

from __future__ import annotations

import json
import time
from typing import Any

import requests
from journey import Journey, configuration

KNOWN = configuration()
HELD = {"n": 0, "sign_no": ""}
LINE = requests.Session()


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message as text/plain."""
    house = KNOWN["house"]
    HELD["n"] = int(HELD["n"]) + 1
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{HELD['n']:04d}"
    person = KNOWN["person"]
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": person["pool"],
        "recer_sys_code": "99",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "SM3",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": HELD["sign_no"],
        "input": dressed(content),
    }
    reply = LINE.post(
        f"{KNOWN['base_url']}/fsi/api/rsfComIfsService/callService",
        data=json.dumps(envelope, ensure_ascii=False).encode(),
        headers={"Content-Type": "text/plain;charset=UTF-8"},
        timeout=10,
    )
    found: dict[str, Any] = reply.json()
    return found


def dressed(value: Any, name: str = "") -> Any:
    """Return a message with the printed codes, and 0 for an empty number."""
    if isinstance(value, dict):
        return {key: dressed(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [dressed(each) for each in value]
    if name == "med_type":
        return "2101"
    numbers = {"geso_val", "fetts", "fetus_cnt", "fulamt_ownpay_amt", "overlmt_selfpay"}
    numbers |= {"preselfpay_amt", "inscp_scp_amt"}
    return "0" if name in numbers and value == "" else value


journey = Journey(KNOWN, send, lambda infcode: infcode == 0)
signed = journey.ask("9001", {"signIn": {"opter_no": "0001", "mac": "00-00", "ip": "127.0.0.1"}})
HELD["sign_no"] = signed["signinoutb"]["sign_no"]
journey.run()
