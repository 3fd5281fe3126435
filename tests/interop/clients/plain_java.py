"""A public Java system on a front-end machine (wire.md, H).

Dates with a time part in 2501, names in upper case, a node of an older baseline, ``exp_content`` as
an object, a message id with four random digits, infcode compared as text.
"""

from __future__ import annotations

import random
import time
from typing import Any

import requests
from journey import Journey, configuration

KNOWN = configuration()
# Seeded: two equal tails in one second would rightly be refused, now and then.
DICE = random.Random(1)  # noqa: S311 - as the client does


def send(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Post one message."""
    house = KNOWN["house"]
    tail = DICE.randrange(1000, 10_000)
    journey.sent[infno] = f"{house['code']}{time.strftime('%Y%m%d%H%M%S')}{tail}"
    envelope = {
        "infno": infno,
        "msgid": journey.sent[infno],
        "mdtrtarea_admvs": house["admdvs"],
        "insuplc_admdvs": getattr(journey, "region", ""),
        "recer_sys_code": "MBS_LOCAL",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "操作员",
        "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
        "sign_no": "",
        "input": dressed(infno, content),
    }
    url = f"{KNOWN['base_url']}/fsi/api/rsfComIfsService/callService/"
    found: dict[str, Any] = requests.post(url, json=envelope, timeout=60).json()
    if infno == "2501" and "mismatch" not in journey.done:
        # This system fills in the place of care; the operator corrects it when told.
        journey.done["mismatch"] = found["err_msg"]
        envelope["input"]["refmedin"]["insu_optins"] = journey.region
        envelope["msgid"] = journey.sent[infno] = f"{journey.sent[infno][:-4]}0001"
        found = requests.post(url, json=envelope, timeout=60).json()
    return found


def dressed(infno: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return the input as this system writes it."""
    if infno == "2501":
        node = content["refmedin"]
        node["refl_date"] = node["begndate"] = f"{node['refl_date']} 00:00:00"
        node["insu_optins"] = KNOWN["house"]["admdvs"]
        node["HOSP_AGRE_REFL_FLAG"] = node.pop("hosp_agre_refl_flag")
    if infno == "2401":
        node = content["mdtrtinfo"]
        node["ipt_otp_no"] = node.pop("ipt_no")
        node["dise_code"] = ""
        node["exp_content"] = {"IPT_TYPE": "1"}
        content["agnterinfo"] = {"agnter_name": "", "agnter_rlts": ""}
    if infno in {"2303", "2304"}:
        node = content["data"]
        node["MID_SETL_FLAG"] = node.pop("mid_setl_flag")
        node["medfee_sumamt"] = float(node["medfee_sumamt"]) + 1e-11
    return content


journey = Journey(KNOWN, send, lambda infcode: str(infcode) == "0")
journey.run()
