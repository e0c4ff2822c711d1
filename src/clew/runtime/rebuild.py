"""Rebuilding a workspace's state from its log: the same state, because the log is the truth."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

from clew.engine import Keeper, Limits, Progress, ReplayFeed, Seen
from clew.engine.ports import StateStore
from clew.events import Record
from clew.expressions import Reading
from clew.kernel.instants import DAY, HOUR, Instant
from clew.kernel.packing import to_json
from clew.profiles import ProfileState, Program, unpack_state, zone_of
from clew.runtime.garbage import young_only
from clew.runtime.upkeep import privacy_of
from clew.runtime.workspace import Workspace

_LATER = (0, HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY)


def rebuild(
    workspace: Workspace, listener: Callable[[Progress], None] | None = None, *, limits: Limits | None = None
) -> int:
    """Throw the state away and fold the log anew; how many events were folded.

    Erasures that wait are carried out first: of whom they are about, nothing is folded.

    Nobody may serve the workspace meanwhile: hold its engine lock. A crash in between leaves a state on which no
    engine runs (`HalfRebuilt`), and which the next rebuild throws away as well.
    """
    if workspace.store.orders():
        keeper = Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock)
        privacy_of(workspace, keeper).try_erase_ordered()
    generation = workspace.store.generation()
    workspace.store.reset()
    feed = ReplayFeed(_sealed(workspace), generation.sealed_through, workspace.log)
    engine = workspace.engine(feed=feed, seen=Seen(), limits=limits)
    events = 0
    with young_only() as tidy:
        while not (progress := engine.run_once()).idle:
            events += progress.events
            tidy()
            if listener is not None:
                listener(progress)
    return events


def _sealed(workspace: Workspace) -> Iterator[Record]:
    """What the lake holds, without the people whose erasure has not reached it: somebody else changed it meanwhile."""
    hidden = {profile for order in workspace.store.orders() for profile in order.subject.profiles}
    for chunk in workspace.history.scan():
        yield from (record for record in chunk if record.profile not in hidden)


def fingerprint(store: StateStore, program: Program, at: Instant) -> dict[str, str]:
    """A digest of every profile's state at an instant, by profile: equal for equal states, however they came about.

    What depends on when the engine happened to look is left out (when an alarm was armed, what a window has dropped
    already); what the clauses hold is told by what every segment and trait says at that instant and later.
    """
    digests: dict[str, str] = {}
    after = ""
    while page := store.scan(after=after):
        after = page[-1].profile
        for row in page:
            digests[row.profile] = _digest(unpack_state(row.state), program, at)
    return digests


def _digest(state: ProfileState, program: Program, at: Instant) -> str:
    reading = Reading(
        attributes=state.attributes,
        consents=state.consents,
        scores=state.scores,
        clauses=state.clauses,
        zone=zone_of(state.attributes, program.zone),
    )
    asked = {f"s:{key}": segment.lowered.test for key, segment in program.segments.items()}
    asked |= {f"t:{name}": trait.value for name, trait in program.traits.items()}
    answers: list[object] = []
    for later in _LATER:
        reading.now = at + later
        answers.append([(name, str(test(reading))) for name, test in sorted(asked.items())])
    said = [
        (state.created_at, state.last_at, state.records),
        *(sorted((name, repr(value)) for name, value in values.items()) for values in _registers(state)),
        sorted((key, since) for key, since in state.segments.items() if key in program.segments),
        answers,
    ]
    return blake2b(to_json(said), digest_size=16).hexdigest()


def _registers(state: ProfileState) -> tuple[dict[str, object], ...]:
    return (state.attributes, {**state.consents}, state.scores, {**state.stamps})
