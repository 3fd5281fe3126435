"""harness verify and harness keys, on a real run of the reference hospital."""

import shutil
import stat
from pathlib import Path

import pytest

from harness.cli.main import run

SCENARIO = "filing/onestop-happy"


@pytest.fixture(name="made", scope="module")
def made_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a key pair and a report that it signed."""
    folder = tmp_path_factory.mktemp("certified")
    assert run(["keys", "new", str(folder / "key"), "--lang", "en"]) == 0
    out = str(folder / "report")
    run(["certify", SCENARIO, "--seed", "7", "--out", out, "--sign-key", str(folder / "key")])
    return folder


@pytest.fixture(name="report")
def report_fixture(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the report, to be spoilt."""
    return Path(shutil.copytree(made / "report", tmp_path / "report"))


def test_an_honest_report_holds(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every promise of the command is kept and told."""
    assert run(["verify", str(made / "report"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "give --key to check whose it is" in out
    assert "judged again, to the same verdicts" in out


def test_the_signers_key_makes_it_certain(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the public key the signer is known."""
    key = str(made / "key.pub")

    assert run(["verify", str(made / "report"), "--key", key, "--lang", "zh"]) == 0
    assert "签署人即所给公钥的持有人" in capsys.readouterr().out


def test_any_changed_byte_is_found_and_its_file_named(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One byte in the middle of each file is enough for exit code 6."""
    for path in sorted(p for p in report.rglob("*") if p.is_file()):
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        assert run(["verify", str(report)]) == 6
        assert path.relative_to(report).as_posix() in capsys.readouterr().err
        path.write_bytes(content)

    assert run(["verify", str(report)]) == 0


def test_another_key_is_not_the_signers(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report that somebody else signed does not hold."""
    run(["keys", "new", str(tmp_path / "other")])

    assert run(["verify", str(report), "--key", str(tmp_path / "other.pub")]) == 6
    assert "attestation.dsse.json" in capsys.readouterr().err


def test_a_key_is_private_and_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second key of the same name is a matter of usage."""
    path = tmp_path / "key"

    assert run(["keys", "new", str(path), "--lang", "zh"]) == 0
    assert "私钥" in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert run(["keys", "new", str(path)]) == 2
    assert path.read_bytes() == content


def test_what_is_no_folder_is_a_matter_of_usage(tmp_path: Path) -> None:
    """A wrong path is not a wrong report."""
    assert run(["verify", str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize("words", [["verify"], ["keys"], ["keys", "new"]])
def test_help_is_at_hand(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each command tells how it is called."""
    assert run([*words, "--help"]) == 0
    assert "Usage: harness" in capsys.readouterr().out
