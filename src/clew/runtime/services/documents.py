"""The authored documents as the engine knows them, and the one way to publish more."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar, cast

from clew.actions import PROPOSED
from clew.api.ports import DocumentState, StoredDocument, Title
from clew.api.views import DependentView
from clew.catalog import SOURCE, Document, Key, Publication, from_data, head, standing
from clew.decisions.offers import Offer, takers
from clew.engine import SEEDED_KINDS, conditions_in, definitions_of, namespaces_in, offers_in, retention_in, zone_in
from clew.engine.ports import DocumentRow, StateStore
from clew.events import Event
from clew.events.ports import Arrival, EventLog
from clew.expressions import Expr, inline, parse
from clew.identity import Namespaces
from clew.journeys import JourneyProgram
from clew.kernel.hashing import BUCKETS
from clew.kernel.instants import SECOND, Clock, Duration, Instant
from clew.kernel.packing import from_json, pack
from clew.profiles import Program, compile_program
from clew.runtime.services.units import units_of

T = TypeVar("T")

_FRESH_FOR = SECOND


class Documents:
    """Reads documents through a short cache: they change rarely, and are asked for with every profile."""

    def __init__(self, store: StateStore, log: EventLog, clock: Clock) -> None:
        self._store = store
        self._log = log
        self._clock = clock
        self._rows: list[DocumentRow] = []
        self._read_at: Instant = 0
        self._awaited = 0
        self._compiled: tuple[list[DocumentRow], Program] | None = None
        self._derived: tuple[list[DocumentRow], dict[tuple[str, str], Any]] = ([], {})
        # What a document mentions is dear to find, and one of hundreds changes at a time.
        self._mentions: dict[Key, tuple[Document, frozenset[Key]]] = {}

    def rows(self) -> list[DocumentRow]:
        """All versions, at most a second old; never older than what was published here and is applied."""
        now = self._clock.now()
        if self._awaited or not self._read_at or not 0 <= now - self._read_at < _FRESH_FOR:
            # Until the engine has taken over what we published, what is read is out of date soon: it is not kept.
            awaited = self._awaited
            if self.applied() >= awaited == self._awaited:
                self._awaited = 0
            # Which archived version the engine has let go of is nobody's business but its own.
            stored = self._store.documents()
            found = [row._replace(status="archived") if row.status == "past" else row for row in stored]
            if found != self._rows:  # else what was worked out from them still holds
                self._rows = found
            self._read_at = now
        return self._rows

    def documents(self, kind: str | None = None) -> Sequence[StoredDocument]:
        """All versions (of one kind), in order of (kind, id, version)."""
        rows = [row for row in self.rows() if kind is None or row.kind == kind]
        building = any(row.status == "building" for row in rows)
        done = Counter(tuple(key) for *key, _ in self._store.seeded()) if building else Counter[tuple[Any, ...]]()
        return [_stored(row, done[row.kind, row.id, row.version]) for row in rows]

    def titles(self) -> Sequence[Title]:
        """Every document that has not ended, by its name; worked out once for as long as the rows are held."""
        return self._derive(("titles", ""), _titles)

    def dependents(self, kind: str, document_id: str) -> list[DependentView]:
        """The documents that mention one as they are today, in order of kind and id: what keeps it from ending.

        That is a live version, or the draft of what never was live; what was said before counts no more. A template
        mentions an offer by a place where it fits.
        """
        from clew.runtime.kinds import KINDS  # noqa: PLC0415  (the checks of all kinds, which few readers need)

        key = Key(kind, document_id)
        today = self._derive(("today", ""), _today)
        found = {name for name, document in today.items() if any(each.key == key for each in KINDS.mentions(document))}
        if kind == "offer" and key in today:
            found.update(takers(today[key], list(today.values())))
        return [DependentView(kind=each.kind, id=each.id, name=today[each].name) for each in sorted(found)]

    def uses(self, kind: str) -> Mapping[str, int]:
        """How many documents mention each of a kind as they are today, by its id, where any does."""
        from clew.runtime.kinds import KINDS  # noqa: PLC0415  (as above)

        def keys(document: Document) -> frozenset[Key]:
            held = self._mentions.get(document.key)
            if held is None or held[0] != document:
                held = (document, frozenset(each.key for each in KINDS.mentions(document)))
                self._mentions[document.key] = held
            return held[1]

        def counted(rows: list[DocumentRow]) -> Mapping[str, int]:
            mentioned = (keys(document) for document in _today(rows).values())
            return Counter(key.id for each in mentioned for key in each if key.kind == kind)

        return self._derive(("uses", kind), counted)

    def applied(self) -> int:
        """The last log row that the engine has consumed."""
        return self._store.offset().seq

    def publish(self, publications: Sequence[Publication], *, by: str) -> int:
        """Append all of them in one body, by whom for the audit trail; the log row."""
        events = [Event(p.id, "publish", "publish", properties=p.properties, context={"by": by}) for p in publications]
        (place,) = self._log.append([Arrival(SOURCE, pack(events))])
        assert place is not None  # noqa: S101  (an arrival with a body gets a place)
        self._awaited = place.seq
        return place.seq

    def forget(self) -> None:
        """Read them anew when they are asked for next: somebody has just ordered a change."""
        self._read_at = 0

    def program(self) -> Program:
        """The live definitions, compiled."""
        rows = self.rows()
        if self._compiled is None or self._compiled[0] is not rows:
            live = [row for row in rows if row.status == "live" and row.kind in SEEDED_KINDS]
            # What offers ask of people, but not what journeys do: nobody asks that here.
            asked = conditions_in([row for row in live if row.kind == "offer"], JourneyProgram())
            self._compiled = (rows, compile_program([*definitions_of(live), *asked], zone=zone_in(rows)))
        return self._compiled[1]

    def offers(self) -> tuple[Offer, ...]:
        """The offers in force."""
        return self._derive(("offers", ""), offers_in)

    def live(self, kind: str) -> Mapping[str, DocumentRow]:
        """The live version of each document of a kind, by id."""
        return self._derive(
            ("live", kind),
            lambda rows: {row.id: row for row in rows if row.kind == kind and row.status == "live"},
        )

    def known(self, kind: str) -> Mapping[str, DocumentRow]:
        """The version by which each document of a kind is meant, by id: the live one, else the one being built."""
        return self._derive(
            ("known", kind),
            lambda rows: {
                row.id: row
                for status in ("building", "live")
                for row in rows
                if row.kind == kind and row.status == status
            },
        )

    def mark(self) -> int:
        """Another number once any version has come or stands otherwise."""
        return self._derive(("mark", ""), lambda rows: hash(tuple(row[:4] for row in rows)))

    def namespaces(self) -> Namespaces:
        """The namespaces in force."""
        return self._derive(("namespaces", ""), namespaces_in)

    def retention(self) -> Duration | None:
        """How long events are kept; None: for ever."""
        return self._derive(("retention", ""), retention_in)

    def expressions(self, kind: str) -> Mapping[str, Expr]:
        """What the segments or traits say, by id; read once for as long as the rows are held."""

        def read(_: list[DocumentRow]) -> Mapping[str, Expr]:
            return {name: parse(str(from_json(row.document)["expression"])) for name, row in self.known(kind).items()}

        return self._derive(("expressions", kind), read)

    def inlined(self, expr: Expr) -> Expr:
        """An expression with what it mentions put in its place.

        Raises:
            CxlError: if it mentions what does not stand.
        """
        return inline(expr, self.expressions("segment"), self.expressions("trait"))

    def names(self, kind: str) -> Mapping[str, str]:
        """What people call the documents of a kind, by id."""
        return self._derive(
            ("names", kind),
            lambda _: {name: str(from_json(row.document).get("name", name)) for name, row in self.known(kind).items()},
        )

    def told_of_by(self, event: Event) -> str:
        """What people call the template or the offer that an event tells of; empty where it tells of none."""
        kind = "offer" if event.type == PROPOSED else "template"
        if kind == "template" and not event.type.startswith("message_"):
            return ""
        return self.names(kind).get(str(event.properties.get(kind, "")).partition("@")[0], "")

    def mentioned(self) -> Mapping[str, Mapping[str, str]]:
        """What people call what expressions and journeys mention, by kind and id; as `unit`, in what it is measured."""
        kinds = ("segment", "trait", "model", "template", "journey")
        return {**{kind: self.names(kind) for kind in kinds}, "unit": self.units()}

    def units(self) -> Mapping[str, str]:
        """In what is measured what expressions mention, by `unit_key`, as far as documents say so."""

        def bodies(kind: str) -> list[tuple[str, Mapping[str, Any]]]:
            return [(name, from_json(row.document)) for name, row in self.known(kind).items()]

        return self._derive(("units", ""), lambda _: units_of(bodies))

    def _derive(self, key: tuple[str, str], make: Callable[[list[DocumentRow]], T]) -> T:
        """What follows from the rows, worked out once for as long as they are held."""
        rows = self.rows()
        held, derived = self._derived
        if held is not rows:
            derived = {}
            self._derived = (rows, derived)
        if key not in derived:
            derived[key] = make(rows)
        return derived[key]


def _stored(row: DocumentRow, buckets: int) -> StoredDocument:
    seeded = buckets / BUCKETS if row.status == "building" else None
    return StoredDocument(from_data(from_json(row.document)), cast("DocumentState", row.status), row.at, seeded=seeded)


def _today(rows: list[DocumentRow]) -> dict[Key, Document]:
    """What each document is today, unless it has ended."""
    versions = groupby((_stored(row, 0) for row in rows), lambda stored: stored.document.key)
    heads = [head([standing(stored.document, stored.state) for stored in several]) for _, several in versions]
    return {document.key: document for document in heads if document is not None}


def _titles(rows: list[DocumentRow]) -> list[Title]:
    found: list[Title] = []
    for _, several in groupby((_stored(row, 0) for row in rows), lambda stored: stored.document.key):
        versions = list(several)
        today = head([standing(stored.document, stored.state) for stored in versions])
        if today is not None:
            stored = next(each for each in versions if each.document.version == today.version)
            more = " ".join((*today.labels, today.description)).casefold()
            found.append(Title(today.kind, today.id, today.name, today.description, more, stored.state, stored.at))
    return found
