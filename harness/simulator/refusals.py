"""Refusals: a code, its words in both languages, the clause and what to do.

The table is ``refusals.yaml`` beside this module. A business refusal goes out as ``infcode`` -1
and ``CODE: text`` (Chinese, at most 200 characters).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from harness.errors import OursFault
from harness.resources import load_yaml_text
from harness.validation import schema

LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One row of the table."""

    code: str
    zh: str
    en: str
    clause: str
    remedy_zh: str
    remedy_en: str


class Refused(Exception):
    """Raised by a service to end a message with a refusal; never leaves the platform."""

    def __init__(self, code: str, detail: str = "") -> None:
        """``detail`` is added to the Chinese text in full-width brackets."""
        super().__init__(code)
        self.code = code
        self.detail = detail

    @property
    def text(self) -> str:
        """The Chinese text that goes out after the code, short enough for ``err_msg``."""
        row = refusal(self.code)
        words = f"{row.zh}（{self.detail}）" if self.detail else row.zh
        return words[: LIMIT - len(self.code) - 2]


@cache
def refusals() -> dict[str, Refusal]:
    """The whole table by code.

    Raises:
        DataError: the table breaks ``schemas/data/refusals.json``.
    """
    text = files("harness.simulator").joinpath("refusals.yaml").read_text(encoding="utf-8")
    content = load_yaml_text(text, "harness/simulator/refusals.yaml")
    schema("data/refusals.json").check(content, "harness/simulator/refusals.yaml")
    return {
        code: Refusal(
            code=code,
            zh=row["zh"],
            en=row["en"],
            clause=row["clause"],
            remedy_zh=row["remedy"]["zh"],
            remedy_en=row["remedy"]["en"],
        )
        for code, row in content.items()
    }


def refusal(code: str) -> Refusal:
    """The row of a code.

    Raises:
        OursFault: a service uses a code that is not in the table.
    """
    found = refusals().get(code)
    if found is None:
        raise OursFault(f"refusal {code!r} is not in the table", where="refusals.yaml")
    return found
