"""A command that sends an example to a running sandbox, signed as its gateway wants it."""

from __future__ import annotations

import json
import secrets
import shlex
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from harness.clock import moment
from harness.errors import DataError, EnvironmentFault, UsageError
from harness.simulator.world import load_world
from harness.wire import credentials
from harness.wire.client import ClientPort
from harness.wire.dialects import dialect
from harness.wire.envelope import Request, sender_msgid
from harness.wire.examples import example, personalised
from harness.wire.http import HttpRequest

_TIMEOUT_S: Final = 10
_GRANTED: Final = "$TOKEN"
_SIGN_NO: Final = "$SIGN_NO"
#: Gateways that sign nothing of the header, so that a shell can put a sign-in number into it.
_UNSIGNED: Final = frozenset({"none", "csb", "tif"})
_DESTINATION: Final = "bj-3a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The sandbox that a command is for.

    Attributes:
        base_url: its address on the wire.
        dialect: the name of its dialect.
        credentials: what a hospital may know of its keys.
        world: people and institutions, as the control port shows them.
        institution: the world id of the institution that sends.
        now: platform time, where it is known.

    """

    base_url: str
    dialect: str
    credentials: Mapping[str, str]
    world: Mapping[str, Any]
    institution: str
    now: datetime | None = None


def told(base_url: str, name: str, seed: int, world: str) -> Target:
    """Return a target from what the user says: keys of a seed, people of a shipped world."""
    known = load_world(world, seed).public()
    keys = credentials.public(credentials.make(dialect(name), seed))
    return Target(
        base_url=base_url,
        dialect=name,
        credentials=keys,
        world=known,
        institution=known["institution"],
    )


def asked(control: str, token: str, sandbox: str, base_url: str | None) -> Target:
    """Return a target as the control port describes it.

    Raises:
        EnvironmentFault: if the control port cannot be reached or does not answer as ours does.
        UsageError: if it refuses.

    """
    where = f"{control.rstrip('/')}/sandboxes/{sandbox}"
    shown, world = _fetched(where, token), _fetched(f"{where}/world", token)
    try:
        return Target(
            base_url=base_url or shown["base_url"],
            dialect=shown["dialect"],
            credentials=shown["credentials"],
            world=world,
            institution=shown["institution"],
            now=moment(shown["now"]),
        )
    except KeyError as error:
        raise EnvironmentFault("this is no control port of ours", where=where) from error


def message(infno: str, target: Target, person: str, now: datetime) -> Request:
    """Return an example about a person of the target's world, with an id of its own.

    Raises:
        UsageError: if the world has no such person.

    """
    people = {each["id"]: each for each in target.world["people"]}
    if person not in people:
        raise UsageError(
            f"the world has no person {person!r}", remedy=f"Choose from {', '.join(people)}."
        )
    houses = {each["id"]: each for each in target.world["institutions"]}
    house = houses[target.institution]
    made = personalised(
        example(infno, now, dialect(target.dialect)), _values(people[person], house)
    )
    made = personalised(made, _destination(houses.get(_DESTINATION)))
    own = {"mdtrtarea_admvs": house["admdvs"], "insuplc_admdvs": people[person]["pool"]}
    msgid = sender_msgid(house["code"], now, secrets.randbelow(10_000))
    return replace(made, **own, msgid=msgid)


def command(target: Target, request: Request, sign_in: Request) -> str:
    """Return the lines that a shell runs: what has to be held first, then the message.

    Args:
        target: the sandbox.
        request: the message.
        sign_in: a 9001 of the same operator, for a platform that insists on one.

    """
    spoken = dialect(target.dialect)
    port = ClientPort(spoken, target.credentials, target.base_url)
    if (asking := port.token_request()) is not None:
        http = port.request(request, token=_GRANTED)
        return f"{_held(_GRANTED, 'access_token', port, asking)}\n{_curl(port.url(http), http)}"
    if spoken.sign_in_enforced and spoken.gateway in _UNSIGNED and request.infno != "9001":
        first = _held(_SIGN_NO, "sign_no", port, port.request(sign_in))
        http = port.request(replace(request, sign_no=_SIGN_NO))
        return f"{first}\n{_curl(port.url(http), http)}"
    return _curl(port.url(http := port.request(request)), http)


def _held(name: str, field: str, port: ClientPort, http: HttpRequest) -> str:
    """Return the line that keeps a field of an answer in a variable of the shell."""
    picked = rf"""sed -n 's/.*"{field}":"\([^"]*\)".*/\1/p'"""
    return f"{name.removeprefix('$')}=$({_curl(port.url(http), http)} | {picked})"


def _curl(url: str, http: HttpRequest) -> str:
    headers = " \\\n  ".join(
        f"-H {_quoted(f'{key}: {each}')}" for key, each in http.headers.items()
    )
    body = _quoted(http.body.decode())
    return f"curl -sS {shlex.quote(url)} \\\n  {headers} \\\n  --data-binary {body}"


def _quoted(text: str) -> str:
    """Return a text as one word of a shell, what is held in it left for the shell to put in."""
    name = next((each for each in (_GRANTED, _SIGN_NO) if each in text), None)
    if name is None:
        return shlex.quote(text)
    before, _, after = text.partition(name)
    return f'{shlex.quote(before)}"{name}"{shlex.quote(after) if after else ""}'


def _values(person: Mapping[str, Any], house: Mapping[str, Any]) -> dict[str, str]:
    return {
        "psn_no": person["psn_no"],
        "certno": person["certno"],
        "mdtrt_cert_no": person["certno"],
        "psn_name": person["name"],
        "fixmedins_code": house["code"],
        "fixmedins_name": house["name"],
    }


def _destination(house: Mapping[str, Any] | None) -> dict[str, str]:
    if house is None:
        return {}
    return {
        "reflin_medins_no": house["code"],
        "reflin_medins_name": house["name"],
        "mdtrtarea_admdvs": house["city"]["code"],
    }


def _fetched(url: str, token: str) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is no address", remedy="Say http://HOST:PORT.")
    asking = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(asking, timeout=_TIMEOUT_S) as reply:  # noqa: S310 - checked above
            found: dict[str, Any] = json.load(reply)
            return found
    except urllib.error.HTTPError as error:
        raise UsageError(
            f"the control port answers {error.code}",
            where=url,
            remedy="Check --token and --sandbox; harness serve prints both when it starts.",
        ) from error
    except OSError as error:
        raise EnvironmentFault("the control port cannot be reached", where=url) from error
    except ValueError as error:
        raise DataError("the control port does not answer in JSON", where=url) from error
