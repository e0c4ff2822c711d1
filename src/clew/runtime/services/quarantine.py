"""What could not become events: listed, counted, mended and replayed."""

from collections.abc import Sequence

from clew.api.ports import Mending, Replayed, Slice
from clew.api.quarantine_views import SettlementAction, SettlementView, TrialView
from clew.api.views import RejectCountView, RejectView
from clew.events.ports import QuarantineRow
from clew.events.quarantine import Amendment
from clew.kernel.instants import SECOND
from clew.runtime.mending import quarantine_of
from clew.runtime.services.settling import Faults, Settling
from clew.runtime.workspace import Workspace

_LOOKED = 2 * SECOND


class Desk:
    """Reads and settles the rejects of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._log = workspace.log
        self._settling = Settling(workspace)
        self._own = 0
        self._newest = (0, 0)

    def rejects(
        self, *, source: str | None, reason: str | None, state: str, after: str | None, limit: int
    ) -> Slice[RejectView]:
        """Rejects, oldest first."""
        found = self._log.rejects(after=int(after or 0), limit=limit + 1, source=source, reason=reason, state=state)
        page = found[:limit]
        return Slice([_view(row) for row in page], str(page[-1].id) if len(found) > limit else None)

    def counts(self, state: str = "held") -> Sequence[RejectCountView]:
        """How many there are in this state, by source and reason."""
        counted = sorted(self._log.reject_counts(state).items())
        return [RejectCountView(source=s, reason=r, count=count) for (s, r), count in counted]

    def replay(self, ids: Sequence[int]) -> Replayed:
        """Map and validate these again by the present mapping, and append what passes; others stay held."""
        self._own += 1
        mended = quarantine_of(self._workspace).replay(ids)
        return Replayed(len(mended.replayed), len(mended.held))

    def mend(self, reject_id: int, content: bytes) -> Mending:
        """Read one again with another content; stays held, with its reason, if that fails too."""
        self._own += 1
        mended = quarantine_of(self._workspace).mend(reject_id, content)
        if not mended.held:
            return Mending(replayed=bool(mended.replayed))
        again = mended.held[0].reject
        return Mending(replayed=bool(mended.replayed), message=again.message, pointer=again.pointer)

    def discard(self, ids: Sequence[int]) -> int:
        """Set held ones aside; how many there were."""
        self._own += 1
        return quarantine_of(self._workspace).discard(ids)

    def take_back(self, ids: Sequence[int]) -> int:
        """Hold again what was set aside; how many there were."""
        self._own += 1
        return quarantine_of(self._workspace).take_back(ids)

    def trial(self, *, source: str | None, reason: str | None, amendment: Amendment | None = None) -> TrialView:
        """What a replay of the oldest of them would come to; changes nothing."""
        found = quarantine_of(self._workspace).trial(source=source, reason=reason, amendment=amendment)
        again = Faults()
        again.add(found.held)
        return TrialView(tried=found.seen, passing=len(found.replayed), faults=again.told())

    def settle(
        self,
        action: SettlementAction,
        *,
        source: str | None,
        reason: str | None,
        amendment: Amendment | None = None,
    ) -> SettlementView:
        """Do it with all there are, page by page, amended alike first; returns at once."""
        return self._settling.begin(action, source, reason, amendment)

    def settlements(self) -> Sequence[SettlementView]:
        """Those of this process, the newest first."""
        return self._settling.all()

    def settlement(self, settlement_id: str) -> SettlementView | None:
        """How far one is."""
        return self._settling.get(settlement_id)

    def stop(self, settlement_id: str) -> SettlementView | None:
        """Let one go no further; what it did stays done."""
        return self._settling.stop(settlement_id)

    @property
    def mark(self) -> int:
        """Another number once something is settled here, or more is held; looked at every other second at most."""
        now = self._workspace.clock.now()
        looked, newest = self._newest
        if not 0 <= now - looked < _LOOKED:
            found = self._log.rejects(limit=1, newest=True)
            newest = found[0].id if found else newest
            self._newest = now, newest
        return newest + self._own + self._settling.mark


def _view(row: QuarantineRow) -> RejectView:
    reject = row.reject
    return RejectView(
        id=row.id,
        at=row.at,
        source=row.source,
        state=row.state,  # pyright: ignore[reportArgumentType]  (the port's text is one of the view's)
        reason=reject.reason,
        message=reject.message,
        pointer=reject.pointer,
        mapping=reject.mapping,
        content=reject.raw.decode("utf-8", "replace"),
    )
