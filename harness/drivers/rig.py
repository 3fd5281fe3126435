"""A driver and a bench that fit each other, opened and closed together."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from harness.errors import UsageError
from harness.faults.delivery import Delivery
from harness.scenario.ports import Driver
from harness.scenario.subject import PROTOCOL, Subject
from harness.storage.opening import open_store
from harness.web.bench import Bench
from harness.wire.http import HttpRequest

from .attended import AttendedTransport
from .checked import CheckedDriver, Transport
from .console import Console
from .http import HttpTransport
from .inprocess import Interceptor
from .python import PythonTransport, loaded
from .spec import HisSpec
from .stdio import StdioTransport

HOSPITAL: Final = "harness.hospital"
"""The reference hospital is found by name: it stands beside the drivers, not below them."""
LOCAL: Final = "127.0.0.1:0"


def open_driver(his: HisSpec, person: AttendedTransport | None = None) -> CheckedDriver:
    """Return a driver of a HIS; nothing has been said to it yet.

    Args:
        his: which one.
        person: stands for the one at the terminal, where a HIS is attended.

    Raises:
        UsageError: if the SPEC names something that does not exist, or a recording.
        AdapterBroken: if it cannot be started.

    """
    return CheckedDriver(_transport(his, person))


def _transport(his: HisSpec, person: AttendedTransport | None) -> Transport:
    match his.kind:
        case "reference":
            return PythonTransport(_reference(his.target))
        case "http":
            return HttpTransport(his.target, read=his.read, token=his.token)
        case "stdio":
            return StdioTransport(his.target, patience=his.read)
        case "python":
            return PythonTransport(loaded(his.target))
        case "attended":
            return person or AttendedTransport(Console.of_terminal("zh"))
    raise UsageError(f"{his.text} cannot be asked to do anything")


def _reference(defects: str) -> Any:
    """Return the reference hospital, with the defects that are named."""
    names = [each.strip() for each in defects.split(",") if each.strip()]
    driver = importlib.import_module(f"{HOSPITAL}.driver")
    if not names:
        return driver.reference()
    find = importlib.import_module(f"{HOSPITAL}.defects").find
    return driver.ReferenceDriver([find(name).apply for name in names])


def introduced(driver: CheckedDriver, his: HisSpec) -> Subject:
    """Return the HIS as its driver introduces it.

    Raises:
        AdapterBroken: if it does not.

    """
    grade = "attested" if his.kind == "attended" else "driver"
    return Subject.introduced(driver.call("initialize", {"protocol": PROTOCOL}), grade)


@dataclass(slots=True)
class Rig:
    """A driver, the bench whose sandboxes its HIS can reach, and what catches its messages."""

    driver: CheckedDriver
    bench: Bench
    interceptor: Interceptor | None = None

    def close(self) -> None:
        """Close everything."""
        self.driver.close()
        if self.interceptor:
            self.interceptor.close()
        self.bench.close()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


def assembled(
    driver: CheckedDriver,
    his: HisSpec,
    *,
    fixed: bool = False,
    listen: str | None = None,
    advertise: str | None = None,
    keep: str | None = None,
) -> Rig:
    """Return a rig for a driver that has been opened.

    The reference hospital needs no socket. A Python object has one, and what it sends with
    ``requests`` is caught before it gets there, so that no time-out is waited for. ``keep`` is
    the address of a store in which sandboxes outlast the rig.

    Raises:
        EnvironmentFault: if the address cannot be listened on.

    """
    address = listen or (None if his.in_process else LOCAL)
    store = open_store(keep) if keep else None
    bench = Bench(listen=address, advertise=advertise, fixed=fixed, keep=store)
    caught = his.kind in ("reference", "python") and not listen
    return Rig(driver, bench, Interceptor(bench.origin, _server(bench)) if caught else None)


def open_pair(his: HisSpec) -> tuple[Driver, Bench]:
    """Return a driver and a bench of their own, for one more process.

    Raises:
        UsageError: if the SPEC names something that does not exist.
        EnvironmentFault: if it cannot be opened.

    """
    rig = assembled(open_driver(his), his)
    return rig.driver, rig.bench


def _server(bench: Bench) -> Any:
    def serve(name: str, http: HttpRequest) -> Delivery | None:
        sandbox = bench.find(name)
        return sandbox.serve(http) if sandbox else None

    return serve
