"""The schemas in force over HTTP: the library's beside the workspace's own."""

import httpx

from tests.unit.api.serving import Served


def test_the_library_and_the_workspace_stand_side_by_side(client: httpx.Client) -> None:
    before = {schema["id"]: schema for schema in client.get("/api/v1/schema-registry").json()["items"]}
    assert len(before) > 50
    assert sum(schema["provided"] for schema in before.values()) > 50
    ordered = next(schema for schema in before.values() if "Order Completed" in schema["events"])
    assert ordered["role"] == "schema"

    rental = {"id": "rental", "name": "Rental", "events": ["Bike Rented"], "properties": {"bike": {"type": "string"}}}
    client.post("/api/v1/schemas", json=rental).raise_for_status()
    after = {schema["id"]: schema for schema in client.get("/api/v1/schema-registry").json()["items"]}
    assert after["rental"]["provided"] is False
    assert after["rental"]["events"] == ["Bike Rented"]
    assert list(after) == sorted([*before, "rental"])
    (bike,) = client.get("/api/v1/schema-registry/rental/fields").json()["items"]
    assert (bike["path"], bike["type"]) == ("bike", "string")


def test_fields_are_read_level_by_level(client: httpx.Client) -> None:
    schemas = client.get("/api/v1/schema-registry").json()["items"]
    ordered = next(schema["id"] for schema in schemas if "Order Completed" in schema["events"])
    fields = client.get(f"/api/v1/schema-registry/{ordered}/fields").json()["items"]
    products = next(field for field in fields if field["name"] == "products")
    assert products["type"] == "array"
    below = client.get(f"/api/v1/schema-registry/{ordered}/fields", params={"below": "products"}).json()["items"]
    assert [field["path"] for field in below] == [field["path"] for field in products["fields"]]
    assert client.get("/api/v1/schema-registry/nosuch/fields").status_code == 404


def test_labels_are_said_in_words_put_on_a_field_and_taken_off(client: httpx.Client) -> None:
    words = {label["code"]: label["name"] for label in client.get("/api/v1/schema-registry/labels").json()["items"]}
    assert words["I1"] == "Identifies a person"
    fields = {"plate": {"type": "string"}, "owner": {"type": "object", "properties": {"name": {"type": "string"}}}}
    fields["plate"]["meta:labels"] = ["I2"]
    written = {"id": "car", "name": "Car", "events": ["Car Sold"], "properties": fields}
    client.post("/api/v1/schemas", json=written).raise_for_status()
    path = "/api/v1/schema-registry/car"

    def put(field: str, labels: list[str], version: int) -> httpx.Response:
        return client.put(f"{path}/labels", json={"path": field, "labels": labels, "version": version})

    def labels() -> dict[str, tuple[list[str], list[str]]]:
        plate, owner = client.get(f"{path}/fields").json()["items"]
        (name,) = owner["fields"]
        return {each["path"]: (each["labels"], each["labels_put"]) for each in (plate, owner, name)}

    assert put("plate", ["C2"], 1).json()["version"] == 2
    assert put("owner.name", ["I1"], 2).json()["version"] == 3
    assert labels() == {
        "plate": (["I2", "C2"], ["C2"]),
        "owner": ([], []),
        "owner.name": (["I1"], ["I1"]),
    }
    assert put("plate", [], 3).json()["version"] == 4
    assert labels()["plate"] == (["I2"], [])
    assert put("plate", ["C2"], 3).status_code == 412
    assert put("wheels", ["C2"], 4).status_code == 404
    assert put("plate", ["no spaces"], 4).status_code == 422


def test_a_schema_that_comes_with_clew_becomes_the_workspaces_own_once_labelled(empty: Served) -> None:
    with empty.client() as client:
        wanted = {"path": "address.city", "labels": ["S2"], "version": 0}
        done = client.put("/api/v1/schema-registry/identify/labels", json=wanted).json()
        assert (done["provided"], done["version"]) == (False, 1)
        fields = client.get("/api/v1/schema-registry/identify/fields").json()["items"]
        address = next(field for field in fields if field["name"] == "address")
        city = next(field for field in address["fields"] if field["name"] == "city")
        assert (city["labels"], city["labels_put"]) == (["I1", "S2"], ["S2"])
        assert next(field for field in fields if field["name"] == "email")["identity"]["namespace"] == "email"
