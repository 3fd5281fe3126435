"""Faults with those who live outside the region (group T)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital.care import Stay
from harness.hospital.hospital import Hospital

from .registry import defect

WITHHELD = ("附：", "未直接结算原因")
REASONS = frozenset({"NOT_CHOSEN_INSTITUTION", "DIRECT_SETTLEMENT_NOT_AVAILABLE"})


@defect("M-199")
def papers_without_reason(house: Hospital) -> None:
    """Give those who live elsewhere papers without records and without a reason."""
    printed = house.claims.kinds["claim_documents"]

    def papers(stay: Stay) -> Any:
        document = printed(stay)
        if document.fields["reason_code"] not in REASONS:
            return document
        lines = [e for e in document.text.splitlines() if not e.startswith(WITHHELD)]
        return replace(document, text="\n".join(lines))

    house.claims.kinds["claim_documents"] = papers
