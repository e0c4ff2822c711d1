"""Profiles as of now: state, traits, segments, identities and one timeline of records and facts."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from clew.api.overview.views import OriginView
from clew.api.ports import Slice
from clew.api.views import (
    IdentityGraphView,
    IdentityView,
    MembershipView,
    ProfileView,
    Sort,
    TimelineEvent,
    TimelineFact,
)
from clew.engine import effective_records
from clew.engine.ports import KnownProfile, StateStore
from clew.events import Fact, Identity, Record
from clew.expressions import Reading
from clew.identity import canonical_namespace, spell
from clew.identity.ports import NodeRow
from clew.journeys import as_it_went, mark_of
from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock, Instant
from clew.kernel.packing import ExactNumber
from clew.profiles import ProfileState, Program, unpack_state, zone_of
from clew.runtime.services.documents import Documents
from clew.runtime.services.entries import Entries
from clew.runtime.services.identity_graph import graph_view
from clew.runtime.services.sorting import sort_of

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory

_MOST_DIGITS = 25
"""More digits than any sum of money has; a quotient without an end has as many as its context keeps."""


class BadIdentity(ClewError):
    """A text that can't be an identity of its namespace."""

    code = "profile.bad_identity"


class Profiles:
    """Reads profiles from state, tail and lake."""

    def __init__(self, store: StateStore, history: "LakeHistory", documents: Documents, clock: Clock) -> None:
        self._store = store
        self._entries = Entries(store, history, documents)
        self._history = history
        self._documents = documents
        self._clock = clock

    def find(self, namespace: str, value: str) -> str | None:
        """The id of the profile that answers for this identity. Raises as `look_up`."""
        known = self._known(namespace, value)
        return known.profile if known is not None else None

    def look_up(self, namespace: str, value: str) -> ProfileView | None:
        """The profile that answers for this identity (which is normalised first); in `profile`, for this profile's id.

        Raises:
            BadIdentity: if the value can't be an identity of the namespace.
        """
        return self._view(self._known(namespace, value))

    def _known(self, namespace: str, value: str) -> KnownProfile | None:
        code = canonical_namespace(namespace)
        if code == "profile":
            return self._store.known(value)
        normal = spell(self._documents.namespaces(), code, value)
        if normal is None:
            raise BadIdentity(f"this value can't be an identity of {code}", hint="check namespace and value")
        return self._store.known(Identity(code, normal))

    def get(self, profile_id: str) -> ProfileView | None:
        """The profile that answers for this id, which may be that of a merged one."""
        return self._view(self._store.known(profile_id))

    def _view(self, known: KnownProfile | None) -> ProfileView | None:
        if known is None:
            return None
        state, program = unpack_state(known.state), self._documents.program()
        return ProfileView(
            id=state.profile,
            created_at=state.created_at,
            last_at=state.last_at,
            records=state.records,
            identities=_identity_views(known.names),
            attributes=state.attributes,
            consents=state.consents,
            scores=state.scores,
            traits=_traits(state, program, self._clock.now()),
            segments=self._memberships(state),
        )

    def segments(self, profile_id: str) -> tuple[MembershipView, ...] | None:
        """The live segments that a person is in, each with the exact instant of entry; None when nobody is.

        It reads their history where somebody was in a segment before it was published, which a look-up does not.
        """
        known = self._store.known(profile_id)
        if known is None:
            return None
        views, live = self._memberships(unpack_state(known.state)), self._documents.live("segment")
        found = self._entries.of(known.profile, [live[view.id] for view in views if view.since is None])
        told = (view.model_copy(update={"since": found.get(view.id, view.since)}) for view in views)
        return tuple(sorted(told, key=_by_entry))

    def timeline(
        self, profile_id: str, *, after: str | None, limit: int, sorts: Collection[Sort] = ()
    ) -> Slice[TimelineEvent | TimelineFact] | None:
        """Its records and facts, newest first, of these sorts or of all; None when there is no such profile."""
        found = self._state(profile_id)
        if found is None:
            return None
        _, leaves = found
        records, facts = effective_records(self._history.read(leaves)), self._history.facts(leaves)
        items: list[tuple[str, TimelineEvent | TimelineFact]] = [
            *(
                (_place(r.ts, f"0.{r.seq:012d}.{r.index:06d}"), _event_view(r, self._documents.told_of_by(r.event)))
                for r in records
            ),
            *(
                (_place(f.at, f"1.{number:09d}"), _fact_view(f, self._name_of(f)))
                for number, f in enumerate(sorted(facts, key=as_it_went))
            ),
        ]
        if sorts:
            items = [item for item in items if sort_of(item[1]) in sorts]
        items.sort(key=lambda item: item[0], reverse=True)
        if after is not None:
            items = [item for item in items if item[0] < after]
        page = items[:limit]
        return Slice([item for _, item in page], page[-1][0] if page and len(items) > limit else None)

    def identities(self, profile_id: str) -> IdentityGraphView | None:
        """Its identity graph; None when there is no such profile."""
        found = self._state(profile_id)
        if found is None:
            return None
        state, leaves = found
        heads = self._store.members([state.profile]).get(state.profile, [])
        heads = sorted(heads, key=lambda head: (head.profile != state.profile, head.created_seq, head.created_index))
        return graph_view(
            state.profile,
            heads,
            nodes=self._store.nodes_of(leaves),
            edges=self._store.edges_of(leaves),
            links=self._store.links_of(leaves),
            records=self._history.read(leaves),
            namespaces=self._documents.namespaces(),
        )

    def provenance(self, profile_id: str) -> list[OriginView] | None:
        """Which record each declared fact comes from: the newest that says what is held true; None when nobody is."""
        found = self._state(profile_id)
        if found is None:
            return None
        state, leaves = found
        origins: dict[str, OriginView] = {}
        for record in sorted(effective_records(self._history.read(leaves)), key=lambda each: (each.ts, each.seq)):
            if record.event.kind != "identify":
                continue
            for name, value in record.event.properties.items():
                if state.attributes.get(name) == value:
                    origins[name] = OriginView(name=name, at=record.ts, source=record.source, event=record.event.id)
        return [origins[name] for name in sorted(origins)]

    def _name_of(self, fact: Fact) -> str:
        """What people call the segment or the journey that a fact is about; empty where nobody does."""
        mark = mark_of(fact)
        kind, subject = ("segment", fact.subject) if mark is None else ("journey", mark.journey)
        return self._documents.names(kind).get(subject, "")

    def _root(self, leaf: str) -> str | None:
        head = self._store.heads([leaf]).get(leaf)
        return head.root if head is not None else None

    def _state(self, profile_id: str) -> tuple[ProfileState, list[str]] | None:
        root = self._root(profile_id)
        packed = self._store.load([root]).get(root) if root is not None else None
        if root is None or packed is None:
            return None
        leaves = [head.profile for head in self._store.members([root]).get(root, [])]
        return unpack_state(packed), leaves

    def _memberships(self, state: ProfileState) -> tuple[MembershipView, ...]:
        live, names = self._documents.live("segment"), self._documents.names("segment")
        views: list[MembershipView] = []
        for key, since in state.segments.items():
            name, _, version = key.rpartition("@")
            row = live.get(name)
            if row is not None and row.version == int(version):
                views.append(MembershipView(id=name, name=names[name], since=since or None))
        return tuple(sorted(views, key=_by_entry))


