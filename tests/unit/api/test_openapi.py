"""What the API promises is under version control, complete and readable."""

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    """The OpenAPI document as served."""
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_the_document_is_the_one_under_version_control(document: dict[str, Any]) -> None:
    promised = json.dumps(document, indent=1, sort_keys=True) + "\n"
    if os.environ.get("CLEW_SNAPSHOT") == "write":
        SNAPSHOT.write_text(promised)
    assert promised == SNAPSHOT.read_text(), "if this is meant: CLEW_SNAPSHOT=write make test ONLY=tests/unit/api"


def test_it_is_openapi_3_1_with_names_that_clients_can_use(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() and name[0].islower() for name in names)
    assert not [name for name in document["components"]["schemas"] if not name.isidentifier() or "_" in name]


def test_everything_is_described(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["summary"]
        assert "Args:" not in operation["description"]
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (operation["operationId"], parameter["name"])
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, said in schema.get("properties", {}).items():
            assert said.get("description") or "$ref" in said, (name, field)


def test_bodies_have_examples(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for operation in operations(document):
        body = operation.get("requestBody", {}).get("content", {})
        if body and "message/rfc822" not in body:
            reference = body["application/json"]["schema"]["$ref"]
            assert schemas[reference.rpartition("/")[2]].get("examples"), operation["operationId"]


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for operation in operations(document):
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], (operation["operationId"], status)


def test_no_identity_stands_in_a_url(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        assert not {"email", "phone", "identity", "value"} & set(path.replace("{", "/").replace("}", "/").split("/"))
        for operation in methods.values():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert not names & {"email", "phone", "identity", "value", "id"}
