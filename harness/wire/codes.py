"""Code tables (wire.md §7) and the provincial spellings of a code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from harness import resources

from .dialects import Dialect


@cache
def tables() -> Mapping[str, Mapping[str, Any]]:
    """Return every code table by its name, as ``schemas/wire/codes.yaml`` has it."""
    found: Mapping[str, Mapping[str, Any]] = resources.load_yaml("schemas/wire/codes.yaml")[
        "tables"
    ]
    return found


def meaning(table: str, code: str, lang: str = "zh") -> str | None:
    """Return what a code means; a provincial extension means what its base means."""
    content = tables()[table]
    known: dict[str, dict[str, str]] = {**content["codes"], **content.get("also", {})}
    if code in known:
        return known[code][lang]
    if not content.get("extensible"):
        return None
    bases = [each for each in known if code.startswith(each) and code[len(each) :].isdigit()]
    return known[max(bases, key=len)][lang] if bases else None


def spelt(table: str, code: str, dialect: Dialect) -> str:
    """Return a code of the printed table as a dialect writes it."""
    return _forms(table, dialect).get(code, code)


def unspelt(table: str, code: str, dialect: Dialect) -> str:
    """Return the code of the printed table that a dialect's code stands for."""
    own = _forms(table, dialect)
    others = () if code in tables()[table]["codes"] else tables()[table].get("forms", {}).values()
    spellings = [own, *(others if dialect.codes == "national" else ())]
    meant = (each for form in spellings for each, written in form.items() if written == code)
    return next(meant, code)


def code_schema(table: str, dialect: Dialect, *, required: bool) -> dict[str, Any]:
    """Return the schema keywords that hold a field to a code table in a dialect.

    An optional field may be empty. A ``national`` dialect takes every spelling, and each code of an
    extensible table with further digits behind.
    """
    content = tables()[table]
    written = list(dict.fromkeys(spelt(table, each, dialect) for each in content["codes"]))
    if dialect.codes == "printed":
        return {"enum": written if required else ["", *written]}
    known = list(dict.fromkeys([*written, *content.get("also", {}), *_elsewhere(content)]))
    if not content.get("extensible"):
        return {"enum": known if required else ["", *known]}
    inner = "|".join(sorted(known))
    tail = f"({inner})[0-9]{{0,6}}"
    return {
        "pattern": f"^{tail}$" if required else f"^({tail})?$",
        "not": {"type": "string", "pattern": "\n"},
    }


def _elsewhere(content: Mapping[str, Any]) -> list[str]:
    forms = content.get("forms", {}).values()
    return [*content["codes"], *(each for form in forms for each in form.values())] if forms else []


def _forms(table: str, dialect: Dialect) -> Mapping[str, str]:
    form = dialect.forms.get(table)
    found: Mapping[str, str] = tables()[table]["forms"][form] if form else {}
    return found
