"""A captured envelope is judged under every dialect at once."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from harness.clock import moment
from harness.wire import codec, signing
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.dialects import dialect_names
from harness.wire.examples import example, example_output
from harness.wire.inspection import Inspection, inspect, words

AT = moment("2025-05-06T09:00")
TEXT = ("oauth-sm", "tif-text")
NUMBER = tuple(name for name in dialect_names() if name not in TEXT)


def request(infno: str = "2501", **changed: Any) -> bytes:
    """Return the envelope of a lawful example with fields of its first node changed."""
    made = example(infno, AT)
    content = made.input
    if changed:
        content[next(iter(content))] |= changed
    return codec.encode(made.header() | {"input": content})


def answer(infno: str = "2501", **changed: Any) -> bytes:
    """Return a lawful answer with header fields changed."""
    sent = {
        "infcode": 0,
        "inf_refmsgid": "1",
        "refmsg_time": "20250506090000000",
        "respond_time": "20250506090000000",
        "err_msg": None,
        "output": example_output(infno, AT),
    }
    return json.dumps(sent | changed, ensure_ascii=False, default=str).encode()


def told(found: Inspection) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return place and rule to the dialects that refuse it."""
    return {(each.remark.pointer, each.remark.rule): each.refused_by for each in found.slips}


@pytest.mark.parametrize("infno", [name for name in TRANSACTIONS if TRANSACTIONS[name].supported])
def test_lawful_examples_pass_everywhere(infno: str) -> None:
    """Every example passes in every dialect, every answer where infcode has its type."""
    assert inspect(request(infno)).passes_in == dialect_names()
    assert inspect(answer(infno), infno).passes_in == NUMBER
    assert inspect(answer(infno, infcode="0"), infno).passes_in == TEXT


def test_a_noted_slip_is_refused_by_the_strict_dialect_only() -> None:
    """A date with a time part passes nearly everywhere."""
    found = inspect(request(refl_date="2025-05-06 00:00:00"))
    assert told(found) == {("/input/refmedin/refl_date", "date_with_time"): ("strict-hn",)}
    assert found.passes_in == tuple(each for each in dialect_names() if each != "strict-hn")
    assert words(found.slips[0])[1] == "a date with a time part"


def test_an_unknown_code_passes_nowhere() -> None:
    """Nobody takes a code that is not in its table; the length of the value is told."""
    found = inspect(request(refl_type="99"))
    assert (found.passes_in, found.slips[0].remark.length) == ((), 2)


def test_a_transaction_may_be_named_from_outside() -> None:
    """Behind a gateway the path names the transaction."""
    envelope = json.loads(request())
    del envelope["infno"]
    assert inspect(json.dumps(envelope).encode(), "2501").passes_in == dialect_names()
    missing = told(inspect(json.dumps(envelope).encode()))
    assert ("/infno", "unknown_transaction") in missing


def test_a_wrapped_and_a_ciphered_envelope_are_opened() -> None:
    """``arg0`` goes; SM4 is opened with its key and named without."""
    wrapped = b'{"arg0":' + request() + b"}"
    assert inspect(wrapped).passes_in == tuple(n for n in dialect_names() if n != "strict-hn")
    for twice in (codec.encode(request().decode()), codec.encode({"arg0": request().decode()})):
        found = inspect(twice)
        assert found.passes_in == tuple(n for n in dialect_names() if n != "strict-hn")
        assert any(rule == "text_for_object" for _, rule in told(found))
    key = "0123456789abcdef"
    envelope = json.loads(request())
    plain = codec.encode(envelope["input"])
    envelope["input"] = base64.b64encode(signing.sm4_encrypt(key.encode(), plain)).decode()
    body = json.dumps(envelope).encode()
    assert inspect(body, key=key).passes_in == dialect_names()
    for wrong in ("", "fedcba9876543210"):
        assert inspect(body, key=wrong).obstacle is not None


def test_a_broken_text_is_named_where_it_stands() -> None:
    """Input or output that is no JSON object passes nowhere, however a dialect carries it."""
    sent, got = json.loads(request()) | {"input": '{"a":'}, json.loads(answer())
    asked = inspect(json.dumps(sent).encode())
    told_back = inspect(json.dumps(got | {"output": "[1"}).encode(), "2501")

    assert {("/input", "unreadable"): dialect_names()} == told(asked)
    assert dialect_names() == told(told_back)["/output", "unreadable"]


def test_json_text_for_an_object_is_told_where_objects_are_the_rule() -> None:
    """Hubei carries its input so; the strict dialect refuses it."""
    sent = json.loads(request())
    sent["input"] = json.dumps(sent["input"])

    assert ("strict-hn",) == told(inspect(json.dumps(sent).encode()))["/input", "text_for_object"]


def test_nulls_of_an_answer_are_judged_by_dialect() -> None:
    """An undone settlement has null amounts in tif's provinces only; elsewhere they are told."""
    output = example_output("2208", AT)
    output["setlinfo"]["psn_part_amt"] = None
    found = inspect(answer("2208", output=output), "2208")
    assert told(found)["/output/setlinfo/psn_part_amt", "null"] == ("strict-hn",)


def test_a_refusal_needs_no_output() -> None:
    """An answer of -1 is judged by its envelope alone."""
    body = answer(infcode=-1, err_msg="PERSON_UNKNOWN: x", output=None)
    assert inspect(body, "2501").passes_in == NUMBER


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"[]", "ENVELOPE_MISSING"),
        (b"{}", "ENVELOPE_MISSING"),
        (b'{"code":401}', "ENVELOPE_MISSING"),
        ("中文".encode("gbk"), "ENCODING_INVALID"),
        (b'{"infno":"1","infno":"2"}', "KEY_DUPLICATE"),
    ],
)
def test_what_is_no_envelope_is_said_to_be_none(body: bytes, code: str) -> None:
    """It passes nowhere, and the reason has a code."""
    found = inspect(body)
    assert found.obstacle is not None
    assert (found.obstacle.code, found.passes_in) == (code, ())


def test_a_real_looking_identity_number_passes_nowhere() -> None:
    """And it is not repeated."""
    found = inspect(request(tel="11010519491231002X"))
    assert found.passes_in == ()
    assert "11010519491231002X" not in repr(found)
