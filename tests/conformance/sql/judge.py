"""The judge: a dialect answers what the naive reference answers, at any instant, as known now and as known then."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

from hypothesis import note

from clew.adapters.arrow import encode_records
from clew.adapters.arrow import has_long_numbers as holds_long_numbers
from clew.adapters.spark import BeyondDecimal
from clew.events import Record
from clew.expressions import Expr, to_text
from clew.expressions.model import Arithmetic, Distance
from clew.expressions.sql import Asked, Source
from clew.expressions.walk import descend
from clew.kernel.instants import Instant, format_instant
from clew.kernel.packing import to_json
from clew.profiles.zones import ZONE_ATTRIBUTES
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.lakes import ZONE_NAMES, SmallLake, flips_of, make_lake
from tests.laws.expressions.lives import Lives
from tests.laws.expressions.worlds import World

FLIPS = 2


def asked_at(now: Instant) -> Asked:
    """An instant, with the zones of the worlds."""
    return Asked(now, zones=ZONE_NAMES, zone_attributes=ZONE_ATTRIBUTES)


def same(left: Any, right: Any) -> bool:
    """Equal, and true is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def has_long_numbers(records: Sequence[Record], expr: Expr) -> bool:
    """Whether there is a number that Spark's decimals do not hold, or arithmetic that may make one."""
    said = b"".join(to_json([record.event.properties, record.event.context]) for record in records)
    arithmetic = any(isinstance(node, Arithmetic | Distance) for node in descend(expr))
    return arithmetic or bool(re.search(rb"[eE][+-]?[0-9]|[0-9]{15}|[.][0-9]{13}", said))


def judge(runner: Runner, lake: SmallLake, random: Random, flips: int = FLIPS) -> None:
    """Ask an engine at flips and just before them, and compare."""
    note(f"{runner.name}: {to_text(lake.expr)}")
    runner.load(lake.records, {})
    everything = Source(aliases=None, corrected=False, long_numbers=_holds_long_numbers(lake.records))
    for now, then in lake.asked(random, flips):
        _compare(runner, lake.expr, lake.records, everything, now, lake.answers(now, then=then), then=then)


def judge_lives(runner: Runner, lives: Lives, random: Random, flips: int = FLIPS) -> None:
    """Ask an engine of lives at flips and just before them, with what they correct and who merged, and compare."""
    note(f"{runner.name}: {lives!r}")
    runner.load(lives.records, lives.aliases)
    source = Source(long_numbers=_holds_long_numbers(lives.records))
    then = random.random() < 0.5
    instants = lives.instants()
    found = flips_of(instants, random, lambda now: lives.answers(now, then=then))
    asked = [(at, then) for flip in islice(found, flips) for at in (flip - 1, flip)]
    for now, as_then in [*asked, (random.choice(instants), not then)]:
        wanted = lives.answers(now, then=as_then)
        _compare(runner, lives.meant, lives.records, source, now, wanted, then=as_then)


def _compare(
    runner: Runner,
    expr: Expr,
    records: Sequence[Record],
    source: Source,
    now: Instant,
    wanted: Mapping[str, Any],
    *,
    then: bool,
) -> None:
    try:
        got = runner.ask(expr, asked_at(now), replace(source, known_at=now if then else None))
    except BeyondDecimal:
        assert has_long_numbers(records, expr), "a refusal without a reason"
        return
    assert got.keys() == wanted.keys(), (format_instant(now), then)
    for profile, value in wanted.items():
        assert same(got[profile], value), (format_instant(now), then, profile, got[profile], value)


def _holds_long_numbers(records: Sequence[Record]) -> bool:
    return holds_long_numbers(encode_records(records))


def judge_seed(runner: Runner, seed: int, make: Callable[[int], World], *, flips: int = FLIPS) -> None:
    """Judge the lake that grows from a seed."""
    judge(runner, make_lake(seed, make), Random(seed), flips)
