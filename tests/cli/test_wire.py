"""``harness wire``, as a person types it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import itertools
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import run
from harness.clock import moment
from harness.wire import credentials
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.dialects import dialect, dialect_names
from harness.wire.http import HttpRequest
from harness.wire.inspection import inspect
from harness.wire.received import GatewayRefusal, Received
from harness.wire.server import ServerPort

ROOT = Path(__file__).parents[2]
AT = "2025-05-06T09:00"


@pytest.fixture(name="said")
def said_fixture(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what runs a command and returns its code and its output."""

    def said(*arguments: str) -> tuple[int, str]:
        code = run(["wire", *arguments])
        return code, capsys.readouterr().out

    return said


@pytest.fixture(name="captured")
def captured_fixture(tmp_path: Path, said: Any) -> Any:
    """Return what writes the example of 2501 with some fields changed and returns the file."""

    def captured(**changed: Any) -> str:
        made = json.loads(said("show", "2501", "--json")[1])["example"]
        made["input"]["refmedin"] |= changed
        file = tmp_path / "captured.json"
        file.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        return str(file)

    return captured


def test_the_list_names_every_transaction(said: Any) -> None:
    """Number and name, in the language asked for."""
    code, out = said("list", "--lang", "zh")
    assert code == 0
    assert len(out.splitlines()) == len(TRANSACTIONS)
    assert re.search(r"^2501\s+转院备案$", out, re.MULTILINE)
    listed = json.loads(said("list", "--json")[1])
    assert [each["infno"] for each in listed] == list(TRANSACTIONS)


@pytest.mark.parametrize("name", dialect_names())
def test_the_shown_example_is_valid_in_its_dialect(said: Any, name: str) -> None:
    """What is shown may be copied."""
    for infno in ("1101", "2501", "2304", "3101", "3201", "9001"):
        told = json.loads(said("show", infno, "--dialect", name, "--json")[1])
        body = json.dumps(told["example"]).encode()
        assert name in inspect(body).passes_in


def test_a_shown_transaction_has_fields_codes_and_an_example(said: Any) -> None:
    """Each field with its type and its names, each code with its meaning."""
    code, out = said("show", "2501a", "--lang", "en")
    assert code == 0
    assert re.search(r"^  \* psn_no +C30 +person number", out, re.MULTILINE)
    assert re.search(r"^  \* refl_date +D ", out, re.MULTILINE)
    assert (
        "refl_type type of referral: 1 within the city; 2 elsewhere in the province; "
        "3 to another province" in out
    )
    assert "转院类型：1 市内转院；2 转往省内异地" in said("show", "2501a", "--lang", "zh")[1]
    assert "N16,2" in said("show", "2304")[1]


def test_an_unknown_transaction_names_its_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped number is a usage error that helps."""
    assert run(["wire", "show", "2599"]) == 2
    assert "2501" in capsys.readouterr().err


def test_a_lawful_message_checks_clean(said: Any, captured: Any) -> None:
    """Exit code 0, and it passes everywhere."""
    code, out = said("check", captured(), "--lang", "en")
    assert (code, out.splitlines()[-1]) == (0, "passes in: all")


def test_a_slip_is_told_with_place_rule_length_and_dialects(said: Any, captured: Any) -> None:
    """A date with a time part is found; in a dialect that only notes it the message passes."""
    file = captured(refl_date="2025-05-06 00:00:00")
    code, out = said("check", file, "--lang", "en")
    assert code == 1
    assert "/input/refmedin/refl_date  date_with_time: a date with a time part (length 19)" in out
    passing = "csb, oauth-sm, plain, sorted-sm2, tif, tif-text"
    assert f"passes in: {passing}]" in out
    assert said("check", file, "--dialect", "plain")[0] == 0
    assert said("check", file, "--dialect", "strict-hn")[0] == 1
    told = json.loads(said("check", file, "--json")[1])
    assert (told["side"], told["infno"]) == ("request", "2501")
    assert told["violations"][0]["refused_by"] == ["strict-hn"]


def test_a_dialect_of_ones_own_judges_beside_the_others(
    said: Any, captured: Any, tmp_path: Path
) -> None:
    """``--dialect FILE`` is held to its file, and shown with those that ship."""
    own = tmp_path / "own.yaml"
    shipped = (ROOT / "schemas/wire/dialects/plain.yaml").read_text(encoding="utf-8")
    own.write_text(shipped.replace("refuse: [", "refuse: [date_with_time, "), encoding="utf-8")
    file = captured(refl_date="2025-05-06 00:00:00")

    assert 1 == said("check", file, "--dialect", str(own))[0]
    told = json.loads(said("check", file, "--dialect", str(own), "--json")[1])
    assert ["strict-hn", str(own)] == told["violations"][0]["refused_by"]
    assert 0 == said("check", captured(), "--dialect", str(own))[0]
    assert 0 == said("show", "2501", "--dialect", str(own))[0]


def test_an_answer_is_told_from_a_request(said: Any, tmp_path: Path) -> None:
    """Its transaction is named from outside; without it the envelope alone is checked."""
    answer = {
        "infcode": "0",
        "inf_refmsgid": "1",
        "refmsg_time": "20250506090000000",
        "respond_time": "20250506090000000",
        "err_msg": "",
        "output": {"result": {}},
    }
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    assert "--infno" in said("check", str(file), "--lang", "en")[1]
    told = json.loads(said("check", str(file), "--infno", "2501", "--json")[1])
    places = [each["pointer"] for each in told["violations"]]
    assert places == ["/infcode", "/output/result/trt_dcla_detl_sn"]
    assert said("check", str(file), "--dialect", "tif-text")[0] == 0


def test_standard_input_and_rubbish(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` reads standard input; what is no envelope is said to be none."""
    rubbish = io.TextIOWrapper(io.BytesIO("{转诊".encode("gbk")))
    monkeypatch.setattr("sys.stdin", rubbish)
    code, out = said("check", "-", "--lang", "en")
    assert code == 1
    assert "ENCODING_INVALID" in out
    assert "passes in: none" in out


