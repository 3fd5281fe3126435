"""What the patient is told: remedies, channels, windows and dates, in the words of the rules."""

from __future__ import annotations

from datetime import date

from .clocks import HouseClock
from .records import Referral, Told
from .store import Store

CHANNELS = (
    "参保地医保经办窗口",
    "“国家医保服务平台”APP",
    "“内蒙古医保”APP",
    "“内蒙古医保”微信小程序",
    "“内蒙古医保”支付宝小程序",
)
EXTENSION_DOCUMENTS = ("discharge_record", "diagnosis_certificate")
REMEDIES = {
    "SLIP_EXPIRED": "《转诊单》已超过3个月有效期，请重新会诊并开具新的《转诊单》。",
    "DEST_NOT_DESIGNATED": "请更换为医保定点的三级医院后重新开具《转诊单》。",
    "DEST_LEVEL": "请更换为三级医保定点医院后重新开具《转诊单》。",
    "DEST_IN_REGION": "转往自治区内医院不属于跨省异地就医，不需备案。",
    "APPROVER_NOT_AUTHORISED": "请由转诊医院开具《转诊单》并办理备案。",
    "SIGNER_BARRED": "请由名单内且无医保失信情形的主任医师重新签署。",
    "INSURED_PLACE_MISMATCH": "请核对参保地后重新办理备案。",
    "NOT_INSURED": "请持身份证到参保地医保经办窗口核实参保状态。",
    "NOT_IN_SCHEME": "请按原渠道解决医疗费用。",
    "ID_REQUIRED": "请携带有效身份证明办理。",
    "CHRONIC_NOT_APPROVED": (
        "按月审批的病种须每月、按年审批的病种须每年重新办理审批，请凭诊断证明等材料办理；"
        "获批前的费用由个人负担。"
    ),
    "NO_ACTIVE_FILING": "请先备案再就医；本次费用先行自付，凭票据到参保地经办窗口咨询。",
}


class Notices:
    """Texts for patients, kept by case."""

    def __init__(self, store: Store, clock: HouseClock) -> None:
        """Use the house's store and clock."""
        self._store = store
        self._clock = clock

    def tell(self, about: str, person: str, code: str, text: str) -> None:
        """Give a notice once for the same case, code and text."""
        if any(each.code == code and each.text == text for each in self.told(about)):
            return
        number = f"N{self._store.next('notice')}"
        told = Told(
            id=number, about=about, person=person, at=self._clock.now(), code=code, text=text
        )
        self._store.put(number, told)

    def told(self, key: str) -> list[Told]:
        """Return the notices of a case or of a person."""
        return [each for each in self._store.all(Told) if key in {each.about, each.person}]

    def remedy(self, code: str) -> str:
        """Return what the patient can do about a refusal."""
        return REMEDIES.get(code, f"可通过其他备案渠道办理：{'、'.join(CHANNELS)}。")

    def other_channels(self, referral: Referral, until: date) -> None:
        """Tell that the slip can be filed elsewhere, where, with what and until when (NM25-A16)."""
        text = (
            "因特殊情况未能在医院“一站式”办理备案，您可凭有效身份证明和《转诊单》"
            f"（{referral.slip_no}，{until.isoformat()}前有效，含当日），"
            f"通过以下渠道办理备案：{'、'.join(CHANNELS)}及其他医保备案渠道。"
        )
        self.tell(referral.ref, referral.person, "OTHER_CHANNELS", text)

    def extension_text(self, first: date, last: date) -> str:
        """Return the advice about an extension: where, when and with what (NM25-A17)."""
        return (
            f"因同种疾病需继续治疗的，可在{first.isoformat()}至{last.isoformat()}期间，"
            "携带最近一次的出院记录或疾病诊断证明，到参保地医保经办窗口申请一次备案延期，"
            "延期时效为6个月。医院不代办延期。"
        )

    def new_slip_text(self) -> str:
        """Return the advice that only a new slip helps."""
        return "不能办理备案延期；如需继续跨省就医，请经会诊重新开具《转诊单》并备案。"
