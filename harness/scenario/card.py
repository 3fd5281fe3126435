"""What a scenario says to a person who plays one of its steps by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Bilingual = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something a person is asked about the screen or the paper.

    Attributes:
        name: path in what was shown, ``filing.status``.
        choices: value and label of each answer; none: the person types it.

    """

    name: str
    label: Bilingual
    choices: tuple[tuple[str, Bilingual], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a person is told who plays a step by hand; see ``$defs/card`` of the schema."""

    title: Bilingual
    do: Bilingual
    ends: Bilingual | None = None
    asks: tuple[Ask, ...] = ()

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Card:
        """Return the card that a valid scenario file describes."""
        asks = tuple(
            Ask(
                name=each["name"],
                label=each["label"],
                choices=tuple((one["value"], one["label"]) for one in each.get("choices", ())),
            )
            for each in item.get("asks", ())
        )
        return cls(title=item["title"], do=item["do"], ends=item.get("ends"), asks=asks)
