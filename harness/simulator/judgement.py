"""Where the platform asks the law: domain facts in, a footing or a refusal out.

Everything legal is decided in ``harness.policy``; this module translates. The pool of the insured
decides whose rules apply (CC-24), the region's referral rules bind every pool.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.calendar import WorkCalendar, last_day
from harness.domain import places
from harness.domain.care import CareKind, FeeLine, Purpose, Stay
from harness.domain.filing import Channel, Filing, FilingCategory
from harness.domain.institutions import DesignatedInstitution, Physician
from harness.domain.people import InsuredPerson, Scheme
from harness.policy.bill import Bill, sort_bill
from harness.policy.errors import MissingParameter, RulesNotInForce, UnknownCategory
from harness.policy.facts import ItemClass, ItemKind, LineFacts
from harness.policy.rules import Rules
from harness.policy.terms import extended_until, extension_window

from .refusals import Refused
from .store import Draft

if TYPE_CHECKING:
    from .filing_desk import FilingRequest

FIRST_DAY = dt.date(2025, 5, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """On what footing care is had: reach, the filing it rests on, what the fund will not do."""

    reach: str = "local"
    filing: str = ""
    pooled: bool = True
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One line before deductible and bands, in fen."""

    self_paid: int
    over_limit: int
    upfront: int
    eligible: int


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what policy cannot decide into the refusal that says so."""
    try:
        yield
    except UnknownCategory:
        raise Refused("TIER_UNMAPPED") from None
    except RulesNotInForce:
        raise Refused("RULESET_NOT_IN_FORCE") from None
    except MissingParameter:
        raise Refused("MISSING_PARAMETER") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The rules of the sandbox and, for pools that its pack does not cover, those of others."""

    rules: Rules
    others: Mapping[str, Rules] = field(default_factory=dict)

    def rules_for(self, pool: str) -> Rules:
        """The rules of a pool; the sandbox's own where no pack covers the pool."""
        if pool in self.rules.pack.pools:
            return self.rules
        return self.others.get(pool, self.rules)

    def filing(
        self, draft: Draft, request: FilingRequest, at: dt.datetime
    ) -> tuple[str, tuple[str, ...]]:
        """Judge a request to file.

        Returns:
            The pool that decides and warning codes.

        Raises:
            Refused: with the code of the rule that forbids the filing.
        """
        enrolment = request.person.enrolment(at.date())
        if enrolment is None:
            raise Refused("NOT_INSURED")
        if enrolment.scheme is Scheme.EXEMPT:
            raise Refused("NOT_IN_SCHEME")
        warnings = self._destination(request, enrolment.pool, at)
        if request.category is FilingCategory.REFERRED:
            warnings += self._issuer(draft, request, at)
            self._slip(draft, request, enrolment.pool, at)
        elif request.category is FilingCategory.EMERGENCY:
            self._emergency_in_time(request, enrolment.pool, at)
        return enrolment.pool, warnings

    def _destination(self, request: FilingRequest, pool: str, at: dt.datetime) -> tuple[str, ...]:
        """Outside the region, in the country, a city, designated, of the level (NM25-A3, A11)."""
        place, to = request.region, request.destination
        if places.is_abroad(place) or (to and places.is_abroad(to.region)):
            raise Refused("DEST_ABROAD")
        if places.in_region(place) or (to and places.in_region(to.region)):
            raise Refused("DEST_IN_REGION")
        if not places.is_city(place) or (to and not places.same_city(place, to.region)):
            raise Refused("DEST_CITY_MISMATCH")
        if to is None or request.category is not FilingCategory.REFERRED:
            return ()
        if not to.designated:
            raise Refused("DEST_NOT_DESIGNATED")
        if to.level >= 3:
            return ()
        if self._choice("destination.level", pool, at.date()) == "tertiary_required":
            raise Refused("DEST_LEVEL")
        return ("LEVEL_BELOW_PRINCIPLE",)

    def _issuer(self, draft: Draft, request: FilingRequest, at: dt.datetime) -> tuple[str, ...]:
        """A listed referral hospital; in Wuhai the one the notice names (NM25-A6, WH25-1, CC-31)."""
        issuer = request.issuer
        if issuer is None:
            return ()
        day = at.date() if request.channel is Channel.HIS else request.slip.referral_on or at.date()
        if not issuer.is_referral_hospital(day):
            raise Refused("APPROVER_NOT_AUTHORISED")
        approvers = draft.world.city_approvers
        wuhai = [draft.world.institutions[each] for each in approvers]
        bound = [each for each in wuhai if places.same_city(each.region, issuer.region)]
        if bound and issuer.id not in {each.id for each in bound}:
            raise Refused("APPROVER_NOT_AUTHORISED")
        self._signer(draft, request, issuer, at)
        return () if issuer.level >= 3 else ("LEVEL_BELOW_PRINCIPLE",)

    def _signer(
        self,
        draft: Draft,
        request: FilingRequest,
        issuer: DesignatedInstitution,
        at: dt.datetime,
    ) -> None:
        """Where the carriage names the signer: a listed chief physician, not barred (NM25-A8)."""
        code = request.slip.signer_code
        if code is None:
            return
        found = draft.find("physicians", "code", code, Physician)
        mine = [each for each in found if each.institution == issuer.id]
        if not mine:
            raise Refused("SIGNER_NOT_AUTHORISED")
        if mine[0].is_barred(at):
            raise Refused("SIGNER_BARRED")
        if not mine[0].may_sign(at):
            raise Refused("SIGNER_NOT_AUTHORISED")

    def _slip(self, draft: Draft, request: FilingRequest, pool: str, at: dt.datetime) -> None:
        """The slip is there where it can be seen, is the person's, and is in time (NM25-A16)."""
        slip = request.slip
        if "slip_no" in request.slip_fields and slip.number is None:
            raise Refused("SLIP_REQUIRED")
        if slip.referral_on is not None and slip.referral_on > at.date():
            raise Refused("DATE_IN_FUTURE", "refl_date")
        if slip.number is not None:
            for each in draft.find("filings", "slip", slip.number, Filing):
                if each.person != request.person.id:
                    raise Refused("SLIP_OF_ANOTHER_PERSON")
        if slip.referral_on is None:
            raise Refused("SLIP_REQUIRED")
        last = self.slip_last_day(pool, slip.referral_on, at.date())
        if at.date() > last:
            raise Refused("SLIP_EXPIRED", f"最后一日{last.isoformat()}")

    def slip_last_day(self, pool: str, referral_on: dt.date, on: dt.date) -> dt.date:
        """The last day on which a slip may be used (CC-01, CC-02)."""
        rules = self.rules_for(pool)
        with refusing():
            months = rules.number("slip.months", max(on, FIRST_DAY))
        return last_day(referral_on, months, rules.period(max(on, FIRST_DAY)))

    def _emergency_in_time(self, request: FilingRequest, pool: str, at: dt.datetime) -> None:
        """An emergency is filed within six workdays of admission (BMI14-A25-3)."""
        if request.admitted_on is None:
            return
        with refusing():
            days = self.rules_for(pool).number("emergency.filing_workdays", request.admitted_on)
        if at.date() > WorkCalendar.load().workdays_after(request.admitted_on, days):
            raise Refused("EMERGENCY_FILING_LATE")

    def term(self, filing: Filing, at: dt.datetime) -> tuple[dt.date, dt.date]:
        """First and last day of a filing approved now (NM25-A17, CC-01, CC-03)."""
        rules = self.rules_for(filing.pool)
        start = at.date()
        if start < FIRST_DAY:
            with refusing():
                days = rules.number("transfer.inpatient_days", start)
            return start, start + dt.timedelta(days=days)
        with refusing():
            months = rules.number("filing.months", start)
        return start, last_day(start, months, rules.period(start))

    def visit(
        self,
        draft: Draft,
        person: InsuredPerson,
        institution: DesignatedInstitution,
        stay: Stay,
        at: dt.datetime,
    ) -> Footing:
        """On what footing a stay or visit begins; contradictions are warnings.

        Raises:
            Refused: NO_ACTIVE_FILING, DEST_NOT_DESIGNATED.
        """
        if places.in_region(institution.region):
            return Footing()
        covering = self.covering(draft, person, institution, stay)
        if covering is None:
            if stay.purpose is Purpose.EMERGENCY:
                return Footing(reach="emergency")
            raise Refused("NO_ACTIVE_FILING")
        reach = "emergency" if covering.category is FilingCategory.EMERGENCY else "referred"
        wrong = stay.purpose not in {None, Purpose.TRANSFER} and reach == "referred"
        return Footing(
            reach=reach,
            filing=covering.number,
            warnings=("CATEGORY_MISMATCH",) if wrong else (),
        )

    def covering(
        self,
        draft: Draft,
        person: InsuredPerson,
        institution: DesignatedInstitution,
        stay: Stay,
    ) -> Filing | None:
        """The latest-approved filing in force when the stay began, to the city (CC-06, CC-09)."""
        found = [
            each
            for each in draft.find("filings", "person", person.id, Filing)
            if each.covered(stay.begun_at) and each.leads_to(institution.region)
        ]
        return max(found, key=lambda each: each.approved_at or stay.begun_at, default=None)

    def settlement(
        self,
        draft: Draft,
        person: InsuredPerson,
        institution: DesignatedInstitution,
        stay: Stay,
        at: dt.datetime,
    ) -> Footing:
        """On what footing a stay is settled; what was a warning on admission is refused here."""
        if not institution.designated:
            raise Refused("DEST_NOT_DESIGNATED")
        footing = self.visit(draft, person, institution, stay, at)
        if footing.warnings and stay.purpose is Purpose.ORDINARY:
            raise Refused("CATEGORY_MISMATCH")
        filed = draft.get("filings", footing.filing, Filing)
        if stay.declared_category and filed and stay.declared_category != filed.category:
            raise Refused("CATEGORY_MISMATCH")
        if stay.kind is CareKind.OUTPATIENT:
            return Footing(reach=footing.reach, filing=footing.filing, pooled=False)
        return footing

    def fund_reasons(
        self, draft: Draft, person: InsuredPerson, begin: dt.datetime, at: dt.datetime
    ) -> dict[str, str]:
        """Why a fund does not pay care that begins then, by fund; paying funds are left out."""
        return {}

    def split(self, line: FeeLine) -> Split:
        """One line before deductible and bands, by the rates of the sandbox's own pack."""
        facts = LineFacts(
            amount=line.amount - line.over_limit,
            item_class=ItemClass(line.item_class.value),
            kind=ItemKind(line.kind.value),
            approved=line.approved,
            rescue=line.rescue,
        )
        bill = self._bill(facts, line.charged_at.date())
        return Split(
            self_paid=bill.self_paid,
            over_limit=line.over_limit,
            upfront=bill.upfront,
            eligible=bill.eligible,
        )

    def _bill(self, facts: LineFacts, day: dt.date) -> Bill:
        try:
            class_b = self.rules.number("first_payment.class_b", day)
            bed = self.rules.number("first_payment.isolation_bed", day)
        except (MissingParameter, RulesNotInForce):
            class_b = bed = 0
        return sort_bill([facts], class_b_rate=class_b, bed_rate=bed)

    def _choice(self, name: str, pool: str, day: dt.date) -> str:
        with refusing():
            return str(self.rules_for(pool).find(name, max(day, FIRST_DAY)).value)

    def extension(self, filing: Filing, asked: Mapping[str, object], at: dt.datetime) -> dt.date:
        """The last day of a filing extended now (NM25-A17).

        Raises:
            Refused: not at the window, used, too early or late, other disease, no evidence.
        """
        rules = self.rules_for(filing.pool)
        if str(asked.get("place", "window")).lower() != "window":
            raise Refused("EXT_WINDOW_ONLY")
        if filing.extension is not None:
            raise Refused("EXT_ALREADY_USED")
        if filing.approved_at is None or filing.valid_until is None or filing.withdrawn_at:
            raise Refused("FILING_NOT_ACTIVE")
        first, last = extension_window(rules, filing.valid_until, filing.approved_at.date())
        if at.date() < first:
            raise Refused("EXT_TOO_EARLY", f"自{first.isoformat()}起")
        if at.date() > last:
            raise Refused("EXT_TOO_LATE")
        start = filing.valid_from or filing.approved_at.date()
        return extended_until(rules, start, filing.valid_until, at.date())
