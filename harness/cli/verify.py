"""``harness verify`` and ``harness keys``: trust in a report that needs no trust in us."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from harness.drivers.recorded import RECORDED, recorded_findings
from harness.reports.rejudge import rejudge
from harness.reports.replay import Recorded
from harness.reports.signer import load_public_key, new_key
from harness.reports.verify import Verified
from harness.reports.verify import verify as verify_folder
from harness.reports.wording import OUTCOMES, say

from .language import lang_option
from .run_digest import suite

_VERIFY = """Examples:

\b
  harness verify report
  harness verify report --key bureau.key.pub

Exit codes: 0 everything holds, 6 something does not; the first such file is named.
"""
_JUDGE = partial(rejudge, recorded=Recorded(RECORDED, recorded_findings))
_KEYS = """Examples:

\b
  harness keys new bureau.key
  harness certify --sign-key bureau.key
  harness verify report --key bureau.key.pub
"""


@click.command(name="verify", epilog=_VERIFY)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Public key of the signer, obtained from the signer; without it anybody may have signed.",
)
@lang_option
def verify(folder: Path, key: Path | None, lang: str) -> int:
    """Check signature, hashes, evidence chains and reports, and judge the evidence again."""
    verified = verify_folder(folder, load_public_key(key) if key else None, _JUDGE, suite())
    for text in _lines(verified, lang):
        click.echo(text)
    return 0


@click.group(name="keys")
def keys() -> None:
    """Keys that sign reports."""


@keys.command(name="new", epilog=_KEYS)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@lang_option
def new(file: Path, lang: str) -> int:
    """Write a new private key to FILE and its public half to FILE.pub; never overwrites."""
    key_id = new_key(file).keyid
    if lang == "zh":
        click.echo(f"私钥：{file}（请妥善保管）\n公钥：{file}.pub（可公开）\n密钥标识：{key_id}")
    else:
        click.echo(f"private key: {file} (keep it)\npublic key: {file}.pub\nkey id: {key_id}")
    return 0


def _lines(verified: Verified, lang: str) -> Iterator[str]:
    outcome = say(OUTCOMES, verified.report.outcome)[lang]
    rows = len(verified.report.rows)
    if lang == "zh":
        yield f"签名有效：{_signer(verified, lang)}"
        yield f"{verified.files} 个文件均未改动；{verified.entries} 条证据前后相连。"
        yield f"各报告与运行记录一致；{rows} 次运行已据证据重新判定，结果相同。"
        yield f"结论：{outcome}"
    else:
        yield f"The signature holds: {_signer(verified, lang)}"
        yield f"{verified.files} files are unchanged; {verified.entries} entries of evidence chain."
        yield f"Every report follows from the run; {rows} rows judged again, to the same verdicts."
        yield f"Outcome: {outcome}"


def _signer(verified: Verified, lang: str) -> str:
    key_id = verified.attestation.signer.key_id
    if verified.trusted:
        return {"zh": "签署人即所给公钥的持有人。", "en": "signed by the key given."}[lang]
    if key_id is None:
        return {
            "zh": "签署人身份未确认（一次性密钥）。",
            "en": "signer unidentified (a throw-away key).",
        }[lang]
    return {
        "zh": f"密钥 {key_id}；请用 --key 核对是谁的密钥。",
        "en": f"key {key_id}; give --key to check whose it is.",
    }[lang]
