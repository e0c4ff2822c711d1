"""The schemas in force over HTTP: the library's beside the workspace's own."""

import httpx


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
