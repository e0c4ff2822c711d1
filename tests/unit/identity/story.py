"""A graph told as a story: `story("u:ada a:laptop")` is a record of user `ada` on device `laptop`."""

from typing import Any

from clew.events import Event, Identity
from clew.identity import Graph, Namespaces, Resolution
from tests.laws.identity.memory import MemoryStore

SHORT = {"u": "user_id", "e": "email", "p": "phone", "a": "anonymous_id", "d": "device_id", "id": "profile"}
STEP = 10


def names_of(text: str) -> tuple[Identity, ...]:
    """The identities of a line."""
    parts = [word.split(":") for word in text.split()]
    return tuple(Identity(SHORT.get(namespace, namespace), value) for namespace, value in parts)


class Story:
    """Records in order of arrival, ten instants apart."""

    def __init__(self, *documents: dict[str, Any]) -> None:
        self.store = MemoryStore()
        self.namespaces = Namespaces(documents)
        self.graph = self._open()
        self.at = 1_000
        self.seq = 0

    def _open(self) -> Graph:
        return Graph(self.store, self.namespaces, erasure_key=b"k" * 32)

    def __call__(self, names: str, kind: Any = "track", *, ts: int | None = None, id: str = "") -> Resolution:  # noqa: A002
        """A record of these names arrives."""
        self.at += STEP
        self.seq += 1
        event = Event(id or f"e{self.seq}", kind, kind, names_of(names))
        ts = self.at if ts is None else ts
        return self.graph.resolve(event, source="web", seq=self.seq, index=0, at=self.at, ts=ts)

    def who(self, name: str) -> str | None:
        """The profile that a name leads to."""
        return self.graph.find(names_of(name))

    def same(self, *names: str) -> bool:
        """Whether all these lead to one profile."""
        found = {self.who(name) for name in names}
        return None not in found and len(found) == 1

    def commit(self) -> None:
        """Store what changed, and go on in a new process."""
        self.store.apply(self.graph.take_changes())
        self.graph = self._open()

    def links(self, kind: str) -> list[tuple[str, str]]:
        """`(value, profile)` of what was told of this kind, stored or not."""
        rows = [*self.store.link_rows, *self.graph._working._pending.links]
        return [(row.identity.value, row.profile) for row in rows if row.kind == kind]
