"""The platform's end answers everything and raises nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.clock import moment
from harness.wire import credentials
from harness.wire.carriage import carriage
from harness.wire.client import ClientPort
from harness.wire.dialects import dialect, dialect_names
from harness.wire.envelope import Response, refusal
from harness.wire.examples import example
from harness.wire.http import HttpRequest
from harness.wire.identity import check_digit
from harness.wire.received import GatewayRefusal, Received
from harness.wire.server import ServerPort

Ends = Callable[[str], tuple[ServerPort, ClientPort]]
AT = moment("2025-05-06T09:00")
PLAIN = ServerPort(dialect("plain"), {})
REAL = "11010518800101001" + check_digit("11010518800101001")


def posted(envelope: Any, path: str = "", **headers: str) -> HttpRequest:
    """Return a request with an envelope in it."""
    return HttpRequest(path=path, headers=headers, body=json.dumps(envelope).encode())


def filing(**changes: Any) -> dict[str, Any]:
    """Return the envelope of a lawful filing with some of its fields changed."""
    request = example("2501", AT)
    node = request.input["refmedin"] | changes
    return request.header() | {"input": {"refmedin": node}}


def understood(http: HttpRequest, server: ServerPort = PLAIN) -> Received:
    """Return the message, which must get through."""
    found = server.receive(http, AT)
    assert isinstance(found, Received)
    return found


def test_a_lawful_filing_is_understood() -> None:
    """Nothing is remarked, and the journal gets what was sent."""
    found = understood(posted(filing()))
    assert (found.notes, found.violations, found.refused()) == ((), (), None)
    assert found.envelope == filing()
    assert found.request.node("refmedin")["refl_date"] == "2025-05-06"
    assert found.shape == "base"


def test_real_clients_slips_are_served_and_told() -> None:
    """Plain serves dates with a time, nulls, foreign ids; strict Hunan does not."""
    sent = filing(begndate="2025-05-06 00:00:00", tel=None, old_name="x")
    sent |= {"msgid": "8d7a", "fixmedins_name": "院" * 201}
    found = understood(posted(sent))
    assert {each.rule for each in found.notes} == {
        "date_with_time",
        "null",
        "unknown_field",
        "msgid_form",
        "length",
    }
    assert found.refused() is None
    assert found.request.node("refmedin")["begndate"] == "2025-05-06"
    strict = understood(posted(sent), ServerPort(dialect("strict-hn"), {}))
    assert len(strict.violations) == 5
    assert strict.notes == ()


@pytest.mark.parametrize(
    "wrong", ["2025/05/06 09:00:00", "20250506090000", "2025-05-06T09:00:00+08:00"]
)
def test_a_wrong_time_of_the_header_is_only_told(wrong: str) -> None:
    """No service reckons with the sender's clock."""
    found = understood(posted(filing() | {"inf_time": wrong}))
    assert found.violations == ()
    assert {each.pointer for each in found.notes} == {"/inf_time"}


def test_a_person_without_a_region_is_remarked() -> None:
    """The header must name the place of insurance wherever input names a person."""
    found = understood(posted(filing() | {"insuplc_admdvs": ""}))
    assert [each.rule for each in found.notes] == ["region_missing"]


def test_the_envelope_may_be_wrapped_where_the_dialect_says() -> None:
    """Anhui wraps it in arg0."""
    assert understood(posted({"arg0": filing()})).notes == ()
    strict = understood(posted({"arg0": filing()}), ServerPort(dialect("strict-hn"), {}))
    assert [each.pointer for each in strict.violations] == ["/arg0"]


def test_path_and_envelope_must_agree() -> None:
    """A path that names another transaction is refused; a missing infno is filled in."""
    assert understood(posted(filing(), "/2501")).violations == ()
    wrong = understood(posted(filing(), "/2502"))
    assert [each.rule for each in wrong.violations] == ["infno"]
    sent = filing()
    del sent["infno"]
    assert understood(posted(sent, "/2501")).request.infno == "2501"


def test_text_plain_and_json_are_read_alike() -> None:
    """The content type does not matter."""
    for kind in ("text/plain", "application/json; charset=utf-8", ""):
        assert understood(posted(filing(), **{"content-type": kind})).violations == ()


