"""What could not become events: listed, counted, mended and replayed."""

from collections.abc import Sequence

from clew.api.ports import Mending, Replayed, Slice
from clew.api.views import RejectCountView, RejectView
from clew.events.ports import QuarantineRow
from clew.runtime.mending import quarantine_of
from clew.runtime.workspace import Workspace


class Desk:
    """Reads and settles the rejects of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._log = workspace.log

    def rejects(
        self, *, source: str | None, reason: str | None, state: str, after: str | None, limit: int
    ) -> Slice[RejectView]:
        """Rejects, oldest first."""
        found = self._log.rejects(after=int(after or 0), limit=limit + 1, source=source, reason=reason, state=state)
        page = found[:limit]
        return Slice([_view(row) for row in page], str(page[-1].id) if len(found) > limit else None)

    def counts(self) -> Sequence[RejectCountView]:
        """How many are held, by source and reason."""
        counted = sorted(self._log.reject_counts().items())
        return [RejectCountView(source=s, reason=r, count=count) for (s, r), count in counted]

    def replay(self, ids: Sequence[int]) -> Replayed:
        """Map and validate these again by the present mapping, and append what passes; others stay held."""
        mended = quarantine_of(self._workspace).replay(ids)
        return Replayed(len(mended.replayed), len(mended.held))

    def mend(self, reject_id: int, content: bytes) -> Mending:
        """Read one again with another content; stays held, with its reason, if that fails too."""
        mended = quarantine_of(self._workspace).mend(reject_id, content)
        if mended.held:
            again = mended.held[0].reject
            return Mending(replayed=False, message=again.message, pointer=again.pointer)
        return Mending(replayed=bool(mended.replayed))

    def discard(self, ids: Sequence[int]) -> int:
        """Set held ones aside for good; how many there were."""
        return quarantine_of(self._workspace).discard(ids)


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
