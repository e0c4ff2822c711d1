"""What journeys and messages came to, as `clew insight` shows it."""

from clew.decisions import Unanswered
from clew.insight import Interval, JourneyAnswer, Measured, MessagesAnswer
from clew.runtime.cli.output import print_table, say


def print_journey(found: JourneyAnswer) -> None:
    """Figures, goals, and what the journey adds."""
    rows = [
        ("came in", found.entered, found.previous_entered),
        ("people who came in", found.people, found.previous_people),
        ("under way at the end", found.active, found.previous_active),
        ("held out at the end", found.held_out, None),
        *((f"reached {goal.name}", goal.times, goal.previous) for goal in found.goals),
        *((f"ended: {reason}", times, None) for reason, times in found.ended.items()),
        *((f"could not come in: {reason}", times, None) for reason, times in found.blocked.items()),
    ]
    shown = [(what, f"{now:,}", "" if past is None else f"{past:,}") for what, now, past in rows]
    print_table(("what", "now", "before"), shown, empty="")
    for goal in found.goals:
        if goal.share is not None:
            say(f"{goal.share:.1%} of those who came in reached {goal.name}{_between(goal.interval)}")
    for measure in found.measures:
        say(f"{measure.name}, {measure.goal}: {measure.reading.why}")
        for line in _lifts(measure):
            say(f"  {line}")


def _lifts(measure: Measured) -> list[str]:
    lines: list[str] = []
    for comparison in measure.reading.metrics[0].comparisons:
        lift = comparison.anytime
        if isinstance(lift, Unanswered):
            lines.append(f"{comparison.treatment}: {lift.message}")
            continue
        points = [f"{100 * each:+.1f}" for each in (lift.absolute.value, lift.absolute.low, lift.absolute.high)]
        lines.append(f"{comparison.treatment}: {points[0]} points, between {points[1]} and {points[2]}")
    return lines


def print_messages(found: MessagesAnswer) -> None:
    """Outcomes group by group, and what share of what was sent came to something."""
    groups = [("(all)", found.everything), *((group.name or "(none)", group) for group in found.groups)]
    rows = [
        (name, what, f"{times:,}", f"{group.previous.get(what, 0):,}", "")
        for name, group in groups
        for what, times in group.outcomes.items()
    ]
    rows += [
        (name, f"{what} of sent", f"{rate.messages:,}", "", f"{rate.share:.1%}{_between(rate.interval)}")
        for name, group in groups
        for what, rate in group.rates.items()
    ]
    rows += [(name, f"because: {why}", f"{n:,}", "", "") for name, group in groups for why, n in group.reasons.items()]
    headings = ("of", "what", "messages", "before", "share")
    print_table(headings, rows, empty="Nothing became of any message in the period.")


def _between(interval: Interval | None) -> str:
    return "" if interval is None else f" ({interval.low:.1%} to {interval.high:.1%})"


def short_journey(found: JourneyAnswer) -> str:
    """In a line."""
    goals = ", ".join(f"{goal.name} {goal.times:,}" for goal in found.goals)
    return f"{found.entered:,} came in, {found.active:,} under way{f', {goals}' if goals else ''}"


def short_messages(found: MessagesAnswer) -> str:
    """In a line."""
    return ", ".join(f"{times:,} {what}" for what, times in found.everything.outcomes.items()) or "none"
