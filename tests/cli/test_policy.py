"""``harness policy`` on files, as a user calls it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import run

CASE: dict[str, Any] = {
    "case": "c1",
    "person": {"status": "active", "disabled": False},
    "stays": [
        {
            "grade": "3A",
            "reach": "referred",
            "admitted_on": "2025-06-01",
            "discharged_on": "2025-06-09",
            "lines": [{"item_class": "A", "kind": "ordinary", "amount": "50000.00"}],
        }
    ],
}


@pytest.fixture(name="source")
def _source(tmp_path: Path) -> Path:
    file = tmp_path / "cases.ndjson"
    file.write_text(
        json.dumps(CASE) + "\n\n" + json.dumps({**CASE, "case": "c2"}) + "\nnonsense\n",
        encoding="utf-8",
    )
    return file


def answers(file: Path) -> list[dict[str, Any]]:
    """Return the lines of an output file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_adjudicate_answers_line_by_line(source: Path, tmp_path: Path) -> None:
    """Blank and broken lines get an error and the run ends well."""
    target = tmp_path / "answers.ndjson"

    assert run(["policy", "adjudicate", str(source), str(target)]) == 0

    found = answers(target)
    assert [each["case"] for each in found] == ["c1", None, "c2", None]
    assert found[0]["stays"][0]["pooled"] == "41020.00"
    assert found[1]["error"]["code"] == "BAD_INPUT"
    assert [source.name, target.name] == sorted(
        (each.name for each in tmp_path.iterdir()), reverse=True
    )


def test_adjudicate_with_jobs_and_readings(source: Path, tmp_path: Path) -> None:
    """A reading changes the amount, workers do not."""
    target = tmp_path / "answers.ndjson"
    reading = ["--reading", "CC-14=relative", "--jobs", "2"]

    assert run(["policy", "adjudicate", str(source), str(target), *reading]) == 0
    assert answers(target)[0]["stays"][0]["pooled"] == "41315.50"


def test_explain_adds_steps(source: Path, tmp_path: Path) -> None:
    """Each step has rule, clauses, reading, inputs and value."""
    target = tmp_path / "answers.ndjson"

    assert run(["policy", "adjudicate", str(source), str(target), "--explain"]) == 0

    steps = answers(target)[0]["stays"][0]["steps"]
    assert all({"rule", "clauses", "reading", "inputs", "value"} <= set(step) for step in steps)
    assert {"CC-14": "points"} in [step["reading"] for step in steps]


def test_decisions_are_taken_from_a_file(source: Path, tmp_path: Path) -> None:
    """A bureau's decision changes the amount without any option on the command line."""
    target, decisions = tmp_path / "answers.ndjson", tmp_path / "decisions.json"
    decisions.write_text(
        json.dumps(
            {
                "decision": "D-1",
                "issued_by": "自治区医疗保障局",
                "document": "内医保函〔2025〕1号",
                "issued_on": "2025-05-01",
                "pools": ["159900"],
                "in_force": {"from": "2025-05-01", "until": None},
                "settles": [{"reading": "CC-14", "option": "relative"}],
                "attachment": None,
            }
        ),
        encoding="utf-8",
    )

    assert (
        run(["policy", "adjudicate", str(source), str(target), "--decisions", str(decisions)]) == 0
    )
    assert answers(target)[0]["stays"][0]["pooled"] == "41315.50"


