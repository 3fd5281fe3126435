"""A second adjudicator, written only from the words of the contract, against the engine."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from harness.policy.adjudicate import adjudicate_line
from harness.policy.loading import pack
from harness.policy.rules import Rules

STANDARD = {"3A": (60000, 40000), "3B": (40000, 30000)}
OTHER = (30000, 20000)
ACTIVE = {"3A": (85, 95), "3B": (90, 96), "other": (95, 97)}
RETIRED = {"3A": (88, 96), "3B": (93, 97), "other": (98, 98)}
CEILING, LARGE = 20_500_000, 10_000_000


def half_up(value: Fraction) -> int:
    """Round half up."""
    return int(value + Fraction(1, 2) if value >= 0 else value - Fraction(1, 2))


def oracle(case: dict[str, Any]) -> dict[str, Any]:
    """Adjudicate a case by the words of the contract."""
    years: dict[str, list[int]] = {}
    return {
        "case": case["case"],
        "stays": [one_stay(case["person"], stay, years) for stay in case["stays"]],
    }


def sort_line(line: dict[str, Any]) -> str:
    """Return the group of a line, first match."""
    kind, item_class = line["kind"], line["item_class"]
    if (
        item_class == "self_paid"
        or (kind == "special_item" and line.get("approved") is not True)
        or (kind == "blood_product" and line.get("rescue") is not True)
        or (kind == "partly_paid_item" and line.get("approved") is False)
    ):
        return "self"
    if kind == "isolation_bed":
        return "bed"
    if kind in ("partly_paid_item", "blood_product", "special_item") or item_class == "B":
        return "b"
    return "ordinary"


def one_stay(
    person: dict[str, Any], stay: dict[str, Any], years: dict[str, list[int]]
) -> dict[str, Any]:
    """Return the amounts of a stay and count it."""
    total = self_paid = upfront = ordinary = class_b = 0
    for line in stay["lines"]:
        fen = int(Decimal(line["amount"]) * 100)
        total += fen
        match sort_line(line):
            case "self":
                self_paid += fen
            case "bed":
                first = half_up(Fraction(fen) * 20 / 100)
                upfront, ordinary = upfront + first, ordinary + fen - first
            case "b":
                first = half_up(Fraction(fen) * 10 / 100)
                upfront, class_b = upfront + first, class_b + fen - first
            case _:
                ordinary += fen
    eligible = ordinary + class_b
    deductible = pooled = large = 0
    if eligible:
        state = years.setdefault(stay["discharged_on"][:4], [0, 0, 0])
        state[0] += 1
        deductible = deductible_of(person, stay["grade"], state[0])
        pooled, beyond = pool(person, stay, eligible, deductible, CEILING - state[1])
        if beyond:
            o = max(ordinary - deductible, 0)
            b = class_b - max(deductible - ordinary, 0)
            share_b = beyond * b / (o + b)
            local = stay["reach"] == "local"
            exact = (beyond - share_b) * (Fraction(97, 100) if local else Fraction(92, 100))
            exact += share_b * (1 if local else Fraction(85, 90))
            large = min(half_up(exact), LARGE - state[2])
        state[1] += pooled
        state[2] += large
    amounts = {
        "deductible": deductible,
        "total": total,
        "self_paid": self_paid,
        "upfront_share": upfront,
        "eligible": eligible,
        "below_deductible": min(deductible, eligible),
        "pooled": pooled,
        "large_amount": large,
        "insured_pays": total - pooled - large,
    }
    return {name: f"{fen // 100}.{fen % 100:02d}" for name, fen in amounts.items()}


def deductible_of(person: dict[str, Any], grade: str, ordinal: int) -> int:
    """Return the deductible of the n-th counted stay."""
    first, floor = STANDARD.get(grade, OTHER)
    amount = max(Fraction(first) * (10 - 2 * (ordinal - 1)) / 10, Fraction(floor))
    if person["disabled"] and person["status"] == "retired":
        amount = amount * 9 / 10
    assert amount.denominator == 1
    return int(amount)


def pool(
    person: dict[str, Any], stay: dict[str, Any], eligible: int, deductible: int, left: int
) -> tuple[int, Fraction]:
    """Return the pooled payment and the exact expense beyond the ceiling."""
    tier = stay["grade"] if stay["grade"] in STANDARD else "other"
    retired = person["status"] == "retired" or person["disabled"]
    rates = [Fraction(rate) for rate in (RETIRED if retired else ACTIVE)[tier]]
    if stay["reach"] != "local":
        rates = [rate - 5 for rate in rates]
    if person["disabled"] and person["status"] == "retired":
        rates = [min(rate + 2, Fraction(100)) for rate in rates]

    def payment(upto: Fraction) -> Fraction:
        low = max(min(upto, Fraction(3_500_000)) - deductible, Fraction(0))
        high = max(upto - 3_500_000, Fraction(0))
        return (low * rates[0] + high * rates[1]) / 100

    if payment(Fraction(eligible)) <= left:
        return half_up(payment(Fraction(eligible))), Fraction(0)
    turn = deductible + Fraction(left) * 100 / rates[0]
    if turn > 3_500_000:
        turn = 3_500_000 + (left - payment(Fraction(3_500_000))) * 100 / rates[1]
    assert payment(turn) == left
    return left, eligible - turn


KINDS = ["ordinary"] * 4 + ["special_item", "blood_product", "partly_paid_item", "isolation_bed"]
EDGES = [1, 59_999, 60_000, 60_001, 3_499_999, 3_500_000, 3_500_001, 22_001_052, 22_001_053]


def random_case(rng: random.Random, number: int) -> dict[str, Any]:
    """Return a person with stays of several years."""
    return {
        "case": f"c{number}",
        "person": {
            "status": rng.choice(["active", "retired"]),
            "disabled": rng.random() < 0.3,
        },
        "stays": [random_stay(rng) for _ in range(rng.choice([0, 1, 2, 3, 5, 9]))],
    }


def random_stay(rng: random.Random) -> dict[str, Any]:
    """Return any stay."""
    year = rng.choice([2015, 2024, 2025, 2025, 2026])
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    crossing = rng.random() < 0.2
    return {
        "grade": rng.choice(["3A", "3A", "3B", "2A", "2B", "2C", "1A", "1B", "1C"]),
        "reach": rng.choice(["local", "referred", "emergency"]),
        "admitted_on": f"{year - crossing}-{month:02d}-{day:02d}",
        "discharged_on": f"{year}-{12 if not crossing else month:02d}-28",
        "lines": [random_line(rng) for _ in range(rng.choice([0, 1, 1, 2, 3, 6]))],
    }


def random_line(rng: random.Random) -> dict[str, Any]:
    """Return any line, often at an edge."""
    scale = rng.choice([100, 10_000, 1_000_000, 5_000_000, 30_000_000])
    fen = rng.choice(EDGES) if rng.random() < 0.2 else rng.randint(0, scale)
    line = {
        "item_class": rng.choice(["A", "A", "B", "self_paid"]),
        "kind": rng.choice(KINDS),
        "amount": f"{fen // 100}.{fen % 100:02d}",
    }
    for flag in ("approved", "rescue"):
        if rng.random() < 0.5:
            line[flag] = rng.random() < 0.6
    return line


def test_two_thousand_random_person_years_agree_in_every_field() -> None:
    """Engine and second adjudicator agree to the fen in every field."""
    rng = random.Random(20250501)  # noqa: S311 - simulated bills
    rules = Rules(pack("nm-region"))
    for number in range(2000):
        case = random_case(rng, number)

        answer = adjudicate_line(rules, json.dumps(case).encode())

        assert oracle(case) == answer, case
