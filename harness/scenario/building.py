"""From the content of a scenario file, already valid, to the value that is played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from harness.errors import DataError

from .card import Card
from .model import (
    UNSET,
    Alternative,
    Claim,
    Fault,
    Kind,
    Never,
    Row,
    Scenario,
    Seen,
    Step,
    Wire,
    Witness,
)

_VERBS = frozenset(Kind) - {Kind.FAULT, Kind.CLOCK, Kind.RESTART, Kind.TOGETHER}
_WIRE = (
    *("where", "count", "messages", "within", "request", "header"),
    *("any", "accepted", "as_sent", "by", "since", "gaps"),
)


def build(id_: str, content: Mapping[str, Any], where: str) -> Scenario:
    """Return the scenario.

    Raises:
        DataError: if a step, a row or a ``never`` stands twice.

    """
    steps = _steps(content["steps"])
    if "canary" in content:
        steps = (*steps, _step({"id": "canary", **content["canary"], "canary": True}, 0))
    _no_duplicates((each.id for step in steps for each in (step, *step.together)), where, "/steps")
    never = tuple(_never(item, n) for n, item in enumerate(content.get("never", ()), 1))
    _no_duplicates((each.id for each in never), where, "/never")
    return Scenario(
        id=id_,
        title=content["title"],
        about=content.get("about"),
        catalogue=content.get("catalogue"),
        verifies=tuple(content["verifies"]),
        priority=content["priority"],
        profiles=tuple(content["profiles"]),
        arms=tuple(content.get("arms", ())),
        needs=_needs(content, steps),
        mode=content.get("mode"),
        world=content.get("world", "capital"),
        sessions=content.get("sessions") or {"main": content.get("institution")},
        pack=content.get("pack"),
        gateway=content.get("gateway"),
        carriage=content.get("carriage"),
        start=content.get("start"),
        readings=content.get("readings", {}),
        parameters=content.get("parameters", {}),
        rests_on=tuple(content.get("rests_on", ())),
        related=content.get("related", {}),
        must_accept=tuple(content.get("must_accept", ())),
        rows=_rows(content.get("vary"), where),
        steps=steps,
        never=never,
    )


def _needs(content: Mapping[str, Any], steps: tuple[Step, ...]) -> frozenset[str]:
    kinds = {step.kind for step in steps}
    implied = {
        "clock": "start" in content or Kind.CLOCK in kinds,
        "restart": Kind.RESTART in kinds,
        "parallel": Kind.TOGETHER in kinds,
        "chronic_application": any(map(_applies, steps)),
    }
    return frozenset(content.get("needs", ())) | {name for name, yes in implied.items() if yes}


def _applies(step: Step) -> bool:
    """Tell whether a step applies for a listed chronic condition instead of an item."""
    asked = step.kind is Kind.HIS and step.verb == "request_item"
    return (asked and "condition" in step.with_) or any(map(_applies, step.together))


def _rows(vary: list[dict[str, Any]] | None, where: str) -> tuple[Row, ...]:
    if not vary:
        return (Row(name="_", values={}),)
    rows = tuple(
        Row(name=_row_name(values) or f"{n}", values=values) for n, values in enumerate(vary, 1)
    )
    _no_duplicates((row.name for row in rows), where, "/vary")
    return rows


def _row_name(values: Mapping[str, Any]) -> str:
    plain = {k: v for k, v in values.items() if not isinstance(v, (dict, list))}
    return ",".join(f"{key}={_plain(value)}" for key, value in plain.items())


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _steps(items: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(_step(item, n) for n, item in enumerate(items, 1))


def _step(item: Mapping[str, Any], n: int) -> Step:
    kind = next(each for each in Kind if each.value in item)
    id_ = item.get("id", f"{kind}-{n}")
    verb = item[kind] if kind in _VERBS else ""
    return Step(
        id=id_,
        kind=kind,
        verb=verb,
        with_=_with(kind, item),
        as_=item.get("as"),
        user=item.get("user"),
        session=item["restart"] if kind is Kind.RESTART else item.get("session"),
        key=item.get("key", UNSET),
        optional=item.get("optional", False),
        depends=tuple(item.get("depends", ())),
        canary=item.get("canary", False),
        verifies=_ids(item),
        claims=_claims(item.get("expect")),
        to=item["clock"] if kind is Kind.CLOCK else "",
        his_clock=item.get("his_clock"),
        plan=_plan(id_, item["fault"]) if kind is Kind.FAULT else (),
        together=_together(id_, item["together"]) if kind is Kind.TOGETHER else (),
        card=Card.of(item["card"]) if "card" in item else None,
    )


def _with(kind: Kind, item: Mapping[str, Any]) -> dict[str, Any]:
    own = dict(item.get("with", {}))
    if kind is Kind.PROBE:
        own.update({key: item[key] for key in ("institution", "input", "header") if key in item})
    return own


def _together(id_: str, items: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(_step({"id": f"{id_}-{n}", **item}, n) for n, item in enumerate(items, 1))


def _plan(step: str, items: list[dict[str, Any]]) -> tuple[Fault, ...]:
    return tuple(_fault(f"{step}-{n}", item) for n, item in enumerate(items, 1))


def _fault(default: str, item: dict[str, Any]) -> Fault:
    id_ = item.get("id", default)
    plan = {key: value for key, value in item.items() if key != "optional"}
    return Fault(id=id_, plan={**plan, "id": id_}, optional=item.get("optional", False))


def _claims(expect: Any) -> tuple[Claim, ...]:
    blocks = [expect] if isinstance(expect, dict) else expect or []
    claims = [claim for block in blocks for claim in _block(block)]
    seen: dict[str, int] = {}
    return tuple(_numbered(claim, seen) for claim in claims)


def _numbered(claim: Claim, seen: dict[str, int]) -> Claim:
    count = seen[claim.part] = seen.get(claim.part, 0) + 1
    if count == 1:
        return claim
    return replace(claim, part=f"{claim.part}-{count}")


def _block(block: Mapping[str, Any]) -> list[Claim]:
    return [_claim(block, *each) for each in _parts(block)]


def _parts(block: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Mapping[str, Any]]]:
    """Give what a block expects: about, part, expected, and the item's own verifies and hint."""
    for about in ("reply", "sequence", "platform"):
        if about in block:
            yield about, about, block[about], {}
    for one in block.get("wire", ()):
        yield "wire", one.get("part", f"wire.{one['infno']}"), _wire(one), one
    for one in _views(block.get("his", {})):
        yield "seen", one.get("part", f"his.{one['view']}"), _seen(one), one
    for kind, shows in block.get("print", {}).items():
        yield "seen", f"print.{kind}", _print(kind, shows), {}


