"""The guard against server-side request forgery: a webhook reaches the open internet and nothing of ours.

A name is resolved once, every address that it has must be public, and the connection is made to just these addresses:
a name that answers otherwise a moment later leads nowhere else.
"""

import asyncio
import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


class Forbidden(OSError):
    """The address is not one that webhooks may reach."""


class Guard(AbstractResolver):
    """Resolves names to public addresses only.

    Args:
        allowed: Hosts that may be reached although they are ours, by name or address: an operator's explicit choice.
    """

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)

    def check(self, url: str) -> str | None:
        """What is wrong with a URL before anything is resolved; None if nothing is."""
        try:
            parts = urlsplit(url)
            # As the client will read it, and not as it is written: other alphabets have dots and digits too.
            host, port = (URL(url).raw_host or "").lower(), parts.port
        except ValueError:
            return "not a URL"
        named = host in self._allowed
        # A name without a dot is of our own network; an address is not resolved, so it is looked at here.
        local = ("." not in host and ":" not in host) or host.endswith((".localhost", ".local", ".internal"))
        faults = {
            "not a web address": parts.scheme not in ("https", "http") or not host,
            "a name or a password in it": bool(parts.username or parts.password),
            "not https on port 443 or 8443": not named and (parts.scheme != "https" or port not in (None, 443, 8443)),
            "a host that ends with a dot": host.endswith("."),
            "a host of the local network": not named and (local or _is_ours(host)),
        }
        return next((fault for fault, found in faults.items() if found), None)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name.

        Raises:
            Forbidden: if one of them is ours: a name that has both kinds means no good.
        """
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results = [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, address in found
        ]
        if host.lower() not in self._allowed and any(_is_ours(result["host"]) for result in results):
            raise Forbidden("the name leads into the local network")
        return results

    async def close(self) -> None:
        """Nothing to give back."""


def _is_ours(host: str) -> bool:
    """Whether a host, if it is an address at all, is not of the public internet."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        # What looks like a number and is none (`127.1`, `0x7f000001`) may be an address to somebody else.
        return host.replace(".", "").replace("x", "").isalnum() and host.rpartition(".")[2][:1].isdigit()
    return not all(_is_public(inner) for inner in _inner(address))


def _inner(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """An address, and the IPv4 address that it stands for in one of the many ways to do so."""
    found: list[IPv4Address | IPv6Address] = [address]
    if isinstance(address, IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if any(address in network for network in _TRANSLATED):
            inside.append(IPv4Address(int(address) & 0xFFFF_FFFF))
        found += [one for one in inside if one is not None]
    return found


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and any(address in network for network in _TRANSLATED):
        return True  # judged by what is inside
    return address.is_global and not address.is_multicast and not address.is_reserved
