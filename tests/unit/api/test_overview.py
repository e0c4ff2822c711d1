"""What changed since yesterday, who is meant, what a condition may mention: against a real workspace."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from clew.events import Event, Identity
from clew.kernel.instants import DAY, HOUR
from tests.unit.api.serving import ADA, EVE, Served, order, seed, serving, wait_for


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A key with every scope, on a seeded workspace."""
    with serving(tmp_path_factory.mktemp("workspace")) as served:
        _begin(served)
        with served.client() as found:
            yield found


def _begin(served: Served) -> None:
    seed(served)
    now = served.now()
    served.send(
        order(900, Identity("email", "late@example.com"), now - 30 * HOUR),
        Event("said-1", "identify", "identify", (ADA,), now - HOUR, properties={"address": {"city": "Zürich"}}),
    )


def test_a_day_is_told_from_the_day_before(client: httpx.Client) -> None:
    found = client.get("/api/v1/overview").raise_for_status().json()
    # Orders of Ada, one an hour: those of hours 1 to 23 and perhaps the 24th; Eve's; what was said an hour ago.
    assert found["events"]["now"] in (25, 26)
    assert len(found["hours"]) == 48
    assert sum(found["hours"]) == found["events"]["now"] + found["events"]["before"]
    assert found["active"] == {"now": 2, "before": 2}
    assert found["arrived"] == {"now": 1, "before": 1}
    assert found["people"] == 4
    assert found["messages"] == found["kept"] == {"now": 0, "before": 0}
    assert [check["name"] for check in found["checks"]] == ["log", "state", "engine"]
    assert found["rejects"] == [{"source": "shop", "reason": "schema.violation", "count": 1}]
    assert {move["id"]: move["size"] for move in found["segments"]} == {"loyal": 1, "recent": 3}
    assert found["dropped"] == []


