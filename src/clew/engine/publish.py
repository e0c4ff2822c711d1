"""Documents as the engine knows them: what a publishing record changes, and the program that follows from it.

A new segment or trait is `building` until every bucket is seeded from history; it becomes live for everybody at the
instant of its `live` record. Publishing is a record of the log, so a replay switches definitions where the live run
did.

All that is building at a time is a generation: it is built over history together, and goes live at one record, so that
what mentions each other is of one meaning before that record and after it. Whatever is published meanwhile begins
another generation.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo

from clew.actions import Policy
from clew.decisions.offers import Offer
from clew.engine.itineraries import IN_FORCE, conditions_in, conditions_of, journeys_in, offers_in, policy_in
from clew.engine.rows import DocumentRow
from clew.events import Event, Record
from clew.identity import Namespaces
from clew.journeys import JourneyProgram, audience_key
from clew.kernel.errors import ClewError
from clew.kernel.hashing import BUCKETS
from clew.kernel.packing import from_json, to_json
from clew.profiles import Definition, Program, check_definition, compile_program

SEEDED_KINDS = frozenset({"segment", "trait", "journey", "offer", "workspace"})
"""Kinds whose documents are folded over history before they go live, where that makes a difference."""

_ASKING_KINDS = frozenset({"journey", "offer"})
"""Kinds whose documents mention conditions."""

_COMPILED_KINDS = SEEDED_KINDS | {"namespace", "policy", "source"}
_UNUSABLE = (ClewError, KeyError, ValueError, OSError)
"""What compiling raises of a document that was not planned: no expression, no such zone."""

DocumentKey = tuple[str, str, int]
"""`(kind, id, version)`."""


class Publisher:
    """The documents of a workspace, and their compiled program.

    Attributes:
        program: Compiled from the live and building segments and traits, and what journeys and offers ask of people.
        journeys: Compiled from the journeys in force.
        policy: The rules for messages.
        offers: Those in force.
        historical: Sources whose past is being imported: what they say begins no journey.
        namespaces: Those in force.
        seeded: Buckets done so far, for the present generation.
    """

    def __init__(self, rows: Iterable[DocumentRow], seeded: Iterable[tuple[str, str, int, int]]) -> None:
        self.program: Program = Program()
        self.journeys: JourneyProgram = JourneyProgram()
        self.policy: Policy = Policy()
        self.offers: tuple[Offer, ...] = ()
        self.historical: frozenset[str] = frozenset()
        self.namespaces: Namespaces = Namespaces()
        self.begin(rows, seeded)

    def begin(self, rows: Iterable[DocumentRow], seeded: Iterable[tuple[str, str, int, int]]) -> None:
        """Go by what is stored: at first, and when what was taken over did not come to be committed."""
        self._rows: dict[DocumentKey, DocumentRow] = {(r.kind, r.id, r.version): r for r in rows}
        self._before: dict[DocumentKey, DocumentRow | None] = {}
        done = Counter(bucket for *_, bucket in seeded)
        self.seeded: set[int] = {bucket for bucket, rows in done.items() if rows == len(self.building())}
        self._stale = True
        self.settle(0)

    def rows(self, kind: str | None = None) -> list[DocumentRow]:
        """All versions, of one kind if named."""
        return [row for row in self._rows.values() if kind is None or row.kind == kind]

    def building(self) -> list[DocumentRow]:
        """Definitions that are still being seeded."""
        return [row for row in self._rows.values() if row.status == "building" and row.kind in SEEDED_KINDS]

    @property
    def generation(self) -> int:
        """Log row of the newest record that changed what is built, or what it is built by."""
        changed = (row.seq for row in self._rows.values() if row.kind in SEEDED_KINDS and row.status != "draft")
        return max(changed, default=0)

    def next_bucket(self) -> int | None:
        """A bucket that what is building still lacks; None when all are done."""
        return min(set(range(BUCKETS)) - self.seeded, default=None) if self.building() else None

    def note_seeded(self, bucket: int) -> list[tuple[str, str, int, int]]:
        """Note that a bucket is done; the rows to commit."""
        self.seeded.add(bucket)
        return [(row.kind, row.id, row.version, bucket) for row in self.building()]

    def publish(self, record: Record, *, empty: bool) -> list[DocumentRow]:
        """Take a document over as the record says; `settle` when the body has been read.

        Args:
            record: Of kind `publish`; its `document` property is the whole document.
            empty: Whether there is no profile yet: then a definition has nothing to be seeded from and is live.

        Returns:
            The document rows to commit.
        """
        document: dict[str, Any] = record.event.properties["document"]
        kind, name, version = str(document["kind"]), str(document["id"]), int(document.get("version", 1))
        if document.get("status") == "archived":
            changed = [
                row._replace(status="archived", seq=record.seq, at=record.at)
                for row in self._rows.values()
                if (row.kind, row.id) == (kind, name) and row.status not in ("archived", "past")
            ]
            return self._take(changed)
        if document.get("status") == "draft":
            return self._take([DocumentRow(kind, name, version, "draft", record.seq, record.at, to_json(document))])
        row = DocumentRow(kind, name, version, "live", record.seq, record.at, to_json(document))
        if not empty and self._needs_seeding(row):
            return self._take(self._superseding(row._replace(status="building"), {"building"}))
        return self._take(self._in_its_place(row))

    def _needs_seeding(self, row: DocumentRow) -> bool:
        try:
            if row.kind in _ASKING_KINDS:
                asked = self.program.conditions.keys() | self.program.segments.keys()
                return not conditions_of(row).keys() <= asked - self._being_built()
            if row.kind == "workspace":
                return self.program.local and zone_in([row]) != self.program.zone
        except _UNUSABLE:
            return False
        return row.kind in SEEDED_KINDS

    def _being_built(self) -> set[str]:
        """The conditions that only what is building asks, and so not of everybody yet."""
        asked: dict[str, set[str]] = {"building": set(), "in force": set()}
        for row in self._rows.values():
            if row.kind in _ASKING_KINDS and (row.status == "building" or row.status in IN_FORCE):
                with suppress(*_UNUSABLE):
                    asked["building" if row.status == "building" else "in force"].update(conditions_of(row))
        return asked["building"] - asked["in force"]

    def control(self, record: Record) -> list[DocumentRow]:
        """Pause or resume a journey, or let go of its old versions, as the record says; the rows to commit."""
        said = record.event.properties
        if said.get("action") == "let_go":
            return self._let_go(said)
        if said.get("action") not in ("pause", "resume"):
            return []
        before, after = ("live", "paused") if said.get("action") == "pause" else ("paused", "live")
        return self._take(
            [
                row._replace(status=after, seq=record.seq, at=record.at)
                for row in self._rows.values()
                if (row.kind, row.id, row.status) == (said.get("kind"), said.get("id"), before)
            ]
        )

    def _let_go(self, said: Mapping[str, Any]) -> list[DocumentRow]:
        """Have versions of a journey compiled no more that nobody is on; where and since when they ended stays."""
        named: object = said.get("versions")
        gone = cast("list[object]", named) if isinstance(named, list) else []
        return self._take(
            [
                row._replace(status="past")
                for row in self._rows.values()
                if (row.kind, row.id, row.status) == ("journey", said.get("id"), "archived") and row.version in gone
            ]
        )

    def is_built(self, record: Record) -> bool:
        """Whether the record is about the present generation: what was published since it was built comes first."""
        # Records of before there were generations name a document; those of one generation stand side by side.
        said = record.event.properties.get("generation", self.generation)
        return bool(self.building()) and said == self.generation

    def go_live(self, record: Record) -> list[list[DocumentRow]]:
        """Make all that was building live; each version with those that it supersedes, to be committed."""
        switched = [
            self._in_its_place(row._replace(status="live", seq=record.seq, at=record.at)) for row in self.building()
        ]
        self._take([row for each in switched for row in each])
        return switched

    def audience(self, text: str) -> str | None:
        """Under which key the members of an audience are kept; None for a segment that is not live."""
        key = audience_key(text)
        if key in self.program.segments:
            return key
        live = (row for row in self._rows.values() if (row.kind, row.id, row.status) == ("segment", text, "live"))
        return next((f"{row.id}@{row.version}" for row in live), None)

    def _in_its_place(self, newer: DocumentRow) -> list[DocumentRow]:
        """A version that goes live, and those that it supersedes; where these were paused, so is it."""
        newer, *superseded = self._superseding(newer, IN_FORCE | {"building"})
        if any(self._rows[row.kind, row.id, row.version].status == "paused" for row in superseded):
            newer = newer._replace(status="paused")
        return [newer, *superseded]

    def _superseding(self, newer: DocumentRow, statuses: Collection[str]) -> list[DocumentRow]:
        """A version, and the others of its document that have one of these statuses, archived."""
        superseded = (
            row._replace(status="archived", seq=newer.seq, at=newer.at)
            for row in self._rows.values()
            if (row.kind, row.id) == (newer.kind, newer.id) and row.version != newer.version and row.status in statuses
        )
        return [newer, *superseded]

    def _take(self, rows: list[DocumentRow]) -> list[DocumentRow]:
        again = False
        for row in rows:
            key = row.kind, row.id, row.version
            before = self._rows.get(key)
            self._before.setdefault(key, before)
            self._rows[key] = row
            again = again or _seeds_anew(row, before)
        if again:
            self.seeded.clear()
        self._stale = self._stale or any(row.kind in _COMPILED_KINDS for row in rows)
        return rows

    def settle(self, seq: int) -> list[DocumentRow]:
        """Compile the documents as they are now, once for all that a body publishes.

        A record in the log can't be refused any more, and must not stop the engine: a document that it can't work by
        is refused here, and its predecessor stays. What was planned before publishing never is.

        Args:
            seq: Log row of the body.

        Returns:
            The further rows to commit.
        """
        changed: list[DocumentRow] = []
        if self._stale:
            try:
                self._compile()
            except _UNUSABLE:
                changed = self._take(self._refused([row for row in self._rows.values() if row.seq == seq]))
                self._compile()
        self._before = {}
        return changed

    def _refused(self, said: Sequence[DocumentRow]) -> list[DocumentRow]:
        """Of what a body changed, what must be changed back."""
        new = [row for row in said if row.status in (*IN_FORCE, "building")]
        # One that is right in itself may make others wrong that mention it.
        refused = [row for row in new if not self._is_usable(row)] or new
        stay = {(row.kind, row.id) for row in refused}
        kept = [row for row in said if row.status == "archived" and (row.kind, row.id) in stay]
        before = [self._before.get((row.kind, row.id, row.version)) for row in kept]
        return [row._replace(status="refused") for row in refused] + [row for row in before if row is not None]

    def _is_usable(self, row: DocumentRow) -> bool:
        """Whether the engine can work by this document beside the others."""
        others = [r for r in self._rows.values() if (r.kind, r.id) != (row.kind, row.id)]
        live = row._replace(status="live")
        try:
            if row.kind in _ASKING_KINDS:
                offers_in([live])
                for definition in conditions_in([live], journeys_in([live], self.policy)):
                    check_definition(definition, _readable(others))
            elif row.kind == "policy":
                policy_in([live])
            elif row.kind in SEEDED_KINDS:
                (definition,) = definitions_of([live])
                check_definition(definition, _readable(others))
            elif row.kind == "namespace":
                namespaces_in([*others, live])
            elif row.kind == "workspace":
                zone_in([live])
        except _UNUSABLE:
            return False
        return True

    def _compile(self) -> None:
        rows = self._rows.values()
        policy = policy_in(rows)
        journeys = journeys_in(rows, policy)
        definitions = [*definitions_of(rows), *conditions_in(rows, journeys)]
        self.program, self.journeys, self.policy = (
            compile_program(definitions, zone=zone_in(rows), zone_to_come=zone_to_come_in(rows)),
            journeys,
            policy,
        )
        self.offers = offers_in(rows)
        self.namespaces = namespaces_in(rows)
        self.historical = historical_in(rows)
        self._stale = False


def _seeds_anew(row: DocumentRow, before: DocumentRow | None) -> bool:
    """Whether what is building may mean something else by this row, or there is more of it, or less.

    Nothing that is built mentions a journey or an offer: one that is in force at once, paused or ended changes nothing.
    """
    if row.kind not in SEEDED_KINDS or row.status == "draft":
        return False
    return row.kind not in _ASKING_KINDS or "building" in (row.status, before.status if before is not None else "")


def zone_in(rows: Iterable[DocumentRow]) -> tzinfo:
    """The workspace's zone; UTC unless its document names another."""
    for row in rows:
        if row.kind == "workspace" and row.status == "live":
            return ZoneInfo(str(from_json(row.document).get("zone", "UTC")))
    return UTC


