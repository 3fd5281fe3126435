"""The platform as a fixture of somebody else's tests."""

from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]

#: A wheel announces the plugin itself; a bare checkout has to be told.
ANNOUNCED = "referral_harness" in entry_points(group="pytest11").names
LOADED = () if ANNOUNCED else ("-p", "harness.pytest_plugin")

CLIENT = """
import pytest, requests
{marker}
def test_a_client_reaches_the_platform(insurance_platform):
    answer = requests.post(insurance_platform.base_url, data=b"hello", timeout=5)
    assert answer.status_code == 200
    assert answer.json()["infcode"] == -1
    assert insurance_platform.now().isoformat().startswith("{day}")
    assert len(insurance_platform.journal.entries) == 2
"""


@pytest.mark.parametrize(
    ("marker", "day"),
    [
        ("", "2025-05-06"),
        ("@pytest.mark.insurance_platform(start='2025-08-06T09:00')", "2025-08-06"),
    ],
)
def test_the_fixture_opens_a_platform(pytester: pytest.Pytester, marker: str, day: str) -> None:
    """A client under test posts to it and the journal holds what it sent."""
    pytester.makepyfile(CLIENT.format(marker=marker, day=day))

    pytester.runpytest_subprocess(*LOADED).assert_outcomes(passed=1)


def test_a_wrong_marker_says_what_it_takes(pytester: pytest.Pytester) -> None:
    """A misspelt member is an error with the list of those that exist."""
    pytester.makepyfile(
        "import pytest\n"
        "@pytest.mark.insurance_platform(dialekt='csb')\n"
        "def test_it(insurance_platform): ...\n"
    )

    result = pytester.runpytest_subprocess(*LOADED)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*takes no dialekt*it takes world*"])
