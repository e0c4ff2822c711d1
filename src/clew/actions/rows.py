"""How a row of the outbox goes from one status to the next; pure, with the instant and the jitter as arguments."""

from typing import NamedTuple

from msgspec.structs import replace

from clew.actions.model import (
    CLAIMABLE,
    FINAL,
    LOCAL,
    MARKETING_PRIORITY,
    TRANSACTIONAL_PRIORITY,
    Accepted,
    Action,
    Attempt,
    Failed,
    Letter,
    OutboxRow,
    Refused,
    Unknown,
    pack_letter,
)
from clew.actions.release import Decision, Go, Later
from clew.kernel.hashing import hash64
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant


class Patience(NamedTuple):
    """How long something is tried.

    Attributes:
        first: Wait after the first failure.
        factor: How much longer each next one is.
        longest: No wait is longer.
        attempts: After so many, no more.
    """

    first: Duration = 5 * SECOND
    factor: int = 4
    longest: Duration = 6 * HOUR
    attempts: int = 10


PATIENCE = Patience()
"""About a day: 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 6 h, 6 h."""

LEASE: Duration = 2 * MINUTE
"""How long a sender has for what it took; longer than any call of a provider may last."""

LONGEST_LINE: Duration = MINUTE
"""For how long a release is good: later it may have become night, or the person may have gone."""

LONGEST_RETRY_AFTER: Duration = DAY

_VERDICTS = {"retried": "send", "dismissed": "dismiss"}
"""What a person decided, by what is told of it."""


def planned(action: Action, *, transactional: bool) -> OutboxRow:
    """The row of an action that was just decided; it is asked for release at its own instant."""
    return with_letter(*sketched(action, transactional=transactional))


def sketched(action: Action, *, transactional: bool) -> tuple[OutboxRow, Letter]:
    """As `planned`, with the letter beside the row and not packed yet: most are filled and packed in the same batch."""
    first = TRANSACTIONAL_PRIORITY if transactional else MARKETING_PRIORITY
    row = OutboxRow(
        key=action.key,
        profile=action.profile,
        channel=LOCAL if action.sandbox else action.channel,
        status="planned",
        priority=first + max(0, min(99, action.priority)),
        due_at=action.at,
        at=action.at,
        journey=action.journey,
        template=action.template,
        purpose=action.purpose,
    )
    return row, Letter(action, transactional=transactional)


def with_letter(row: OutboxRow, letter: Letter) -> OutboxRow:
    """The row with its letter packed, if it isn't yet."""
    return row if row.body else replace(row, body=pack_letter(letter))


def decided(row: OutboxRow, decision: Decision, letter: Letter, now: Instant) -> OutboxRow:
    """A row after its release was asked.

    Args:
        row: As planned or sketched, or as a failed attempt left it: then its slot is the one it has.
        decision: What `release` said.
        letter: The row's letter, filled with address and values where the decision is to go; one that has its content
            already keeps it.
        now: The actual instant.
    """
    if isinstance(decision, Go):
        return replace(
            row,
            status="released",
            due_at=now,
            released_at=now if row.released_at is None else row.released_at,
            counted=decision.counted,
            again=decision.again,
            reason="",
            body=pack_letter(letter),
            # What is about nobody, or for nobody, is proposed to nobody.
            offers="" if _unreal(letter.action) else " ".join([offer["id"] for offer in letter.offers]),
        )
    row = with_letter(row, letter)
    if isinstance(decision, Later):
        return replace(row, due_at=decision.until, reason=decision.reason)
    return replace(row, status="suppressed", due_at=None, reason=decision.reason)


def claimed(row: OutboxRow, now: Instant, lease: Duration = LEASE) -> OutboxRow:
    """A row that a sender takes, or that it finds abandoned.

    Law: what was abandoned is sent again only where that can't make two messages, or where one too many is better
    than none (`again`); else it waits for a person. So does what was abandoned as often as anything is tried: whoever
    takes it dies of it.
    """
    if row.status == CLAIMABLE or (row.again and row.attempts < PATIENCE.attempts):
        return replace(row, status="sending", due_at=now + lease, fence=row.fence + 1, attempts=row.attempts + 1)
    return replace(row, status="unknown", due_at=None, fence=row.fence + 1, reason="abandoned")


