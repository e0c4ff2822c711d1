"""Piles of rejects settled by a thread of this process, page by page; whoever began one may leave."""

import logging
import traceback
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from threading import Lock, Thread
from typing import Any

from clew.api.quarantine_views import RejectFaultView, SettlementAction, SettlementView
from clew.events.quarantine import Amendment, HeldAgain, SettlementRuns
from clew.kernel.errors import ClewError
from clew.runtime.mending import quarantine_of
from clew.runtime.workspace import Workspace

_log = logging.getLogger("clew.quarantine")

MOST_KEPT = 20
"""Settlements that are remembered."""
_MOST_FAULTS = 5


class Faults:
    """Why rejects fail again, counted by reason with one of each in full."""

    def __init__(self) -> None:
        self._found: dict[str, RejectFaultView] = {}

    def add(self, held: Iterable[HeldAgain]) -> None:
        """Count these."""
        for _, reject in held:
            known = self._found.get(reject.reason)
            self._found[reject.reason] = RejectFaultView(
                message=known.message if known else reject.message,
                pointer=known.pointer if known else reject.pointer,
                reason=reject.reason,
                count=known.count + 1 if known else 1,
            )

    def told(self) -> tuple[RejectFaultView, ...]:
        """The commonest first."""
        return tuple(sorted(self._found.values(), key=lambda fault: -fault.count)[:_MOST_FAULTS])


class Settling:
    """Settlements since this process began, one at a time.

    Attributes:
        mark: Another number once any of them has moved.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._known: OrderedDict[str, SettlementView] = OrderedDict()
        self._running = ""
        self._stopping = False
        self._count = 0
        self.mark = 0

    def begin(
        self, action: SettlementAction, source: str | None, reason: str | None, amendment: Amendment | None = None
    ) -> SettlementView:
        """Begin one.

        Raises:
            SettlementRuns: if another is under way.
        """
        counted = self._workspace.log.reject_counts("discarded" if action == "take_back" else "held")
        total = sum(n for (s, r), n in counted.items() if source in {None, s} and reason in {None, r})
        with self._lock:
            if self._running:
                raise SettlementRuns("another pile is being settled", hint="wait until it is done, or stop it")
            self._count += 1
            now = self._workspace.clock.now()
            begun = SettlementView(
                id=f"{now}-{self._count}",
                action=action,
                source=source,
                reason=reason,
                at_place=amendment.at if amendment else None,
                state="running",
                total=total,
                at=now,
            )
            self._running, self._stopping = begun.id, False
            self._keep(begun)
        Thread(target=self._run, args=(begun, amendment), name=f"settlement {begun.id}", daemon=True).start()
        return begun

    def all(self) -> list[SettlementView]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._known.values()))

    def get(self, settlement_id: str) -> SettlementView | None:
        """One of them."""
        with self._lock:
            return self._known.get(settlement_id)

    def stop(self, settlement_id: str) -> SettlementView | None:
        """Let one go no further than its present page; harmless once it has ended."""
        with self._lock:
            if settlement_id == self._running:
                self._stopping = True
            return self._known.get(settlement_id)

    def _run(self, begun: SettlementView, amendment: Amendment | None) -> None:
        ending: dict[str, Any] = {"state": "done"}
        try:
            for told in self._pages(begun, amendment):
                self._moved(begun.id, told)
                if self._stopping:
                    ending = {"state": "stopped"}
                    break
        except Exception as error:
            # Whatever it is, it is told; the log gets its kind and place, never its words, which may be personal.
            frames = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)))
            _log.error("%s at %s", type(error).__name__, frames)
            fault = (
                str(error) if isinstance(error, ClewError) else "it stopped by a fault of ours; see the server's log"
            )
            ending = {"state": "failed", "fault": fault}
        with self._lock:
            self._running = ""
        self._moved(begun.id, ending)

    def _pages(self, begun: SettlementView, amendment: Amendment | None) -> Iterator[dict[str, Any]]:
        """How it stands after each page."""
        quarantine = quarantine_of(self._workspace)
        seen = settled = held = 0
        again = Faults()
        if begun.action == "replay":
            for page in quarantine.replay_all(source=begun.source, reason=begun.reason, amendment=amendment):
                again.add(page.held)
                seen, settled, held = seen + page.seen, settled + len(page.replayed), held + len(page.held)
                yield {"seen": seen, "settled": settled, "held": held, "faults": again.told()}
        else:
            act = quarantine.discard_all if begun.action == "discard" else quarantine.take_back_all
            for count in act(source=begun.source, reason=begun.reason):
                seen += count
                yield {"seen": seen, "settled": seen}

    def _moved(self, settlement_id: str, told: dict[str, Any]) -> None:
        with self._lock:
            self._keep(self._known[settlement_id].model_copy(update=told))

    def _keep(self, settlement: SettlementView) -> None:
        self._known[settlement.id] = settlement
        self.mark += 1
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
