"""Law: if a new version is accepted, whatever was valid under the old one and used its fields is still valid."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clew.events.schemas import SchemaNarrowed, SchemaRegistry, SchemaVersion

ID = "urn:clew:schema:s"
NAMES = ["a", "b", "c", "d"]
scalars = st.sampled_from(["string", "number", "integer", "boolean"])


@st.composite
def leaves(draw: st.DrawFn) -> dict[str, Any]:
    """A field that holds one value."""
    kind = draw(scalars)
    field: dict[str, Any] = {"type": draw(st.sampled_from([kind, [kind, "null"]]))}
    if kind == "string":
        field |= draw(
            st.sampled_from([{}, {"maxLength": 2}, {"enum": ["x", "y"]}, {"pattern": "^x"}, {"minLength": 1}])
        )
    if kind in ("number", "integer"):
        field |= draw(st.sampled_from([{}, {"minimum": 0}, {"maximum": 5}, {"enum": [1, 2]}, {"multipleOf": 2}]))
    return field


def objects(fields: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A field that holds fields, or a list or map of them."""
    named = st.dictionaries(st.sampled_from(NAMES), fields, min_size=1, max_size=3)
    return st.one_of(
        st.builds(_object, named, st.sets(st.sampled_from(NAMES), max_size=2), st.sampled_from([None, False])),
        st.builds(lambda item: {"type": "array", "items": item}, fields),
        st.builds(lambda item: {"type": "object", "additionalProperties": item}, fields),
    )


def _object(fields: dict[str, Any], needed: set[str], extra: bool | None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": fields, "required": sorted(needed & set(fields))}
    return found if extra is None else found | {"additionalProperties": extra}


roots = st.dictionaries(st.sampled_from(NAMES), st.recursive(leaves(), objects, max_leaves=4), min_size=1, max_size=4)


@st.composite
def changed(draw: st.DrawFn, schema: Any) -> Any:
    """The schema with a few edits anywhere: loosened, tightened, widened, removed, added."""
    if not isinstance(schema, dict):
        return schema
    result = {key: draw(changed(value)) if isinstance(value, dict) else value for key, value in schema.items()}
    edit = draw(
        st.sampled_from(["none"] * 6 + ["drop", "nullable", "number", "add", "limit", "open", "require", "form"])
    )
    keys = sorted(set(result) - {"type", "properties", "items"})
    if edit == "drop" and keys:
        result.pop(draw(st.sampled_from(keys)))
    elif edit == "nullable" and "type" in result and isinstance(result["type"], str):
        result["type"] = [result["type"], "null"]
    elif edit == "number" and result.get("type") in ("integer", "number", "string"):
        result["type"] = draw(scalars)
    elif edit == "add" and isinstance(result.get("properties"), dict):
        result["properties"] = {**result["properties"], "new": draw(leaves())}
    elif edit == "limit" and result.get("type") in ("integer", "number"):
        result |= draw(st.sampled_from([{"minimum": 0}, {"maximum": 9}, {"minimum": -5}]))
    elif edit == "open" and result.get("type") == "object":
        result["additionalProperties"] = draw(st.booleans())
    elif edit == "require" and isinstance(result.get("properties"), dict):
        result["required"] = sorted(draw(st.sets(st.sampled_from(sorted(result["properties"])), max_size=2)))
    elif edit == "form" and "enum" in result:
        result["enum"] = draw(st.sampled_from([result["enum"][:1], [*result["enum"], "z"]]))
    return result


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(["", "x", "y", "xy", "xyz"]),
    "number": st.sampled_from([-1, 0, 1, 2, 4, 6, 1.5]),
    "integer": st.sampled_from([-2, 0, 1, 2, 4, 6]),
    "boolean": st.booleans(),
    "null": st.none(),
}


@st.composite
def documents(draw: st.DrawFn, schema: dict[str, Any]) -> Any:
    """A document that uses the schema's fields only; mostly valid."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = draw(st.sampled_from(kinds))
    if kind == "array":
        return draw(st.lists(documents(schema["items"]), max_size=2))
    if kind == "object" and "properties" in schema:
        fields = schema["properties"]
        used = [name for name in fields if name in schema.get("required", ()) or draw(st.booleans())]
        return {name: draw(documents(fields[name])) for name in used}
    if kind == "object":
        return draw(st.dictionaries(st.sampled_from(["k", "l"]), documents(schema["additionalProperties"]), max_size=2))
    return draw(st.sampled_from(schema["enum"]) if "enum" in schema else VALUES[kind])


def _version(properties: dict[str, Any], number: int) -> SchemaVersion:
    return SchemaVersion(ID, {"$id": ID, "type": "object", "properties": properties}, version=number)


@given(st.data())
def test_an_accepted_version_takes_what_the_old_one_took(data: st.DataObject) -> None:
    old = data.draw(roots)
    new = {name: data.draw(changed(field)) for name, field in old.items()}
    registry = SchemaRegistry([_version(old, 1)])
    try:
        newer = registry.publish(_version(new, 2))
    except SchemaNarrowed:
        return
    for _ in range(5):
        document = data.draw(documents({"type": "object", "properties": old}))
        if not registry.check(ID, document):
            assert newer.check(ID, document) == ()


@given(roots)
def test_a_version_grows_into_itself(properties: dict[str, Any]) -> None:
    registry = SchemaRegistry([_version(properties, 1)])
    assert registry.narrowings(ID, registry) == []


@given(st.data())
def test_the_explanation_agrees_with_the_verdict(data: st.DataObject) -> None:
    """Whatever the validator refuses has an explanation, and a finding that is no combination is a real fault."""
    old = data.draw(roots)
    other = {name: data.draw(changed(field)) for name, field in old.items()}
    registry = SchemaRegistry([_version(other, 1)])
    document = data.draw(documents({"type": "object", "properties": old}))
    explained = registry.explainer(ID).findings(document)
    if registry.validator(ID).accepts(document):
        assert [finding.keyword for finding in explained] == ["combination"]
    else:
        assert explained
