"""Addresses that are not written to: asked about by their text, kept and shown by their hash alone."""

from collections.abc import Sequence

from clew.actions import NAMESPACES, SOURCE, lift_event, suppress_event
from clew.api.messages.views import SuppressionCountView, SuppressionView
from clew.api.slices import Slice
from clew.events import Event
from clew.events.ports import Arrival
from clew.identity import canonical_namespace, spell
from clew.kernel.errors import ClewError
from clew.kernel.packing import pack
from clew.privacy import Suppression, address_hash, suppression
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace


class BadAddress(ClewError):
    """A text that can't be an address that a channel writes to."""

    code = "suppression.bad_address"


class SuppressionBook:
    """Over a workspace; fulfils `api.messages.ports.SuppressionDesk`."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def some(self, *, after: str | None, limit: int) -> Slice[SuppressionView]:
        """All of them, in order of hash; entries of one hash stay together."""
        found = self._workspace.store.suppressions(after=after or "", limit=limit + 1)
        if len(found) <= limit:
            return Slice([_view(entry) for entry in found])
        last = found[-1].hash
        page = [entry for entry in found if entry.hash != last]
        if not page:
            page = list(self._workspace.store.suppressed([last]).get(last, ()))
        return Slice([_view(entry) for entry in page], page[-1].hash)

    def counts(self) -> Sequence[SuppressionCountView]:
        """How many there are, by channel and reason."""
        counts = self._workspace.store.suppression_counts()
        return [
            SuppressionCountView(channel=channel, reason=reason, addresses=count)
            for (channel, reason), count in sorted(counts.items())
        ]

    def of(self, namespace: str, address: str) -> Sequence[SuppressionView]:
        """What is known of an address.

        Raises:
            BadAddress: if it can't be an address.
        """
        return self.standing(self._hash(namespace, address))

    def standing(self, hashed: str) -> Sequence[SuppressionView]:
        """What is known of the address of a hash."""
        return [_view(entry) for entry in self._workspace.store.suppressed([hashed]).get(hashed, ())]

    def add(self, namespace: str, address: str, *, channel: str, by: str) -> int:
        """Have an address left alone; the log row.

        Raises:
            BadAddress: if it can't be an address.
        """
        now = self._workspace.clock.now()
        return self._append(suppress_event(suppression(self._hash(namespace, address), channel, "manual", now), by=by))

    def lift(self, hashed: str, *, by: str) -> int | None:
        """Have an address written to again; the log row, None where it is not suppressed."""
        if not self._workspace.store.suppressed([hashed]):
            return None
        return self._append(lift_event(hashed, self._workspace.clock.now(), by=by))

    def put_back(self, hashed: str, items: Sequence[tuple[str, str]], *, by: str) -> int:
        """Have an address left alone again that was lifted, by channel and reason; the log row."""
        now = self._workspace.clock.now()
        again = [suppression(hashed, channel, reason, now) for channel, reason in items]
        return self._append(*(suppress_event(each, by=by) for each in again))

    def _append(self, *events: Event) -> int:
        (place,) = self._workspace.log.append([Arrival(SOURCE, pack(list(events)))])
        return place.seq if place is not None else self._workspace.log.last()[0]

    def _hash(self, namespace: str, address: str) -> str:
        code = canonical_namespace(namespace)
        normal = spell(self._documents.namespaces(), code, address) if code in NAMESPACES.values() else None
        if normal is None:
            known = ", ".join(sorted(set(NAMESPACES.values())))
            raise BadAddress("this is no address that a channel writes to", where="/id", hint=f"namespaces: {known}")
        return address_hash(self._workspace.secret, code, normal)


def _view(entry: Suppression) -> SuppressionView:
    return SuppressionView(hash=entry.hash, channel=entry.channel, reason=entry.reason, scope=entry.scope, at=entry.at)
