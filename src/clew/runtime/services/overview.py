"""What changed since yesterday, from the lake and the facts; people found by what is known of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from clew.actions import LOCAL
from clew.api.overview.views import (
    ConsentCountView,
    DriftedView,
    DroppedView,
    FlowView,
    FoundView,
    JourneyMoveView,
    OfferFiguresView,
    OriginView,
    OverviewView,
    PaletteView,
    RefusedView,
    SegmentMoveView,
    SourceFiguresView,
)
from clew.api.ports import Health, QuarantineDesk
from clew.engine.ports import DocumentRow
from clew.journeys import TEST
from clew.kernel.instants import DAY, HOUR, Instant
from clew.kernel.packing import from_json
from clew.runtime.services.documents import Documents
from clew.runtime.services.figures import consents, offers, sources
from clew.runtime.services.finding import Finder
from clew.runtime.services.gate import Busy, Gate
from clew.runtime.services.models import Models
from clew.runtime.services.palette import Palettes
from clew.runtime.services.profiles import Profiles
from clew.runtime.services.segments import segment_key

if TYPE_CHECKING:
    from clew.runtime.workspace import Workspace

_HOURS = 48

MOST_AT_ONCE = 4
"""Each scans columns of the whole history; a fifth waits for one of them, but not for long."""

WAIT_SECONDS = 5.0

# Outcomes of our own messages are events too; they are told apart from what people did. Nobody was written to where the
# workspace itself took a message: as its local outbox, or for a channel that has no provider.
_EVENTS = """
    SELECT (epoch_us(ts) - $since) // $hour AS hour,
           count(*) FILTER (WHERE source <> 'clew') AS happened,
           count(*) FILTER (WHERE type = 'message_sent' AND NOT own) AS sent,
           count(*) FILTER (WHERE type = 'message_sent' AND own) AS kept
    FROM (
        SELECT ts, source, type, coalesce(json_extract_string(properties, '$.channel') = $local, false)
            OR coalesce(json_extract_string(properties, '$.reference') LIKE $local || ':%', false) AS own
        FROM events
    )
    WHERE ts >= make_timestamp($since) AND ts < make_timestamp($until) GROUP BY ALL
"""
_ACTIVE = """
    SELECT epoch_us(ts) >= $middle AS now, count(DISTINCT profile_id) AS people
    FROM events WHERE ts >= make_timestamp($since) AND ts < make_timestamp($until) AND source <> 'clew' GROUP BY ALL
"""
_ARRIVED = """
    WITH recent AS (
        SELECT profile_id, min(ts) AS first FROM events
        WHERE ts >= make_timestamp($since) AND ts < make_timestamp($until) GROUP BY profile_id
    )
    SELECT epoch_us(first) >= $middle AS now, count(*) AS people
    FROM recent ANTI JOIN (SELECT profile_id FROM events WHERE ts < make_timestamp($since)) USING (profile_id)
    GROUP BY ALL
"""
# Who came into a segment by a record of long ago, such as an imported one, did not come yesterday.
_MOVES = """
    WITH moved AS (
        SELECT profile_id, seq, subject, kind FROM facts
        WHERE kind IN ('segment_entered', 'segment_exited') AND cause <> 'backfill'
          AND ts >= make_timestamp($middle) AND ts < make_timestamp($until)
    ), late AS (
        SELECT DISTINCT profile_id, seq FROM events
        WHERE received_at >= make_timestamp($since) AND ts < make_timestamp($since)
    )
    SELECT subject, count(*) FILTER (WHERE kind = 'segment_entered') AS entered,
           count(*) FILTER (WHERE kind = 'segment_exited') AS gone
    FROM moved ANTI JOIN late USING (profile_id, seq) GROUP BY ALL
"""
_RESULTS = """
    SELECT split_part(subject, '@', 1) AS journey, kind, count(*) AS times
    FROM facts
    WHERE kind IN ('journey_entered', 'journey_ended', 'journey_goal') AND NOT split_part(subject, '/', 2) LIKE $test
      AND ts >= make_timestamp($middle) AND ts < make_timestamp($until) GROUP BY ALL
"""
_SUPPRESSED = """
    SELECT epoch_us(ts) >= $middle AS now, count(*) AS messages
    FROM facts WHERE kind = 'message_suppressed' AND NOT split_part(subject, '/', 2) LIKE $test
      AND ts >= make_timestamp($since) AND ts < make_timestamp($until) GROUP BY ALL
