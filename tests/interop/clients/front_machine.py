"""A public system that knows its front-end machine by host and port and nothing else.

Path and institution stand in its code. It signs in first, with the fields as JSON text and without
their node, and out at the end without a number. It writes ``Input``, offers HTTP/2 with every
message as Java's client does, and reads infcode and output as texts.
"""

from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

from journey import Journey, Refused, configuration

KNOWN = configuration()
PATH = "/fsi/api/rsfComIfsService/callService"
HOUSE = "H15990099001"
OFFER = {
    "Connection": "Upgrade, HTTP2-Settings",
    "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    "Upgrade": "h2c",
    "Content-Type": "application/json;charset=utf-8",
}
LINE = http.client.HTTPConnection(urlsplit(KNOWN["wire"]).netloc, timeout=30)
HELD: dict[str, Any] = {"n": 0, "sign_no": ""}


def called(infno: str, content: str) -> dict[str, Any]:
    """Post one message; return the answer as it came."""
    HELD["n"] += 1
    journey.sent[infno] = f"{HOUSE}{time.strftime('%Y%m%d%H%M%S')}{HELD['n']}"
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": KNOWN["house"]["admdvs"],
        "insuplc_admdvs": getattr(journey, "region", ""),
        "recer_sys_code": "CSB",
        "infver": "1.0.0",
        "opter_type": 1,
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y%m%d%H%M%S"),
        "fixmedins_code": HOUSE,
        "fixmedins_name": "某医院",
        "sign_no": HELD["sign_no"],
        "Input": content,
    }
    LINE.request("POST", PATH, body=json.dumps(envelope).encode(), headers=OFFER)
    found: dict[str, Any] = json.loads(LINE.getresponse().read())
    if found["infcode"] != "0" and infno.startswith("9"):
        raise Refused(f"{infno}: {found['err_msg']}")
    return found


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message of the journey, and open the output's text."""
    answer = called(infno, json.dumps(content))
    carried: str | None = answer["output"]
    return answer | {"output": json.loads(carried) if carried else None}


journey = Journey(KNOWN, send, lambda infcode: infcode == "0")
operator = {"opter_no": "0001", "mac": "00:00:00:00:00:00", "ip": "127.0.0.1"}
signed = json.loads(called("9001", json.dumps(operator))["output"])
HELD["sign_no"] = signed["signinoutb"]["sign_no"]
journey.run()
called("9002", json.dumps(operator))