def zone_to_come_in(rows: Iterable[DocumentRow]) -> tzinfo | None:
    """The workspace's zone once what is building is live; None if nothing building changes it."""
    building = [row._replace(status="live") for row in rows if row.kind == "workspace" and row.status == "building"]
    return zone_in(building) if building else None


def historical_in(rows: Iterable[DocumentRow]) -> frozenset[str]:
    """The sources that import the past."""
    live = (row for row in rows if row.kind == "source" and row.status == "live")
    return frozenset(row.id for row in live if from_json(row.document).get("historical") is True)


def namespaces_in(rows: Iterable[DocumentRow]) -> Namespaces:
    """The namespaces in force: the standard ones, and those that live documents declare."""
    return Namespaces(from_json(row.document) for row in rows if row.kind == "namespace" and row.status == "live")


def definitions_of(rows: Iterable[DocumentRow]) -> list[Definition]:
    """The segments and traits among these rows that are in force or on their way."""
    return [
        Definition(row.kind, row.id, row.version, expression_of(row), live=row.status == "live")
        for row in rows
        if row.kind in ("segment", "trait") and row.status in ("building", "live")
    ]


def _readable(rows: Iterable[DocumentRow]) -> Iterator[Definition]:
    """As `definitions_of`, without those that have no expression."""
    for row in rows:
        with suppress(*_UNUSABLE):
            yield from definitions_of([row])


def expression_of(row: DocumentRow) -> str:
    """The CXL text of a segment or trait."""
    return str(from_json(row.document)["expression"])


def live_event(generation: int) -> Event:
    """The record that makes a seeded generation live; saying it twice is harmless."""
    return Event(id=f"live:{generation}", kind="live", type="live", properties={"generation": generation})
