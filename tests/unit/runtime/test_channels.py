"""The channels of a workspace: as its documents set them up, or as the environment names a mail server."""

import asyncio
from typing import Any

import msgspec
import pytest

from clew.actions import Accepted, ChannelBody, Failed, LocalChannel, Outgoing, Policy
from clew.actions.ports import Channel
from clew.adapters.smtp import SmtpChannel
from clew.runtime.channels import SMTP_URL, BadSmtpUrl, open_channels, rates_of, smtp_settings
from clew.runtime.records import RecordsChannel
from tests.conftest import ManualClock
from tests.unit.channels.conftest import message, receiving

__all__ = ["message"]

SECRET = b"s" * 32


def test_a_server_is_read_with_all_that_its_url_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SMTP_URL, raising=False)
    assert smtp_settings(SECRET) is None
    monkeypatch.setenv(SMTP_URL, "smtp://ada%40x:p%3Aw@mail.example?from=shop@shop.example&name=Shop&bounces=b.example")
    found = smtp_settings(SECRET)
    assert found is not None
    assert (found.host, found.port, found.tls) == ("mail.example", 587, "require")
    assert (found.username, found.password) == ("ada@x", "p:w")
    assert (found.sender, found.sender_name, found.return_domain) == ("shop@shop.example", "Shop", "b.example")
    monkeypatch.setenv(SMTP_URL, "smtps://mail.example?from=shop@shop.example")
    found = smtp_settings(SECRET)
    assert found is not None
    assert (found.port, found.tls, found.username) == (465, "implicit", None)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "https://u:hidden@mail.example?from=a@b.example",
        "smtp://u:hidden@mail.example",
        "smtp://u:hidden@mail.example:port?from=a@b.example",
        "smtp://u:hidden@mail.example?from=a@b.example&tls=maybe",
        "smtp://u:hidden@mail.example?from=a@b.example&colour=red",
    ],
)
def test_what_is_wrong_with_it_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(SMTP_URL, url)
    with pytest.raises(BadSmtpUrl) as failed:
        smtp_settings(SECRET)
    assert SMTP_URL in str(failed.value)
    assert "hidden" not in str(failed.value)


def opened(bodies: dict[str, Any]) -> dict[str, Channel]:
    """The channels of a workspace with these documents."""
    said = {name: msgspec.convert(body, ChannelBody) for name, body in bodies.items()}
    records = RecordsChannel(None, lambda _: None)  # type: ignore[arg-type]  # nothing is sent by it
    return {each.name: each for each in open_channels(records, ManualClock(0), SECRET, said)}


MAIL = {"host": "mail.example", "from": "shop@shop.example", "username": "shop", "password_from": "CLEW_SECRET_MAIL"}


def test_mail_goes_by_its_document_else_by_the_environment_and_else_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SMTP_URL, raising=False)
    assert isinstance(opened({})["email"], LocalChannel)
    monkeypatch.setenv(SMTP_URL, "smtp://mail.example?from=shop@shop.example")
    assert isinstance(opened({})["email"], SmtpChannel)
    assert isinstance(opened({"email": {"sandbox": True}})["email"], LocalChannel)
    monkeypatch.setenv("CLEW_SECRET_MAIL", "hidden")
    assert isinstance(opened({"email": {"smtp": MAIL}})["email"], SmtpChannel)
    assert isinstance(opened({"webhook": {"sandbox": True}})["webhook"], LocalChannel)


def test_what_lacks_a_secret_waits_and_says_for_which(monkeypatch: pytest.MonkeyPatch, message: Outgoing) -> None:
    monkeypatch.delenv("CLEW_SECRET_MAIL", raising=False)
    attempt = asyncio.run(opened({"email": {"smtp": MAIL}})["email"].send(message))
    assert attempt == Failed("secret:CLEW_SECRET_MAIL")
    endpoint = {"host": "api.shop.example", "secrets_from": ["CLEW_SECRET_API"]}
    webhook = opened({"webhook": {"webhook": {"endpoints": [endpoint]}}})["webhook"]
    call = Outgoing("k", "", {"url": "https://API.shop.example/x", "body": {}})
    assert asyncio.run(webhook.send(call)) == Failed("secret", ours=True)


def test_a_call_is_signed_with_the_secret_of_its_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEW_SECRET_API", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    monkeypatch.setenv("CLEW_WEBHOOK_HOSTS", "127.0.0.1, localhost")
    endpoint = {"host": "localhost", "secrets_from": ["CLEW_SECRET_API"]}

    async def post() -> list[tuple[dict[str, str], bytes]]:
        webhook = opened({"webhook": {"webhook": {"endpoints": [endpoint]}}})["webhook"]
        async with receiving() as receiver:
            for host in ("localhost", "127.0.0.1"):
                url = receiver.url.replace("127.0.0.1", host)
                assert isinstance(await webhook.send(Outgoing("k", "", {"url": url, "body": {}})), Accepted)
            await webhook.close()
            return receiver.requests

    named, other = (headers for headers, _ in asyncio.run(post()))
    assert named["webhook-signature"].startswith("v1,")
    assert "webhook-signature" not in other


def test_a_channels_own_rate_goes_before_that_of_policies() -> None:
    policy = Policy(rates={"email": (1.0, 1), "webhook": (2.0, 2)})
    body = msgspec.convert({"sandbox": True, "rate": {"per_second": 9, "burst": 3}}, ChannelBody)
    assert rates_of(policy, {"email": body}) == {"email": (9.0, 3), "webhook": (2.0, 2)}
