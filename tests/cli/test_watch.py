"""What a HIS does wrong in free use, said as it happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.main import run
from harness.cli.watch import watched
from harness.clock import moment
from harness.storage.memory import MemoryStore
from harness.web.sandbox import Sandbox
from harness.web.spec import Spec
from harness.wire.http import HttpRequest

BROKEN = '{"infno": "1101", "msgid": "1", "fixmedins_code": "H15010200011", "input": {"data": {}}}'


@pytest.mark.parametrize(("lang", "words"), [("en", "Build the id"), ("zh", "报文ID应为30位")])
def test_a_breach_is_said_with_what_to_do(lang: str, words: str) -> None:
    """Time, entry, message and remedy, in the language asked for."""
    said: list[str] = []
    spec = Spec(id="default", start=moment("2025-05-06T09:00"))
    sandbox = Sandbox.create(spec, MemoryStore(), "http://platform.invalid/s/default")
    watched(lang, said.append)(sandbox)

    http = HttpRequest(method="POST", path="/", query="", headers={}, body=BROKEN.encode())
    sandbox.serve(http)

    assert any(line.startswith("2025-05-06 09:00:00 #2 1101") and words in line for line in said)


@pytest.mark.parametrize("form", ["{}\n", "[{}]"])
def test_recorded_traffic_is_judged_likewise(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log, line by line or as one list, gives findings with remedies and exit code 1."""
    file = tmp_path / "log.json"
    file.write_text(form.replace("{}", f'{{"request": {BROKEN}}}'), encoding="utf-8")

    assert run(["trace", "check", str(file), "--lang", "zh"]) == 1
    told = capsys.readouterr()
    assert "请更正所列字段后重新发送。" in told.out
    assert "共1次交互" in told.err


def test_a_file_that_is_none_of_these_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no recording is said, with its place."""
    file = tmp_path / "log.json"
    file.write_text("[1]", encoding="utf-8")

    assert run(["trace", "check", str(file)]) == 2
    assert "log.json#1" in capsys.readouterr().err
