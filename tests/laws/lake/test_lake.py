"""Law: what is written to the lake is read back equal, whatever merges and purges lie between."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.adapters.arrow import encode_facts, encode_records, facts_of, records_of
from clew.adapters.lake import ParquetLake, Sizes
from clew.engine.ports import LakeFile
from clew.events import Fact, Record
from clew.kernel.hashing import bucket_of
from tests.laws.lake.worlds import FACTS, INSTANTS, PROFILES, flat, in_log_order, records, rows_of, seals

SIZES = st.builds(
    Sizes, group_rows=st.integers(1, 5), file_rows=st.integers(1, 12), sorted_rows=st.sampled_from([0, 6, 1_000])
)


@given(records())
def test_records_survive_the_columns(found: list[Record]) -> None:
    again = records_of(encode_records(found))
    assert again == found
    # Equal is not enough: 1 == 1.0 == True.
    assert repr(again) == repr(found)


@given(st.lists(FACTS))
def test_facts_survive_the_columns(found: list[Fact]) -> None:
    assert facts_of(encode_facts(found)) == found


def fill(lake: ParquetLake, parts: list[list[Record]]) -> list[LakeFile]:
    spans = [(part[0].seq, part[-1].seq) for part in parts]
    return [file for part, span in zip(parts, spans, strict=True) for file in lake.write(rows_of(part), [], span)]


def check(lake: ParquetLake, files: list[LakeFile], expected: list[Record], *, scan: bool = True) -> None:
    """All ways of reading give exactly the expected records."""
    everybody = ["", *PROFILES, "p-unknown"]
    assert lake.records(files, everybody) == expected
    for profile in everybody:
        assert lake.records(files, [profile]) == [r for r in expected if r.profile == profile]
    if scan:
        assert flat(lake.scan(files)) == expected
    used = {bucket_of(name) for name in everybody}
    in_buckets = [part for bucket in used for part in lake.scan(files, bucket=bucket)]
    assert in_log_order(flat(in_buckets)) == expected
    assert sorted(part[0].profile for part in in_buckets) == sorted({r.profile for r in expected})
    assert all({r.profile for r in part} == {part[0].profile} for part in in_buckets)
    assert sum(file.rows for file in files) == len(expected)


@settings(max_examples=12)
@given(seals(), SIZES, st.data())
def test_lake_equals_what_was_written(parts: list[list[Record]], sizes: Sizes, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        lake = ParquetLake(Path(folder), sizes)
        files = fill(lake, parts)
        expected = in_log_order(flat(parts))
        check(lake, files, expected)
        if files:
            check(lake, lake.merge(files), expected, scan=False)
        since, until = data.draw(st.none() | INSTANTS), data.draw(st.none() | INSTANTS)
        inside = [r for r in expected if (since is None or r.ts >= since) and (until is None or r.ts < until)]
        assert lake.records(files, ["", *PROFILES], since=since, until=until) == inside
        types = data.draw(st.sets(st.sampled_from([*{r.event.type for r in expected}, "nothing"])))
        of_types = [r for r in expected if r.event.type in types or r.event.kind in ("replace", "delete_event")]
        assert lake.records(files, ["", *PROFILES], types=types) == of_types


@settings(max_examples=12)
@given(seals(), SIZES, st.sets(st.sampled_from(PROFILES)), st.booleans())
def test_purge_takes_the_erased_and_nobody_else(
    parts: list[list[Record]], sizes: Sizes, erased: set[str], merge: bool
) -> None:
    with TemporaryDirectory() as folder:
        lake = ParquetLake(Path(folder), sizes)
        files = fill(lake, parts)
        if merge and files:
            files = lake.merge(files)
        everything = in_log_order(flat(parts))
        theirs = {(r.source, r.event.id) for r in everything if r.profile in erased}

        def concerns_theirs(record: Record) -> bool:
            event = record.event
            target = str(event.properties.get("id", "")) if event.kind == "delete_event" else event.id
            return event.kind in ("replace", "delete_event") and (record.source, target) in theirs

        expected = [r for r in everything if r.profile not in erased and not concerns_theirs(r)]
        purge = lake.purge(files, erased)
        rest = [file for file in files if file.name not in purge.removed] + purge.added
        check(lake, rest, expected, scan=False)
        assert purge.events == len(everything) - len(expected)
        assert {file.name for file in purge.added}.isdisjoint(purge.removed)


@settings(max_examples=12)
@given(seals(), SIZES)
def test_originals_are_found_by_id(parts: list[list[Record]], sizes: Sizes) -> None:
    with TemporaryDirectory() as folder:
        lake = ParquetLake(Path(folder), sizes)
        files = fill(lake, parts)
        first: dict[tuple[str, str], Record] = {}
        for record in in_log_order(flat(parts)):
            if record.event.kind not in ("replace", "delete_event"):
                first.setdefault((record.source, record.event.id), record)
        missing = ("web", "no such event")
        found = lake.locate(files, [*first, missing])
        # Of copies of one id any file may answer; a history holds each id once.
        once = {t for t in first if sum((r.source, r.event.id) == t for r in flat(parts)) == 1}
        assert {t: r for t, r in found.items() if t in once} == {t: r for t, r in first.items() if t in once}
        assert missing not in found


@given(st.lists(FACTS, max_size=20), SIZES, st.sets(st.sampled_from(PROFILES)))
def test_facts_of_profiles(found: list[Fact], sizes: Sizes, erased: set[str]) -> None:
    with TemporaryDirectory() as folder:
        lake = ParquetLake(Path(folder), sizes)
        files = lake.write([], found[::2], (1, 5)) + lake.write([], found[1::2], (6, 9))

        def of(profiles: list[str], among: list[Fact]) -> list[Fact]:
            return sorted((f for f in among if f.profile in profiles), key=repr)

        for some in (PROFILES[:1], PROFILES[2:5]):
            assert sorted(lake.facts(files, some), key=repr) == of(some, found)
        purge = lake.purge(files, erased)
        rest = [file for file in files if file.name not in purge.removed] + purge.added
        left = [fact for fact in found if fact.profile not in erased]
        assert sorted(lake.facts(rest, PROFILES), key=repr) == of(PROFILES, left)
        assert purge.facts == len(found) - len(left)


@settings(max_examples=12)
@given(seals(), SIZES)
def test_files_are_sorted_and_no_profile_is_split_without_need(parts: list[list[Record]], sizes: Sizes) -> None:
    with TemporaryDirectory() as folder:
        lake = ParquetLake(Path(folder), sizes)
        files = fill(lake, parts)
        for file in lake.merge(files) if files else []:
            parquet = pq.ParquetFile(Path(folder, file.name))
            rows = parquet.read().select(["bucket", "profile", "ts", "seq", "idx"]).to_pylist()
            keys = [tuple(row.values()) for row in rows]
            assert keys == sorted(keys)
            assert all(row["bucket"] == bucket_of(row["profile"]) for row in rows)
            groups = [
                set(parquet.read_row_group(n).column("profile").to_pylist()) for n in range(parquet.num_row_groups)
            ]
            for before, after in pairwise(groups):
                for split in before & after:
                    mine = sum(row["profile"] == split for row in rows)
                    assert mine > sizes.group_rows
