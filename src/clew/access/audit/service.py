"""The trail of a workspace: written, read, checked."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from clew.access.errors import BrokenTrail
from clew.access.model import Deed, Entry
from clew.access.ports import Asked, AuditStore
from clew.kernel.packing import pack

_PAGE = 1000


class Checked(NamedTuple):
    """What a check of the trail found.

    Attributes:
        entries: How many there are.
        seal: The newest seal, in hex: kept elsewhere, it tells later whether the end was cut off.
    """

    entries: int
    seal: str


class Trail:
    """Who did what.

    Args:
        store: Where it is kept.
        pepper: The workspace's secret, 16 to 64 bytes.
    """

    def __init__(self, store: AuditStore, pepper: bytes) -> None:
        self._store = store
        self._pepper = pepper

    def record(self, deeds: Sequence[Deed]) -> Sequence[Entry]:
        """Write down what was done; durable when it returns."""
        return self._store.append(deeds, self._seal)

    def entries(self, asked: Asked, *, before: int | None = None, limit: int = 100) -> Sequence[Entry]:
        """Entries, newest first."""
        return self._store.entries(asked, before=before, limit=limit)

    def check(self) -> Checked:
        """Follow the chain from its beginning.

        Raises:
            BrokenTrail: at the first entry that is not what Clew wrote there.
        """
        seq, seal = 0, b""
        while page := self._store.chain(after=seq, limit=_PAGE):
            for entry in page:
                if entry.seq != seq + 1 or entry.seal != self._seal(seal, entry.deed):
                    raise BrokenTrail(
                        "the audit trail was changed here", where=f"entry {seq + 1}", hint="compare with a backup"
                    )
                seq, seal = entry.seq, entry.seal
        return Checked(seq, seal.hex())

    def _seal(self, before: bytes, deed: Deed) -> bytes:
        return blake2b(before + pack(deed), key=self._pepper, digest_size=16, person=b"clew.audit").digest()
