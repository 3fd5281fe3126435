"""What a platform keeps of a message, so that it is known again when it comes twice."""

from __future__ import annotations

import hashlib
import json

from harness.wire import codec
from harness.wire.envelope import Request, Response


def digest_of(request: Request) -> str:
    """SHA-256 of transaction and input, whatever the order of its fields."""
    content = json.dumps(
        [request.infno, request.input], ensure_ascii=False, sort_keys=True, default=str
    )
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def is_query(infno: str) -> bool:
    """Whether a transaction only asks (11xx-19xx, 20xx, 5xxx, 100001, 9102)."""
    return infno[:1] in {"1", "5"} or infno in {"2001", "2407", "9102", "2206", "2303"}


def stored(response: Response) -> str:
    """JSON text of an answer, as it is given again to who repeats the message."""
    kept = {
        "infcode": response.infcode,
        "inf_refmsgid": response.inf_refmsgid,
        "refmsg_time": response.refmsg_time,
        "err_msg": response.err_msg,
        "output": response.output,
        "warn_msg": response.warn_msg,
    }
    told = {name: value for name, value in kept.items() if value not in ("", None)}
    return codec.encode(told).decode()
