"""Whom a request is said to come from."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.runtime.roles.peers import FOR, PROTO, TRUSTED_PROXIES, BadTrustedProxies, Peers

OURS = Peers([ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")])
PROXY, CLIENT = "10.0.0.1", b"198.51.100.7"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ([], PROXY.encode()),
        ([CLIENT], CLIENT),
        ([b"1.2.3.4, 198.51.100.7"], CLIENT),  # what stands before was the client's to say
        ([b"1.2.3.4", b"198.51.100.7, 10.9.9.9"], CLIENT),
        ([b"198.51.100.7:4711"], CLIENT),
        ([b"[2001:db9::1]:443"], b"2001:db9::1"),
        ([b"10.0.0.2, 2001:db8::2"], b"10.0.0.2"),
        ([b"1.2.3.4, unknown, 10.0.0.3"], b"10.0.0.3"),
        ([b"nobody"], PROXY.encode()),
    ],
)
def test_the_last_address_that_no_trusted_proxy_has_is_the_client_s(said: list[bytes], address: bytes) -> None:
    assert OURS.headers(PROXY, [(FOR, value) for value in said]) == [(FOR, address)]


@pytest.mark.parametrize(("scheme", "told"), [(b"HTTPS", [(PROTO, b"https")]), (b"javascript", [])])
def test_a_scheme_is_one_of_two(scheme: bytes, told: list[tuple[bytes, bytes]]) -> None:
    assert OURS.headers(PROXY, [(b"X-Forwarded-Proto", scheme)]) == [(FOR, PROXY.encode()), *told]


@given(st.sampled_from(["192.0.2.1", "::1", "", None]), st.lists(st.tuples(st.sampled_from([FOR, PROTO]), st.binary())))
def test_what_others_say_changes_nothing(peer: str | None, said: list[tuple[bytes, bytes]]) -> None:
    assert OURS.headers(peer, said) == Peers().headers(peer, said) == [(FOR, (peer or "").encode())]


def test_the_setting_is_read_and_a_bad_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TRUSTED_PROXIES, raising=False)
    assert Peers.of_environment().headers(PROXY, [(FOR, CLIENT)]) == [(FOR, PROXY.encode())]
    monkeypatch.setenv(TRUSTED_PROXIES, " 10.0.0.0/8 ,192.0.2.7")
    assert Peers.of_environment().headers(PROXY, [(FOR, CLIENT)]) == [(FOR, CLIENT)]
    monkeypatch.setenv(TRUSTED_PROXIES, "10.0.0.0/8,proxy.shop.example")
    with pytest.raises(BadTrustedProxies, match=r"proxy\.shop\.example"):
        Peers.of_environment()
