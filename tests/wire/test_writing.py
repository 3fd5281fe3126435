"""What goes out looks as the dialect's platform would write it."""

from __future__ import annotations

from harness.wire import codec, writing
from harness.wire.dialects import dialect


def test_only_number_fields_become_numbers() -> None:
    """An id that looks like a number stays text."""
    output = {"setlinfo": {"medfee_sumamt": "12.30", "setl_id": "123", "act_pay_dedc": "0.00"}}
    assert codec.encode(writing.numeric("2304", output)) == (
        b'{"setlinfo":{"medfee_sumamt":12.30,"setl_id":"123","act_pay_dedc":0.00}}'
    )


def test_what_spells_no_number_stays_text() -> None:
    """A leading nought or a blank would be no JSON."""
    output = {"setlinfo": {"medfee_sumamt": "012", "balc": "", "hifp_pay": None, "maf_pay": "x"}}
    assert codec.decode(codec.encode(writing.numeric("2304", output))) == output


def test_nulls_and_spellings_are_the_dialects() -> None:
    """An undone settlement has nulls where tif's platform has them."""
    output = {"setlinfo": {"psn_part_amt": "-1.00", "psn_cash_pay": "-1.00"}}
    assert writing.dressed("tif", "2208", output) == {
        "setlinfo": {"psn_part_amt": None, "psn_cash_pay": "-1.00"}
    }
    assert writing.dressed("plain", "2208", output) == output
    found = writing.dressed("sorted-sm2", "3201", {"stmtinfo": {"stmt_rslt": "0"}})
    assert found == {"stmtinfo": {"stmt_rslt": "000000"}}


def test_the_node_of_signing_out_has_two_names() -> None:
    """Hunan calls it sign_time, others signoutoutb."""
    output = {"sign_time": {"sign_time": "2025-05-06 09:00:00"}}
    assert set(writing.dressed("tif", "9002", output)) == {"signoutoutb"}
    assert writing.dressed("plain", "9002", output) == output
    assert writing.dressed("tif", "9002", None) is None


def test_further_fields_stand_beside_ours() -> None:
    """A client must survive what it does not know."""
    found = writing.with_extra(dialect("tif"), {"setlinfo": {"setl_id": "1"}, "setldetail": []})
    assert found["setlinfo"]["setl_id"] == "1"
    assert "expContent" in found["setlinfo"]
    assert found["setldetail"] == []
