"""Through the nodes: from an entry or a wake-up on, in the same instant, until a wait, a hold or the end (J1)."""

from functools import lru_cache
from typing import Any, cast

from msgspec.structs import replace

from clew.actions import Action, Decision, Go, Later, Never, Slot
from clew.journeys.guards import ask
from clew.journeys.localtime import clocktime_of, duration_of, moment_of_date, next_local
from clew.journeys.marks import DREW, HELD, REACHED, SUPPRESSED, TOOK
from clew.journeys.matching import row_of, stands
from clew.journeys.nodes import (
    END,
    AddTo,
    Arm,
    Do,
    Doing,
    End,
    Experiment,
    If,
    Join,
    Jump,
    Node,
    RemoveFrom,
    Repeat,
    Send,
    Split,
    Target,
    Update,
    Wait,
    WaitEvent,
    WaitLocal,
    WaitUntil,
    Webhook,
)
from clew.journeys.program import row_test
from clew.journeys.run import Jumping, Run
from clew.journeys.state import Participant
from clew.kernel.hashing import hash64
from clew.kernel.instants import Instant, format_instant
from clew.profiles import condition_key

MOST_AT_ONCE = 1_000
"""Nodes in one instant; `validate` refuses loops without a wait, this stops what it could not foresee."""

_said_at = lru_cache(maxsize=4_096)(format_instant)
"""Many come in at one instant: an audience, say."""

HELD_OUT = "held_out"
TREATED = "treated"


def advance(run: Run, p: Participant, target: Target) -> None:
    """Go on to a node, and from there as far as this instant leads."""
    for _ in range(MOST_AT_ONCE):
        if target == END:
            run.end(p, "completed")
            return
        compiled = run.compiled(p)
        node = compiled.journey.nodes.get(target) if compiled else None
        if node is None:
            run.end(p, "lost")
            return
        p.node, p.seq, p.since, p.wake, p.held = target, p.seq + 1, run.at, None, ""
        run.mark(REACHED, p)
        following = _pass(run, p, node)
        if following is None:
            return
        target = following
    run.end(p, "endless")


def wake(run: Run, p: Participant) -> None:
    """Time has come for a participant that waits or is held."""
    node = run.node_of(p)
    following: Target | None
    match node:
        case None:
            run.end(p, "lost")
            return
        case WaitUntil() if _wake_of(run, p, node) is None:
            run.mark(TOOK, p, "missing")
            following = node.missing or END
        case Wait() | WaitLocal() | WaitUntil():
            following = node.next
        case WaitEvent():
            run.mark(TOOK, p, "timeout")
            following = node.on_timeout
        case Webhook() if not p.held and p.wake is not None:
            run.mark(TOOK, p, "timeout")
            following = node.on_error or node.next
        case _:
            p.wake = None
            following = _pass(run, p, node)
    if following is not None:
        advance(run, p, following)


def refresh(run: Run, p: Participant) -> None:
    """Ask again when a participant is to go on, where that follows the person: zone, date, guards (J7, J8)."""
    node = run.node_of(p)
    if isinstance(node, WaitLocal | WaitUntil):
        p.wake = _wake_of(run, p, node)
        if p.wake is None:
            p.wake = run.at  # the date is gone: `wake` sees to it
    elif isinstance(node, Send) and p.held and p.held != "paused":
        decision = _decide(run, p, _action(run, p, node))
        p.wake = decision.until if isinstance(decision, Later) else run.at


def settle(run: Run, p: Participant) -> None:
    """After a move to another version: wait on as the new node says, or do what it does at once."""
    node = run.node_of(p)
    p.held = ""
    if isinstance(node, Wait | WaitLocal | WaitUntil):
        p.wake = _wake_of(run, p, node) or run.at
    elif isinstance(node, WaitEvent):
        span = duration_of(node.timeout) if node.timeout else None
        p.wake = p.until(p.since + span) if span is not None else None
    else:
        p.wake, p.held = run.at, "moved"


