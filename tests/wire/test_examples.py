"""Our examples are lawful on the wire, from end to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from harness.wire.catalogue import TRANSACTIONS
from harness.wire.client import ClientPort
from harness.wire.envelope import Response
from harness.wire.examples import example, example_output
from harness.wire.received import Received
from harness.wire.server import ServerPort


@pytest.mark.parametrize("name", ["plain", "strict-hn", "csb", "tif"])
def test_every_transaction_is_understood_without_a_remark(
    name: str, at: datetime, ends: Callable[[str], tuple[ServerPort, ClientPort]]
) -> None:
    """Request and answer of all transactions pass both ends."""
    server, client = ends(name)
    for infno in TRANSACTIONS:
        received = server.receive(client.request(example(infno, at, server.dialect)), at)
        assert isinstance(received, Received)
        assert (infno, received.notes, received.violations) == (infno, (), ())
        assert (received.refused() is None) is (infno != "2181")
        answer = Response(output=example_output(infno, at))
        assert server.check_own(answer, infno) == []
        assert client.response(server.reply(received, answer)).ok


@pytest.mark.parametrize("name", ["oauth-sm", "sorted-sm2"])
def test_the_signed_dialects_carry_a_filing(
    name: str, at: datetime, ends: Callable[[str], tuple[ServerPort, ClientPort]]
) -> None:
    """Signature and cipher of both directions are understood."""
    server, client = ends(name)
    asked = client.token_request()
    token = client.token(server.receive(asked, at).reply) if asked else None  # type: ignore[union-attr]
    received = server.receive(client.request(example("2501", at), token), at)
    assert isinstance(received, Received)
    assert received.request.input == example("2501", at).input
    assert (received.notes, received.violations) == ((), ())
    answer = client.response(server.reply(received, Response(output=example_output("2501", at))))
    assert answer.output == example_output("2501", at)
