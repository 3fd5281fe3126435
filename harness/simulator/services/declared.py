"""What a message declares about care in ``exp_content`` (wire.md §6.2).

The rules of the national out-of-area text: emergency care (``med_type`` 13) says so, and an injury
says whether a third party is involved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.domain.care import Purpose

from . import codes
from .context import extension_of, invalid, text

IPT_TYPE, OTP_FLAG, TRAUMA, THIRD_PARTY = (
    "IPT_TYPE",
    "OTP_ER_REFL_FLAG",
    "TRUM_FLAG",
    "REL_TTP_FLAG",
)
INPATIENT = {"1": Purpose.ORDINARY, "2": Purpose.EMERGENCY, "3": Purpose.TRANSFER}
OUTPATIENT = {"1": Purpose.EMERGENCY, "2": Purpose.TRANSFER, "3": Purpose.TRANSFER}
OF_EMERGENCY = {IPT_TYPE: {"", "2"}, OTP_FLAG: {"", "1", "3"}}
FLAGS = {"", "0", "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """``said`` tells whether the message names a purpose itself; ``category`` is this project's."""

    purpose: Purpose | None
    said: bool
    trauma: bool
    third_party: bool
    category: str


def of_stay(node: Mapping[str, Any], care_code: str) -> Declared:
    """2401 and 2403: IPT_TYPE; ``med_type`` 22 is an injury."""
    return _declared(node, care_code, IPT_TYPE, INPATIENT, trauma=care_code == "22")


def of_visit(node: Mapping[str, Any], care_code: str) -> Declared:
    """2203, 2206 and 2207: OTP_ER_REFL_FLAG; ``med_type`` 9903 is an injury."""
    return _declared(node, care_code, OTP_FLAG, OUTPATIENT, trauma=care_code == "9903")


def _declared(
    node: Mapping[str, Any],
    care_code: str,
    name: str,
    purposes: Mapping[str, Purpose],
    *,
    trauma: bool,
) -> Declared:
    more = extension_of(node)
    said, hurt, third = (text(more.get(each)) for each in (name, TRAUMA, THIRD_PARTY))
    if said not in {"", *purposes} or (_is_13(care_code) and said not in OF_EMERGENCY[name]):
        raise invalid(f"exp_content.{name}")
    if hurt not in FLAGS:
        raise invalid(f"exp_content.{TRAUMA}")
    if third not in FLAGS or (hurt == "1" and not third):
        raise invalid(f"exp_content.{THIRD_PARTY}")
    fallback = Purpose.EMERGENCY if codes.is_emergency(care_code) else None
    return Declared(
        purpose=purposes.get(said, fallback),
        said=said != "",
        trauma=trauma or hurt == "1",
        third_party=third == "1",
        category=text(more.get("FILING_CATEGORY")),
    )


def _is_13(care_code: str) -> bool:
    return care_code.startswith("13")
