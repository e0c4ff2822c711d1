"""Webhooks as a real server gets them, and what they may never reach."""

import asyncio
import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks.webhooks import Webhook

from clew.actions import Accepted, Attempt, Failed, Outgoing, Refused, Unknown
from clew.adapters.webhook import (
    Forbidden,
    Guard,
    SecretInvalid,
    WebhookChannel,
    public_key,
    read_secret,
    signed_headers,
    verified,
)
from clew.adapters.webhook import channel as module
from clew.kernel.instants import SECOND, Instant, parse_instant
from tests.conftest import ManualClock
from tests.unit.channels.conftest import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of the published vectors
NOW = parse_instant("2026-03-10T08:00:00Z")


def message(url: str, **parts: Any) -> Outgoing:
    return Outgoing(key="k/1/hook", address="", parts={"url": url, "body": {"n": 1}} | parts, data={"destination": "d"})


async def post(receiver: Receiver, wanted: Outgoing | None = None, now: Instant = NOW) -> Attempt:
    clock = ManualClock(now)
    channel = WebhookChannel(clock, lambda _: [read_secret(SECRET)], allowed=["127.0.0.1", "inside.example"])
    try:
        return await channel.send(wanted or message(receiver.url + "/hook"))
    finally:
        await channel.close()


def test_signatures_are_those_of_the_standard(shared: Path) -> None:
    vectors = json.loads((shared / "data/vectors/standard-webhooks.json").read_text())
    for vector in vectors["v1"]:
        at, body = int(vector["webhook-timestamp"]) * SECOND, vector["payload"].encode()
        headers = signed_headers(vector["webhook-id"], at, body, [read_secret(vector["secret"])])
        assert headers["webhook-signature"] == vector["webhook-signature"]
        secret = read_secret(vector["secret"])
        assert isinstance(secret, bytes)
        assert verified(headers, body, [b"other", secret], at + 300 * SECOND)
        assert not verified(headers, body, [secret], at + 301 * SECOND)
        assert not verified(headers, body + b" ", [secret], at)
    for vector in vectors["v1a"]:
        at, body = int(vector["webhook-timestamp"]) * SECOND, vector["payload"].encode()
        headers = {name: vector[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
        assert verified(headers, body, [public_key(vector["public_key"])], at)
        assert not verified(headers, body + b" ", [public_key(vector["public_key"])], at)


def test_two_secrets_sign_while_one_is_rotated() -> None:
    young = Ed25519PrivateKey.generate()
    headers = signed_headers("m", NOW, b"{}", [read_secret(SECRET), young])
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert verified(headers, b"{}", [young.public_key()], NOW)
    assert not verified(headers, b"{}", [Ed25519PrivateKey.generate().public_key()], NOW)
    assert "webhook-signature" not in signed_headers("m", NOW, b"{}", [])


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_?", "whsk_AAAA", "secret"])
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(SecretInvalid):
        read_secret(text)


@pytest.mark.asyncio
async def test_a_receiver_can_trust_what_it_gets(receiver: Receiver) -> None:
    now = int(time.time()) * SECOND  # the reference implementation reads the real clock
    headers = {"X-Shop": "1", "Host": "x", "webhook-id": "y"}
    sent = message(receiver.url + "/hook?a=1", body={"name": "Zoë"}, headers=headers)
    attempt = await post(receiver, sent, now)
    assert attempt == Accepted(reply={"status": 200, "body": {"ok": True, "id": 7}})
    ((got, body),) = receiver.requests
    assert Webhook(SECRET).verify(body, got) == {"name": "Zoë"}
    assert got["webhook-id"] == "k/1/hook"
    assert got["x-shop"] == "1"
    assert got["host"].startswith("127.0.0.1")
    assert got["content-type"] == "application/json"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "headers", "attempt"),
    [
        (204, {}, Accepted(reply={"status": 204})),
        (302, {"Location": "http://127.0.0.1/elsewhere"}, Refused("http_302")),
        (400, {}, Refused("http_400")),
        (410, {}, Refused("http_410")),
        (429, {"Retry-After": "7"}, Failed("http_429", NOW + 7 * SECOND)),
        (503, {"Retry-After": "Tue, 10 Mar 2026 08:01:00 GMT"}, Failed("http_503", NOW + 60 * SECOND)),
        (500, {"Retry-After": "soon"}, Failed("http_500")),
    ],
)
async def test_an_answer_is_told_apart(
    receiver: Receiver, status: int, headers: dict[str, str], attempt: Attempt
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.Response(status=status, headers=headers)

    receiver.answer = answer
    assert await post(receiver) == attempt
    assert len(receiver.requests) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kind", "body", "kept"),
    [
        ("application/json", b'{"a": 1.10}', {"body": {"a": 1.1}}),
        ("application/json", b"[1]", {}),
        ("application/json", b"{", {}),
        ("text/plain", b'{"a": 1}', {}),
        ("application/json", b'{"a": "' + b"x" * 70_000 + b'"}', {}),
        ("application/json", json.dumps({str(n): n for n in range(201)}).encode(), {}),
    ],
)
async def test_only_a_small_object_goes_on_into_the_journey(
    receiver: Receiver, kind: str, body: bytes, kept: dict[str, Any]
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.Response(body=body, content_type=kind)

    receiver.answer = answer
    assert await post(receiver) == Accepted(reply={"status": 200} | kept)


@pytest.mark.asyncio
async def test_a_line_that_breaks_leaves_it_open(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def dawdle(request: web.Request) -> web.StreamResponse:
        del request
        await asyncio.sleep(5)
        return web.Response()

    receiver.answer = hang_up
    assert await post(receiver) == Unknown("connection")
    monkeypatch.setattr(module, "TIMEOUT_SECONDS", 0.2)
    receiver.answer = dawdle
    assert await post(receiver) == Unknown("timeout")


@pytest.mark.asyncio
async def test_a_server_that_is_away_has_taken_nothing(receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert await post(receiver, message(f"http://127.0.0.1:{port}/")) == Failed("connect")
    assert await post(receiver, message(receiver.url, method="GET")) == Refused("method")
    assert receiver.requests == []


@pytest.mark.asyncio
async def test_nothing_of_ours_is_reached(receiver: Receiver) -> None:
    channel = WebhookChannel(ManualClock(NOW), lambda _: [])
    port = receiver.url.rpartition(":")[2]
    for url in (receiver.url, f"https://127.0.0.1:{port}/", f"https://localhost:{port}/", "https://127.0.0.1/"):
        assert await channel.send(message(url)) == Refused("address")
    await channel.close()
    assert receiver.requests == []


@pytest.mark.asyncio
@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["169.254.169.254"], ["::1"]])
async def test_a_name_that_leads_to_us_is_refused(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def getaddrinfo(_: object, host: str, port: int, **__: object) -> list[Any]:
        asked.append(host)
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in answers]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    guard = Guard()
    with pytest.raises(Forbidden):
        await guard.resolve("sly.example", 443)
    channel = WebhookChannel(ManualClock(NOW), lambda _: [])
    assert await channel.send(message("https://sly.example/")) == Refused("address")
    assert asked == ["sly.example", "sly.example"]
    await channel.close()


@pytest.mark.asyncio
async def test_the_address_that_was_checked_is_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time is not asked a second time."""
    answers = [["127.0.0.1"], ["203.0.113.1"]]

    async def getaddrinfo(_: object, host: str, port: int, **__: object) -> list[Any]:
        assert host == "inside.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers.pop(0)]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    port = receiver.url.rpartition(":")[2]
    assert isinstance(await post(receiver, message(f"http://inside.example:{port}/")), Accepted)
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://hooks.example/x?y#z", True),
        ("https://hooks.example:8443/", True),
        ("https://93.184.216.34/", True),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]/", True),
        ("http://hooks.example/", False),
        ("https://hooks.example:22/", False),
        ("https://user:pass@hooks.example/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[::1]/", False),
        ("https://[::ffff:10.0.0.1]/", False),
        ("https://[64:ff9b::7f00:1]/", False),
        ("https://[fd00::1]/", False),
        ("https://[fe80::1%25eth0]/", False),
        ("https://10.1.2.3/", False),
        ("https://100.64.0.1/", False),
        ("https://0.0.0.0/", False),
        ("https://2130706433/", False),
        ("https://127.1/", False),
        ("https://0x7f.0.0.1/", False),
        ("https://0x7f000001/", False),
        ("https://metadata.google.internal/", False),
        ("https://printer.local/", False),
        ("https://intranet/", False),
        ("https://a:99999/", False),
        ("https://[::1/", False),
        ("https://127.0.0。1/", False),
        ("https://127。0。0。1/", False),
        ("https://127\uff0e0\uff0e0\uff0e1/", False),
        ("https://127｡0｡0｡1/", False),
        ("https://\uff11\uff12\uff17.0.0.1/", False),
        ("https://printer。local/", False),
        ("https://127.0.0.1./", False),
        ("https://metadata.google.internal./", False),
        ("https://hooks.example./", False),
        ("https://bücher.example/", True),
        ("not a url", False),
    ],
)
def test_where_webhooks_may_lead(url: str, *, allowed: bool) -> None:
    assert (Guard().check(url) is None) == allowed
