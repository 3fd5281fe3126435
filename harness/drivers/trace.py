"""Recorded traffic: evidence files, plain NDJSON of envelopes, or HAR; nobody can be made to act.

Only rules that always hold can be judged from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from harness.clock import CHINA, moment
from harness.errors import DataError, HarnessError
from harness.journal import Entry, Journal
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.checking import input_form
from harness.wire.envelope import refusal_code
from harness.wire.identity import found_in, mask, mask_text
from harness.wire.remarks import Remark

_BEGINNING: Final = datetime(2025, 1, 1, tzinfo=CHINA)


def read_trace(path: Path, dialect: str = "plain") -> list[Entry]:
    """Return the entries of a recording, numbered and chained anew.

    Args:
        path: ``.har``; or a line each: a journal entry, or ``{"request", "response"?, "at"?,
            "status"?}`` with envelopes; or such objects as one JSON list.
        dialect: whose field rules the requests are held against.

    Raises:
        DataError: if it holds no exchange or something else; names the line.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("the recording cannot be read", where=str(path), why=str(error)) from None
    journal, last = Journal(), _BEGINNING
    for at, kind, body in _records(text, path, dialect):
        # Clocks of recorders disagree; the journal's order is the file's.
        last = max(last, at or last)
        journal.append(last, kind, body)
    if not any(each.kind == "exchange" for each in journal.entries):
        raise DataError("the recording holds no exchange", where=str(path))
    return list(journal.entries)


_Record = tuple[datetime | None, str, dict[str, Any]]


def _records(text: str, path: Path, dialect: str) -> Iterator[_Record]:
    for where, value in _values(text, path):
        if isinstance(value.get("kind"), str) and isinstance(value.get("body"), dict):
            yield _at(value.get("at")), value["kind"], value["body"]
        elif isinstance(value.get("request"), dict):
            yield _at(value.get("at")), "exchange", _exchange(value, dialect)
        else:
            raise DataError("neither an entry nor an exchange", where=where)


def _values(text: str, path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    if path.suffix == ".har":
        yield from _har(_json(text, str(path)), str(path))
        return
    if text.lstrip().startswith("["):
        yield from _listed(text, str(path))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield f"{path}:{number}", _json(line, f"{path}:{number}")


def _listed(text: str, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, value in enumerate(_read(text, where), 1):
        if not isinstance(value, dict):
            raise DataError("not a JSON object", where=f"{where}#{number}")
        yield f"{where}#{number}", value


def _json(text: str, where: str) -> dict[str, Any]:
    value = _read(text, where)
    if not isinstance(value, dict):
        raise DataError("not a JSON object", where=where)
    return value


def _read(text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise DataError("not JSON", where=where, why=str(error)) from None


def _har(content: Mapping[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    log = content.get("log")
    entries = log.get("entries") if isinstance(log, Mapping) else None
    if not isinstance(entries, list):
        raise DataError("not a HAR file", where=where)
    for number, entry in enumerate(entries, 1):
        here = f"{where}#{number}"
        try:
            asked = entry["request"]["postData"]["text"]
            status = entry["response"]["status"]
            told = (entry["response"].get("content") or {}).get("text") or "null"
            started = entry.get("startedDateTime")
        except (KeyError, TypeError):
            continue
        yield (
            here,
            {
                "request": _json(asked, here),
                "response": _answer(told),
                "status": status or None,
                "at": started,
                "url": entry["request"].get("url"),
            },
        )


def _answer(text: str) -> Any:
    try:
        value = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _at(text: Any) -> datetime | None:
    try:
        return moment(text.replace("Z", "+00:00")) if isinstance(text, str) else None
    except HarnessError:
        return None


def _exchange(value: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    """Return the body of an exchange entry, with identity numbers masked."""
    request = value["request"]
    response = value.get("response")
    told = response if isinstance(response, dict) else None
    infno = str(request.get("infno", ""))
    return {
        "infno": infno,
        "msgid": str(request.get("msgid", "")),
        "institution": str(request.get("fixmedins_code", "")),
        **_address(value.get("url")),
        "status": value.get("status", 200 if told else None),
        "request": _plain(mask(request)),
        "response": _plain(mask(told)) if told else None,
        "refusal": "REAL_IDENTITY" if found_in(request) else _refusal(told),
        "notes": [],
        "violations": [each.as_json() for each in _broken(infno, request.get("input"), dialect)],
        "faults": [],
        "stray": False,
        "changes": [],
        "duplicate_of": None,
        "mode": "trace",
    }


def _address(url: Any) -> dict[str, str]:
    """Return path and query of a recorded address; an empty path where none can be read."""
    try:
        found = urlsplit(url if isinstance(url, str) else "")
    except ValueError:
        return {"path": ""}
    path = mask_text(found.path or "/") if found.scheme else ""
    return {"path": path, **({"query": mask_text(found.query)} if found.query else {})}


def _refusal(told: Mapping[str, Any] | None) -> str | None:
    return refusal_code(str(told.get("err_msg") or "")) if told else None


def _plain(value: Any) -> Any:
    """Write exact numbers as texts, which is how the journal holds amounts."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _broken(infno: str, content: Any, dialect: str) -> list[Remark]:
    if infno not in TRANSACTIONS or not isinstance(content, dict):
        return [Remark("/input", "type" if infno in TRANSACTIONS else "infno")]
    found: list[Remark] = []
    input_form(dialect, infno).check(content, found)
    return [each for each in found if each.rule in REFUSED]


REFUSED: Final = frozenset({"type", "missing_key", "code", "number"})
"""Rules that every dialect refuses by; the rest differs from province to province."""
