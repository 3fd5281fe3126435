"""What stands outside the body of a message: address and headers, which proxies and logs keep."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import unquote, unquote_plus

from harness.journal import Entry
from harness.wire.identity import check_digit

from .breach import Bilingual, Breach, Monitor, both

PERSONAL: Final = frozenset(
    {"certno", "mdtrt_cert_no", "psn_cert_no", "card_sn", "psn_no", "psn_name", "tel", "coner_tel"}
)
"""Fields whose values belong to a patient alone."""

PLACES: Final = ("path", "query", "headers")
_CHINESE: Final = {"path": "网址路径", "query": "网址参数", "headers": "报文头"}
_NUMBER: Final = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:[0-9]{11}[0-9Xx]|[*]{12})(?![0-9*])", re.ASCII
)
_TOKEN: Final = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}", re.ASCII)
_STANDARD: Final = str.maketrans("-_", "+/")
_SHORTEST: Final = 4


class AddressesNameNobody(Monitor):
    """Personal data travel in bodies, never in addresses or headers."""

    name = "address"
    requirements = ("DER-PRV-3",)
    rule: ClassVar[Bilingual] = both(
        "addresses and headers name nobody", "网址和报文头不含个人信息"
    )
    remedy: ClassVar[Bilingual] = both(
        "Send identity numbers, names and phone numbers in the body only; addresses and headers are"
        " kept in the logs of every proxy on the way.",
        "证件号码、姓名和电话只应放在报文体内；网址和报文头会留存于沿途各级代理的日志。",
    )

    def __init__(self) -> None:
        """Know nobody yet."""
        super().__init__()
        self._known: set[str] = set()

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for an address or a header with a number or name of a patient."""
        body = entry.body
        if not body.get("path"):
            return
        self.tested.append(entry.n)
        self._known.update(_personal(body.get("request")), _personal(body.get("response")))
        place = next((each for each in PLACES if self._names_somebody(body.get(each))), None)
        if place:
            yield Breach(
                message=both(
                    f"Message {body['infno'] or '?'} carries personal data in its {place}.",
                    f"{body['infno'] or '未知'}报文在{_CHINESE[place]}中携带了个人信息。",
                ),
                evidence=(entry.n,),
                actual=place,
                pointer=f"/{place}",
            )

    def _names_somebody(self, told: Any) -> bool:
        texts = told.values() if isinstance(told, Mapping) else [told or ""]
        plain = [each for text in texts for each in _readings(str(text))]
        return any(_has_number(text) or self._has_known(text) for text in plain)

    def _has_known(self, text: str) -> bool:
        return any(each in text for each in self._known)


def _has_number(text: str) -> bool:
    found = (each.group().upper() for each in _NUMBER.finditer(text))
    return any("*" in each or check_digit(each[:17]) == each[17] for each in found)


def _readings(text: str) -> set[str]:
    """Return a text with everything that it may be once its escapes are undone."""
    found = {text, unquote_plus(text), unquote(unquote(text)), unquote(text, "gb18030")}
    if not text.isascii():
        found.add(text.encode("latin-1", "ignore").decode("utf-8", "ignore"))
    found.update(_unpacked(each) for each in _TOKEN.findall(unquote(text)))
    return found


def _unpacked(token: str) -> str:
    """Return what a token says in base64, or an empty text."""
    padded = token.rstrip("=") + "=" * (-len(token.rstrip("=")) % 4)
    try:
        return base64.b64decode(padded.translate(_STANDARD), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def _personal(value: Any) -> Iterator[str]:
    """Give the values of personal fields anywhere in a message."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if isinstance(each, str) and name in PERSONAL and _tells(each):
                yield each
            else:
                yield from _personal(each)
    elif isinstance(value, list):
        for each in value:
            yield from _personal(each)


def _tells(text: str) -> bool:
    """Tell whether a value is long enough to name somebody: two characters that are no letters."""
    return len(text) >= (_SHORTEST if text.isascii() else 2) and text != "null"
