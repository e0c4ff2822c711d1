"""How fast the pure step is: one profile, its records, the clock, and more and more segments.

People of a thousand events each are stepped event by event, as if each came alone; stores, identity and log are left
out. The segments are `distinct` (each with windows and conditions of its own over the workload's types), `shared`
(thresholds over the same events and window, which keep one list of times), or `unrelated` but for ten (types
that never come). `incremental` is 100 distinct ones. `long` is one person with ten thousand views under windows of ten
years that keep every one of them. `bytes` is the packed state of such a person under so many distinct segments. `storm`
is a million people who leave a segment in the same instant: state unpacked, stepped, packed. All by processor time.
Limit: a deque and a hundred comparisons by hand for each event, beside the hundred shared segments.
"""

import time
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice

from bench.result import Result
from bench.scale import sized
from bench.workload import START, events, segments
from clew.engine.step import Group, Stepper
from clew.events import Event, Record
from clew.kernel.instants import DAY, MINUTE, Instant
from clew.profiles import Definition, ProfileState, compile_program, pack_state, unpack_state

_WINDOW = 30 * DAY
_LONG = (
    'count("Product Viewed" in last 3650d) > 5000',
    'distinct(product_id of "Product Viewed" in last 3650d) > 4000',
    'max(price of "Product Viewed" in last 3650d) > 249',
    'sequence("Product Viewed" then no "Order Completed" within 365d) in last 3650d',
)


def run() -> list[Result]:
    """Events a second, bytes a profile, seconds of a storm."""
    sizes = sized({10: 20_000, 100: 10_000, 1_000: 3_000}, {10: 100, 100: 100})
    distinct = {n: _rate(_texts(segments(n)), sizes[n]) for n in sizes}
    shared = {n: _rate([f'count("Product Viewed" in last 30d) > {k}' for k in range(n)], sizes[n]) for n in sizes}
    unrelated = {n: _rate(_texts(segments(10) + segments(n - 10, unrelated=True)), sizes[n]) for n in sizes}
    storm = _storm(sized(1_000_000, 100))
    return [
        Result("incremental", distinct[100], "events/s", "higher"),
        *(Result(f"incremental.distinct_{n}", rate, "events/s", "higher") for n, rate in distinct.items()),
        *(_shared(n, rate, sizes[n]) for n, rate in shared.items()),
        *(Result(f"incremental.unrelated_{n}", rate, "events/s", "higher") for n, rate in unrelated.items()),
        Result("incremental.long", _long(sized(10_000, 100)), "events/s", "higher"),
        *(Result(f"incremental.bytes_{n}", _bytes(n), "bytes", "lower") for n in sizes),
        Result("incremental.storm", storm, "s", "lower"),
    ]


def _shared(count: int, rate: float, size: int) -> Result:
    name = f"incremental.shared_{count}"
    if count != 100:
        return Result(name, rate, "events/s", "higher")
    return Result(name, rate, "events/s", "higher", limit="by hand", limit_value=_by_hand(size))


def _texts(documents: Iterable[dict[str, str]]) -> list[str]:
    return [document["expression"] for document in documents]


def _stepper(texts: Sequence[str]) -> Stepper:
    return Stepper(compile_program([Definition("segment", f"s{n}", 1, text) for n, text in enumerate(texts)]))


def _records(count: int, *, only: str | None = None) -> list[Record]:
    """One person's, a minute apart, in order of receipt."""
    found = (event for event in events(count * 40, lambda _: 0, step=MINUTE) if only in (None, event.type))
    return [_record(number, event) for number, event in enumerate(islice(found, count), start=1)]


def _record(number: int, event: Event) -> Record:
    at = START + number * MINUTE
    return Record(number, 0, at, min(event.ts or at, at), "bench", "p", event)


def _lives() -> list[Record]:
    """What each person does."""
    return _records(sized(1_000, 100))


def _rate(texts: Sequence[str], size: int) -> float:
    """Events a second, over people who all do the same."""
    stepper, lives = _stepper(texts), _lives()
    people, spent = size // len(lives), 0.0
    for _ in range(people):
        state = ProfileState("p", START, START)
        groups = [Group(record.at, [record]) for record in lives]
        begun = time.process_time()
        for group in groups:
            stepper.step(state, [group], group.at)
        spent += time.process_time() - begun
        stepper.facts.clear()
        stepper.moves.clear()
    return people * len(lives) / spent


def _long(count: int) -> float:
    stepper, state = _stepper(_LONG), ProfileState("p", START, START)
    groups = [Group(record.at, [record]) for record in _records(count, only="Product Viewed")]
    begun = time.process_time()
    for group in groups:
        stepper.step(state, [group], group.at)
    return len(groups) / (time.process_time() - begun)


def _bytes(count: int) -> float:
    stepper, state = _stepper(_texts(segments(count))), ProfileState("p", START, START)
    for record in _lives():
        stepper.step(state, [Group(record.at, [record])], record.at)
    return len(pack_state(state))


def _storm(people: int) -> float:
    """Seconds in which so many leave."""
    stepper = _stepper([f'did "Order Completed" in last {_WINDOW // DAY}d'])
    order = Event("o", "track", "Order Completed", ts=START)
    begin = ProfileState("p", START, START)
    stepper.step(begin, [Group(START, [Record(1, 0, START, START, "bench", "p", order)])], START)
    packed = pack_state(begin)
    left, when = 0, START + _WINDOW
    begun = time.process_time()
    for _ in range(people):
        state = unpack_state(packed)
        stepper.step(state, [], when)
        pack_state(state)
        left += len(stepper.facts)
        stepper.facts.clear()
        stepper.moves.clear()
    spent = time.process_time() - begun
    if left != people + 1:  # and the one who entered
        raise RuntimeError(f"{left - 1} of {people} left")
    return spent


def _by_hand(size: int) -> float:
    """Events a second of what a hundred thresholds over one count cannot do without."""
    lives = _lives()
    people, begun = size // len(lives), time.process_time()
    for _ in range(people):
        window: deque[Instant] = deque()
        inside = [False] * 100
        for record in lives:
            if record.event.type == "Product Viewed":
                window.append(record.ts)
            while window and window[0] <= record.at - _WINDOW:
                window.popleft()
            for threshold in range(100):
                inside[threshold] = len(window) > threshold
    return people * len(lives) / (time.process_time() - begun)
