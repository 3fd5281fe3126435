"""Clients written after public HIS code, not after the suite, go their whole way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

WAY = {"1101": 1, "2501": 1, "5304": 1, "2401": 1, "2301": 1, "2402": 1}
WAY |= {"2303": 3, "2304": 3, "2305": 1, "2601": 1, "filings": 1, "lines": 2}
TOLD = {"tif_services": "ENCODING_INVALID", "plain_java": "INSURED_PLACE_MISMATCH"}
"""What a client does wrong at first, puts right, and goes on."""

OWN_KEYS = {
    "hospital_private": "MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgqRkP9FG/yLgDfx5ojmNhQfWOEA"
    "//vGdmrTDlt95KlJKhRANCAASZb1ctMnRHohFHPaVbFWTpQkYy6vtbvYuuBu2qa+UoPkirMlG2gwi/Tg2YOqwmHKyLLOc4"
    "kacypYuu4bBQcLcv"
}
"""The key that ``sorted_hex`` has in its code, as its vendor hands it over."""

Client = Callable[[str, dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("csb_uuid", "csb"),
        ("tif_paths", "tif"),
        ("tif_services", "tif-text"),
        ("oauth_ciphered", "oauth-sm"),
        ("sorted_signed", "sorted-sm2"),
        ("plain_java", "plain"),
        ("plain_csharp", "plain"),
        ("strict_sdk", "strict-hn"),
        ("bus_arg0", "plain"),
    ],
)
def test_a_client_goes_its_whole_way(server: Any, client: Client, name: str, dialect: str) -> None:
    """Identify, refer, admit, charge, discharge, settle, undo, settle, reverse, settle."""
    known = server.sandbox(dialect, f"{name}-way".replace("_", "-"))
    done = client(name, known)
    assert done.get("refused") is None
    assert done.items() >= WAY.items()
    for each in server.exchanges(known["id"]):
        assert each["refusal"] in {None, TOLD.get(name)}
        assert each["violations"] == []


@pytest.mark.parametrize(
    ("name", "sandbox", "dialect", "more"),
    [
        ("sorted_hex", "own-keys", "sorted-sm2+infcode=string", {"credentials": OWN_KEYS}),
        (
            "front_machine",
            "default",
            "plain+infcode=string+output=json_string+sign_in=enforced",
            {"alias": {"institutions": {"hh-3a": "H15990099001"}}},
        ),
    ],
)
def test_a_client_keeps_what_stands_in_its_code(
    server: Any, client: Client, name: str, sandbox: str, dialect: str, more: dict[str, Any]
) -> None:
    """Keys, path, institution code and the way to read an answer: the sandbox is made to fit."""
    known = server.sandbox(dialect, sandbox, **more)
    done = client(name, known)
    assert done.get("refused") is None
    assert done.items() >= WAY.items()
    exchanges = server.exchanges(known["id"])
    assert len(exchanges) == sum(done[infno] for infno in WAY if infno.isdigit()) + (
        2 if name == "front_machine" else 0
    )
    assert {(each["refusal"], *each["violations"]) for each in exchanges} == {(None,)}


def test_gbk_is_answered_clearly(server: Any, client: Client) -> None:
    """The one code path that posts GBK hears what is wrong, in UTF-8."""
    done = client("tif_services", server.sandbox("tif-text", "gbk"))
    assert "ENCODING_INVALID" in done["gbk"]
    assert "GBK" in done["gbk"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_client_that_posts_again_files_once(server: Any, client: Client, when: str) -> None:
    """Whether the first 2501 was lost before or after it took effect, there is one filing."""
    known = server.sandbox("csb", f"again-{when}")
    plan = {"plan": [{"id": "x", "kind": "http_status", "on": "2501", "when": when, "times": 1}]}
    plan["plan"][0]["params"] = {"status": 503}
    assert server.call("PUT", f"/sandboxes/{known['id']}/faults", plan).status_code == 200
    done = client("csb_uuid", known)
    assert done.get("refused") is None
    assert done["filings"] == 1
    filed = [each for each in server.exchanges(known["id"]) if each["infno"] == "2501"]
    assert len(filed) == 2
    assert len({each["msgid"] for each in filed}) == 1


def test_slips_are_told_and_not_refused(server: Any, client: Client) -> None:
    """What a C# system writes by itself stands in the journal, rule by rule."""
    known = server.sandbox("plain", "told")
    client("plain_csharp", known)
    rules = {note["rule"] for each in server.exchanges("told") for note in each["notes"]}
    slips = {"byte_order_mark", "date_form", "padded", "number_for_text", "null", "missing"}
    assert rules >= slips
