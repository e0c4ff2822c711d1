"""Running a case three ways against the real engine, and comparing complete lists."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from zoneinfo import ZoneInfo

from clew.engine import Keeper, effective_records
from clew.events import Event, Fact, Identity
from clew.events.ports import Arrival
from clew.expressions import Expr, evaluate, inline, parse
from clew.kernel.errors import ClewError
from clew.kernel.instants import MILLISECOND, SECOND, Instant, format_instant
from clew.kernel.packing import pack
from clew.profiles import unpack_state, view_of
from clew.runtime.clock import ManualClock
from clew.runtime.conformance.cases import NAMESPACE, Case, Group
from clew.runtime.conformance.effects import play, unknown_steps
from clew.runtime.conformance.travel import travel
from clew.runtime.services.batch import Batch
from clew.runtime.workspace import Workspace, open_workspace

Mode = Literal["stream", "batch", "restart"]
MODES: tuple[Mode, ...] = ("stream", "batch", "restart")
_SOURCE = "case"
_SUBJECT = "subject"
_MEMORY = Path("/dev/shm")  # noqa: S108  (a folder of its own is made in it, readable by its owner alone)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended.

    Attributes:
        case: The case.
        status: `passed`, `failed` or `unsupported`.
        reasons: What differed, by mode; or why it can't be run.
    """

    case: Case
    status: Literal["passed", "failed", "unsupported"]
    reasons: tuple[str, ...] = ()


def run_cases(
    cases: Iterable[Case], modes: Sequence[Mode], listener: Callable[[Outcome], None] | None = None
) -> list[Outcome]:
    """Run every case in every mode; a case passes if all of them do."""
    outcomes: list[Outcome] = []
    for case in cases:
        outcome = _run_case(case, modes)
        outcomes.append(outcome)
        if listener is not None:
            listener(outcome)
    return outcomes


def _run_case(case: Case, modes: Sequence[Mode]) -> Outcome:
    if case.fault:
        return Outcome(case, "failed", (case.fault,))
    if case.unsupported:
        return Outcome(case, "unsupported", (case.unsupported,))
    if unknown := unknown_steps(case.steps):
        return Outcome(case, "unsupported", tuple(f"not understood: {step}" for step in unknown))
    reasons: list[str] = []
    for mode in modes:
        with TemporaryDirectory(prefix="clew-conformance-", dir=_scratch()) as folder:
            try:
                found = _differences(case, Path(folder), mode)
            except ClewError as error:
                found = [str(error)]
            except Exception as error:  # One case must not end the others.
                found = [f"{type(error).__name__}: {error}"]
        reasons += [f"{mode}: {reason}" for reason in found]
    return Outcome(case, "failed" if reasons else "passed", tuple(reasons))


def _scratch() -> Path | None:
    """Where the workspaces of cases stand: in memory where the system has a place there.

    They commit some thousands of times and are thrown away; a disk that others keep busy takes minutes for that.
    """
    return _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK) else None


def _differences(case: Case, folder: Path, mode: Mode) -> list[str]:
    if case.steps:
        return play(case.steps, case.shown, folder) if mode == "stream" else []
    if case.journey is not None:
        # What a journey did is known from its facts: there is nothing to be asked of a batch.
        return [] if mode == "batch" else travel(case, case.journey, folder, restarting=mode == "restart")
    return _batch(case, folder) if mode == "batch" else _stream(case, folder, mode)


