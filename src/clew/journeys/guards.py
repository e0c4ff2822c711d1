"""Guards at logical time: the same question as at release (J13), asked with what is known on the path.

Here it decides where a participant goes: held, on without the message, or on with it. Addresses, suppression lists and
what others have sent are known at release alone; there the question is asked again, at the actual time.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from clew.actions import Action, Decision, Policy, Slot, Standing, Traits, release
from clew.actions import Cap as CapRule
from clew.actions import Quiet as QuietRule
from clew.journeys.localtime import clocktime_of, duration_of
from clew.journeys.model import Cap, Quiet
from clew.journeys.ports import Person
from clew.kernel.instants import Instant

_ANY_CHANNEL = Traits(addressed=False, takes_key=False)


def rules_of(policy: Policy, quiet: Quiet | None, caps: Iterable[Cap]) -> Policy:
    """The workspace's rules with a journey's own."""
    hours = [] if quiet is None else [_quiet(quiet)]
    return replace(policy, quiet=(*policy.quiet, *hours), caps=(*policy.caps, *map(_cap, caps)))


def ask(action: Action, person: Person, slots: Sequence[Slot], rules: Policy, at: Instant) -> Decision:
    """Whether a message may go at an instant: now, later, or never. Pure."""
    standing = Standing(consents=person.consents, zone=person.zone, slots=slots)
    return release(action, standing, rules, _ANY_CHANNEL, at, person.zone)


def _quiet(quiet: Quiet) -> QuietRule:
    start, end = clocktime_of(quiet.start) or 0, clocktime_of(quiet.end) or 0
    return QuietRule(start, end, frozenset(quiet.channels), quiet.policy == "drop")


def _cap(cap: Cap) -> CapRule:
    return CapRule(cap.max, duration_of(cap.per) or 0, cap.channel, cap.purpose, cap.policy == "defer")
