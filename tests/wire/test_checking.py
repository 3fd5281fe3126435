"""The two schema engines agree, and every broken rule has one name."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.clock import moment
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.checking import header_form, input_form, output_form
from harness.wire.dialects import dialect, dialect_names
from harness.wire.examples import example, example_output
from harness.wire.remarks import Remark

AT = moment("2025-05-06T09:00")
WRONG: list[Any] = [
    None,
    True,
    "",
    "\n",
    " ",
    0,
    -1,
    10**14,
    10**30,
    Decimal("0.10"),
    Decimal("12.345"),
    Decimal("99999999999999.99"),
    Decimal("1E+400"),
    "0.10",
    "1.234567890",
    "12\n",
    "-0",
    "１２",
    "٣",
    "2025-02-30",
    "2025-05-06\n",
    "2025-05-06 09:00:00",
    "2025-05-06T09:00:00",
    "0000-01-01",
    "310\n",
    "x" * 5000,
    "𠮷" * 30,
    "e\u0301" * 15,
    "\ud800",
    "a\udfffb",
    "\x00",
    "\u2028",
    "\x85",
    False,
    2**63,
    2**64,
    -(2**63) - 1,
    10**400,
    Decimal("-0"),
    Decimal("1E-7"),
    Decimal("0.000001"),
    "1e5",
    "+1",
    "1_000",
    "NaN",
    "２０２５-０５-０６",
    "2025-02-29",
    "2024-02-29",
    "2025-05-06 09:00:00\n",
    [],
    [{}],
    {},
    {"a": 1},
]


def broken(infno: str, content: Any, name: str = "plain") -> list[tuple[str, str]]:
    """Return what is remarked on the input of a transaction."""
    found: list[Remark] = []
    input_form(name, infno).check(content, found)
    return [(each.pointer, each.rule) for each in found]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_both_engines_say_the_same(data: st.DataObject) -> None:
    """Whatever stands in one field of a message, both accept it or neither does."""
    infno = data.draw(st.sampled_from(sorted(TRANSACTIONS)))
    form = input_form(data.draw(st.sampled_from(["plain", "strict-hn", "tif"])), infno)
    content = copy.deepcopy(example(infno, AT).input)
    node = data.draw(st.sampled_from(sorted(content)))
    row = content[node][0] if isinstance(content[node], list) else content[node]
    target = row if isinstance(row, dict) and row else content
    known = next((each for each in TRANSACTIONS[infno].inputs if each.name == node), None)
    names = sorted({*target, *(each.name for each in known.fields)} if known else target)
    key = data.draw(st.sampled_from(names))
    value = target.get(key)
    mutants = [*WRONG, f"{value}\n", f" {value}", str(value) * 30]
    target[key] = data.draw(st.sampled_from(mutants) | st.text(max_size=20))
    assert form._closed.accepts(content) == (form._closed._authority.is_valid(content))


WIDE = str.maketrans({48 + digit: 0xFF10 + digit for digit in range(10)})
MUTANTS = 20


def spoilt(dice: random.Random, content: Any) -> Any:
    """Return a copy with one or two places changed, at whatever depth."""
    found = copy.deepcopy(content)
    for _ in range(dice.choice((1, 1, 2))):
        boxes = [each for each in containers(found) if each]
        if not boxes:
            return dice.choice(WRONG)
        box = dice.choice(boxes)
        key = dice.choice([*box] if isinstance(box, dict) else range(len(box)))
        value = box[key]
        match dice.randrange(10):
            case 0:
                del box[key]
            case 1 if isinstance(box, dict):
                box[f"{key}\n"] = box.pop(key)
            case 2:
                box[key] = dice.choice((f"{value}\n", f" {value}", f"{value}".translate(WIDE)))
            case _:
                box[key] = copy.deepcopy(dice.choice(WRONG))
    return found


def containers(value: Any) -> Iterator[Any]:
    """Yield every object and list."""
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from containers(each)


@pytest.mark.parametrize("name", dialect_names())
def test_the_engines_agree_on_every_transaction_both_ways(name: str) -> None:
    """Requests and answers alike, and the envelopes around them."""
    dice = random.Random(name)  # noqa: S311 - a repeatable choice
    for infno in TRANSACTIONS:
        request, answer = example(infno, AT), example_output(infno, AT)
        header = request.header() | {"input": {}}
        pairs = [
            (input_form(name, infno)._closed, request.input),
            (output_form(name, infno)._closed, {} if answer is None else answer),
            (header_form(name)._closed, header),
        ]
        for form, lawful in pairs:
            mutants = [lawful, *(spoilt(dice, lawful) for _ in range(MUTANTS))]
            unlike = [e for e in mutants if form.accepts(e) != form._authority.is_valid(e)]
            assert [] == unlike, infno


@pytest.mark.parametrize("name", dialect_names())
def test_every_example_keeps_every_form(name: str) -> None:
    """Our lawful messages are lawful in all dialects."""
    for infno in TRANSACTIONS:
        assert broken(infno, example(infno, AT, dialect(name)).input, name) == []


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("psn_no", 5, "number_for_text"),
        ("psn_no", True, "type"),
        ("psn_no", "", "missing_key"),
        ("diag_name", "", "missing"),
        ("refl_type", "9", "code"),
        ("refl_type", 3, "number_for_text"),
        ("refl_type", [], "type"),
        ("refl_date", "2025-02-30", "date"),
        ("refl_date", "2025/05/06", "date_form"),
        ("refl_date", "2025/02/30", "date"),
        ("begndate", "x", "date"),
        ("refl_rea", "因" * 101, "length"),
        ("refl_date", "2025-05-06 10:00:00", "date_with_time"),
        ("tel", None, "null"),
        ("insutype", "31O", "code"),
    ],
)
def test_each_slip_of_a_filing_has_its_rule(key: str, value: Any, rule: str) -> None:
    """One wrong value gives one remark of the right rule."""
    content = example("2501", AT).input
    content["refmedin"][key] = value
    assert broken("2501", content) == [(f"/input/refmedin/{key}", rule)]


def test_keys_of_identity_and_others_are_told_apart() -> None:
    """A missing person refuses, a missing reason is noted."""
    content = example("2501", AT).input
    del content["refmedin"]["psn_no"], content["refmedin"]["refl_rea"]
    assert sorted(broken("2501", content)) == [
        ("/input/refmedin/psn_no", "missing_key"),
        ("/input/refmedin/refl_rea", "missing"),
    ]
    assert broken("2501", {}) == [("/input/refmedin", "missing_key")]
    assert broken("2301", {"feedetail": []}) == [("/input/feedetail", "missing_key")]


def test_a_card_needs_its_identifier() -> None:
    """Credential 03 asks for card_sn, others do not."""
    content = example("1101", AT).input
    content["data"] |= {"mdtrt_cert_type": "03", "card_sn": ""}
    assert broken("1101", content) == [("/input/data/card_sn", "missing")]
    del content["data"]["card_sn"]
    assert broken("1101", content) == [("/input/data/card_sn", "missing")]


def test_money_is_a_key() -> None:
    """A settlement without its total cannot be served; a third decimal neither."""
    content = example("2304", AT).input
    del content["data"]["medfee_sumamt"]
    assert broken("2304", content) == [("/input/data/medfee_sumamt", "missing_key")]
    content["data"]["medfee_sumamt"] = "1.005"
    assert broken("2304", content) == [("/input/data/medfee_sumamt", "number")]


def test_provincial_codes_are_taken_or_refused() -> None:
    """Hunan prints 2101, others say 21; an extension of 21 exists, of 77 does not."""
    content = example("2401", AT).input
    for code, plain, strict in [("21", [], 1), ("2101", [], 0), ("210101", [], 1), ("77", 1, 1)]:
        content["mdtrtinfo"]["med_type"] = code
        assert len(broken("2401", content)) == (plain or 0)
        assert len(broken("2401", content, "strict-hn")) == strict


def test_strict_hunan_wants_digits_for_a_fee_line() -> None:
    """Elsewhere a fee line's number is free text."""
    content = example("2301", AT).input
    content["feedetail"][0]["feedetl_sn"] = "H01-7"
    assert broken("2301", content) == []
    assert broken("2301", content, "strict-hn") == [("/input/feedetail/0/feedetl_sn", "form")]


