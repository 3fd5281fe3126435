"""junit.xml is well-formed whatever a hospital answers, and never greener than the outcome."""

from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from harness.reports.fold import Report
from harness.reports.junit import write_junit
from harness.reports.stream import read_stream


def read(folder: Path) -> ET.Element:
    """Return the parsed report of a run."""
    content = write_junit(Report.from_events(read_stream(folder / "run.ndjson")))
    return ET.fromstring(content)  # noqa: S314 - our own file


def test_everything_but_pass_and_not_applicable_is_typed(a_run: Path) -> None:
    """A failure or error names its verdict as type, in attribute and message."""
    root = read(a_run)
    checks = {
        case.get("name"): next((each for each in case if each.tag != "properties"), None)
        for suite in root
        if suite.get("name", "").startswith("robustness/")
        for case in suite
    }
    found = {
        name: (each.tag, each.get("type")) for name, each in checks.items() if each is not None
    }

    assert found == {
        "robustness/answer-lost#refer.reply": ("error", "error"),
        "robustness/answer-lost#recover.wire-1": ("failure", "not_exercised"),
        "robustness/answer-lost#quiet.wire": ("failure", "inconclusive"),
        "robustness/answer-lost#print.print": ("failure", "needs_review"),
        "robustness/answer-lost#audit.his": ("skipped", None),
    }


def test_totals_add_up(a_run: Path) -> None:
    """The totals of the whole are the sums over the suites."""
    root = read(a_run)

    for name in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in root)


def test_a_clause_that_nothing_exercised_is_not_green(a_run: Path) -> None:
    """Each scored clause is a case of its own, so silence is a failure."""
    root = read(a_run)
    case = root.find(".//testcase[@classname='requirements'][@name='NM25-A8-1']/failure")

    assert case is not None
    assert case.get("type") == "not_exercised"
    assert root.find(".//testcase[@name='BMI14-A36-1']") is None


@pytest.mark.parametrize(
    ("outcome", "tag"),
    [("incomplete", "failure"), ("nonconformant", "failure"), ("invalid", "error")],
)
def test_a_run_without_a_single_check_is_not_green(
    builder: ModuleType, tmp_path: Path, outcome: str, tag: str
) -> None:
    """The outcome is a case, so an empty run shows."""
    run = builder.RunBuilder(tmp_path)
    run.events[0]["requirements"] = []
    run.events[0]["scenarios"] = []
    root = read(run.finish(outcome, 3))

    assert root.find(f".//testcase[@name='outcome']/{tag}[@type='{outcome}']") is not None


def test_a_green_run_is_green(a_green_run: Path) -> None:
    """A conformant run has cases and no complaint."""
    root = read(a_green_run)

    assert int(root.get("tests", "")) == 3
    assert (root.get("failures"), root.get("errors")) == ("0", "0")


def test_control_characters_are_spelt_out(builder: ModuleType, tmp_path: Path) -> None:
    """What XML 1.0 cannot hold becomes its escape, and the file is read by a strict parser."""
    nasty = "a\x00b\x1b[31m\ud800]]>&<\ufffe\u2028"
    run = builder.RunBuilder(tmp_path)
    spoilt = builder.finding("x#y.z\x07", "fail", actual={"text": nasty.replace("\ud800", "")})
    spoilt["message"] = {"en": nasty.replace("\ud800", ""), "zh": "坏\x0b字符"}
    run.row("filing/onestop-happy", "_", "fail", [spoilt])
    root = read(run.finish())
    failure = root.find(".//failure[@type='fail']")

    assert failure is not None
    assert "\\u0000b\\u001b[31m" in failure.get("message", "")
    assert root.find(".//testcase[@name='x#y.z\\u0007']") is not None


def test_a_row_that_broke_off_is_not_green(builder: ModuleType, tmp_path: Path) -> None:
    """A row without its last event is a failure even if all its checks passed so far."""
    run = builder.RunBuilder(tmp_path)
    run.row("filing/onestop-happy", "_", "pass", [builder.FILED])
    del run.events[-1]
    root = read(run.finish("incomplete", 130))

    assert root.find(".//testcase[@name='finished']/failure") is not None
