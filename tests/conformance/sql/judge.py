"""The judge: a dialect answers what the naive reference answers, at any instant, as known now and as known then."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import note

from clew.adapters.arrow import encode_records
from clew.adapters.arrow import has_long_numbers as holds_long_numbers
from clew.adapters.spark import BeyondDecimal
from clew.expressions import to_text
from clew.expressions.model import Arithmetic, Distance
from clew.expressions.sql import Asked, Source
from clew.expressions.walk import descend
from clew.kernel.instants import Instant, format_instant
from clew.kernel.packing import to_json
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.lakes import ZONE_ATTRIBUTE, ZONE_NAMES, SmallLake, make_lake
from tests.laws.expressions.worlds import World

FLIPS = 2


def asked_at(now: Instant) -> Asked:
    """An instant, with the zones of the worlds."""
    return Asked(now, zones=ZONE_NAMES, zone_attributes=(ZONE_ATTRIBUTE,))


def same(left: Any, right: Any) -> bool:
    """Equal, and true is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def has_long_numbers(lake: SmallLake) -> bool:
    """Whether there is a number that Spark's decimals do not hold, or arithmetic that may make one."""
    said = b"".join(to_json([record.event.properties, record.event.context]) for record in lake.records)
    arithmetic = any(isinstance(node, Arithmetic | Distance) for node in descend(lake.expr))
    return arithmetic or bool(re.search(rb"[eE][+-]?[0-9]|[0-9]{15}|[.][0-9]{13}", said))


def judge(runner: Runner, lake: SmallLake, random: Random, flips: int = FLIPS) -> None:
    """Ask an engine at flips and just before them, and compare."""
    note(f"{runner.name}: {to_text(lake.expr)}")
    runner.load(lake.records, {})
    everything = Source(aliases=None, corrected=False, long_numbers=holds_long_numbers(encode_records(lake.records)))
    for now, then in lake.asked(random, flips):
        source = replace(everything, known_at=now if then else None)
        try:
            got = runner.ask(lake.expr, asked_at(now), source)
        except BeyondDecimal:
            assert has_long_numbers(lake), "a refusal without a reason"
            continue
        wanted = lake.answers(now, then=then)
        assert got.keys() == wanted.keys(), format_instant(now)
        for profile, value in wanted.items():
            assert same(got[profile], value), (format_instant(now), then, profile, got[profile], value)


def judge_seed(runner: Runner, seed: int, make: Callable[[int], World], *, flips: int = FLIPS) -> None:
    """Judge the lake that grows from a seed."""
    judge(runner, make_lake(seed, make), Random(seed), flips)
