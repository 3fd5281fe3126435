"""harness report and harness compare, as a person types them."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from harness.cli.main import run
from harness.reports.write import write_all

BUILDER = Path(__file__).parents[1] / "reports" / "builder.py"


@pytest.fixture(name="builder", scope="module")
def builder_fixture() -> ModuleType:
    """Return the module that makes small runs."""
    spec = importlib.util.spec_from_file_location("builder", BUILDER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="folder")
def folder_fixture(builder: ModuleType, tmp_path: Path) -> Path:
    """Return the folder of a run with its reports."""
    folder: Path = builder.a_run(tmp_path / "run")
    write_all(folder, None)
    return folder


def test_reports_are_made_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command tells where the report lies."""
    arguments = ["report", str(folder / "run.ndjson"), "--out", str(tmp_path / "again")]

    assert run([*arguments, "--lang", "en"]) == 0
    assert "report.html" in capsys.readouterr().out
    assert (tmp_path / "again" / "report.html").read_bytes() == (
        folder / "report.html"
    ).read_bytes()


def test_a_stream_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What, where, and the code of a wrong file."""
    assert run(["report", str(tmp_path / "run.ndjson"), "--out", str(tmp_path / "out")]) == 2
    assert "run.ndjson" in capsys.readouterr().err


def test_equal_reports_compare_to_nothing_worse(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report compared with itself exits 0."""
    assert run(["compare", str(folder), str(folder / "report.json"), "--lang", "en"]) == 0
    assert "Nothing is worse" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"dialect": "strict-hn"}, 2, "不可比较"),
        ({"requirements": None}, 1, "变差"),
    ],
)
def test_worse_and_unlike_have_their_codes(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, object],
    code: int,
    said: str,
) -> None:
    """1 for worse, 2 for not comparable."""
    document = json.loads((folder / "report.json").read_bytes())
    worse = [each | {"verdict": "fail"} for each in document["requirements"]]
    changed = document | {name: value or worse for name, value in change.items()}
    other = folder.parent / "other.json"
    other.write_text(json.dumps(changed), encoding="utf-8")

    assert run(["compare", str(folder), str(other), "--lang", "zh"]) == code
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "said"), [("zh_CN.UTF-8", "没有变差"), ("C", "Nothing is worse")])
def test_the_environment_chooses_the_language(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    said: str,
) -> None:
    """Without --lang it is LANG that decides."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", lang)

    assert run(["compare", str(folder), str(folder)]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("command", ["report", "compare"])
def test_help_shows_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command tells how it is called."""
    assert run([command, "--help"]) == 0
    assert f"harness {command}" in capsys.readouterr().out