def attempted(row: OutboxRow, attempt: Attempt, now: Instant, jitter: float) -> OutboxRow:
    """A row after a call of the provider.

    Args:
        row: As claimed.
        attempt: What came of the call.
        now: The actual instant.
        jitter: In [0, 1): spreads what failed together.
    """
    if isinstance(attempt, Accepted):
        return replace(row, status="sent", due_at=None, reason="kept" if attempt.kept else "")
    if isinstance(attempt, Refused):
        return replace(row, status="failed", due_at=None, reason=attempt.reason)
    if isinstance(attempt, Unknown) and not row.again:
        return replace(row, status="unknown", due_at=None, reason=attempt.reason)
    if row.attempts >= PATIENCE.attempts:
        # Whether an unknown one was taken is still not known after the last attempt.
        status = "unknown" if isinstance(attempt, Unknown) else "failed"
        return replace(row, status=status, due_at=None, reason=attempt.reason)
    wait = backoff(row.attempts, jitter)
    asked = attempt.after if isinstance(attempt, Failed) else None
    due = max(now + wait, min(asked, now + LONGEST_RETRY_AFTER) if asked is not None else 0)
    return replace(row, status="retry", due_at=due, reason=attempt.reason)


def _unreal(action: Action) -> bool:
    return action.sandbox or bool(action.to)


def made_unsendable(row: OutboxRow, reason: str) -> OutboxRow:
    """A row whose message could not be made: it waits for a person."""
    return replace(row, status="held", due_at=None, reason=reason)


def postponed(row: OutboxRow, until: Instant) -> OutboxRow:
    """A claimed row that is given back untried: the provider is resting. The attempt does not count."""
    return replace(row, status="retry", due_at=until, attempts=row.attempts - 1, reason="resting")


def resolved(row: OutboxRow, decision: str, now: Instant) -> OutboxRow | None:
    """A held, unknown or failed row after a person decided: `send` or `dismiss`; None where there is nothing to."""
    if row.status not in ("held", "unknown", "failed"):
        return None
    if decision == "dismiss":
        return replace(row, status="dismissed", due_at=None)
    # Asked for release anew: what was allowed then may not be now. What becomes of it next has a name of its own, even
    # where no sender claims it in between: what is told of a first claim (fence 1) and before it bears no number.
    return replace(row, status="planned", due_at=now, attempts=0, reason="", fence=max(row.fence, 1) + 1)


def recalled(row: OutboxRow, now: Instant) -> OutboxRow | None:
    """A released row that must be asked again, because something has changed; None if it is under way."""
    return replace(row, status="planned", due_at=now) if row.status == CLAIMABLE else None


def stale(row: OutboxRow, now: Instant) -> bool:
    """Whether a released row has stood in line for so long that it must be asked again: it is due since its release."""
    return row.status == CLAIMABLE and row.due_at is not None and row.due_at < now - LONGEST_LINE


def settled(row: OutboxRow, status: str) -> OutboxRow | None:
    """A row after an outcome of it was read from the log; None where that changes nothing.

    Law: whatever a provider reports about a message shows that it was sent; a report never takes that back. What was
    not sent and waits for a person goes where the person decides.
    """
    if status in _VERDICTS and (after := resolved(row, _VERDICTS[status], row.at)) is not None:
        return after
    if row.status in FINAL:
        return None
    if status == "suppressed" and row.status == "sending":
        return None  # a sender was quicker than the exit: what came of the call is what happened
    if status in ("sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed", "delayed"):
        return replace(row, status="sent", due_at=None, reason="")
    if status in ("failed", "dismissed", "suppressed"):
        return replace(row, status=status, due_at=None)
    return None


def backoff(attempts: int, jitter: float, patience: Patience = PATIENCE) -> Duration:
    """How long to wait after so many attempts: growing, bounded, between half and whole."""
    whole = min(patience.longest, patience.first * patience.factor ** min(attempts - 1, 30))
    return int(whole * (0.5 + 0.5 * jitter))


def jitter_of(key: str, attempts: int) -> float:
    """A spread in [0, 1) that is a function of the row alone, so that a replay waits as long."""
    return (hash64(f"{key}\x1f{attempts}") & 0xFFFF_FFFF) / 0x1_0000_0000
