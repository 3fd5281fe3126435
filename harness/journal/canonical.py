"""One way to write a value, so that a hash means something."""

from typing import Any

import rfc8785

from harness.errors import OursFault


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a JSON value.

    Raises:
        OursFault: if the value is not plain JSON, or holds an integer beyond 2**53.

    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise OursFault("a journal value is not plain JSON", why=str(error)) from error
