"""Monthly referral statistics: every request, not only the successful ones (NM25-A22, WH25-1-2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from .records import AuditEvent, Referral

if TYPE_CHECKING:
    from .hospital import Hospital

RATE_SCALE = 10_000


class Statistics:
    """Counts of a month, without anybody's name."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def month(self, month: str) -> dict[str, Any]:
        """Return the figures of a month; an empty month has zeros (NM25-A22-2)."""
        opened = [r for r in self._house.store.all(Referral) if self._in(month, r.opened_at)]
        issued = [r for r in self._every() if r.slip_no and self._in(month, r.issued_at)]
        filings = self.filings(month)
        found: dict[str, Any] = {
            "month": month,
            "requests": len(opened),
            "initial_failed": self._reviews(opened, "preliminary", "rejected"),
            "pushed": sum(1 for r in opened if r.pushed_at is not None),
            "final_rejected": sum(1 for r in opened if r.centre and r.centre.result == "rejected"),
            "rejected": sum(1 for r in opened if r.status == "rejected"),
            "slips_issued": len(issued),
            "filings_submitted": self.submitted(month),
            "filings_accepted": len(filings),
            "filings_refused": self.refused(issued),
            "voided": sum(1 for r in issued if r.status == "void"),
            "by_channel": self._by(filings, lambda r: r.filing.channel),
            "by_ground": self._by(issued, lambda r: r.ground),
            "by_destination": self._by(issued, lambda r: r.city),
        }
        return {**found, "indicators": self.indicators(month, opened, issued)}

    def filings(self, month: str) -> list[Referral]:
        """Return the slips whose filing was approved in a month, whoever filed it."""
        return [r for r in self._every() if self._in(month, r.filing.approved_at)]

    def submitted(self, month: str) -> int:
        """Return for how many slips a filing left; a repetition is none of its own."""
        return len({each.about for each in self.sent(month)})

    def sent(self, month: str) -> list[AuditEvent]:
        """Return every filing that left in a month, repetitions too."""
        sent = [e for e in self._house.store.all(AuditEvent) if e.event == "filing_sent"]
        return [each for each in sent if self._in(month, each.at)]

    def refused(self, issued: list[Referral]) -> int:
        """Return how many filings the platform refused."""
        return sum(1 for r in issued if r.filing.status == "not_filed")

    def indicators(
        self, month: str, opened: list[Referral], issued: list[Referral]
    ) -> dict[str, Any]:
        """Return workload and cross-province rate with numerator and denominator (NM25-A22-3).

        The house holds no satisfaction survey of its own: the figures are entered, zero until then.
        """
        ended = [s for s in self._house.stays() if s.form == "inpatient" and s.ended_at]
        discharged = [s for s in ended if self._in(month, s.ended_at)]
        return {
            "workload": {"consultations": len(opened), "referrals": len(issued)},
            "cross_province_rate": self.rate(len(issued), len(discharged)),
            "satisfaction": self.rate(0, 0),
        }

    def rate(self, numerator: int, denominator: int) -> dict[str, Any]:
        """Return a rate in percent with both of its figures."""
        share = "" if not denominator else self._percent(numerator, denominator)
        return {"rate": share, "numerator": numerator, "denominator": denominator}

    def _percent(self, numerator: int, denominator: int) -> str:
        points = (2 * numerator * RATE_SCALE + denominator) // (2 * denominator)
        return f"{points // 100}.{points % 100:02d}"

    def _reviews(self, opened: list[Referral], stage: str, result: str) -> int:
        reviews = (getattr(each, stage) for each in opened)
        return sum(1 for each in reviews if each is not None and each.result == result)

    def _every(self) -> list[Referral]:
        return self._house.store.all(Referral)

    def _by(self, chosen: list[Referral], key: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for each in chosen:
            found[key(each)] = found.get(key(each), 0) + 1
        return found

    def _in(self, month: str, at: datetime | None) -> bool:
        if at is None:
            return False
        day: date = self._house.periods.day_of(at)
        return f"{day:%Y-%m}" == month[:7]
