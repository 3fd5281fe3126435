"""What a kind of fault is: its name, when it may strike, its parameters, its effect."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, TypeAlias

from harness.validation import Schema, compile_schema
from harness.wire.envelope import Response
from harness.wire.http import HttpReply

from .delivery import Delivery, Twice

__all__ = ["AFTER", "BEFORE", "Draft", "Kind", "Phase", "describe", "kind"]

#: Before: nothing has reached the service. After: the transaction is committed.
Phase: TypeAlias = Literal["before", "after"]
BEFORE: Phase = "before"
AFTER: Phase = "after"

Params: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer about to be sent, and what a fault needs in order to spoil it.

    Attributes:
        response: The honest answer; before the service ran, an empty success.
        encode: Writes a response in the dialect of the sandbox, signed and encrypted as it asks.
        seal: Signs a written envelope anew, where the dialect signs more than its content: what
            the platform itself says otherwise bears its signature all the same.
        random: Seeded by sandbox, fault and count: the same run misbehaves in the same way.
        person: World id -> wire names and values of that person, None if there is none.
    """

    response: Response
    encode: Callable[[Response], HttpReply]
    random: Random
    seal: Callable[[dict[str, Any]], dict[str, Any]] = dict
    person: Callable[[str], Mapping[str, str] | None] = lambda _: None

    def reply(self) -> HttpReply:
        """Write the honest answer."""
        return self.encode(self.response)


Effect: TypeAlias = Callable[[Draft, Params], Delivery | Twice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of fault.

    Attributes:
        name: As a plan writes it in `kind`.
        phases: When it may strike, the default first.
        effect: Draft and parameters -> what happens instead.
        params: JSON Schema of each parameter.
        required: Parameters that have no default.
        continues: The exchange goes on after it (only `duplicate` does).
    """

    name: str
    phases: tuple[Phase, ...]
    effect: Effect
    params: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    continues: bool = False

    @property
    def title(self) -> str:
        """What the hospital meets, in one sentence."""
        return (inspect.getdoc(self.effect) or self.name).partition("\n")[0]

    @property
    def bug(self) -> str:
        """The mistake of a hospital system that it brings to light."""
        return (inspect.getdoc(self.effect) or "").partition("\n")[2].strip()

    def schema(self) -> Schema:
        """Return the schema of its parameters."""
        return compile_schema(
            {
                "type": "object",
                "properties": dict(self.params),
                "required": list(self.required),
                "additionalProperties": False,
            }
        )


def kind(
    *phases: Phase, required: tuple[str, ...] = (), continues: bool = False, **params: Any
) -> Callable[[Effect], Kind]:
    """Turn a function into the kind of fault that bears its name."""

    def made(effect: Effect) -> Kind:
        return Kind(
            name=effect.__name__,
            phases=phases,
            effect=effect,
            params=params,
            required=required,
            continues=continues,
        )

    return made


def describe(each: Kind) -> dict[str, Any]:
    """Return what the control port tells about a kind."""
    return {
        "kind": each.name,
        "when": list(each.phases),
        "params": dict(each.params),
        "meets": each.title,
        "catches": each.bug,
    }
