"""Naming a HIS: ``reference``, ``http://…``, ``stdio:COMMAND``, ``python:m:f``, a ``his.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from harness.errors import UsageError
from harness.validation import schema

KINDS: Final = ("reference", "http", "stdio", "python", "attended", "trace")
FORMS: Final = (
    "reference, reference:DEFECT, http://HOST:PORT, stdio:COMMAND, python:MODULE:FACTORY, "
    "attended, trace:FILE, or a his.toml"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HisSpec:
    """Where a HIS is and what is known about it beforehand.

    Attributes:
        text: as the user wrote it.
        kind: one of ``KINDS``.
        target: URL, command, module path, defects or file.
        alias: per kind (physicians, departments, items, beds, institutions) world id to own code.
        hospital: the hospital that the report names.
        in_service_on: attested day of going live, ``2025-04-28``.
        run: options of ``certify`` that the file presets.

    """

    text: str
    kind: str
    target: str = ""
    alias: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hospital: str | None = None
    in_service_on: str | None = None
    token: str | None = None
    read: float = 120.0
    run: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_process(self) -> bool:
        """Whether it runs inside this process and needs no socket."""
        return self.kind == "reference"


def parse(text: str | None) -> HisSpec:
    """Return the HIS that a SPEC names; nothing names the built-in reference hospital.

    Raises:
        UsageError: if it names none; says which forms there are.

    """
    if not text:
        return HisSpec(text="reference", kind="reference")
    if text.endswith(".toml"):
        return _from_file(Path(text))
    kind, _, target = text.partition(":")
    if kind in ("http", "https"):
        return HisSpec(text=text, kind="http", target=text)
    if kind in ("reference", "attended") and (target or ":" not in text):
        return HisSpec(text=text, kind=kind, target=target)
    if kind in ("stdio", "python", "trace") and target.strip():
        return HisSpec(text=text, kind=kind, target=target)
    raise UsageError(f"{text!r} names no HIS", remedy=f"Expected {FORMS}.")


def _from_file(path: Path) -> HisSpec:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            "cannot be read",
            where=str(path),
            why=error.strerror,
            remedy="`harness init` writes a commented one.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("not well-formed TOML", where=str(path), why=str(error)) from None
    schema("data/his.json").check(content, str(path))
    his = content["his"]
    named = parse(his["spec"])
    if named.run or his["spec"].endswith(".toml"):
        raise UsageError("/his/spec names another file", where=str(path))
    return replace(
        named,
        alias=content.get("alias", {}),
        hospital=his.get("hospital"),
        in_service_on=his.get("in_service_on"),
        token=his.get("token"),
        read=float(his.get("read_timeout", 120)),
        run=content.get("run", {}),
    )
