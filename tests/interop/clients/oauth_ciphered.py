"""A public Java system behind an OAuth gateway with the commercial ciphers (wire.md, J).

A token first, kept for ten minutes; ``input`` in SM4, ``cainfo`` over its plain text with the
client id as SM2 user id; infcode compared to the text "0"; the answer's signature is checked.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from typing import Any

import ciphers
import requests
from journey import Journey, Refused, configuration

KNOWN = configuration()
KEYS = KNOWN["credentials"]
CLIENT = KEYS["client_id"].encode()


def token() -> str:
    """Ask for a token."""
    pair = f"{KEYS['client_id']}:{KEYS['client_secret']}".encode()
    reply = requests.post(
        f"{KNOWN['base_url']}/auth/oauth/token",
        data={
            "username": KEYS["username"],
            "password": KEYS["password"],
            "scope": "server",
            "grant_type": "password",
        },
        headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}"},
        timeout=20,
    )
    found: str = reply.json()["access_token"]
    return found


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message with ciphered input; return the answer with its output opened."""
    house = KNOWN["house"]
    plain = json.dumps(content, ensure_ascii=False, separators=(", ", ": ")).encode()
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{uuid.uuid4().hex[:4]}"
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": house["admdvs"] if infno == "1101" else journey.region,
        "recer_sys_code": "sys01",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": ciphers.sign(KEYS["hospital_private"], KEYS["hospital_public"], CLIENT, plain),
        "signtype": "SM2",
        "enc_type": "SM4",
        "infver": "1.0.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "系统管理员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": "",
        "input": ciphers.encrypted(CLIENT, plain),
    }
    reply = requests.post(
        f"{KNOWN['base_url']}/mbs/fmi/fsi/api/callFsiService/callService",
        json=envelope,
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=20,
    )
    answer: dict[str, Any] = reply.json()
    return answer | {"output": opened(answer)}


def opened(answer: dict[str, Any]) -> Any:
    """Return the output in the clear, its signature checked."""
    carried = answer.get("output")
    plain = ciphers.decrypted(CLIENT, carried) if carried else b""
    if not ciphers.verified(KEYS["platform_public"], CLIENT, plain, answer["cainfo"]):
        raise Refused("the platform's signature is wrong")
    return json.loads(plain) if plain else None


TOKEN = token()
journey = Journey(KNOWN, send, lambda infcode: infcode == "0")
journey.run()
