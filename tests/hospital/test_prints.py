"""What leaves the printer."""

from __future__ import annotations

from typing import Any

from harness.hospital import annex

Counter = Any
Platform = Any


def test_the_slip_is_the_annex(counter: Counter) -> None:
    """Title, number above the grid, thirteen labels in order, one tick, notice, boxes, date."""
    reply = counter.act("refer", person="yang", notice={"signer": "agent", "name": "杨明"})
    document = counter.see("print", reply["ref"])
    text = document["text"]
    places = [text.index(f"\n{label}：") for label in annex.LABELS]
    assert places == sorted(places)
    assert text.startswith(annex.TITLE)
    assert text.index(reply["shown"]["slip_no"]) < places[0]
    assert text.count(annex.TICKED) == 1
    assert text.count(annex.EMPTY) == 1
    assert all(paragraph in text for paragraph in annex.NOTICE)
    assert "阿丽娅·杨𠮷娜" in text
    assert "杨明（代办人）" in text
    assert "会诊转诊服务中心（章）" in text
    assert text.endswith("2025年5月6日")
    assert document["fields"]["usable_until"] == "2025-08-06"


def test_a_receipt_only_for_what_is_filed(counter: Counter, platform: Platform) -> None:
    """The filing's receipt shows number and dates; an unfiled slip has none."""
    ref = counter.act("refer", person="wang")["ref"]
    receipt = counter.see("print", {"of": ref, "kind": "filing_receipt"})
    assert receipt["fields"]["valid_until"] == "2025-11-06"
    platform.answers["2501"] = "DEST_NOT_DESIGNATED: 非定点"
    other = counter.act("refer", person="lin")["ref"]
    assert counter.see("print", {"of": other, "kind": "filing_receipt"})["outcome"] == "refused"
    assert counter.see("print", {"of": other, "kind": "poem"})["outcome"] == "refused"


def test_no_slip_no_print(counter: Counter) -> None:
    """A draft cannot be printed."""
    ref = counter.act("refer", stop_before="sign")["ref"]
    assert counter.see("print", ref)["outcome"] == "refused"
