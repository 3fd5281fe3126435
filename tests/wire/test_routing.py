"""Every published URL shape leads to its transaction."""

from __future__ import annotations

import pytest

from harness.wire.catalogue import TRANSACTIONS
from harness.wire.routing import Route, address, route, token_address


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", Route("base")),
        ("/", Route("base")),
        ("/2501", Route("infno", "2501")),
        ("/2501a", Route("infno", "2501A")),
        ("/100001", Route("infno", "100001")),
        ("/hsa/hgs/2501", Route("infno", "2501")),
        ("/fsi/api/rsfComIfsService/callService", Route("single")),
        ("/mbs/fmi/fsi/api/callFsiService/callService", Route("single")),
        ("/FSI/api/rsfcomifsservice/callservice/", Route("single")),
        ("/fsi/api/hospSettService/settV2", Route("service", "2304")),
        ("/ebus/rio_fsi/fsi/api/hospSettService/settV2", Route("service", "2304")),
        ("/fsi/api/outpatientSettleService/cancleSettletment", Route("service", "2208")),
        ("/1.0.0/hsa-fsi-1101", Route("infno", "1101")),
        ("/api_2501a", Route("infno", "2501A")),
        ("/bus_2024", Route("other")),
        ("/uif-hsaf-med-api/api/medical/service", Route("single")),
        ("/eapdomain/callService", Route("single")),
        ("/mss/web/api/fsi/callService", Route("single")),
        ("/nobody/callService", Route("other")),
        ("/auth/oauth/token", Route("token")),
        ("/x/auth/oauth/token", Route("token")),
        ("/fsi/api/nothing", Route("other")),
        ("/250", Route("other")),
        ("/２５０１", Route("other")),
        ("/../2501x9", Route("other")),
    ],
)
def test_a_path_leads_somewhere(path: str, expected: Route) -> None:
    """A prefix and letter case do not matter; what is not listed is told apart."""
    assert route(path) == expected


@pytest.mark.parametrize("shape", ["base", "single", "infno", "service"])
def test_every_address_is_understood(shape: str) -> None:
    """What the client's side writes the platform's side reads."""
    for infno in TRANSACTIONS:
        found = route(address(shape, infno))
        assert found is not None
        assert found.infno in {None, infno}
    assert route(token_address()) == Route("token")
