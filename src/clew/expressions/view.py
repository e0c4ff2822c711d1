"""What an expression is asked about: a whole profile for the reference, a reading of its state for the engine."""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any, Protocol

from clew.events import Record
from clew.kernel.instants import Instant

_NOTHING: Mapping[str, Any] = {}


class ProfileView(Protocol):
    """A profile as K, the records known so far, make it (rule R1).

    Attributes:
        exists: Whether it has a record and is not erased (R10).
        attributes: Name to plain value; the newest write of each (R20).
        consents: Channel or purpose to `in` or `out`.
        scores: Model name to number.
        records: Merged, deduplicated, corrected, in order of (ts, id).
        zone: The profile's zone, or the workspace's.
    """

    @property
    def exists(self) -> bool: ...  # noqa: D102
    @property
    def attributes(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def consents(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def scores(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def records(self) -> Sequence[Record]: ...  # noqa: D102
    @property
    def zone(self) -> tzinfo: ...  # noqa: D102


class Reading:
    """What a lowered expression reads; mutable, so that an engine can use one for all profiles.

    Attributes:
        attributes: Name to plain value (no register).
        consents: Channel or purpose to `in` or `out`.
        scores: Model name to number.
        clauses: Clause key to its state; a missing one means that nothing was folded yet.
        now: The instant of evaluation, never before the last fold's.
        zone: The profile's zone, or the workspace's.
    """

    __slots__ = ("attributes", "clauses", "consents", "now", "scores", "zone")

    def __init__(
        self,
        *,
        attributes: Mapping[str, Any] = _NOTHING,
        consents: Mapping[str, Any] = _NOTHING,
        scores: Mapping[str, Any] = _NOTHING,
        clauses: Mapping[str, Any] = _NOTHING,
        now: Instant = 0,
        zone: tzinfo = UTC,
    ) -> None:
        self.attributes = attributes
        self.consents = consents
        self.scores = scores
        self.clauses = clauses
        self.now = now
        self.zone = zone
