"""The table of refusals."""

import re
from pathlib import Path

import pytest

import harness.policy
import harness.simulator
from harness.errors import OursFault
from harness.simulator.refusals import Refused, refusal, refusals


def test_every_text_fits_the_interface() -> None:
    """Code, colon and text together have at most 200 characters, whatever the detail."""
    for code in refusals():
        assert len(f"{code}: {Refused(code, '很长' * 200).text}") <= 200


def test_every_code_that_is_raised_is_in_the_table() -> None:
    """Codes in the sources of the simulator and of the questions of policy are all explained."""
    said = set()
    for package in (harness.simulator, harness.policy):
        for file in Path(str(package.__file__)).parent.rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            said |= set(re.findall(r'Refused\(\s*"([A-Z_0-9]+)"', text))

    assert set() == said - set(refusals())


def test_an_unknown_code_is_our_fault() -> None:
    """A service may not invent one."""
    with pytest.raises(OursFault):
        refusal("SOMETHING_ELSE")


@pytest.mark.parametrize("code", sorted(refusals()))
def test_every_refusal_says_what_to_do_in_both_languages(code: str) -> None:
    """Nothing is left in one language."""
    row = refusal(code)

    assert all((row.zh, row.en, row.clause, row.remedy_zh, row.remedy_en))
