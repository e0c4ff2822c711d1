"""The verdict on every XDM document there is, and the two spellings of its fields."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from clew.events.schemas import SchemaRegistry, from_json_schema, walk

SCHEMAS, VALID, INVALID = 820, 535, 754

# Upstream examples that are written in wire names and break their schema in them; in source names those fields are
# unknown, and so the documents are valid.
WRITTEN_IN_WIRE_NAMES = {
    "codeablereference.example.1",
    "coding.example.1",
    "extendedcontactdetail.example.1",
    "person.example.1",
    "person.example.2",
    "repeat.example.1",
    "virtualservicedetail.example.1",
}


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(folder / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data/xdm-examples"


@pytest.fixture(scope="module")
def registry(folder: Path) -> SchemaRegistry:
    return SchemaRegistry(from_json_schema(row["schema"]) for row in _read(folder, "schemas.jsonl.gz"))


@pytest.fixture(scope="module")
def valid(folder: Path) -> list[dict[str, Any]]:
    return _read(folder, "examples.jsonl.gz")


@pytest.fixture(scope="module")
def invalid(folder: Path) -> list[dict[str, Any]]:
    return _read(folder, "invalid.jsonl.gz")


def test_every_schema_resolves_offline_and_compiles(registry: SchemaRegistry) -> None:
    compiled = [registry.validator(version.id) for version in registry]
    assert len(compiled) == SCHEMAS


def test_every_valid_document_is_accepted(registry: SchemaRegistry, valid: list[dict[str, Any]]) -> None:
    refused = [row["path"] for row in valid if registry.check(row["schema_id"], row["doc"])]
    assert (len(valid), refused) == (VALID, [])


def test_every_invalid_document_is_refused(registry: SchemaRegistry, invalid: list[dict[str, Any]]) -> None:
    accepted = [row["from"] for row in invalid if not registry.check(row["schema_id"], row["doc"])]
    assert (len(invalid), accepted) == (INVALID, [])


def test_the_place_of_the_fault_is_named(registry: SchemaRegistry, invalid: list[dict[str, Any]]) -> None:
    """The first violation stands at the mutated field, or at what held the removed one."""
    missed = 0
    for row in invalid:
        at = "/" + row["at"]
        named = {violation.pointer.replace("~1", "/") for violation in registry.check(row["schema_id"], row["doc"])}
        missed += not any(at == place or at.rsplit("/", 1)[0] == place for place in named)
    # What is left are faults inside `oneOf` and `anyOf`, which have no one place, and names that hold slashes.
    assert missed <= 8


def test_no_violation_holds_a_value(registry: SchemaRegistry, invalid: list[dict[str, Any]]) -> None:
    mark = "A-MARK-THAT-NO-SCHEMA-HOLDS"
    for row in invalid:
        for violation in registry.check(row["schema_id"], _replaced(row["doc"], mark)):
            assert mark not in str(violation)


def test_wire_names_get_the_same_verdict(
    registry: SchemaRegistry, valid: list[dict[str, Any]], invalid: list[dict[str, Any]]
) -> None:
    refused = {
        Path(row["path"]).stem
        for row in valid
        if registry.check(row["schema_id"], registry.to_wire(row["schema_id"], row["doc"]), names="either")
    }
    assert refused == WRITTEN_IN_WIRE_NAMES
    for row in invalid:
        wire = registry.to_wire(row["schema_id"], row["doc"])
        assert registry.check(row["schema_id"], wire, names="either"), row["from"]


def test_spellings_translate_into_each_other(registry: SchemaRegistry, valid: list[dict[str, Any]]) -> None:
    for row in valid:
        name, document = row["schema_id"], row["doc"]
        wire, source = registry.to_wire(name, document), registry.to_source(name, document)
        assert registry.to_source(name, wire) == source, row["path"]
        assert registry.to_wire(name, source) == wire, row["path"]
        assert registry.to_wire(name, wire) == wire, row["path"]


def test_wire_names_of_an_experience_event(registry: SchemaRegistry) -> None:
    name = "https://ns.adobe.com/xdm/context/experienceevent"
    source = {
        "@id": "e1",
        "xdm:timestamp": "2026-01-01T00:00:00Z",
        "xdm:identityMap": {"https://data.example/ns/4": [{"xdm:id": "a", "xdm:primary": True}]},
    }
    wire = registry.to_wire(name, source)
    assert wire == {
        "_id": "e1",
        "timestamp": "2026-01-01T00:00:00Z",
        "identityMap": {"https://data.example/ns/4": [{"id": "a", "primary": True}]},
    }
    assert registry.to_source(name, wire) == source
    place = registry.to_wire("https://ns.adobe.com/xdm/common/geo", {"schema:latitude": 52.5})
    assert place == {"_schema": {"latitude": 52.5}}


def test_fields_as_a_reader_sees_them(registry: SchemaRegistry) -> None:
    fields = {
        field.path: field for field in walk(registry.fields("https://ns.adobe.com/xdm/context/profile-person-details"))
    }
    assert fields["person.birthDate"].type == "date"
    assert fields["person.name.firstName"].title == "First name"
    assert fields["person.gender"].values or fields["person.gender"].suggestions


def test_a_deep_schema_is_shown_as_far_as_it_fits_and_goes_on_below(registry: SchemaRegistry) -> None:
    name = "https://ns.adobe.com/experience/offer-management/eligibility-rule"
    shown = walk(registry.fields(name))
    assert len(shown) <= 4_000
    deeper = next(field for field in shown if field.more)
    assert registry.fields(name, below=deeper.path)


def _replaced(value: Any, mark: str) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(held, mark) for name, held in value.items()}
    if isinstance(value, list):
        return [_replaced(held, mark) for held in value]
    return mark if isinstance(value, str) else value
