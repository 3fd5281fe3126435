"""Cards at the counter: what was laid down is sent, and nothing is put in its place."""

from __future__ import annotations

from typing import Any

import pytest

from harness.hospital.credentials import Credential, laid_down
from harness.hospital.refusal import Refused

Counter = Any
Platform = Any
CARD = {"no": "151234567890123456", "sn": "S151234567890123456"}
VISIT = {"person": "wang", "kind": "clinic", "lines": [{"item": "treatment", "quantity": 80}]}
PAYS = {"2206", "2207"}


def refuse_cards(platform: Platform, answer: str = "CARD_INVALID: 卡已挂失") -> None:
    """Let the platform refuse whatever card it is asked about."""
    known = platform.do_1101
    platform.answers["1101"] = lambda given: (
        answer if given["data"]["mdtrt_cert_type"] == "03" else known(given)
    )


def test_an_entry_left_out_is_the_identity_document() -> None:
    """Null means that nothing was shown; an object is what the reader read."""
    assert ("02", "", "03") == (
        laid_down({}).kind,
        laid_down({"card": None}).kind,
        laid_down({"card": CARD}).kind,
    )


@pytest.mark.parametrize(
    "card", [{"no": CARD["no"]}, {"sn": CARD["sn"]}, "yes", {"no": "", "sn": ""}]
)
def test_a_card_that_was_not_read_is_no_card(card: Any) -> None:
    """Number and chip number are both needed."""
    with pytest.raises(Refused) as caught:
        laid_down({"card": card})

    assert "card" == caught.value.field


def test_a_card_goes_out_as_a_card() -> None:
    """With its chip number; a document has none."""
    card = Credential(kind="03", number=CARD["no"], chip=CARD["sn"])

    assert {"mdtrt_cert_type": "03", "mdtrt_cert_no": CARD["no"], "card_sn": CARD["sn"]} == (
        card.on_wire("1599")
    )
    assert {"mdtrt_cert_type": "02", "mdtrt_cert_no": "1599"} == Credential().on_wire("1599")


def test_without_a_card_the_account_is_not_asked(counter: Counter, platform: Platform) -> None:
    """A typed number is refused before anything is registered, and the attempt is recorded."""
    reply = counter.act("visit", **VISIT, use_account="yes", card=None)
    events = [each["event"] for each in counter.see("audit", "wang")]

    assert ("refused", "card") == (reply["outcome"], reply["reason"]["field"])
    assert ["account_refused"] == events
    assert [] == [each for each in platform.requests if each["infno"] in {"2201", *PAYS}]


def test_a_refused_card_is_not_replaced_by_a_number(counter: Counter, platform: Platform) -> None:
    """The platform's reason is told, and nothing is settled; without the account it is."""
    refuse_cards(platform)
    reply = counter.act("visit", **VISIT, use_account="yes", card=CARD)
    sent = [each for each in platform.requests if each["infno"] in PAYS]

    assert ("refused", "CARD_INVALID", []) == (reply["outcome"], reply["reason"]["code"], sent)
    assert "现金" in reply["reason"]["text"]


def test_the_card_of_a_stay_is_the_one_at_the_till(counter: Counter, platform: Platform) -> None:
    """2303 and 2304 carry the card that was read when the bill was paid."""
    ref = counter.act("admit", person="wang")["ref"]
    counter.act("charge", stay=ref, lines=[{"item": "treatment", "quantity": 20000}])
    counter.act("discharge", stay=ref)
    counter.act("settle", stay=ref, use_account="yes", card=CARD)
    sent = [platform.sent(infno)[-1]["input"]["data"] for infno in ("2303", "2304")]

    assert [("03", CARD["no"], CARD["sn"])] * 2 == [
        (each["mdtrt_cert_type"], each["mdtrt_cert_no"], each["card_sn"]) for each in sent
    ]


def test_somebody_elses_card_is_stopped_at_the_till(counter: Counter, platform: Platform) -> None:
    """Who stands there is not the patient: nothing is settled (ACC14-A13)."""
    ref = counter.act("admit", person="wang")["ref"]
    counter.act("charge", stay=ref)
    counter.act("discharge", stay=ref)
    reply = counter.act("settle", stay=ref, use_account="yes", bearer="lin")

    assert ("refused", []) == (reply["outcome"], platform.sent("2304"))


@pytest.mark.parametrize("card", [None, CARD])
def test_a_statement_is_for_the_holder(counter: Counter, platform: Platform, card: Any) -> None:
    """Without a card, or with one that the platform refuses, nothing is shown (DER-PRV-2)."""
    refuse_cards(platform)
    refusal = counter.see("account", {"person": "wang", "card": card}, user="window-2")

    assert "refused" == refusal["outcome"]
    assert ["window-2"] == [each["user"] for each in counter.see("audit", "wang")]
