"""What verify raises ends a command with a code of its own."""

from harness.reports.wrong import Wrong


def test_a_wrong_report_exits_with_6_and_names_the_file() -> None:
    """No other command ends so."""
    error = Wrong("the file was changed", where="report.json")

    assert error.exit_code == 6
    assert str(error) == "report.json: the file was changed"
