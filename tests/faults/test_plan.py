"""A plan decides, from values alone, which exchange meets which fault."""

import pytest

from harness.errors import DataError
from harness.faults.plan import FaultPlan


def struck(plan: FaultPlan, exchanges: list[str], when: str = "before") -> list[str | None]:
    """Name the fault that each exchange meets."""
    met = []
    for infno in exchanges:
        fault, plan = plan.take(infno, {}, when)  # type: ignore[arg-type]
        met.append(fault.id if fault else None)
    return met


def test_counts_and_skips() -> None:
    """A fault lets some pass, strikes as often as it should, and then rests."""
    plan = FaultPlan.of([{"id": "f", "kind": "reset", "on": "2501", "times": 2, "skip": 1}])

    assert struck(plan, ["2501", "1101", "2501", "2501", "2501"]) == [None, None, "f", "f", None]


def test_items_follow_each_other() -> None:
    """The second of two faults on one transaction waits until the first is exhausted."""
    plan = FaultPlan.of(
        [
            {"id": "busy", "kind": "http_status", "times": 3},
            {"id": "later", "kind": "http_status", "params": {"retry_after": 30}},
        ]
    )

    assert struck(plan, ["2501"] * 5) == ["busy", "busy", "busy", "later", None]


def test_always() -> None:
    """A fault without end does not end."""
    plan = FaultPlan.of([{"id": "down", "kind": "reset", "times": "always"}])

    assert struck(plan, ["2304"] * 9) == ["down"] * 9


def test_match_waits_for_a_value() -> None:
    """A fault may wait for one person's message."""
    plan = FaultPlan.of([{"kind": "reset", "match": {"psn_no": "7"}}])

    other, plan = plan.take("2501", {"refmedin": {"psn_no": "8"}}, "before")
    meant, plan = plan.take("2501", {"refmedin": {"psn_no": "7"}}, "before")

    assert other is None
    assert meant is not None


def test_chance_repeats_with_its_seed() -> None:
    """A tenth of the exchanges is struck, the same tenth under the same seed."""
    item = {"id": "f", "kind": "reset", "times": "always", "rate": 1000}
    first = struck(FaultPlan.of([item], 7), ["2501"] * 400)

    assert first == struck(FaultPlan.of([item], 7), ["2501"] * 400)
    assert first != struck(FaultPlan.of([item], 8), ["2501"] * 400)
    assert 20 < sum(each is not None for each in first) < 65


def test_counts_are_found_again_from_receipts() -> None:
    """After a restart a plan goes on where it stood, from the exchanges of the journal."""
    items = [
        {"id": "twice", "kind": "duplicate", "on": "2501"},
        {"id": "lost", "kind": "lose_answer", "on": "2501", "skip": 1},
    ]
    plan = FaultPlan.of(items)
    first, live = plan.take("2501", {}, "before")
    live = live.take("2501", {}, "after")[1]
    assert first is not None

    rebuilt = plan.after("2501", {}, [{"id": "twice"}])
    rebuilt = rebuilt.after("2501", {}, [{"id": "twice", "copy": True}])

    assert rebuilt.seen == live.seen == (1, 1)


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({"kind": "gremlin"}, "no fault 'gremlin'"),
        ({"kind": "lose_answer", "when": "before"}, "cannot happen before"),
        ({"kind": "delay", "params": {"seconds": 1.5}}, "seconds"),
        ({"kind": "delay", "params": {"minutes": 1}}, "minutes"),
        ({"kind": "set_field", "params": {"value": 1}}, "pointer"),
        ({"kind": "reset", "times": 0}, "times"),
        ({"on": "2501"}, "kind"),
    ],
)
def test_a_plan_that_means_nothing_is_refused(item: dict[str, object], says: str) -> None:
    """What a plan gets wrong is named."""
    with pytest.raises(DataError, match=says):
        FaultPlan.of([item])


def test_two_faults_cannot_share_an_id() -> None:
    """Receipts name faults by id, so ids differ."""
    with pytest.raises(DataError, match="same id"):
        FaultPlan.of([{"id": "f", "kind": "reset"}, {"id": "f", "kind": "delay"}])
