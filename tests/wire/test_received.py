"""A message that earns a refusal gets the right one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from harness.wire.envelope import Request
from harness.wire.received import Received
from harness.wire.remarks import Remark


def received(at: datetime, **more: Any) -> Received:
    """Return a message that is right but for what is given."""
    known = {"notes": (), "violations": (), "supported": True, "real_identity": False}
    return Received(
        request=Request(infno="2501"), shape="base", envelope={}, digest="", at=at, **(known | more)
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, None),
        ({"notes": (Remark("/msgid", "msgid_form", 36),)}, None),
        ({"supported": False}, "NOT_SUPPORTED"),
        ({"violations": (Remark("/input/refmedin/psn_no", "type", 3),)}, "FIELD_INVALID"),
        ({"real_identity": True, "supported": False}, "REAL_IDENTITY"),
    ],
)
def test_the_graver_reason_comes_first(at: datetime, more: Any, code: str | None) -> None:
    """A real identity number outweighs everything, a note nothing."""
    refused = received(at, **more).refused()
    assert (refused.code if refused else None) == code


def test_a_field_refusal_names_place_rule_and_length(at: datetime) -> None:
    """The vendor reads where and what; nobody reads the value."""
    refused = received(at, violations=(Remark("/input/data/certno", "length", 19),)).refused()
    assert refused is not None
    assert "/input/data/certno length" in refused.err_msg
    assert "19" in refused.err_msg