def _claim(
    block: Mapping[str, Any], about: str, part: str, expected: Any, own: Mapping[str, Any]
) -> Claim:
    prefix = f"{block['part']}." if "part" in block else ""
    return Claim(
        part=prefix + part,
        about=about,
        expected=expected,
        verifies=_ids(own) if "verifies" in own else _ids(block),
        hint=own.get("hint", block.get("hint")),
        witness=_witness(block),
        instead=tuple(_alternatives(block, about, part)),
    )


def _alternatives(block: Mapping[str, Any], about: str, part: str) -> Iterator[Alternative]:
    """Give what the same part would expect under other options."""
    for other in block.get("instead", ()):
        for its_about, its_part, expected, _ in _parts(other):
            if (its_about, its_part) == (about, part):
                yield Alternative(
                    reading=other["reading"], option=other["option"], expected=expected
                )


def _views(his: Any) -> list[dict[str, Any]]:
    if isinstance(his, list):
        return his
    return [{"view": view, "shows": shows} for view, shows in his.items()]


def _seen(item: Mapping[str, Any]) -> Seen:
    return Seen(
        view=item["view"],
        shows=item["shows"],
        key=item.get("key", UNSET),
        user=item.get("user"),
        session=item.get("session"),
        optional=item.get("optional", False),
    )


def _print(kind: str, shows: Any) -> Seen:
    return Seen(view="print", shows=shows, key={"of": UNSET, "kind": kind})


def _wire(item: Mapping[str, Any]) -> Wire:
    return Wire(infno=item["infno"], **{name: item[name] for name in _WIRE if name in item})


def _never(item: Mapping[str, Any], n: int) -> Never:
    view, shows = next(iter(item.get("his", {}).items()), (None, UNSET))
    wire = _wire(item["wire"]) if "wire" in item else None
    default = f"wire.{wire.infno}" if wire else f"his.{view}"
    return Never(
        id=item.get("id", default if n == 1 else f"{default}-{n}"),
        after=item["after"],
        until=item.get("until"),
        wire=wire,
        view=view,
        shows=shows,
        witness=_witness(item),
        verifies=_ids(item),
        hint=item.get("hint"),
    )


def _witness(item: Mapping[str, Any]) -> tuple[Witness, ...]:
    pairs = [pair for each in item.get("witness", ()) for pair in each.items()]
    return tuple(Witness(kind=kind, name=name) for kind, name in pairs)


def _ids(item: Mapping[str, Any]) -> tuple[str, ...] | None:
    return tuple(item["verifies"]) if "verifies" in item else None


def _no_duplicates(names: Iterable[str], where: str, key: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{key} has {name} twice", where=where)
        seen.add(name)
