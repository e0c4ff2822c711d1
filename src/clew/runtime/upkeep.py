"""What must be done beside the engine: sealing, merging files, erasing, letting old events and old versions go."""

from clew.actions import OutboxHolder
from clew.decisions.offers import longest_cap
from clew.engine import (
    HistoryHolder,
    Keeper,
    LogHolder,
    ProfileHolder,
    QuarantineHolder,
    Retention,
    SealPolicy,
    journeys_in,
    letting_go,
    offers_in,
    policy_in,
    retention_in,
    spent,
)
from clew.events.ports import Arrival
from clew.kernel.instants import DAY, HOUR, MINUTE, Duration, Instant
from clew.kernel.packing import pack
from clew.privacy import ErasureOrder, Privacy, Receipt
from clew.runtime.forgetting import LateScores
from clew.runtime.uploads import Uploads
from clew.runtime.workspace import Workspace

ERASE_AFTER: Duration = MINUTE
"""How long orders are collected before one pass carries them out; law 9 allows fifteen minutes for all of it."""

ERASE_AGAIN_AFTER: Duration = 4 * MINUTE
"""The same for what nobody can see but the log: somebody who sends an erased person's events again and again must not
have every file written anew each minute. A reader may hold it up for ten minutes more."""

MESSAGES_KEPT: Duration = 90 * DAY
"""How long finished rows of the outbox stay, with what they said; longer where a cap counts for longer.

What became of each message is a record, and stays.
"""

_TIDY_EACH: Duration = HOUR
_LET_GO_EACH: Duration = 5 * MINUTE
_ROWS_A_TURN = 2_000

PARTING = SealPolicy(events=5_000, facts=20_000)
"""What a command leaves unsealed that ran the engine itself: each later one would copy it again for its queries."""


class Upkeep:
    """Keeps a workspace's lake and its promises of erasure, one turn at a time.

    Args:
        workspace: Whose.
        policy: When sealing is due.
    """

    def __init__(self, workspace: Workspace, policy: SealPolicy | None = None) -> None:
        self._workspace = workspace
        self._keeper = Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock, policy or SealPolicy())
        self._privacy = privacy_of(workspace, self._keeper)
        self._uploads = Uploads(workspace.folder)
        self._retention = Retention(workspace.log, workspace.store, workspace.lake, workspace.history, workspace.clock)
        self._begun: dict[str, ErasureOrder] = {}
        self._passed: Instant = 0
        self._tidied: Instant | None = None
        self._ageing = False
        self._trims_before: Instant | None = None
        self._looked = workspace.clock.now()

    def turn(self) -> bool:
        """Do what is due most; whether there was anything."""
        now = self._workspace.clock.now()
        if self._tidied is None or now - self._tidied >= _TIDY_EACH:
            self._tidied = now
            self._uploads.tidy(now)
            self._trims_before = now - self._kept()
            self._ageing = True
        if now - self._looked >= _LET_GO_EACH:
            self._looked = now
            self._let_go(now)
        return bool(self.erase()) or not self._keeper.turn().idle or self._trim() or self._retire()

    def erase(self, *, at_once: bool = False) -> list[Receipt]:
        """Carry out the waiting erasures if the oldest has waited long enough; the receipts."""
        orders, now = self._workspace.store.orders(), self._workspace.clock.now()
        # What a pass has begun is asked for at every turn: it waits for a reader, and is not done again.
        taken = [order for order in orders if self._begun.get(order.id) == order]
        if at_once or any(now >= self._due(order) for order in orders if self._begun.get(order.id) != order):
            taken, self._passed = orders, now
        if not taken:
            return []
        receipts, _ = self._privacy.try_erase_ordered(taken)
        settled = {receipt.order for receipt in receipts}
        self._begun = {order.id: order for order in taken if order.id not in settled}
        return receipts

    def _due(self, order: ErasureOrder) -> Instant:
        """When a pass has to take an order in; one that has grown since the last counts from then on."""
        since = self._passed if order.id in self._begun else order.at
        return since + (ERASE_AFTER if order.subject.profiles else ERASE_AGAIN_AFTER)

    def _retire(self) -> bool:
        """Let events go that are older than the workspace keeps them; whether there were any left in some file."""
        if self._ageing:
            keep = retention_in(self._workspace.store.documents())
            self._ageing = keep is not None and self._retention.turn(keep)
        return self._ageing

    def _let_go(self, now: Instant) -> None:
        """Have the engine let go of old versions of journeys that nobody is on any more."""
        workspace = self._workspace
        found = spent(workspace.store.documents(), workspace.store, workspace.outbox, now)
        events = [letting_go(journey, versions) for journey, versions in sorted(found.items())]
        if events:
            workspace.log.append([Arrival("clew", pack(events))])

    def _trim(self) -> bool:
        """Delete some of the messages that were finished long ago; whether there may be more."""
        if self._trims_before is None:
            return False
        if self._workspace.outbox.trim(self._trims_before, _ROWS_A_TURN) == _ROWS_A_TURN:
            return True
        self._trims_before = None
        return False

    def _kept(self) -> Duration:
        rows = self._workspace.store.documents()
        policy = policy_in(rows)
        return max(
            MESSAGES_KEPT, policy.longest_cap, journeys_in(rows, policy).longest_cap, longest_cap(offers_in(rows))
        )


def privacy_of(workspace: Workspace, keeper: Keeper) -> Privacy:
    """Erasure and access over every place of the workspace that holds personal data."""
    holders = [
        HistoryHolder(workspace.store, workspace.lake, workspace.history, keeper, workspace.clock),
        LogHolder(workspace.log, workspace.store),
        QuarantineHolder(workspace.log),
        ProfileHolder(workspace.store),
        OutboxHolder(workspace.outbox),
        LateScores(workspace.folder),
        Uploads(workspace.folder),
    ]
    return Privacy(workspace.store, holders, workspace.clock)
