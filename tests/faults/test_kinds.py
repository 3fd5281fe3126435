"""Each kind of fault does to an answer what it says."""

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from harness.faults.delivery import Deliver, NoAnswer, Twice
from harness.faults.kind import Draft
from harness.faults.kinds import KINDS, listing
from harness.wire.envelope import Response
from harness.wire.http import HttpReply

SIGNATURE = {"pointer": "/cainfo", "value": "x"}
CHANCE = Random(1)  # noqa: S311 - faults must repeat

ANSWER = Response(
    inf_refmsgid="150000202505060900000000000001",
    output={
        "setlinfo": {"setl_id": "S1", "psn_no": "P1", "psn_cash_pay": "9980.00"},
        "setldetail": [{"fund_pay_type": "310100"}],
    },
)


def encode(response: Response) -> HttpReply:
    """Write an answer as a dialect that signs would."""
    body = {
        "infcode": response.infcode,
        "err_msg": response.err_msg,
        "cainfo": f"signed:{hash(json.dumps(response.output))}",
        "output": response.output,
    }
    return HttpReply(
        headers={"content-type": "application/json"},
        body=json.dumps(body, ensure_ascii=False).encode(),
    )


def meet(name: str, response: Response = ANSWER, /, **params: Any) -> Any:
    """Let an answer meet a fault."""
    draft = Draft(
        response=response,
        encode=encode,
        random=CHANCE,
        person={"sun": {"psn_no": "P2"}}.get,
    )
    return KINDS[name].effect(draft, params)


def content(delivery: Deliver) -> dict[str, Any]:
    """Read the envelope that is delivered."""
    whole: dict[str, Any] = json.loads(delivery.reply.body)
    return whole


def test_every_kind_says_which_bug_it_catches() -> None:
    """A fault without a reason has no place in the list."""
    assert all(each["meets"].endswith(".") for each in listing())
    assert all("Catches " in each["catches"] for each in listing())


@pytest.mark.parametrize(
    ("name", "how"), [("drop_request", "timeout"), ("lose_answer", "reset"), ("reset", "reset")]
)
def test_no_answer(name: str, how: str) -> None:
    """Lost answers end a connection at once, lost requests keep it silent."""
    delivery = meet(name)

    assert isinstance(delivery, NoAnswer)
    assert delivery.how == how


def test_delays() -> None:
    """A delay is within the hospital's patience, a delayed answer beyond it."""
    assert (meet("delay", seconds=2).wait_ms, meet("delay").late) == (2000, False)
    assert (meet("delay_answer", milliseconds=5).wait_ms, meet("delay_answer").late) == (5, True)
    assert meet("out_of_order").overtaken
    assert meet("delay").reply == encode(ANSWER)


def test_truncate() -> None:
    """A body ends early, with a length that agrees or with a broken line."""
    short = meet("truncate", after=10)
    broken = meet("truncate", after=10, connection="broken")

    assert short.reply.body == encode(ANSWER).body[:10]
    assert (broken.cut, broken.reply) == (10, encode(ANSWER))
    assert 0 < len(meet("truncate").reply.body) < len(encode(ANSWER).body)


def test_duplicate() -> None:
    """A duplicated request says which answer goes back."""
    assert meet("duplicate") == Twice(answer="last")


def test_gateway() -> None:
    """Gateways answer in their own ways."""
    busy = meet("http_status", retry_after=30).reply
    refused = meet("gateway_401").reply

    assert (busy.status, busy.headers["retry-after"]) == (503, "30")
    assert (refused.status, json.loads(refused.body)["code"]) == (401, 401)
    assert meet("non_json").reply.body.startswith(b"<html>")
    assert "infcode" not in json.loads(refused.body)


def test_gbk() -> None:
    """A GBK answer cannot be read as UTF-8, whatever the honest answer said."""
    body = meet("gbk_body").reply.body

    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert json.loads(body.decode("gbk"))["output"] == ANSWER.output


def test_business_error() -> None:
    """A refusal of the plan's making has its code, or is a wall of Java."""
    coded = content(meet("business_error", code="SLIP_EXPIRED", text="转诊单已过期"))
    java = content(meet("business_error"))
    other = content(meet("business_error", infcode=1, text="处理中"))

    assert (other["infcode"], other["output"]) == (1, None)
    assert (coded["infcode"], coded["err_msg"]) == (-1, "SLIP_EXPIRED: 转诊单已过期")
    assert coded["output"] is None
    assert len(java["err_msg"]) > 1000


