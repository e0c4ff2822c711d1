"""What people may ask of their data, of the places of a workspace."""

from collections.abc import Iterator

from clew.api.desks import OrderedErasure
from clew.api.personal_views import ErasureView
from clew.engine import Keeper, subject_of
from clew.events import Identity
from clew.events.ports import Arrival
from clew.identity import PROFILE
from clew.kernel.instants import format_instant
from clew.kernel.packing import pack
from clew.privacy import Disclosure, Subject, address_hash, order_id
from clew.runtime.erasing import SOURCE, erasure_of
from clew.runtime.upkeep import privacy_of
from clew.runtime.workspace import Workspace


class Personal:
    """Shows what is held about somebody, and has it erased."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def held(self, profile_id: str) -> Iterator[Disclosure] | None:
        """Everything, place by place; None when there is no such profile."""
        known = self._workspace.store.known(profile_id)
        return self._held(subject_of(self._workspace.store, known.profile)) if known is not None else None

    def erase(self, profile_id: str, *, by: str) -> OrderedErasure | None:
        """Order the erasure of whoever answers for this profile; None when there is no such profile."""
        known = self._workspace.store.known(profile_id)
        if known is None:
            return None
        event = erasure_of(Identity(PROFILE, known.profile), self._workspace.clock.now(), by=by)
        (row,) = self._workspace.log.append([Arrival(SOURCE, pack([event]))])
        assert row is not None  # noqa: S101 - a body was given
        erasure = ErasureView(
            id=order_id(self._workspace.secret, known.profile, row.at), asked_at=row.at, done_at=None, removed={}
        )
        return OrderedErasure(erasure, row.seq)

    def erasure(self, erasure_id: str) -> ErasureView | None:
        """How far an erasure is."""
        receipt = self._workspace.store.receipt(erasure_id)
        if receipt is not None:
            return ErasureView(
                id=receipt.order, asked_at=receipt.asked_at, done_at=receipt.done_at, removed=receipt.removed
            )
        waiting = next((order for order in self._workspace.store.orders() if order.id == erasure_id), None)
        if waiting is None:
            return None
        return ErasureView(id=waiting.id, asked_at=waiting.at, done_at=None, removed={})

    def _held(self, subject: Subject) -> Iterator[Disclosure]:
        workspace = self._workspace
        keeper = Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock)
        yield from privacy_of(workspace, keeper).export(subject)
        # Not a place that an erasure reaches: these hashes are what keeps somebody from being written to again.
        names = {address_hash(workspace.secret, *name): name for name in subject.identities}
        for hashed, entries in workspace.store.suppressed(list(names)).items():
            for each in entries:
                yield Disclosure(
                    "suppressions",
                    {
                        "identity": list(names[hashed]),
                        "channel": each.channel,
                        "reason": each.reason,
                        "scope": each.scope,
                        "at": format_instant(each.at),
                    },
                )
