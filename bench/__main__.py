"""`python -m bench [NAME ...]`: run benchmarks, print a table, and write `bench/results.json`."""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bench
from bench.result import Result, ratio_text

RESULTS = Path(__file__).parent / "results.json"
_HELPERS = {"__main__", "bare", "load", "result", "workload", "workspaces"}


def names() -> list[str]:
    """The benchmarks there are, in order."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in _HELPERS)


def main() -> int:
    """Run what was asked for; results of benchmarks not run now stay as they were."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help="of " + ", ".join(names()))
    only: list[str] = parser.parse_args().only
    chosen = [name for name in names() if not only or name in only]
    if only and (unknown := set(only) - set(names())):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    stamp = {"machine": machine(), "date": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit()}
    for name in chosen:
        print(f"-- {name}", flush=True)
        for result in importlib.import_module(f"bench.{name}").run():
            show(result)
            kept[result.name] = {**result.to_dict(), **stamp}
            RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    return 0


def show(result: Result) -> None:
    """One line: what, how much, against which budget, limit or peer."""
    print(f"   {result.name:<44}{result.value:>14,.3f} {result.unit:<10} {ratio_text(result)}", flush=True)


def machine() -> str:
    """What it ran on, without naming the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """The commit measured, with `+` when the tree had changes."""
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    dirty = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=False)
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


if __name__ == "__main__":
    sys.exit(main())
