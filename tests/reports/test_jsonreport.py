"""report.json keeps its schema and says the same for the same run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.reports.write import write_all
from harness.validation import schema

RUN_TIME = [
    (b"2025-06-01T10:00:00+08:00", b"2026-01-02T03:04:05+08:00"),
    (b"2025-06-01T10:00:12+08:00", b"2026-01-02T03:04:09+08:00"),
    (b'"elapsed_ms":1234', b'"elapsed_ms":9'),
]


def test_it_keeps_its_schema(reported: Path) -> None:
    """Both validators accept the document."""
    document = json.loads((reported / "report.json").read_bytes())
    known = schema("report/report.json")

    assert known.violations(document) == []
    assert known.accepts(document)


def test_it_repeats_what_the_run_recorded(reported: Path) -> None:
    """Outcome, counts and verdicts are those of the stream."""
    document = json.loads((reported / "report.json").read_bytes())

    assert document["outcome"] == "nonconformant"
    assert document["counts"]["fail"] == 1
    assert document["subject"]["product"] == "示例医院信息系统"
    assert {each["id"]: each["verdict"] for each in document["scenarios"]} == {
        "filing/onestop-happy": "pass",
        "extension/ext-window-first-day": "fail",
        "robustness/answer-lost": "error",
    }
    assert [each["verdict"] for each in document["findings"]].count("fail") == 2


def test_an_unidentified_signer_is_named_so(reported: Path) -> None:
    """Without a key of somebody's own the report says so."""
    document = json.loads((reported / "report.json").read_bytes())

    assert document["signer"] == {"identified": False, "key_id": None}


def test_only_run_time_members_differ_between_equal_runs(
    reported: Path, rewrite: Callable[[Path, bytes, bytes], None]
) -> None:
    """Another day and another speed change nothing but what the schema marks."""
    before = json.loads((reported / "report.json").read_bytes())
    for old, new in RUN_TIME:
        rewrite(reported / "run.ndjson", old, new)
    write_all(reported, None)
    after = json.loads((reported / "report.json").read_bytes())

    assert before != after
    content = schema("report/report.json").content
    assert _without_run_time(before, content) == _without_run_time(after, content)


def test_the_same_stream_gives_the_same_bytes(reported: Path) -> None:
    """Every report but the attestation is a pure function of the stream and its evidence."""
    names = ("report.json", "report.html", "junit.xml")
    before = [(reported / name).read_bytes() for name in names]
    write_all(reported, None)

    assert [(reported / name).read_bytes() for name in names] == before


def _without_run_time(value: Any, part: Any, root: Any = None) -> Any:
    root = root or part
    if isinstance(part, dict) and "$ref" in part:
        part = root["$defs"][part["$ref"].removeprefix("#/$defs/")]
    if not isinstance(part, dict):
        return value
    if isinstance(value, dict):
        known = part.get("properties", {})
        return {
            name: _without_run_time(each, known.get(name), root)
            for name, each in value.items()
            if not known.get(name, {}) or not _marked(known[name])
        }
    if isinstance(value, list):
        return [_without_run_time(each, part.get("items"), root) for each in value]
    return value


def _marked(part: Any) -> bool:
    return isinstance(part, dict) and bool(part.get("x-run-time"))
