"""Acts of the handling agency: filing at the window, deciding, extending, lists, accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.clock import iso
from harness.domain.filing import FILING, Channel, Filing, FilingCategory, FilingStatus
from harness.domain.institutions import Physician, ReferralListing
from harness.domain.people import PersonalAccount
from harness.domain.referral import ReferralSlip
from harness.errors import UsageError
from harness.money import yuan

from .acts import ActContext, With, amount, day, diagnosis, instant, wanted
from .filing_desk import DECIDES_BY_HAND, FilingRequest, approve, file_referral, withdraw
from .ledger import move
from .records import Switch
from .refusals import Refused
from .slips import slip_of


def file(ctx: ActContext, with_: With) -> dict[str, Any]:
    """File at the window: ``person, to | city, diagnosis?, slip?, category?, pending?``."""
    request = filing_request(ctx, with_, Channel(str(with_.get("channel", "WINDOW"))))
    filing, warnings = file_referral(ctx.draft, ctx.judge, request, ctx.at)
    return shown(filing, ctx) | ({"warnings": list(warnings)} if warnings else {})


def filing_request(ctx: ActContext, with_: With, channel: Channel) -> FilingRequest:
    """The request of a window or app. Without slip data the slip counts as shown today."""
    destination = ctx.institution(with_["to"]) if with_.get("to") else None
    region = str(with_.get("city") or (destination.region if destination else ""))
    if not region:
        raise UsageError("'to' or 'city' is missing")
    slip = dict(with_.get("slip") or {})
    for name in ("slip_no", "referral_on"):
        if with_.get(name) is not None:
            slip[name] = with_[name]
    if "no" in slip:
        slip["slip_no"] = slip.pop("no")
    code, name = diagnosis(with_.get("diagnosis", "C34.1"))
    issuer = ctx.institution(with_["issuer"]) if with_.get("issuer") else None
    return FilingRequest(
        person=ctx.person(with_),
        issuer=issuer,
        channel=channel,
        category=FilingCategory(str(with_.get("category", "REFERRED"))),
        region=region,
        destination=destination,
        destination_name=destination.name if destination else ctx.draft.world.city_name(region),
        diagnosis_code=code,
        diagnosis_name=name,
        slip=_slip(ctx, slip),
        pending=with_.get("pending") is True,
        admitted_on=day(with_["admitted_on"]) if with_.get("admitted_on") else None,
    )


def _slip(ctx: ActContext, slip: dict[str, Any]) -> ReferralSlip:
    given = slip_of(slip)
    return given if given.referral_on else replace(given, referral_on=ctx.at.date())


def shown(filing: Filing, ctx: ActContext) -> dict[str, Any]:
    """A filing in the words of scenarios."""
    return {
        "filing": filing.number,
        "no": filing.number,
        "status": filing.status_at(ctx.at),
        "valid_from": filing.valid_from and filing.valid_from.isoformat(),
        "valid_until": filing.valid_until and filing.valid_until.isoformat(),
    }


def the_filing(ctx: ActContext, with_: With) -> Filing:
    """The filing named, or the latest of the person.

    Raises:
        UsageError: there is none.
    """
    if with_.get("filing"):
        found = ctx.draft.get("filings", str(with_["filing"]), Filing)
    else:
        rows = ctx.draft.find("filings", "person", ctx.person(with_).id, Filing)
        found = rows[-1] if rows else None
    if found is None:
        raise UsageError("no such filing")
    return found


def decide(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Approve or refuse a pending filing: ``filing | person, result, reason?``."""
    filing = the_filing(ctx, with_)
    result = str(wanted(with_, "result"))
    if result not in {"approved", "refused"}:
        raise UsageError("result must be approved or refused")
    if not FILING.allows(filing.status, "approve"):
        raise Refused("FILING_NOT_ACTIVE")
    if result == "approved":
        filing = approve(ctx.judge, filing, ctx.at)
    else:
        filing = filing.refuse(str(with_.get("reason", "")))
    ctx.draft.put("filings", filing.number, filing)
    return shown(filing, ctx)


def by_hand(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Decide every further filing by hand (``on: true``) or at once again."""
    on = with_.get("on", True) is not False
    ctx.draft.put("switches", DECIDES_BY_HAND, Switch(on=on))
    return {"on": on}


def extend(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Extend: ``filing | person, evidence {kind, latest, diagnosis}, place``."""
    filing = the_filing(ctx, with_)
    until = ctx.judge.extension(filing, dict(with_), ctx.at)
    evidence = with_.get("evidence") or {}
    filing = filing.extend(ctx.at, until, str(evidence.get("kind") or ""))
    ctx.draft.put("filings", filing.number, filing)
    return shown(filing, ctx)


def withdraw_filing(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Withdraw a filing: ``filing | person, reason?``."""
    done = withdraw(ctx.draft, the_filing(ctx, with_), ctx.at, str(with_.get("reason", "")))
    if done.status is not FilingStatus.WITHDRAWN:
        raise Refused("FILING_NOT_ACTIVE")
    return shown(done, ctx)


def list_hospital(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Put a hospital on the list of referral hospitals: ``institution, on?``."""
    found = ctx.institution(wanted(with_, "institution"))
    since = day(with_.get("on", ctx.at.date()))
    listed = replace(found, listings=(*found.listings, ReferralListing(since=since)))
    ctx.draft.put("institutions", found.id, listed)
    return {"institution": found.id, "on": since.isoformat()}


def delist_hospital(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Take a hospital off the list; ``on`` is the first day off it."""
    found = ctx.institution(wanted(with_, "institution"))
    until = day(with_.get("on", ctx.at.date()))
    listings = tuple(
        each if each.until and each.until <= until else replace(each, until=until)
        for each in found.listings
    )
    ctx.draft.put("institutions", found.id, replace(found, listings=listings))
    return {"institution": found.id, "on": until.isoformat()}


def designate(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Set or end the designation of an institution: ``institution, designated``."""
    found = ctx.institution(wanted(with_, "institution"))
    on = with_.get("designated", True) is not False
    ctx.draft.put("institutions", found.id, replace(found, designated=on))
    return {"institution": found.id, "designated": on}


def breach(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Put a physician on the breach-of-trust list: ``physician, from?, until?``."""
    found = ctx.draft.get("physicians", str(wanted(with_, "physician")), Physician)
    if found is None:
        raise UsageError(f"no physician is called {with_['physician']!r}")
    since = instant(with_["from"]) if with_.get("from") else ctx.at
    until = instant(with_["until"]) if with_.get("until") else None
    barred = replace(found, breach_from=since, breach_until=until)
    ctx.draft.put("physicians", found.id, barred)
    return {"physician": found.id, "from": iso(since)}


def set_balance(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Set the balance of a personal account: ``person, amount``."""
    person = ctx.person(with_)
    account = ctx.draft.get("accounts", person.id, PersonalAccount)
    target = amount(wanted(with_, "amount"))
    if target < 0:
        raise UsageError("a balance is never negative")
    before = account.balance if account else 0
    balance = move(ctx.draft, person.id, target - before, ctx.at, "")
    return {"person": person.id, "balance": yuan(balance)}


AGENCY = {
    "file": file,
    "decide": decide,
    "decide_by_hand": by_hand,
    "extend": extend,
    "withdraw": withdraw_filing,
    "list_hospital": list_hospital,
    "delist_hospital": delist_hospital,
    "designate": designate,
    "breach": breach,
    "set_balance": set_balance,
}
