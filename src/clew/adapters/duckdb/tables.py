"""The tables that can be asked, each as a view over the lake's files and small tables in memory.

Their columns are a published contract (docs/reference/query.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.adapters.arrow import EVENTS, FACTS
from clew.engine.ports import LakeFile
from clew.kernel.hashing import bucket_of

TABLES = ("events", "facts", "profiles", "memberships", "identities", "quarantine")
"""What a query may name."""


PEOPLE = {
    "profiles": """
        SELECT p.profile_id, p.created_at, p.last_at, p.records, p.attributes::JSON AS attributes,
            p.consents::JSON AS consents, p.scores::JSON AS scores, coalesce(i.identities, '[]'::JSON) AS identities
        FROM profiles_rows p LEFT JOIN (
            SELECT profile_id, to_json(list([namespace, value] ORDER BY namespace, value)) AS identities
            FROM identities_rows GROUP BY profile_id
        ) i USING (profile_id)
    """,
    "memberships": "SELECT * FROM memberships_rows",
    "identities": "SELECT * FROM identities_rows",
    "quarantine": "SELECT * FROM quarantine_rows",
}
"""Views over the tables in memory, by the name that a query may use."""


def events_view(sealed: str, *, aliases: bool, mended: bool, dead: bool, hidden: bool) -> str:
    """Every event that counts, of a person that is not erased, under the profile that answers for it now.

    Joins with tables that are empty are left out: most workspaces have few corrections, and no erasure is waiting.
    """
    ts, rev, properties = "e.ts", "e.rev", "e.properties"
    if mended:
        ts, rev = "coalesce(m.ts, e.ts)", "coalesce(m.rev, e.rev)"
        properties = "coalesce(m.properties, e.properties)"
    root = "coalesce(a.root, e.profile)" if aliases else "e.profile"
    return f"""
        SELECT e.id, e.source, e.type, e.kind, {root} AS profile_id, e.profile AS profile_first,
            {ts} AS ts, e."at" AS received_at, e.seq, e.idx, {rev} AS rev,
            e.identities::JSON AS identities, {properties}::JSON AS properties, e.context::JSON AS context
        FROM ({sealed} UNION ALL SELECT {_columns(EVENTS.names)} FROM unsealed_events) e
        {"LEFT JOIN aliases a ON a.leaf = e.profile" if aliases else ""}
        {"LEFT JOIN mended m ON m.source = e.source AND m.id = e.id" if mended else ""}
        {"ANTI JOIN dead d ON d.source = e.source AND d.id = e.id" if dead else ""}
        {"ANTI JOIN hidden h ON h.profile = e.profile" if hidden else ""}
        WHERE e.profile <> '' AND e.kind NOT IN ('replace', 'delete_event', 'delete_profile')
    """  # noqa: S608 - our own names


def facts_view(sealed: str, *, aliases: bool, hidden: bool) -> str:
    """What became true, of whom it is true now."""
    rest = f"SELECT {_columns(FACTS.names)} FROM unsealed_facts"  # noqa: S608 - our own names
    return _facts_of(f"{sealed} UNION ALL {rest}", aliases=aliases, hidden=hidden)


def facts_of_some(folder: Path, files: Sequence[LakeFile], some: "SomeBuckets | None", *, hidden: bool) -> str:
    """The same of some people, or of everybody; it joins `aliases` and `hidden` as they are registered."""
    rest = f"SELECT {_columns(FACTS.names)} FROM unsealed_facts"  # noqa: S608 - our own names
    return _facts_of(_rows_of(folder, files, "facts", rest, some), aliases=True, hidden=hidden)


def _facts_of(rows: str, *, aliases: bool, hidden: bool) -> str:
    root = "coalesce(a.root, f.profile)" if aliases else "f.profile"
    moment = 'CASE WHEN f.seq = 0 THEN epoch_us(f."at") ELSE f.seq END'
    return f"""
        SELECT concat_ws(':', f.profile, {moment}, f.kind, f.subject) AS id, {root} AS profile_id,
            f.profile AS profile_first, f."at" AS ts, f.kind, f.subject, f.seq, f.cause
        FROM ({rows}) f
        {"LEFT JOIN aliases a ON a.leaf = f.profile" if aliases else ""}
        {"ANTI JOIN hidden h ON h.profile = f.profile" if hidden else ""}
    """  # noqa: S608 - our own names


def records_view(folder: Path, files: Sequence[LakeFile], some: "SomeBuckets | None" = None) -> str:
    """Every record as it came, with the columns of the lake; or those of some people.

    Files of other buckets are not even opened, unless somebody's earlier profile may be there.
    """
    rest = f"SELECT {_columns(EVENTS.names)} FROM unsealed_events"  # noqa: S608 - our own names
    return _rows_of(folder, files, "events", rest, some)


def _rows_of(folder: Path, files: Sequence[LakeFile], kind: str, rest: str, some: "SomeBuckets | None") -> str:
    """Rows of the files of a kind, and the rest of them; or those of some people."""
    sealed = sealed_rows(folder, files, kind)
    if some is None:
        return f"{sealed} UNION ALL {rest}"
    near = [file for file in files if any(file.first_bucket <= b <= file.last_bucket for b in some.buckets)]
    return _some_of((sealed_rows(folder, near, kind), rest), (sealed, rest), some)


def people_view(some: "SomeBuckets | None" = None) -> str:
    """Each profile with the time of a record of it, the first one among them; or those of some people."""
    everywhere = tuple(
        f"SELECT profile, bucket, ts FROM {name}"  # noqa: S608 - our own names
        for name in ("sealed_people", "unsealed_events")
    )
    return " UNION ALL ".join(everywhere) if some is None else _some_of(everywhere, everywhere, some)


def _some_of(near: Sequence[str], everywhere: Sequence[str], some: "SomeBuckets") -> str:
    mine = f"bucket IN ({', '.join(map(str, sorted(some.buckets)))})"
    if some.strangers:
        mine += " AND profile NOT IN (SELECT profile FROM strangers)"
    parts = [f"{rows} WHERE {mine}" for rows in near]
    if some.kin:
        kin = "profile IN (SELECT profile FROM kin)"
        parts += [f"{rows} WHERE {kin}" for rows in everywhere]
    return " UNION ALL ".join(parts)


class SomeBuckets(NamedTuple):
    """The people of some buckets: a root's bucket decides, wherever else its leaves lie.

    Attributes:
        buckets: Which.
        kin: Leaves in other buckets whose root is in one of these.
        strangers: Leaves in these buckets whose root is in another.
    """

    buckets: frozenset[int]
    kin: tuple[str, ...]
    strangers: tuple[str, ...]


def people_in(buckets: Iterable[int], aliases: Mapping[str, str]) -> SomeBuckets:
    """The people of these buckets, by the merges there are."""
    mine = frozenset(buckets)
    astray = [(leaf, bucket_of(root) in mine) for leaf, root in aliases.items()]
    split = [(leaf, wanted) for leaf, wanted in astray if wanted != (bucket_of(leaf) in mine)]
    return SomeBuckets(
        mine, tuple(leaf for leaf, wanted in split if wanted), tuple(leaf for leaf, wanted in split if not wanted)
    )


def sealed_rows(folder: Path, files: Sequence[LakeFile], kind: str) -> str:
    """A query for all rows of the lake's files of a kind."""
    schema = EVENTS if kind == "events" else FACTS
    names = ", ".join(_literal(str(folder / file.name)) for file in files if file.kind == kind)
    if not names:
        return f"SELECT {_columns(schema.names)} FROM (SELECT * FROM unsealed_{kind} LIMIT 0)"  # noqa: S608 - as above
    return f"SELECT {_columns(schema.names)} FROM read_parquet([{names}])"  # noqa: S608 - our own names


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
