"""The one row of `progress`: who may write, how far they came, which ids are used up."""

from typing import NamedTuple

from clew.adapters.sql.database import Batch
from clew.kernel.instants import Instant


class Progress(NamedTuple):
    """The counters of a state store.

    Attributes:
        epoch: Of the newest engine.
        seq: Last log row folded into the state.
        logical: Instant up to which alarms have fired.
        tail_id: Greatest tail row id ever used.
        fact_id: Greatest fact row id ever used.
        generation: Number of the lake's generation.
        sealed_through: Every log row up to this one is in the lake.
        erasing: Erasing transactions since the files were last purged.
    """

    epoch: int
    seq: int
    logical: Instant
    tail_id: int
    fact_id: int
    generation: int
    sealed_through: int
    erasing: int


SELECT_PROGRESS = "SELECT epoch, seq, logical, tail_id, fact_id, generation, sealed_through, erasing FROM progress"


def lock_progress(batch: Batch) -> Progress:
    """The counters, held until the transaction ends: what fences one engine off from another."""
    return Progress._make(batch.rows(SELECT_PROGRESS + " {lock}")[0])


def put_progress(batch: Batch, progress: Progress) -> None:
    """Write all counters."""
    batch.run(
        "UPDATE progress SET epoch = ?, seq = ?, logical = ?, tail_id = ?, fact_id = ?, generation = ?, "
        "sealed_through = ?, erasing = ?",
        progress,
    )
