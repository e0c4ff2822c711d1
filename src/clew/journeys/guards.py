"""Guards at logical time: consent, quiet hours, caps, in that order (J13). They decide a participant's path.

They see what the person's own journeys have sent by logical time. At release the same questions are asked again at the
actual time, over everything that was sent, with suppression lists and the state of the channel: in `actions`.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from clew.journeys.localtime import clocktime_of, duration_of, quiet_until
from clew.journeys.model import Cap, Quiet
from clew.journeys.ports import Decision, Message, Person
from clew.journeys.state import Sent
from clew.kernel.instants import Duration, Instant

NOW = Decision("now")


class PathGuards(msgspec.Struct, frozen=True):
    """The workspace's rules, as data.

    Attributes:
        consent: What a person who said nothing means: `opt_in` no, `opt_out` yes.
        quiet: Hours in which messages are held.
        caps: Limits on messages.
    """

    consent: Literal["opt_in", "opt_out"] = "opt_in"
    quiet: tuple[Quiet, ...] = ()
    caps: tuple[Cap, ...] = ()

    def beside(self, quiet: Quiet | None, caps: tuple[Cap, ...]) -> "PathGuards":
        """These rules with a journey's own."""
        return PathGuards(self.consent, (*self.quiet, *([quiet] if quiet else [])), (*self.caps, *caps))

    def decide(self, message: Message, person: Person, sends: Sequence[Sent], at: Instant) -> Decision:
        """Whether a message may go at an instant."""
        if message.transactional:
            return NOW
        if not self._consented(message, person):
            return Decision("never", "consent")
        open_at = self._after_quiet(message, person, at)
        if open_at > at:
            return Decision("later", "quiet", open_at)
        return self._room(message, sends, at)

    def longest(self) -> Duration:
        """How long a message counts at most."""
        return max((duration_of(cap.per) or 0 for cap in self.caps), default=0)

    def _consented(self, message: Message, person: Person) -> bool:
        said = {person.consents.get(message.channel), person.consents.get(message.purpose)}
        return "out" not in said and ("in" in said or self.consent == "opt_out")

    def _after_quiet(self, message: Message, person: Person, at: Instant) -> Instant:
        """The first instant that is quiet by none of the rules."""
        found = at
        for _ in range(len(self.quiet) + 1):  # one rule's end may fall into another's hours
            before = found
            for quiet in self.quiet:
                start, end = clocktime_of(quiet.start), clocktime_of(quiet.end)
                if start is not None and end is not None and (not quiet.channels or message.channel in quiet.channels):
                    found = quiet_until(found, start, end, person.zone)
            if found == before:
                break
        return found

    def _room(self, message: Message, sends: Sequence[Sent], at: Instant) -> Decision:
        """Caps: a message counts while sent <= t < sent + per (J9); one that skips goes before all that defer."""
        until = at
        for cap in self.caps:
            per = duration_of(cap.per) or 0
            if cap.channel is not None and cap.channel != message.channel:
                continue
            counted = [s.at for s in sends if s.at + per > at and (cap.channel is None or s.channel == cap.channel)]
            if len(counted) >= cap.max:
                if cap.policy == "skip":
                    return Decision("never", "cap")
                until = max(until, counted[-cap.max] + per)
        return Decision("later", "cap", until) if until > at else NOW


DEFAULT_GUARDS = PathGuards()
"""Consent must have been given; no quiet hours, no caps."""
