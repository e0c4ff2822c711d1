"""Ports of the API that help people: with what they write, whom it concerns, what could not become events."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from clew.api.estimates import PreviewQuestion, PreviewView
from clew.api.expression_views import CheckedView, CompletionsView, HoverView
from clew.api.offer_views import PersonOffersView
from clew.api.parting_views import ForeseenPartingView, JoiningView, PartingView
from clew.api.personal_views import ErasureView
from clew.api.quarantine_views import SettlementAction, SettlementView, TrialView
from clew.api.slices import Slice
from clew.api.views import RejectCountView, RejectView
from clew.events import Identity
from clew.events.quarantine import Amendment
from clew.kernel.instants import Instant
from clew.privacy import Disclosure


class ExpressionDesk(Protocol):
    """Helps whoever writes an expression; reads only, and never raises on what is written."""

    def check(self, text: str, kind: Literal["segment", "trait"] | None = None, own: str | None = None) -> CheckedView:
        """What is wrong with an expression that is to be saved as this kind under its own id, and what it says."""
        ...

    def check_tree(
        self, tree: Mapping[str, Any], kind: Literal["segment", "trait"] | None = None, own: str | None = None
    ) -> CheckedView:
        """The same of an expression that a builder holds as JSON; its problems point into that."""
        ...

    def complete(self, text: str, at: int) -> CompletionsView:
        """What could be written where the cursor stands."""
        ...

    def hover(self, text: str, at: int) -> HoverView | None:
        """What stands under the cursor, if anything is known of it."""
        ...


class Parting(NamedTuple):
    """A parting or a merge that was ordered.

    Attributes:
        names: The two, as the graph knows them.
        row: The log row of the order; None if they were apart, or one, already.
    """

    names: tuple[Identity, Identity]
    row: int | None


class OrderedErasure(NamedTuple):
    """An erasure that was ordered.

    Attributes:
        erasure: As it stands.
        row: The log row of the order.
    """

    erasure: ErasureView
    row: int


class PersonalDesk(Protocol):
    """What people may ask of their data."""

    def held(self, profile_id: str) -> Iterator[Disclosure] | None:
        """Everything that is held about a person, place by place; None when there is no such profile."""
        ...

    def erase(self, profile_id: str, *, by: str) -> OrderedErasure | None:
        """Order the erasure of a person, by whom for the audit trail; None when there is no such profile."""
        ...

    def erasure(self, erasure_id: str) -> ErasureView | None:
        """How far an erasure is; None when there is none of this id."""
        ...


class PartingDesk(Protocol):
    """Merges and parts by hand."""

    def order(self, one: tuple[str, str], other: tuple[str, str], *, by: str) -> Parting | None:
        """Part the profiles of two names, by whom for the audit trail; None if somebody is not known.

        Raises:
            ClewError: if a name can't be one, or both are one and the same.
        """
        ...

    def foresee(self, one: tuple[str, str], other: tuple[str, str], *, now: Instant) -> ForeseenPartingView | None:
        """What parting the profiles of two names would come to at an instant; None if somebody is not known.

        Raises:
            ClewError: as `order`.
        """
        ...

    def sides(self, parting: Parting, *, applied: bool = True) -> PartingView:
        """How both stand now."""
        ...

    def join(self, one: tuple[str, str], other: tuple[str, str], *, by: str) -> Parting | None:
        """Merge the profiles of two names, by whom for the audit trail; None if somebody is not known.

        Raises:
            ClewError: if a name can't be one, or both are one and the same.
        """
        ...

    def joined(self, joining: Parting, *, applied: bool = True) -> JoiningView:
        """How the one that both are stands now."""
        ...


class Exporter(Protocol):
    """Writes files."""

    def download(
        self, segment_id: str, file_format: str, namespaces: Sequence[str] = ()
    ) -> AbstractContextManager[Path]:
        """A live segment's members as a file of this format, which is there as long as the context lasts.

        Raises:
            ClewError: on entry, if the segment is not live, or the file can't be written.
        """
        ...

    def download_people(
        self, journey_id: str, node: str, file_format: str, namespaces: Sequence[str] = ()
    ) -> AbstractContextManager[Path]:
        """Who is in a journey (at one node where it is named), likewise."""
        ...


class OfferDesk(Protocol):
    """Which offers people get; reads only."""

    def of(self, profile: str) -> PersonOffersView | None:
        """Every offer in force with whether somebody would get it now; None where there is no such profile."""
        ...


class Running(Protocol):
    """A preview that was begun."""

    def result(self) -> PreviewView:
        """Compute it; asked once, in whatever thread.

        Raises:
            ClewError: if the question makes no sense, costs too much, or was stopped.
        """
        ...

    def stop(self) -> None:
        """Stop it, from another thread; harmless once it has ended."""
        ...


class Previewer(Protocol):
    """Counts segments that nobody has saved."""

    def begin(self, question: PreviewQuestion, handle: tuple[str, str] | None = None) -> Running:
        """A preview that can be stopped, by whoever knows the handle too.

        Raises:
            ClewError: if too many run at once, or one of this handle does.
        """
        ...

    def stop(self, handle: tuple[str, str]) -> bool:
        """Stop the preview of this handle; whether one was running."""
        ...


class Replayed(NamedTuple):
    """What a replay of rejects came to.

    Attributes:
        replayed: How many are in the log now.
        held: How many failed again and are still held, with their new reason.
    """

    replayed: int
    held: int


class Mending(NamedTuple):
    """What became of a mended reject.

    Attributes:
        replayed: Whether it is in the log now.
        message: Why not.
        pointer: Where the fault is.
    """

    replayed: bool
    message: str = ""
    pointer: str = ""


class QuarantineDesk(Protocol):
    """What could not become events."""

    def rejects(
        self, *, source: str | None, reason: str | None, state: str, after: str | None, limit: int
    ) -> Slice[RejectView]:
        """Rejects, oldest first."""
        ...

    def counts(self, state: str = "held") -> Sequence[RejectCountView]:
        """How many there are in this state, by source and reason."""
        ...

    def trial(self, *, source: str | None, reason: str | None, amendment: Amendment | None = None) -> TrialView:
        """What a replay of the first of them would come to; changes nothing."""
        ...

    def replay(self, ids: Sequence[int]) -> Replayed:
        """Map and validate these again by the present mapping, and append what passes; others stay held."""
        ...

    def mend(self, reject_id: int, content: bytes) -> Mending:
        """Read one again with another content; stays held, with its reason, if that fails too.

        Raises:
            ClewError: if it is not held.
        """
        ...

    def discard(self, ids: Sequence[int]) -> int:
        """Set held ones aside; how many there were."""
        ...

    def take_back(self, ids: Sequence[int]) -> int:
        """Hold again what was set aside; how many there were."""
        ...

    def settle(
        self,
        action: SettlementAction,
        *,
        source: str | None,
        reason: str | None,
        amendment: Amendment | None = None,
    ) -> SettlementView:
        """Do it with all there are, page by page, amended alike first; returns at once.

        Raises:
            ClewError: if another settlement is under way.
        """
        ...

    def settlements(self) -> Sequence[SettlementView]:
        """Those of this process, the newest first."""
        ...

    def settlement(self, settlement_id: str) -> SettlementView | None:
        """How far one is."""
        ...

    def stop(self, settlement_id: str) -> SettlementView | None:
        """Let one go no further; what it did stays done."""
        ...
