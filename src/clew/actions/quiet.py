"""When quiet hours end, by the person's own wall clock (J8): exact on the days on which clocks change."""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta, tzinfo

import msgspec

from clew.actions.policy import PolicyBody, Quiet, quiet_rule
from clew.catalog import Document, Fault
from clew.kernel.instants import DAY, SECOND, Duration, Instant, to_datetime


def is_quiet(quiet: Quiet, at: Instant, zone: tzinfo) -> bool:
    """Whether the wall clock shows a time in [start, end), which may span midnight."""
    shown = (at + _offset(at, zone)) % DAY
    if quiet.start <= quiet.end:
        return quiet.start <= shown < quiet.end
    return shown >= quiet.start or shown < quiet.end


def quiet_until(rules: Sequence[Quiet], channel: str, at: Instant, zone: tzinfo) -> Instant:
    """The first instant, from this one on, that is quiet by none of the rules for this channel.

    Law: at the result no rule is quiet, and at every instant before it (from `at` on) some rule is. Rules that leave
    no room in a day are given up after two: the end of that time.
    """
    asked = [quiet for quiet in rules if not quiet.channels or channel in quiet.channels]
    found, limit = at, at + 2 * DAY
    while found < limit:
        loud = next((quiet for quiet in asked if is_quiet(quiet, found, zone)), None)
        if loud is None:
            return found
        found = _end(loud, found, zone)
    return limit


def always_quiet(rules: Sequence[Quiet], channel: str) -> bool:
    """Whether the rules for a channel leave no minute of an ordinary day in which a message may go."""
    return quiet_until(rules, channel, 0, UTC) == 2 * DAY


def restless_faults(document: Document) -> Iterator[Fault]:
    """What is wrong with the quiet hours of a policy together."""
    body = msgspec.convert(document.body, PolicyBody)
    rules = [quiet_rule(quiet) for quiet in body.quiet_hours]
    for channel in sorted({"", *(name for quiet in body.quiet_hours for name in quiet.channels)}):
        if always_quiet(rules, channel):
            whom = f"`{channel}` may send" if channel else "anything may be sent"
            yield Fault("/quiet_hours", f"together they leave no minute in which {whom}", "shorten them")
            return


def _end(quiet: Quiet, at: Instant, zone: tzinfo) -> Instant:
    """When these hours end, the clock being inside of them; where clocks change first, the instant of that change."""
    offset = _offset(at, zone)
    end = at + (quiet.end - at - offset) % DAY
    if _offset(end, zone) == offset and _offset(end - 1, zone) == offset:
        return end
    return _change(at, end, zone, offset)


def _change(low: Instant, high: Instant, zone: tzinfo, offset: Duration) -> Instant:
    """The first instant in (low, high] whose offset is another."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == offset:
            low = middle
        else:
            high = middle
    return high


def _offset(at: Instant, zone: tzinfo) -> Duration:
    offset = to_datetime(at).astimezone(zone).utcoffset() or timedelta()
    return (offset.days * 86_400 + offset.seconds) * SECOND + offset.microseconds
