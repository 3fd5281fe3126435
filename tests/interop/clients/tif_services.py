"""A public C# system with one path per service (wire.md, O).

infcode compared to the text "0", file paths with the platform's misspellings, an address of its
own for filings, and one code path that posts GBK without saying so: the fee upload is first
refused and then sent again in UTF-8.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

from journey import Journey, configuration

KNOWN = configuration()
PATHS = {
    "1101": "/fsi/api/fsiPsnInfoService/queryPsnInfo",
    "2301": "/fsi/api/hospFeeDtlService/feeDtlUp",
    "2303": "/fsi/api/hospSettService/preSett",
    "2304": "/fsi/api/hospSettService/settV2",
    "2305": "/fsi/api/hospSettService/settCl",
    "2401": "/fsi/api/hospitalRegisterService/hospitalRegisterSave",
    "2402": "/fsi/api/dscgService/dischargeProcess",
    "2501": "/fsi/api/fsiTransferService/saveTransferRecord",
    "5304": "/fsi/api/fsiIntegratedQueryService/queryTransferRecord",
    "2601": "/fsi/api/reverseService/revsMethod",
}
PARTS = urlsplit(KNOWN["base_url"])
LINE = http.client.HTTPConnection(PARTS.netloc, timeout=30)


def headers() -> dict[str, str]:
    """Return the headers of the gateway."""
    keys, stamp, nonce = KNOWN["credentials"], str(int(time.time())), uuid.uuid4().hex
    text = f"{stamp}{keys['secret']}{nonce}{stamp}"
    return {
        "X-Tif-Paasid": keys["paas_id"],
        "X-Tif-Timestamp": stamp,
        "X-Tif-Nonce": nonce,
        "X-Tif-Signature": hashlib.sha256(text.encode()).hexdigest(),
        "Content-Type": "application/json",
    }


def posted(infno: str, body: bytes) -> dict[str, Any]:
    """Post a body over the one connection that stays open."""
    LINE.request("POST", PARTS.path + PATHS[infno] + "?v=1", body=body, headers=headers())
    found: dict[str, Any] = json.loads(LINE.getresponse().read())
    return found


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message; the fee upload in the console's own character set first."""
    house = KNOWN["house"]
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{counter():04d}"
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": getattr(journey, "region", ""),
        "recer_sys_code": "99",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "001",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": "",
        "enctype": "",
        "input": content,
    }
    text = json.dumps(envelope, ensure_ascii=False)
    if infno == "2301":
        refused = posted(infno, text.encode("gbk"))
        journey.done["gbk"] = refused["err_msg"]
    return posted(infno, text.encode())


def counter() -> int:
    """Return a running number."""
    counter.n = getattr(counter, "n", 0) + 1  # type: ignore[attr-defined]
    return int(counter.n)  # type: ignore[attr-defined]


journey = Journey(KNOWN, send, lambda infcode: infcode == "0")
journey.run()
