"""Guards at logical time: the same question as at release (J13), asked with what is known on the path.

Here it decides where a participant goes: held, on without the message, or on with it. Addresses, suppression lists and
what others have sent are known at release alone; there the question is asked again, at the actual time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC

from msgspec.structs import replace

from clew.actions import (
    Action,
    CapBody,
    Decision,
    Policy,
    QuietBody,
    Slot,
    Standing,
    Traits,
    cap_rule,
    quiet_rule,
    release,
)
from clew.journeys.ports import Person
from clew.kernel.instants import Instant

_ANY_CHANNEL = Traits(addressed=False, takes_key=False)


def rules_of(policy: Policy, quiet: QuietBody | None, caps: Iterable[CapBody]) -> Policy:
    """The workspace's rules with a journey's own."""
    hours = [] if quiet is None else [quiet_rule(quiet)]
    return replace(policy, quiet=(*policy.quiet, *hours), caps=(*policy.caps, *map(cap_rule, caps)))


def ask(action: Action, person: Person, slots: Sequence[Slot], rules: Policy, at: Instant) -> Decision:
    """Whether a message may go at an instant: now, later, or never. Pure."""
    # Where somebody lives matters to the time of day alone.
    zone = person.zone if rules.quiet else UTC
    standing = Standing(consents=person.consents, zone=zone, slots=slots)
    return release(action, standing, rules, _ANY_CHANNEL, at, zone)
