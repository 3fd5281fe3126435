"""A public HIS server in Python behind a tif gateway (wire.md, P).

One address per transaction below ``/hsa/hgs``, JSON, infcode compared to the number 0, the last
digits of the message id at random, never a sign-in number, no interface version.
"""

from __future__ import annotations

import hashlib
import random
import time
import uuid
from typing import Any

import requests
from journey import Journey, configuration

KNOWN = configuration()
# Seeded: two equal tails in one second would rightly be refused, now and then.
DICE = random.Random(1)  # noqa: S311 - as the client does


def headers() -> dict[str, str]:
    """Return the headers of the gateway."""
    keys, stamp, nonce = KNOWN["credentials"], str(int(time.time())), uuid.uuid4().hex
    text = f"{stamp}{keys['secret']}{nonce}{stamp}"
    return {
        "x-tif-paasid": keys["paas_id"],
        "x-tif-timestamp": stamp,
        "x-tif-nonce": nonce,
        "x-tif-signature": hashlib.sha256(text.encode()).hexdigest(),
        "x-tif-serviceId": "hsa",
    }


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message as JSON, over a new connection each time."""
    house = KNOWN["house"]
    tail = f"{DICE.randrange(10_000):04d}"
    msgid = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{tail}"
    journey.sent[infno] = msgid
    envelope = {
        "infno": infno,
        "msgid": msgid,
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": getattr(journey, "region", ""),
        "recer_sys_code": "10001",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "",
        "opter_type": "1",
        "opter": 10001,
        "opter_name": "收费员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": "",
        "enc_type": "",
        "input": content,
    }
    url = f"{KNOWN['base_url']}/hsa/hgs/{infno}"
    found: dict[str, Any] = requests.post(url, json=envelope, headers=headers(), timeout=30).json()
    return found


journey = Journey(KNOWN, send, lambda infcode: infcode == 0)
journey.run()