def arm_of(run: Run, subject: str, arms: list[tuple[str, float]], *, keep: bool = True) -> str:
    """The arm of a person: the one drawn first, if it still exists, else drawn by a hash and kept.

    Args:
        run: The step.
        subject: What is split; persons with the same id draw the same for it.
        arms: Names with percents, 100 in all.
        keep: Whether the draw is remembered; a test's is not.
    """
    kept = run.state.arms.get(subject)
    if kept is not None and any(name == kept[1] for name, _ in arms):
        return kept[1]
    point = (hash64(f"{subject}\x1f{run.person.profile}") & 0xFFFFFFFF) / 2**32 * 100
    bound, drawn = 0.0, arms[-1][0]
    for name, percent in arms:
        bound += percent
        if point < bound:
            drawn = name
            break
    if keep:
        run.state.arms[subject] = (run.at, drawn)
    return drawn


def _pass(run: Run, p: Participant, node: Node) -> Target | None:  # noqa: C901, PLR0911, PLR0912 (one arm per class)
    """Do what a node does; where to go on, or None if the participant stays (or is gone)."""
    match node:
        case Send():  # what most nodes are that anybody reaches
            return _act(run, p, node)
        case If():
            taken = _holds(run, p, node)
            run.mark(TOOK, p, "then" if taken else "else")
            return node.then if taken else node.otherwise
        case Wait() | WaitLocal():
            p.wake = _wake_of(run, p, node)
            return node.next if p.wake is None or p.wake <= run.at else None
        case WaitUntil():
            return _until(run, p, node)
        case WaitEvent():
            for criterion in node.awaited:
                if stands(criterion, run.person):
                    run.mark(TOOK, p, "event")
                    return criterion.next or node.on_event
            span = duration_of(node.timeout) if node.timeout else None
            p.wake = None if span is None else p.until(run.at + span)
            return None
        case Split(arms):
            drawn = arm_of(run, f"{p.journey}/{p.node}", [(arm.name, arm.percent) for arm in arms], keep=not p.speed)
            run.mark(TOOK, p, drawn)
            return _next_of(arms, drawn)
        case Experiment():
            return _experiment(run, p, node)
        case Jump(target):
            run.jumps.append(Jumping(target, f"{p.id}/{p.seq}", p))
            return node.next
        case Join():
            return node.next
        case Repeat():
            gone = p.visits.get(p.node, 0)
            if gone < node.times:
                p.visits[p.node] = gone + 1
                run.mark(TOOK, p, "again")
                return node.repeat
            p.visits.pop(p.node, None)
            run.mark(TOOK, p, "on")
            return node.next
        case End(label):
            run.mark(TOOK, p, label.replace("/", "-"))
            return END
        case _:
            return _act(run, p, node)


def _holds(run: Run, p: Participant, node: If) -> bool:
    if node.where is not None and not row_test(node.where)(row_of(p)):
        return False
    return node.condition is None or run.person.holds(condition_key(node.condition))


def _wake_of(run: Run, p: Participant, node: Wait | WaitLocal | WaitUntil) -> Instant | None:
    """When a wait is over, counted from when the node was reached; None if there is no such date."""
    if isinstance(node, Wait):
        return p.until(p.since + (duration_of(node.wait) or 0))
    if isinstance(node, WaitLocal):
        return p.until(next_local(p.since, clocktime_of(node.wait_local) or 0, run.person.zone, node.weekdays))
    value: Any = dict(run.person.attributes)
    for name in node.wait_until.split("."):
        value = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    clocktime = clocktime_of(node.time) if node.time else None
    zone = run.person.zone
    shift = (duration_of(node.after or "") or 0) - (duration_of(node.before or "") or 0)
    moment = moment_of_date(value, clocktime, zone, shift)
    return None if moment is None else p.until(moment)


def _until(run: Run, p: Participant, node: WaitUntil) -> Target | None:
    wake_at = _wake_of(run, p, node)
    if wake_at is None:
        run.mark(TOOK, p, "missing")
        return node.missing or END
    if wake_at <= run.at:
        run.mark(TOOK, p, "passed")
        return node.passed or node.next
    p.wake = wake_at
    return None


