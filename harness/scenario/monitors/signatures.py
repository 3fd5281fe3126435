"""What a gateway asks for before anybody reads the message: keys, clock, a signature of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from harness.journal import Entry, canonical

from .breach import Bilingual, Breach, Monitor, both, content

TURNED_AWAY: Final = {
    "HEADER_MISSING": both("the gateway's headers are missing", "缺少网关请求头"),
    "TIMESTAMP_EXPIRED": both("its timestamp is too old", "签名时间戳超时"),
    "USER_UNKNOWN": both("its sender is unknown", "用户标识未登记"),
    "CLIENT_UNKNOWN": both("its client id or secret is wrong", "客户端标识或密钥错误"),
    "GRANT_UNSUPPORTED": both("it asks for a token in another way", "令牌申请方式不受支持"),
    "TOKEN_MISSING": both("it bears no token", "未携带令牌"),
    "TOKEN_INVALID": both("its token is not valid", "令牌无效"),
    "SIGNATURE_INVALID": both("its signature is not that of this message", "签名与报文不符"),
    "CIPHER_INVALID": both("its content is not encrypted with this key", "密文不是用本密钥加密"),
}
"""Why a gateway does not let a message in, by the code in the journal."""
_SHORTEST: Final = 40
"""Characters from which a value claims to be a signature: shorter ones fill the field."""


class Signed(Monitor):
    """Each message bears what its gateway asks for, and a signature of its own."""

    name = "signature"
    requirements = ("DER-MSG-5",)
    rule: ClassVar[Bilingual] = both("each message bears its own signature", "每个报文各自签名")
    remedy: ClassVar[Bilingual] = both(
        "Compute the signature anew for each message, with the keys issued and the current time.",
        "签名应以所发密钥和当前时间逐笔计算。",
    )

    def __init__(self) -> None:
        """Know no signature yet."""
        super().__init__()
        self._seen: dict[tuple[str, str], tuple[int, str, bytes]] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a message turned away, or whose signature stood on another one."""
        request = entry.body.get("request") or {}
        code = request.get("undecodable")
        if code in TURNED_AWAY:
            yield _turned_away(entry, code)
        signature = request.get("cainfo")
        if isinstance(signature, str) and len(signature) >= _SHORTEST:
            yield from self._compare(entry, signature)

    def _compare(self, entry: Entry, signature: str) -> Iterable[Breach]:
        # Provinces sign the content or the header: of two messages that differ in both, one
        # signature cannot be right.
        msgid, this = str(entry.body.get("msgid")), canonical(dict(content(entry)))
        key = (entry.body.get("institution", ""), signature)
        self.tested.append(entry.n)
        n, other, before = self._seen.setdefault(key, (entry.n, msgid, this))
        if other != msgid and before != this:
            yield Breach(
                message=both(
                    "Two different messages bear the same signature: it is constant, not computed.",
                    "两个不同报文的签名相同：签名为固定值，并非逐笔计算。",
                ),
                evidence=(n, entry.n),
                actual=signature[:16],
                pointer="/cainfo",
            )


def _turned_away(entry: Entry, code: str) -> Breach:
    why = TURNED_AWAY[code]
    named = f" {entry.body['infno']}" if entry.body.get("infno") else ""
    return Breach(
        message=both(
            f"The gateway turned message{named} away: {why['en']} ({code}).",
            f"网关拒收{named.strip()}报文：{why['zh']}（{code}）。",
        ),
        evidence=(entry.n,),
        actual=code,
    )
