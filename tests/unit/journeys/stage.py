"""A stage for journeys: people, records and a virtual clock over the real step, without an engine.

Everything of one instant is one moment per person, alarms before records, as an engine must do it. Merges fold the
union of both histories anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from clew.actions import Action, Policy, compile_policy
from clew.catalog import Document
from clew.events import Event, Fact, Identity, Record, event_time
from clew.journeys import (
    Journey,
    JourneyProgram,
    JourneyState,
    Mark,
    compile_journeys,
    concerns,
    mark_of,
    pack_journeys,
    read_journey,
    step,
    unpack_journeys,
)
from clew.journeys.ports import Absorbed, Moment, Move, Start
from clew.journeys.thread import Conditions, Thread
from clew.kernel.instants import Instant, format_instant, parse_instant
from clew.profiles import Definition


def instant(text: Instant | str) -> Instant:
    return parse_instant(text) if isinstance(text, str) else text


def policy_of(default: Literal["opt_in", "opt_out"] = "opt_out", **rules: Any) -> Policy:
    """Rules as a policy document says them, with what silence means for marketing."""
    purposes = {"marketing": {"default": default}, "service": {"transactional": True}}
    body = {"purposes": purposes, **rules}
    return compile_policy([Document("policy", "p", "Policy", 1, body=body)])


OPT_OUT = policy_of()


class Stage:
    """Some people in some journeys.

    Attributes:
        facts: All so far.
        effects: All so far.
        spared: How often a step was left out, because it could change nothing.
    """

    def __init__(
        self,
        journeys: Iterable[Journey] = (),
        *,
        segments: Mapping[str, str] | None = None,
        zone: str = "UTC",
        policy: Policy = OPT_OUT,
    ) -> None:
        self.facts: list[Fact] = []
        self.effects: list[Action] = []
        self.paused: set[str] = set()
        self.now: Instant = 0
        self.spared = 0
        self._journeys = {(j.id, j.version): j for j in journeys}
        self._segments = [Definition("segment", name, 1, text) for name, text in (segments or {}).items()]
        self._zone = ZoneInfo(zone)
        self._policy = policy
        self._alias: dict[str, str] = {}
        self._born: list[str] = []
        self._records: dict[str, list[Record]] = {}
        self._threads: dict[str, Thread] = {}
        self.states: dict[str, JourneyState] = {}
        self._seq = 0
        self._build()

    def journey(self, body: Mapping[str, object], version: int = 1, name: str = "j") -> None:
        """Publish a version."""
        self._journeys[name, version] = read_journey(name, version, body)
        self._build()

    def archive(self, name: str, at: Instant | str) -> None:
        """End a journey for everybody."""
        self.advance(instant(at) - 1)
        self._journeys = {key: j for key, j in self._journeys.items() if key[0] != name}
        self._everybody(instant(at), archived=(name,))
        self._build()

    def pause(self, name: str, at: Instant | str) -> None:
        """Hold a journey."""
        self.advance(instant(at) - 1)
        self.paused.add(name)
        self._build()

    def resume(self, name: str, at: Instant | str) -> None:
        """Let it go on."""
        self.advance(instant(at) - 1)
        self.paused.discard(name)
        self._build()
        self._everybody(instant(at), resumed=(name,))

    def move(self, move: Move, at: Instant | str) -> None:
        """Migrate people in flight."""
        self.advance(instant(at) - 1)
        self._everybody(instant(at), moves=(move,))

    def newly(self, name: str, at: Instant | str) -> None:
        """A journey takes who is in its segment already."""
        self.advance(instant(at) - 1)
        self._everybody(instant(at), newly=(name,))

    def start(self, profile: str, start: Start, at: Instant | str) -> None:
        """An entry that the workspace decides."""
        self.advance(instant(at) - 1)
        self._step(self._root(profile), Moment(instant(at), starts=(start,)))

    def receive(self, at: Instant | str, events: Sequence[tuple[str, Event]]) -> None:
        """Everything that one instant brings."""
        at = instant(at)
        self.advance(at - 1)
        self.now = at
        brought: dict[str, list[Record]] = {}
        absorbed: dict[str, list[str]] = {}
        erased: set[str] = set()
        self._seq += 1
        for index, (profile, event) in enumerate(events):
            if event.kind == "merge":
                pair = [self._root(i.value) for i in event.identities]
                keep, gone = sorted(pair, key=self._born.index)
                self._alias[gone] = keep
                absorbed.setdefault(keep, []).append(gone)
                continue
            if event.kind == "delete_profile":
                erased.add(self._root(profile))
                continue
            if profile not in self._alias and profile not in self._born:
                self._born.append(profile)
            record = Record(self._seq, index, at, event_time(event, at), "case", profile, event)
            brought.setdefault(self._root(profile), []).append(record)
        for root in sorted({*brought, *absorbed, *erased}):
            self._bring(root, at, brought.get(root, []), absorbed.get(root, []), erased=root in erased)
        self.advance(at)

    def instant(self, at: Instant, records: Sequence[Record], controls: Sequence[tuple[Instant, str, str]]) -> None:
        """Records of one person and what becomes of journeys, all in one instant."""
        self.advance(at - 1)
        resumed = [name for _, what, name in controls if what == "resume"]
        if controls:
            self.paused = (self.paused | {name for _, what, name in controls if what == "pause"}) - set(resumed)
            self._build()
        self.now = at
        for root in {*self._threads, *(record.profile for record in records)}:
            mine = [record for record in records if record.profile == root]
            self._records.setdefault(root, []).extend(mine)
            if root not in self._threads:
                self._threads[root] = Thread(root, self._conditions)
                self.states.setdefault(root, JourneyState())
            self._step(root, Moment(at, records=mine, resumed=resumed))

    def advance(self, until: Instant | str) -> None:
        """Let time pass, with all alarms up to and including an instant."""
        until = instant(until)
        while True:
            dues = [(due, root) for root in self._threads if (due := self._due(root)) is not None and due <= until]
            if not dues:
                break
            at, root = min(dues)
            self.now = at
            self._step(root, Moment(at))
        self.now = max(self.now, until)

    def marks(self, *kinds: str) -> list[tuple[str, str, Mark]]:
        """Facts of these kinds: instant, profile, what they are about."""
        return [
            (format_instant(f.at), f.profile, mark)
            for f in self.facts
            if f.kind in kinds and (mark := mark_of(f)) is not None
        ]

    def said(self, *kinds: str) -> list[tuple[str, str]]:
        """Facts of these kinds: instant and detail (or node)."""
        return [(at, mark.detail or mark.node) for at, _, mark in self.marks(*kinds)]

    def sent(self) -> list[tuple[str, str]]:
        """Effects: instant and name."""
        return [(format_instant(e.at), e.template or e.kind) for e in self.effects]

    @property
    def program(self) -> JourneyProgram:
        """What is in force."""
        return self._program

    def _build(self) -> None:
        self._program = compile_journeys(self._journeys.values(), policy=self._policy, paused=self.paused)
        self._conditions = Conditions(self._program, self._segments, zone=self._zone)
        for root in list(self._threads):
            self._threads[root] = self._fresh(root, self.now, self._records[root])

    def _fresh(self, root: str, at: Instant, records: Sequence[Record]) -> Thread:
        thread = Thread(root, self._conditions)
        if records:
            thread.bring(at, records)
        return thread

    def _bring(self, root: str, at: Instant, records: list[Record], gone: list[str], *, erased: bool) -> None:
        moment = Moment(at, records=records, erased=erased)
        if erased:
            self._records.pop(root, None)
            self._step(root, moment)
            self._threads.pop(root)
            self.states.pop(root)
            return
        if gone:
            before = self._threads[root]
            moment.absorbed = [Absorbed(other, self.states.pop(other)) for other in gone]
            for other in gone:
                self._records.setdefault(root, []).extend(self._records.pop(other, []))
                self._threads.pop(other, None)
            self._records[root].extend(records)
            self._threads[root] = self._fresh(root, at, self._records[root])
            moment.entered, moment.left = self._threads[root].compared(before)
            moment.history = sorted(self._records[root], key=lambda r: (r.seq, r.index))
            self._finish(root, moment)
            return
        self._records.setdefault(root, []).extend(records)
        if root not in self._threads:
            self._threads[root] = Thread(root, self._conditions)
            self.states.setdefault(root, JourneyState())
        self._step(root, moment)

    def _step(self, root: str, moment: Moment) -> None:
        thread = self._threads[root]
        moment.entered, moment.left = thread.bring(moment.at, moment.records)
        self._finish(root, moment)

    def _finish(self, root: str, moment: Moment) -> None:
        state = unpack_journeys(pack_journeys(self.states[root]))  # as an engine would: nothing lives but what packs
        if not concerns(self._program, state, moment):
            self.spared += 1
            self._would_change_nothing(root, state, moment)
            return
        outcome = step(state, moment, self._threads[root], self._program)
        self.states[root] = state
        self.facts += outcome.facts
        self.effects += outcome.effects

    def _would_change_nothing(self, root: str, state: JourneyState, moment: Moment) -> None:
        """The law of `concerns`; but what is remembered may be let go a step earlier."""
        outcome = step(state, moment, self._threads[root], self._program)
        assert not outcome.facts
        assert not outcome.effects
        before = self.states[root]
        assert (state.participants, state.ledger, state.arms) == (before.participants, before.ledger, before.arms)

    def _everybody(self, at: Instant, **fields: object) -> None:
        for root in list(self._threads):
            self._step(root, Moment(at, **fields))  # pyright: ignore[reportArgumentType]

    def _due(self, root: str) -> Instant | None:
        dues = [due for due in (self._threads[root].due, self.states[root].due) if due is not None]
        return min(dues, default=None)

    def _root(self, profile: str) -> str:
        while profile in self._alias:
            profile = self._alias[profile]
        return profile


MAIL = {"send": "mail"}
NIGHTS = policy_of(quiet_hours=[{"from": "22:00", "to": "08:00"}])


def body(nodes: dict[str, Any], **rules: Any) -> dict[str, Any]:
    return {"entry": {"event": "go"}, **rules, "nodes": nodes}


def stage_of(nodes: dict[str, Any], policy: Policy = OPT_OUT, **rules: Any) -> Stage:
    stage = Stage(policy=policy)
    stage.journey(body(nodes, **rules))
    return stage


_numbers = iter(range(1_000_000))


def event(kind: str, who: str = "p", name: str | None = None, **properties: Any) -> tuple[str, Event]:
    chosen = name or f"e{next(_numbers):06d}"
    return who, Event(chosen, "track", kind, (Identity("user_id", who),), properties=properties)


def says(kind: Any, who: str = "p", **properties: Any) -> tuple[str, Event]:
    return who, Event(f"e{next(_numbers):06d}", kind, kind, (Identity("user_id", who),), properties=properties)
