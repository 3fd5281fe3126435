"""What the pages show is run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(page.name for page in ROOT.glob("*.md"))

#: What the targets of the Makefile do once everything is installed.
TARGETS = {"make certify": "harness certify --out report", "make test": "true"}


def blocks(page: str, language: str) -> list[str]:
    """Return the fenced examples of a page in one language."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_command_of_the_readme_works_in_order(page: str, tmp_path: Path) -> None:
    """A reader who copies the commands one after the other sees what the page promises."""
    for block in blocks(page, "sh"):
        command = TARGETS.get(block.strip(), block).replace(".venv/bin/harness", "harness")
        done = subprocess.run(  # noqa: S603 - our own page
            ["bash", "-uo", "pipefail", "-c", command],  # noqa: S607 - the reader's shell
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES)
def test_every_local_link_leads_somewhere(page: str) -> None:
    """No page points at a file that is not there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    assert [] == [link for link in links if not (ROOT / link).exists()]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_exists(page: str) -> None:
    """``harness SOMETHING`` on a page is a command of the harness."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^\s+)harness ([a-z]+)", text, re.MULTILINE))
    harness = shutil.which("harness")

    assert harness is not None
    for command in sorted(named):
        done = subprocess.run(  # noqa: S603 - a command of our own
            [harness, command, "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"harness {command} --help: {done.stderr}"