def test_header_fields_are_checked_alike() -> None:
    """The envelope has a form of its own."""
    request = example("2501", AT)
    header = request.header() | {"input": request.input}
    found: list[Remark] = []
    header_form("plain").check(header | {"opter_type": 1, "msgid": "", "x": "y"}, found)
    rules = {(each.pointer, each.rule) for each in found}
    assert rules == {
        ("/opter_type", "number_for_text"),
        ("/msgid", "missing_key"),
        ("/x", "unknown_field"),
    }


def test_nulls_of_an_undone_settlement_are_ours_to_send(at: datetime) -> None:
    """Only the dialect that sends nulls may."""
    output = example_output("2208", at)
    output["setlinfo"]["psn_part_amt"] = None
    assert output_form("plain", "2208").violations(output)
    assert output_form("tif", "2208").violations(output) == []


def test_an_overlong_text_is_cut_to_its_room() -> None:
    """A service never sees more than there is room for, in rows either; ids stay whole."""
    content = example("2301", AT).input
    content["feedetail"][0]["bilg_dr_name"] = "名" * 60
    found: list[Remark] = []
    tidied = input_form("plain", "2301").check(content, found)
    assert tidied["feedetail"][0]["bilg_dr_name"] == "名" * 50
    assert [(each.pointer, each.rule, each.length) for each in found] == [
        ("/input/feedetail/0/bilg_dr_name", "length", 60)
    ]
    header = example("2501", AT).header() | {"input": {}, "msgid": "m" * 36}
    assert header_form("plain").check(header, [])["msgid"] == "m" * 36
    reversal = example("2601", AT).input
    reversal["data"]["omsgid"] = "m" * 36
    assert input_form("plain", "2601").check(reversal, [])["data"]["omsgid"] == "m" * 36
