"""Runs to report on."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from harness.reports.write import write_all


@pytest.fixture(name="builder", scope="session")
def builder_fixture() -> ModuleType:
    """Return the module that makes small runs."""
    spec = importlib.util.spec_from_file_location("builder", Path(__file__).with_name("builder.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="a_run")
def a_run_fixture(builder: ModuleType, tmp_path: Path) -> Path:
    """Return the folder of a run with one problem of each kind, not yet reported on."""
    return builder.a_run(tmp_path / "run")


@pytest.fixture(name="a_green_run")
def a_green_run_fixture(builder: ModuleType, tmp_path: Path) -> Path:
    """Return the folder of a run in which all is well, not yet reported on."""
    return builder.a_green_run(tmp_path / "green")


@pytest.fixture(name="reported")
def reported_fixture(a_run: Path) -> Path:
    """Return the folder of a run with all its reports."""
    write_all(a_run, None)
    return a_run


@pytest.fixture(name="rewrite")
def rewrite_fixture() -> Callable[[Path, bytes, bytes], None]:
    """Return a way to replace some bytes of a file."""

    def rewrite(path: Path, old: bytes, new: bytes) -> None:
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new))

    return rewrite
