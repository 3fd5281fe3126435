"""Trying an adapter before any verdict: reachable, complete, and true to the schema?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from harness.clock import iso, moment
from harness.scenario.ports import AdapterBroken, SandboxSpec
from harness.scenario.rows import START, Settings
from harness.scenario.subject import Subject
from harness.scenario.verbs import actions, views
from harness.verdicts.catalogue import Profile, profiles
from harness.web.sandbox import Sandbox

from .checked import CheckedDriver
from .rig import assembled, introduced, open_driver
from .spec import HisSpec

State = Literal["ok", "missing", "wrong"]
TIMEOUT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that was looked at.

    Attributes:
        state: ``missing`` costs requirements, ``wrong`` must be mended first.
        unreachable: nothing more could be looked at.

    """

    state: State
    words: Mapping[str, str]
    unreachable: bool = False


def checked(
    his: HisSpec, *, listen: str | None = None, advertise: str | None = None
) -> Iterator[Point]:
    """Give what each look at an adapter found, as it is found.

    Raises:
        UsageError: if the SPEC names something that cannot be asked.
        EnvironmentFault: if the address cannot be listened on.

    """
    driver: CheckedDriver | None = None
    try:
        driver = open_driver(his)
        subject = introduced(driver, his)
    except AdapterBroken as error:
        yield Point(state="wrong", words=_same(str(error)), unreachable=True)
        if driver:
            driver.close()
        return
    yield _ok(f"initialize: {_named(subject)}", f"initialize：{_named(subject)}")
    yield from _capabilities(subject)
    with assembled(driver, his, fixed=subject.fixed, listen=listen, advertise=advertise) as rig:
        sandbox = rig.bench.open(_spec())
        yield from _session(driver, subject, sandbox)


def _named(subject: Subject) -> str:
    told = (subject.his.get(name) for name in ("vendor", "product", "version"))
    return " ".join(str(each) for each in told if each)


def _capabilities(subject: Subject) -> Iterator[Point]:
    for what, offered, known in (
        ("action", subject.actions, actions()),
        ("view", subject.views, views()),
    ):
        for name in sorted(offered - known.keys()):
            yield _wrong(f"{what} {name} does not exist", f"不存在{name}")
    for profile in _profiles(subject):
        yield from _minimal(profile, subject)
    for name, has in (
        ("clock", subject.clock),
        ("restart", subject.restart),
        ("parallel", subject.parallel),
    ):
        if not has:
            yield _missing(
                f"{name}: not offered; what needs it is not exercised",
                f"未提供{name}，相关条款不予检验",
            )


def _profiles(subject: Subject) -> list[Profile]:
    return [each for each in profiles().values() if set(subject.roles) & set(each.roles)]


def _minimal(profile: Profile, subject: Subject) -> Iterator[Point]:
    lacking = [*(a for a in profile.actions if a not in subject.actions)]
    lacking += [v for v in profile.views if v not in subject.views]
    if lacking:
        names = ", ".join(lacking)
        yield _missing(f"{profile.id}: lacks {names}", f"{profile.id}：缺少{names}")
    else:
        yield _ok(f"{profile.id}: the minimal set is there", f"{profile.id}：最小集合齐备")


def _spec() -> SandboxSpec:
    settings = Settings()
    return SandboxSpec(
        id="driver-check",
        world="capital",
        institution=None,
        pack=settings.pack,
        dialect=settings.dialect,
        carriage=settings.carriage,
        start=moment(START),
        seed=0,
    )


def _session(driver: CheckedDriver, subject: Subject, sandbox: Sandbox) -> Iterator[Point]:
    """Say every message once; what the HIS answers is not judged."""
    world = sandbox.world()
    opening = {
        "session": "main",
        "base_url": sandbox.base_url,
        "dialect": "plain",
        "carriage": "national",
        "credentials": sandbox.credentials,
        "institution": world["institution"],
        "world": world,
        "now": iso(sandbox.now()),
    }
    reply: dict[str, Any] = {}

    def said(method: str, params: dict[str, Any]) -> Point:
        try:
            reply.clear()
            reply.update(driver.call(method, {"session": session, **params}))
        except AdapterBroken as error:
            return Point(state="wrong", words=_same(f"{method}: {error}"))
        told = reply.get("outcome", "ok")
        if told == "failed":
            return _wrong(f"{method}: the adapter failed", f"{method}：适配器故障")
        return _ok(f"{method}: {told}", f"{method}：{told}")

    session = "main"
    first = said("session.open", opening)
    yield first
    if first.state == "wrong":
        return
    session = str(reply.get("session") or session)
    yield from _spoken(said, subject, sandbox)
    yield said("session.close", {})


def _spoken(
    said: Callable[[str, dict[str, Any]], Point], subject: Subject, sandbox: Sandbox
) -> Iterator[Point]:
    if "identify" in subject.actions:
        person = {
            "action": "identify",
            "with": {"person": "wang"},
            "user": None,
            "correlation": "c1",
        }
        yield said("act", person)
        seen = sandbox.requests_seen()
        if seen:
            yield _ok(f"{seen} messages reached the platform", f"平台收到{seen}个报文")
        else:
            yield _missing("no message reached the platform", "平台未收到任何报文")
    strange: dict[str, Any] = {
        "action": "no-such-action",
        "with": {},
        "user": None,
        "correlation": "c2",
    }
    point = said("act", strange)
    yield (
        point
        if point.state == "wrong"
        else _ok("act: an unknown action is answered", "act：未知操作有应答")
    )
    for view in sorted(subject.views & {"worklist"}):
        yield said("observe", {"view": view, "key": None, "user": None})
    if subject.clock:
        yield said("clock.set", {"now": iso(sandbox.now())})
    if subject.settles:
        yield said("settle_down", {"timeout": TIMEOUT})
    if subject.restart:
        yield said("restart", {})


def _ok(en: str, zh: str) -> Point:
    return Point(state="ok", words={"en": en, "zh": zh})


def _missing(en: str, zh: str) -> Point:
    return Point(state="missing", words={"en": en, "zh": zh})


def _wrong(en: str, zh: str) -> Point:
    return Point(state="wrong", words={"en": en, "zh": zh})


def _same(text: str) -> Mapping[str, str]:
    return {"en": text, "zh": text}
