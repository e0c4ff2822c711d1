"""One instant of one person's journeys: a pure function of state, moment, person and program.

Order inside the instant (J2): documents, erasure and merges; goals, then exits; waiting events; timers; entries. The
step reads no clock, no store, no randomness, and never raises on data.

What an engine must supply, person by person, in order of logical time:

- One `step` for every instant at which the person has records that concern journeys, at which a watched condition
  changes, at which `JourneyState.due` has come, or at which the workspace acts (starts, resumptions, archives, moves).
  Everything of one instant is one `Moment` (R22), after the records of that instant have been folded into the person's
  traits and segments, and their flips are known. Where `concerns` says no, the step may be left out.
- The program is the one in force when the documents of the instant have been taken in (J2, J11, J16).
- Alarms: the person's one alarm is the least of their segments' dues and `due`. An alarm before a record's instant is
  stepped before it, with `Moment(at=due)`.
- Conditions: `JourneyProgram.definitions` is folded beside the workspace's segments and traits, without facts and
  without moves. `Person.holds(key)` is the verdict at the instant; a watched key is in `entered` or `left` when its
  verdict after the instant differs from the one before. A version is seeded over history before it takes entries, as
  segments are, and what the seeding decides is no flip.
- Merges: the absorbed person's journeys, stepped to just before the instant, in `absorbed`; with `history` where
  `needs_history` says so. Unmerges: `state.split` on the leaves that part, then a step with `history` for each side.
- Facts, effects and the packed state are committed together, with the log offset.
"""

from collections.abc import Iterable

from clew.actions import read_outcome
from clew.journeys.enter import enter_all
from clew.journeys.localtime import duration_of
from clew.journeys.marks import GOAL, TOOK
from clew.journeys.matching import meets, remember, stands
from clew.journeys.nodes import Criterion, WaitEvent, Webhook
from clew.journeys.ports import Absorbed, Moment, Move, Outcome, Person
from clew.journeys.program import JourneyProgram
from clew.journeys.run import Run, goal_name
from clew.journeys.state import JourneyState, Participant
from clew.journeys.walk import advance, refresh, settle, wake


def step(state: JourneyState, moment: Moment, person: Person, program: JourneyProgram) -> Outcome:
    """Bring one person's journeys through one instant.

    Law: a rebuild (the same moments again) gives the same state, facts and effects; an effect's key never comes twice.

    Args:
        state: Changed in place.
        moment: What the instant brings; never earlier than the step before.
        person: As known when all records of the instant are folded.
        program: The journeys in force at the instant.

    Returns:
        Facts, effects, and when time alone changes something next.
    """
    run = Run(state, moment, person, program)
    silent = moment.silent
    run.by_record()
    if moment.erased:
        _erase(run)
        return Outcome(run.facts, run.effects, None)
    if not silent or any(run.compiled(p) is None for p in state.participants):
        _obey(run)
    for absorbed in moment.absorbed:
        _absorb(run, absorbed)
    if moment.history is not None:
        state.recent.clear()
    if not silent or state.recent:
        remember(state, program, run.known(), moment.at)
    if state.participants:
        if not silent and _brings_news(moment):
            _goals(run)
            _exits(run)
            _waits(run)
        run.by_clock()
        _timers(run)
        run.by_record()
    if not silent or run.jumps:
        enter_all(run)
    return Outcome(run.facts, run.effects, state.due)


def concerns(  # noqa: PLR0911 (one exit per reason)
    program: JourneyProgram, state: JourneyState, moment: Moment
) -> bool:
    """Whether a moment may change anything of a person's journeys.

    Law: where it says no, `step` changes nothing and gives nothing.
    """
    if moment.erased or moment.absorbed or moment.starts or moment.newly or moment.history is not None:
        return True
    under_way = bool(state.participants)
    if under_way and (moment.resumed or moment.archived or moment.moves or moment.entered or moment.left):
        return True
    due = state.due
    if due is not None and due <= moment.at:
        return True
    if any(key in program.by_watch for key in (*moment.entered, *moment.left)):
        return True
    for record in moment.records:
        event = record.event
        if event.type in program.types:
            return True
        if under_way and (event.type in program.mentioned or event.kind in ("identify", "consent")):
            return True
    return False


def needs_history(program: JourneyProgram, states: Iterable[JourneyState]) -> bool:
    """Whether a merge of these people's journeys must be stepped with their common history.

    Somebody is under way, and what ends it may be known of the other.
    """
    return any(
        criterion.event is not None
        for state in states
        for p in state.participants
        if (compiled := program.versions.get((p.journey, p.version))) is not None
        for criterion in (*compiled.journey.body.exit, *compiled.journey.body.goals)
    )


def _brings_news(moment: Moment) -> bool:
    """Whether anything but time has come, so that a goal, an exit or a waited-for event may have."""
    said = moment.records or moment.entered or moment.left or moment.absorbed or moment.moves
    return bool(said) or moment.history is not None


def _erase(run: Run) -> None:
    """Erasure: everybody under way ends, nothing is remembered (J13)."""
    for p in run.ordered("active", "held_out"):
        run.end(p, "deleted")
    state = run.state
    state.participants.clear()
    for memory in (state.ledger, state.arms, state.recent, state.sends, state.begun):
        memory.clear()


