"""What the hospital's store keeps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from harness.clock import CHINA
from harness.hospital.records import Told
from harness.hospital.store import FileVault, MemoryVault, Store, Vault

AT = datetime(2025, 5, 6, 9, tzinfo=CHINA)


def told(number: str, text: str = "x") -> Told:
    """Return some record."""
    return Told(id=number, about="R1", person="wang", at=AT, code="C", text=text)


@pytest.fixture(params=["memory", "file"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    """Either vault."""
    return MemoryVault() if request.param == "memory" else FileVault(tmp_path / "his.sqlite3")


def test_records_come_back_equal_and_in_order(vault: Vault) -> None:
    """A record is read as it was written; replacing keeps its place; erasing forgets it."""
    store = Store(vault)
    store.put("b", told("b"))
    store.put("a", told("a"))
    store.put("b", told("b", "again"))
    assert store.get(Told, "b") == told("b", "again")
    assert [each.id for each in store.all(Told)] == ["b", "a"]
    store.erase(Told, "b")
    assert store.get(Told, "b") is None


def test_counters_never_repeat(vault: Vault) -> None:
    """A counter goes on where another store over the same vault left it."""
    assert [Store(vault).next("slip"), Store(vault).next("slip")] == [1, 2]


def test_a_file_survives(tmp_path: Path) -> None:
    """What a file vault wrote is there for the next one."""
    first = FileVault(tmp_path / "his.sqlite3")
    Store(first).put("a", told("a"))
    first.close()
    assert Store(FileVault(tmp_path / "his.sqlite3")).get(Told, "a") == told("a")