"""


class Overviews:
    """Answers what only screens ask."""

    def __init__(
        self,
        workspace: "Workspace",
        documents: Documents,
        profiles: Profiles,
        quarantine: QuarantineDesk,
        health: Health,
    ) -> None:
        self._workspace = workspace
        self._documents = documents
        self._quarantine = quarantine
        self._health = health
        self._profiles = profiles
        self._finder = Finder(workspace, profiles)
        self._palettes = Palettes(workspace, documents)
        self._gate = Gate(MOST_AT_ONCE, Busy, "as many searches and overviews run as may")

    def overview(self) -> OverviewView:
        """What changed since yesterday. Raises `Busy`; so do `search` and `palette`."""
        with self._gate.inside(WAIT_SECONDS):
            return self._overview()

    def _overview(self) -> OverviewView:
        now = self._workspace.clock.now()
        hours, sent, kept = self._hours(now)
        return OverviewView(
            at=now,
            people=self._workspace.store.count(),
            events=_halves(hours),
            hours=tuple(hours),
            active=self._flow(_ACTIVE, now),
            arrived=self._flow(_ARRIVED, now),
            messages=_halves(sent),
            kept=_halves(kept),
            suppressed=self._flow(_SUPPRESSED, now),
            segments=self._segments(now),
            journeys=self._journeys(now),
            rejects=tuple(self._quarantine.counts()),
            refused=tuple(_refused(self._documents.rows())),
            checks=tuple(self._health.checks()),
            drifted=tuple(self._drifted()),
            dropped=tuple(
                DroppedView(reason=reason, records=records, last_at=at)
                for reason, (records, at) in self._workspace.store.dropped().items()
            ),
        )

    def sources(self) -> list[SourceFiguresView]:
        """What each source has sent, in order of its id. Raises `Busy`."""
        with self._gate.inside(WAIT_SECONDS):
            return sources(self._workspace, self._quarantine.counts())

    def offers(self) -> list[OfferFiguresView]:
        """How often each offer was proposed, in order of its id. Raises `Busy`."""
        with self._gate.inside(WAIT_SECONDS):
            return offers(self._workspace)

    def consents(self) -> list[ConsentCountView]:
        """What people said to each key of consent, in order of the key. Raises `Busy`."""
        with self._gate.inside(WAIT_SECONDS):
            return consents(self._workspace)

    def people(self) -> int:
        """How many people are known."""
        return self._workspace.store.count()

    def search(self, text: str, limit: int, segment: str | None) -> list[FoundView]:
        """Who is known by this, or has it among the declared facts; who was active lately if there is no text."""
        with self._gate.inside(WAIT_SECONDS):
            return self._finder.search(text, limit, segment)

    def provenance(self, profile_id: str) -> list[OriginView] | None:
        """Where the declared facts of a person come from; None when there is no such profile."""
        return self._profiles.provenance(profile_id)

    def palette(self) -> PaletteView:
        """Everything that a condition may mention."""
        with self._gate.inside(WAIT_SECONDS):
            return self._palettes.palette()

    def _drifted(self) -> Iterator[DriftedView]:
        """Models that no longer see what they were trained on."""
        models, names = Models(self._workspace, self._documents), self._documents.names("model")
        for model in sorted(models.documents()):
            alarms = models.alarms(model)
            if alarms:
                yield DriftedView(id=model, name=names.get(model, model), alarms=alarms)

    def _ask(self, sql: str, now: Instant) -> list[list[int]]:
        until = now + 1
        known = {
            "since": until - _HOURS * HOUR,
            "middle": until - DAY,
            "until": until,
            "hour": HOUR,
            "test": f"{TEST}%",
            "local": LOCAL,
        }
        parameters = {name: value for name, value in known.items() if f"${name}" in sql}
        return self._workspace.queries.run(sql, parameters, rows=100_000).rows

    def _hours(self, now: Instant) -> tuple[list[int], list[int], list[int]]:
        happened, sent, kept = [0] * _HOURS, [0] * _HOURS, [0] * _HOURS
        for hour, *found in self._ask(_EVENTS, now):
            happened[hour], sent[hour], kept[hour] = found
        return happened, sent, kept

    def _flow(self, sql: str, now: Instant) -> FlowView:
        found = {bool(late): count for late, count in self._ask(sql, now)}
        return FlowView(now=found.get(True, 0), before=found.get(False, 0))

    def _segments(self, now: Instant) -> tuple[SegmentMoveView, ...]:
        moves = {str(subject): (entered, left) for subject, entered, left in self._ask(_MOVES, now)}
        sizes = self._workspace.store.segment_counts()
        names = self._documents.names("segment")
        found = [
            SegmentMoveView(
                id=name,
                name=names.get(name, name),
                size=sizes.get(segment_key(row), 0),
                entered=moves.get(name, (0, 0))[0],
                left=moves.get(name, (0, 0))[1],
            )
            for name, row in self._documents.live("segment").items()
        ]
        return tuple(sorted(found, key=lambda move: (-move.entered - move.left, -move.size, move.id)))

    def _journeys(self, now: Instant) -> tuple[JourneyMoveView, ...]:
        standing = {row.id: row for row in self._documents.rows() if row.kind == "journey" and _runs(row)}
        if not standing:
            return ()
        results: Mapping[tuple[str, str], int] = {
            (str(journey), str(kind)): times for journey, kind, times in self._ask(_RESULTS, now)
        }
        inside: Counter[str] = Counter()
        for place in self._workspace.store.participant_counts():
            if place.status == "active":
                inside[place.journey] += place.people
        found = [
            JourneyMoveView(
                id=name,
                name=str(from_json(row.document).get("name", name)),
                state=row.status,
                under_way=inside[name],
                entered=results.get((name, "journey_entered"), 0),
                ended=results.get((name, "journey_ended"), 0),
                goals=results.get((name, "journey_goal"), 0),
            )
            for name, row in standing.items()
        ]
        return tuple(sorted(found, key=lambda each: (-each.entered - each.ended, -each.under_way, each.id)))


def _refused(rows: Sequence[DocumentRow]) -> Iterator[RefusedView]:
    """Newest versions that do not compile; what was mended since, or ended, needs nobody."""
    newest = {(row.kind, row.id): row for row in rows if row.status != "draft"}
    for row in newest.values():
        if row.status == "refused":
            name = str(from_json(row.document).get("name", row.id))
            yield RefusedView(kind=row.kind, id=row.id, name=name, version=row.version)


def _runs(row: DocumentRow) -> bool:
    return row.status in ("live", "paused")


def _halves(hours: list[int]) -> FlowView:
    return FlowView(now=sum(hours[_HOURS // 2 :]), before=sum(hours[: _HOURS // 2]))
