"""Who can be reached: has an address of a channel that is not suppressed, and may be contacted there for a purpose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from clew.actions import NAMESPACES
from clew.api.estimates import ReachView
from clew.engine import policy_in
from clew.engine.ports import Offset
from clew.identity.ports import NodeRow
from clew.kernel.instants import MINUTE, Duration, Instant
from clew.kernel.packing import from_json
from clew.privacy import EVERY_CHANNEL, EVERYTHING, Contact, Purpose, Suppressed, Suppression, address_hash, decide
from clew.profiles import unpack_head
from clew.runtime.services.documents import Documents

if TYPE_CHECKING:
    from clew.adapters.duckdb import Contacts, Said
    from clew.runtime.workspace import Workspace

FRESH_FOR: Duration = MINUTE
"""How long addresses are counted on that were read once; the guard at sending asks again anyway."""

_NODES_A_READ = 20_000

_Person = tuple[str, str]
"""A channel and who has an address of it."""


class _Known(NamedTuple):
    at: Instant
    offset: Offset
    suppressions: Mapping[tuple[str, str], int]
    table: Any


class Reach:
    """Reads who has an address, for a count over many; threads may share it.

    An address counts when the identity graph knows it. Of a person with several the one is asked about that a release
    would write to.
    """

    def __init__(self, workspace: "Workspace", documents: Documents) -> None:
        self._store = workspace.store
        self._clock = workspace.clock
        self._secret = workspace.secret
        self._documents = documents
        self._lock = Lock()
        self._known: _Known | None = None

    def contacts(self, purpose: str) -> "Contacts":
        """What to ask of members: who has which address, and the consents that a contact for this purpose needs."""
        from clew.adapters.duckdb import Contacts  # noqa: PLC0415  (the engine is loaded only where it is used)

        keys = dict.fromkeys(key for name in NAMESPACES for key in (f"{purpose}/{name}", purpose, name, EVERYTHING))
        return Contacts(self._addresses(), list(keys))

    def tell(self, purpose: str, keys: Sequence[str], said: Iterable["Said"]) -> list[ReachView]:
        """Who can be reached, channel by channel, by what members said and how many of them said it."""
        return reach_of(purpose, keys, said, policy_in(self._documents.rows()).purposes)

    def _addresses(self) -> Any:
        with self._lock:
            now, offset, counts = self._clock.now(), self._store.offset(), self._store.suppression_counts()
            known = self._known
            if known is None or known.suppressions != counts or not self._is_fresh(known, now, offset):
                self._known = known = _Known(now, offset, counts, self._read(sum(counts.values())))
            return known.table

    def _is_fresh(self, known: _Known, now: Instant, offset: Offset) -> bool:
        return known.offset == offset or 0 <= now - known.at < FRESH_FOR

    def _read(self, suppressions: int) -> Any:
        """The table of `Contacts.addresses`; so many suppressions there are."""
        from clew.adapters.arrow import pa  # noqa: PLC0415  (as above)

        aliases, found, suspects = self._store.aliases(), dict[_Person, str](), dict[_Person, None]()
        matched = 0
        for channel, namespace in NAMESPACES.items():
            for page in self._nodes(namespace):
                found.update(dict.fromkeys(((channel, aliases.get(n.profile, n.profile)) for n in page), ""))
                if suppressions:
                    hits = self._entries(namespace, [node.identity.value for node in page])
                    matched += sum(map(len, hits.values()))
                    theirs = (aliases.get(n.profile, n.profile) for n in page if n.identity.value in hits)
                    suspects.update(dict.fromkeys((channel, root) for root in theirs))
        if matched < suppressions:
            # Of addresses that no name leads to: an attribute may say one of them, or they are of the erased.
            suspects.update(dict.fromkeys(person for person in self._with_attribute() if person in found))
        found |= self._suppressed(list(suspects))
        channels, profiles = ([row[place] for row in found] for place in (0, 1))
        columns = {"channel": channels, "profile": profiles, "suppressed": list(found.values())}
        return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

    def _with_attribute(self) -> Iterator[_Person]:
        """Everybody whose attributes say an address that is suppressed."""
        after = ""
        while page := self._store.scan(after=after, limit=_NODES_A_READ):
            after = page[-1].profile
            heads = [unpack_head(row.state) for row in page]
            for channel, namespace in NAMESPACES.items():
                said = {head.profile: _own(head.attributes, namespace) for head in heads}
                hits = self._entries(namespace, set(said.values()) - {""})
                yield from ((channel, root) for root, address in said.items() if address in hits)

    def _nodes(self, namespace: str) -> Iterator[list[NodeRow]]:
        after = (namespace, "")
        while page := self._store.scan_nodes(after=after, limit=_NODES_A_READ):
            mine = [node for node in page if node.identity.namespace == namespace]
            yield mine
            if len(mine) < len(page):
                return
            after = (namespace, page[-1].identity.value)

    def _entries(self, namespace: str, addresses: Iterable[str]) -> dict[str, list[Suppression]]:
        """Of these addresses those that are suppressed, with what is known of them."""
        hashes = {address_hash(self._secret, namespace, address): address for address in addresses}
        return {hashes[hashed]: entries for hashed, entries in self._store.suppressed(list(hashes)).items()}

    def _suppressed(self, suspects: Sequence[_Person]) -> dict[_Person, str]:
        """Of those that have a suppressed address who would be written to at that very one, and how far it reaches."""
        roots = list(dict.fromkeys(root for _, root in suspects))
        if not roots:
            return {}
        attributes = {root: unpack_head(packed).attributes for root, packed in self._store.load(roots).items()}
        members = {head.profile: root for root, heads in self._store.members(roots).items() for head in heads}
        nodes = {(n.identity.namespace, members[n.profile]): n.identity.value for n in self._store.nodes_of([*members])}
        found: dict[_Person, str] = {}
        for channel, namespace in NAMESPACES.items():
            mine = [root for name, root in suspects if name == channel]
            chosen = {r: _own(attributes.get(r, {}), namespace) or nodes.get((namespace, r), "") for r in mine}
            entries = self._entries(namespace, set(chosen.values()) - {""})
            for root, address in chosen.items():
                scopes = {e.scope for e in entries.get(address, ()) if e.channel in (channel, EVERY_CHANNEL)}
                if scopes:
                    found[channel, root] = min(scopes)  # `all` comes before `marketing`
        return found


def _own(attributes: Mapping[str, Any], namespace: str) -> str:
    """The address that a profile says itself, as a release reads it."""
    said = attributes.get(namespace)
    return said.strip().lower() if isinstance(said, str) else ""


def reach_of(
    purpose: str, keys: Sequence[str], said: Iterable["Said"], purposes: Mapping[str, Purpose]
) -> list[ReachView]:
    """Channel by channel, by what members said and how many of them said it; the verdict is that of a release."""
    totals = {name: [0, 0] for name in NAMESPACES}
    for one in said:
        states = {name: from_json(text) for name, text in zip(keys, one.states, strict=True) if text is not None}
        entries = [Suppressed("", one.suppressed)] if one.suppressed else []
        may = decide(Contact(purpose, one.channel), states, purposes, entries).allowed
        totals[one.channel][0] += one.members
        totals[one.channel][1] += one.members * may
    return [
        ReachView(channel=name, addressed=addressed, reachable=reachable)
        for name, (addressed, reachable) in totals.items()
    ]