class _Run:
    """A workspace under a virtual clock, fed with a case."""

    def __init__(self, case: Case, folder: Path, start: Instant) -> None:
        self.case = case
        self.folder = folder
        self.clock = ManualClock(start)
        self.workspace = self._open()
        self.engine = self.workspace.engine()
        self.transitions: list[tuple[Instant, str, str]] = []
        self._names: dict[str, str] = {}

    def _open(self) -> Workspace:
        return open_workspace(str(self.folder), self.clock)

    def close(self) -> None:
        self.workspace.close()

    def restart(self) -> None:
        """Throw the engine and every connection away, and open again."""
        self.workspace.close()
        self.workspace = self._open()
        self.engine = self.workspace.engine()

    def publish(self) -> None:
        """Publish the workspace's zone, the case's segment and its helpers."""
        documents = [{"kind": "workspace", "id": "workspace", "zone": self.case.zone}]
        named = {**self.case.helpers, _SUBJECT: self.case.expression}
        documents += [{"kind": "segment", "id": name, "expression": text} for name, text in named.items()]
        for document in documents:
            event = Event(
                f"{document['kind']}:{document['id']}", "publish", "publish", properties={"document": document}
            )
            self.workspace.log.append([Arrival("clew", pack([event]))])
        self.drain()

    def feed(self, group: Group) -> None:
        """Receive a group at its instant."""
        self.clock.set(group.at)
        self.workspace.log.append([Arrival(_SOURCE, pack(list(group.events)))])

    def received(self) -> Instant:
        """When the newest was received."""
        return self.workspace.log.last()[1]

    def drain(self) -> None:
        """Process all that is due, and note the subject's transitions."""
        self.engine.drain(lambda progress: self._note(progress.facts))
        self._learn_names()

    def member(self, name: str) -> bool:
        """Whether the profile of this name is in the subject now."""
        root = self.root(name)
        packed = self.workspace.store.load([root]).get(root) if root else None
        state = unpack_state(packed) if packed is not None else None
        return state is not None and any(key.startswith(f"{_SUBJECT}@") for key in state.segments)

    def by_reference(self, name: str, at: Instant) -> bool:
        """What the naive reference says of the profile of this name at an instant."""
        root = self.root(name)
        if root is None:
            return False
        leaves = [head.profile for head in self.workspace.store.members([root]).get(root, [])]
        records = self.workspace.history.read(leaves)
        view = view_of(effective_records(records), ZoneInfo(self.case.zone), exists=bool(records))
        return bool(evaluate(self._expression(), view, at))

    def by_sql(self, at: Instant) -> frozenset[str]:
        """Of which profiles SQL over lake and tail says that they are in the subject at an instant, as known now."""
        batch = Batch(self.workspace.queries, ZoneInfo(self.case.zone))
        return frozenset(profile for profile, _ in batch.ask(self._expression(), at))

    def seal(self) -> None:
        """Move what is in the tail into the lake."""
        workspace = self.workspace
        Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock).seal_all()

    def _expression(self) -> Expr:
        return inline(parse(self.case.expression), {name: parse(text) for name, text in self.case.helpers.items()})

    def root(self, name: str) -> str | None:
        identity = Identity(NAMESPACE, name)
        node = self.workspace.store.nodes([identity]).get(identity)
        if node is None:
            return None
        head = self.workspace.store.heads([node.profile]).get(node.profile)
        return head.root if head else None

    def _learn_names(self) -> None:
        for name in _profiles(self.case):
            identity = Identity(NAMESPACE, name)
            node = self.workspace.store.nodes([identity]).get(identity)
            if node is not None:
                self._names.setdefault(node.profile, name)

    def _note(self, facts: Iterable[Fact]) -> None:
        self._learn_names()
        for fact in facts:
            if fact.subject == _SUBJECT and fact.cause != "backfill":
                what = "enter" if fact.kind == "segment_entered" else "exit"
                self.transitions.append((fact.at, self._names.get(fact.profile, fact.profile), what))


def _stream(case: Case, folder: Path, mode: Mode) -> list[str]:
    run = _Run(case, folder, case.groups[0].at - SECOND if case.groups else case.until)
    reasons: list[str] = []
    try:
        run.publish()
        groups = {group.at: group for group in case.groups}
        asked = sorted({*groups, *(at for at, _, _ in case.answers), case.until})
        for at in asked:
            run.clock.set(at)
            if at in groups:
                run.feed(groups[at])
            run.drain()
            if mode == "restart":
                run.restart()
            for when, name, inside in case.answers:
                if when == at and run.member(name) is not inside:
                    reasons.append(f"at {format_instant(at)} {name} should {'' if inside else 'not '}be a member")
    finally:
        run.close()
    return reasons + _compare(case, run.transitions)


