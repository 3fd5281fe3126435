"""One captured envelope under every dialect at once: what is wrong, and where it would still pass.

Only the content is judged. Signatures and headers belong to a gateway and need its keys; a ciphered
``input`` or ``output`` is opened with an SM4 key if one is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from . import codec, obstacles
from .capture import REQUEST, RESPONSE, held, object_of, open_content, side_of, wrapping
from .catalogue import TRANSACTIONS
from .checking import output_form, reply_form
from .codec import Undecodable
from .dialects import Dialect, dialect, dialect_names
from .gateway import Gateway
from .http import HttpRequest
from .obstacles import Obstacle
from .reading import Ear, read
from .remarks import RULES, Remark, remark
from .routing import Route

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One thing that is wrong.

    Attributes:
        remark: the place, the rule, the length of the value.
        refused_by: the dialects that refuse the message for it, sorted.
        noted_by: the dialects that serve it and tell, sorted.

    """

    remark: Remark
    refused_by: tuple[str, ...]
    noted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What one envelope is worth.

    Attributes:
        side: ``request``, ``response``, or ``""`` for neither.
        infno: the transaction; ``""`` where nobody says it.
        slips: what is wrong, by place.
        obstacle: why the content cannot be judged at all, by any dialect.
        dialects: those by which it was judged.

    """

    side: str
    infno: str
    slips: tuple[Slip, ...] = ()
    obstacle: Obstacle | None = None
    dialects: tuple[str, ...] = ()

    @property
    def passes_in(self) -> tuple[str, ...]:
        """Return the dialects in which the message would be served."""
        if self.obstacle is not None:
            return ()
        refused = {name for slip in self.slips for name in slip.refused_by}
        return tuple(name for name in self.dialects if name not in refused)


def inspect(
    body: bytes,
    infno: str = "",
    key: str = "",
    content_type: str = "",
    also: tuple[str, ...] = (),
) -> Inspection:
    """Return what is wrong with a captured envelope.

    Args:
        body: the envelope as it was captured.
        infno: the transaction, where the envelope does not name it.
        key: the SM4 key (``client_id``) of a ciphered input or output.
        content_type: the header of that name, where it is known.
        also: dialects of the user's own, beside all that ship.

    """
    names = (*dialect_names(), *also)
    body, _ = codec.unicode(body, content_type)
    try:
        value = codec.decode(body)
    except Undecodable as error:
        return Inspection(side="", infno=infno, obstacle=obstacles.of_bytes(body, error))
    whole = held(value)
    if whole is None:
        return Inspection(side="", infno=infno, obstacle=obstacles.of_value(body))
    envelope = held(whole["arg0"]) if whole.keys() == {"arg0"} else whole
    side = "" if envelope is None else side_of(envelope)
    if envelope is None or not side:
        return Inspection(side="", infno=infno, obstacle=obstacles.of_object(envelope or whole))
    obstacle = open_content(envelope, "input" if side == REQUEST else "output", key)
    if obstacle is not None:
        told = str(envelope.get("infno") or infno)
        return Inspection(side=side, infno=told, obstacle=obstacle)
    if side == REQUEST:
        return _request(envelope, wrapping(value, whole), body, infno, names)
    return _response(envelope, infno, names)


def _request(
    envelope: dict[str, Any],
    wrapped: Callable[[dict[str, Any]], Any],
    body: bytes,
    infno: str,
    names: tuple[str, ...],
) -> Inspection:
    found = infno
    content = envelope.get("input")
    unreadable = isinstance(content, str) and object_of(content) is None
    # What each dialect would make of such a text differs; that it is none does not.
    written = codec.encode(wrapped(envelope | {"input": {}} if unreadable else envelope))

    def check(spoken: Dialect) -> Iterable[Remark]:
        nonlocal found
        http = HttpRequest(body=written)
        received = read(http, Route("base", infno or None), _ANY_TIME, Ear(gateway=_Bare(spoken)))
        found = received.request.infno
        if unreadable:
            yield remark("/input", "unreadable", content)
            return
        yield from (*received.violations, *received.notes)
        if body.startswith(codec.BYTE_ORDER_MARK):
            yield remark("", "byte_order_mark")
        if not received.supported:
            yield remark("/infno", "unknown_transaction", found)
        if received.real_identity:
            yield remark("", "real_identity")

    slips = _everywhere(check, names)
    return Inspection(side=REQUEST, infno=found, slips=slips, dialects=names)


def _response(envelope: dict[str, Any], infno: str, names: tuple[str, ...]) -> Inspection:
    told = envelope.get("infcode")
    output = envelope.get("output")
    unreadable = isinstance(output, str) and object_of(output) is None

    def check(spoken: Dialect) -> Iterable[Remark]:
        found: list[Remark] = []
        reply_form().check(_without_nulls(envelope), found)
        if isinstance(told, str) != (spoken.infcode == "string"):
            found.append(remark("/infcode", "infcode_form", told))
        if unreadable:
            found.append(remark("/output", "unreadable", output))
        elif infno in TRANSACTIONS and str(told) == "0":
            output_form(spoken.name, infno).check(_output(envelope, infno), found)
        return found

    slips = _everywhere(check, names)
    return Inspection(side=RESPONSE, infno=infno, slips=slips, dialects=names)


def _without_nulls(envelope: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with what may be null in it filled in (wire.md §2.2)."""
    empty: dict[str, Any] = {"err_msg": "", "output": {}, "warn_msg": ""}
    empty |= {"cainfo": "", "signtype": "", "enc_type": ""}
    return {
        name: empty[name] if each is None and name in empty else each
        for name, each in envelope.items()
    }


def _output(envelope: dict[str, Any], infno: str) -> Any:
    output = envelope.get("output")
    if isinstance(output, str) and output.strip():
        output = codec.decode_text(output)
    return output if TRANSACTIONS[infno].outputs and output not in (None, "") else {}


def _everywhere(
    check: Callable[[Dialect], Iterable[Remark]], names: tuple[str, ...]
) -> tuple[Slip, ...]:
    """Return every remark of every dialect with the dialects that refuse it, by place."""
    refused: dict[Remark, list[str]] = {}
    noted: dict[Remark, list[str]] = {}
    for name in names:
        spoken = dialect(name)
        for each in dict.fromkeys(check(spoken)):
            always = each.rule in ALWAYS
            there = refused if always or spoken.fields.refuses(each.rule) else noted
            there.setdefault(each, []).append(name)
    return tuple(
        Slip(
            remark=each,
            refused_by=tuple(refused.get(each, ())),
            noted_by=tuple(noted.get(each, ())),
        )
        for each in sorted({*refused, *noted}, key=lambda each: (each.pointer, each.rule))
    )


ALWAYS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "unknown_transaction": ("平台没有这个交易", "the platform has no such transaction"),
        "real_identity": ("含有疑似真实居民身份证号", "an identity number that may be somebody's"),
        "unreadable": ("不是JSON对象的文本", "text that is no JSON object"),
        "infcode_form": ("infcode的类型与该方言不同", "infcode of another type than the dialect's"),
    }
)
"""Rules that no dialect can pass over, with their words in Chinese and English."""


def words(slip: Slip) -> tuple[str, str]:
    """Return what a slip's rule means, in Chinese and English."""
    return {**RULES, **ALWAYS}[slip.remark.rule]


class _Bare(Gateway):
    """A dialect's content without its gateway."""

    def __init__(self, spoken: Dialect) -> None:
        super().__init__(spoken, {})
