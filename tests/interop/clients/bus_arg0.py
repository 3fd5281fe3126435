"""A public C# system behind a service bus of Anhui.

One service per transaction, named ``hsa-fsi-1101``; the envelope in ``arg0``; keys in the open as
headers; codes without their leading nought; fields directly under ``input`` where there is one
node; infcode read as a number.
"""

from __future__ import annotations

import time
from typing import Any

import requests
from journey import Journey, configuration

KNOWN = configuration()
HEADERS = {
    "Content-Type": "application/json;charset=UTF-8",
    "version": "1.0.0",
    "ak": "45b83b3b",
    "sk": "1+JX1Gsg",
}
CODES = {"mdtrt_cert_type", "psn_cert_type", "cert_type", "psn_setlway"}
BARE = {"1101", "2303", "2304", "2305", "2501", "2601", "5304"}
HELD = {"n": 0}


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message to its service."""
    house = KNOWN["house"]
    HELD["n"] += 1
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{HELD['n']:04d}"
    written = {name: shortened(node) for name, node in content.items()}
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "insuplc_admdvs": getattr(journey, "region", ""),
        "mdtrtarea_admvs": house["admdvs"],
        "recer_sys_code": "HIS",
        "infver": "V1.0",
        "opter_type": 1,
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y-%m-%dT%H:%M:%S.1234567+08:00"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": None,
        "input": next(iter(written.values())) if infno in BARE else written,
    }
    url = f"{KNOWN['base_url']}/1.0.0/hsa-fsi-{infno}"
    answer = requests.post(url, json={"arg0": envelope}, headers=HEADERS, timeout=30)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def shortened(node: Any) -> Any:
    """Return a node whose codes are numbers in text: 1 for 01."""
    if not isinstance(node, dict):
        return node
    return {k: str(int(v)) if k in CODES and v else v for k, v in node.items()}


journey = Journey(KNOWN, send, lambda infcode: infcode == 0)
journey.run()
