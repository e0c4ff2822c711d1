"""Who can be reached: has an address of a channel, and has agreed to be contacted there for a purpose."""

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from clew.api.estimates import ReachView
from clew.engine import namespaces_in
from clew.engine.ports import Offset, StateStore
from clew.identity import STANDARD
from clew.kernel.instants import MINUTE, Clock, Duration, Instant
from clew.kernel.packing import from_json
from clew.privacy import EVERYTHING, Contact, decide
from clew.runtime.services.documents import Documents

if TYPE_CHECKING:
    from clew.adapters.duckdb import Contacts

CHANNELS = {"email": "email", "sms": "phone"}
"""By which names a channel reaches people: of namespaces of this kind."""

FRESH_FOR: Duration = MINUTE
"""How long addresses are counted on that were read once; the guard at sending asks again anyway."""

_NODES_A_READ = 20_000


class _Known(NamedTuple):
    at: Instant
    offset: Offset
    table: Any


class Reach:
    """Reads who has an address, for a count over many; threads may share it."""

    def __init__(self, store: StateStore, documents: Documents, clock: Clock) -> None:
        self._store = store
        self._documents = documents
        self._clock = clock
        self._lock = Lock()
        self._known: _Known | None = None

    def contacts(self, purpose: str) -> "Contacts":
        """What to ask of members: who has which address, and the consents that a contact for this purpose needs."""
        from clew.adapters.duckdb import Contacts  # noqa: PLC0415  (the engine is loaded only where it is used)

        keys = dict.fromkeys(key for name in CHANNELS for key in (f"{purpose}/{name}", purpose, name, EVERYTHING))
        return Contacts(self._addresses(), list(keys))

    def _addresses(self) -> Any:
        with self._lock:
            now, offset = self._clock.now(), self._store.offset()
            known = self._known
            if known is None or (known.offset != offset and not 0 <= now - known.at < FRESH_FOR):
                self._known = known = _Known(now, offset, self._read())
            return known.table

    def _read(self) -> Any:
        from clew.adapters.arrow import pa  # noqa: PLC0415  (as above)

        aliases, found = self._store.aliases(), dict[tuple[str, str], None]()
        for channel, namespace in self._namespaces():
            after = (namespace, "")
            while page := self._store.scan_nodes(after=after, limit=_NODES_A_READ):
                mine = [node for node in page if node.identity.namespace == namespace]
                found.update(dict.fromkeys((channel, aliases.get(node.profile, node.profile)) for node in mine))
                if len(mine) < len(page):
                    break
                after = (namespace, page[-1].identity.value)
        channels, profiles = ([row[place] for row in found] for place in (0, 1))
        return pa.table({"channel": pa.array(channels, pa.string()), "profile": pa.array(profiles, pa.string())})

    def _namespaces(self) -> Iterable[tuple[str, str]]:
        rows = self._documents.rows()
        known = namespaces_in(rows)
        codes = sorted({*STANDARD, *(row.id for row in rows if row.kind == "namespace")})
        return [(name, code) for code in codes for name, kind in CHANNELS.items() if known[code].kind == kind]


def reach_of(
    purpose: str, keys: Iterable[str], consents: Iterable[tuple[str, tuple[str | None, ...], int]]
) -> list[ReachView]:
    """Channel by channel, by what members said and how many of them said it."""
    totals = {name: [0, 0] for name in CHANNELS}
    names = list(keys)
    for channel, said, number in consents:
        states = {name: from_json(text) for name, text in zip(names, said, strict=True) if text is not None}
        totals[channel][0] += number
        totals[channel][1] += number * _may(purpose, channel, states)
    return [
        ReachView(channel=name, addressed=addressed, reachable=reachable)
        for name, (addressed, reachable) in totals.items()
    ]


def _may(purpose: str, channel: str, states: Mapping[str, Any]) -> bool:
    # No purposes are known yet, so each needs a yes; a transactional one would need none.
    return decide(Contact(purpose, channel), states, {}).allowed