def test_what_stays_in_the_local_outbox_is_not_told_as_sent(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        now = served.now()
        for name, channel in (("one", "email"), ("two", "local"), ("three", "sms")):
            # What the workspace itself took for a channel without a provider reached nobody either.
            reference = f"local:{name}" if channel == "sms" else "<1@mail>"
            said = {"channel": channel, "template": "welcome", "reference": reference}
            served.send(Event(name, "track", "message_sent", (ADA,), now - HOUR, properties=said))
        with served.client() as client:
            found = client.get("/api/v1/overview").raise_for_status().json()
    assert (found["messages"]["now"], found["kept"]["now"]) == (1, 2)


def test_what_was_not_kept_is_told_with_its_reason(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        now = served.now()
        served.send(order(1, ADA, now), order(1, ADA, now))
        with served.client() as client:
            (dropped,) = client.get("/api/v1/overview").raise_for_status().json()["dropped"]
    assert (dropped["reason"], dropped["records"]) == ("duplicate", 1)


def test_a_source_tells_what_it_sent_and_when_it_was_last_heard_of(client: httpx.Client) -> None:
    found = client.get("/api/v1/source-figures").raise_for_status().json()["items"]
    shop = next(each for each in found if each["source"] == "shop")
    assert len(shop["days"]) == 14
    assert shop["days"][-1] in (25, 26)
    assert sum(shop["days"]) <= shop["events"]
    assert shop["held"] == 1
    assert shop["last_at"] is not None


def test_what_people_said_is_counted_by_purpose_and_channel(tmp_path: Path) -> None:
    said = {"ada": {"marketing": "in", "marketing/email": "out"}, "bob": {"marketing": "in"}, "eve": {"*": "pending"}}
    with serving(tmp_path) as served:
        now = served.now()
        served.send(
            *(
                Event(f"c-{who}", "consent", "consent", (Identity("user_id", who),), now, properties=properties)
                for who, properties in said.items()
            )
        )
        with served.client() as client:
            found = client.get("/api/v1/purposes/counts").raise_for_status().json()
    assert found["people"] == 3
    assert [(one["key"], one["given"], one["withdrawn"], one["pending"]) for one in found["items"]] == [
        ("*", 0, 0, 1),
        ("marketing", 2, 0, 0),
        ("marketing/email", 0, 1, 0),
    ]


def test_a_past_that_is_imported_moves_nobody_yesterday(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        seed(served)
        old, new = Identity("email", "old@example.com"), Identity("email", "new@example.com")
        served.send(*(order(2_000 + days, old, served.now() - days * DAY) for days in range(30, 60)))
        served.send(*(order(3_000 + hours, new, served.now() - hours * HOUR) for hours in range(12)))
        with served.client() as client:
            wait_for(lambda: client.get("/api/v1/segments/loyal").json()["count"] == 3)
            moves = client.get("/api/v1/overview").raise_for_status().json()["segments"]
            assert {move["id"]: move["entered"] for move in moves} == {"loyal": 1, "recent": 1}


@pytest.mark.parametrize(
    ("text", "by", "name"),
    [
        ("ada@example.com", "identity", "email"),
        ("ADA@example", "identity", "email"),
        ("5b1c", "identity", "anonymous_id"),
        ("ZÜRI", "attribute", "address.city"),
        ("Ada", "identity", "email"),
    ],
)
def test_somebody_is_found_by_any_name_or_fact(client: httpx.Client, text: str, by: str, name: str) -> None:
    first = client.post("/api/v1/profiles/search", json={"text": text}).raise_for_status().json()["items"][0]
    assert (first["by"], first["name"]) == (by, name)
    assert first["profile"]["attributes"]["first_name"] == "Ada"


def test_a_number_in_capital_letters_is_found_by_its_beginning_in_small_ones(empty: Served) -> None:
    empty.send(order(1, Identity("crm_id", "CRM-00417"), empty.now()))
    with empty.client() as client:
        for text in ("crm-004", "CRM-004", "crm-00417"):
            found = client.post("/api/v1/profiles/search", json={"text": text}).raise_for_status().json()["items"]
            assert [each["value"] for each in found] == ["CRM-00417"], text


def test_somebody_is_found_by_several_words_whatever_records_said_them(empty: Served) -> None:
    for number, (who, name, value) in enumerate(
        [(ADA, "first_name", "Ada"), (ADA, "last_name", "Lovelace"), (EVE, "last_name", "Lovelace")]
    ):
        empty.send(Event(f"i{number}", "identify", "identify", (who,), properties={name: value}))
    with empty.client() as client:

        def found(text: str) -> list[str]:
            items = client.post("/api/v1/profiles/search", json={"text": text}).raise_for_status().json()["items"]
            return [item["profile"]["identities"][0]["value"] for item in items]

        assert found("ada LOVELACE") == found("lovelace ada") == found("love ad") == ["ada@example.com"]
        assert sorted(found("lovelace")) == ["ada@example.com", "eve@example.com"]
        assert found("ada byron") == []


def test_an_id_finds_its_profile_and_nothing_finds_who_was_active(client: httpx.Client) -> None:
    lately = client.post("/api/v1/profiles/search", json={}).raise_for_status().json()["items"]
    assert [each["by"] for each in lately] == ["active"] * 3
    assert lately[0]["profile"]["attributes"]["first_name"] == "Ada"
    by_id = client.post("/api/v1/profiles/search", json={"text": lately[1]["profile"]["id"]}).json()["items"]
    assert by_id[0]["by"] == "id"
    assert client.post("/api/v1/profiles/search", json={"text": "nobody at all"}).json()["items"] == []
    one = client.post("/api/v1/profiles/search", json={"text": "example", "limit": 1}).json()["items"]
    assert one == []


def test_somebody_is_found_among_the_members_of_a_segment(client: httpx.Client) -> None:
    def found(segment: str) -> int:
        asked = {"text": "ada@example.com", "segment": segment}
        return len(client.post("/api/v1/profiles/search", json=asked).raise_for_status().json()["items"])

    assert found("loyal") == 1
    assert found("nobody") == 0
    everybody = client.post("/api/v1/profiles/search", json={"text": "", "segment": "recent"}).json()
    assert len(everybody["items"]) == 3
    assert everybody["people"] == 4


def test_the_palette_says_what_there_is_and_how_often(client: httpx.Client) -> None:
    found = client.get("/api/v1/expressions/palette").raise_for_status().json()
    attributes = {field["name"]: field for field in found["attributes"]}
    assert attributes["first_name"]["coverage"] == 0.25
    assert attributes["address.city"]["values"] == ["Zürich"]
    assert attributes["vip"]["type"] == "flag"
    event = found["events"][0]
    assert (event["type"], event["count"]) == ("Order Completed", 62)
    total = next(field for field in event["properties"] if field["name"] == "total")
    assert (total["type"], total["title"], total["coverage"]) == ("number", "Total", 1.0)
    name = next(field for field in event["properties"] if field["name"] == "products.name")
    assert (name["type"], name["title"], name["coverage"]) == ("text", "Product name", 1.0)
    assert name["values"] == ["Party bunting"]
    assert [segment["name"] for segment in found["segments"]] == ["Loyal", "Recent buyers"]
    assert found["traits"][0]["id"] == "orders"


def test_a_tree_is_checked_like_its_text_and_its_problems_point_into_it(client: httpx.Client) -> None:
    text = 'did "Order Completed" in last 7d and profile.first_name > 5'
    by_text = client.post("/api/v1/expressions/check", json={"expression": text, "kind": "segment"}).json()
    by_tree = client.post("/api/v1/expressions/check", json={"tree": by_text["tree"], "kind": "segment"}).json()
    assert by_tree["text"] == by_text["text"]
    assert by_tree["says"] == by_text["says"]
    assert by_tree["problems"][0]["pointer"].startswith("/terms/1")
    nonsense = client.post("/api/v1/expressions/check", json={"tree": {"op": "nothing"}}).json()
    assert (nonsense["valid"], nonsense["problems"][0]["code"]) == (False, "unreadable")
    assert client.post("/api/v1/expressions/check", json={}).status_code == 422


def test_a_declared_fact_names_the_record_that_said_it(client: httpx.Client) -> None:
    ada = client.post("/api/v1/profiles/search", json={"text": "ada@example.com"}).json()["items"][0]["profile"]["id"]
    items = client.get(f"/api/v1/profiles/{ada}/provenance").raise_for_status().json()["items"]
    assert [(item["name"], item["event"]) for item in items] == [
        ("address", "said-1"),
        ("first_name", "known-1"),
        ("vip", "known-1"),
    ]
    assert client.get("/api/v1/profiles/p_nobody/provenance").status_code == 404
