"""Each message by itself: its form, its sender, whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from harness.journal import Entry

from .breach import Bilingual, Breach, Monitor, both
from .signatures import TURNED_AWAY


class SchemaValid(Monitor):
    """Messages keep the interface's field rules; what a dialect only notes is no breach."""

    name = "schema"
    requirements = ("DER-MSG-5",)
    rule: ClassVar[Bilingual] = both("messages keep the interface", "报文符合接口规范")
    remedy: ClassVar[Bilingual] = both(
        "Correct the field named, then send again.",
        "请更正所列字段后重新发送。",
    )

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give one breach for each message with refused fields, or that could not be read."""
        self.tested.append(entry.n)
        wrong = entry.body.get("violations") or []
        unread = (entry.body.get("request") or {}).get("undecodable")
        if wrong or (unread and unread not in TURNED_AWAY):
            first = wrong[0] if wrong else {"rule": unread}
            place, rule = first.get("pointer"), first.get("rule")
            yield Breach(
                message=both(
                    f"Message {entry.body.get('infno')} breaks the interface at"
                    f" {place or 'the whole'}: {rule}.",
                    f"{entry.body.get('infno')}报文在{place or '整体'}处不符合接口规范：{rule}。",
                ),
                evidence=(entry.n,),
                expected=rule,
                actual=wrong or unread,
                pointer=place,
            )


class SignedIn(Monitor):
    """Where the platform asks for it, signing in comes first."""

    name = "sign-in"
    requirements = ("DER-MSG-5",)
    rule: ClassVar[Bilingual] = both("signing in comes first", "先签到后业务")
    remedy: ClassVar[Bilingual] = both(
        "Send 9001 first and carry its sign_no.",
        "请先办理签到（9001），并携带签到编号。",
    )
    codes: Final = frozenset({"SIGN_IN_REQUIRED", "SIGN_IN_UNKNOWN"})

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a message that was refused for want of a sign-in."""
        if entry.body["infno"] not in ("9001", "9002"):
            self.tested.append(entry.n)
        if entry.body.get("refusal") in self.codes:
            yield Breach(
                message=both(
                    f"Message {entry.body['infno']} was sent without a valid sign-in.",
                    f"未有效签到即发送{entry.body['infno']}报文。",
                ),
                evidence=(entry.n,),
                actual=entry.body["refusal"],
            )


class NoRealIdentity(Monitor):
    """No identity number that could be somebody's."""

    name = "real-identity"
    requirements = ("DER-PRV-1",)
    rule: ClassVar[Bilingual] = both("no real person is named", "不出现真实身份信息")
    remedy: ClassVar[Bilingual] = both(
        "Use the simulated people only; take the real number out of the test data at once.",
        "仅可使用模拟人员，请立即从测试数据中删除真实证件号码。",
    )

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a message that was refused because it may name a real person."""
        self.tested.append(entry.n)
        if entry.body.get("refusal") == "REAL_IDENTITY":
            yield Breach(
                message=both(
                    "An identity number was sent that could be a real person's.",
                    "报文含有可能属于真实个人的身份证号。",
                ),
                evidence=(entry.n,),
                actual="REAL_IDENTITY",
            )


class OwnReply(Monitor):
    """What we answer keeps our own schema; if not, nothing counts."""

    name = "own-reply"
    requirements = ()
    rule: ClassVar[Bilingual] = both("our own answers keep the interface", "平台应答符合接口规范")
    remedy: ClassVar[Bilingual] = both(
        "Report this to the project; it is not the fault of the HIS.",
        "请向本项目反馈，此非医院信息系统的问题。",
    )

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach of ours for an answer that was journalled as broken."""
        if entry.body.get("ours"):
            yield Breach(
                message=both(
                    f"The suite's own fault: its answer to {entry.body['infno']} breaks the"
                    " interface.",
                    f"测试套件自身故障：对{entry.body['infno']}的应答不符合接口规范。",
                ),
                evidence=(entry.n,),
                actual=entry.body["ours"],
                ours=True,
            )
