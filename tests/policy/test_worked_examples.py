"""Every worked number of the references that belongs to a default or an offered option."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness import resources
from harness.money import parse_yuan, yuan
from harness.policy.adjudicate import adjudicate
from harness.policy.approvals import late_approval_last_day
from harness.policy.casefile import Case
from harness.policy.facts import (
    ItemClass,
    ItemKind,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
    YearToDate,
)
from harness.policy.filing import emergency_last_day
from harness.policy.loading import pack
from harness.policy.quota import closing_window
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.standing import Arrear, Standing
from harness.policy.terms import (
    SlipDates,
    extended_until,
    extension_window,
    filing_term,
    slip_last_day,
)

EXAMPLES = resources.load_yaml("fixtures/worked-examples/stays.yaml")
TERMS = resources.load_yaml("fixtures/worked-examples/terms.yaml")
AMOUNTS = ("deductible", "self_paid", "upfront_share", "pooled", "large_amount", "insured_pays")


def day(text: str | None) -> date | None:
    """Return a date, or None."""
    return None if text is None else date.fromisoformat(text)


def person(content: dict[str, Any]) -> PersonFacts:
    """Return the person of an example."""
    paid_on = day(content.get("paid_on"))
    arrears = tuple(
        Arrear(month=date.fromisoformat(f"{month}-01"), paid_on=paid_on)
        for month in content.get("arrears", [])
    )
    return PersonFacts(
        status=Status(content.get("status", "active")),
        disabled=content.get("disabled", False),
        retired_on=day(content.get("retired_on")),
        standing=Standing(arrears=arrears) if arrears else None,
        large_amount=content.get("large_amount_paid", True),
    )


def line(content: dict[str, Any]) -> LineFacts:
    """Return a line of an example."""
    return LineFacts(
        amount=parse_yuan(content["amount"]),
        item_class=ItemClass(content.get("item_class", "A")),
        kind=ItemKind(content.get("kind", "ordinary")),
        approved=content.get("approved"),
        rescue=content.get("rescue", False),
        charged_on=day(content.get("charged_on")),
        limit=parse_yuan(content["limit"]) if "limit" in content else None,
        other_payer=content.get("other_payer"),
    )


def stay(content: dict[str, Any]) -> StayFacts:
    """Return a stay of an example, by the defaults of the file."""
    simple = [{"amount": content.get("eligible"), "charged_on": content.get("charged_on")}]
    discharged = content.get("discharged_on", "2025-03-09")
    return StayFacts(
        grade=content.get("grade", "3A"),
        reach=Reach(content.get("reach", "local")),
        admitted_on=date.fromisoformat(content.get("admitted_on", "2025-03-01")),
        discharged_on=date.fromisoformat(discharged),
        settled_on=day(content.get("settled_on")),
        lines=tuple(line(each) for each in content.get("lines", simple)),
    )


def used(content: dict[int, dict[str, Any]]) -> dict[int, YearToDate]:
    """Return what an example says was used before."""
    return {
        int(year): YearToDate(
            pooled_used=parse_yuan(each.get("pooled", "0")),
            large_amount_used=parse_yuan(each.get("large_amount", "0")),
            ordinals_held=frozenset(range(1, each.get("stays", 0) + 1)),
            tiers_held=((1, each["first"]),) if "first" in each else (),
        )
        for year, each in content.items()
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["id"])
def test_every_worked_example_of_a_stay_holds(example: dict[str, Any]) -> None:
    """The engine gives the amounts that the references worked out by hand."""
    rules = Rules(pack(example.get("pack", "nm-region")), Readings.of(example.get("readings", {})))
    case = Case(
        id=example["id"],
        person=person(example.get("person", {})),
        stays=tuple(stay(each) for each in example["stays"]),
    )

    results = list(adjudicate(rules, case, used=used(example.get("used", {}))))

    for content, result in zip(example["stays"], results, strict=True):
        expected = {name: content[name] for name in AMOUNTS if name in content}
        assert expected, "an example states at least one amount"
        assert expected == {name: yuan(getattr(result, name)) for name in expected}
        if "eligible_is" in content:
            assert content["eligible_is"] == yuan(result.eligible)


def asked(rules: Rules, example: dict[str, Any]) -> date:
    """Return the day that a worked term asks for."""
    start = date.fromisoformat(example["from"])
    match example["ask"]:
        case "slip":
            slip = SlipDates(referral_on=start)
            return slip_last_day(rules, slip, channel=example.get("channel"))
        case "filing":
            return filing_term(rules, start).valid_until
        case "window":
            return extension_window(rules, start)[0]
        case "extension":
            until = date.fromisoformat(example["until"])
            return extended_until(rules, start, until, day(example.get("applied_on")))
        case "emergency":
            return emergency_last_day(rules, start)
        case "late_approval":
            return late_approval_last_day(rules, start)
        case _:
            return closing_window(rules, start)[1]


@pytest.mark.parametrize("example", TERMS, ids=lambda each: each["id"])
def test_every_worked_term_holds(example: dict[str, Any]) -> None:
    """The day that the references worked out by hand."""
    rules = Rules(pack("nm-region"), Readings.of(example.get("readings", {})))

    assert date.fromisoformat(example["gives"]) == asked(rules, example)


def test_every_example_has_a_name_of_its_own() -> None:
    """An id stands for one example."""
    for examples in (EXAMPLES, TERMS):
        assert len(examples) == len({each["id"] for each in examples})


def test_every_fen_of_every_worked_bill_is_in_one_bucket() -> None:
    """The buckets of a bill sum to the bill."""
    for example in EXAMPLES:
        rules = Rules(
            pack(example.get("pack", "nm-region")), Readings.of(example.get("readings", {}))
        )
        case = Case(
            id="sum",
            person=person(example.get("person", {})),
            stays=tuple(stay(each) for each in example["stays"]),
        )
        for result in adjudicate(rules, case, used=used(example.get("used", {}))):
            assert result.total == result.pooled + result.large_amount + result.insured_pays
            assert result.total == (
                result.self_paid + result.suspended + result.upfront_share + result.eligible
            )
