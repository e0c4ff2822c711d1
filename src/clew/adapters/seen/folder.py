"""The keys of events that an engine has seen: one file for each stretch of the log, which its name tells."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from clew.engine import SeenSpan

_SUFFIX = ".keys"
_DRAFT = "next.draft"
"""Of whatever is being written: the next one takes the place of one that was never finished."""

_SUM_BYTES = 16


class SeenFolder:
    """Fulfils `engine.SeenKeys` in a folder; a file that was not written whole does not fit its sum."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def spans(self) -> list[SeenSpan]:
        """What there is, in order of where they end."""
        named = (path.name.removesuffix(_SUFFIX).split("-") for path in self._folder.glob(f"*{_SUFFIX}"))
        numbers = ([int(part) for part in name] for name in named if len(name) == 4 and all(map(str.isdecimal, name)))
        return sorted((SeenSpan(*found) for found in numbers), key=lambda span: (span.through, span.after))

    def keys(self, span: SeenSpan) -> bytes | None:
        """The keys of one, side by side; None if they are damaged."""
        try:
            found = self._path(span).read_bytes()
        except FileNotFoundError:
            return None
        keys = found[_SUM_BYTES:]
        return keys if found[:_SUM_BYTES] == _sum(span, keys) else None

    def keep(self, span: SeenSpan, keys: bytes) -> None:
        """Keep the keys of one."""
        self._folder.mkdir(exist_ok=True)
        draft = self._folder / _DRAFT
        draft.write_bytes(_sum(span, keys) + keys)
        draft.replace(self._path(span))

    def forget(self, spans: Iterable[SeenSpan]) -> None:
        """Drop some."""
        for span in spans:
            self._path(span).unlink(missing_ok=True)

    def _path(self, span: SeenSpan) -> Path:
        return self._folder / ("-".join(map(str, span)) + _SUFFIX)


def _sum(span: SeenSpan, keys: bytes) -> bytes:
    # The first such files had keys that were under no secret: their sums do not fit.
    return blake2b(keys, digest_size=_SUM_BYTES, person=b"clew-seen-2", salt=span.through.to_bytes(16)).digest()
