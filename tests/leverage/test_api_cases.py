"""The API under hundreds of made requests, fitting and unfitting ones: it keeps what its document promises."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from leverage.api_document import Document, api_document
from tests.leverage.api_cast import DEMONSTRATION, RELEASE, fill
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES

pytestmark = pytest.mark.django_db

# `API_CASES=2000` tries that many.
CASES = int(os.environ.get("API_CASES", "200"))

# A name made of chance is a name of nothing. Where requests fit, half of them are to find something.
NAMES = {
    "ask": [SAFETY_CASES, NO_GAG, "nowhere"],
    "lab": [NORTH, "nowhere"],
    "table": [NORTH, "other"],
    "release": [RELEASE, DEMONSTRATION],
    "topic_slug": ["topic", "nowhere"],
    "number": [1, 2],
    "page": [1, 2],
}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let requests leave the connection open that holds this test's rows, as Django's own test client does."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


def with_names(document: Document) -> Document:
    for path in document["paths"].values():
        for parameter in path["get"].get("parameters", ()):
            if parameter["name"] in NAMES:
                parameter["schema"] = {"enum": NAMES[parameter["name"]]}
    return document


def operations(mode: GenerationMode) -> list[Any]:
    fitting = mode is GenerationMode.POSITIVE
    document = with_names(api_document()) if fitting else api_document()
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig())
    schema.app = WSGIHandler()
    results: list[Any] = list(schema.get_all_operations())
    return [found.ok() for found in results]


def try_out(operation: Any, mode: GenerationMode, times: int) -> Counter[int]:
    """Send made requests, hold each answer against every promise, and count the answers by status."""
    seen: Counter[int] = Counter()

    @hypothesis.seed(6)
    @hypothesis.settings(
        max_examples=times,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def keeps_its_promises(case: Any) -> None:
        seen[case.call_and_validate(headers={"Host": "localhost"}).status_code] += 1

    keeps_its_promises()
    return seen


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_breaks_a_promise(mode: GenerationMode) -> None:
    fill()
    found = operations(mode)
    seen: Counter[int] = Counter()
    for operation in found:
        seen += try_out(operation, mode, -(-CASES // (2 * len(found))))
    assert set(seen) <= {200, 400, 404, 422}
    assert mode is not GenerationMode.POSITIVE or seen[200] > CASES // 8
