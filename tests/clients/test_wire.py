"""What happens on the wire: connections kept, bodies in pieces, clients that vanish, crowds."""

import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest


def call(name: str) -> dict:
    return {"event": "E", "userId": "u", "messageId": name}


def connection(server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", int(server.url.rsplit(":", 1)[1]), timeout=10)


def post(wire: http.client.HTTPConnection, body, key: str = "wk_test", **more) -> tuple[int, dict]:
    wire.request("POST", "/v1/track", body, {"Authorization": f"Bearer {key}"}, **more)
    answer = wire.getresponse()
    return answer.status, json.loads(answer.read())


@pytest.fixture
def server(live):
    return live()


def test_one_connection_carries_many_requests_refused_ones_too(server):
    wire = connection(server)
    wire.connect()
    first = wire.sock
    for number in range(20):
        assert post(wire, json.dumps(call(f"m{number}")))[0] == 200
        assert post(wire, json.dumps(call("never")), key="nobody")[0] == 401
        assert post(wire, b"{")[0] == 400
    assert wire.sock is first
    wire.close()
    assert [event.id for event in server.events()] == [f"m{number}" for number in range(20)]


def test_a_chunked_body_without_a_length(server):
    wire = connection(server)
    body = json.dumps(call("m")).encode()
    assert post(wire, iter([body[:5], body[5:]]), encode_chunked=True)[0] == 200
    wire.close()
    assert [event.id for event in server.events()] == ["m"]


def test_a_body_far_too_large_is_told_so(server):
    wire = connection(server)
    status, problem = post(wire, b" " * 8_000_000)
    assert (status, problem["code"]) == (413, "collect.too_large")
    assert post(wire, json.dumps(call("after")))[0] == 200
    wire.close()


def test_an_endless_body_is_cut_off(live):
    server = live(limits={"drain_bytes": 3_000_000})
    wire = connection(server)
    status, problem = post(wire, (b" " * 65_536 for _ in range(200)), encode_chunked=True)
    assert (status, problem["code"]) == (413, "collect.too_large")
    wire.close()


def test_a_slow_body_is_given_up(live):
    server = live(limits={"body_seconds": 0.2})
    wire = connection(server)

    def slowly():
        yield b"{"
        time.sleep(1)
        yield b"}"

    status, problem = post(wire, slowly(), encode_chunked=True)
    assert (status, problem["code"]) == (408, "collect.body_slow")
    wire.close()


def test_a_client_that_vanishes_in_the_middle_leaves_nothing(server):
    body = json.dumps(call("half")).encode()
    for sent in (10, len(body) - 1):
        wire = connection(server)
        wire.connect()
        head = f"POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wk_test\r\nContent-Length: {len(body)}\r\n"
        wire.sock.sendall(head.encode() + b"\r\n" + body[:sent])
        wire.sock.shutdown(socket.SHUT_RDWR)
        wire.close()
    wire = connection(server)
    assert post(wire, json.dumps(call("whole")))[0] == 200
    wire.close()
    assert [event.id for event in server.events()] == ["whole"]
    assert server.rejects() == []


def test_a_crowd_beyond_what_may_wait_hears_429_and_loses_nothing(live):
    server = live(limits={"waiting_bodies": 2})
    with (
        httpx.Client(
            base_url=server.url, headers={"Authorization": "Bearer wk_test"}, limits=httpx.Limits(max_connections=32)
        ) as client,
        ThreadPoolExecutor(32) as crowd,
    ):

        def send(number: int) -> tuple[str, int]:
            answer = client.post("/v1/track", json=call(f"m{number}"))
            if answer.status_code == 429:
                assert int(answer.headers["retry-after"]) >= 1
                assert answer.json()["code"] == "collect.overloaded"
            return f"m{number}", answer.status_code

        said = dict(crowd.map(send, range(600)))
    assert set(said.values()) == {200, 429}
    assert {event.id for event in server.events()} == {name for name, status in said.items() if status == 200}


def test_a_stop_in_order_answers_what_it_took(live):
    server = live()
    client = httpx.Client(base_url=server.url, headers={"Authorization": "Bearer wk_test"})

    def send(number: int) -> str | None:
        try:
            status = client.post("/v1/track", json=call(f"m{number}")).status_code
        except httpx.TransportError:
            return None
        return f"m{number}" if status == 200 else None

    with client, ThreadPoolExecutor(8) as crowd:
        sending = [crowd.submit(send, number) for number in range(400)]
        time.sleep(0.2)
        server.process.terminate()
        taken = {name for name in (each.result() for each in sending) if name}
    server.process.wait(10)
    assert taken <= {event.id for event in server.events()}
