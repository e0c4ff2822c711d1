"""What the API needs of the rest: readers and doers, synchronous, safe to call from several threads at once.

`runtime` builds them over the stores. They know no HTTP: None means "there is none", a `ClewError` means "not like
that", and anything else is our fault.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from clew.access import Access, Accounts, Trail
from clew.api.attribution.ports import AttributionDesk
from clew.api.audience_desk import AudienceDesk
from clew.api.desks import (
    Exporter,
    ExpressionDesk,
    Mending,
    OfferDesk,
    Parting,
    PartingDesk,
    PersonalDesk,
    Previewer,
    QuarantineDesk,
    Replayed,
    Running,
)
from clew.api.imports.ports import ImportDesk, MappingDesk
from clew.api.insight.ports import InsightDesk
from clew.api.journeys.ports import JourneyDesk
from clew.api.journeys.simulating_ports import Simulator
from clew.api.live_ports import LiveReader, WorkReader
from clew.api.messages.ports import ConsentDesk, MessageDesk, ReturnDesk, StencilDesk, SuppressionDesk
from clew.api.models.ports import ModelDesk
from clew.api.overview.ports import OverviewDesk
from clew.api.reasons import TraitWhyView, WhyView
from clew.api.schema_views import FieldView, SchemaView
from clew.api.slices import Slice
from clew.api.trials import BackTestView, DayView, FlipView, Question
from clew.api.views import (
    AliasView,
    CheckView,
    DependentView,
    IdentityGraphView,
    IdentityView,
    LinkView,
    MembershipView,
    MemberView,
    MergeView,
    ProfileView,
    RejectCountView,
    RejectView,
    Sort,
    TimelineEvent,
    TimelineFact,
)
from clew.catalog import Document, Kinds, Publication
from clew.kernel.instants import Clock, Instant

if TYPE_CHECKING:
    from clew.api.hosted.ports import HostedDesk


class ProfileReader(Protocol):
    """Profiles as of now: expired windows are already left out."""

    def look_up(self, namespace: str, value: str) -> ProfileView | None:
        """The profile that answers for this identity (which is normalised first).

        Raises:
            ClewError: if the namespace is unknown or the value can't be an identity of it.
        """
        ...

    def get(self, profile_id: str) -> ProfileView | None:
        """The profile that answers for this id, which may be that of a merged one."""
        ...

    def segments(self, profile_id: str) -> tuple[MembershipView, ...] | None:
        """The live segments that a person is in, each with the exact instant of entry; None when nobody is."""
        ...

    def timeline(
        self, profile_id: str, *, after: str | None, limit: int, sorts: Collection[Sort] = ()
    ) -> Slice[TimelineEvent | TimelineFact] | None:
        """Its records and facts, newest first, of these sorts or of all; None when there is no such profile."""
        ...

    def identities(self, profile_id: str) -> IdentityGraphView | None:
        """Its identity graph; None when there is no such profile."""
        ...


class SegmentReader(Protocol):
    """Who is in which segment, of the live version of each."""

    def counts(self) -> Mapping[str, int]:
        """How many members each segment has, by segment id; cheap enough to ask every second."""
        ...

    def members(self, segment_id: str, *, after: str | None, limit: int) -> Slice[MemberView]:
        """Members in a stable order."""
        ...


class WhyReader(Protocol):
    """Reasons, from the history of one person."""

    def segment(self, profile_id: str, segment_id: str, *, at: Instant | None = None) -> WhyView | None:
        """Why a person is or is not in a segment; None where there is no such profile or no such live segment."""
        ...

    def trait(self, profile_id: str, trait_id: str) -> TraitWhyView | None:
        """Why a trait of a person has its value; None where there is no such profile or no such live trait."""
        ...


class SchemaReader(Protocol):
    """The schemas in force."""

    def in_force(self) -> Sequence[SchemaView]:
        """All of them, in order of id."""
        ...

    def fields(self, schema_id: str, *, below: str) -> Sequence[FieldView] | None:
        """A schema's fields as a tree, or those below one of them; None where there is no such schema."""
        ...

    def labelled(self, schema_id: str, path: str, labels: Sequence[str]) -> Document | None:
        """The schema with just these labels put on a field, beside those that it says itself; None if it has none."""
        ...


class TrendReader(Protocol):
    """How segments have grown."""

    def days(self, segment_id: str, count: int) -> Sequence[DayView]:
        """The last so many local days, today included, oldest first; empty if the segment is not live."""
        ...


class BackTester(Protocol):
    """Runs segments over the past."""

    def run(self, question: Question) -> BackTestView:
        """What a segment would have done.

        Raises:
            ClewError: if the question makes no sense, or would take too much reading.
        """
        ...

    def changes(self, question: Question, *, after: str | None, limit: int) -> Slice[FlipView]:
        """Who entered and left when, person by person in order of profile id.

        There are fewer than asked for when all that may be read at once has been; then it goes on after these.

        Raises:
            ClewError: if the question makes no sense.
        """
        ...

    def download(self, question: Question, file_format: str) -> AbstractContextManager[Path]:
        """All of `changes` as a file of this format, which is there as long as the context lasts.

        Raises:
            ClewError: on entry, as `run`.
        """
        ...


DocumentState: TypeAlias = Literal["draft", "building", "live", "paused", "archived", "refused"]


