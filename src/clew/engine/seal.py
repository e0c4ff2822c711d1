"""What to seal and what to merge, and when: decisions over counts, without a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import msgspec

from clew.engine.ports import LakeFile, TailRow
from clew.kernel.packing import unpacker


@dataclass(frozen=True, slots=True)
class SealPolicy:
    """Sizes of the lake's upkeep; they change speed and file counts, never an answer.

    Attributes:
        events: So many unsealed records make a seal due. Fewer make the first query of a process faster (it copies
            them) and each seal shorter; more make fewer files.
        facts: So many unsealed facts make a seal due.
        most: Records, and facts, that one seal takes at most, about; it bounds memory after a backlog.
        fan_in: So many runs of one tier are merged into one of the next.
    """

    events: int = 50_000
    facts: int = 100_000
    most: int = 400_000
    fan_in: int = 8


class TailHead(NamedTuple):
    """What sealing must know of a tail row.

    Attributes:
        id: Of the row.
        first_seq: Least log row among its records.
        last_seq: Greatest log row among its records.
        records: How many.
    """

    id: int
    first_seq: int
    last_seq: int
    records: int


class _Place(msgspec.Struct, array_like=True):
    """The beginning of a packed record; what follows is skipped, not decoded."""

    seq: int


_places = unpacker(list[_Place])


def head_of(row: TailRow) -> TailHead:
    """The head of a tail row; its records are in log order."""
    history = row.row
    return TailHead(row.id, _places.decode(history.records)[0].seq, history.last_seq, history.count)


def slice_to_seal(heads: Sequence[TailHead], most: int) -> int:
    """How many of the first rows to seal together.

    At least one if there is any; about `most` records, but never between rows that one micro-batch wrote: every
    record of the slice comes before every record after it in the log.
    """
    # least[i]: the least log row in what would stay behind.
    least = list(accumulate((head.first_seq for head in reversed(heads)), min))[::-1]
    greatest = -1
    records = 0
    for count, head in enumerate(heads, start=1):
        greatest = max(greatest, head.last_seq)
        records += head.records
        if records >= most and count < len(heads) and greatest < least[count]:
            return count
    return len(heads)


def sealed_through(rest: Sequence[TailHead], consumed: int) -> int:
    """The log row up to which nothing is unsealed, when only `rest` stays and the engine has read `consumed`."""
    return min((head.first_seq - 1 for head in rest), default=consumed)


def files_to_merge(files: Sequence[LakeFile], fan_in: int) -> list[LakeFile]:
    """The oldest runs of a tier that has `fan_in` of them, the lowest tier first; empty when nothing is due."""
    tiers: dict[tuple[int, str], dict[tuple[int, int], list[LakeFile]]] = {}
    for file in files:
        runs = tiers.setdefault((file.tier, file.kind), {})
        runs.setdefault((file.first_seq, file.last_seq), []).append(file)
    for _, runs in sorted(tiers.items()):
        if len(runs) >= fan_in:
            oldest = sorted(runs)[:fan_in]
            return [file for span in oldest for file in runs[span]]
    return []
