"""The reference page of `clew query`: the tables as the program itself describes them."""

import tempfile
from pathlib import Path

from clew.adapters.duckdb import TABLES, DuckQueries
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace

_ABOUT = {
    "events": "Everything that happened and counts: corrections applied, deleted events left out.",
    "facts": "What became true of whom, and when: segments entered and left, merges, deletions.",
    "profiles": "Everybody, one row for each person (or device, until it has one).",
    "memberships": "Who is in which segment now.",
    "identities": "The names that people are known by.",
    "quarantine": "What could not become an event.",
}

_MEANINGS = {
    "attributes": "name and value, as sources told them",
    "cause": "`record`, `clock` or `backfill`",
    "consents": "channel or purpose, and `in` or `out`",
    "context": "where and how it was sent",
    "created_at": "when its first record arrived",
    "id": "what makes it this one, for ever",
    "identities": "who: namespaces and values",
    "idx": "place within its body",
    "kind": "what it does, such as `track`, `identify` or `segment_entered`",
    "last_at": "when its newest record arrived",
    "mapping": "id and version of the mapping that failed, if one did",
    "message": "what is wrong, where, and what to do",
    "namespace": "kind of name, such as `email`",
    "pointer": "place of the fault",
    "profile_first": "the profile it was first resolved to, before merges",
    "profile_id": "the profile that answers for it now",
    "properties": "what else was said",
    "reason": "stable code of what is wrong",
    "received_at": "when the server learned of it",
    "records": "how many there are of it",
    "rev": "revision; 1 unless corrected",
    "scores": "model and number",
    "segment": "id of the segment",
    "seq": "row of the log; 0 when the clock was the cause",
    "since": "from when on",
    "source": "who sent it",
    "state": "`held`, `replayed` or `discarded`",
    "subject": "what it is about, such as the segment's id",
    "ts": "when it happened, UTC",
    "type": "the name that definitions mention",
    "value": "the name itself, as its namespace writes it",
    "version": "of the segment's definition",
}


def page() -> str:
    """One section for each table."""
    lines = ["# SQL", "", _INTRODUCTION]
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder, "data"), clock) as workspace:
        lake = workspace.folder / "lake"
        queries = DuckQueries(workspace.store, workspace.lake, lake, clock, rejects=workspace.log)
        try:
            described = {table: queries.run(f"DESCRIBE {table}", rows=1_000).rows for table in TABLES}
        finally:
            queries.close()
    for table, columns in described.items():
        lines += ["", f"## {table}", "", _ABOUT[table], "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{name}` | {kind} | {_MEANINGS[str(name)]} |" for name, kind, *_ in columns]
    return "\n".join(lines) + "\n"


_INTRODUCTION = """\
What `clew query` sees: the lake and what is not in it yet, as one. The dialect is DuckDB's, reading only. Columns of
type JSON are read with `->>`, such as `properties->>'total'`."""