class StoredDocument(NamedTuple):
    """A version and how the engine stands to it.

    Attributes:
        document: The version; its `status` says what its author wants, `state` what is so.
        state: `building` while it is seeded from history; `refused` when it does not compile (an earlier live
            version then stays live).
        at: When the state last changed.
        draft: Number of a newer version that waits unpublished and says something else; only told of what a document
            is today.
        seeded: Of what is being built, the part of all people whose history has been read.
    """

    document: Document
    state: DocumentState
    at: Instant
    draft: int | None = None
    seeded: float | None = None


class Title(NamedTuple):
    """A document by its name, as it is today.

    Attributes:
        kind: What it is.
        id: Unique within its kind.
        name: What people call it.
        description: For whoever finds it.
        more: Its labels and its description, without regard to case.
        state: What is so.
        at: When that last changed.
    """

    kind: str
    id: str
    name: str
    description: str
    more: str
    state: DocumentState
    at: Instant


class DocumentReader(Protocol):
    """The authored documents, as the engine knows them."""

    def documents(self, kind: str | None = None) -> Sequence[StoredDocument]:
        """All versions (of one kind), in order of (kind, id, version)."""
        ...

    def titles(self) -> Sequence[Title]:
        """Every document that has not ended; as cheap to ask as an answer that is held."""
        ...

    def dependents(self, kind: str, document_id: str) -> Sequence[DependentView]:
        """The documents that mention one as they are today, in order of kind and id."""
        ...

    def uses(self, kind: str) -> Mapping[str, int]:
        """How many documents mention each of a kind, by its id, where any does; as cheap as an answer that is held."""
        ...

    def applied(self) -> int:
        """The last log row that the engine has consumed."""
        ...


class Publisher(Protocol):
    """Writes documents to the log."""

    def publish(self, publications: Sequence[Publication], *, by: str) -> int:
        """Append all of them in one body, by whom for the audit trail; the log row."""
        ...


class Health(Protocol):
    """Whether the parts work."""

    def checks(self) -> Sequence[CheckView]:
        """Each part that the API cannot do without."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that the API is built over.

    Attributes:
        clock: The present.
        secret: The workspace's secret, 16 to 64 bytes; signs cursors.
        access: Credentials.
        accounts: People who may enter.
        trail: Who did what.
        profiles: Profiles.
        partings: Partings.
        personal: What people may ask of their data.
        segments: Memberships.
        audiences: Lists, and events of the workspace.
        why: Reasons.
        journeys: Journeys, beside their documents.
        simulations: Journeys, played over the past.
        backtests: The past.
        exports: Files.
        previews: Segments that nobody has saved.
        insight: Questions, metrics and dashboards.
        attributions: Who earned the conversions.
        expressions: Help for whoever writes one.
        trends: Sizes over time.
        schemas: Schemas in force.
        documents: Documents, read.
        publisher: Documents, written.
        kinds: What documents may hold, with every domain's checks.
        quarantine: Rejects.
        imports: Files on their way into the log.
        mappings: Mappings over rows that sources send.
        live: The live feed.
        work: What goes on besides events.
        overview: What only screens ask.
        messages: The outbox.
        consents: Consents, as a ledger.
        suppressions: Addresses that are not written to.
        stencils: Templates at work.
        offers: Which offers people get.
        returns: Mail that came back.
        models: Models: versions, runs, jobs, scores.
        hosted: Opens what answers the links of messages; templates are loaded only then.
        health: Readiness.
    """

    clock: Clock
    secret: bytes
    access: Access
    accounts: Accounts
    trail: Trail
    profiles: ProfileReader
    partings: PartingDesk
    personal: PersonalDesk
    segments: SegmentReader
    audiences: AudienceDesk
    why: WhyReader
    journeys: JourneyDesk
    simulations: Simulator
    backtests: BackTester
    exports: Exporter
    previews: Previewer
    models: ModelDesk
    insight: InsightDesk
    attributions: AttributionDesk
    expressions: ExpressionDesk
    trends: TrendReader
    schemas: SchemaReader
    documents: DocumentReader
    publisher: Publisher
    kinds: Kinds
    quarantine: QuarantineDesk
    imports: ImportDesk
    mappings: MappingDesk
    live: LiveReader
    work: WorkReader
    overview: OverviewDesk
    messages: MessageDesk
    consents: ConsentDesk
    suppressions: SuppressionDesk
    stencils: StencilDesk
    offers: OfferDesk
    returns: ReturnDesk
    hosted: "Callable[[], HostedDesk]"
    health: Health


__all__ = [
    "AliasView",
    "BackTestView",
    "BackTester",
    "CheckView",
    "DayView",
    "DependentView",
    "DocumentReader",
    "DocumentState",
    "Exporter",
    "ExpressionDesk",
    "FieldView",
    "FlipView",
    "Health",
    "IdentityGraphView",
    "IdentityView",
    "JourneyDesk",
    "LinkView",
    "MemberView",
    "MembershipView",
    "Mending",
    "MergeView",
    "Parting",
    "PartingDesk",
    "Previewer",
    "ProfileReader",
    "ProfileView",
    "Publisher",
    "QuarantineDesk",
    "Question",
    "RejectCountView",
    "RejectView",
    "Replayed",
    "Running",
    "SchemaReader",
    "SchemaView",
    "SegmentReader",
    "Services",
    "Simulator",
    "Slice",
    "StoredDocument",
    "TimelineEvent",
    "TimelineFact",
    "TrendReader",
    "WhyReader",
    "WhyView",
]