@pytest.mark.parametrize(
    "sent",
    [
        filing(psn_no=REAL),
        filing(refl_rea=f"患者{REAL}"),
        filing(nothing={"deep": [REAL]}),
        filing(psn_no=REAL.translate({ord("1"): "１"})),
    ],
)
def test_a_real_identity_number_is_refused_and_masked(sent: dict[str, Any]) -> None:
    """Wherever it stands, nobody reads it again."""
    for http in (posted(sent), HttpRequest(body=json.dumps(sent, ensure_ascii=False).encode())):
        found = understood(http)
        refused = found.refused()
        assert refused is not None
        assert refused.code == "REAL_IDENTITY"
        assert REAL not in json.dumps([found.envelope, refused.err_msg], ensure_ascii=False)


def test_an_escaped_identity_number_is_found_too() -> None:
    """Escapes do not hide a digit."""
    body = json.dumps(filing(psn_no="@")).replace("@", "\\u0031" + REAL[1:])
    assert understood(HttpRequest(body=body.encode())).real_identity


def test_a_real_identity_number_as_a_key_is_masked() -> None:
    """Not even the remark about an unknown field repeats it."""
    found = understood(posted(filing(**{REAL: "x"})))
    assert REAL not in json.dumps([found.envelope, [each.as_json() for each in found.notes]])


def test_the_digest_tells_repeats_from_other_content() -> None:
    """Order and the rest of the header do not matter, content does."""
    one, other = understood(posted(filing())), understood(posted(filing(tel="139")))
    sent = filing()
    sent["input"]["refmedin"] = dict(reversed(sent["input"]["refmedin"].items()))
    assert understood(posted(sent | {"inf_time": "2025-05-06 10:00:00"})).digest == one.digest
    assert other.digest != one.digest


def test_unknown_transactions_get_an_answer() -> None:
    """A number that the interface lacks, and the one we do not serve, are refused by name."""
    for infno in ("8888", "2181", "２５０１"):
        found = understood(posted(filing() | {"infno": infno}))
        refused = found.refused()
        assert refused is not None
        assert refused.code in {"NOT_SUPPORTED", "FIELD_INVALID"}
    assert not understood(posted({"infno": "8888", "input": {}})).supported


@pytest.mark.parametrize(
    ("http", "status", "code"),
    [
        (HttpRequest(path="/nowhere"), 404, "PATH_UNKNOWN"),
        (HttpRequest(path="/nowhere", body=b"{}"), 404, "PATH_UNKNOWN"),
        (HttpRequest(path="/nowhere", body=b"\xff"), 404, "PATH_UNKNOWN"),
        (HttpRequest(method="GET"), 405, "METHOD_NOT_ALLOWED"),
        (HttpRequest(body=b"\xff"), 200, "ENCODING_INVALID"),
        (HttpRequest(body=b""), 200, "JSON_INVALID"),
        (HttpRequest(path="/auth/oauth/token"), 404, "TOKEN_UNSUPPORTED"),
        (HttpRequest(headers={"content-type": "multipart/form-data"}), 200, "ENVELOPE_MISSING"),
    ],
)
def test_what_cannot_be_read_is_answered(http: HttpRequest, status: int, code: str) -> None:
    """An answer in JSON names the reason; a readable address answers in an envelope."""
    found = PLAIN.receive(http, AT)
    assert isinstance(found, GatewayRefusal)
    assert (found.reply.status, found.code) == (status, code)
    body = json.loads(found.reply.body)
    assert body.get("infcode", body.get("code")) == (-1 if status == 200 else status)
    kind = "undecodable" if http.method == "POST" else "probe"
    assert found.envelope == {kind: code, "length": len(http.body)}


def test_a_message_at_an_unlisted_address_is_served_and_told() -> None:
    """The addresses of filings are not public; only the strict dialect insists on the list."""
    sent = example("2501", AT)
    body = json.dumps(sent.header() | {"input": sent.input}).encode()
    http = HttpRequest(path="/fsi/api/referralService/saveReferral", body=body)
    found = PLAIN.receive(http, AT)
    assert isinstance(found, Received)
    assert (found.refused(), found.shape) == (None, "other")
    assert ("", "path") in {(each.pointer, each.rule) for each in found.notes}
    strict = ServerPort(dialect("strict-hn"), {}).receive(http, AT)
    assert isinstance(strict, GatewayRefusal)
    assert strict.code == "PATH_UNKNOWN"


