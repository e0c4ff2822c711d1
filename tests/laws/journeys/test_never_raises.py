"""Law: whatever stands in events and attributes, a step gives an outcome that packs."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clew.events import Event, Identity
from clew.journeys import pack_journeys, unpack_journeys
from clew.kernel.packing import ExactNumber
from tests.unit.journeys.stage import Stage

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "Asia/Tokyo"])
    | st.just(ExactNumber(Decimal("123456789012345678901234567890.5"))),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=4,
)
BODY: dict[str, Any] = {
    "entry": {"event": "go", "key": "k", "where": 'not (a.b = 5 and k matches "x")'},
    "exit": [{"event": "out", "same": ["k", "a"], "where": "v > 3"}],
    "goals": [{"event": "out", "same": "k", "within": "1d"}],
    "nodes": {
        "u": {"wait_until": "when.a", "before": "36525d", "time": "09:00", "missing": "d", "next": "d"},
        "d": {"wait_until": "when", "after": "36525d", "missing": "w", "passed": "w", "next": "w"},
        "w": {"wait_event": {"event": "in", "same": "k"}, "timeout": "1h", "on_event": "c", "on_timeout": "c"},
        "c": {"where": 'context.w.a > 3 or v contains "x"', "then": "m", "else": "m"},
        "m": {"send": "mail"},
    },
}


@given(st.lists(st.tuples(st.sampled_from(["go", "in", "out", "identify", "consent"]), ODD, ODD, ODD), max_size=8))
def test_a_step_never_raises_on_data(said: list[tuple[str, Any, Any, Any]]) -> None:
    stage = Stage()
    stage.journey(BODY)
    who = (Identity("user_id", "p"),)
    for number, (kind, a, k, v) in enumerate(said):
        properties = {"a": a, "k": k, "v": v}
        chosen: Any = kind if kind in ("identify", "consent") else "track"
        if kind == "identify":
            properties = {"when": a, "timeZone": k}
        elif kind == "consent":
            properties = {"email": a, "marketing": k}
        event = Event(f"e{number}", chosen, kind, who, properties=properties)
        stage.receive(f"2026-03-02T1{number}:00:00Z", [("p", event)])
    stage.advance("2026-03-09T00:00:00Z")
    for state in stage.states.values():
        assert unpack_journeys(pack_journeys(state)) == state
