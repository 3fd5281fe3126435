"""People: what the identity card says and what the platform answers, asked anew each time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .credentials import Credential
from .messages import person as wire
from .records import Patient
from .refusal import Refused, invalid, missing, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

SAME_PERSON = ("name", "certno", "sex")


class Registry:
    """Patients by the world's id."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def patient(self, shown: Any, entries: dict[str, Any] | None = None) -> Patient:
        """Return the patient that a card shows, with what the clerk typed instead of it.

        Args:
            shown: a person's id, or an object with ``id`` and the entries that were typed.
            entries: further typed entries: name, certno, sex, phone.

        Raises:
            Refused: nobody, or an empty entry.

        """
        typed = {**(shown if isinstance(shown, dict) else {"id": shown}), **(entries or {})}
        card = self._house.directory.cards.get(str(typed.get("id") or ""))
        if card is None:
            raise missing("person", "患者")
        kept = self._house.store.get(Patient, card.id)
        fresh = kept or Patient(
            ref=card.id,
            name=card.name,
            certno=card.certno,
            sex=card.sex,
            phone=card.phone,
            address=card.address,
            card=card.card,
        )
        return self._typed(fresh, typed)

    def _typed(self, patient: Patient, typed: dict[str, Any]) -> Patient:
        labels = {"name": "姓名", "certno": "身份证号", "sex": "性别", "phone": "联系电话"}
        for name, label in labels.items():
            if name in typed and not typed[name]:
                raise missing(name if name == "phone" else f"person.{name}", label)
        return replace(
            patient,
            name=str(typed.get("name", patient.name)),
            certno=str(typed.get("certno", patient.certno)),
            sex=str(typed.get("sex", patient.sex)),
            phone=str(typed.get("phone", patient.phone)),
        )

    def check_card(self, patient: Patient, *, sex_reason: str = "") -> None:
        """Refuse a wrong identity document before any message is sent (DER-ID-1)."""
        identity = self._house.identity
        if not identity.number_is_right(patient.certno):
            raise invalid("person.certno", "身份证号校验位不正确。")
        if patient.sex and patient.sex != identity.sex_of(patient.certno) and not sex_reason:
            raise invalid("person.sex", "性别与身份证号第17位不一致，且未说明理由。")

    def ask(self, patient: Patient) -> Patient | None:
        """Ask 1101 and keep the answer; None where the platform cannot be asked now.

        Raises:
            Refused: the platform knows no such person, or another one.

        """
        answer = self._house.courier.send("1101", wire.asking(patient))
        if answer.refused:
            raise Refused(answer.code, answer.reason, field="person")
        if not answer.ok or answer.response is None:
            return None
        found = wire.found(answer.response)
        if found is None:
            raise Refused("PERSON_UNKNOWN", "医保平台查无此人。", field="person")
        self._compare(patient, found)
        known = wire.known(patient, found, self._house.clock.platform_now())
        self._house.store.put(known.ref, known)
        self._house.watch_clock()
        return known

    def current(self, patient: Patient) -> Patient:
        """Return the patient as the platform knows them now, or as last known."""
        return self.ask(patient) or patient

    def holder(self, patient: Patient, card: Credential) -> Patient:
        """Return the holder of a card as the platform knows them, who must be the patient.

        Raises:
            Refused: the platform refuses the card, names another holder, or cannot be asked.

        """
        answer = self._house.courier.send("1101", wire.asking(patient, card))
        if answer.refused:
            raise Refused(answer.code, answer.reason, field="card")
        found = wire.found(answer.response) if answer.ok and answer.response is not None else None
        if found is None:
            raise not_allowed("医保平台暂不可用，无法核验社会保障卡。", field="card")
        self._compare(patient, found)
        return wire.known(patient, found, self._house.clock.platform_now())

    def _compare(self, patient: Patient, found: wire.Found) -> None:
        identity = self._house.identity
        if not identity.same_name(patient.name, found.name):
            raise invalid("person.name", "姓名与医保平台登记的不一致。")
        if found.certno != patient.certno:
            raise invalid("person.certno", "身份证号与医保平台登记的不一致。")
        if found.sex and patient.sex and found.sex != patient.sex:
            raise invalid("person.sex", "性别与医保平台登记的不一致。")

    def check_scheme(self, patient: Patient) -> None:
        """Refuse where the referral rules do not apply: not insured here, or exempt (NM25-A5)."""
        if patient.scheme == "exempt":
            text = "该人员不属于基本医疗保险参保人员，按原渠道解决，不适用本办法。"
            raise Refused("NOT_IN_SCHEME", text, field="person")
        if not patient.scheme or not self.pool_of(patient).startswith("15"):
            text = "该人员未参加自治区基本医疗保险，不适用跨省异地就医转诊办法。"
            raise Refused("NOT_INSURED", text, field="person")

    def pool_of(self, patient: Patient) -> str:
        """Return the pool whose rules apply: the one that the platform names, not the address."""
        return patient.pool

    def must_know(self, patient: Patient) -> Patient:
        """Return the patient as the platform knows them, or refuse without an answer."""
        known = self.ask(patient)
        if known is not None:
            return known
        if patient.number:
            return patient
        raise not_allowed("医保平台暂不可用，无法核实参保信息。", field="person")
