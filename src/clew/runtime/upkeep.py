"""What must be done beside the engine: sealing the tail, merging files, carrying erasures out."""

from clew.engine import HistoryHolder, Keeper, LogHolder, ProfileHolder, QuarantineHolder, SealPolicy
from clew.kernel.instants import HOUR, MINUTE, Duration, Instant
from clew.privacy import Privacy, Receipt
from clew.runtime.forgetting import LateScores
from clew.runtime.uploads import Uploads
from clew.runtime.workspace import Workspace

ERASE_AFTER: Duration = MINUTE
"""How long orders are collected before one pass carries them out; law 9 allows fifteen minutes for all of it."""

ERASE_AGAIN_AFTER: Duration = 10 * MINUTE
"""The same for what nobody can see but the log: somebody who sends an erased person's events again and again must not
have every file written anew each minute."""


_TIDY_EACH: Duration = HOUR

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
        self._tidied: Instant | None = None

    def turn(self) -> bool:
        """Do what is due most; whether there was anything."""
        now = self._workspace.clock.now()
        if self._tidied is None or now - self._tidied >= _TIDY_EACH:
            self._tidied = now
            self._uploads.tidy(now)
        return bool(self.erase()) or not self._keeper.turn().idle

    def erase(self, *, at_once: bool = False) -> list[Receipt]:
        """Carry out the waiting erasures if the oldest has waited long enough; the receipts."""
        orders = self._workspace.store.orders()
        now = self._workspace.clock.now()
        due = (order.at + (ERASE_AFTER if order.subject.profiles else ERASE_AGAIN_AFTER) for order in orders)
        if not orders or not (at_once or now >= min(due)):
            return []
        receipts, _ = self._privacy.try_erase_ordered()
        return receipts


def privacy_of(workspace: Workspace, keeper: Keeper) -> Privacy:
    """Erasure and access over every place of the workspace that holds personal data."""
    holders = [
        HistoryHolder(workspace.store, workspace.lake, workspace.history, keeper, workspace.clock),
        LogHolder(workspace.log, workspace.store),
        QuarantineHolder(workspace.log),
        ProfileHolder(workspace.store),
        LateScores(workspace.folder),
        Uploads(workspace.folder),
    ]
    return Privacy(workspace.store, holders, workspace.clock)