def _identity_views(names: Sequence[NodeRow]) -> tuple[IdentityView, ...]:
    return tuple(
        IdentityView(namespace=n.identity.namespace, value=n.identity.value, since=n.since, profile=n.profile)
        for n in sorted(names, key=lambda node: (node.since, node.seq, node.identity))
    )


def _traits(state: ProfileState, program: Program, now: Instant) -> dict[str, object]:
    reading = Reading(
        attributes=state.attributes,
        consents=state.consents,
        scores=state.scores,
        clauses=state.clauses,
        now=now,
        zone=zone_of(state.attributes, program.zone),
    )
    return {name: plain(trait.value(reading)) for name, trait in sorted(program.traits.items())}


def plain(value: object) -> object:
    """A value as JSON holds it: a sum to its last digit, an average (which may have no last digit) as a float."""
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value() and abs(value) < 2**53:
        return int(value)
    number = float(value)
    endless = len(value.as_tuple().digits) > _MOST_DIGITS
    return number if endless or Decimal(repr(number)) == value else ExactNumber(value)


def _by_entry(view: MembershipView) -> tuple[Instant, str]:
    return view.since or 0, view.id


def _place(ts: Instant, within: str) -> str:
    """A text that orders by time, and at one instant what is true of somebody behind what happened."""
    return f"{ts:020d}.{within}"


def _event_view(record: Record, name: str) -> TimelineEvent:
    event = record.event
    return TimelineEvent(
        id=event.id,
        ts=record.ts,
        at=record.at,
        kind=event.kind,
        type=event.type,
        source=record.source,
        name=name,
        properties=event.properties,
        context=event.context,
    )


def _fact_view(fact: Fact, name: str) -> TimelineFact:
    return TimelineFact(ts=fact.at, kind=fact.kind, subject=fact.subject, name=name, cause=fact.cause)