def _compare(case: Case, got: list[tuple[Instant, str, str]]) -> list[str]:
    if case.transitions is None:
        return []
    seen = sorted(t for t in got if t[0] <= case.until)
    missing = [t for t in case.transitions if t not in seen]
    extra = [t for t in seen if t not in case.transitions]
    twice = sorted({t for t in seen if seen.count(t) > 1})
    return [
        f"{word}: {name} {what} at {format_instant(at)}"
        for word, found in (("missing", missing), ("unexpected", extra), ("twice", twice))
        for at, name, what in found
    ]


def _batch(case: Case, folder: Path) -> list[str]:
    """Ask at every instant of interest with the whole log up to it: three ways that do without a stream."""
    reasons: list[str] = []
    for number, at in enumerate(_instants(case)):
        place = folder / str(number)
        place.mkdir()
        run = _Run(case, place, at)
        try:
            _take_all(run, [group for group in case.groups if group.at <= at], at)
            expected = _expected(case, at)
            reference = {name for name in expected if run.by_reference(name, at)}
            members = run.by_sql(at)
            sql = {name for name in expected if run.root(name) in members}
            run.publish()
            seeded = {name for name in expected if run.member(name)}
            # Nothing is received at the very instant of something else, not even what is published.
            after = {name: _expected(case, run.received()).get(name, inside) for name, inside in expected.items()}
            for how, found, wanted in (
                ("reference", reference, expected),
                ("SQL", sql, expected),
                ("seeded", seeded, after),
            ):
                for name, inside in wanted.items():
                    if (name in found) is not inside:
                        should = "" if inside else "not "
                        reasons.append(f"at {format_instant(at)} {name} should {should}be a member ({how})")
        finally:
            run.close()
    return reasons


def _take_all(run: _Run, groups: Sequence[Group], at: Instant) -> None:
    """Receive everything; what comes first is sealed, so that lake and tail both have a part."""
    for number, group in enumerate(groups):
        run.feed(group)
        if number == len(groups) // 2:
            run.drain()
            run.seal()
    run.clock.set(at)
    run.drain()


def _instants(case: Case) -> list[Instant]:
    asked = {at for at, _, _ in case.answers}
    for at, _, _ in case.transitions or ():
        asked |= {at, at - MILLISECOND}
    return sorted(asked)


def _expected(case: Case, at: Instant) -> dict[str, bool]:
    """What the case says of each profile at an instant: its answers, else what its transitions add up to."""
    expected: dict[str, bool] = {}
    merging = any("merge" in event.kind for group in case.groups for event in group.events)
    if case.transitions is not None:
        if not merging:
            expected = dict.fromkeys(_profiles(case), False)
        for when, name, what in case.transitions:
            expected.setdefault(name, False)
            if when <= at:
                expected[name] = what == "enter"
    for name in _absorbed(case, at):
        # An absorbed name answers for its survivor.
        expected.pop(name, None)
    expected.update({name: inside for when, name, inside in case.answers if when == at})
    return expected


def _absorbed(case: Case, at: Instant) -> set[str]:
    """Names that answer for another one at an instant."""
    order: list[str] = []
    survivor: dict[str, str] = {}
    for event in (event for group in case.groups if group.at <= at for event in group.events):
        names = [identity.value for identity in event.identities]
        order += [name for name in names if name not in order]
        if event.kind == "merge":
            one, other = (survivor.get(name, name) for name in names)
            first, second = sorted((one, other), key=order.index)
            survivor = {name: first if root == second else root for name, root in survivor.items()}
            survivor[second] = first
        elif event.kind == "unmerge":
            for name in names:
                survivor.pop(name, None)
    return {name for name, root in survivor.items() if root != name}


def _profiles(case: Case) -> list[str]:
    return sorted({i.value for group in case.groups for event in group.events for i in event.identities})
