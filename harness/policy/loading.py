"""Files to packs: read, merged, checked against the schema and against themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from harness import resources
from harness.validation import schema

from .coherence import check
from .errors import PackError
from .pack import Pack, Parameter, Text, Value
from .parameters import KNOWN

PACKS: Final = "fixtures/packs"


def pack_names() -> list[str]:
    """Return the names of the packs that ship with the harness."""
    return sorted(
        name.split("/")[-2] for name in resources.names(PACKS, "/pack.yaml") if name.count("/") == 3
    )


@cache
def pack(name_or_path: str) -> Pack:
    """Return a pack by its shipped name, or from a file or folder of the user's own.

    Raises:
        PackError: if there is none, or it does not load; names file, parameter and reason.

    """
    if name_or_path in pack_names():
        names = resources.names(f"{PACKS}/{name_or_path}", ".yaml")
        return _built([(name, resources.load_yaml(name)) for name in names])
    path = Path(name_or_path)
    if path.is_dir():
        return _built([_own(each) for each in sorted(path.glob("*.yaml"))])
    if path.is_file():
        return _built([_own(path)])
    raise PackError(
        f"there is no pack {name_or_path!r}",
        why=f"shipped are {', '.join(pack_names())}; it is no file and no folder either",
    )


def _own(path: Path) -> tuple[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError("not readable", where=str(path), why=str(error)) from None
    return str(path), resources.load_yaml_text(text, str(path))


def _built(documents: list[tuple[str, Any]]) -> Pack:
    for name, document in documents:
        schema("data/pack.json").check(document, name)
    heads = [(name, each) for name, each in documents if "pack" in each]
    if len(heads) != 1:
        where = documents[0][0] if documents else "an empty folder"
        raise PackError(f"a pack has one head, here are {len(heads)}", where=where)
    where, head = heads[0]
    shared = [_shared(each, where) for each in head.get("includes", [])]
    made = Pack(
        name=head["pack"],
        title=head["title"],
        pools=tuple(head["pools"]),
        in_force_from=date.fromisoformat(head["in_force_from"]),
        in_force_clauses=tuple(head["in_force_clause"]),
        fictional=head["fictional"],
        unverified_after=_day(head.get("unverified_after")),
        banner=head.get("banner"),
        parameters=_merged([*documents, *shared], head.get("missing", []), where),
    )
    check(made, where)
    return made


def _shared(name: str, where: str) -> tuple[str, Any]:
    file = f"{PACKS}/{name}.yaml"
    if file not in resources.names(PACKS, ".yaml"):
        raise PackError(f"there is no fragment {name!r} to include", where=where)
    document = resources.load_yaml(file)
    schema("data/pack.json").check(document, file)
    return file, document


def _merged(
    documents: list[tuple[str, Any]], absences: list[dict[str, Any]], where: str
) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for file, document in documents:
        for name, content in document.get("parameters", {}).items():
            _claim(found, _parameter(name, content, file), file)
    for absence in absences:
        for name in absence["parameters"]:
            _claim(found, _absent(name, absence, where), where)
    return found


def _claim(found: dict[str, Parameter], parameter: Parameter, file: str) -> None:
    if parameter.name in found:
        raise PackError(f"{parameter.name} is given twice", where=file)
    found[parameter.name] = parameter


def _parameter(name: str, content: dict[str, Any], file: str) -> Parameter:
    if name not in KNOWN:
        raise PackError(f"{name} is used by no rule", where=file, remedy="Remove it.")
    values = _periods([_value(each) for each in content["values"]])
    given = content.get("keys", {})
    # Rows nest in the order of KNOWN, whatever order a writer of YAML gave the keys.
    facts = [*KNOWN[name][1], *(key for key in given if key not in KNOWN[name][1])]
    keys = {key: tuple(given[key]) for key in facts if key in given}
    return Parameter(
        name=name,
        unit=content["unit"],
        keys=keys,
        values=values,
        elsewhere=content.get("elsewhere"),
    )


def _periods(values: list[Value]) -> tuple[Value, ...]:
    """End each open period where the next begins; whatever else is wrong is left to be refused."""
    ends = [each.since - timedelta(days=1) for each in values[1:]]
    return tuple(
        replace(each, until=end) if each.until is None and end and end >= each.since else each
        for each, end in zip(values, [*ends, None], strict=True)
    )


def _value(content: dict[str, Any]) -> Value:
    return Value(
        since=date.fromisoformat(content["from"]),
        until=_day(content.get("until")),
        clauses=tuple(content["clause"]),
        content=content.get("rows", content.get("value")),
        missing=content.get("missing"),
    )


def _absent(name: str, absence: dict[str, Any], where: str) -> Parameter:
    if name not in KNOWN:
        raise PackError(f"{name} is used by no rule", where=where, remedy="Remove it.")
    reason: Text = absence["reason"]
    value = Value(
        since=date.fromisoformat(absence["from"]),
        until=None,
        clauses=tuple(absence["clause"]),
        missing=reason,
    )
    return Parameter(name=name, unit=KNOWN[name][0], keys={}, values=(value,))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