def _obey(run: Run) -> None:
    """What became of the documents: archived, moved to another version, resumed."""
    moment = run.moment
    for p in run.ordered("active", "held_out", "followed"):
        if p.journey in moment.archived or run.compiled(p) is None:
            if p.status == "followed":
                run.state.participants.remove(p)
            else:
                run.end(p, "archived")
            continue
        for move in moment.moves:
            _move(run, p, move)
        if p.journey in moment.resumed and p.held == "paused":
            p.wake = run.at


def _move(run: Run, p: Participant, move: Move) -> None:
    if p.journey != move.journey or p.version == move.version or (move.sources and p.version not in move.sources):
        return
    target = run.program.versions.get((move.journey, move.version))
    node = move.nodes.get(p.node, p.node)
    if target is None or (node not in target.journey.nodes and p.status == "active"):
        return
    p.version = move.version
    if p.status != "active":
        return
    p.expires = p.entered + target.expiry if target.expiry is not None and not p.speed else p.expires
    p.node = node
    settle(run, p)
    run.mark(TOOK, p, "moved")


def _absorb(run: Run, absorbed: Absorbed) -> None:
    """Two people are one: of one journey and key the participant that entered first stays (J12)."""
    state, other = run.state, absorbed.state
    state.participants.extend(other.participants)
    for journey, rows in other.ledger.items():
        state.ledger[journey] = sorted([*state.ledger.get(journey, []), *rows])
    for subject, drawn in other.arms.items():
        state.arms[subject] = min(state.arms.get(subject, drawn), drawn)
    for key, newest in other.recent.items():
        ours = state.recent.setdefault(key, {})
        for values, order in newest.items():
            ours[values] = max(ours.get(values, order), order)
    state.sends = sorted([*state.sends, *other.sends])
    state.begun |= other.begun
    first: dict[tuple[str, str], Participant] = {}
    for p in sorted(state.participants, key=lambda p: (p.entered, p.id)):
        if p.status != "followed" and first.setdefault((p.journey, p.key), p) is not p:
            run.end(p, "merged")


def _goals(run: Run) -> None:
    for p in run.ordered("active", "held_out", "followed"):
        compiled = run.compiled(p)
        for goal in compiled.journey.body.goals if compiled else ():
            name = goal_name(goal)
            span = duration_of(goal.within) if goal.within is not None else None
            if name in p.goals or (p.status == "followed" and span is None):
                continue
            if (span is None or run.at < p.entered + span) and _met(run, p, goal):
                p.goals.append(name)
                run.mark(GOAL, p, name)


def _exits(run: Run) -> None:
    """Exits interrupt whatever somebody waits for (J3)."""
    for p in run.ordered("active"):
        compiled = run.compiled(p)
        if compiled is not None and any(_met(run, p, criterion) for criterion in compiled.journey.body.exit):
            run.end(p, "exit")


def _met(run: Run, p: Participant, criterion: Criterion) -> bool:
    if criterion.event is None:
        return stands(criterion, run.person)
    return any(meets(criterion, record, p.order, p.properties) for record in run.known())


def _waits(run: Run) -> None:
    """Waited-for events: open while since < t < since + timeout (J5)."""
    for p in run.ordered("active"):
        node = run.node_of(p)
        if isinstance(node, WaitEvent):
            _awaited(run, p, node)
        elif isinstance(node, Webhook) and not p.held:
            _answered(run, p, node)


def _awaited(run: Run, p: Participant, node: WaitEvent) -> None:
    if not p.since < run.at or (p.wake is not None and p.wake <= run.at):
        return
    for criterion in node.awaited:
        if criterion.event is None:
            if stands(criterion, run.person):
                run.mark(TOOK, p, "event")
                advance(run, p, criterion.next or node.on_event)
                return
            continue
        for record in run.moment.records:
            if meets(criterion, record, p.order, p.properties):
                p.context[p.node] = dict(record.event.properties)
                run.mark(TOOK, p, "event")
                advance(run, p, criterion.next or node.on_event)
                return


def _answered(run: Run, p: Participant, node: Webhook) -> None:
    """The outcome of a call is a record; what the other side said is `context.<node>` from then on."""
    if node.answer is None:
        return
    key = f"{p.id}/{p.seq}/{p.node}"
    for record in run.moment.records:
        told = read_outcome(record.event)
        if told is None or told[0] != key:
            continue
        p.context[p.node] = record.event.properties.get("reply")
        went = told[1] == "sent"
        run.mark(TOOK, p, "answer" if went else "error")
        advance(run, p, node.next if went else (node.on_error or node.next))
        return


def _timers(run: Run) -> None:
    for p in run.ordered("active"):
        refresh(run, p)
    for p in run.ordered("active", "held_out", "followed"):
        if p.expires is not None and p.expires <= run.at:
            _expire(run, p)
        elif p.wake is not None and p.wake <= run.at:
            wake(run, p)


def _expire(run: Run, p: Participant) -> None:
    if p.status == "followed":
        run.state.participants.remove(p)
    else:
        run.end(p, "held_out" if p.status == "held_out" else "expired")
