"""``report.html``: one file for a bureau, a vendor and a printer, in two languages."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from . import wording
from .evidence import Evidence
from .exhibit import Exhibits
from .fold import Report
from .page import page
from .signer import SignerIdentity

REPORT_HTML: Final = "report.html"


def write_html(report: Report, evidence: Evidence, signer: SignerIdentity) -> bytes:
    """Return the bytes of ``report.html``.

    Args:
        report: the run.
        evidence: where the exchanges behind failures are read from.
        signer: named on the first page.

    """
    text: str = _template().render(
        page=page(report, Exhibits(evidence)), report=report, signer=signer
    )
    return text.encode("utf-8", "backslashreplace") + b"\n"


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("harness.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"bi": wording.both, "json": shown, "inline": inline, "moment": legible}
    environment.globals |= {
        "words": wording,
        "verdict_words": lambda code: wording.say(wording.VERDICTS, code),
        "outcome_words": lambda code: wording.say(wording.OUTCOMES, code),
        "say": wording.say,
        "sign": lambda code: wording.SIGNS.get(code, "?"),
    }
    return environment.get_template("report.html.j2")


def shown(value: Any) -> str:
    """Return an expected or actual value as a person reads it."""
    if value is None:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def inline(value: Any) -> str:
    """Return a value on one line."""
    return json.dumps(value, ensure_ascii=False)


def legible(value: Any) -> str:
    """Return a moment without its ``T``, its seconds kept, its offset left out."""
    return str(value)[:19].replace("T", " ") if value else "—"
