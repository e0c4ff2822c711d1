"""Prints why somebody is or is not in a segment, as a tree."""

from clew.api.reasons import EvidenceView, ReasonView, WhyView
from clew.kernel.instants import Instant, format_instant
from clew.runtime.cli.output import say

_NEAR = {"window": "outside the window", "condition": "not as the condition says", "since": "counted since then"}


def print_why(why: WhyView) -> None:
    """The answer in a sentence, then the definition part by part."""
    say(f"profile {why.profile} {'is' if why.member else 'is not'} in {why.segment}, {_when(why)}")
    _print(why.reason, 0)


def _when(why: WhyView) -> str:
    since = "and never was otherwise" if why.since is None else f"since {format_instant(why.since)}"
    by = {"clock": " (by the clock)", "record": " (by a record)", "": ""}[why.cause]
    return f"{since}{by}; {_until(why.until)}"


def _until(instant: Instant | None) -> str:
    return "time alone changes nothing" if instant is None else f"until {format_instant(instant)} if nothing happens"


def _print(reason: ReasonView, depth: int) -> None:
    indent = "  " * depth
    if isinstance(reason.value, bool):
        until = "" if reason.until is None else f" ({_until(reason.until)})"
        say(f"{indent}{'yes' if reason.value else 'no '}  {reason.says}{until}")
    else:
        say(f"{indent}{'nothing' if reason.value is None else reason.value}  {reason.says}")
    for evidence in reason.evidence:
        say(f"{indent}     {_line(evidence)}")
    if (more := reason.found - sum(each.counts for each in reason.evidence)) > 0:
        say(f"{indent}     and {more} before")
    for part in reason.parts:
        _print(part, depth + 1)


def _line(evidence: EvidenceView) -> str:
    value = "" if evidence.value is None else f"  {evidence.value}"
    near = f"  ({_NEAR[evidence.reason]})" if evidence.reason else ""
    return f"{format_instant(evidence.ts)}  {evidence.type}{value}{near}"
