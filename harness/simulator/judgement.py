"""Where the platform asks the law: domain facts in, a footing or a refusal out.

Everything legal is decided in ``harness.policy``; this module translates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harness.domain.care import FeeLine, Stay
from harness.domain.filing import Filing
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson
from harness.domain.standing import Standing
from harness.money import BasisPoints
from harness.policy.bill import Bill, sort_bill
from harness.policy.eligibility import Term
from harness.policy.errors import MissingParameter, RulesNotInForce
from harness.policy.facts import ItemClass, ItemKind, LineFacts
from harness.policy.rules import Rules
from harness.policy.standing import reason

from . import filing_judge
from .filing_judge import refusing
from .footing import Care, Footing, claim_footing, settlement_footing, visit_footing
from .records import Registration
from .refusals import Refused
from .standings import arrears_facts, large_amount_covers, liable_on
from .store import Draft

if TYPE_CHECKING:
    from .filing_desk import FilingRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One line before deductible and bands, in fen."""

    self_paid: int
    over_limit: int
    upfront: int
    eligible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The rules of the sandbox and, for pools that its pack does not cover, those of others."""

    rules: Rules
    others: Mapping[str, Rules] = field(default_factory=dict)

    def rules_for(self, pool: str) -> Rules:
        """The rules of a pool; the sandbox's own where no pack covers the pool (CC-24)."""
        if pool in self.rules.pack.pools:
            return self.rules
        return self.others.get(pool, self.rules)

    def pricing_rules(self, pool: str) -> Rules:
        """The rules that price for a pool; never those of another one.

        Raises:
            Refused: MISSING_PARAMETER where no pack covers the pool.
        """
        found = self.rules_for(pool)
        if pool not in found.pack.pools:
            raise Refused("MISSING_PARAMETER")
        return found

    def filing(
        self, draft: Draft, request: FilingRequest, at: dt.datetime
    ) -> tuple[str, tuple[str, ...]]:
        """Judge a request to file; the pool that decides and warning codes come back."""
        enrolment = request.person.enrolment(at.date())
        if enrolment is None:
            raise Refused("NOT_INSURED")
        rules = self.rules_for(enrolment.pool)
        return enrolment.pool, filing_judge.judge_filing(draft, rules, request, at)

    def term(self, filing: Filing, at: dt.datetime) -> Term:
        """The validity of a filing approved now."""
        return filing_judge.term(self.rules_for(filing.pool), filing, at)

    def extension(self, filing: Filing, asked: Mapping[str, Any], at: dt.datetime) -> dt.date:
        """The last day of a filing extended now; Refused otherwise."""
        return filing_judge.extension(self.rules_for(filing.pool), filing, asked, at)

    def visit(
        self, draft: Draft, person: InsuredPerson, institution: DesignatedInstitution, stay: Stay
    ) -> Footing:
        """On what footing a stay or visit begins; see ``footing``."""
        return visit_footing(self._care(draft, person, institution, stay))

    def settlement(
        self, draft: Draft, person: InsuredPerson, institution: DesignatedInstitution, stay: Stay
    ) -> Footing:
        """On what footing a stay is settled directly; see ``footing``."""
        return settlement_footing(self._care(draft, person, institution, stay))

    def claim(
        self, draft: Draft, person: InsuredPerson, institution: DesignatedInstitution, stay: Stay
    ) -> Footing:
        """On what footing a bill is paid at all; see ``footing``."""
        return claim_footing(self._care(draft, person, institution, stay))

    def _care(
        self, draft: Draft, person: InsuredPerson, institution: DesignatedInstitution, stay: Stay
    ) -> Care:
        enrolment = person.enrolment(stay.begun_at.date())
        rules = self.rules_for(enrolment.pool if enrolment else "")
        return Care(draft=draft, rules=rules, person=person, institution=institution, stay=stay)

    def fund_reasons(
        self, draft: Draft, person: InsuredPerson, begin: dt.datetime, at: dt.datetime
    ) -> dict[str, str]:
        """Why a fund does not pay care that begins then, by fund; paying ones are left out."""
        standing = draft.get("standings", person.id, Standing)
        enrolment = person.enrolment(begin.date())
        if standing is None or enrolment is None:
            return {}
        found = self._suspended(standing, enrolment.pool, begin.date(), at.date())
        if found is not None:
            return {"pooled": found, "large_amount": found}
        with refusing():
            rules = self.rules_for(enrolment.pool)
            covered = large_amount_covers(rules, standing, enrolment, begin.date())
        return {} if covered else {"large_amount": "LARGE_AMOUNT_SUSPENDED"}

    def _suspended(
        self, standing: Standing, pool: str, on: dt.date, known_on: dt.date
    ) -> str | None:
        if liable_on(standing, on):
            return "EMPLOYER_LIABLE"
        facts = arrears_facts(standing)
        if facts is None:
            return None
        with refusing():
            return reason(self.rules_for(pool), facts, on, known_on)

    def other_party_pays(self, draft: Draft, stay: Stay) -> bool:
        """An injury for which a third party or work-injury insurance pays (BMI14-A21-4)."""
        return stay.trauma and stay.third_party and not self.advances(draft, stay)

    def advances(self, draft: Draft, stay: Stay) -> bool:
        """Whether the fund pays first for a third party, and may recover it (BMI14-A21-5).

        Only for an injury that was registered (2507) with the request to do so.
        """
        if not (stay.trauma and stay.third_party):
            return False
        on = stay.begun_at.date()
        return self.registered(draft, stay.person, "injury", "1", on) is not None

    def registered(
        self, draft: Draft, person: str, kind: str, code: str, on: dt.date
    ) -> Registration | None:
        """The registration of a kind (and code, if given) in force on a day."""
        for each in draft.find("registrations", "person", person, Registration):
            if each.kind == kind and each.holds(on) and code in ("", each.code):
                return each
        return None

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
        class_b, bed = self.first_payments(day)
        return sort_bill([facts], class_b_rate=class_b, bed_rate=bed)

    def first_payments(self, day: dt.date) -> tuple[BasisPoints, BasisPoints]:
        """First payments of class B and of isolation beds; 0 where the pack has no figures."""
        try:
            class_b = self.rules.number("first_payment.class_b", day)
            return class_b, self.rules.number("first_payment.isolation_bed", day)
        except (MissingParameter, RulesNotInForce):
            return 0, 0
