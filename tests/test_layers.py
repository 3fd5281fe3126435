"""Parts of the harness import downwards, never sideways or up."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness

PACKAGE = Path(harness.__file__).parent

#: Highest first. Parts on one line know nothing of each other.
LAYERS = [
    {"__main__"},
    {"cli", "pytest_plugin"},
    {"drivers", "hospital", "reports"},
    {"scenario", "web"},
    {"faults", "simulator", "verdicts", "storage"},
    {"policy"},
    {"domain", "wire", "journal"},
    {"validation"},
    {"calendar"},
    {"clock", "lifecycle", "money", "resources"},
    {"errors"},
]
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}

#: What a part must not import although it lies lower.
FORBIDDEN = {
    "policy": {"wire"},
    "hospital": {"policy", "simulator", "scenario", "web", "faults", "storage", "verdicts"},
}


def part_of(path: Path) -> str:
    """Name the part that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> Iterator[str]:
    """Name the parts that a module imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                targets = [each.name for each in names]
            case ast.ImportFrom(module=str(module), names=names, level=0):
                targets = [f"{module}.{each.name}" for each in names]
            case _:
                continue
        for target in targets:
            package, _, rest = target.partition(".")
            part = rest.partition(".")[0]
            if package == "harness" and part in RANK:
                yield part


MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent != PACKAGE or path.name != "__init__.py"
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    """A module imports its own part and parts of lower layers only."""
    part = part_of(path)
    others = {other for other in imported_parts(path) if other != part}
    upward = {other for other in others if RANK[other] <= RANK[part]}

    assert set() == upward
    assert set() == others & FORBIDDEN.get(part, set())


def test_every_part_has_a_layer() -> None:
    """A new part must be given its place in LAYERS."""
    assert {part_of(path) for path in MODULES} <= set(RANK)
