"""Reading fills gaps between real clients and the interface."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from harness.clock import moment
from harness.wire.codec import Undecodable
from harness.wire.dialects import dialect
from harness.wire.examples import example
from harness.wire.gateways import of
from harness.wire.http import HttpRequest
from harness.wire.reading import Ear, read
from harness.wire.received import Received
from harness.wire.routing import Route

AT = moment("2025-05-06T09:00")


def message(infno: str, content: Any, name: str = "plain") -> Received:
    """Return what is read of a lawful header around some input."""
    envelope = example(infno, AT).header() | {"input": content}
    ear = Ear(gateway=of(dialect(name), {}))
    return read(HttpRequest(body=json.dumps(envelope).encode()), Route("base"), AT, ear)


def test_fields_directly_under_input_may_stand_under_data() -> None:
    """100001 has no node; some clients write one."""
    content = example("100001", AT).input
    assert message("100001", {"data": content}).request.input == content
    assert message("100001", content).violations == ()


def test_codes_are_printed_inside_however_they_were_spelt() -> None:
    """A two-digit hospital level is the one-digit level to a service."""
    content = example("3101", AT, dialect("tif")).input
    encounter = content["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]
    encounter["medins_lv"] = "02"
    ear = Ear(gateway=of(dialect("tif"), {}))
    envelope = example("3101", AT).header() | {"input": content}
    found = read(HttpRequest(body=json.dumps(envelope).encode()), Route("base"), AT, ear)
    inner = found.request.node("data")["patient_dtos"][0]["fsi_encounter_dtos"][0]
    assert (inner["medins_lv"], found.violations) == ("2", ())
    assert found.envelope["input"] == content


def test_numbers_of_the_header_become_text() -> None:
    """A service reads text even where the type was wrong."""
    envelope = example("2501", AT).header() | {"input": {}, "opter": 7, "msgid": ["x"]}
    ear = Ear(gateway=of(dialect("plain"), {}))
    found = read(HttpRequest(body=json.dumps(envelope).encode()), Route("base"), AT, ear)
    assert (found.request.opter, found.request.msgid) == ("7", "")
    assert "/opter" in {each.pointer for each in found.notes}
    assert "/msgid" in {each.pointer for each in found.violations}


def test_json_text_for_input_is_understood_and_noted() -> None:
    """Input as JSON text is another province's way; text that is no JSON is nobody's."""
    content = example("2501", AT).input
    found = message("2501", json.dumps(content))
    assert (found.request.input, found.violations) == (content, ())
    assert ("/input", "text_for_object") in {(each.pointer, each.rule) for each in found.notes}
    assert found.envelope["input"] == content
    for text in ("", "x", "[1]"):
        rules = [(each.pointer, each.rule) for each in message("2501", text).violations]
        assert rules == [("/input", "type")]


@pytest.mark.parametrize("name", ["plain", "strict-hn"])
def test_an_envelope_made_into_text_once_more_is_read(name: str) -> None:
    """A client that serialises what it has serialised is understood, and told where it may not."""
    envelope = example("2501", AT).header() | {"input": example("2501", AT).input}
    text, ear = json.dumps(envelope), Ear(gateway=of(dialect(name), {}))
    for body, pointer in ((text, ""), ({"arg0": text}, "/arg0")):
        sent = HttpRequest(body=json.dumps(body).encode())
        found = read(sent, Route("base"), AT, ear)
        assert found.request.input == envelope["input"]
        told = found.violations if name == "strict-hn" else found.notes
        assert (pointer, "text_for_object") in {(each.pointer, each.rule) for each in told}
    for wrong in ("[]", '"x"'):
        with pytest.raises(Undecodable, match="ENVELOPE_MISSING"):
            read(HttpRequest(body=json.dumps(wrong).encode()), Route("base"), AT, ear)


@pytest.mark.parametrize("named", ["gbk", "GB2312", '"gb18030"'])
def test_a_declared_chinese_character_set_is_read(named: str) -> None:
    """GBK is read where the header says so, and noted; undeclared it is refused."""
    envelope = example("2501", AT).header() | {"input": example("2501", AT).input}
    body = json.dumps(envelope, ensure_ascii=False).encode("gbk")
    ear = Ear(gateway=of(dialect("plain"), {}))
    kind = {"content-type": f"application/json; charset={named}"}
    found = read(HttpRequest(body=body, headers=kind), Route("base"), AT, ear)
    assert found.request.opter_name == "模拟经办人"
    assert "charset" in {each.rule for each in found.notes}
    with pytest.raises(Undecodable, match="ENCODING_INVALID"):
        read(HttpRequest(body=body), Route("base"), AT, ear)


def test_a_foreign_spelling_is_understood_in_plain() -> None:
    """A client from a two-digit province is served."""
    content = example("3101", AT, dialect("tif")).input
    encounter = content["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]
    encounter["medins_lv"] = "05"
    found = message("3101", content)
    inner = found.request.node("data")["patient_dtos"][0]["fsi_encounter_dtos"][0]
    assert (inner["medins_lv"], found.violations) == ("5", ())


def test_thousands_of_wrong_rows_are_remarked_and_counted() -> None:
    """Only some are explained, at their own places; the message is refused."""
    right = example("2301", AT).input["feedetail"][0]
    rows = [dict(right) for _ in range(3000)]
    for n in (1500, 2999):
        rows[n] = {key: each for key, each in right.items() if key != "psn_no"}
    found = message("2301", {"feedetail": rows})
    assert [each.pointer for each in found.violations] == [
        "/input/feedetail/1500/psn_no",
        "/input/feedetail/2999/psn_no",
    ]
    assert len(message("2301", {"feedetail": [{"x": 1}] * 3000}).violations) == 100


def test_too_many_rows_are_refused_where_the_dialect_counts() -> None:
    """Hubei takes a hundred fee lines a call."""
    row = example("2301", AT).input["feedetail"][0]
    assert message("2301", {"feedetail": [row] * 101}).violations == ()
    spoken = dialect("sorted-sm2")
    assert spoken.batch_limits == {"2301": 100}


@pytest.mark.parametrize(
    ("infno", "node", "written"),
    [
        ("1101", "data", lambda content: content),
        ("2501", "refmedin", lambda content: {"data": content}),
        ("9001", "signIn", lambda content: content),
        ("9001", "signIn", lambda content: {"data": content}),
        ("9001", "signIn", json.dumps),
        ("2204", "feedetail", lambda rows: rows),
        ("2204", "feedetail", lambda rows: {"data": rows}),
        ("2204", "feedetail", lambda rows: rows[0]),
    ],
)
def test_the_one_node_is_understood_without_its_name(
    infno: str, node: str, written: Callable[[Any], Any]
) -> None:
    """Fields or rows directly under input, or under data, mean the node and are noted."""
    lawful = example(infno, AT).input
    found = message(infno, written(lawful[node]))
    assert found.violations == ()
    assert "node" in {each.rule for each in found.notes}
    first = lawful[node][:1] if infno == "2204" else lawful[node]
    assert (found.request.rows(node) if infno == "2204" else found.request.node(node)) == first
    assert "node" in {
        each.rule for each in message(infno, written(lawful[node]), "strict-hn").violations
    }


@pytest.mark.parametrize(
    ("infno", "content"),
    [
        ("2401", {"psn_no": "1"}),
        ("1101", {"x": "1"}),
        ("1101", {"data": {"x": 1}}),
        ("1101", {}),
        ("1101", {"data": []}),
    ],
)
def test_no_node_is_guessed(infno: str, content: Any) -> None:
    """Of several nodes, or of foreign fields, none is made up."""
    assert "node" not in {each.rule for each in message(infno, content).notes}


@pytest.mark.parametrize("names", [("Input",), ("INFNO",), ("Infno", "INPUT")])
def test_the_envelope_may_be_written_in_other_letters(names: tuple[str, ...]) -> None:
    """A client that serialises its own property names is understood, and told."""
    envelope: dict[str, Any] = example("1101", AT).header() | {"input": example("1101", AT).input}
    for name in names:
        envelope[name] = envelope.pop(name.lower())
    ear = Ear(gateway=of(dialect("plain"), {}))
    found = read(HttpRequest(body=json.dumps(envelope).encode()), Route("base"), AT, ear)
    assert found.violations == ()
    assert found.request.node("data")["certno"]
    slips = {each.pointer for each in found.notes if each.rule == "letter_case"}
    assert slips == {f"/{name}" for name in names}
