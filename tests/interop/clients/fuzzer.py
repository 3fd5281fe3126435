"""Sends spoilt messages to a sandbox and counts what comes back.

Run by itself it takes the configuration of a client with ``count``, ``seed`` and ``examples``
(lawful envelopes), and prints how often which HTTP status and which refusal came.
"""

from __future__ import annotations

import copy
import http.client
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from journey import configuration

LITERALS = (
    "null",
    "true",
    "1e400",
    "-0",
    "1E-999",
    "0.30000000000000004",
    "NaN",
    "123456789012345678901234567890123",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[]],
    [{}],
    "",
    " ",
    "null",
    "0",
    "-1",
    -1,
    0,
    10**40,
    0.1 + 0.2,
    "x" * 5000,
    "２０２５-05-06",
    "2025-02-30",
    "9999-12-31T23:59:59-23:59",
    "\x00",
    "\u2028",
    "𠮷" * 40,
    "'; DROP TABLE filings; --",
    "{{7*7}}",
    {"a": {"b": [1, {"c": None}]}},
    ["x"] * 50,
    "1e5",
    "1,000.00",
    "+1",
    "0x10",
)
PATHS = ("", "/", "/1101", "/2501", "/9999", "/../x", "/%00", "/fsi/api/x", "/%F0%9F", "/2304?x=1")
METHODS = ("POST",) * 20 + ("GET", "PUT", "HEAD", "DELETE", "OPTIONS")
TYPES = (
    "application/json",
    "text/plain; charset=gbk",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json; charset=\xff",
    "",
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container with each of its keys."""
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in rows:
        yield value, key
        if isinstance(each, dict | list):
            yield from places(each)


def spoilt(dice: random.Random, example: dict[str, Any], n: int) -> bytes:
    """Return a message with something wrong, in its values or in its bytes."""
    message = copy.deepcopy(example)
    message["msgid"] = f"F{n:029d}"
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        within, key = dice.choice(list(places(message)))
        match dice.randrange(5):
            case 0:
                del within[key]
            case 1 if isinstance(within, dict):
                within[str(key).upper() + dice.choice(("", "x", "/", "~"))] = within.pop(key)
            case _:
                within[key] = copy.deepcopy(dice.choice(VALUES))
        if not message:
            break
    body = json.dumps(message, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    return bent(dice, body) if dice.random() < 0.2 else body


def bent(dice: random.Random, body: bytes) -> bytes:
    """Return bytes that are cut, doubled, turned, or hold a literal that JSON does not have."""
    at = dice.randrange(len(body) + 1)
    match dice.randrange(7):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + bytes(dice.randrange(256) for _ in range(3)) + body[at + 3 :]
        case 2:
            return body + body
        case 3:
            return body.replace(b'"', b"", 1)
        case 4:
            return body.replace(b'""', dice.choice(LITERALS).encode(), 1)
        case 5:
            return b"[" * 500 + body
        case _:
            return body.replace(b"1", b"\\ud800", 1)


def headers(dice: random.Random) -> dict[str, str]:
    """Return headers that may be odd."""
    found = {"Content-Type": dice.choice(TYPES)}
    if dice.random() < 0.1:
        found["_api_name"] = dice.choice(("api_2501", "x", "2304"))
    if dice.random() < 0.1:
        found["Authorization"] = dice.choice(("Bearer x", "Basic x", "x"))
    return found


def run(known: dict[str, Any]) -> dict[str, Any]:
    """Send ``count`` spoilt messages over one connection; return what came back."""
    dice = random.Random(known["seed"])  # noqa: S311 - a repeatable choice
    parts = urlsplit(known["base_url"])
    line = http.client.HTTPConnection(parts.netloc, timeout=60)
    statuses: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for n in range(known["count"]):
        path = parts.path + quote(dice.choice(PATHS), safe="/%?=")
        body = spoilt(dice, dice.choice(known["examples"]), n)
        line.request(dice.choice(METHODS), path, body=body, headers=headers(dice))
        answer = line.getresponse()
        said = answer.read()
        statuses[str(answer.status)] += 1
        if answer.status == 200:
            told = json.loads(said)
            code = str(told.get("err_msg") or "").partition(":")[0]
            codes[code if str(told["infcode"]) != "0" else "OK"] += 1
    line.close()
    return {"statuses": statuses, "codes": codes}


print(json.dumps(run(configuration())))  # noqa: T201 - how a program speaks
