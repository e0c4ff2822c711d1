"""From records to what counts: corrections, deletions, merges and copies, as known now and as known then."""

from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from clew.engine import effective_records
from clew.events import Event, Record
from clew.expressions import evaluate, parse
from clew.expressions.sql import Asked, Source
from clew.kernel.instants import Instant
from clew.profiles import view_of
from tests.conformance.sql.judge import same
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.worlds import UTC

DEFAULT = settings().max_examples
LEAVES = ("p0", "p1", "p2")
EXPRESSIONS = tuple(
    parse(text)
    for text in (
        "sum(v of a)",
        "last(v of a)",
        "count(a since last b)",
        "profile.v",
        "profile.v.k",
        "consent(v)",
        "score(v)",
        "sequence(a then b within 1h)",
    )
)
VALUES: tuple[tuple[Any, ...], ...] = ((1, 2, 0.1, "in", "out", None), ({"k": 1}, {"k": True}, {"k": 0}, None))
KINDS = st.sampled_from(("track", "track", "track", "identify", "consent", "score", "replace", "delete_event"))
TIMES = st.integers(0, 6)


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """Records of a few events, corrected, deleted and received twice."""
    records: list[Record] = []
    values = st.sampled_from(draw(st.sampled_from(VALUES)))
    for seq in range(draw(st.integers(1, 8))):
        kind = draw(KINDS)
        event = draw(st.integers(0, 3))
        said = draw(st.none() | TIMES)
        properties: dict[str, Any] = {"v": draw(values)}
        if kind == "delete_event":
            properties = {"id": f"e{event}"}
        elif kind == "replace" and draw(st.booleans()):
            properties = {}
        rev = draw(st.integers(1, 4)) if kind == "replace" else 1
        name = draw(st.sampled_from(("a", "a", "b"))) if kind == "track" else kind
        at = seq + 1
        ts = at if said is None else min(said, at)
        what = Event(
            f"d{seq}" if kind == "delete_event" else f"e{event}", kind, name, (), said, None, properties, {}, rev
        )
        records.append(
            Record(seq, 0, at, ts, draw(st.sampled_from(("s", "s", "t"))), draw(st.sampled_from(LEAVES)), what)
        )
    return records


def by_reference(records: list[Record], leaves: list[str], expr: Any, now: Instant, *, then: bool) -> Any:
    """The reference's answer for one person."""
    theirs = [r for r in records if r.profile in leaves and (not then or r.at <= now)]
    counted = [record for record in effective_records(theirs) if record.ts <= now]
    return evaluate(expr, view_of(counted, UTC, exists=any(r.ts <= now for r in theirs)), now)


@settings(max_examples=DEFAULT // 3)
@given(histories(), st.sampled_from(EXPRESSIONS), st.booleans(), st.integers(0, 9), st.booleans())
def test_what_counts(runner: Runner, records: list[Record], expr: Any, merged: bool, now: Instant, then: bool) -> None:
    note(f"{runner.name} {records}")
    roots = {"p0": "p0", "p1": "p0", "p2": "p2"} if merged else {leaf: leaf for leaf in LEAVES}
    runner.load(records, roots)
    got = runner.ask(expr, Asked(now), Source(known_at=now if then else None))
    for root in set(roots.values()):
        leaves = [leaf for leaf, of in roots.items() if of == root]
        wanted = by_reference(records, leaves, expr, now, then=then)
        # Who does not exist is not there; whoever meets no condition is not either.
        assert same(got.get(root), None if wanted is False else wanted)


def test_a_correction_that_is_not_above_the_original_does_not_count(runner: Runner) -> None:
    said = Event("e0", "track", "a", (), None, None, {"v": 1})
    again = Event("e0", "replace", "replace", (), 1, None, {"v": 2}, {}, 1)
    runner.load([Record(1, 0, 1, 1, "s", "p0", said), Record(2, 0, 2, 1, "s", "p0", again)], {})
    assert runner.ask(parse("last(v of a)"), Asked(2), Source()) == {"p0": 1}
