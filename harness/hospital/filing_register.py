"""What is known about filings: asked of the platform, matched to slips, shown, and told.

The platform's answer is what is shown; dates of our own only where it gave none (CC-03).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from . import outbox as states
from .messages import referral as wire
from .records import FilingState, Patient, Referral

if TYPE_CHECKING:
    from .hospital import Hospital

KIND = "filing"
WORK = "filing_unresolved"
EXISTS = "FILING_EXISTS"
EXPIRED = "SLIP_EXPIRED"


class FilingRegister:
    """The state of every slip's filing."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def computed(self, state: FilingState, referral: Referral) -> FilingState:
        """Return a filing with dates of our own, counted from the approval (CC-03)."""
        now = self._house.clock.platform_now()
        until = self._house.periods.filing_last_day(
            self._house.periods.day_of(now), referral.referral_on
        )
        return replace(
            state,
            status="filed",
            approved_at=now,
            valid_from=self._house.periods.day_of(now),
            valid_until=until,
            first_until=state.first_until or until,
        )

    def from_row(self, state: FilingState, row: wire.Row) -> FilingState:
        """Return a filing as the platform lists it."""
        return replace(
            state,
            status="filed",
            channel=row.channel or state.channel,
            approved_at=state.approved_at or row.filed_at,
            valid_from=self.shown_from(row),
            valid_until=self.shown_until(row),
            first_until=state.first_until or row.valid_until,
            code=state.code if state.code == EXISTS else "",
            text="",
            remedy="",
        )

    def shown_from(self, row: wire.Row) -> date | None:
        """Return the first day to show."""
        return row.valid_from

    def shown_until(self, row: wire.Row) -> date | None:
        """Return the last day to show: the platform's."""
        return row.valid_until

    def not_filed(self, referral: Referral, code: str, text: str) -> Referral:
        """Show why a filing failed and what helps; open a problem (WH25-3c)."""
        remedy = self._house.notices.remedy(code)
        state = replace(referral.filing, status="not_filed", code=code, text=text, remedy=remedy)
        self._house.record(referral, "filing_answered", "system", after=code)
        self._house.worklist.raise_item(
            WORK, referral.ref, referral.person, status="refused", code=code, text=text
        )
        self._house.notices.tell(referral.ref, referral.person, code, f"{text} {remedy}")
        referral = self._keep(referral, state)
        if code != EXPIRED:
            self._tell_channels(referral)
        return referral

    def ask(self, referral: Referral) -> list[wire.Row] | None:
        """Return the person's filings as the platform lists them (5304), None without an answer."""
        patient = self._patient(referral)
        if not patient.number:
            known = self._house.registry.ask(patient)
            if known is None:
                return None
            patient = known
        now = self._house.clock.platform_now()
        answer = self._house.courier.send("5304", wire.asking(patient, now), pool=patient.pool)
        self._house.watch_clock()
        if answer.refused:
            return []
        if not answer.ok or answer.response is None:
            return None
        return [row for row in wire.rows(answer.response) if row.person in {"", patient.number}]

    def match(
        self, referral: Referral, rows: list[wire.Row], *, same_city: bool = False
    ) -> wire.Row | None:
        """Return the filing of this slip among a person's filings, else None."""
        dated = [row for row in rows if row.referral_on == referral.referral_on]
        exact = [row for row in dated if row.institution in {referral.to, ""}]
        city = [row for row in rows if same_city and self._same_city(row, referral)]
        found = exact or city
        return found[-1] if found else None

    def refresh(self, referral: Referral) -> Referral:
        """Look at what became of a filing: decided, extended, withdrawn, filed at a window."""
        if referral.status != "issued":
            return referral
        rows = self.ask(referral)
        if rows is None:
            return referral
        row = self.match(referral, rows, same_city=referral.filing.code == EXISTS)
        if row is not None:
            return self._changed(referral, self.from_row(referral.filing, row))
        if referral.filing.status == "filed":
            return self._keep(referral, replace(referral.filing, status="withdrawn"))
        return referral

    def is_expired(self, state: FilingState, today: date) -> bool:
        """Tell whether a filing's last day is over."""
        return state.valid_until is not None and today > state.valid_until

    def _waiting(self, referral: Referral, text: str) -> Referral:
        state = replace(referral.filing, status="sending", text=text)
        self._house.worklist.raise_item(
            WORK, referral.ref, referral.person, status="queued", text=text
        )
        referral = self._keep(referral, state)
        self._tell_channels(referral)
        return referral

    def _unknown(self, referral: Referral, text: str) -> Referral:
        state = replace(referral.filing, status="unknown", text=text)
        self._house.worklist.raise_item(
            WORK, referral.ref, referral.person, status="unknown", text=text
        )
        referral = self._keep(referral, state)
        self._tell_channels(referral)
        return referral

    def _tell_channels(self, referral: Referral) -> None:
        if referral.referral_on is not None:
            last = self._house.periods.slip_last_day(referral.referral_on)
            self._house.notices.other_channels(referral, last)

    def _shown(self, referral: Referral, state: FilingState) -> Referral:
        if state.status == "filed":
            self._house.worklist.resolve(WORK, referral.ref)
            self._house.record(referral, "filed", "system", after=state.number or state.channel)
        else:
            self._house.worklist.raise_item(
                WORK, referral.ref, referral.person, status="pending", text="备案待经办机构审核。"
            )
        return self._keep(referral, state)

    def _changed(self, referral: Referral, state: FilingState) -> Referral:
        if state == referral.filing:
            return referral
        errand = self._house.outbox.of(KIND, referral.ref)
        if errand is not None and errand.state in {states.WAITING, states.UNKNOWN}:
            self._house.outbox.finish(errand)
        return self._shown(referral, state)

    def _same_city(self, row: wire.Row, referral: Referral) -> bool:
        one = self._house.directory.house(row.institution)
        return one is not None and self._house.same_city(one.region, referral.city)

    def _patient(self, referral: Referral) -> Patient:
        found = self._house.store.get(Patient, referral.person)
        return found or self._house.registry.patient(referral.person)

    def _keep(self, referral: Referral, state: FilingState) -> Referral:
        return self._house.save(replace(referral, filing=state))
