"""What is wrong with channel documents."""

from typing import Any

import pytest

from clew.actions.channels import channel_faults
from clew.catalog import Document

SMTP = {"host": "mail.example", "from": "shop@shop.example"}


def places(name: str, body: dict[str, Any]) -> list[str]:
    return [fault.pointer for fault in channel_faults(Document("channel", name, name, body=body))]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("email", {"smtp": SMTP}),
        ("email", {"smtp": SMTP | {"username": "ada", "password_from": "CLEW_SECRET_MAIL"}, "rate": {"per_second": 2}}),
        ("email", {"sandbox": True}),
        ("webhook", {"webhook": {"endpoints": [{"host": "api.example", "secrets_from": ["CLEW_SECRET_API"]}]}}),
        ("webhook", {}),
    ],
)
def test_what_is_right_has_no_faults(name: str, body: dict[str, Any]) -> None:
    assert places(name, body) == []


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        ("pigeon", {}, "/id"),
        ("email", {}, ""),
        ("webhook", {"smtp": SMTP}, "/smtp"),
        ("email", {"smtp": SMTP | {"host": "https://mail.example"}}, "/smtp/host"),
        ("email", {"smtp": SMTP | {"port": 0}}, "/smtp/port"),
        ("email", {"smtp": SMTP | {"from": "shop"}}, "/smtp/from"),
        ("email", {"smtp": SMTP | {"connections": 0}}, "/smtp/connections"),
        ("email", {"smtp": SMTP | {"username": "ada"}}, "/smtp/username"),
        ("email", {"smtp": SMTP | {"username": "a", "password_from": "hunter2"}}, "/smtp/password_from"),
        ("email", {"smtp": SMTP | {"username": "a", "password_from": "CLEW_DATABASE_URL"}}, "/smtp/password_from"),
        (
            "email",
            {"smtp": SMTP | {"dkim": [{"selector": "s", "domain": "d", "key_from": "PATH"}]}},
            "/smtp/dkim/0/key_from",
        ),
        ("email", {"smtp": SMTP, "rate": {"per_second": 0}}, "/rate"),
        (
            "webhook",
            {"webhook": {"endpoints": [{"host": "a.example/x", "secrets_from": ["CLEW_SECRET_A"]}]}},
            "/webhook/endpoints/0/host",
        ),
        (
            "webhook",
            {"webhook": {"endpoints": [{"host": "a.example", "secrets_from": []}]}},
            "/webhook/endpoints/0/secrets_from",
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_is(name: str, body: dict[str, Any], place: str) -> None:
    assert places(name, body) == [place]
