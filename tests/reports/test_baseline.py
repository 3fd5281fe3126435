"""A baseline tells what is known from what is news."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.errors import DataError
from harness.reports.baseline import (
    KnownFailure,
    apply_baseline,
    expired,
    load_baseline,
    waivers,
)
from harness.verdicts.verdict import Verdict

TODAY = dt.date(2025, 6, 1)


@dataclass(frozen=True)
class Judged:
    """A check with its verdict."""

    check: str
    verdict: Verdict
    blocked_by: str | None = None


def known(check: str = "a/b#c.d", expires: dt.date = TODAY, **changes: Verdict) -> KnownFailure:
    """Return an entry that is in force for the last day."""
    verdict = changes.get("verdict", Verdict.FAIL)
    return KnownFailure(check=check, verdict=verdict, reason="mended in 5.3", expires=expires)


def test_a_known_failure_is_no_news() -> None:
    """On the last day an entry still counts."""
    applied = apply_baseline([Judged("a/b#c.d", Verdict.FAIL)], [known()], TODAY)

    assert (len(applied.known), applied.new, applied.outdated) == (1, (), ())


def test_any_other_failure_is_news() -> None:
    """Another check, and another verdict of the same check, are new."""
    found = [Judged("a/b#other.d", Verdict.FAIL), Judged("a/b#c.d", Verdict.ERROR)]
    applied = apply_baseline(found, [known()], TODAY)

    assert list(applied.new) == found


def test_what_a_known_failure_blocks_is_known_too() -> None:
    """A check that could not be made because of it needs no entry of its own."""
    found = [
        Judged("a/b#c.d", Verdict.FAIL),
        Judged("a/b#e.f", Verdict.NOT_EXERCISED, blocked_by="a/b#c.d"),
    ]

    assert apply_baseline(found, [known()], TODAY).new == ()


def test_an_entry_that_no_longer_fails_is_stale() -> None:
    """Progress is to be written down."""
    applied = apply_baseline([Judged("a/b#c.d", Verdict.PASS)], [known()], TODAY)

    assert applied.outdated == ("a/b#c.d",)
    assert applied.new == ()


def test_an_entry_that_fails_in_one_row_is_not_stale() -> None:
    """The same check may pass in one row and fail in another."""
    found = [Judged("a/b#c.d", Verdict.PASS), Judged("a/b#c.d", Verdict.FAIL)]

    assert apply_baseline(found, [known()], TODAY).outdated == ()


def test_an_expired_entry_is_to_be_renewed() -> None:
    """The day after the last the failure is no news, but the entry is outdated."""
    entry = known(expires=TODAY - dt.timedelta(days=1))
    applied = apply_baseline([Judged("a/b#c.d", Verdict.FAIL)], [entry], TODAY)

    assert (applied.new, applied.expired, applied.stale) == ((), (entry,), ())
    assert applied.outdated == ("a/b#c.d",)


def test_the_run_is_told_reasons_and_what_expired() -> None:
    """Check ids are what a run knows a failure by."""
    entries = [known(), known("a/b#e.f", TODAY - dt.timedelta(days=1))]

    assert waivers(entries) == {"a/b#c.d": "mended in 5.3", "a/b#e.f": "mended in 5.3"}
    assert expired(entries, TODAY) == {"a/b#e.f"}


def test_a_check_that_was_not_made_leaves_its_entry_alone() -> None:
    """A selection of scenarios does not make the rest of a baseline stale."""
    assert apply_baseline([], [known()], TODAY).outdated == ()


def test_a_file_is_read(tmp_path: Path) -> None:
    """The verdict is fail unless another is named."""
    path = tmp_path / "known.yaml"
    path.write_text(
        "known:\n"
        "  - {check: a/b#c.d, reason: mended in 5.3, expires: 2025-06-01}\n"
        "  - {check: a/b#e.f, verdict: inconclusive, owner: wang, reason: r, expires: 2025-07-01}\n"
    )

    first, second = load_baseline(path)

    assert first == known()
    assert second.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    "text",
    [
        "known:\n  - {check: a/b#c.d, expires: 2025-06-01}\n",
        "known:\n  - {check: a/b#c.d, reason: r}\n",
        "known:\n  - {check: a/b, reason: r, expires: 2025-06-01}\n",
        "known:\n  - {check: a/b#c.d, reason: r, expires: someday}\n",
        "known:\n  - {check: a/b#c.d, reason: r, expires: 2025-06-01, verdict: pass}\n",
        "known:\n" + 2 * "  - {check: a/b#c.d, reason: r, expires: 2025-06-01}\n",
        "[]",
        "known: [",
    ],
)
def test_a_file_that_says_too_little_or_twice_is_refused(tmp_path: Path, text: str) -> None:
    """Reason and last day are part of every entry."""
    path = tmp_path / "known.yaml"
    path.write_text(text)

    with pytest.raises(DataError, match=r"known\.yaml"):
        load_baseline(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(DataError, match=r"known\.yaml"):
        load_baseline(tmp_path / "known.yaml")
