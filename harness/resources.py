"""Where the data that ships with the harness is, and how it is read.

A wheel carries ``schemas/``, ``scenarios/`` and ``fixtures/`` inside the package; a checkout has
them beside it. This is the only module that knows.
"""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import yaml

from harness.errors import DataError

FOLDERS: Final = ("schemas", "scenarios", "fixtures")


def data_root() -> Traversable:
    """Return the folder that holds schemas, scenarios and fixtures."""
    shipped = files("harness").joinpath("_data")
    return shipped if shipped.is_dir() else Path(__file__).parent.parent


def read_text(name: str) -> str:
    """Return a shipped file's text, named as ``fixtures/worlds/capital.yaml``.

    Raises:
        DataError: if there is no such file.

    """
    try:
        return data_root().joinpath(*name.split("/")).read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise DataError("no such file in the harness's data", where=name) from None


def names(folder: str, suffix: str = "") -> list[str]:
    """Return the shipped files below a folder whose names end so, sorted, as ``folder/…`` names."""
    top = data_root().joinpath(*folder.split("/"))
    return sorted(_walk(top, folder, suffix)) if top.is_dir() else []


def load_yaml(name: str) -> Any:
    """Return the content of a shipped YAML file.

    Raises:
        DataError: if the file is missing or not well-formed.

    """
    return load_yaml_text(read_text(name), name)


def load_json(name: str) -> Any:
    """Return the content of a shipped JSON file.

    Raises:
        DataError: if the file is missing or not well-formed.

    """
    try:
        return json.loads(read_text(name))
    except ValueError as error:
        raise DataError("not well-formed JSON", where=name, why=str(error)) from None


def load_yaml_text(text: str, name: str) -> Any:
    """Return the content of a YAML text read by YAML 1.2 rules.

    Only ``true`` and ``false`` are booleans, dates stay text, ``0012`` is the text ``"0012"``, and
    a key that stands twice in one mapping is refused.

    Args:
        text: the document.
        name: the file's name, for messages.

    Raises:
        DataError: if the text is not well-formed; says the line.

    """
    try:
        # The loader is a SafeLoader with fewer implicit types.
        return yaml.load(text, Loader=_Yaml12)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise DataError("not well-formed YAML", where=where, why=error.problem) from None
    except yaml.YAMLError as error:
        raise DataError("not well-formed YAML", where=name, why=str(error)) from None


def line_of(text: str, pointer: str) -> int:
    """Return the line of a YAML text on which the value of a JSON Pointer stands, or its parent's.

    Args:
        text: well-formed YAML.
        pointer: as a schema names a place; ``""`` is the whole.

    """
    node = yaml.compose(text, Loader=_Yaml12)
    line = 1
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        found = _child(node, key)
        if found is None:
            break
        line, node = found
    return line


def _child(node: Any, key: str) -> tuple[int, Any] | None:
    """Return the line of a member and its node."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
        child = node.value[int(key)]
        return child.start_mark.line + 1, child
    return None


def _walk(folder: Traversable, prefix: str, suffix: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.name.startswith((".", "__")):
            continue
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            yield from _walk(entry, name, suffix)
        elif name.endswith(suffix):
            yield name


class _Yaml12(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader by YAML 1.2 rules that refuses duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice", key_node.start_mark
                )
            seen.add(key_node.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def _core_schema() -> dict[str, list[tuple[str, Any]]]:
    null = re.compile(r"^(?:~|null|)$")
    boolean = re.compile(r"^(?:true|false)$")
    integer = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
    number = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$")
    table: dict[str, list[tuple[str, Any]]] = {}
    for first in ["~", "n", ""]:
        table.setdefault(first, []).append(("tag:yaml.org,2002:null", null))
    for first in "tf":
        table.setdefault(first, []).append(("tag:yaml.org,2002:bool", boolean))
    for first in "-+0123456789":
        table.setdefault(first, []).append(("tag:yaml.org,2002:int", integer))
        table.setdefault(first, []).append(("tag:yaml.org,2002:float", number))
    return table


_Yaml12.yaml_implicit_resolvers = _core_schema()
