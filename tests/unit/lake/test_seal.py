"""What to seal and merge: decisions over counts."""

from hypothesis import given
from hypothesis import strategies as st

from clew.engine.ports import HistoryRow, LakeFile, TailRow
from clew.engine.seal import TailHead, files_to_merge, head_of, sealed_through, slice_to_seal
from clew.events import Event, Record
from clew.kernel.packing import pack


def test_a_head_knows_the_log_rows_of_its_records() -> None:
    records = [Record(seq, 0, 1, 1, "web", "p1", Event("e", "track", "t", properties={"a": [1]})) for seq in (3, 4, 9)]
    row = TailRow(17, HistoryRow("p1", 9, 3, pack(records)))
    assert head_of(row) == TailHead(17, 3, 9, 3)


@st.composite
def tails(draw: st.DrawFn) -> list[TailHead]:
    """Tail rows as micro-batches leave them: each batch covers log rows of its own, its profiles any of them."""
    heads: list[TailHead] = []
    seq = 1
    for _ in range(draw(st.integers(0, 6))):
        last = seq + draw(st.integers(0, 5))
        for _ in range(draw(st.integers(1, 4))):
            first_seq, last_seq = sorted([draw(st.integers(seq, last)), draw(st.integers(seq, last))])
            heads.append(TailHead(len(heads) + 1, first_seq, last_seq, draw(st.integers(1, 9))))
        seq = last + 1
    return heads


@given(tails(), st.integers(1, 40))
def test_a_slice_never_cuts_through_a_micro_batch(heads: list[TailHead], most: int) -> None:
    count = slice_to_seal(heads, most)
    taken, rest = heads[:count], heads[count:]
    assert bool(taken) == bool(heads)
    assert all(before.last_seq < after.first_seq for before in taken for after in rest)
    if rest:
        assert sum(head.records for head in taken) >= most
        through = sealed_through(rest, 10**6)
        assert all(head.last_seq <= through for head in taken)
        assert all(head.first_seq > through for head in rest)
    # The shortest such slice: anything shorter is too small, or cuts.
    for shorter in range(1, count):
        small = sum(head.records for head in heads[:shorter]) < most
        cuts = any(a.last_seq >= b.first_seq for a in heads[:shorter] for b in heads[shorter:])
        assert small or cuts


def test_an_empty_tail_is_sealed_through_what_the_engine_has_read() -> None:
    assert sealed_through([], 41) == 41


def lake_file(tier: int, span: tuple[int, int], part: int = 0, kind: str = "events") -> LakeFile:
    name = f"{kind}/{span[0]}-{span[1]}-{tier}-{part}"
    return LakeFile(name, kind, tier, 1, 1, "", *span, 0, 63, {})  # type: ignore[arg-type]


def test_a_tier_is_merged_when_it_is_full_oldest_first() -> None:
    runs = [[lake_file(0, (n, n), part) for part in range(2)] for n in range(1, 5)]
    files = [file for run in reversed(runs) for file in run]
    assert files_to_merge(files, fan_in=5) == []
    assert files_to_merge(files, fan_in=4) == [file for run in runs for file in run]
    assert files_to_merge(files, fan_in=3) == [file for run in runs[:3] for file in run]


def test_tiers_and_kinds_are_merged_apart() -> None:
    files = [lake_file(tier, (n, n), kind=kind) for tier in (0, 1) for kind in ("events", "facts") for n in (1, 2)]
    due = files_to_merge(files, fan_in=2)
    assert {(file.tier, file.kind) for file in due} == {(0, "events")}
    assert files_to_merge(files, fan_in=3) == []
