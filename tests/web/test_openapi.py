"""The control port does what its own description says, whatever is asked."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from harness.clock import moment
from harness.storage.memory import MemoryStore
from harness.web.control_app import control_app
from harness.web.description import openapi
from harness.web.metrics import Metrics
from harness.web.registry import Registry
from harness.web.spec import Spec

with warnings.catch_warnings():  # what its dependencies deprecate is not ours
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

TOKEN = "a token"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
METHODS = ("get", "put", "post", "delete")
OPERATIONS = [
    (method, path)
    for path, item in openapi()["paths"].items()
    for method in METHODS
    if method in item
]


@pytest.fixture
def port() -> Starlette:
    """A control port with the sandbox `default`, in this process and in memory."""
    registry = Registry(MemoryStore(), "http://platform.invalid")
    registry.create(Spec(id="default", start=moment("2025-05-06T09:00")))
    return control_app(registry, TOKEN, Metrics())


def requests_of(port: Starlette, method: str, path: str) -> st.SearchStrategy[Any]:
    """Return lawful and unlawful requests of one operation, most of them to `default`."""
    document = schemathesis.openapi.from_dict(openapi())
    document.app = port
    operation = document[path][method.upper()]
    modes = schemathesis.GenerationMode
    names: dict[str, Any] = {"path_parameters": {"id": "default"}} if "{id}" in path else {}
    kinds = [operation.as_strategy(modes.POSITIVE, **names), operation.as_strategy(modes.POSITIVE)]
    if "requestBody" in openapi()["paths"][path][method]:
        kinds.append(operation.as_strategy(modes.NEGATIVE, **names))
    return st.one_of(kinds)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_conforms_to_the_document(port: Starlette, method: str, path: str) -> None:
    """Generated requests, with the token and without, get the answers that are described."""

    @settings(
        max_examples=60,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=requests_of(port, method, path), known=st.sampled_from([True, True, True, False]))
    def holds(case: Any, known: bool) -> None:  # noqa: FBT001 - drawn by name
        headers = {"Authorization": f"Bearer {TOKEN}" if known else "Bearer another"}
        reply = case.call(headers=headers)
        case.validate_response(reply, checks=CHECKS)
        sent = reply.request.headers.get("Authorization") == f"Bearer {TOKEN}"
        assert (reply.status_code == 401) == (path != "/healthz" and not sent)

    holds()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sandboxes", '{"seed": 1000000000000000000000}'),
        ("/sandboxes", '{"decisions": [{}]}'),
        ("/sandboxes/default/patient", '{"act": "file", "with": {"person": "\\ud800"}}'),
        ("/sandboxes/default/patient", '{"act": "file", "with": {"x": 1000000000000000000000}}'),
        ("/sandboxes/default/probe", '{"infno": "1101", "header": {"msgid": "\\ud800"}}'),
        ("/sandboxes/default/agency", '{"act": "file", "with": {"x": NaN}}'),
        ("/sandboxes/default/agency", '{"act": "file", "with": {"x": 1e999}}'),
    ],
)
def test_what_no_journal_can_keep_is_refused(port: Starlette, path: str, body: str) -> None:
    """Numbers and characters that JSON readers do not share are the client's mistake."""
    document = schemathesis.openapi.from_dict(openapi())
    document.app = port
    case = document["/healthz"]["GET"].Case()
    case.method, case.path = "POST", path
    headers = {"Authorization": f"Bearer {TOKEN}"}
    reply = case.call(data=body, headers=headers)

    assert reply.status_code == 400
