"""The API holds what its OpenAPI document says, for requests that nobody thought of."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.unit.api.serving import Served, seed, serving

DESCRIBED = json.loads(Path(__file__).with_name("openapi.json").read_text())
for _operation in (operation for path in DESCRIBED["paths"].values() for operation in path.values()):
    # Whether it is asked for a key is tested elsewhere; here every request has a good one.
    _operation.pop("security", None)


def _spread(schema: object) -> object:
    """Tuples as lists of their first kind: the fuzzer takes `prefixItems` for `items` of an older draft."""
    if isinstance(schema, list):
        return [_spread(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _spread(value) for name, value in schema.items()}
    return found | {"items": found.pop("prefixItems")[0]} if "prefixItems" in found else found


# A body far beyond its limits is refused by its size, before anybody reads what is in it.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
SCHEMA = schemathesis.openapi.from_dict(_spread(DESCRIBED), config=CONFIG)
# The live feed never ends, and a session needs a browser: both have tests of their own.
# Whether a cursor was given out, an expression parses or an identity can be one stands in no schema.
NOT_IN_THE_SCHEMA = [positive_data_acceptance]
LEFT_OUT = {"followLive", "followWork", "signOut", "getSession"}
NAMES = [
    operation["operationId"]
    for path in DESCRIBED["paths"].values()
    for operation in path.values()
    if operation["operationId"] not in LEFT_OUT
]


@schemathesis.serializer("message/rfc822")
def mail(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """A mail as it is sent: any bytes may come."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace of its own: the fuzzer publishes whatever it likes."""
    with serving(tmp_path_factory.mktemp("fuzzed")) as found:
        seed(found)
        yield found


def operation_named(name: str) -> schemathesis.APIOperation:
    return next(found.ok() for found in SCHEMA.get_all_operations() if found.ok().definition.raw["operationId"] == name)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_as_described(name: str, fuzzed: Served) -> None:
    operation = operation_named(name)
    modes = schemathesis.GenerationMode

    @given(st.one_of(operation.as_strategy(modes.POSITIVE), operation.as_strategy(modes.NEGATIVE)))
    @settings(
        max_examples=settings.default.max_examples // 10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def answers(case: schemathesis.Case) -> None:
        headers = {"Authorization": f"Bearer {fuzzed.key}"}
        answer = case.call(base_url=fuzzed.url, headers=headers, timeout=30)
        case.validate_response(answer, excluded_checks=NOT_IN_THE_SCHEMA)

    answers()
