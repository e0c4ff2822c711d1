"""Pins: how a reader in any process keeps the files it reads from being deleted, for a while and no longer."""

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from platform import node

from clew.kernel.instants import Instant
from clew.kernel.packing import from_json, to_json

_FOLDER = "pins"
_numbers = count()


@contextmanager
def pinned(folder: Path, names: Sequence[str], until: Instant) -> Generator[None]:
    """Hold a pin on files while the context lasts.

    The pin's name says when it lapses, so that a reader that died holds nothing up for longer.
    """
    place = folder / _FOLDER
    place.mkdir(parents=True, exist_ok=True)
    pin = place / f"{until}-{node()}-{os.getpid()}-{next(_numbers)}.json"
    hidden = pin.with_suffix(".writing")
    hidden.write_bytes(to_json(list(names)))
    hidden.rename(pin)
    try:
        yield
    finally:
        pin.unlink(missing_ok=True)


def pinned_names(folder: Path, now: Instant) -> set[str]:
    """The files that a reader may still read; removes pins that have lapsed."""
    names: set[str] = set()
    for pin in (folder / _FOLDER).glob("*.json"):
        if int(pin.name.split("-", 1)[0]) < now:
            pin.unlink(missing_ok=True)
            continue
        try:
            names.update(from_json(pin.read_bytes()))
        except FileNotFoundError:  # the reader has just let go
            continue
    return names
