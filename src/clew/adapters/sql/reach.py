"""Whose a store is and how far it reaches: by this the parts of a workspace are known to belong together."""

from typing import ClassVar, NamedTuple

from clew.adapters.sql.database import SqlStore


class Reach(NamedTuple):
    """A store in the places of the log.

    Attributes:
        workspace: Whose it is; empty until it is taken for the first time.
        sealed: Up to which row all are in the lake: of the log, what is trimmed; of the state, what its manifest says.
        last: Newest row: of the log, ever given; of the state, sealed or folded.
    """

    workspace: str
    sealed: int
    last: int


class Reaching(SqlStore):
    """A store that knows whose it is."""

    _REACH: ClassVar[str]
    _TAKE: ClassVar[str]

    def reach(self) -> Reach:
        """Whose it is, and how far it reaches."""
        return Reach._make(self._database.rows(self._REACH)[0])

    def take(self, workspace: str) -> None:
        """Make it this workspace's, unless it is somebody's."""
        with self._database.write() as batch:
            batch.run(self._TAKE, (workspace,))
