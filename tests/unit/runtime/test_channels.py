"""The mail server as the environment names it."""

import pytest

from clew.runtime.channels import SMTP_URL, BadSmtpUrl, channels_served, smtp_settings

SECRET = b"s" * 32


def test_a_server_is_read_with_all_that_its_url_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SMTP_URL, raising=False)
    assert smtp_settings(SECRET) is None
    assert "email" not in channels_served()
    monkeypatch.setenv(SMTP_URL, "smtp://ada%40x:p%3Aw@mail.example?from=shop@shop.example&name=Shop&bounces=b.example")
    found = smtp_settings(SECRET)
    assert found is not None
    assert "email" in channels_served()
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
