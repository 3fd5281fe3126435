"""The suite is tested by faults: a sample of the matrix that `harness defects run` plays whole."""

from functools import cache

import pytest

from harness.cli.kill_matrix import SOUND, played, suspect
from harness.hospital import defects
from harness.scenario.killing import Kill, Seen, kill
from harness.scenario.loading import shipped
from harness.verdicts.verdict import Verdict

#: One fault of each kind: slip, approval, filing, date, money, recovery.
SAMPLE = ["M-015", "M-028", "M-058", "M-072", "M-121", "M-233"]


@cache
def healthy() -> Seen:
    """Play the suite against the sound hospital, once."""
    return played(SOUND)


def judged(name: str) -> Kill:
    """Play the suite against a hospital with one fault."""
    sick = played(f"{SOUND}:{name}")
    return kill(suspect(defects.find(name)), tuple(shipped().values()), healthy(), sick)


def test_the_sound_hospital_passes_everything() -> None:
    """No check finds anything wrong with the reference hospital."""
    found = {verdict for checks in healthy().checks.values() for verdict in checks.values()}

    assert found <= {Verdict.PASS, Verdict.NOT_APPLICABLE}


@pytest.mark.parametrize("name", SAMPLE)
def test_a_fault_is_noticed_and_spares_its_neighbours(name: str) -> None:
    """The scenarios of its row fail with what is at stake, and no other turns."""
    one = judged(name)

    assert one.killed
    assert () == one.collateral
