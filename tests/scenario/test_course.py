"""Which step comes next when a person plays."""

from __future__ import annotations

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.course import POSTPONED, Course
from harness.scenario.model import Kind, Step

STEPS = (
    Step(id="a", kind=Kind.HIS),
    Step(id="fault", kind=Kind.FAULT),
    Step(id="b", kind=Kind.HIS),
    Step(id="c", kind=Kind.OBSERVE),
    Step(id="up", kind=Kind.FAULT),
)


def journal(*told: tuple[str, str], postponed: str = "") -> Journal:
    """Return a journal of steps that began and ended."""
    found = Journal()
    for id_, phase in told:
        skipped = {"skipped": {"because": POSTPONED}} if (id_, phase) == (postponed, "end") else {}
        body = {"id": id_, "phase": phase, "kind": "his", **skipped}
        found.append(moment("2025-05-06T09:00"), "step", body)
    return found


def walked(course: Course) -> list[str]:
    """Return the steps that are left."""
    found = []
    while step := course.next():
        found.append(step.id)
        course.forward()
    return found


def both(*ids: str) -> list[tuple[str, str]]:
    """Return steps that were played to their end."""
    return [(id_, phase) for id_ in ids for phase in ("begin", "end")]


def test_straight_on() -> None:
    """Without an earlier sitting the steps come in the order of the file."""
    assert walked(Course(STEPS)) == ["a", "fault", "b", "c", "up"]


def test_back_arranges_again() -> None:
    """Going back plays the step before again, with what we arrange for it."""
    course = Course(STEPS)
    for _ in range(3):
        course.forward()
    course.back()
    assert walked(course) == ["fault", "b", "c", "up"]


def test_back_from_the_first_step_stays() -> None:
    """Before the first step there is none."""
    course = Course(STEPS)
    course.back()
    assert walked(course) == ["a", "fault", "b", "c", "up"]


def test_back_into_an_earlier_sitting() -> None:
    """The step before may have been played the last time."""
    course = Course(STEPS, journal(*both("a")).entries)
    course.back()
    assert walked(course) == ["a", "fault", "b", "c", "up"]


def test_an_open_step_goes_on_where_it_was() -> None:
    """What was begun last and not ended keeps its beginning and its arrangement."""
    course = Course(STEPS, journal(*both("a", "fault"), ("b", "begin")).entries)
    step = course.next()
    assert step is not None
    assert step.id == "b"
    assert course.begun(step) == 5


def test_what_was_put_off_comes_first_the_next_time() -> None:
    """A step that was put off is open, the others are not played again."""
    told = journal(*both("a", "fault", "b", "c"), postponed="b").entries
    assert walked(Course(STEPS, told)) == ["fault", "b", "up"]


def test_nothing_left() -> None:
    """A row that was played to its end has no next step."""
    assert Course(STEPS, journal(*both("a", "fault", "b", "c", "up")).entries).next() is None
