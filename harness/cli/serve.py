"""``harness serve``: the simulated platform, for hands-on work."""

from __future__ import annotations

import ipaddress
import json
import secrets
import sys
from contextlib import ExitStack, closing
from typing import Any, Final

import click

from harness.clock import iso, moment
from harness.errors import UsageError
from harness.storage.opening import DEFAULT, open_store
from harness.storage.ports import Store
from harness.web.registry import Registry
from harness.web.sandbox import Sandbox
from harness.web.server import bound
from harness.web.service import Service
from harness.web.spec import Spec
from harness.web.wire_app import HOME
from harness.web.workers import Address, Workers

from .language import lang_option
from .watch import watched

__all__ = ["serve"]

_EPILOG = """Examples:

\b
  harness serve
  harness serve --now 2025-05-06T09:00 --watch
  harness serve --port 0 --control-port 0 --store memory: | head -1
  harness serve --dialect strict-hn --store sqlite:strict.sqlite3
  harness serve --dialect tif+infcode=string --credential paas_id=test --credential secret=abc

On a pipe the first line is one JSON object: wire, control, token, sandbox, base_url, store.
"""


@click.command(name="serve", epilog=_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Wire port; 0 takes a free one.",
)
@click.option(
    "--control-port",
    default=8081,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Control port; 0 takes a free one.",
)
@click.option(
    "--store",
    "store_url",
    default=DEFAULT,
    show_default=True,
    metavar="URL",
    help="Where journals are kept: memory:, sqlite:FILE, postgresql://…",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes; more than one needs PostgreSQL.",
)
@click.option(
    "--now", metavar="T", help="Set the clock of the default sandbox; it stands still until moved."
)
@click.option("--watch", is_flag=True, help="Print what a HIS does wrong as it happens.")
@click.option("--token", metavar="T", help="Token of the control port; otherwise a new one.")
@click.option(
    "--allow-public",
    is_flag=True,
    help="Listen beyond this machine. There is no encryption and no user management.",
)
@click.option(
    "--advertise",
    metavar="URL",
    help="Address under which a HIS reaches the wire port, where it differs.",
)
@click.option("--world", default="capital", show_default=True, help="World of the default sandbox.")
@click.option("--pack", default="nm-region", show_default=True, help="Pack of the default sandbox.")
@click.option(
    "--dialect",
    default="plain",
    show_default=True,
    metavar="D",
    help="Dialect of the default sandbox: a name or a file.",
)
@click.option(
    "--carriage", default="national", show_default=True, help="Carriage of the default sandbox."
)
@click.option(
    "--credential",
    "credentials",
    multiple=True,
    metavar="NAME=VALUE",
    help="A key that the HIS already has, in place of the seed's; repeatable.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the default sandbox.")
@lang_option
def serve(
    host: str,
    port: int,
    control_port: int,
    store_url: str,
    workers: int,
    now: str | None,
    watch: bool,
    token: str | None,
    allow_public: bool,
    advertise: str | None,
    credentials: tuple[str, ...],
    lang: str,
    **asked: Any,
) -> int:
    """Serve the simulated platform, with a sandbox `default` and a port to make others.

    Simulated people only. Ctrl-C ends it; everything acknowledged is kept.
    """
    refuse_public(host, allowed=allow_public)
    asked["credentials"] = named(credentials)
    with ExitStack() as held:
        store = held.enter_context(closing(open_store(store_url)))
        refuse_workers(workers, store)
        wire = held.enter_context(bound(host, port, shared=workers > 1))
        control = held.enter_context(bound(host, control_port, shared=workers > 1))
        origin = (advertise or origin_of(host, wire.getsockname()[1])).rstrip("/")
        registry = Registry(store, origin, opened=watched(lang) if watch else None)
        registry.load()
        found = prepared(registry, asked, now)
        token = token or secrets.token_urlsafe(24)
        address = Address(
            host=host,
            wire=wire.getsockname()[1],
            control=control.getsockname()[1],
            store=store_url,
            token=token,
        )
        shown = {
            "wire": origin,
            "control": origin_of(host, address.control),
            "token": token,
            "sandbox": found.id,
            "base_url": found.base_url,
            "store": store.url,
        }
        held.enter_context(Workers(address, workers - 1))
        service = Service(registry=registry, token=token, wire=wire, control=control)
        service.run(lambda: announce(shown, found, lang))
    return 0


