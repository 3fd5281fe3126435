"""May this slip be issued, this filing accepted, extended, this visit settled directly?

Pure questions about facts and a moment, gathered here so that a caller needs one import; each
answer is a ``Decision`` with code, clauses, readings and steps.
"""

from .destination import Destination
from .extension import Evidence, ExtensionFacts, check_extension, same_disease
from .filing import FilingFacts, check_filing, emergency_last_day
from .inquiry import Decision
from .slip import SlipFacts, approver_bound, check_slip
from .terms import (
    SlipDates,
    Term,
    extended_until,
    extension_window,
    filing_term,
    slip_last_day,
)
from .visit import Held, VisitFacts, check_visit, covering

__all__ = [
    "Decision",
    "Destination",
    "Evidence",
    "ExtensionFacts",
    "FilingFacts",
    "Held",
    "SlipDates",
    "SlipFacts",
    "Term",
    "VisitFacts",
    "approver_bound",
    "check_extension",
    "check_filing",
    "check_slip",
    "check_visit",
    "covering",
    "emergency_last_day",
    "extended_until",
    "extension_window",
    "filing_term",
    "same_disease",
    "slip_last_day",
]