def _next_of(arms: tuple[Arm, ...], drawn: str) -> Target:
    return next((arm.next for arm in arms if arm.name == drawn), END)


def _experiment(run: Run, p: Participant, node: Experiment) -> Target:
    rest = (100 - node.holdout) / 100
    shares = [(HELD_OUT, node.holdout), *((arm.name, arm.percent * rest) for arm in node.arms)]
    drawn = arm_of(run, f"experiment:{node.experiment}", shares, keep=not p.speed)
    run.mark(DREW, p, drawn)
    return node.next if drawn == HELD_OUT else _next_of(node.arms, drawn)


def _act(run: Run, p: Participant, node: Doing) -> Target | None:
    """An action: exits first (J3), then a pause (J16), then the guards (J13)."""
    compiled = run.compiled(p)
    exits = compiled.journey.body.exit if compiled is not None else ()
    if exits and any(stands(criterion, run.person) for criterion in exits):
        run.end(p, "exit")
        return None
    if p.journey in run.program.paused:
        p.held, p.wake = "paused", None
        run.mark(HELD, p, "paused")
        return None
    p.held = ""
    action = _action(run, p, node)
    if isinstance(node, Send):
        decision = _decide(run, p, action)
        if not isinstance(decision, Go):
            return _withheld(run, p, node, decision)
        if decision.counted and not p.speed:
            longest = run.program.longest_cap
            run.state.sends = [slot for slot in run.state.sends if slot.at + longest > run.at]
            if longest:
                run.state.sends.append(Slot(run.at, node.channel, node.purpose, action.key))
    run.effects.append(action)
    if isinstance(node, Webhook) and node.answer is not None:
        p.wake = p.until(run.at + (duration_of(node.answer) or 0))
        return None
    return node.next


def _withheld(run: Run, p: Participant, node: Send, decision: Later | Never) -> Target | None:
    """A message that does not go now: the participant is held, or goes on without it."""
    kind, _, rule = decision.reason.partition(":")
    if isinstance(decision, Later) and decision.until is not None:
        p.held, p.wake = kind, decision.until
        run.mark(HELD, p, f"{kind}:{format_instant(decision.until)}")
        return None
    run.mark(SUPPRESSED, p, ":".join(part for part in (kind, node.send, rule) if part))
    return node.next


def _decide(run: Run, p: Participant, action: Action) -> Decision:
    rules = run.program.versions[p.journey, p.version].rules
    if p.speed:
        rules = replace(rules, quiet=(), caps=())
    return ask(action, run.person, run.state.sends, rules, run.at)


def _action(run: Run, p: Participant, node: Doing) -> Action:
    kind, channel, template, data = _said(node)
    send = node if isinstance(node, Send) else None
    said = node.data if isinstance(node, Send | Webhook) else {}
    compiled = run.compiled(p)
    journey = {
        "id": p.journey,
        "entered": _said_at(p.entered),
        "after": p.order,
        "context": dict(p.context),
        "data": said,
    }
    return Action(
        key=f"{p.id}/{p.seq}/{p.node}",
        kind=kind,
        profile=run.person.profile,
        at=run.at,
        channel=channel,
        template=template,
        purpose=send.purpose if send else "",
        topic=send.topic if send else "",
        journey=p.journey,
        journey_version=p.version,
        participant=p.id,
        node=p.node,
        priority=max(0, 99 - (compiled.journey.body.priority if compiled else 0)),
        expires=p.expires,
        values={"event": p.properties, "journey": journey},
        data=data,
        sandbox=p.speed > 0,
    )


def _said(node: Doing) -> tuple[str, str, str, dict[str, Any]]:
    """Kind, channel, template and data of an action."""
    match node:
        case Send(template):
            return "send", node.channel, template, {}
        case Webhook(template):
            return "webhook", "webhook", template, {}
        case Update(attributes):
            return "update", "", "", attributes
        case AddTo(name):
            return "add_to", "", "", {"list": name}
        case RemoveFrom(name):
            return "remove_from", "", "", {"list": name}
        case Do(kind):
            return kind, "", "", node.data
