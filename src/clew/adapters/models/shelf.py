"""Fulfils `learning.ports.Shelf` in a folder."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from clew.adapters.arrow import pa, pc
from clew.kernel.packing import from_json, to_json
from clew.learning.models import ModelVersion, ScoringRun
from clew.learning.ports import ScoreRow, Scores, Told

_versions = msgspec.json.Decoder(ModelVersion)
_runs = msgspec.json.Decoder(ScoringRun)
T = TypeVar("T")

SCORES = pa.schema(
    [
        pa.field("profile", pa.string(), nullable=False),
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("score", pa.int16(), nullable=False),
        pa.field("percentile", pa.int16(), nullable=False),
        pa.field("bucket", pa.string(), nullable=False),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("reasons", pa.string(), nullable=False),
    ]
)
"""Columns of a file of scores; a published contract (docs/reference/models.md)."""

_TOLD = ("profile", "probability", "score")
_CHUNK = 20_000
_ASIDE = ".writing"
_NUMBERED = re.compile(r"v(\d+)\.json")


class ModelShelf:
    """Keeps versions and runs below a folder; several processes may share it, one writes a model at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, version: ModelVersion) -> None:
        """Keep a version, or its new standing."""
        _replace(self.folder / version.model / f"v{version.number}.json", to_json(version))

    def versions(self, model: str) -> list[ModelVersion]:
        """All versions of a model, oldest first."""
        files = (self.folder / model).glob("v*.json")
        numbered = sorted((int(found[1]), path) for path in files if (found := _NUMBERED.fullmatch(path.name)))
        return [_versions.decode(path.read_bytes()) for _, path in numbered]

    def models(self) -> list[str]:
        """Models of which there are versions."""
        return sorted(path.name for path in self.folder.glob("*") if any(path.glob("v*.json")))

    def keep_run(self, run: ScoringRun) -> None:
        """Keep a run, or how far it has come."""
        _replace(self.folder / run.model / "runs" / f"{run.id}.json", to_json(run))

    def runs(self, model: str) -> list[ScoringRun]:
        """Runs of a model, oldest first."""
        found = [_runs.decode(path.read_bytes()) for path in (self.folder / model / "runs").glob("*.json")]
        return sorted(found, key=lambda run: (run.at, run.id))

    def write_scores(self, run: ScoringRun, chunks: Iterable[Scores]) -> int:
        """Write the rows of a run to its file; how many they were."""
        return write_rows(self.path(run), (_encoded(chunk) for chunk in chunks))

    def told(self, run: ScoringRun) -> Iterator[Told]:
        """What a run says of everybody, in chunks, in order of profile."""
        path = self.path(run)
        if not path.exists():
            return
        with parquet().ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_CHUNK, columns=_TOLD):
                yield Told(*(batch.column(name).to_pylist() for name in _TOLD))

    def score_of(self, run: ScoringRun, profiles: Sequence[str]) -> Mapping[str, ScoreRow]:
        """The rows of some profiles; only the groups of rows that may hold one are read."""
        path = self.path(run)
        if not profiles or not path.exists():
            return {}
        found = parquet().read_table(path, filters=[("profile", "in", list(profiles))])
        return {row.profile: row for row in _decoded(found.to_pylist())}

    def highest(self, run: ScoringRun, bucket: str, begin: int, count: int) -> list[ScoreRow]:
        """Rows from a place on, the highest first and equal ones by profile; of one bucket if it is named."""
        path = self.path(run)
        if not path.exists():
            return []
        only = [("bucket", "=", bucket)] if bucket else None
        found = parquet().read_table(path, columns=["profile", "probability"], filters=only)
        order = pc.sort_indices(found, sort_keys=[("probability", "descending"), ("profile", "ascending")])
        names = found.column("profile").take(order.slice(begin, count)).to_pylist()
        rows = self.score_of(run, names)
        return [rows[name] for name in names if name in rows]

    def said(self, run: ScoringRun) -> tuple[list[float], list[str]]:
        """What was said of everybody, and in which bucket they are, in order of profile."""
        path = self.path(run)
        if not path.exists():
            return [], []
        found = parquet().read_table(path, columns=["probability", "bucket"])
        return found.column("probability").to_pylist(), found.column("bucket").to_pylist()

    def path(self, run: ScoringRun) -> Path:
        """Where the rows of a run are."""
        return self.folder / run.model / "runs" / run.file

    def drop_people(self, run: ScoringRun, profiles: Collection[str]) -> int:
        """Write the file of a run anew without these people, if it holds one of them; how many rows went."""
        path = self.path(run)
        if not profiles or not path.exists():
            return 0
        names = pa.array(sorted(profiles), pa.string())
        found = parquet().read_table(path, columns=["profile"])
        there = int(pc.sum(pc.is_in(found.column("profile"), value_set=names)).as_py() or 0)
        if there:
            write_rows(path, _rest(path, names))
        return there

    def drop_unfinished(self) -> None:
        """Let go of what was being written when a process died; who writes just now will fail, and write again."""
        for path in self.folder.rglob(f"*{_ASIDE}"):
            path.unlink(missing_ok=True)

    def drop_runs(self, model: str, keep: int) -> None:
        """Let go of all but the newest runs of a model."""
        for run in self.runs(model)[:-keep]:
            self.path(run).unlink(missing_ok=True)
            (self.folder / model / "runs" / f"{run.id}.json").unlink(missing_ok=True)


def write_rows(path: Path, batches: Iterable[Any]) -> int:
    """Write tables of scores to a file, which is there as a whole or not at all; how many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside, rows = path.with_suffix(_ASIDE), 0
    with parquet().ParquetWriter(aside, SCORES, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch, row_group_size=_CHUNK)
            rows += batch.num_rows
    _settle(aside, path)
    return rows


def parquet() -> Any:
    """`pyarrow.parquet`, loaded when it is first used."""
    return import_module("pyarrow.parquet")


def _rest(path: Path, names: Any) -> Iterator[Any]:
    with parquet().ParquetFile(path) as file:
        for batch in file.iter_batches():
            kept = batch.filter(pc.invert(pc.is_in(batch.column("profile"), value_set=names)))
            yield pa.Table.from_batches([kept])


def _encoded(rows: Scores) -> Any:
    columns = [
        pa.nulls(len(rows.profiles), field.type) if values is None else pa.array(values, field.type)
        for field, values in zip(SCORES, (*rows[:-1], [to_json(each).decode() for each in rows.reasons]), strict=True)
    ]
    return pa.table(columns, schema=SCORES)


def _decoded(rows: list[dict[str, Any]]) -> list[ScoreRow]:
    found: list[ScoreRow] = []
    for row in rows:
        said: dict[str, Any] = dict(row)
        said["reasons"] = tuple((name, value, push) for name, value, push in from_json(row["reasons"]))
        found.append(ScoreRow(**said))
    return found


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(_ASIDE)
    aside.write_bytes(content)
    _settle(aside, path)


def _settle(aside: Path, path: Path) -> None:
    with aside.open("rb") as handle:
        os.fsync(handle.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
