"""One walk puts right what clients commonly get wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from harness.wire.catalogue import TRANSACTIONS
from harness.wire.remarks import Remark
from harness.wire.tidying import plan_of


def tidied(infno: str, content: Any) -> tuple[Any, list[tuple[str, str]]]:
    """Return the tidied input of a transaction and what was remarked on."""
    found: list[Remark] = []
    result = plan_of(TRANSACTIONS[infno].input_schema)(content, "/input", found)
    return result, [(each.pointer, each.rule) for each in found]


@pytest.mark.parametrize("null", [None, "null", "NULL"])
def test_nulls_are_dropped(null: str | None) -> None:
    """A literal null, also as text, is as if the field were absent."""
    result, found = tidied("2501", {"refmedin": {"tel": null, "addr": "x"}})
    assert result == {"refmedin": {"addr": "x"}}
    assert found == [("/input/refmedin/tel", "null")]


def test_a_date_loses_its_time() -> None:
    """A date with a time part is cut to the day."""
    result, found = tidied("2501", {"refmedin": {"refl_date": "2025-05-06 00:00:00"}})
    assert result == {"refmedin": {"refl_date": "2025-05-06"}}
    assert found == [("/input/refmedin/refl_date", "date_with_time")]


def test_a_moment_gets_midnight() -> None:
    """A time without its time part begins at midnight."""
    result, found = tidied("5304", {"data": {"psn_no": "1", "begntime": "2025-05-06"}})
    assert result["data"]["begntime"] == "2025-05-06 00:00:00"
    assert found == [("/input/data/begntime", "moment_without_time")]


@pytest.mark.parametrize("wrong", ["2025-02-30", "2025-13-01", "20250231", "２０２５-05-06", "x"])
def test_a_date_that_does_not_exist_is_remarked(wrong: str) -> None:
    """Form alone does not make a date."""
    result, found = tidied("2501", {"refmedin": {"refl_date": wrong}})
    assert result == {"refmedin": {"refl_date": wrong}}
    assert found == [("/input/refmedin/refl_date", "date")]


def test_an_empty_number_is_nought() -> None:
    """A blank where a number belongs counts as 0 and is remarked on."""
    result, found = tidied("2304", {"data": {"medfee_sumamt": ""}})
    assert result == {"data": {"medfee_sumamt": "0"}}
    assert found == [("/input/data/medfee_sumamt", "empty_number")]


@pytest.mark.parametrize("wrong", ["0.001", "1E+999999999", "1E-999999999"])
def test_a_number_beyond_its_digits_is_remarked(wrong: str) -> None:
    """A third decimal of an amount, or an absurd exponent, is not passed on."""
    result, found = tidied("2304", {"data": {"medfee_sumamt": Decimal(wrong)}})
    assert result == {"data": {"medfee_sumamt": 0}}
    assert found == [("/input/data/medfee_sumamt", "number")]


def test_further_noughts_are_no_decimals() -> None:
    """100.000 is an amount of two decimals."""
    assert tidied("2304", {"data": {"medfee_sumamt": Decimal("100.000")}})[1] == []


def test_a_single_object_is_taken_for_a_list() -> None:
    """One fee line need not stand in a list."""
    result, found = tidied("2301", {"feedetail": {"feedetl_sn": 5}})
    assert (result, found) == ({"feedetail": [{"feedetl_sn": "5"}]}, [])


def test_a_list_of_one_for_an_object_is_remarked() -> None:
    """A list where one object belongs is unpacked if it holds exactly one."""
    assert tidied("2501", {"refmedin": [{"tel": "1"}]}) == (
        {"refmedin": {"tel": "1"}},
        [("/input/refmedin", "list_for_object")],
    )
    assert tidied("2501", {"refmedin": [{}, {}]}) == ({"refmedin": [{}, {}]}, [])


def test_unknown_fields_are_kept_and_remarked() -> None:
    """A field of an older baseline reaches nobody and disturbs nobody."""
    result, found = tidied("2501", {"refmedin": {"patient": "1"}, "agnterinfo": {"a": 1}})
    assert result == {"refmedin": {"patient": "1"}, "agnterinfo": {"a": 1}}
    assert found == [
        ("/input/refmedin/patient", "unknown_field"),
        ("/input/agnterinfo", "unknown_field"),
    ]


@pytest.mark.parametrize("name", ["PSN_NO", "psnNo", "Psn_No"])
def test_a_name_in_other_letters_is_understood(name: str) -> None:
    """Letter case and underscores do not make another field, and are remarked on."""
    result, found = tidied("2501", {"refmedin": {name: "1"}})
    assert result == {"refmedin": {"psn_no": "1"}}
    assert found == [(f"/input/refmedin/{name}", "letter_case")]


def test_a_right_name_beats_its_mis_cased_twin() -> None:
    """Where both stand in the message the mis-cased one is an unknown field."""
    result, found = tidied("2501", {"refmedin": {"PSN_NO": "2", "psn_no": "1"}})
    assert result["refmedin"]["psn_no"] == "1"
    assert found == [("/input/refmedin/PSN_NO", "unknown_field")]


@pytest.mark.parametrize("wrong", ["{", "[]", "text"])
def test_extension_content_is_json_text_of_an_object(wrong: Any) -> None:
    """What is not is remarked on and passed along."""
    result, found = tidied("2401", {"mdtrtinfo": {"exp_content": wrong}})
    assert result == {"mdtrtinfo": {"exp_content": wrong}}
    assert found == [("/input/mdtrtinfo/exp_content", "form")]
    assert tidied("2401", {"mdtrtinfo": {"exp_content": '{"IPT_TYPE": "3"}'}})[1] == []


def test_file_bytes_become_base64() -> None:
    """A list of bytes, signed or not, is one text."""
    result, _ = tidied("9101", {"fsUploadIn": {"in": [104, 105, -1, 255]}})
    assert result["fsUploadIn"]["in"] == "aGn//w=="


def test_a_code_that_lost_its_nought_is_understood() -> None:
    """1 for 01, wherever the table has no 1 of its own."""
    node = {"psn_cert_type": "1", "mdtrt_cert_type": "2", "psn_name": "1", "certno": "7"}
    result, found = tidied("1101", {"data": node})
    assert result == {"data": node | {"psn_cert_type": "01", "mdtrt_cert_type": "02"}}
    assert set(found) == {
        ("/input/data/psn_cert_type", "code_form"),
        ("/input/data/mdtrt_cert_type", "code_form"),
    }
