"""``junit.xml``: the run as continuous integration reads it.

One suite per row of a scenario with a case per check, one suite with a case per scored clause, and
one case for the outcome, so that no green file stands beside an outcome that is not ``conformant``.
Everything but ``pass`` and ``not_applicable`` is a failure or an error whose type is the verdict.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from xml.etree import ElementTree as ET

from harness.verdicts.verdict import Verdict

from .fold import Report
from .records import FindingRecord, RequirementRecord, RowRecord

JUNIT_XML: Final = "junit.xml"
ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold in any spelling."""


def write_junit(report: Report) -> bytes:
    """Return the bytes of ``junit.xml``."""
    root = ET.Element("testsuites", name=_clean(f"harness {report.start['suite']['name']}"))
    root.append(_outcome(report))
    root.append(_clauses(report))
    root.extend(_row(row, report) for row in report.rows)
    _count(root)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _outcome(report: Report) -> ET.Element:
    suite = _suite("outcome", report)
    case = ET.SubElement(suite, "testcase", classname="harness", name="outcome")
    if report.outcome != "conformant":
        kind = "error" if report.outcome == "invalid" else "failure"
        _complaint(case, kind, report.outcome, report.end["closing"]["en"], "")
    return suite


def _clauses(report: Report) -> ET.Element:
    suite = _suite("requirements", report)
    for each in report.requirements:
        if each.scored:
            _clause(ET.SubElement(suite, "testcase", classname="requirements", name=each.id), each)
    return suite


def _clause(case: ET.Element, each: RequirementRecord) -> None:
    title = each.definition.get("title", {}).get("en", each.id)
    checks = [f"{one['check']}: {one['verdict']}" for one in each.assertions]
    _mark(case, each.verdict, title, "\n".join(checks))


def _row(row: RowRecord, report: Report) -> ET.Element:
    name = row.scenario if row.row == "_" else f"{row.scenario} [{row.row}]"
    suite = _suite(name, report)
    suite.set("time", f"{row.elapsed_ms // 1000}.{row.elapsed_ms % 1000:03d}")
    if not row.finished:
        case = ET.SubElement(suite, "testcase", classname=_clean(name), name="finished")
        _mark(case, row.verdict, "the run broke off before this row was finished", "")
    for finding in row.findings:
        _check(ET.SubElement(suite, "testcase", classname=_clean(name)), finding)
    return suite


def _check(case: ET.Element, finding: FindingRecord) -> None:
    case.set("name", _clean(finding.check))
    _properties(case, finding)
    _mark(case, finding.verdict, finding.message["en"], _details(finding))


def _properties(case: ET.Element, finding: FindingRecord) -> None:
    values = {
        "requirements": " ".join(finding.requirements),
        "grade": finding.grade,
        "blocked_by": finding.blocked_by,
        "waived": finding.waived,
    }
    kept = {name: value for name, value in values.items() if value}
    if kept:
        properties = ET.SubElement(case, "properties")
        for name, value in kept.items():
            ET.SubElement(properties, "property", name=name, value=_clean(value))


def _mark(case: ET.Element, verdict: Verdict, message: str, details: str) -> None:
    match verdict:
        case Verdict.PASS:
            return
        case Verdict.NOT_APPLICABLE:
            ET.SubElement(case, "skipped", message=_clean(f"{verdict}: {message}"))
        case Verdict.ERROR:
            _complaint(case, "error", verdict, message, details)
        case _:
            _complaint(case, "failure", verdict, message, details)


def _complaint(case: ET.Element, tag: str, kind: str, message: str, details: str) -> None:
    element = ET.SubElement(case, tag, type=kind, message=_clean(f"{kind}: {message}"))
    element.text = _clean(details)


def _details(finding: FindingRecord) -> str:
    lines = [
        f"expected: {_text(finding.expected)}",
        f"actual:   {_text(finding.actual)}",
        *(f"evidence: {ref.file} entry {ref.n}" for ref in finding.evidence),
    ]
    if finding.blocked_by:
        lines.append(f"blocked by: {finding.blocked_by}")
    if finding.hint:
        lines.append(f"what to do: {finding.hint['en']}")
    return "\n".join(lines)


def _suite(name: str, report: Report) -> ET.Element:
    started = str(report.start["started_at"] or "")[:19]
    return ET.Element("testsuite", name=_clean(name), timestamp=_clean(started))


def _count(root: ET.Element) -> None:
    for suite in root:
        _totals(suite)
    _totals(root)


def _totals(element: ET.Element) -> None:
    for name, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        element.set(name, str(sum(1 for _ in element.iter(tag))))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _clean(text: str) -> str:
    return ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