def named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return NAME=VALUE texts by name.

    Raises:
        UsageError: One is not of that form.
    """
    found = {}
    for each in pairs:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise UsageError(f"{each!r} is no credential", remedy="Write NAME=VALUE.")
        found[name] = value
    return found


def refuse_public(host: str, *, allowed: bool) -> None:
    """Let only this machine in unless it is asked otherwise.

    Raises:
        UsageError: The address is public, and nobody said that it may be.
    """
    try:
        local = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local and not allowed:
        raise UsageError(
            f"{host} can be reached from other machines",
            why="the simulated platform has no encryption and no user management",
            remedy="Add --allow-public if the network is yours.",
        )


def refuse_workers(workers: int, store: Store) -> None:
    """Let several processes write only where the store can keep them apart.

    Raises:
        UsageError: The store is one process's own.
    """
    if workers > 1 and not store.shared:
        raise UsageError(
            f"--workers {workers} needs a store that processes can share",
            why=f"{store.url} belongs to one process",
            remedy="Use --store postgresql://… or one worker; one serves thousands a second.",
        )
    if workers > 1 and sys.platform == "win32":
        raise UsageError("several workers cannot share a port on Windows")


def origin_of(host: str, port: int) -> str:
    """Return the address under which a port is reached from this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host.strip("[]"), host.strip("[]"))  # noqa: S104 - "everywhere" is no address to call
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def prepared(registry: Registry, asked: dict[str, Any], now: str | None) -> Sandbox:
    """Return the default sandbox, made or found, its clock where it was asked to be.

    Raises:
        UsageError: It exists and is made of something else, or its clock stands later.
        DataError: World, pack, dialect, carriage or moment is none.
    """
    to = None if now is None else moment(now)
    found = registry.get(HOME)
    if found is None:
        return registry.create(Spec(id=HOME, start=to, **asked))
    different = {name: value for name, value in asked.items() if getattr(found.spec, name) != value}
    given = click.get_current_context(silent=True)
    for name, value in different.items():
        source = given.get_parameter_source(name) if given else None
        if source is not click.core.ParameterSource.DEFAULT:
            raise UsageError(
                f"sandbox {HOME!r} of this store has another {name} than {value!r}",
                why=f"it was made with {getattr(found.spec, name)!r}",
                remedy="Choose another --store, or make another sandbox over the control port.",
            )
    if to is not None and to != found.now():
        found.set_clock(to)
        found.settle()
    return found


def announce(shown: dict[str, str], found: Sandbox, lang: str) -> None:
    """Say where everything is: to a program in one line of JSON, to a person in a few of text."""
    if not sys.stdout.isatty():
        click.echo(json.dumps(shown, ensure_ascii=False))
        sys.stdout.flush()
        return
    words = WORDS[lang]
    bearer = f"-H 'Authorization: Bearer {shown['token']}'"
    lines = [
        words["title"],
        "",
        f"  {words['wire']}  {shown['base_url']}",
        f"  {words['control']}  {shown['control']}/sandboxes/{shown['sandbox']}",
        f"  {words['token']}  {shown['token']}",
        f"  {words['store']}  {shown['store']}",
        f"  {words['clock']}  {iso(found.now())}",
        "",
        f"  curl {bearer} {shown['control']}/sandboxes/{HOME}/world",
        "",
        words["end"],
    ]
    click.echo("\n".join(lines))


WORDS: Final = {
    "en": {
        "title": "Simulated insurance platform – rehearsal only, no real data",
        "wire": "HIS sends to ",
        "control": "control port ",
        "token": "token        ",
        "store": "journal      ",
        "clock": "platform time",
        "end": "Ctrl-C ends it.",
    },
    "zh": {
        "title": "医保信息平台模拟器——仅供演练，禁止使用真实数据",
        "wire": "HIS请求地址",
        "control": "控制接口　 ",
        "token": "访问令牌　 ",
        "store": "日志存储　 ",
        "clock": "平台时间　 ",
        "end": "按Ctrl-C结束。",
    },
}
