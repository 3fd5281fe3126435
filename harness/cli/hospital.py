"""``harness hospital``: the reference hospital as a server with the driver interface."""

from __future__ import annotations

import json
import sys

import click

from harness.cli.language import lang_option, say
from harness.clock import SystemClock, moment
from harness.errors import EnvironmentFault, UsageError
from harness.hospital import defects
from harness.hospital.driver import ReferenceDriver
from harness.hospital.server import HospitalServer

CONTROL_TIMEOUT = 10
SESSION = "default"
RUNNING_WITHIN = 30
"""Seconds by which a running clock of the platform may differ from ours."""


@click.command()
@click.option("--port", default=9000, show_default=True, help="Port on the loopback; 0 for any.")
@click.option(
    "--platform", help="Control address of `harness serve`: open a session there at once."
)
@click.option("--token", envvar="HARNESS_TOKEN", help="Token of that control port.")
@click.option("--sandbox", default="default", show_default=True, help="Sandbox for --platform.")
@click.option("--defect", "chosen", multiple=True, help="A defect to have, as M-072; repeatable.")
@lang_option
def hospital(
    port: int,
    platform: str | None,
    token: str | None,
    sandbox: str,
    chosen: tuple[str, ...],
    lang: str,
) -> None:
    """Serve the reference hospital: POST / takes JSON-RPC messages of the driver interface.

    \b
    Examples:
      harness hospital                              a lawful hospital on port 9000
      harness certify --his http://127.0.0.1:9000   test it
      harness hospital --defect M-072               one that counts 90 days for 3 months
      harness hospital --platform http://127.0.0.1:8081 --token TOKEN
    """
    driver = ReferenceDriver([defects.find(each).apply for each in chosen])
    server = HospitalServer(driver, port)
    if platform:
        _open(driver, platform.rstrip("/"), token or "", sandbox)
    told = {"driver": server.url, "defects": list(chosen), "session": SESSION if platform else None}
    click.echo(json.dumps(told))
    if sys.stdout.isatty():
        say(
            lang,
            f"Test it: harness certify --his {server.url}   Stop it: Ctrl-C",
            f"测试：harness certify --his {server.url}   停止：Ctrl-C",
        )
    try:
        server.serve()
    except KeyboardInterrupt:
        server.stop()


def _open(driver: ReferenceDriver, control: str, token: str, sandbox: str) -> None:
    """Open the session ``default`` in a sandbox of a platform that is being served."""
    facts = _get(f"{control}/sandboxes/{sandbox}", token)
    world = _get(f"{control}/sandboxes/{sandbox}/world", token)
    driver.call(
        "session.open",
        {
            "session": SESSION,
            "base_url": facts["base_url"],
            "dialect": facts.get("dialect") or "plain",
            "carriage": facts.get("carriage") or "national",
            "credentials": facts.get("credentials") or {},
            "institution": facts.get("institution") or world["institution"],
            "world": world,
            "now": _standing(str(facts["now"])),
        },
    )


def _standing(now: str) -> str | None:
    """Return the sandbox's time where it stands still, nothing where it runs with the machine's."""
    apart = abs((moment(now) - SystemClock().now()).total_seconds())
    return now if apart > RUNNING_WITHIN else None


def _get(url: str, token: str) -> dict[str, object] | dict[str, str]:
    import requests

    try:
        reply = requests.get(
            url, headers={"authorization": f"Bearer {token}"}, timeout=CONTROL_TIMEOUT
        )
    except requests.RequestException as error:
        raise EnvironmentFault(
            "the platform's control port does not answer", where=url, why=str(error)
        ) from None
    if not reply.ok:
        raise UsageError(
            f"the control port answers HTTP {reply.status_code}",
            where=url,
            remedy="Check --sandbox and --token; `harness serve` prints both.",
        )
    found: dict[str, object] = reply.json()
    return found
