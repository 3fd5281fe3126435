"""A public Java system of Hubei whose keys stand in its own configuration.

The private key in Base64 of PKCS#8, ASN.1 signatures in upper-case hexadecimal, ``input`` as JSON
text, no field that is empty, ``"0".equals(infcode)``, ``output`` read from text. It does not look
at the platform's signature.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import ciphers
import requests
from journey import Journey, configuration

KNOWN = configuration()
KEY = (
    "MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgqRkP9FG/yLgDfx5ojmNhQfWOEA//vGdmrTDlt95K"
    "lJKhRANCAASZb1ctMnRHohFHPaVbFWTpQkYy6vtbvYuuBu2qa+UoPkirMlG2gwi/Tg2YOqwmHKyLLOc4kacypYuu"
    "4bBQcLcv"
)
PRIVATE = base64.b64decode(KEY)[36:68].hex()
PUBLIC = base64.b64decode(KEY)[-65:].hex()
USER = b"1234567812345678"
HELD = {"n": 0}


def signature(envelope: dict[str, Any]) -> str:
    """Return ``cainfo``: what is sorted and joined, signed, in ASN.1, in hexadecimal."""
    pairs = sorted((k, v) for k, v in envelope.items() if k not in {"cainfo", "input"})
    text = "&".join(f"{k}={v}" for k, v in pairs).encode()
    pair = base64.b64decode(ciphers.sign(PRIVATE, PUBLIC, USER, text))
    whole = b"".join(integer(each) for each in (pair[:32], pair[32:]))
    return (bytes([0x30, len(whole)]) + whole).hex().upper()


def integer(number: bytes) -> bytes:
    """Return a number in DER."""
    bare = number.lstrip(b"\x00")
    whole = b"\x00" + bare if bare[0] & 0x80 else bare
    return bytes([2, len(whole)]) + whole


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message; return the answer with its output opened."""
    house = KNOWN["house"]
    HELD["n"] += 1
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{HELD['n']:04d}"
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": house["admdvs"],
        "recer_sys_code": "HIS",
        "infver": "V1.0",
        "opter_type": "2",
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "input": json.dumps(content, ensure_ascii=False),
    }
    if region := getattr(journey, "region", ""):
        envelope["insuplc_admdvs"] = region
    envelope["cainfo"] = signature(envelope)
    answer: dict[str, Any] = requests.post(KNOWN["base_url"], json=envelope, timeout=30).json()
    carried = answer["output"]
    return answer | {"output": json.loads(carried) if carried else None}


journey = Journey(KNOWN, send, lambda infcode: infcode == "0")
journey.run()
