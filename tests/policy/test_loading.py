"""Packs load whole or not at all."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import resources
from harness.errors import DataError
from harness.policy.errors import MissingParameter, PackError, RulesNotInForce, UnknownCategory
from harness.policy.loading import pack, pack_names
from harness.policy.parameters import KNOWN

DAY = date(2025, 6, 1)


def whole() -> dict[str, Any]:
    """Return the region's pack as one document, as a bureau would write its own."""
    document = copy.deepcopy(resources.load_yaml("fixtures/packs/nm-region/pack.yaml"))
    document["parameters"] = dict(document["parameters"])
    for part in ("inpatient", "large-amount", "standing", "settlement"):
        content = resources.load_yaml(f"fixtures/packs/nm-region/{part}.yaml")
        document["parameters"] |= content["parameters"]
    return document


def load(tmp_path: Path, document: dict[str, Any]) -> Any:
    """Load a document as a pack of the user's own."""
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    pack.cache_clear()
    return pack(str(file))


def first(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the first value of a parameter."""
    value: dict[str, Any] = document["parameters"][name]["values"][0]
    return value


def test_every_shipped_pack_loads_and_knows_every_parameter() -> None:
    """No pack lacks a parameter or has one that no rule uses."""
    for name in pack_names():
        assert set(KNOWN) == set(pack(name).parameters)


def test_a_bureau_loads_its_own_pack_from_one_file(tmp_path: Path) -> None:
    """A single file with includes is a pack."""
    own = load(tmp_path, whole())

    assert 60000 == own.number("inpatient.deductible", DAY, grade="3A", status="active")


def test_a_pack_may_be_a_folder(tmp_path: Path) -> None:
    """Head and fragments in one folder make a pack."""
    document = whole()
    fragment = {"fragment": "own/prices", "parameters": document.pop("parameters")}
    (tmp_path / "pack.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    (tmp_path / "prices.yaml").write_text(yaml.safe_dump(fragment), encoding="utf-8")

    assert "nm-region" == pack(str(tmp_path)).name


def overlapping(document: dict[str, Any]) -> None:
    """Spoil a pack: overlapping."""
    value = first(document, "inpatient.band_limit")
    later = {**value, "from": "2020-01-01"}
    document["parameters"]["inpatient.band_limit"]["values"] = [
        {**value, "until": "2020-06-01"},
        later,
    ]


def with_a_gap(document: dict[str, Any]) -> None:
    """Spoil a pack: with a gap."""
    value = first(document, "inpatient.band_limit")
    document["parameters"]["inpatient.band_limit"]["values"] = [
        {**value, "until": "2019-06-01"},
        {**value, "from": "2020-01-01"},
    ]


def backwards(document: dict[str, Any]) -> None:
    """Spoil a pack: backwards."""
    value = first(document, "inpatient.band_limit")
    document["parameters"]["inpatient.band_limit"]["values"] = [
        {**value, "from": "2020-01-01"},
        value,
    ]


def above_the_whole(document: dict[str, Any]) -> None:
    """Spoil a pack: above the whole."""
    first(document, "inpatient.rate")["rows"]["active"]["3A"]["lower"] = 10001


def floor_above_base(document: dict[str, Any]) -> None:
    """Spoil a pack: floor above base."""
    first(document, "inpatient.deductible_floor")["rows"]["3A"] = 60001


def band_below_deductible(document: dict[str, Any]) -> None:
    """Spoil a pack: band below deductible."""
    first(document, "inpatient.band_limit")["value"] = 50000


def without_a_row(document: dict[str, Any]) -> None:
    """Spoil a pack: without a row."""
    del first(document, "inpatient.rate")["rows"]["retired"]["3B"]["upper"]


def with_an_undeclared_row(document: dict[str, Any]) -> None:
    """Spoil a pack: with an undeclared row."""
    first(document, "inpatient.deductible")["rows"]["3C"] = 50000


def without_a_parameter(document: dict[str, Any]) -> None:
    """Spoil a pack: without a parameter."""
    del document["parameters"]["inpatient.pool_ceiling"]


def with_an_unused_parameter(document: dict[str, Any]) -> None:
    """Spoil a pack: with an unused parameter."""
    document["parameters"]["inpatient.colour"] = document["parameters"]["inpatient.band_limit"]


def with_an_invented_value(document: dict[str, Any]) -> None:
    """Spoil a pack: with an invented value."""
    first(document, "inpatient.band_limit")["clause"] = ["INVENTED"]


def without_a_clause(document: dict[str, Any]) -> None:
    """Spoil a pack: without a clause."""
    del first(document, "inpatient.band_limit")["clause"]


def with_a_fraction(document: dict[str, Any]) -> None:
    """Spoil a pack: with a fraction."""
    first(document, "inpatient.band_limit")["value"] = 3500000.5


def with_the_wrong_unit(document: dict[str, Any]) -> None:
    """Spoil a pack: with the wrong unit."""
    document["parameters"]["inpatient.band_limit"]["unit"] = "days"


def with_a_bad_date(document: dict[str, Any]) -> None:
    """Spoil a pack: with a bad date."""
    first(document, "inpatient.band_limit")["from"] = "2014-02-30"


def with_an_unknown_include(document: dict[str, Any]) -> None:
    """Spoil a pack: with an unknown include."""
    document["includes"] = ["shared/nowhere"]


def with_a_broken_day(document: dict[str, Any]) -> None:
    """Spoil a pack: with a value that should be a day."""
    first(document, "contribution.years_not_asked_until")["value"] = "soon"


def with_a_word_for_an_amount(document: dict[str, Any]) -> None:
    """Spoil a pack: with a word where fen belong."""
    first(document, "inpatient.band_limit")["value"] = "much"


def keyed_by_nothing_known(document: dict[str, Any]) -> None:
    """Spoil a pack: keyed by a fact that the rule does not know."""
    value = first(document, "inpatient.band_limit")
    value["rows"] = {"red": 1}
    del value["value"]
    document["parameters"]["inpatient.band_limit"]["keys"] = {"colour": ["red"]}


def rows_without_keys(document: dict[str, Any]) -> None:
    """Spoil a pack: rows without keys."""
    del document["parameters"]["inpatient.deductible"]["keys"]


def ending_before_it_begins(document: dict[str, Any]) -> None:
    """Spoil a pack: a period that ends before it begins."""
    first(document, "inpatient.band_limit")["until"] = "2014-01-01"


def with_an_unknown_absence(document: dict[str, Any]) -> None:
    """Spoil a pack: declared missing what no rule uses."""
    document["missing"] = [
        {
            "from": "2014-10-29",
            "clause": ["LOCAL"],
            "reason": {"en": "x", "zh": "x"},
            "parameters": ["inpatient.colour"],
        }
    ]


def without_a_head(document: dict[str, Any]) -> None:
    """Spoil a pack: a fragment instead of a pack."""
    parameters = document["parameters"]
    document.clear()
    document |= {"fragment": "own/prices", "parameters": parameters}


def given_twice(document: dict[str, Any]) -> None:
    """Spoil a pack: given twice."""
    document["includes"] = ["shared/referral-2025", "nm-region/standing"]


@pytest.mark.parametrize(
    "spoil",
    [
        overlapping,
        with_a_gap,
        backwards,
        above_the_whole,
        floor_above_base,
        band_below_deductible,
        without_a_row,
        with_an_undeclared_row,
        without_a_parameter,
        with_an_unused_parameter,
        with_an_invented_value,
        without_a_clause,
        with_a_fraction,
        with_the_wrong_unit,
        with_a_bad_date,
        with_an_unknown_include,
        given_twice,
        with_a_broken_day,
        with_a_word_for_an_amount,
        keyed_by_nothing_known,
        rows_without_keys,
        ending_before_it_begins,
        with_an_unknown_absence,
        without_a_head,
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_a_pack_that_contradicts_itself_does_not_load(tmp_path: Path, spoil: Any) -> None:
    """Whatever is wrong with a pack, it is refused with the file's name."""
    document = whole()
    spoil(document)

    with pytest.raises(DataError) as caught:
        load(tmp_path, document)

    assert caught.value.where


def test_a_value_holds_until_the_next_one_begins(tmp_path: Path) -> None:
    """Periods need no end of their own."""
    document = whole()
    values = document["parameters"]["inpatient.band_limit"]["values"]
    values.append({**values[0], "from": "2026-01-01", "value": 4000000})

    own = load(tmp_path, document)

    assert 3500000 == own.number("inpatient.band_limit", date(2025, 12, 31))
    assert 4000000 == own.number("inpatient.band_limit", date(2026, 1, 1))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are named, not thrown."""
    file = tmp_path / "own.yaml"
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(PackError, match="not readable"):
        pack(str(file))


def test_a_pack_that_does_not_exist_is_named() -> None:
    """The error lists the packs there are."""
    with pytest.raises(PackError, match="nm-region"):
        pack("nowhere")


def test_the_wuhai_pack_says_what_it_lacks_and_why() -> None:
    """A declared absence names the parameter and the reason; nothing takes its place."""
    with pytest.raises(MissingParameter, match=r"inpatient\.rate.*2014 measures") as caught:
        pack("wuhai").find("inpatient.rate", DAY, status="active", grade="3A", band="lower")

    assert "inpatient.rate" == caught.value.parameter


def test_residents_have_no_figures_in_the_region_pack() -> None:
    """A table that does not reach a group says so instead of lending another group's figures."""
    with pytest.raises(MissingParameter, match="employees only"):
        pack("nm-region").find("inpatient.rate", DAY, status="resident", grade="3A", band="lower")


def test_a_hospital_of_no_class_is_not_guessed() -> None:
    """三级丙等 is in no row."""
    with pytest.raises(UnknownCategory, match="3C"):
        pack("nm-region").find("inpatient.deductible", DAY, status="active", grade="3C")


def test_no_day_before_the_rules_is_judged() -> None:
    """The measures of 2014 begin on the day they were printed."""
    with pytest.raises(RulesNotInForce, match="2014-10-29"):
        pack("nm-region").find("inpatient.band_limit", date(2014, 10, 28))
    assert 3500000 == pack("nm-region").number("inpatient.band_limit", date(2014, 10, 29))


def test_only_the_fictional_pack_is_marked_so() -> None:
    """Invented prices are never mistaken for law."""
    assert ["wuhai-fictional"] == [name for name in pack_names() if pack(name).fictional]


def test_the_figures_of_2014_carry_a_banner() -> None:
    """Every priced page can say from when its figures are."""
    assert date(2014, 10, 29) == pack("nm-region").unverified_after
    assert {"en", "zh"} == set(pack("nm-region").banner or {})


def test_a_changed_value_shows_its_source() -> None:
    """A test configuration is visible in every step."""
    changed = pack("nm-region").changed(
        "inpatient.pool_ceiling", 30000000, since=DAY, clause="LOCAL", source="test configuration"
    )

    found = changed.find("inpatient.pool_ceiling", DAY, status="active")

    assert (30000000, "test configuration") == (found.value, found.source)
    assert 20500000 == changed.number("inpatient.pool_ceiling", date(2025, 5, 31), status="active")
