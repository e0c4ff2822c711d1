"""Segments over HTTP: live counts and members."""

import csv
import io
import itertools
from datetime import datetime, timedelta

import httpx


def test_members_are_in_it_since_they_entered_not_since_it_was_published(client: httpx.Client) -> None:
    for member in client.get("/api/v1/segments/recent/members").json()["items"]:
        why = client.get(f"/api/v1/segments/recent/why/{member['profile']}").json()
        assert member["since"] == why["since"]
    published = client.get("/api/v1/segments/recent").json()["at"]
    assert any(m["since"] < published for m in client.get("/api/v1/segments/recent/members").json()["items"])


def test_a_person_is_told_the_same_instants_as_lists_of_members_and_reasons(client: httpx.Client) -> None:
    """Seeded people were in both before publication: a look-up does not say since when, rather than something else."""
    profile = client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": "ada@example.com"}).json()
    assert {each["id"]: each["since"] for each in profile["segments"]} == {"recent": None, "loyal": None}
    asked = {"sql": "SELECT profile_id, since FROM memberships"}
    rows = client.post("/api/v1/queries", json=asked).json()["rows"]
    assert [since for person, since in rows if person == profile["id"]] == [None, None]
    told = client.get(f"/api/v1/profiles/{profile['id']}/segments").raise_for_status().json()["items"]
    assert [each["since"] for each in told] == sorted(each["since"] for each in told)
    for each in told:
        members = client.get(f"/api/v1/segments/{each['id']}/members").json()["items"]
        (listed,) = (member["since"] for member in members if member["profile"] == profile["id"])
        why = client.get(f"/api/v1/segments/{each['id']}/why/{profile['id']}").json()
        assert each["since"] == listed == why["since"]
    assert client.get("/api/v1/profiles/p0nobody/segments").status_code == 404


def test_counts_are_those_of_now(client: httpx.Client) -> None:
    counts = {segment["id"]: segment["count"] for segment in client.get("/api/v1/segments").json()["items"]}
    assert {"recent": 2, "loyal": 1}.items() <= counts.items()


