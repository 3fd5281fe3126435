"""The referral centre: reviews, panels, and Wuhai's two levels (NM25-A7, A13; WH25-1).

A hospital in Wuhai other than the city's approving one screens its own patients, checks their
materials and pushes the case through the medical group's channel; the city centre decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .directory import SENIOR, Doctor
from .records import Referral, Review
from .refusal import Refused, invalid, missing, not_allowed
from .request import MATERIALS

if TYPE_CHECKING:
    from .hospital import Hospital

PRELIMINARY = "preliminary"
FINAL = "final"
APPROVED = "approved"
REJECTED = "rejected"
SPECIALTIES = {"F": "mental_health", "A": "infectious_disease", "B": "infectious_disease",
               "O": "maternal_and_child", "J6": "occupational_disease"}  # fmt: skip
"""ICD-10 chapters whose cases a member hospital of the committee should hear (WH25-1-3a)."""


class Centre:
    """Decides on referrals; never before what must come first."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def is_two_level(self) -> bool:
        """Tell whether cases of this house pass two reviews (WH25-1-2e, CC-31)."""
        return self._house.directory.own.in_wuhai

    def decides(self) -> bool:
        """Tell whether the final review is ours: in Wuhai only the city centre's (WH25-1-1a)."""
        if not self.is_two_level():
            return True
        centre = self._house.directory.city_centre()
        return centre is not None and centre.id == self._house.directory.own_id

    def panel(self) -> tuple[str, ...]:
        """Return a lawful panel: an expert of our own, or of the pool."""
        own = self._house.directory.experts(self._house.directory.own_id)
        return tuple(each.id for each in (own or self._house.directory.experts())[:1])

    def next_stage(self, referral: Referral) -> str:
        """Return the review that is due."""
        return PRELIMINARY if self.is_two_level() and referral.preliminary is None else FINAL

    def review(self, referral: Referral, review: Review) -> Referral:
        """Record one review and act on it.

        Raises:
            Refused: it may not be made, by this house, by this user, or now.

        """
        if referral.status not in {"signed", "under_review", "draft"}:
            raise not_allowed("该转诊申请当前不能审核。", ref=referral.ref)
        if review.result not in {APPROVED, REJECTED}:
            raise invalid("result", "审核结果须为同意或不同意。")
        if review.stage == PRELIMINARY:
            return self.preliminary(referral, review)
        return self.final(referral, review)

    def preliminary(self, referral: Referral, review: Review) -> Referral:
        """Screen a case and check its materials; push it only when it passed (WH25-1-2b to 2f)."""
        if review.result == APPROVED:
            self.check_materials(review)
        status = "under_review" if review.result == APPROVED else REJECTED
        reviewed = replace(referral, preliminary=review, status=status)
        self._house.keep(reviewed, "preliminary_review", review.reviewer, after=review.result)
        if review.result == REJECTED:
            return self.told(reviewed, review)
        return reviewed if self.decides() else self.push(reviewed)

    def check_materials(self, review: Review) -> None:
        """Refuse to pass a case whose basic materials were not verified (WH25-1-2c)."""
        lacking = [each for each in MATERIALS if each not in review.materials]
        if lacking:
            text = f"基础材料未核验齐全：{'、'.join(lacking)}。"
            raise Refused("FIELD_MISSING", text, field="materials")

    def push(self, referral: Referral) -> Referral:
        """Hand a passed case to the city centre through the group's channel (WH25-1-2f)."""
        pushed = replace(referral, pushed_at=self._house.clock.now())
        self._house.keep(pushed, "pushed", referral.requested_by)
        self._house.group.push(pushed)
        return pushed

    def final(self, referral: Referral, review: Review) -> Referral:
        """Decide a case after everything that comes before the decision."""
        self.check_decides()
        self.check_order(referral, review)
        if review.result == APPROVED:
            self.check_panel(review)
            self.check_seal(review)
        self.check_dates(referral, review)
        warnings = tuple(dict.fromkeys(referral.warnings + self.advice(referral, review)))
        status = "approved" if review.result == APPROVED else REJECTED
        decided = replace(referral, centre=review, status=status, warnings=warnings)
        decided = self._house.keep(decided, "final_review", review.reviewer, after=review.result)
        if review.result == REJECTED:
            return self.told(decided, review)
        self._house.record(decided, "sealed", review.reviewer, after=review.seal)
        return decided

    def check_decides(self) -> None:
        """Refuse a final decision that is not ours to make."""
        if not self.decides():
            text = "乌海市跨省异地就医转诊由乌海市人民医院会诊转诊服务中心终审。"
            raise Refused("APPROVER_NOT_AUTHORISED", text, field="stage")

    def check_order(self, referral: Referral, review: Review) -> None:
        """Preliminary before final, by somebody else (WH25-1-2e)."""
        if not self.is_two_level():
            return
        first = referral.preliminary
        if first is None or first.result != APPROVED:
            raise not_allowed("未经初审，不得终审。", field="stage", ref=referral.ref)
        self.check_reviewers(first, review)

    def check_reviewers(self, first: Review, final: Review) -> None:
        """The two reviewers of one house are different people."""
        if (first.institution, first.reviewer) == (final.institution, final.reviewer):
            raise not_allowed("初审人与终审人不得为同一人。", field="user")

    def check_panel(self, review: Review) -> None:
        """In Wuhai a consultation by members of the filed expert pool (WH25-1-1e, 2g, 3b)."""
        if not self.is_two_level():
            return
        if not review.members:
            raise missing("members", "多学科会诊记录（专家）")
        for key in review.members:
            self.check_member(self._house.directory.doctor(key))

    def check_member(self, member: Doctor | None) -> None:
        """A panel member is in the pool and of senior title."""
        if member is None or not member.pool_member:
            raise not_allowed("会诊专家未在专家库备案。", field="members")
        if member.title not in SENIOR:
            raise not_allowed("会诊专家须为副主任医师以上职称。", field="members")

    def check_seal(self, review: Review) -> None:
        """Opinion and seal stand on the slip before it is issued (NM25-F-20)."""
        if not review.opinion:
            raise missing("centre.opinion", "审核意见")
        if not review.seal:
            raise missing("centre.seal", "会诊转诊服务中心印章")

    def check_dates(self, referral: Referral, review: Review) -> None:
        """The review lies between the heading date and today (NM25-F-21)."""
        if review.reviewed_on is None:
            raise missing("centre.reviewed_on", "审核日期")
        if review.reviewed_on > self._house.clock.today():
            raise invalid("centre.reviewed_on", "审核日期不得晚于当日。")
        if referral.heading_on is not None and review.reviewed_on < referral.heading_on:
            raise invalid("heading_on", "填表日期不得晚于审核日期。")

    def advice(self, referral: Referral, review: Review) -> tuple[str, ...]:
        """Return the advice that the specialty's member hospital was not heard (WH25-1-3a)."""
        code = referral.diagnosis.code
        wanted = next((s for chapter, s in SPECIALTIES.items() if code.startswith(chapter)), "")
        if not self.is_two_level() or not wanted:
            return ()
        doctors = [self._house.directory.doctor(key) for key in review.members]
        houses = [self._house.directory.house(d.institution) for d in doctors if d is not None]
        heard = any(each is not None and each.specialty == wanted for each in houses)
        return () if heard else ("SPECIALTY_PANEL",)

    def told(self, referral: Referral, review: Review) -> Referral:
        """Tell the patient why not."""
        text = f"会诊转诊服务中心审核未通过：{review.opinion or '不符合转诊指征'}。"
        self._house.notices.tell(referral.ref, referral.person, "REFERRAL_REJECTED", text)
        return referral
