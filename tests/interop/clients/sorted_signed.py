"""A public system of Hubei (wire.md, HB).

The header's fields sorted and signed by SM2, ``input`` as JSON text, everything wrapped in
``arg0``, ``output`` read from JSON text. The settlement's ``input`` goes in SM4.
"""

from __future__ import annotations

import json
import time
from typing import Any

import ciphers
import requests
from journey import Journey, Refused, configuration

KNOWN = configuration()
KEYS = KNOWN["credentials"]
USER = b"1234567812345678"
HELD = {"n": 0}


def sign_string(envelope: dict[str, Any], content: str) -> bytes:
    """Return the sorted header as the province signs it."""
    pairs = sorted((k, v) for k, v in envelope.items() if k not in {"cainfo", content})
    return "&".join(f"{k}={'' if v is None else v}" for k, v in pairs).encode()


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message; return the answer with its output opened."""
    house = KNOWN["house"]
    HELD["n"] += 1
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{HELD['n']:04d}"
    plain = json.dumps(content, ensure_ascii=False)
    ciphered = infno == "2304"
    envelope: dict[str, Any] = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": getattr(journey, "region", ""),
        "recer_sys_code": "HIS",
        "dev_no": None,
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": "",
        "signtype": "SM2",
        "enc_type": "SM4" if ciphered else "",
        "app_id": "",
        "pw_ecToken": "",
        "input": ciphers.encrypted(KEYS["client_id"].encode(), plain.encode())
        if ciphered
        else plain,
    }
    envelope["cainfo"] = ciphers.sign(
        KEYS["hospital_private"], KEYS["hospital_public"], USER, sign_string(envelope, "input")
    )
    url = f"{KNOWN['base_url']}/fsi/api/rsfComIfsService/callService"
    answer: dict[str, Any] = requests.post(url, json={"arg0": envelope}, timeout=30).json()
    if not ciphers.verified(
        KEYS["platform_public"], USER, sign_string(answer, "output"), answer["cainfo"]
    ):
        raise Refused("the platform's signature is wrong")
    carried = answer.get("output")
    return answer | {"output": json.loads(carried) if carried else None}


journey = Journey(KNOWN, send, lambda infcode: str(infcode) == "0")
journey.run()