def test_amounts_go_out_as_numbers_and_into_the_journal_as_text() -> None:
    """12.30 keeps its nought on both ways."""
    found = understood(posted(filing()))
    output = {"refmedin": [{"psn_no": "1"}], "setlinfo": {"medfee_sumamt": "12.30", "age": None}}
    received = replace(found, request=replace(found.request, infno="2304"))
    answer = PLAIN.answer(received, Response(output=output))
    assert b'"medfee_sumamt":12.30' in answer.reply.body
    assert answer.envelope["output"] == output


def test_an_answer_that_breaks_our_schema_is_ours() -> None:
    """A missing filing number is found before it goes out; a refusal has nothing to check."""
    broken = PLAIN.check_own(Response(output={"result": {}}), "2501")
    assert [each.rule for each in broken] == ["required"]
    assert PLAIN.check_own(refusal("X_Y", "z"), "2501") == []
    long = PLAIN.check_own(Response(infcode=-1, err_msg="x" * 201), "2501")
    assert [(each.pointer, each.rule) for each in long] == [("/err_msg", "maxLength")]
    assert PLAIN.check_own(Response(output=None), "2502") == []


def test_a_download_is_a_stream() -> None:
    """9102 answers bytes, not an envelope."""
    answer = PLAIN.answer(understood(posted(filing())), Response(stream=b"PK"))
    assert answer.reply.headers["content-type"] == "application/octet-stream"
    assert (answer.reply.body, answer.envelope) == (b"PK", {"stream": 2})


def test_a_carriage_makes_its_field_known() -> None:
    """The draft's field is unknown elsewhere, and strict Hunan refuses it there."""
    draft = carriage("exp-content-draft")
    content = draft.write(filing()["input"], {"slip_no": "S1"})
    http = posted(filing() | {"input": content})
    strict = dialect("strict-hn")
    assert understood(http, ServerPort(strict, {}, draft)).violations == ()
    assert [each.rule for each in understood(http, ServerPort(strict, {})).violations] == [
        "unknown_field"
    ]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.decimals().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
KEYS = st.sampled_from([*filing(), *filing()["input"]["refmedin"], "arg0", "input", "refmedin"])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["plain", "strict-hn", "tif", "sorted-sm2"]),
    st.dictionaries(KEYS, ANY | st.dictionaries(KEYS, ANY), max_size=5),
    st.sampled_from(["", "/2501", "/2304", "/fsi/api/rsfComIfsService/callService", "/x"]),
)
def test_no_envelope_raises(name: str, envelope: dict[str, Any], path: str) -> None:
    """Whatever stands in an envelope, there is an answer in JSON."""
    server = ServerPort(dialect(name), credentials.make(dialect(name), 1))
    found = server.receive(posted(filing() | envelope, path), AT)
    if isinstance(found, GatewayRefusal):
        json.loads(found.reply.body)
    else:
        json.loads(server.reply(found, found.refused() or Response()).body)
        json.dumps(found.envelope)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80), st.text(max_size=20), st.dictionaries(st.text(), st.text()))
def test_no_bytes_raise(body: bytes, path: str, headers: dict[str, str]) -> None:
    """Any bytes at any address under any headers are answered in every dialect."""
    for name in dialect_names():
        server = ServerPort(dialect(name), credentials.make(dialect(name), 1))
        for where in ("", "/auth/oauth/token", f"/{path}"):
            server.receive(HttpRequest(path=where, headers=headers, body=body), AT)


def test_signed_dialects_open_a_filing_only_with_their_keys(at: datetime, ends: Ends) -> None:
    """A client with another sandbox's keys is turned away in every signing dialect."""
    for name in ("csb", "tif", "oauth-sm", "sorted-sm2"):
        server, _ = ends(name)
        stranger = ClientPort(dialect(name), credentials.make(dialect(name), 8), "http://x")
        found = server.receive(stranger.request(example("2501", at), "token"), at)
        assert isinstance(found, GatewayRefusal)
        assert found.code
