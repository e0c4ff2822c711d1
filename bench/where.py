"""Where the engine's time goes: `python -m bench.where` profiles the loop in steady state, in this process.

Prints, for the functions that take most by themselves, milliseconds per 1,000 events and calls per event. The profiler
makes Python functions look dearer than they are and C ones cheaper, so the shares guide, and `bench.pipeline` measures.
"""

import cProfile
import pstats
import sys
from itertools import islice

from rich.console import Console
from rich.table import Table

from bench.population import populated
from bench.scale import sized
from bench.workload import events, skewed
from bench.workspaces import append
from clew.runtime.clock import SystemClock
from clew.runtime.garbage import young_only
from clew.runtime.workspace import open_workspace

_SHOWN = 25


def main() -> None:
    """Profile and print."""
    users, warm, measured = sized(50_000, 200), sized(80_000, 1_000), sized(80_000, 2_000)
    profiler = cProfile.Profile()
    with populated(users) as folder, open_workspace(folder, SystemClock()) as workspace:
        stream = events(warm + measured, skewed(users), start=workspace.clock.now() - (warm + measured) * 50, step=50)
        append(workspace, islice(stream, warm))
        engine = workspace.engine()
        with young_only() as tidy:
            while not engine.run_once().idle:
                tidy()
            append(workspace, stream)
            profiler.enable()
            while not engine.run_once().idle:
                tidy()
            profiler.disable()
    _show(profiler, measured)


def _show(profiler: cProfile.Profile, count: int) -> None:
    entries = sorted(profiler.getstats(), key=lambda entry: -entry.inlinetime)
    table = Table("ms per 1,000 events", "calls per event", "where", box=None)
    for entry in entries[:_SHOWN]:
        where = entry.code if isinstance(entry.code, str) else _place(entry.code)
        table.add_row(f"{entry.inlinetime / count * 1e6:.2f}", f"{entry.callcount / count:.2f}", where)
    total = pstats.Stats(profiler).total_tt  # pyright: ignore[reportAttributeAccessIssue]
    Console(width=200).print(table)
    print(f"{total / count * 1e6:.1f} ms per 1,000 events in all, profiler included", file=sys.stderr)


def _place(code: object) -> str:
    file = str(getattr(code, "co_filename", "")).partition("clew/")[2]
    return f"{file}:{getattr(code, 'co_firstlineno', '')} {getattr(code, 'co_qualname', '')}"


if __name__ == "__main__":
    main()
