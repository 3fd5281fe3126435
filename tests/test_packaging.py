"""The wheel that is installed."""

import subprocess
import sys
from importlib.metadata import files
from pathlib import Path

import harness
from harness.resources import FOLDERS, data_root

ROOT = Path(__file__).parent.parent
SHIPPED = "harness/_data/"


def tracked() -> set[str]:
    """Name the data files that git tracks."""
    listing = subprocess.run(  # noqa: S603 - fixed words
        ["git", "ls-files", "-z", *FOLDERS],  # noqa: S607 - git as the developer has it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name for name in listing.stdout.split("\0") if name}


def test_the_tests_import_the_wheel_and_not_the_checkout() -> None:
    """What is tested is what is installed."""
    assert ROOT not in Path(harness.__file__).parents or ".tox" in Path(harness.__file__).parts


def test_the_wheel_ships_every_data_file_and_no_other() -> None:
    """Each tracked file of the data folders is in the wheel, and nothing else is."""
    names = {str(name).replace("\\", "/") for name in files("referral-harness") or []}
    shipped = {name.removeprefix(SHIPPED) for name in names if name.startswith(SHIPPED)}

    assert tracked() == shipped


def test_data_is_read_from_inside_the_package() -> None:
    """The installed package does not look beside itself."""
    assert "_data" == data_root().name


def test_the_package_runs_as_a_module() -> None:
    """``python -m harness --version`` works where only the wheel is."""
    answer = subprocess.run(
        [sys.executable, "-m", "harness", "--version"], capture_output=True, text=True, check=True
    )

    assert harness.__version__ in answer.stdout
