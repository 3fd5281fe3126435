"""Faults of what stands between hospital and platform: gateways, proxies, front-end machines."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from harness.wire.http import HttpReply

from .delivery import Deliver, Delivery
from .kind import AFTER, BEFORE, Draft, Params, kind

__all__ = ["KINDS"]

PAGE = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
JAVA = (
    "java.lang.NullPointerException: null\n"
    "\tat cn.hsa.fsi.service.impl.FsiServiceImpl.handle(FsiServiceImpl.java:217)\n"
)
TEXT = {"type": "string"}


@kind(
    BEFORE,
    AFTER,
    status={"type": "integer", "minimum": 400, "maximum": 599},
    retry_after={"type": ["integer", "string"]},
    body=TEXT,
)
def http_status(_draft: Draft, params: Params) -> Delivery:
    """The gateway answers with an HTTP error; `when: after` means that the platform committed.

    Catches tight loops, a Retry-After that is ignored, and an HTTP library that silently sends a
    settlement again.
    """
    headers = {"content-type": "text/html; charset=utf-8"}
    if "retry_after" in params:
        headers["retry-after"] = str(params["retry_after"])
    status = params.get("status", 503)
    body = params.get("body", PAGE.replace("502 Bad Gateway", f"{status}"))
    reply = HttpReply(status=status, headers=headers, body=body.encode())
    return Deliver(reply=reply, detail={"status": status})


@kind(
    BEFORE,
    AFTER,
    status={"type": "integer", "minimum": 200, "maximum": 599},
    code={"type": "integer"},
    message=TEXT,
)
def gateway_401(_draft: Draft, params: Params) -> Delivery:
    """The gateway refuses with a text of its own that is no envelope.

    Catches a parser that reads `infcode` where there is none and shows "unknown error", or takes
    its absence for success (wire.md §3.3).
    """
    body = {
        "code": params.get("code", 401),
        "message": params.get("message", "签名不一致!"),
    }
    return Deliver(
        reply=HttpReply(
            status=params.get("status", 401),
            headers={"content-type": "application/json; charset=utf-8"},
            body=json.dumps(body, ensure_ascii=False).encode(),
        )
    )


@kind(BEFORE, AFTER, body=TEXT)
def non_json(_draft: Draft, params: Params) -> Delivery:
    """The answer is a page of HTML under status 200.

    Catches a parser that dies on it, and a hospital that reads status 200 as success.
    """
    return Deliver(
        reply=HttpReply(
            status=200,
            headers={"content-type": "text/html; charset=utf-8"},
            body=params.get("body", PAGE).encode(),
        )
    )


@kind(AFTER)
def gbk_body(draft: Draft, _params: Params) -> Delivery:
    """The answer is written in GBK instead of UTF-8.

    Catches names that turn into question marks and are kept so, and readers that crash.
    """
    response = draft.response
    if (response.err_msg or "").isascii():
        # Without a character outside ASCII both encodings are the same bytes: nothing offered.
        response = replace(response, err_msg="成功" if response.infcode == 0 else "失败")
    reply = draft.encode(response)
    body = reply.body.decode().encode("gb18030")
    headers = {**reply.headers, "content-type": "application/json; charset=GBK"}
    return Deliver(reply=HttpReply(status=reply.status, headers=headers, body=body))


@kind(
    BEFORE,
    AFTER,
    code=TEXT,
    text=TEXT,
    length={"type": "integer", "minimum": 1},
    infcode={"type": "integer", "not": {"const": 0}},
)
def business_error(draft: Draft, params: Params) -> Delivery:
    """The answer is `infcode` -1, or another than 0; without a text, a long piece of Java.

    Catches refusals that are hidden behind "system busy", that are sent again and again, that
    overflow a column of the hospital's own table, and codes that are only held against -1 or 1.
    """
    text: str = params.get("text", JAVA * 20)
    if code := params.get("code"):
        text = f"{code}: {text}" if "text" in params else str(code)
    refused: dict[str, Any] = {"infcode": params.get("infcode", -1), "output": None}
    response = replace(draft.response, err_msg=text[: params.get("length", 4000)], **refused)
    return Deliver(reply=draft.encode(response), detail={"code": params.get("code")})


KINDS = (http_status, gateway_401, non_json, gbk_body, business_error)
