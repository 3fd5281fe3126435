"""Whatever a value, a step, a reading or a condition cites is a requirement of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from harness import resources

FOLDER = "scenarios/requirements"
#: Marks of packs that cite no text: invented values, and values of a bureau's own ruling.
OWN = {"INVENTED", "LOCAL"}
CLAUSE = re.compile(r"\b(?:WH25|NM25|IM14|BMI14|LAI14|FEE14|REF14|ACC14|DER)-[A-Z0-9][A-Za-z0-9-]*")


def catalogue() -> set[str]:
    """Return the ids of all requirements."""
    found = set()
    for name in resources.names(FOLDER, ".yaml"):
        content = resources.load_yaml(name)
        rows = content["requirements"] if isinstance(content, dict) else content
        found |= {row["id"] for row in rows}
    return found


def cited(content: object) -> Iterator[str]:
    """Yield every clause id in the values of a data file."""
    match content:
        case dict():
            for value in content.values():
                yield from cited(value)
        case list():
            for value in content:
                yield from cited(value)
        case str():
            yield from CLAUSE.findall(content)


@pytest.mark.parametrize("name", resources.names("fixtures/packs", ".yaml"))
def test_every_clause_cited_is_in_the_catalogue(name: str) -> None:
    """A clause that nobody can look up proves nothing."""
    assert set() == set(cited(resources.load_yaml(name))) - catalogue() - OWN