def test_a_file_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and a sentence."""
    assert run(["wire", "check", "nowhere.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err


def parsed(command: str) -> HttpRequest:
    """Return the request that a printed curl command would send."""
    words = shlex.split(command)
    assert words[:2] == ["curl", "-sS"]
    pairs = [word for before, word in itertools.pairwise(words) if before == "-H"]
    headers = dict(each.split(": ", 1) for each in pairs)
    path = words[2].removeprefix("http://127.0.0.1:8080/s/default")
    return HttpRequest(path=path, headers=headers, body=words[-1].encode())


def test_the_printed_command_signs_in_where_it_must(said: Any) -> None:
    """Where the platform insists on 9001 its number is held in a variable, as a token is."""
    first, last = said("curl", "2501", "--dialect", "strict-hn", "--at", AT)[1].split("\ncurl", 1)
    asked = parsed(re.findall(r"\$\((.*) \| sed", first, re.DOTALL)[0])
    assert first.startswith("SIGN_NO=$(curl")
    assert json.loads(asked.body)["infno"] == "9001"
    assert json.loads(parsed(f"curl{last}").body)["sign_no"] == "$SIGN_NO"
    alone = said("curl", "9001", "--dialect", "strict-hn", "--at", AT)[1]
    assert alone.startswith("curl")


@pytest.mark.parametrize("name", dialect_names())
def test_the_printed_command_is_let_in(said: Any, name: str) -> None:
    """Whatever the gateway asks for stands in the command, signed with the sandbox's keys."""
    code, out = said("curl", "2501", "--dialect", name, "--at", AT)
    assert code == 0
    port = ServerPort(dialect(name), credentials.make(dialect(name), 0))
    last = out.strip()
    if name == "strict-hn":
        last = f"curl{last.split(chr(10) + 'curl', 1)[1]}".replace("$SIGN_NO", "S1")
    if name == "oauth-sm":
        first, last = last.split("\ncurl", 1)
        granted = port.receive(
            parsed(re.findall(r"\$\((.*) \| sed", first, re.DOTALL)[0]), moment(AT)
        )
        assert isinstance(granted, GatewayRefusal)
        token = json.loads(granted.reply.body)["access_token"]
        last = f"curl{last}".replace("$TOKEN", token)
    received = port.receive(parsed(last), moment(AT))
    assert isinstance(received, Received)
    assert received.refused() is None
    assert [each for each in received.notes if each.rule != "region_missing"] == []


def test_csb_is_signed_as_the_gateway_has_it(said: Any) -> None:
    """The signature is HMAC-SHA1 over four sorted headers, checked here by hand."""
    headers = parsed(said("curl", "1101", "--dialect", "csb", "--at", AT)[1].strip()).headers
    secret = credentials.make(dialect("csb"), 0)["secret_key"]
    names = ("_api_access_key", "_api_name", "_api_timestamp", "_api_version")
    text = "&".join(f"{name}={headers[name]}" for name in names)
    right = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest())
    assert headers["_api_signature"] == right.decode()


def test_the_command_names_people_of_the_world(
    said: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another person may be named; an unknown one is a usage error."""
    one, other = (
        json.loads(parsed(said("curl", "1101", "--person", each)[1].strip()).body)["input"]["data"]
        for each in ("wang", "zhao")
    )
    assert one["certno"] != other["certno"]
    assert one["certno"].startswith("1599")
    assert run(["wire", "curl", "1101", "--person", "nobody"]) == 2
    assert "wang" in capsys.readouterr().err


def test_a_control_port_needs_its_token(capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing is said before anything is asked; an absent server is code 4."""
    assert run(["wire", "curl", "1101", "--control", "http://127.0.0.1:9"]) == 2
    assert "--token" in capsys.readouterr().err
    assert run(["wire", "curl", "1101", "--control", "http://127.0.0.1:9", "--token", "t"]) == 4
    assert run(["wire", "curl", "1101", "--control", "file:///etc", "--token", "t"]) == 2


def test_the_interface_page_is_current(said: Any) -> None:
    """INTERFACE.md is what the schemas say; ``harness wire page > INTERFACE.md`` makes it so."""
    code, out = said("page")
    assert code == 0
    assert (ROOT / "INTERFACE.md").read_text(encoding="utf-8") == out


def test_links_of_the_page_lead_somewhere(said: Any) -> None:
    """Every anchor that is linked to is a heading of the page."""
    page = said("page")[1]
    headings = re.findall(r"^#{2,3} (.+)$", page, re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings)
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(kept)
