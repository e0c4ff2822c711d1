"""Looking a workspace over: what is wrong, and what to do about it."""

import shutil
from typing import NamedTuple

from clew.kernel.errors import ClewError
from clew.kernel.instants import MINUTE, format_instant
from clew.runtime.workspace import EngineRuns, Workspace

_LEAST_FREE = 1 << 30
_LONG = 15 * MINUTE
_ONE_COPY = "put back log, state and lake from one copy"


class Finding(NamedTuple):
    """One thing looked at.

    Attributes:
        check: What.
        ok: Whether it is as it should be.
        detail: How it stands, or what is wrong and what to do.
    """

    check: str
    ok: bool
    detail: str


def examine(workspace: Workspace) -> list[Finding]:
    """Everything that can be told from the stores; changes nothing."""
    return [
        _stores(workspace),
        _engine(workspace),
        _definitions(workspace),
        _quarantine(workspace),
        _dropped(workspace),
        _lake(workspace),
        _erasures(workspace),
        _disk(workspace),
    ]


def _stores(workspace: Workspace) -> Finding:
    try:
        newest, _ = workspace.log.last()
        profiles = workspace.store.count()
    except ClewError as error:
        return Finding("stores", ok=False, detail=str(error))
    return Finding("stores", ok=True, detail=f"bodies accepted: {newest:,}, profiles: {profiles:,}")


def _engine(workspace: Workspace) -> Finding:
    behind = max(0, workspace.log.last()[0] - workspace.store.offset().seq)
    try:
        with workspace.lock_engine():
            running = False
    except EngineRuns:
        running = True
    where = "runs" if running else "does not run"
    if behind and not running:
        return Finding("engine", ok=False, detail=f"{where}, bodies waiting: {behind:,}; start `clew serve`")
    return Finding("engine", ok=True, detail=f"{where}, bodies waiting: {behind:,}")


def _definitions(workspace: Workspace) -> Finding:
    refused = sorted(f"{r.kind}/{r.id}@{r.version}" for r in workspace.store.documents() if r.status == "refused")
    if refused:
        return Finding("definitions", ok=False, detail=f"do not compile: {', '.join(refused)}; publish them mended")
    live = sum(1 for row in workspace.store.documents() if row.status == "live")
    return Finding("definitions", ok=True, detail=f"live: {live}")


def _quarantine(workspace: Workspace) -> Finding:
    held = sum(workspace.log.reject_counts().values())
    if held:
        return Finding("quarantine", ok=False, detail=f"held: {held:,}; `clew quarantine count` says why")
    return Finding("quarantine", ok=True, detail="nothing is held")


def _dropped(workspace: Workspace) -> Finding:
    said = [
        f"{reason}: {records:,}, the last at {format_instant(at)}"
        for reason, (records, at) in workspace.store.dropped().items()
    ]
    # Retries and erasures are daily bread: what is worth a second look is for a person to see.
    return Finding("dropped", ok=True, detail="; ".join(said) or "no event")


def _lake(workspace: Workspace) -> Finding:
    newest, (last, _) = workspace.lake.newest(), workspace.log.last()
    if newest > last:
        return Finding("lake", ok=False, detail=f"of rows up to {newest:,}, the log ends at row {last:,}; {_ONE_COPY}")
    generation = workspace.store.generation()
    missing = [f.name for f in generation.files if not (workspace.folder / "lake" / f.name).is_file()]
    if missing:
        return Finding("lake", ok=False, detail=f"files missing: {len(missing)}; {_ONE_COPY}")
    rows = sum(file.rows for file in generation.files)
    return Finding(
        "lake", ok=True, detail=f"generation {generation.number}, files: {len(generation.files)}, rows: {rows:,}"
    )


def _erasures(workspace: Workspace) -> Finding:
    orders = workspace.store.orders()
    late = [order for order in orders if workspace.clock.now() - order.at > _LONG]
    if late:
        return Finding("erasures", ok=False, detail=f"waiting longer than 15 minutes: {len(late)}; start `clew serve`")
    return Finding("erasures", ok=True, detail=f"waiting: {len(orders)}")


def _disk(workspace: Workspace) -> Finding:
    free = shutil.disk_usage(workspace.folder).free
    return Finding("disk", ok=free >= _LEAST_FREE, detail=f"{free / (1 << 30):.1f} GiB free")
