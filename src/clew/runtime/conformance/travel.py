"""Running a journey case against the real engine: its complete lists of messages, ends, drops and goals.

Two modes: `stream`, and `restart` with everything thrown away and opened again after every instant. A message counts
at the instant of its release, an end at its logical instant; instants are compared to the millisecond, since records
that arrive together with a document's change come a microsecond after it.
"""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from clew.events import Event, Fact, Identity
from clew.events.ports import Arrival
from clew.journeys import BLOCKED, ENDED, GOAL, SUPPRESSED, mark_of
from clew.kernel.instants import MILLISECOND, SECOND, Instant, format_instant
from clew.kernel.packing import pack
from clew.runtime.clock import ManualClock
from clew.runtime.conformance.cases import NAMESPACE, Case
from clew.runtime.conformance.journeys import Control, JourneyCase, Line
from clew.runtime.workspace import Workspace, open_workspace

_KINDS = {ENDED: "ends", BLOCKED: "drops", SUPPRESSED: "drops", GOAL: "goals"}


def travel(case: Case, said: JourneyCase, folder: Path, *, restarting: bool) -> list[str]:
    """What differs between a case's lists and what the engine did."""
    instants = [group.at for group in case.groups] + [control.at for control in said.controls if control.at]
    with closing(_Journey(case, said, folder, min(instants, default=said.until) - SECOND)) as run:
        run.publish()
        for at in sorted({*instants, *(end for _, end in said.down), said.until}):
            run.reach(at)
            if restarting:
                run.restart()
        return run.differences()


class _Journey:
    """A workspace under a virtual clock, and the lists that it comes to.

    It knows no channel, so that every message is released where it would be: the people of cases have no addresses.
    """

    def __init__(self, case: Case, said: JourneyCase, folder: Path, start: Instant) -> None:
        self._case, self._said, self._folder = case, said, folder
        self._clock = ManualClock(start)
        self._lists: dict[str, set[Line]] = {"actions": set(), "ends": set(), "drops": set(), "goals": set()}
        self._names: dict[str, str] = {}
        self._groups = {group.at: group for group in case.groups}
        self._open()

    def _open(self) -> None:
        self._workspace: Workspace = open_workspace(str(self._folder), self._clock)
        self._engine = self._workspace.engine(channels={})

    def close(self) -> None:
        self._workspace.close()

    def restart(self) -> None:
        """Throw the engine and every connection away, and open again."""
        self._workspace.close()
        self._open()

    def publish(self) -> None:
        """Publish the workspace's zone, its rules, the segments, and the journeys that are there from the beginning."""
        said = self._said
        self._say({"kind": "workspace", "id": "workspace", "zone": said.zone})
        purposes = {"marketing": {"default": said.consent}, "transactional": {"transactional": True}}
        self._say({"kind": "policy", "id": "policy", "purposes": purposes, "caps": list(said.caps)})
        for name, text in said.helpers.items():
            self._say({"kind": "segment", "id": name, "expression": text})
        for name, channel in sorted(_templates(said.controls)):
            parts = {"subject": name, "text": name}
            self._say({"kind": "template", "id": name, "channel": channel, "parts": parts})
        for control in said.controls:
            if not control.at:
                self._control(control)
        self._drain()

    def reach(self, at: Instant) -> None:
        """Let time pass to an instant, every alarm at its own, and take in what comes then."""
        while (due := self._next()) is not None and due < at and not self._down(due):
            self._clock.set(max(due, self._clock.now()))
            self._drain()
        self._clock.set(at)
        for control in self._said.controls:
            if control.at == at:
                self._control(control)
        if at in self._groups:
            self._workspace.log.append([Arrival("case", pack(list(self._groups[at].events)))])
        if not self._down(at):
            self._drain()

    def differences(self) -> list[str]:
        """What a list lacks, and what it should not have."""
        said = self._said
        wanted = {"actions": said.actions, "ends": said.ends, "drops": said.drops, "goals": said.goals}
        return [
            f"{word} in {what}: {name} {line} at {format_instant(at)}"
            for what, lines in wanted.items()
            if lines is not None
            for word, found in (
                ("missing", set(lines) - self._lists[what]),
                ("unexpected", self._lists[what] - set(lines)),
            )
            for at, name, line in sorted(found)
        ]

    def _control(self, control: Control) -> None:
        if control.what == "publish":
            version = {"kind": "journey", "id": control.journey, "version": control.version}
            self._say({**version, **control.definition})
        else:
            properties = {"action": control.what, "kind": "journey", "id": control.journey}
            self._append(
                Event(f"{control.what}:{control.journey}:{control.at}", "control", "control", properties=properties)
            )

    def _say(self, document: dict[str, Any]) -> None:
        name = f"{document['kind']}:{document['id']}:{document.get('version', 1)}"
        self._append(Event(name, "publish", "publish", properties={"document": document}))

    def _append(self, event: Event) -> None:
        self._workspace.log.append([Arrival("clew", pack([event]))])

    def _down(self, at: Instant) -> bool:
        return any(start <= at < end for start, end in self._said.down)

    def _next(self) -> Instant | None:
        store = self._workspace.store
        dues = [store.next_due(), store.next_call(), store.next_plan()]
        return min((due for due in dues if due is not None), default=None)

    def _drain(self) -> None:
        self._engine.drain(lambda progress: self._note(progress.facts))
        self._learn_names()
        for row in self._workspace.outbox.rows(status=("released",), limit=10_000):
            if row.released_at is not None:
                self._lists["actions"].add(self._line(row.released_at, row.profile, row.journey, row.template))

    def _note(self, facts: Iterable[Fact]) -> None:
        self._learn_names()
        for fact in facts:
            mark = mark_of(fact)
            what = _KINDS.get(fact.kind)
            if mark is not None and what is not None:
                detail = ":".join(mark.detail.split(":")[:2])
                self._lists[what].add(self._line(fact.at, fact.profile, mark.journey, detail))

    def _line(self, at: Instant, profile: str, journey: str, what: str) -> Line:
        text = f"{journey}:{what}" if self._said.prefixed else what
        return at // MILLISECOND * MILLISECOND, self._names.get(profile, profile), text

    def _learn_names(self) -> None:
        for group in self._case.groups:
            for event in group.events:
                for identity in event.identities:
                    self._learn(Identity(NAMESPACE, identity.value))

    def _learn(self, identity: Identity) -> None:
        node = self._workspace.store.nodes([identity]).get(identity)
        if node is not None:
            self._names.setdefault(node.profile, identity.value)


def _templates(controls: Iterable[Control]) -> set[tuple[str, str]]:
    """What the journeys of a case send, with the channel: a message of which nothing is known is not released."""
    nodes = (node for control in controls for node in control.definition.get("nodes", {}).values())
    return {(str(node["send"]), str(node.get("channel", "email"))) for node in nodes if "send" in node}
