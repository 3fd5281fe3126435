"""Every legal parameter that some rule uses: its unit and the facts it may depend on.

A pack that lacks one of these, or has one more, does not load: nothing is unknown and nothing idle.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from harness import resources

TITLES: Final = "fixtures/packs/titles.yaml"

#: Parameter → (unit, facts that a table of it may be keyed by).
KNOWN: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "slip.months": ("months", ()),
    "slip.signer_title": ("choice", ()),
    "filing.months": ("months", ()),
    "extension.months": ("months", ()),
    "extension.window_months": ("months", ()),
    "extension.times": ("count", ()),
    "destination.level": ("choice", ()),
    "review.stages": ("count", ()),
    "inpatient.deductible": ("fen", ("status", "grade")),
    "inpatient.deductible_floor": ("fen", ("status", "grade")),
    "inpatient.deductible_step": ("basis_points", ()),
    "inpatient.band_limit": ("fen", ("status",)),
    "inpatient.rate": ("basis_points", ("status", "grade", "band")),
    "inpatient.outside_reduction": ("basis_points", ("status",)),
    "inpatient.pool_ceiling": ("fen", ("status",)),
    "disabled.deductible_reduction": ("basis_points", ()),
    "disabled.rate_bonus": ("basis_points", ()),
    "first_payment.class_b": ("basis_points", ()),
    "first_payment.isolation_bed": ("basis_points", ()),
    "emergency.local_days": ("days", ()),
    "emergency.filing_workdays": ("workdays", ()),
    "exam.days": ("days", ()),
    "exam.rate": ("basis_points", ()),
    "outpatient.special_deductible": ("fen", ()),
    "special_item.threshold": ("fen", ()),
    "special_item.late_approval_days": ("days", ()),
    "large_amount.ceiling": ("fen", ("status",)),
    "large_amount.rate": ("basis_points", ("place",)),
    "large_amount.class_b_rate": ("basis_points", ("place",)),
    "large_amount.premium": ("fen", ()),
    "large_amount.due_month": ("month_of_year", ()),
    "arrears.limit_months": ("months", ()),
    "arrears.waiting_months": ("months", ()),
    "arrears.backpay_rate": ("basis_points", ()),
    "arrears.late_fee": ("basis_points", ()),
    "registration.days": ("days", ()),
    "contribution.employer_rate": ("basis_points", ()),
    "contribution.individual_rate": ("basis_points", ()),
    "contribution.base_floor": ("basis_points_of_wage", ()),
    "contribution.base_ceiling": ("basis_points_of_wage", ()),
    "contribution.flexible_base": ("basis_points_of_wage", ()),
    "contribution.years": ("count", ()),
    "contribution.years_not_asked_until": ("date", ()),
    "account.credit": ("basis_points", ("group",)),
    "account.age_limit": ("count", ()),
    "quota.float": ("basis_points", ()),
    "quota.shared_to": ("basis_points", ()),
    "quota.share": ("basis_points", ()),
    "quota.advance": ("basis_points", ()),
    "closing.first_day": ("day_of_month", ()),
    "closing.last_day": ("day_of_month", ()),
    "residence.hospitals": ("count", ()),
    "residence.pharmacies": ("count", ()),
    "residence.posting_months": ("months", ()),
    "transfer.inpatient_days": ("days", ()),
    "transfer.outpatient_days": ("days", ()),
    "transfer.extension_days": ("days", ()),
    "transfer.destinations": ("codes", ()),
    "civil_servant.subsidy": ("basis_points", ()),
}

#: Parameters that the measures name no value for; a pack without one has nothing to say of it.
OPTIONAL: Final = frozenset({"civil_servant.subsidy"})

#: Fact → the words that a table may be keyed by. Rows nest in the order of ``KNOWN``.
FACTS: Final[dict[str, frozenset[str]]] = {
    "status": frozenset({"active", "retired", "resident"}),
    "grade": frozenset({"3A", "3B", "other"}),
    "band": frozenset({"lower", "upper"}),
    "place": frozenset({"local", "outside"}),
    "group": frozenset({"to_age_limit", "over_age_limit", "retired"}),
}


@cache
def _titles() -> Mapping[str, Mapping[str, str]]:
    content: Mapping[str, Mapping[str, str]] = resources.load_yaml(TITLES)
    return content


def title(name: str, lang: str) -> str:
    """Return what a parameter is called in a language."""
    return _titles()[name][lang]
