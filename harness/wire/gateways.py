"""Every gateway by the name that dialects use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .dialects import Dialect
from .gateway import Gateway
from .gateway_headers import CsbGateway, TifGateway
from .gateway_sm import OauthSmGateway, SortedSm2Gateway

KINDS: Final[Mapping[str, type[Gateway]]] = MappingProxyType(
    {
        "none": Gateway,
        "csb": CsbGateway,
        "tif": TifGateway,
        "oauth-sm": OauthSmGateway,
        "sorted-sm2": SortedSm2Gateway,
    }
)


def of(dialect: Dialect, credentials: Mapping[str, str]) -> Gateway:
    """Return the gateway of a dialect with a sandbox's keys."""
    return KINDS[dialect.gateway](dialect, credentials)
