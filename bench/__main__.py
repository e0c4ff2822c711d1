"""`python -m bench [NAME ...]`: run benchmarks, print a table, and write `bench/results.json`."""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import bench
from bench.result import Result, cells
from bench.scale import QUICK

RESULTS = Path(__file__).parent / "results.json"
COLUMNS = ("benchmark", "value", "unit", "budget", "", "compared with", "ratio")
_HELPERS = {
    "__main__",
    "bare",
    "browser",
    "channel_attribution",
    "chdb_queries",
    "dbos_workflows",
    "calls",
    "empty",
    "feast_store",
    "lifetimes_fits",
    "lived",
    "millions",
    "load",
    "pages",
    "pipe",
    "population",
    "result",
    "rules",
    "scale",
    "served",
    "waiting",
    "watch",
    "where",
    "workload",
    "workspaces",
}


def modules() -> dict[str, str]:
    """The benchmarks there are, in order, and the module of each; one is named like a keyword of Python."""
    found = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in _HELPERS)
    return {module.removesuffix("_"): f"bench.{module}" for module in found}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; results of benchmarks not run now stay as they were."""
    known = modules()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help="of " + ", ".join(known))
    parser.add_argument("--quick", action="store_true", help="toy sizes: whether benchmarks work, no figures")
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FILE", help="other than bench/results.json")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.only) - set(known):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    if asked.quick and asked.results == RESULTS:
        print("figures of toy sizes are none: name another file with --results", file=sys.stderr)
        return 2
    if asked.quick:
        os.environ[QUICK] = "1"
    results: list[Result] = []
    failed: list[str] = []
    for name in asked.only or known:
        print(f"-- {name}", file=sys.stderr, flush=True)
        try:
            found = importlib.import_module(known[name]).run()
        except Exception:
            # The others took long, and their figures stand.
            traceback.print_exc()
            failed.append(name)
            continue
        keep(asked.results, name, found)
        results += found
    show(results)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def keep(file: Path, name: str, results: Sequence[Result]) -> None:
    """Put a benchmark's results in the place of its earlier ones; other benchmarks' stay."""
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    kept = {key: value for key, value in known.items() if key.partition(".")[0] != name}
    stamp = {"machine": machine(), "date": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit()}
    kept |= {result.name: {**result.to_dict(), **stamp} for result in results}
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def show(results: Sequence[Result]) -> None:
    """A table: what, how much, against which budget, peer or limit."""
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for name in ("value", "budget", "ratio"):
        table.columns[COLUMNS.index(name)].justify = "right"
    for result in results:
        table.add_row(*cells(result))
    # As wide as it needs to be: a figure that is cut off is none.
    Console(width=200, soft_wrap=True).print(table)


def machine() -> str:
    """What it ran on, without naming the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """The commit measured, with `+` when the tree had changes (other than results)."""
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    dirty = subprocess.run(
        ["git", "status", "--porcelain", ":/", f":!{RESULTS}"], capture_output=True, text=True, check=False
    )
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


if __name__ == "__main__":
    # Told to end, it ends what it serves and removes what it wrote.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