@pytest.mark.parametrize(
    "extra",
    [
        ["--reading", "CC-14"],
        ["--reading", "CC-14=half"],
        ["--reading", "CC-99=x"],
        ["--reading", "CC-05=origin_plus_12"],
        ["--pack", "nowhere"],
        ["--decisions", "nowhere.json"],
        ["--jobs", "0"],
    ],
)
def test_what_is_unknown_or_unused_is_a_usage_error(
    source: Path, tmp_path: Path, extra: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, and the message says what is wrong."""
    target = tmp_path / "answers.ndjson"

    assert run(["policy", "adjudicate", str(source), str(target), *extra]) == 2
    assert capsys.readouterr().err
    assert not target.exists()


def test_a_missing_input_is_a_usage_error(tmp_path: Path) -> None:
    """The file that is not there is named."""
    nowhere = str(tmp_path / "nowhere.ndjson")

    assert run(["policy", "adjudicate", nowhere, str(tmp_path / "out")]) == 2
    assert run(["policy", "explain", nowhere]) == 2
    assert run(["policy", "adjudicate", str(tmp_path), str(tmp_path / "out")]) == 2


def test_an_output_folder_that_is_missing_is_a_usage_error(source: Path, tmp_path: Path) -> None:
    """No folder is made behind the user's back, and none is written over."""
    assert run(["policy", "adjudicate", str(source), str(tmp_path)]) == 2
    assert run(["policy", "adjudicate", str(source), str(tmp_path / "no" / "out")]) == 2


def test_standard_streams_serve_as_files(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A dash is standard input or output."""
    with source.open("rb") as stream:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))
        assert run(["policy", "adjudicate", "-", "-"]) == 0

    assert capsysbinary.readouterr().out.count(b"\n") == 4


def test_a_device_is_written_without_renaming(source: Path) -> None:
    """/dev/null stays what it is."""
    assert run(["policy", "adjudicate", str(source), os.devnull]) == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(("lang", "word"), [("en", "the pooled fund pays"), ("zh", "统筹基金支付")])
def test_explain_speaks_both_languages(
    source: Path, lang: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sentences, clauses, dated values and what another reading would give."""
    assert (
        run(["policy", "explain", str(source), "--case", "c1", "--stay", "1", "--lang", lang]) == 0
    )

    text = capsys.readouterr().out
    assert word in text
    assert "2014-10-29" in text
    assert "BMI14-A22-3" in text
    assert "CC-14=relative" in text


def test_explain_as_json(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a stay."""
    assert run(["policy", "explain", str(source), "--case", "c2", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert ("c2", 1, "41020.00") == (found["case"], found["stay"], found["pooled"])


def test_explaining_a_case_that_is_not_there_is_a_usage_error(source: Path) -> None:
    """Silence would look like an answer."""
    assert run(["policy", "explain", str(source), "--case", "c9"]) == 2
    assert run(["policy", "explain", str(source), "--case", "c1", "--stay", "2"]) == 2


def test_a_case_that_cannot_be_decided_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words and as JSON."""
    file = tmp_path / "wrong.ndjson"
    file.write_text(json.dumps({**CASE, "person": {}}), encoding="utf-8")

    assert run(["policy", "explain", str(file), "--lang", "en"]) == 0
    assert "BAD_INPUT" in capsys.readouterr().out
    assert run(["policy", "explain", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "BAD_INPUT"


def test_packs_lists_packs_and_readings(capsys: pytest.CaptureFixture[str]) -> None:
    """Default options are marked, fictional packs too."""
    assert run(["policy", "packs", "--lang", "en"]) == 0

    text = capsys.readouterr().out
    assert "wuhai-fictional [FICTIONAL]" in text
    assert "* civil_code" in text


def test_packs_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A program can read what there is and what is missing."""
    assert run(["policy", "packs", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    missing = {each["name"]: each["missing"] for each in found["packs"]}
    assert "inpatient.rate" in missing["wuhai"]
    assert "civil_code" == found["readings"][0]["default"]


@pytest.mark.parametrize("command", ["adjudicate", "explain", "packs", "readjudicate"])
def test_help_has_examples_on_lines_of_their_own(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Examples can be copied."""
    assert run(["policy", command, "--help"]) == 0

    assert f"Examples:\n    harness policy {command}" in capsys.readouterr().out


def test_explain_answers_questions_of_law(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By any reading; a reading that stays never ask for is still a mistake beside stays."""
    file = tmp_path / "questions.ndjson"
    question = {"case": "d1", "question": "extension", "at": "2025-11-10T10:00:00+08:00"}
    evidence = {"kind": "discharge_record", "diagnosis": "C34.9"}
    request = {"diagnosis": "C34.1", "valid_until": "2025-12-01", "approved_on": "2025-06-01"}
    file.write_text(json.dumps({**question, "request": {**request, "evidence": evidence}}) + "\n")
    exact = ["--reading", "CC-08=exact_code"]

    assert run(["policy", "explain", str(file), "--lang", "en"]) == 0
    assert "case d1, extension: allowed" in capsys.readouterr().out
    assert run(["policy", "explain", str(file), "--lang", "en", *exact]) == 0
    assert "refused, EXT_DISEASE_MISMATCH" in capsys.readouterr().out
    file.write_text(json.dumps(CASE) + "\n")
    assert run(["policy", "explain", str(file), *exact]) == 2
