"""The slip's attributes travel where the carriage says, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.errors import UsageError
from harness.wire.carriage import attributes, carriage, carriage_names

SLIP = {
    "slip_no": "ZZ20250506001",
    "heading_on": "2025-05-06",
    "referral_on": "2025-05-06",
    "signer_code": "D150100000001",
    "signer_title": "主任医师",
    "review_on": "2025-05-06",
    "review_result": "approved",
    "seal": "yes",
    "notice_acknowledged_at": "2025-05-06 08:30:00",
    "approving_hospital": "H15030000001",
    "preliminary_review": "approved",
    "final_review": "approved",
    "consultation_on": "2025-05-05",
}


def test_the_attributes_are_named_once() -> None:
    """Thirteen attributes that 2501 has no field for."""
    assert set(attributes()) == set(SLIP)
    assert carriage_names() == ("national", "exp-content-draft")


def test_national_carries_nothing() -> None:
    """2501 as published goes out unchanged, and absence says nothing."""
    chosen = carriage("national")
    assert chosen.write({"refmedin": {"psn_no": "1"}}, SLIP) == {"refmedin": {"psn_no": "1"}}
    assert chosen.read({"refmedin": {"exp_content": '{"SLIP_NO": "x"}'}}) == {}
    assert (chosen.carried, chosen.elsewhere, chosen.draft) == (frozenset(), "all", False)


def test_the_draft_carries_everything() -> None:
    """What is written is read back, and is said to be a draft."""
    chosen = carriage("exp-content-draft")
    content = {"refmedin": {"psn_no": "1"}}
    written = chosen.write(content, SLIP)
    assert chosen.read(written) == SLIP
    assert chosen.problems(written) == []
    assert content == {"refmedin": {"psn_no": "1"}}
    assert json.loads(written["refmedin"]["exp_content"])["CENTER_SEAL_FLAG"] == "1"
    assert chosen.draft


def test_empty_attributes_are_left_out() -> None:
    """What the slip does not say is not sent."""
    chosen = carriage("exp-content-draft")
    assert chosen.write({"refmedin": {}}, {"slip_no": "", "seal": None}) == {"refmedin": {}}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("{", [""]),
        ("[]", [""]),
        ('{"SLIP_NO": 5}', ["slip_no"]),
        ('{"SLIP_REFL_DATE": "2025-02-30"}', ["referral_on"]),
        ('{"NOTICE_CNFM_TIME": "2025-05-06"}', ["notice_acknowledged_at"]),
        ('{"CENTER_RCHK_RSLT": "maybe", "CENTER_SEAL_FLAG": "yes"}', ["review_result", "seal"]),
        ('{"SLIP_NO": "' + "x" * 4000 + '"}', [""]),
        ('{"other": 1}', []),
    ],
)
def test_a_wrong_form_is_named_and_nothing_raises(text: str, problems: list[str]) -> None:
    """What cannot be read is named by its attribute, or as a whole."""
    chosen = carriage("exp-content-draft")
    content: dict[str, Any] = {"refmedin": {"exp_content": text}}
    assert chosen.problems(content) == problems
    assert isinstance(chosen.read(content), dict)


@pytest.mark.parametrize("content", [{}, {"refmedin": []}, {"refmedin": 5}, {"refmedin": {}}])
def test_input_without_the_field_carries_nothing(content: dict[str, Any]) -> None:
    """Absence is no problem of form."""
    chosen = carriage("exp-content-draft")
    assert (chosen.read(content), chosen.problems(content)) == ({}, [])


def test_an_unknown_carriage_names_the_known_ones() -> None:
    """A mistyped name is answered with the list."""
    with pytest.raises(UsageError, match="exp-content-draft"):
        carriage("file")
