"""Whether folder, log and state are parts of one workspace and of one moment; nothing is done with them otherwise.

Lake and secret are always in the folder, log and state may be elsewhere; each can be lost, forgotten or put back alone.
A state without its log would wait for rows that never come, one that is older than its lake would have the lake's files
swept. So each part keeps whose it is, and the places of the log tell whether they fit.
"""

from pathlib import Path
from typing import Protocol

from clew.adapters.sql import Reach
from clew.kernel.errors import ClewError
from clew.privacy import keyed_hash

MARK = "workspace"
"""Name of the file by which a folder knows that it has a log and a state."""

_HINT = (
    "set --data, CLEW_DATABASE_URL and CLEW_DATABASE_SCHEMA as they were when this workspace began, "
    "or put back log, state and folder from one copy, as `clew restore` does"
)


class NotTogether(ClewError):
    """A part of the workspace is missing, another workspace's, or of another time."""

    code = "workspace.not_together"


class Part(Protocol):
    """A log or a state."""

    def reach(self) -> Reach:
        """Whose it is, and how far it reaches."""
        ...

    def take(self, workspace: str) -> None:
        """Make it this workspace's, unless it is somebody's."""
        ...


def join(folder: Path, secret: bytes, log: Part, state: Part) -> None:
    """Make sure that these belong together, or make them so for good where nobody has yet.

    Raises:
        NotTogether: if they do not; nothing has changed.
    """
    mine = keyed_hash(secret, "workspace", "").hex()
    marked = _read(folder / MARK)
    # In this order: rows are appended before they are read, and in the lake before the log lets them go.
    kept, known = log.reach(), state.reach()
    last = kept.last if kept.last >= known.last else log.reach().last
    lake = folder / "lake"
    for part, owner in (("secret", marked), ("log", kept.workspace), ("state", known.workspace)):
        if owner not in ("", mine):
            raise NotTogether(f"the {part} is another workspace's", where=str(folder), hint=_HINT)
    log_is_new = not kept.workspace if marked else not kept.last and any(lake.glob("events/*"))
    if log_is_new:
        raise NotTogether("this log is new, and the workspace has had one", where=str(folder), hint=_HINT)
    if kept.workspace and not known.workspace:
        raise NotTogether("this state is new, and the workspace has had one", where=str(folder), hint=_HINT)
    if known.sealed and not lake.is_dir():
        raise NotTogether("the lake of this state is not here", where=str(folder), hint=_HINT)
    if last < known.last:
        message = f"the log ends at row {last:,}, and the state has read up to {known.last:,}"
        raise NotTogether(message, where=str(folder), hint=_HINT)
    if kept.sealed > known.sealed:
        message = f"the log begins after row {kept.sealed:,}, and the state knows the lake up to {known.sealed:,}"
        raise NotTogether(message, where=str(folder), hint=_HINT)
    if not marked:
        state.take(mine)
        log.take(mine)  # never before its state: who finds it taken finds the state so too
        (folder / MARK).write_text(mine)


def _read(mark: Path) -> str:
    try:
        return mark.read_text()
    except FileNotFoundError:
        return ""