def test_members_are_walked_by_cursor(client: httpx.Client) -> None:
    first = client.get("/api/v1/segments/recent/members", params={"limit": 1}).json()
    second = client.get("/api/v1/segments/recent/members", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert second["next_cursor"] is None
    found = {member["profile"] for page in (first, second) for member in page["items"]}
    names = ("ada@example.com", "eve@example.com")
    assert found == {
        client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": name}).json()["id"] for name in names
    }


def test_an_unknown_segment_has_no_members(client: httpx.Client) -> None:
    assert client.get("/api/v1/segments/nobody/members").status_code == 404


def profile_of(client: httpx.Client, name: str) -> str:
    return client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": name}).json()["id"]


def test_a_membership_answers_for_itself(client: httpx.Client) -> None:
    ada = profile_of(client, "ada@example.com")
    why = client.get(f"/api/v1/segments/recent/why/{ada}").json()
    assert (why["member"], why["cause"]) == (True, "record")
    assert why["since"] < why["at"], "as if the definition had always been there"
    assert why["until"] > why["at"], "a window ends by itself"
    assert why["reason"]["evidence"], "and names what it saw"
    before = client.get(f"/api/v1/segments/recent/why/{ada}", params={"at": "2001-01-01T00:00:00Z"}).json()
    assert (before["member"], before["since"], before["reason"]["evidence"]) == (False, None, [])


def test_why_not_names_what_comes_close(client: httpx.Client) -> None:
    grace = profile_of(client, "grace@example.com")
    why = client.get(f"/api/v1/segments/recent/why/{grace}").json()
    assert why["member"] is False
    assert why["reason"]["says"]


def test_why_of_a_trait_names_what_it_was_read_from(client: httpx.Client) -> None:
    ada = profile_of(client, "ada@example.com")
    why = client.get(f"/api/v1/traits/orders/why/{ada}").json()
    assert (why["profile"], why["trait"], why["value"]) == (ada, "orders", 60)
    assert why["reason"]["found"] == 60
    assert why["reason"]["evidence"][-1]["type"] == "Order Completed"
    assert client.get("/api/v1/traits/orders/why/nobody").status_code == 404
    assert client.get(f"/api/v1/traits/nosuch/why/{ada}").status_code == 404


def test_why_of_nobody_is_not_found(client: httpx.Client) -> None:
    ada = profile_of(client, "ada@example.com")
    assert client.get("/api/v1/segments/recent/why/nobody").status_code == 404
    assert client.get(f"/api/v1/segments/nosuch/why/{ada}").status_code == 404
    assert client.get(f"/api/v1/segments/recent/why/{ada}", params={"at": "yesterday"}).status_code == 422
    assert client.get(f"/api/v1/segments/recent/why/{ada}", params={"at": "2026-01-01T00:00:00"}).status_code == 422


def backtest(client: httpx.Client, expression: str, **further: object) -> httpx.Response:
    now = client.get("/api/v1/segments/recent/why/" + profile_of(client, "ada@example.com")).json()["at"]
    period = {"since": "2020-01-01T00:00:00Z", "until": now} if "since" not in further else {}
    return client.post("/api/v1/backtests", json={"expression": expression, **period, **further})


def test_a_back_test_ends_where_the_live_segment_stands(client: httpx.Client) -> None:
    live = {segment["id"]: segment["count"] for segment in client.get("/api/v1/segments").json()["items"]}
    result = backtest(client, 'did "Order Completed" in last 7d', other="loyal").json()
    assert (result["start_size"], result["size"], result["ever"]) == (0, live["recent"], 3)
    assert (result["entered"], result["left"], result["by_clock"]) == (3, 1, 1), "one bought forty days ago, and left"
    assert result["median_stay"] == 7 * 86_400
    assert result["overlap"] == {"both": live["loyal"], "only": live["recent"] - live["loyal"], "other": 0}
    assert sum(day["entered"] for day in result["days"]) == 3
    assert result["days"][-1]["size"] == live["recent"]


def question(client: httpx.Client, expression: str) -> dict[str, str]:
    now = client.get("/api/v1/segments/recent/why/" + profile_of(client, "ada@example.com")).json()["at"]
    return {"expression": expression, "since": "2020-01-01T00:00:00Z", "until": now}


def test_a_back_test_tells_who_came_and_went_and_when_page_by_page(client: httpx.Client) -> None:
    asked = question(client, 'did "Order Completed" in last 7d')
    whole = client.post("/api/v1/backtests/changes", json=asked).json()
    assert whole["next_cursor"] is None
    assert [item["change"] for item in whole["items"]].count("entered") == 3
    (left,) = (item for item in whole["items"] if item["change"] == "left")
    (came,) = (i for i in whole["items"] if i["profile"] == left["profile"] and i["change"] == "entered")
    assert (left["cause"], came["cause"]) == ("clock", "record")
    assert datetime.fromisoformat(left["at"]) - datetime.fromisoformat(came["at"]) == timedelta(days=7)
    assert [item["profile"] for item in whole["items"]] == sorted(item["profile"] for item in whole["items"])
    paged, cursor = [], None
    while len(paged) < 9:
        further = {"cursor": cursor} if cursor else {}
        page = client.post("/api/v1/backtests/changes", json=asked, params={"limit": 1, **further}).json()
        paged += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert paged == whole["items"]


def test_a_cursor_of_changes_is_of_one_question(client: httpx.Client) -> None:
    asked = question(client, 'did "Order Completed" in last 7d')
    cursor = client.post("/api/v1/backtests/changes", json=asked, params={"limit": 1}).json()["next_cursor"]
    other = {**asked, "received": True}
    answer = client.post("/api/v1/backtests/changes", json=other, params={"limit": 1, "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "api.invalid_cursor")


def test_changes_of_a_back_test_are_downloaded(client: httpx.Client) -> None:
    asked = question(client, 'did "Order Completed" in last 7d')
    told = client.post("/api/v1/backtests/changes", json=asked).json()["items"]
    answer = client.post("/api/v1/backtests/export", json=asked)
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.DictReader(io.StringIO(answer.text))) == told
    for kind, begin in (("parquet", b"PAR1"), ("arrow", b"ARROW1")):
        found = client.post("/api/v1/backtests/export", json=asked, params={"format": kind})
        assert found.content.startswith(begin)
    assert client.post("/api/v1/backtests/export", json=asked, params={"format": "xls"}).status_code == 422
    assert client.post("/api/v1/backtests/export", json={**asked, "expression": "did"}).json()["code"] == "cxl.invalid"


def test_a_back_test_by_receipt_knows_history_from_its_import_on(client: httpx.Client) -> None:
    result = backtest(client, 'did "Order Completed"', received=True).json()
    arrived = [day for day in result["days"] if day["entered"]]
    assert len(arrived) == 1, "all was received in one moment, whenever it happened"


def test_a_back_test_that_makes_no_sense_says_why(client: httpx.Client) -> None:
    assert backtest(client, 'did "Order').json()["code"] == "cxl.invalid"
    assert backtest(client, 'count("Order Completed")').json()["code"] == "backtest.bad_question"
    assert backtest(client, 'consent(email) = "in"', other="nosuch").json()["code"] == "backtest.bad_question"
    backwards = backtest(client, 'did "x"', since="2026-02-01T00:00:00Z", until="2026-01-01T00:00:00Z")
    assert (backwards.status_code, backwards.json()["code"]) == (422, "backtest.bad_question")
    assert backtest(client, 'in segment "nosuch"').status_code == 422


def test_members_are_downloaded_with_the_names_that_one_asks_for(client: httpx.Client) -> None:
    answer = client.get("/api/v1/segments/recent/export", params={"namespace": ["email", "user_id"]})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["email"] for row in rows} == {"ada@example.com", "eve@example.com"}
    assert {row["user_id"] for row in rows} == {""}
    members = client.get("/api/v1/segments/recent/members").json()["items"]
    assert [(row["profile"], row["since"]) for row in rows] == [(m["profile"], m["since"]) for m in members]
    assert client.get("/api/v1/segments/recent/export", params={"format": "parquet"}).content[:4] == b"PAR1"
    assert client.get("/api/v1/segments/recent/export", params={"format": "arrow"}).content[:6] == b"ARROW1"
    assert client.get("/api/v1/segments/nosuch/export").status_code == 404
    assert client.get("/api/v1/segments/recent/export", params={"format": "xls"}).status_code == 422


def test_a_trend_ends_at_the_present_count_and_adds_up(client: httpx.Client) -> None:
    days = client.get("/api/v1/segments/recent/trend", params={"days": 3}).json()["days"]
    assert (len(days), days[0]["size"], days[-1]["size"]) == (3, 0, 2)
    for before, day in itertools.pairwise(days):
        assert day["size"] == before["size"] + day["entered"] - day["left"] + day["published"]
    assert (days[-1]["entered"], days[-1]["published"]) == (0, 2)
    assert len(client.get("/api/v1/segments/recent/trend").json()["days"]) == 30
    assert client.get("/api/v1/segments/nosuch/trend").status_code == 404
    assert client.get("/api/v1/segments/recent/trend", params={"days": 0}).status_code == 422


def test_a_namespace_does_not_take_the_place_of_the_profile(client: httpx.Client) -> None:
    answer = client.get("/api/v1/segments/recent/export", params={"namespace": "profile"})
    assert (answer.status_code, answer.json()["code"]) == (422, "export.reserved_column")
