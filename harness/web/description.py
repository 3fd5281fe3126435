"""The control port's own description: OpenAPI 3.1, complete in one document."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from harness import __version__
from harness.resources import load_json

__all__ = ["openapi"]

#: Component -> schema file; the same files that requests are checked against.
PARTS: Final = {
    "Sandbox": "sandbox",
    "Clock": "clock",
    "Act": "act",
    "Probe": "probe",
    "FaultPlan": "fault-plan",
}


@cache
def openapi() -> dict[str, Any]:
    """Return the document, request schemas put in."""
    document: dict[str, Any] = load_json("schemas/control/openapi.json")
    document["info"]["version"] = __version__
    for name, file in PARTS.items():
        content = load_json(f"schemas/control/{file}.json")
        kept = {key: value for key, value in content.items() if key not in {"$schema", "$id"}}
        document["components"]["schemas"][name] = _pointed(kept)
    return document


def _pointed(value: Any) -> Any:
    """Let references to our files point into the document."""
    if isinstance(value, list):
        return [_pointed(each) for each in value]
    if not isinstance(value, dict):
        return value
    files = {f"harness:/control/{file}.json": name for name, file in PARTS.items()}
    return {
        key: f"#/components/schemas/{files[each]}"
        if key == "$ref" and each in files
        else _pointed(each)
        for key, each in value.items()
    }
