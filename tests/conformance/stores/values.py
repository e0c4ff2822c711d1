# ruff: noqa: D102 - a clock has one method
"""Values to put into stores."""

from collections.abc import Sequence
from typing import Any

from clew.engine.ports import Commit, HistoryRow, LakeFile, Offset, StateRow
from clew.events import Event, Identity, Record
from clew.kernel.hashing import bucket_of, derive_id
from clew.kernel.packing import pack

PROFILES = [derive_id("p", str(number)) for number in range(6)]
SEGMENTS = ["vip@1", "vip@2", "lapsing@1"]
SOURCES = ["web", "till"]
REASONS = ["schema.violation", "mapping.failed"]
IDENTITIES = [
    Identity("email", "ada@example.com"),
    Identity("email", ""),
    Identity("device", "d\x00\x1a0\x1f"),
    Identity("device", "d\x1a0"),
    Identity("devices", "Ünï\U0001f9f6' -- \\"),
]


def record(profile: str, seq: int, index: int = 0, **properties: Any) -> Record:
    event = Event(id=f"e{seq}.{index}", kind="track", type="Viewed", properties=properties)
    return Record(seq=seq, index=index, at=seq * 10, ts=seq * 10, source="web", profile=profile, event=event)


def history(profile: str, seqs: Sequence[int], **properties: Any) -> HistoryRow:
    records = [record(profile, seq, **properties) for seq in seqs]
    return HistoryRow(profile, max(seqs), len(records), pack(records))


def state(profile: str, due_at: int | None = None, content: bytes = b"state") -> StateRow:
    return StateRow(profile, bucket_of(profile), due_at, content)


def commit(epoch: int, seq: int, **changes: Any) -> Commit:
    return Commit(epoch=epoch, offset=Offset(seq, seq * 10), **changes)


def lake_file(name: str, kind: Any = "events") -> LakeFile:
    return LakeFile(
        name=name,
        kind=kind,
        tier=0,
        rows=2,
        size=300,
        digest="d",
        first_seq=1,
        last_seq=2,
        first_bucket=0,
        last_bucket=63,
        kinds={"track": 2},
    )


class StandingClock:
    """A clock that does not move, for processes that need no other."""

    def now(self) -> int:
        return 1
