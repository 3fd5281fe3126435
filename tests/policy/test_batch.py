"""Files are adjudicated in order, whatever the number of workers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from harness.policy.batch import CHUNK, Recipe, adjudicate_lines, encode

CASE = {
    "person": {"status": "active", "disabled": False},
    "stays": [
        {
            "grade": "3A",
            "reach": "local",
            "admitted_on": "2025-03-01",
            "discharged_on": "2025-03-09",
            "lines": [{"item_class": "A", "kind": "ordinary", "amount": "50000.00"}],
        }
    ],
}
RECIPE = Recipe(pack="nm-region", readings={})


def lines(count: int) -> list[bytes]:
    """Return so many cases, every tenth of them broken."""
    return [
        b"nonsense\n" if number % 10 == 9 else json.dumps({"case": number, **CASE}).encode()
        for number in range(count)
    ]


def test_every_line_in_gets_one_line_out_in_order() -> None:
    """Broken lines keep their place."""
    seen: list[tuple[int, int]] = []
    told = adjudicate_lines(RECIPE, lines(30), progress=lambda *each: seen.append(each))
    answers = [json.loads(each) for each in b"".join(told).splitlines()]

    assert [None if n % 10 == 9 else n for n in range(30)] == [each["case"] for each in answers]
    assert [(30, 3)] == seen


def test_several_workers_give_the_same_bytes() -> None:
    """Parallel work changes nothing but the time."""
    many = lines(2 * CHUNK + 7)

    assert b"".join(adjudicate_lines(RECIPE, many)) == b"".join(
        adjudicate_lines(RECIPE, many, jobs=2)
    )


def test_input_is_taken_only_as_fast_as_it_is_answered() -> None:
    """Memory stays constant: the second chunk is not read before the first is out."""
    read = 0

    def source() -> Iterator[bytes]:
        nonlocal read
        for line in lines(3 * CHUNK):
            read += 1
            yield line

    next(adjudicate_lines(RECIPE, source()))

    assert CHUNK == read


def test_a_name_that_utf8_cannot_hold_is_written_with_escapes() -> None:
    """A lone surrogate or a giant integer as the case's name breaks no output."""
    assert {"case": "\ud800"} == json.loads(encode({"case": "\ud800"}))
    assert {"case": 2**70} == json.loads(encode({"case": 2**70}))
