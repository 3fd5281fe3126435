"""A public C# system of Shenzhen (wire.md, S), as its language writes things by itself.

A byte order mark, a chunked body after ``Expect: 100-continue``, ``2025/5/6 9:00:00``, numbers
where codes are, spaces around texts, a single fee line that is no list, nulls for empty nodes.
"""

from __future__ import annotations

import json
import re
import socket
import time
from typing import Any
from urllib.parse import urlsplit

from journey import Journey, configuration

KNOWN = configuration()
PARTS = urlsplit(KNOWN["base_url"])
HELD = {"n": 0}
NUMBERS = {
    "refl_type",
    "insutype",
    "maindiag_flag",
    "dscg_way",
    "mdtrt_cert_type",
    "acct_used_flag",
}


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message."""
    house = KNOWN["house"]
    HELD["n"] += 1
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{HELD['n']:04d}"
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": int(house["admdvs"]),
        "insuplc_admdvs": getattr(journey, "region", None),
        "recer_sys_code": "SYB",
        "infver": None,
        "opter_type": 1,
        "opter": "1 ",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y/%m/%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": None,
        "input": dressed(content),
    }
    return posted(b"\xef\xbb\xbf" + json.dumps(envelope, ensure_ascii=False).encode())


def posted(body: bytes) -> dict[str, Any]:
    """Post a body in chunks after the platform has said that it may come."""
    with socket.create_connection((str(PARTS.hostname), PARTS.port or 80), timeout=30) as line:
        line.sendall(
            f"POST {PARTS.path}/ HTTP/1.1\r\nHost: {PARTS.netloc}\r\nExpect: 100-continue\r\n"
            "Content-Type: application/json; charset=UTF8\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        said = line.recv(4096)
        if not said.startswith(b"HTTP/1.1 100"):
            raise ConnectionError(said[:100])
        for start in range(0, len(body), 700):
            part = body[start : start + 700]
            line.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        line.sendall(b"0\r\n\r\n")
        parts = []
        while part := line.recv(65536):
            parts.append(part)
    found: dict[str, Any] = json.loads(b"".join(parts).partition(b"\r\n\r\n")[2])
    return found


def dressed(value: Any, name: str = "") -> Any:
    """Return a message as this system writes it."""
    match value:
        case dict():
            return {key: dressed(each, key) for key, each in value.items()}
        case [only] if name == "diseinfo":
            return dressed(only)
        case list():
            return [dressed(each) for each in value]
        case str() if name in NUMBERS:
            return int(value)
        case str() if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)( .*)?", value):
            year, month, day, rest = found.groups()
            return f"{year}/{int(month)}/{int(day)}{rest or ' 0:00:00'}"
        case "":
            return None
        case str():
            return f"{value} "
    return value


journey = Journey(KNOWN, send, lambda infcode: infcode == 0)
journey.run()
