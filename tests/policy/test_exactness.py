"""Money never meets a float."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import harness

PACKAGE = Path(harness.__file__).parent
MODULES = [
    PACKAGE / "money.py",
    *sorted((PACKAGE / "policy").rglob("*.py")),
    *sorted((PACKAGE / "domain").rglob("*.py")),
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_that_handles_money_knows_a_float(path: Path) -> None:
    """Neither a literal with a point, nor the name, nor a true division of integers by a slash."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
        assert not (isinstance(node, ast.Call) and _name(node.func) == "round"), node.lineno


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