@pytest.mark.parametrize(
    ("name", "params", "pointer", "value"),
    [
        ("empty_field", {"field": "setl_id"}, ("setlinfo", "setl_id"), ""),
        ("empty_field", {}, ("setlinfo", "setl_id"), ""),
        ("null_field", {"field": "/setlinfo/psn_cash_pay"}, ("setlinfo", "psn_cash_pay"), None),
        ("set_field", {"pointer": "/output/setldetail/0/fund_pay_type", "value": "x"},
         ("setldetail", 0, "fund_pay_type"), "x"),
        ("wrong_person", {"person": "sun"}, ("setlinfo", "psn_no"), "P2"),
        ("tampered_amount", {}, ("setlinfo", "psn_cash_pay"), "10080.00"),
        ("extra_field", {"at": "/setlinfo", "name": "n", "value": 1}, ("setlinfo", "n"), 1),
    ],
)  # fmt: skip
def test_one_value_is_changed(
    name: str, params: dict[str, Any], pointer: tuple[Any, ...], value: Any
) -> None:
    """The named value changes, and the receipt says that it was there."""
    delivery = meet(name, **params)
    found: Any = content(delivery)["output"]
    for key in pointer:
        found = found[key]

    assert found == value
    assert delivery.delivered
    assert ANSWER.output == replace(ANSWER).output


@pytest.mark.parametrize("name", ["empty_field", "null_field", "wrong_person", "tampered_amount"])
def test_nothing_offered_is_nothing_delivered(name: str) -> None:
    """Where an answer lacks the field, the receipt does not claim that it was spoilt."""
    delivery = meet(name, replace(ANSWER, output=None))

    assert not delivery.delivered
    assert delivery.reply == encode(replace(ANSWER, output=None))


def test_drop_field() -> None:
    """A dropped field is gone, not empty."""
    assert "setl_id" not in content(meet("drop_field", field="setl_id"))["output"]["setlinfo"]


def test_infcode_turns_its_type() -> None:
    """A numeric infcode comes as text."""
    assert content(meet("infcode_type"))["infcode"] == "0"


def test_envelope_edits_keep_the_spelling_of_amounts() -> None:
    """An edit of the envelope does not turn 0.10 into 0.1."""
    written = HttpReply(body=b'{"infcode":0,"output":{"x":0.10}}')
    draft = Draft(response=ANSWER, encode=lambda _: written, random=CHANCE)

    delivery = KINDS["set_field"].effect(draft, {"pointer": "/infver", "value": "V9.0"})

    assert isinstance(delivery, Deliver)
    assert delivery.reply.body == b'{"infcode":0,"output":{"x":0.10},"infver":"V9.0"}'


def test_what_the_platform_says_otherwise_is_signed_all_the_same() -> None:
    """An unannounced field bears the dialect's signature; a forged signature is left as it is."""

    def sealed(whole: dict[str, Any]) -> dict[str, Any]:
        return whole | {"cainfo": f"signed:{sorted(whole)}"}

    draft = Draft(response=ANSWER, encode=encode, random=CHANCE, seal=sealed)
    fields = ["cainfo", "err_msg", "ext_unannounced", "infcode", "output"]
    richer, forged = KINDS["extra_field"].effect(draft, {}), KINDS["wrong_signature"]
    spoilt = [forged.effect(draft, {}), KINDS["set_field"].effect(draft, SIGNATURE)]

    assert isinstance(richer, Deliver)
    assert content(richer)["cainfo"] == f"signed:{fields}"
    assert ["A" * 88, "x"] == [content(each)["cainfo"] for each in spoilt]  # type: ignore[arg-type]


def test_a_signature_is_only_spoilt_where_there_is_one() -> None:
    """In a dialect that signs nothing, a wrong signature is not delivered."""
    plain = Draft(response=ANSWER, encode=lambda _: HttpReply(body=b"{}"), random=CHANCE)

    assert not KINDS["wrong_signature"].effect(plain, {}).delivered
    assert content(meet("wrong_signature"))["cainfo"] == "A" * 88


def test_tampering_keeps_the_old_signature() -> None:
    """A changed amount travels under the signature of the true one."""
    assert content(meet("tampered_amount"))["cainfo"] == content(meet("delay"))["cainfo"]
