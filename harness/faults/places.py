"""Finding and changing values inside an answer.

A place is named by a JSON Pointer (`/setlinfo/setl_id`) or by a field's name alone (`setl_id`),
which means every field of that name, however deep.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

__all__ = ["changed", "places", "value_at"]

Path: TypeAlias = tuple[str | int, ...]


def places(value: Any, name: str) -> list[Path]:
    """Return the paths that a name or pointer means in a value; none where it is absent."""
    if name.startswith("/"):
        path = resolve(value, name)
        return [] if path is None else [path]
    return [path for path in walk(value) if path and path[-1] == name]


def resolve(value: Any, pointer: str) -> Path | None:
    """Turn a JSON Pointer into a path, None where nothing stands there.

    Where a list stands in the way and the pointer names a field, its first row is meant.
    """
    path: list[str | int] = []
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and value and not key.isdigit():
            path.append(0)
            value = value[0]
        if isinstance(value, list) and key.isdigit() and int(key) < len(value):
            path.append(int(key))
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            path.append(key)
            value = value[key]
        else:
            return None
    return tuple(path)


def walk(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value, parents first."""
    yield path
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, (*path, index))


def value_at(value: Any, path: Path) -> Any:
    """Return what stands at a path."""
    for key in path:
        value = value[key]
    return value


def changed(value: Any, paths: list[Path], change: Callable[[Any], Any]) -> Any:
    """Return a copy in which the values at some paths are changed."""
    result = copy.deepcopy(value)
    for path in paths:
        if not path:
            return change(result)
        parent = value_at(result, path[:-1])
        parent[path[-1]] = change(parent[path[-1]])
    return result
