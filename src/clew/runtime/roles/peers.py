"""Where a request comes from: what the connection shows, or what a proxy says that the operator trusts.

`CLEW_TRUSTED_PROXIES` lists addresses and networks of reverse proxies (`10.0.0.0/8, 192.0.2.7`). Only their
`X-Forwarded-For` and `X-Forwarded-Proto` are believed; from anybody else both are dropped at the door.
"""

import os
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from clew.kernel.errors import ClewError

TRUSTED_PROXIES = "CLEW_TRUSTED_PROXIES"
FOR, PROTO = b"x-forwarded-for", b"x-forwarded-proto"
_SCHEMES = frozenset({b"http", b"https"})


class BadTrustedProxies(ClewError):
    """The setting can't be understood."""

    code = "serve.bad_trusted_proxies"


class Peers:
    """Tells where requests come from.

    Args:
        trusted: Networks of proxies that are believed.
    """

    def __init__(self, trusted: Sequence[IPv4Network | IPv6Network] = ()) -> None:
        self._trusted = trusted

    @classmethod
    def of_environment(cls) -> "Peers":
        """As CLEW_TRUSTED_PROXIES says; nobody is trusted without it.

        Raises:
            BadTrustedProxies: if an entry is neither an address nor a network.
        """
        found: list[IPv4Network | IPv6Network] = []
        for text in filter(None, (each.strip() for each in os.environ.get(TRUSTED_PROXIES, "").split(","))):
            try:
                found.append(ip_network(text))
            except ValueError:
                raise BadTrustedProxies(
                    f"{text} is neither an address nor a network",
                    where=TRUSTED_PROXIES,
                    hint="write addresses and networks with commas between them, such as 10.0.0.0/8, 192.0.2.7",
                ) from None
        return cls(found)

    def headers(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers that tell the web process who asks, made of those that came and of the connection's address.

        Law: what a client says that is no trusted proxy changes nothing.

        Args:
            peer: The connection's address; None if it has none.
            headers: Those of the request; names in any case.
        """
        if not peer or not self._trusts(peer):
            return [(FOR, (peer or "").encode())]
        address, scheme = peer, b""
        said: list[bytes] = []
        for name, value in headers:
            match name.lower():
                case b"x-forwarded-for":
                    said.extend(value.split(b","))
                case b"x-forwarded-proto":
                    scheme = value.strip().lower()
                case _:
                    pass
        for each in reversed(said):
            heard = _address(each)
            if heard is None:
                break
            address = str(heard)
            if not self._trusts(address):
                break
        found = [(FOR, address.encode())]
        return [*found, (PROTO, scheme)] if scheme in _SCHEMES else found

    def _trusts(self, address: str) -> bool:
        heard = _address(address.encode())
        return heard is not None and any(heard in network for network in self._trusted)


def _address(said: bytes) -> IPv4Address | IPv6Address | None:
    text = said.decode("latin-1").strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.7:443
        text = text.partition(":")[0]
    try:
        return ip_address(text)
    except ValueError:
        return None
