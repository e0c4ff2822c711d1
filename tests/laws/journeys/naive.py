# ruff: noqa: D102, C901, PLR0912 (a reading of the rules, in their order)
"""A naive simulator of journeys, written from the rules (J1 to J17) and from nothing of the step.

It interprets the document as it is written, asks every condition of the reference evaluator over all records known,
looks at every minute at which anything could happen, and keeps no index and no memory but who is where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from typing import Any

from clew.events import Record
from clew.expressions import evaluate, parse
from clew.kernel.hashing import derive_id, hash64
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, WEEK, Instant, format_instant, to_datetime
from clew.profiles import view_of

SPANS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK, "s": SECOND}
HAPPENED = ("track", "page", "screen")

Line = tuple[str, str, str, int, str, str]
"""Instant, kind, journey, step, node, detail."""


def span(text: str) -> int:
    return int(text[:-1]) * SPANS[text[-1]]


@dataclass
class Way:
    """One participant."""

    id: str
    journey: str
    key: str
    entered: Instant
    order: tuple[Instant, str]
    properties: Mapping[str, Any]
    event: str
    node: str = ""
    seq: int = 0
    since: Instant = 0
    over: bool = False
    wake: Instant | None = None
    held: str = ""
    goals: list[str] = field(default_factory=list)
    visits: dict[str, int] = field(default_factory=dict)
    entries_before: int = 0


class Naive:
    """One person in some journeys."""

    def __init__(
        self, profile: str, journeys: Mapping[str, dict[str, Any]], zone: tzinfo, caps: Sequence[dict[str, Any]]
    ) -> None:
        self.profile, self.journeys, self.zone, self.caps = profile, journeys, zone, caps
        self.records: list[Record] = []
        self.lines: list[Line] = []
        self.effects: list[tuple[str, str, str]] = []
        self.ways: list[Way] = []
        self.entries: list[tuple[str, str, Instant]] = []
        self.sends: list[tuple[Instant, str]] = []
        self.paused: set[str] = set()
        self.before: dict[tuple[str, str], bool] = {}
        self.at = 0

    # --- what is known ---

    @property
    def known(self) -> list[Record]:
        return [r for r in self.records if r.at <= self.at]

    @property
    def view(self) -> Any:
        return view_of(self.known, self.zone, exists=bool(self.known))

    def true(self, text: str) -> bool:
        return bool(evaluate(parse(text), self.view, self.at))

    def row(self, text: str, properties: Mapping[str, Any]) -> bool:
        """A condition on an event: of these tests always `value > n`."""
        name, sign, number = text.split()
        assert sign == ">"
        value = properties.get(name)
        return isinstance(value, int) and value > int(number)

    def matches(self, c: Mapping[str, Any], r: Record, order: tuple[Instant, str], said: Mapping[str, Any]) -> bool:
        if r.event.kind not in HAPPENED or r.event.type != c["event"] or (r.ts, r.event.id) <= order:
            return False
        if "where" in c and not self.row(c["where"], r.event.properties):
            return False
        same = c.get("same")
        return same is None or (said.get(same) is not None and said.get(same) == r.event.properties.get(same))

    def met(self, c: Mapping[str, Any], order: tuple[Instant, str], said: Mapping[str, Any]) -> bool:
        """Whether something is so, or has happened, as far as is known now."""
        if "event" in c:
            return any(self.matches(c, r, order, said) for r in self.known)
        return self.true(c["segment"] if "segment" in c else c["if"])

    # --- time ---

    def play(self, records: Sequence[Record], controls: Sequence[tuple[Instant, str, str]], until: Instant) -> None:
        """Look at every minute from the first record to the last."""
        self.records = list(records)
        at = min([r.at for r in records], default=until)
        interesting = {r.at for r in records} | {c[0] for c in controls}
        interesting |= {r.ts + d for r in records for d in (HOUR, 2 * HOUR, DAY, 2 * DAY)}
        while True:
            wakes = {w for way in self.ways if not way.over for w in (way.wake, self.expiry(way)) if w is not None}
            following = [t for t in interesting | wakes if at <= t <= until]
            if not following:
                return
            at = min(following)
            self.at = at
            self.instant([c for c in controls if c[0] == at])
            at += 1

    def instant(self, controls: Sequence[tuple[Instant, str, str]]) -> None:
        news = [r for r in self.records if r.at == self.at]
        for _, what, journey in controls:
            if what == "pause":
                self.paused.add(journey)
            else:
                self.paused.discard(journey)
                for way in self.active():
                    if way.journey == journey and way.held == "paused":
                        way.wake = self.at
        for way in self.active():
            for goal in self.journeys[way.journey].get("goals", ()):
                if goal["event"] not in way.goals and self.met(goal, way.order, way.properties):
                    way.goals.append(goal["event"])
                    self.tell("journey_goal", way, goal["event"])
        for way in self.active():
            if any(self.met(c, way.order, way.properties) for c in self.journeys[way.journey].get("exit", ())):
                self.finish(way, "exit")
        for way in self.active():
            self.wait_for_events(way)
        for way in self.active():
            self.look_again(way)
        for way in self.active():
            expiry = self.expiry(way)
            if expiry is not None and expiry <= self.at:
                self.finish(way, "expired")
            elif way.wake is not None and way.wake <= self.at:
                self.awake(way)
        self.enter(news)

    def active(self) -> list[Way]:
        """In the order of J2."""
        there = [way for way in self.ways if not way.over]

        def due(way: Way) -> float:
            dues = [t for t in (way.wake, self.expiry(way)) if t is not None]
            return min(dues) if dues else float("inf")

        return sorted(there, key=lambda w: (-self.journeys[w.journey].get("priority", 0), w.journey, due(w), w.id))

    def expiry(self, way: Way) -> Instant | None:
        text = self.journeys[way.journey].get("expiry")
        return None if text is None else way.entered + span(text)

    # --- on the way ---

    def wait_for_events(self, way: Way) -> None:
        node = self.journeys[way.journey]["nodes"][way.node]
        if "wait_event" not in node or way.wake is None or not way.since < self.at < way.wake:
            return
        for c in node["wait_event"]:
            if "event" not in c:
                happened = self.met(c, way.order, way.properties)
            else:
                happened = any(
                    way.since < r.at < way.wake and self.matches(c, r, way.order, way.properties) for r in self.known
                )
            if happened:
                self.tell("journey_took", way, "event")
                self.go(way, c.get("next", node.get("on_event", "end")))
                return

    def look_again(self, way: Way) -> None:
        node = self.journeys[way.journey]["nodes"][way.node]
        if "wait_local" in node:
            way.wake = self.local(way.since, node["wait_local"])
        elif way.held and way.held != "paused":
            verdict, _, until = self.guard(way, node)
            way.wake = until if verdict == "later" else self.at

    def awake(self, way: Way) -> None:
        node = self.journeys[way.journey]["nodes"][way.node]
        if "wait_event" in node:
            self.tell("journey_took", way, "timeout")
            self.go(way, node.get("on_timeout", "end"))
        elif "send" in node:
            self.send(way, node)
        else:
            self.go(way, node.get("next", "end"))

    def go(self, way: Way, name: str) -> None:
        if name == "end":
            self.finish(way, "completed")
            return
        way.node, way.since, way.wake, way.held = name, self.at, None, ""
        way.seq += 1
        self.tell("journey_reached", way, "")
        node = self.journeys[way.journey]["nodes"][name]
        if "if" in node or "where" in node:
            holds = ("if" not in node or self.true(node["if"])) and (
                "where" not in node or self.row(node["where"], way.properties)
            )
            self.tell("journey_took", way, "then" if holds else "else")
            self.go(way, node["then"] if holds else node.get("else", "end"))
        elif "wait" in node:
            way.wake = self.at + span(node["wait"])
        elif "wait_local" in node:
            way.wake = self.local(self.at, node["wait_local"])
            if way.wake <= self.at:
                self.go(way, node.get("next", "end"))
        elif "wait_event" in node:
            for c in node["wait_event"]:
                if "event" not in c and self.met(c, way.order, way.properties):
                    self.tell("journey_took", way, "event")
                    self.go(way, c.get("next", node.get("on_event", "end")))
                    return
            way.wake = self.at + span(node["timeout"])
        elif "split" in node:
            point = (hash64(f"{way.journey}/{name}\x1f{self.profile}") & 0xFFFFFFFF) / 2**32 * 100
            first, second = node["split"]
            arm = first if point < first["percent"] else second
            self.tell("journey_took", way, arm["arm"])
            self.go(way, arm["next"])
        elif "repeat" in node:
            if way.visits.get(name, 0) < node["times"]:
                way.visits[name] = way.visits.get(name, 0) + 1
                self.tell("journey_took", way, "again")
                self.go(way, node["repeat"])
            else:
                way.visits[name] = 0
                self.tell("journey_took", way, "on")
                self.go(way, node.get("next", "end"))
        elif "join" in node:
            self.go(way, node.get("next", "end"))
        else:
            self.send(way, node)

    def send(self, way: Way, node: Mapping[str, Any]) -> None:
        journey = self.journeys[way.journey]
        if any("event" not in c and self.met(c, way.order, way.properties) for c in journey.get("exit", ())):
            self.finish(way, "exit")
            return
        if way.journey in self.paused:
            way.held, way.wake = "paused", None
            self.tell("message_held", way, "paused")
            return
        verdict, reason, until = self.guard(way, node)
        if verdict == "later":
            way.held, way.wake = reason, until
            self.tell("message_held", way, f"{reason}:{format_instant(until)}")
            return
        if verdict == "never":
            self.tell("message_suppressed", way, f"{reason}:{node['send']}")
        else:
            self.sends.append((self.at, node["channel"]))
            self.effects.append((format_instant(self.at), f"{way.id}/{way.seq}/{way.node}", node["send"]))
        self.go(way, node.get("next", "end"))

    def guard(self, way: Way, node: Mapping[str, Any]) -> tuple[str, str, Instant]:
        channel, view = node["channel"], self.view
        said = {view.consents.get(channel), view.consents.get("marketing")}
        if "out" in said:
            return "never", "consent", 0
        quiet = self.journeys[way.journey].get("quiet")
        at = self.at
        if quiet is not None and channel in quiet["channels"]:
            while quiet["from"] <= self.clock(at) or self.clock(at) < quiet["to"]:  # spans midnight in these tests
                at += MINUTE
            if at > self.at:
                return "later", "quiet", at
        until = self.at
        for cap in self.caps:
            counted = [t for t, c in self.sends if c == cap["channel"] == channel and t + span(cap["per"]) > self.at]
            if len(counted) >= cap["max"]:
                if cap["policy"] == "skip":
                    return "never", "cap", 0
                until = max(until, sorted(counted)[-cap["max"]] + span(cap["per"]))
        return ("later", "cap", until) if until > self.at else ("now", "", 0)

    def finish(self, way: Way, reason: str) -> None:
        way.over = True
        self.tell("journey_ended", way, reason)

    # --- coming in ---

    def enter(self, news: Sequence[Record]) -> None:
        for name in sorted(self.journeys, key=lambda n: (-self.journeys[n].get("priority", 0), n)):
            entry = self.journeys[name]["entry"]
            if "event" in entry:
                for r in sorted(news, key=lambda r: (r.ts, r.event.id)):
                    meant = r.event.kind in HAPPENED and r.event.type == entry["event"]
                    if meant and ("where" not in entry or self.row(entry["where"], r.event.properties)):
                        self.come(name, r)
            else:
                before, now = self.before.get((name, "entry"), False), self.true(entry["segment"])
                self.before[name, "entry"] = now
                if now and not before:
                    self.come(name, None)

    def come(self, name: str, r: Record | None) -> None:
        journey = self.journeys[name]
        said = r.event.properties if r else {}
        order = (r.ts, r.event.id) if r else (self.at, "")
        key = str(said.get(journey["entry"]["key"])) if "key" in journey["entry"] else ""
        origin = (r.source, r.event.id) if r else ("segment", self.profile, str(self.at))
        way = Way(derive_id("j", name, *origin), name, key, self.at, order, said, r.event.type if r else "")
        earlier = [t for n, k, t in self.entries if (n, k) == (name, key)]
        reentry = journey.get("reentry", {})
        reason = ""
        if name in self.paused:
            reason = "paused"
        elif r and self.at - r.ts > HOUR:
            reason = "late"
        elif any(w.journey == name and w.key == key and not w.over for w in self.ways):
            reason = "active"
        elif earlier and reentry.get("mode") == "never":
            reason = "again"
        elif earlier and self.at < max(earlier) + span(reentry.get("gap", "0s")):
            reason = "gap"
        elif any(self.met(c, order, said) for c in (*journey.get("exit", ()), *journey.get("goals", ()))):
            reason = "exit_true"
        elif len({w.journey for w in self.ways if not w.over}) >= journey.get("concurrency", 99):
            reason = "full"
        if reason:
            self.tell("journey_blocked", way, reason)
            return
        self.entries.append((name, key, self.at))
        self.ways.append(way)
        self.tell("journey_entered", way, "event" if r else "segment")
        self.go(way, journey["start"])

    # --- clocks, by the minute ---

    def clock(self, at: Instant) -> str:
        return to_datetime(at).astimezone(self.view.zone).strftime("%H:%M")

    def local(self, start: Instant, time: str) -> Instant:
        """Minute by minute: the first of a repeated time, and a skipped one with the offset before the gap."""
        zone = self.view.zone
        day: date = to_datetime(start).astimezone(zone).date() - timedelta(days=1)
        while True:
            at = self.on(day, time, zone)
            if at >= start:
                return at
            day += timedelta(days=1)

    @staticmethod
    def on(day: date, time: str, zone: tzinfo) -> Instant:
        begin = int(to_datetime(0).replace(year=day.year, month=day.month, day=day.day).timestamp()) * SECOND
        last: Instant | None = None
        wanted = f"{day} {time}"
        for at in range(begin - 15 * HOUR, begin + 40 * HOUR, MINUTE):
            shown = to_datetime(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
            if shown == wanted:
                return at
            if shown < wanted:
                last = at
            elif last is not None:
                break
        assert last is not None
        before = to_datetime(last).astimezone(zone)
        shown_then = before.replace(tzinfo=None)
        missing = to_datetime(0).replace(tzinfo=None).fromisoformat(f"{day} {time}") - shown_then
        return last + int(missing.total_seconds()) * SECOND

    def tell(self, kind: str, way: Way, detail: str) -> None:
        self.lines.append((format_instant(self.at), kind, way.journey, way.seq, way.node, detail))
