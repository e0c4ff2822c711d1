"""The workspace's rules for messages, as one document of kind `policy` says them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

import msgspec

from clew.actions.recipients import is_recipient, spelled
from clew.catalog import Document, Fault
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, Duration, parse_duration
from clew.privacy import Purpose

_ADDRESSES = "such as {0}@shop.example, or https://{0}.shop.example/hook for webhooks"

Clocktime = Duration
"""Microseconds since local midnight, as a wall clock shows them."""

_CLOCKTIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
LONGEST_CAP: Duration = 400 * DAY


class QuietBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """Hours in which nobody is written to, by the person's own clock.

    Attributes:
        start: Such as `22:00` (written `from`).
        end: Such as `08:00` (written `to`); the message may go at that very minute.
        channels: By which channels; all if none is named.
        policy: `hold` the message until then, or `drop` it.
    """

    start: str
    end: str
    channels: tuple[str, ...] = ()
    policy: Literal["hold", "drop"] = "hold"


class CapBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many messages a person gets in how long.

    Attributes:
        max: How many.
        per: In how long: `24h`, `7d`; rolling, from one message to the next.
        channel: Only by this channel; None for all together.
        purpose: Only for this purpose; None for all together.
        policy: `skip` the message, or `defer` it to the first instant with room.
    """

    max: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    per: str
    channel: str | None = None
    purpose: str | None = None
    policy: Literal["skip", "defer"] = "skip"


class RateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast a channel may send.

    Attributes:
        channel: Which.
        per_second: On average.
        burst: At once, after a pause.
    """

    channel: str
    per_second: float
    burst: int = 1


class Pace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast something may be sent.

    Attributes:
        per_second: On average.
        burst: At once, after a pause.
    """

    per_second: float
    burst: int = 1


class PolicyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a policy; those of a workspace add up.

    Attributes:
        purposes: What people may be contacted for.
        quiet_hours: When not.
        caps: How often at most.
        rates: How fast.
        testers: Addresses that proofs may be sent to: of mail, or of the web for webhooks.
        seeds: Addresses of our own that get a copy of each version of a template when it first goes out; the same.
    """

    purposes: dict[str, Purpose] = {}
    quiet_hours: tuple[QuietBody, ...] = ()
    caps: tuple[CapBody, ...] = ()
    rates: tuple[RateBody, ...] = ()
    testers: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()


class Quiet(NamedTuple):
    """Quiet hours as asked: [start, end) by the wall clock, which may span midnight."""

    start: Clocktime
    end: Clocktime
    channels: frozenset[str] = frozenset()
    drop: bool = False


class Cap(NamedTuple):
    """A cap as asked: at most `max` with `sent <= t < sent + per` (J9)."""

    max: int
    per: Duration
    channel: str | None = None
    purpose: str | None = None
    defer: bool = False

    @property
    def name(self) -> str:
        """What it is called in reasons: `2/24h email`."""
        hours = self.per / HOUR
        where = " ".join(part for part in (self.channel, self.purpose) if part)
        return f"{self.max}/{hours:g}h {where}".rstrip()


class Policy(msgspec.Struct, frozen=True):
    """All rules of a workspace, ready to be asked.

    Attributes:
        purposes: By id.
        quiet: In the order given.
        caps: In the order given.
        rates: Channel to `(per second, burst)`.
        testers: Addresses that proofs may be sent to.
        seeds: Addresses of our own that get a copy of each version of a template when it first goes out.
    """

    purposes: Mapping[str, Purpose] = {}
    quiet: tuple[Quiet, ...] = ()
    caps: tuple[Cap, ...] = ()
    rates: Mapping[str, tuple[float, int]] = {}
    testers: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()

    def transactional(self, purpose: str) -> bool:
        """Whether messages for this purpose need no consent, wait for nobody and count towards nothing."""
        found = self.purposes.get(purpose)
        return found is not None and found.transactional

    @property
    def longest_cap(self) -> Duration:
        """For how long a message counts at most."""
        return max((cap.per for cap in self.caps), default=0)


DEFAULT_PURPOSES: Mapping[str, Purpose] = {
    "marketing": Purpose(name="Offers and news"),
    "service": Purpose(name="Your orders and your account", transactional=True),
}
"""What every workspace has unless its policies say otherwise."""


def compile_policy(documents: Sequence[Document]) -> Policy:
    """The rules of all standing policies together, in order of id; a purpose that two describe is the later one's."""
    bodies = [msgspec.convert(d.body, PolicyBody) for d in sorted(documents, key=lambda document: document.id)]
    purposes = dict(DEFAULT_PURPOSES)
    for body in bodies:
        purposes |= body.purposes
    return Policy(
        purposes=purposes,
        quiet=tuple(quiet_rule(quiet) for body in bodies for quiet in body.quiet_hours),
        caps=tuple(cap_rule(cap) for body in bodies for cap in body.caps),
        rates={rate.channel: (rate.per_second, rate.burst) for body in bodies for rate in body.rates},
        testers=tuple(dict.fromkeys(tester.strip() for body in bodies for tester in body.testers)),
        seeds=tuple(dict.fromkeys(spelled(seed) for body in bodies for seed in body.seeds)),
    )


def policy_faults(document: Document) -> Iterator[Fault]:
    """What is wrong with a policy."""
    body = msgspec.convert(document.body, PolicyBody)
    for index, quiet in enumerate(body.quiet_hours):
        for field, text in (("from", quiet.start), ("to", quiet.end)):
            if clocktime(text) is None:
                yield Fault(f"/quiet_hours/{index}/{field}", "not a time of day", "such as 22:00")
        if quiet.start == quiet.end:
            yield Fault(f"/quiet_hours/{index}", "begins when it ends, so it is never quiet")
    for index, cap in enumerate(body.caps):
        per = parse_duration(cap.per)
        if not per or per > LONGEST_CAP:
            yield Fault(f"/caps/{index}/per", "not a duration of at most 400 days", "such as 24h or 7d")
    yield from _faults_of_senders(body)


def _faults_of_senders(body: PolicyBody) -> Iterator[Fault]:
    for index, rate in enumerate(body.rates):
        yield from rate_faults(f"/rates/{index}", rate.per_second, rate.burst)
    for index, tester in enumerate(body.testers):
        if not is_recipient(tester):
            yield Fault(f"/testers/{index}", "not an address that a proof could go to", _ADDRESSES.format("qa"))
    for index, seed in enumerate(body.seeds):
        if not is_recipient(seed):
            yield Fault(f"/seeds/{index}", "not an address that a copy could go to", _ADDRESSES.format("eyes"))


def rate_faults(place: str, per_second: float, burst: int) -> Iterator[Fault]:
    """What is wrong with a rate."""
    if per_second <= 0 or burst < 1:
        yield Fault(place, "nothing would ever be sent", "per_second above 0, burst at least 1")


def clocktime(text: str) -> Clocktime | None:
    """`09:30` as microseconds since midnight; None for what is no time of day."""
    found = _CLOCKTIME.fullmatch(text)
    return int(found[1]) * HOUR + int(found[2]) * MINUTE + int(found[3] or 0) * SECOND if found else None


def quiet_rule(body: QuietBody) -> Quiet:
    """Quiet hours as asked, from quiet hours as authored."""
    return Quiet(clocktime(body.start) or 0, clocktime(body.end) or 0, frozenset(body.channels), body.policy == "drop")


def cap_rule(body: CapBody) -> Cap:
    """A cap as asked, from a cap as authored."""
    return Cap(body.max, parse_duration(body.per) or 0, body.channel, body.purpose, body.policy == "defer")
