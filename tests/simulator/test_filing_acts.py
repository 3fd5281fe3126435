"""Filings by act: windows, channels, terms and what they cover."""

from typing import Any

import pytest


def stay(desk: Any, **more: Any) -> Any:
    """A whole stay in Beijing, settled."""
    with_ = {
        "person": "wang",
        "institution": "bj-3a",
        "admitted_at": "2025-06-01T09:00",
        "discharged_at": "2025-06-10T09:00",
        "eligible": "20000.00",
    }
    return desk.act("elsewhere", "settle_stay", **{**with_, **more})


@pytest.mark.parametrize(
    ("on", "evidence", "code"),
    [
        ("2025-10-06", {"kind": "discharge_record"}, None),
        ("2025-11-06", {"kind": "diagnosis_certificate", "diagnosis": "C34.9"}, None),
        ("2025-10-05", {"kind": "discharge_record"}, "EXT_TOO_EARLY"),
        ("2025-11-07", {"kind": "discharge_record"}, "EXT_TOO_LATE"),
        ("2025-10-20", {"kind": "discharge_record", "latest": False}, "EXT_EVIDENCE"),
        ("2025-10-20", None, "EXT_EVIDENCE"),
        ("2025-10-20", {"kind": "discharge_record", "diagnosis": "I25.1"}, "EXT_DISEASE_MISMATCH"),
    ],
)
def test_an_extension_is_asked_for_in_the_last_month(
    desk: Any, on: Any, evidence: Any, code: Any
) -> None:
    """Window, evidence and disease decide; the new end counts from the old one (group G)."""
    desk.act("agency", "file", person="wang", to="bj-3a", diagnosis="C34.1")
    desk.now = f"{on}T10:00"
    reply = desk.act("agency", "extend", person="wang", evidence=evidence)

    assert code == reply.get("code")
    assert ("2026-05-06" if code is None else None) == reply.get("valid_until")


def test_a_filing_is_extended_once_and_at_the_window_only(desk: Any) -> None:
    """A second extension, and one asked for elsewhere, are refused (G05, G09)."""
    desk.act("agency", "file", person="wang", to="bj-3a")
    desk.now = "2025-10-20T10:00"
    papers = {"kind": "discharge_record"}
    elsewhere = desk.act("agency", "extend", person="wang", evidence=papers, place="his")
    desk.act("agency", "extend", person="wang", evidence=papers)
    desk.now = "2026-04-20T10:00"
    second = desk.act("agency", "extend", person="wang", evidence=papers)

    assert ("EXT_WINDOW_ONLY", "EXT_ALREADY_USED") == (elsewhere["code"], second["code"])


@pytest.mark.parametrize(
    ("with_", "code"),
    [
        ({"channel": "IM_APP", "slip": {"no": "Z1", "referral_on": "2025-05-06"}}, None),
        ({"channel": "other", "slip": {"no": "Z1", "referral_on": "2025-05-06"}}, None),
        ({"channel": "IM_APP", "slip": {"no": "Z1", "referral_on": "2025-02-05"}}, "SLIP_EXPIRED"),
        ({"channel": "IM_APP"}, "SLIP_REQUIRED"),
        (
            {"channel": "WINDOW", "slip": {"referral_on": "2025-05-06"}, "identity": "none"},
            "ID_REQUIRED",
        ),
        (
            {"channel": "WINDOW", "slip": {"referral_on": "2025-05-06", "person": "lin"}},
            "SLIP_OF_ANOTHER_PERSON",
        ),
    ],
)
def test_a_patient_files_by_another_channel_with_slip_and_document(
    desk: Any, with_: Any, code: Any
) -> None:
    """Every named channel takes a fresh slip of one's own with a document (group D)."""
    reply = desk.act("patient", "file", person="wang", to="bj-3a", diagnosis="C34.1", **with_)

    assert code == reply.get("code")
    assert (0 if code else 1) == len(desk.platform.view("wang")["filings"])


def test_a_slip_number_serves_one_person(desk: Any) -> None:
    """A slip that somebody was filed with is nobody else's (D04)."""
    slip = {"no": "Z1", "referral_on": "2025-05-06"}
    desk.act("patient", "file", person="wang", to="bj-3a", channel="IM_APP", slip=slip)
    reply = desk.act("patient", "file", person="lin", to="bj-3a", channel="IM_APP", slip=slip)

    assert "SLIP_OF_ANOTHER_PERSON" == reply["code"]


@pytest.mark.parametrize(
    ("admitted", "code"),
    [
        ("2025-11-06T23:30", None),
        ("2025-11-07T00:10", "NO_ACTIVE_FILING"),
        ("2025-05-06T08:00", "NO_ACTIVE_FILING"),
        ("2025-05-06T20:00", None),
    ],
)
def test_admission_decides_whether_a_filing_covers(desk: Any, admitted: Any, code: Any) -> None:
    """The last day counts to its end, and care before the approval is not covered (F01, I01)."""
    desk.act("agency", "file", person="wang", to="bj-3a")
    reply = stay(desk, institution="bj-3a", admitted_at=admitted, discharged_at="2025-11-20T09:00")

    assert code == reply.get("code")


def test_a_filing_withdrawn_later_covers_earlier_care(desk: Any) -> None:
    """Withdrawn at nine: admission at eight is covered, at ten it is not (F11)."""
    desk.act("agency", "file", person="wang", to="bj-3a")
    desk.now = "2025-06-01T09:00"
    desk.act("agency", "withdraw", person="wang")
    early = stay(desk, institution="bj-3a", admitted_at="2025-06-01T08:00")
    late = stay(desk, institution="bj-3a", admitted_at="2025-06-01T10:00")

    assert (None, "NO_ACTIVE_FILING") == (early.get("code"), late.get("code"))


@pytest.mark.parametrize(("to", "code"), [("bj-3a2", None), ("sh-3a", "NO_ACTIVE_FILING")])
def test_a_filing_binds_to_the_city(desk: Any, to: Any, code: Any) -> None:
    """Another district of Beijing is the same place, Shanghai is not (H05, H06)."""
    desk.act("agency", "file", person="wang", to="bj-3a")

    assert code == stay(desk, institution=to).get("code")


@pytest.mark.parametrize(
    ("on", "code"), [("2025-06-18", None), ("2025-06-19", "EMERGENCY_FILING_LATE")]
)
def test_an_emergency_is_filed_within_six_workdays(desk: Any, on: Any, code: Any) -> None:
    """Admission on Tuesday 10 June: Wednesday the 18th is the last day (N08)."""
    desk.now = f"{on}T10:00"
    reply = desk.act(
        "agency",
        "file",
        person="wang",
        to="zjk-3a",
        category="EMERGENCY",
        admitted_on="2025-06-10",
    )

    assert code == reply.get("code")
