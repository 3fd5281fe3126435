"""A public Python client behind a CSB gateway (wire.md, K).

HMAC-SHA1 headers with ``api_1101`` as name, ``text/plain``, a UUID as message id, a literal
``null`` where it has nothing to say, and the same request again on 429 and 5xx.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import requests
from journey import Journey, configuration
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

KNOWN = configuration()
AGAIN = Retry(
    total=3,
    backoff_factor=0.05,
    status_forcelist=[429, 500, 502, 503, 504],
    allowed_methods=["POST"],
)
SESSION = requests.Session()
SESSION.mount("http://", HTTPAdapter(max_retries=AGAIN))


def signed(infno: str) -> dict[str, str]:
    """Return the headers of the gateway."""
    keys = KNOWN["credentials"]
    headers = {
        "_api_name": f"api_{infno}",
        "_api_version": "1.0.0",
        "_api_timestamp": str(int(time.time() * 1000)),
        "_api_access_key": keys["access_key"],
    }
    text = "&".join(f"{name}={headers[name]}" for name in sorted(headers))
    digest = hmac.new(keys["secret_key"].encode(), text.encode(), hashlib.sha1).digest()
    return headers | {"_api_signature": base64.b64encode(digest).decode()}


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message as text/plain."""
    house = KNOWN["house"]
    msgid = str(uuid.uuid4())
    journey.sent[infno] = msgid
    envelope = {
        "infno": infno,
        "msgid": msgid,
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": getattr(journey, "region", "null"),
        "recer_sys_code": "HIS",
        "dev_no": "null",
        "dev_safe_info": None,
        "cainfo": "null",
        "signtype": "",
        "infver": "1.0.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "管理员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": "null",
        "input": nothing_as_null(content),
    }
    reply = SESSION.post(
        f"{KNOWN['base_url']}/{infno}",
        data=json.dumps(envelope, ensure_ascii=False).encode(),
        headers={"Content-Type": "text/plain; charset=utf-8"} | signed(infno),
        timeout=30,
    )
    reply.raise_for_status()
    found: dict[str, Any] = reply.json()
    return found


def nothing_as_null(value: Any) -> Any:
    """Return a message in which every empty text is the text ``null``."""
    if isinstance(value, dict):
        return {name: nothing_as_null(each) for name, each in value.items()}
    if isinstance(value, list):
        return [nothing_as_null(each) for each in value]
    return "null" if value == "" else value


journey = Journey(KNOWN, send, lambda infcode: infcode == 0)
journey.run()
