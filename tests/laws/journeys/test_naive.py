"""Law: the step and the naive simulator tell the same story, fact by fact and effect by effect."""

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, note
from hypothesis import strategies as st

from clew.events import Record
from clew.journeys import mark_of
from clew.journeys.marks import SUPPRESSED
from clew.kernel.instants import DAY, HOUR, Instant, format_instant
from tests.laws.journeys.naive import Naive
from tests.laws.journeys.worlds import CAPS, histories, journeys
from tests.unit.journeys.stage import Stage, policy_of

Control = tuple[Instant, str, str]


@given(
    histories(),
    st.lists(journeys(), min_size=1, max_size=2),
    st.sampled_from(CAPS),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=1),
)
def test_the_step_equals_the_naive_simulator(
    records: list[Record],
    bodies: list[dict[str, Any]],
    caps: list[dict[str, Any]],
    pauses: list[tuple[int, int]],
) -> None:
    named = {f"j{number}": body for number, body in enumerate(bodies)}
    until = records[-1].at + 4 * DAY
    controls = [
        control
        for start, length in pauses
        for control in (
            (records[0].at + start * HOUR, "pause", "j0"),
            (records[0].at + (start + length + 1) * HOUR, "resume", "j0"),
        )
    ]
    naive = Naive("p", named, ZoneInfo("Europe/Berlin"), caps)
    naive.play(records, controls, until)
    stage = perform(records, named, caps, controls, until)
    told = [
        (format_instant(fact.at), fact.kind, mark.journey, mark.seq, mark.node, _short(fact.kind, mark.detail))
        for fact in stage.facts
        if (mark := mark_of(fact)) is not None
    ]
    note(f"{named}\n{caps} {controls}\n" + "\n".join(map(str, records)))
    assert told == naive.lines
    assert [(format_instant(e.at), e.key, e.template) for e in stage.effects] == naive.effects
    assert len({e.key for e in stage.effects}) == len(stage.effects)


def perform(
    records: list[Record],
    named: dict[str, dict[str, Any]],
    caps: list[dict[str, Any]],
    controls: list[Control],
    until: Instant,
) -> Stage:
    stage = Stage(zone="Europe/Berlin", policy=policy_of(caps=caps))
    for name, body in named.items():
        stage.journey(body, name=name)
    for at in sorted({*(r.at for r in records), *(c[0] for c in controls)}):
        news = [r for r in records if r.at == at]
        stage.instant(at, news, [c for c in controls if c[0] == at])
    stage.advance(until)
    return stage


def _short(kind: str, detail: str) -> str:
    """Without the rule that stood against a message."""
    return ":".join(detail.split(":")[:2]) if kind == SUPPRESSED else detail
