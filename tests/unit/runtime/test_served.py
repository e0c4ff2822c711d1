"""A served workspace from outside: what goes through the front door to the web process, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from clew.runtime.serve import address_of, served_at
from tests.crash.served import Served, clew, serving
from tests.unit.api.serving import wait_for
from tests.unit.api.test_live import events


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "data"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder) as found:
        yield found


@pytest.fixture
def client(served: Served, folder: Path) -> Iterator[httpx.Client]:
    key = clew("key", "create", "api", "--name", "tests", "--data", str(folder)).split()[-1]
    with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=30, trust_env=False) as found:
        found.headers["Authorization"] = f"Bearer {key}"
        yield found
        found.delete(f"/api/v1/keys/{key.split('_')[1]}")


def send(client: httpx.Client, source: str, number: int) -> None:
    """One event through the collector."""
    body = {"event": "Order Completed", "userId": "u1", "messageId": f"{source}-{number}"}
    client.post("/v1/track", json=body, auth=(source, "")).raise_for_status()


def test_the_live_feed_flows_through_the_front_door(client: httpx.Client, folder: Path) -> None:
    key = clew("key", "create", "write", "--source", "shop", "--data", str(folder)).split()[-1]
    send(client, key, 0)
    wait_for(lambda: client.get("/api/v1/live/recent").json()["items"])
    with client.stream("GET", "/api/v1/live") as answer:
        stream = events(answer)
        for number in range(1, 3):
            send(client, key, number)
            assert next(stream)["data"]["id"] == f"{key}-{number}"
        send(client, key, 3)
        last = next(stream)
    # The reader left in the middle; who comes back goes on after what was seen.
    send(client, key, 4)
    with client.stream("GET", "/api/v1/live", headers={"Last-Event-ID": last["id"]}) as answer:
        assert next(events(answer))["data"]["id"] == f"{key}-4"


BOOKING = """\
kind: schema
id: booking
class: event
events: [Trip Booked]
properties:
  guest_email: {type: string, meta:identity: {namespace: email}}
"""


def test_a_field_that_a_schema_marks_names_the_person(client: httpx.Client, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "booking.yaml").write_text(BOOKING)
    clew("apply", str(tmp_path), "--data", str(folder))
    key = clew("key", "create", "write", "--source", "trips", "--data", str(folder)).split()[-1]

    def found(name: str) -> str | None:
        answer = client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": name})
        return answer.json()["id"] if answer.status_code == 200 else None

    def book(number: int, **whom: str) -> None:
        properties = {"guest_email": f"Guest{number}@Example.com"}
        call = {"event": "Trip Booked", "messageId": f"{time.time_ns()}", "properties": properties, **whom}
        client.post("/v1/track", json=call, auth=(key, "")).raise_for_status()

    def named() -> str | None:
        book(1)  # whoever checks events looks every two seconds for schemas
        return found("guest1@example.com")

    wait_for(named)
    book(2, userId="u2")
    wait_for(lambda: found("guest2@example.com"))
    profile = client.get(f"/api/v1/profiles/{found('guest2@example.com')}").json()
    assert {name["value"] for name in profile["identities"]} == {"u2", "guest2@example.com"}


def test_no_header_comes_twice(client: httpx.Client) -> None:
    for path in ("/readyz", "/sign-in", "/api/v1/segments", "/v1/track"):
        names = [name.lower() for name, _ in client.get(path).headers.raw]
        assert len(names) == len(set(names)), path


def test_when_the_web_process_dies_collection_goes_on(served: Served, client: httpx.Client, folder: Path) -> None:
    key = clew("key", "create", "write", "--source", "app", "--data", str(folder)).split()[-1]
    with client.stream("GET", "/api/v1/live") as answer:
        assert served.kill("web")
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()
    send(client, key, 0)
    refused = client.get("/api/v1/segments")
    if refused.status_code != 200:
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "code"} <= set(refused.json())
    wait_for(lambda: client.get("/api/v1/segments").status_code == 200)


def test_a_second_server_is_kept_away_and_harms_nobody(served: Served, client: httpx.Client, folder: Path) -> None:
    command = [sys.executable, "-m", "clew", "serve", "--data", str(folder), "--port", "0"]
    second = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "this workspace is served already" in second.stderr
    assert len(served.pids()) == 5
    assert client.get("/api/v1/segments").status_code == 200


def test_a_link_leads_to_where_the_folder_is_served(served: Served, folder: Path, tmp_path: Path) -> None:
    assert served_at(folder) == f"http://127.0.0.1:{served.port}"
    link = clew("link", "--data", str(folder)).strip()
    assert link.startswith(f"http://127.0.0.1:{served.port}/sign-in#cl_")
    with httpx.Client(base_url=link.split("/sign-in")[0], trust_env=False) as browser:
        assert browser.post("/api/v1/session", json={"token": link.split("#")[1]}).status_code in {200, 201, 204}
    assert clew("link", "--data", str(folder), "--port", "81").startswith("http://127.0.0.1:81/sign-in#")
    # Elsewhere nobody serves: where it usually is.
    assert served_at(tmp_path) is None
    (tmp_path / "serve.lock").write_text("http://127.0.0.1:1\n")
    assert served_at(tmp_path) is None


def test_the_first_start_lets_an_admin_in(served: Served) -> None:
    said = (served.folder.parent / "serve.log").read_text()
    assert f"Open this link once to sign in: http://127.0.0.1:{served.port}/sign-in#cl_" in said


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),  # noqa: S104
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("shop.example", "http://shop.example:80"),
    ],
)
def test_the_printed_address_can_be_opened(host: str, address: str) -> None:
    assert address_of(host, 80) == address


@pytest.mark.parametrize("seconds", [0.6, 1.2])
def test_who_thinks_better_of_it_hears_no_complaint(tmp_path: Path, seconds: float) -> None:
    command = [sys.executable, "-m", "clew", "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    wait_for((tmp_path / "data" / "serve.lock").exists)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said, _ = process.communicate(timeout=30)
    assert (process.returncode, "rror" in said, "Interrupt" in said) == (0, False, False)


def test_it_ends_in_order_while_somebody_follows(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = clew("key", "create", "api", "--data", str(folder)).split()[-1]
    with serving(folder) as served:
        url = f"http://127.0.0.1:{served.port}/api/v1/live"
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.stream("GET", url, headers=headers, timeout=30, trust_env=False) as answer:
            lines = answer.iter_lines()
            assert next(lines) == ": following"
            served.process.terminate()
            assert json.dumps(list(lines)).startswith('["retry: 1000"')
        assert served.process.wait(30) == 0
    said = (tmp_path / "serve.log").read_text()
    assert "Clew serves" in said
    assert "rror" not in said
