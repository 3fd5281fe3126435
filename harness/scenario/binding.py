"""Filling ``${…}``: values of the row, the day of the start, and what steps returned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from harness.errors import HarnessError

_PLACE: Final = re.compile(r"\$\{([^{}]*)\}")


class Unbound(HarnessError):
    """A placeholder asks for something that no step returned.

    Attributes:
        name: the first part, which names the row's value or the step's ``as``.

    """

    def __init__(self, path: str) -> None:
        """Keep the whole path and its first part."""
        super().__init__(f"${{{path}}} has no value")
        self.path = path
        self.name = path.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Binding:
    """What placeholders stand for at one point of a run."""

    values: Mapping[str, Any]
    returned: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def returning(self, name: str, reply: Mapping[str, Any]) -> Binding:
        """Return the binding after a step returned something ``as: name``."""
        return Binding(self.values, {**self.returned, name: reply})

    def fill(self, value: Any) -> Any:
        """Return a value with every placeholder filled, in keys too.

        Raises:
            Unbound: at the first that has no value.

        """
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {str(self.fill(key)): self.fill(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.fill(each) for each in value]
        return value

    def _text(self, text: str) -> Any:
        whole = _PLACE.fullmatch(text)
        if whole:
            return self._value(whole[1])
        return _PLACE.sub(lambda found: _written(self._value(found[1])), text)

    def _value(self, path: str) -> Any:
        name, _, rest = path.partition(".")
        if name in self.values and not rest:
            return _as_text(self.values[name])
        if name in self.values:
            return _walk(self.values[name], rest, path)
        if name not in self.returned:
            raise Unbound(path)
        reply = self.returned[name]
        try:
            return _walk(reply, rest, path)
        except Unbound:
            return _walk(reply.get("shown"), rest, path)


def names_in(value: Any) -> Iterator[str]:
    """Give the first part of every placeholder in a value."""
    if isinstance(value, str):
        yield from (found.partition(".")[0] for found in _PLACE.findall(value))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from names_in(key)
            yield from names_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from names_in(each)


def _walk(value: Any, rest: str, path: str) -> Any:
    for part in filter(None, rest.split(".")):
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise Unbound(path)
    return value


def _as_text(value: Any) -> Any:
    """A row's number becomes a text; null, objects and lists stay what they are."""
    if isinstance(value, bool) or value is None or isinstance(value, (Mapping, list)):
        return value
    return str(value)


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return str(value)
