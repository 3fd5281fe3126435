"""A bill sorted: every fen in one group."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.policy.bill import sort_bill
from harness.policy.facts import ItemClass, ItemKind, LineFacts

LINES = st.lists(
    st.builds(
        LineFacts,
        amount=st.integers(0, 10**9),
        item_class=st.sampled_from(ItemClass),
        kind=st.sampled_from(ItemKind),
        approved=st.sampled_from([None, True, False]),
        rescue=st.booleans(),
        limit=st.none() | st.integers(0, 10**9),
        other_payer=st.sampled_from([None, "public_health"]),
    ),
    max_size=8,
)


@given(LINES, st.frozensets(st.integers(0, 7)))
def test_groups_sum_to_the_bill(lines: list[LineFacts], suspended: frozenset[int]) -> None:
    """Self-paid, suspended, first payments and eligible parts are the whole bill."""
    bill = sort_bill(lines, class_b_rate=1000, bed_rate=2000, suspended_lines=suspended)

    assert sum(line.amount for line in lines) == bill.total
    assert bill.total == bill.self_paid + bill.suspended + bill.upfront + bill.eligible


@given(LINES)
def test_the_order_of_lines_does_not_matter(lines: list[LineFacts]) -> None:
    """Lines are rounded one by one."""
    rates = {"class_b_rate": 1000, "bed_rate": 2000}

    assert sort_bill(lines, **rates) == sort_bill(lines[::-1], **rates)


def test_a_line_is_payable_up_to_its_limit() -> None:
    """M07: the ordinary ward bed."""
    bill = sort_bill([LineFacts(amount=100_000, limit=40_000)], class_b_rate=1000, bed_rate=2000)

    assert (60_000, 40_000) == (bill.self_paid, bill.ordinary)
