"""Recordings in three forms, and the rules that always hold over them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.drivers.recorded import recorded_findings
from harness.drivers.trace import read_trace
from harness.errors import DataError
from harness.verdicts.verdict import Verdict

REQUEST: dict[str, Any] = {
    "infno": "1101",
    "msgid": "H15010200011202505061000000001",
    "fixmedins_code": "H15010200011",
    "input": {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": "159901198503126573"}},
}


def log(folder: Path, *lines: dict[str, Any]) -> Path:
    """Write a log of envelopes."""
    file = folder / "log.ndjson"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return file


def test_a_log_of_envelopes(tmp_path: Path) -> None:
    """A line is an exchange; times may be missing."""
    entries = read_trace(log(tmp_path, {"request": REQUEST, "response": {"infcode": 0}}))
    assert [each.body["infno"] for each in entries] == ["1101"]
    assert entries[0].body["msgid"] == REQUEST["msgid"]


def test_a_har_file(tmp_path: Path) -> None:
    """What a proxy kept is read; requests without a body are passed over."""
    entry = {
        "startedDateTime": "2025-05-06T01:00:00Z",
        "request": {"postData": {"text": json.dumps(REQUEST)}},
        "response": {"status": 200, "content": {"text": '{"infcode": 0}'}},
    }
    file = tmp_path / "traffic.har"
    content = {"log": {"entries": [entry, {"request": {}, "response": {"status": 200}}]}}
    file.write_text(json.dumps(content), encoding="utf-8")

    entries = read_trace(file)

    assert len(entries) == 1
    assert entries[0].at.isoformat() == "2025-05-06T09:00:00+08:00"


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://10.0.0.1/fsi/api/rsfComIfsService/callService", None),
        ("https://10.0.0.1/fsi/api?certno=159901198503126573", Verdict.FAIL),
        ("https://10.0.0.1/fsi/api?certno=11010519491231002X", Verdict.FAIL),
    ],
)
def test_recorded_addresses_are_watched_too(
    tmp_path: Path, url: str, verdict: Verdict | None
) -> None:
    """A patient's number in an address is a breach; a real one is not written down."""
    entries = read_trace(log(tmp_path, {"request": REQUEST, "url": url}))
    found = {each.part: each.verdict for each in recorded_findings(entries)}

    assert (verdict or Verdict.PASS) == found["address"]
    assert "11010519491231002X" not in json.dumps([each.as_json() for each in entries])


def test_real_people_are_found_and_masked(tmp_path: Path) -> None:
    """A number that could be somebody's is a breach, and is not written down."""
    real = json.loads(json.dumps(REQUEST).replace("159901198503126573", "11010519491231002X"))
    entries = read_trace(log(tmp_path, {"request": real}))
    found = {each.part: each for each in recorded_findings(entries)}

    assert found["real-identity"].verdict is Verdict.FAIL
    assert "11010519491231002X" not in json.dumps([each.as_json() for each in entries])


def test_the_same_id_on_two_messages(tmp_path: Path) -> None:
    """Rules over several messages hold for recordings too."""
    other = {**REQUEST, "infno": "1101", "input": {"data": {"mdtrt_cert_type": "01"}}}
    found = recorded_findings(read_trace(log(tmp_path, {"request": REQUEST}, {"request": other})))

    assert Verdict.FAIL in {each.verdict for each in found if each.part == "msgid-unique"}


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", "nonsense\n", '{"log": 1}'])
def test_what_is_no_recording(tmp_path: Path, text: str) -> None:
    """Anything else is refused with its line."""
    file = tmp_path / "log.ndjson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"log\.ndjson"):
        read_trace(file)
