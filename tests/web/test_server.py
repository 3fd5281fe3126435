"""What the servers listen on."""

import socket

from harness.web.server import bound


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """The event loop turns Nagle's algorithm off only where the protocol is named."""
    with bound("127.0.0.1", 0) as listening:
        assert socket.IPPROTO_TCP == listening.proto
