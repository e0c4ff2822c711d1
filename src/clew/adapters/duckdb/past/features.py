"""The statements that turn events into features: counts, recency, gaps, sums and trend by event type and window."""

from collections.abc import Iterator, Sequence

from clew.actions import DONE_TO
from clew.expressions.sql import DONE
from clew.kernel.instants import DAY, Instant
from clew.learning.ports import Looks
from clew.profiles import LIST_CHANGED

WINDOWS = (7, 30, 90)
"""Days; longer ones than the look-back are left out, which is a window itself (`in all`)."""

_KINDS = ", ".join(f"'{kind}'" for kind in DONE)
_DONE_TO = ", ".join(f"'{kind}'" for kind in (*DONE_TO, LIST_CHANGED))
_SAMPLE = 20_000


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def named(text: str) -> str:
    """A name as SQL writes it."""
    return '"' + text.replace('"', '""') + '"'


def events_query(events: str, since: Instant) -> str:
    """What people did since an instant, and what they said of themselves ever."""
    return f"SELECT * FROM ({events}) WHERE kind = 'identify' OR (kind IN ({_KINDS}) AND ts > {since})"  # noqa: S608


def amounts_query() -> str:
    """Numeric properties of events in `looked`, by how often they are there; one parameter: how many."""
    return f"""
        WITH sampled AS (
            SELECT type, properties::JSON AS properties FROM looked WHERE kind <> 'identify'
            ORDER BY hash(profile, ts) LIMIT {_SAMPLE}
        ), said AS (
            SELECT type, unnest(json_keys(properties)) AS name, properties FROM sampled
        )
        SELECT type, name FROM said
        WHERE name NOT LIKE '%id' GROUP BY type, name
        HAVING avg(CASE WHEN TRY_CAST(properties ->> ('$."' || name || '"') AS DOUBLE) IS NULL
            OR json_type(properties, '$."' || name || '"') = 'VARCHAR' THEN 0 ELSE 1 END) > 0.5
        ORDER BY count(*) DESC, type, name LIMIT ?
    """  # noqa: S608 - our own names


def attribute_names_query() -> str:
    """Attributes that enough profiles have, and whether each is a number; parameters: least share, how many."""
    return """
        WITH said AS (
            SELECT profile, properties::JSON AS properties, unnest(json_keys(properties)) AS name
            FROM looked WHERE kind = 'identify'
        ), read AS (
            SELECT profile, name, json_type(properties, '$."' || name || '"') AS kind,
                properties ->> ('$."' || name || '"') AS value FROM said
        )
        SELECT name, avg((kind IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN'))::INT) > 0.9 AS numeric FROM read
        WHERE kind NOT IN ('OBJECT', 'ARRAY', 'NULL')
        GROUP BY name
        HAVING count(DISTINCT profile) >= (SELECT count(DISTINCT profile) FROM looked) * ?
            AND (numeric OR count(DISTINCT value) <= least(200, 1 + count(DISTINCT profile) / 2))
        ORDER BY count(DISTINCT profile) DESC, name LIMIT ?
    """


def attributes_query(registers: str, attributes: Sequence[tuple[str, bool]]) -> str:
    """The newest value of each attribute; columns are named as features."""
    columns = [
        f"TRY_CAST(CASE json_extract_string(r{place}::JSON, '$') WHEN 'true' THEN '1' WHEN 'false' THEN '0' "
        f"ELSE json_extract_string(r{place}::JSON, '$') END AS DOUBLE) AS {named(f'profile.{name}')}"
        if numeric
        else f"json_extract_string(r{place}::JSON, '$') AS {named(f'profile.{name}')}"
        for place, (name, numeric) in enumerate(attributes)
    ]
    return f"SELECT profile, {', '.join(columns)} FROM ({registers}) ORDER BY profile"  # noqa: S608 - compiled


def remembered_query(historical: Sequence[str]) -> str:
    """All records, those of historical sources known when they happened."""
    names = ", ".join(literal(name) for name in historical)
    return f'SELECT * REPLACE (CASE WHEN source IN ({names}) THEN ts ELSE "at" END AS "at") FROM records'  # noqa: S608


def orders_query(events: str, event: str, amount: str) -> str:
    """What each one paid and when, by events of a type."""
    paid = f"TRY_CAST(json_extract_string(properties, {_path(amount)}) AS DOUBLE)"
    return f"SELECT profile, ts, {paid} AS amount FROM ({events}) WHERE type = {literal(event)} ORDER BY profile, ts"  # noqa: S608


def features_query(events: str, looks: Looks, at: Instant) -> str:
    """A row for each profile that did something within the look-back; columns are named as features."""
    since = at - looks.look_back
    values = ", ".join(
        f"CASE WHEN type = {literal(kind)} THEN TRY_CAST(json_extract_string(properties, {_path(name)}) AS DOUBLE) END"
        f" AS v{place}"
        for place, (kind, name) in enumerate(looks.amounts)
    )
    columns = ",\n".join(_columns(looks, at))
    return f"""
        WITH done AS (
            SELECT profile, ts, type,
                (ts - lag(ts) OVER (PARTITION BY profile, type ORDER BY ts)) / {DAY}.0 AS gap
                {"," + values if values else ""}
            FROM ({events}) WHERE kind IN ({_KINDS}) AND ts > {since}
        )
        SELECT profile, {columns} FROM done GROUP BY profile ORDER BY profile
    """  # noqa: S608 - compiled and quoted


def _columns(looks: Looks, at: Instant) -> Iterator[str]:
    windows = [days for days in WINDOWS if days * DAY < looks.look_back]
    done = f"type NOT IN ({_DONE_TO})"
    yield from _counts("events", done, windows, at)
    yield f"({at} - max(ts) FILTER (WHERE {done})) / {DAY}.0 AS {named('events: days since the last')}"
    yield f"({at} - min(ts) FILTER (WHERE {done})) / {DAY}.0 AS {named('events: days since the first')}"
    yield f"count(DISTINCT ts // {DAY}) FILTER (WHERE {done}) AS {named('events: days in all')}"
    for kind in looks.events:
        mine = f"type = {literal(kind)}"
        yield from _counts(kind, mine, windows, at)
        yield f"({at} - max(ts) FILTER (WHERE {mine})) / {DAY}.0 AS {named(f'{kind}: days since the last')}"
        yield f"({at} - min(ts) FILTER (WHERE {mine})) / {DAY}.0 AS {named(f'{kind}: days since the first')}"
        yield f"avg(gap) FILTER (WHERE {mine}) AS {named(f'{kind}: mean days between')}"
        yield f"stddev_pop(gap) FILTER (WHERE {mine}) AS {named(f'{kind}: spread of days between')}"
        yield _trend(kind, mine, looks, at)
    for place, (kind, name) in enumerate(looks.amounts):
        label = f"{kind}: {name}"
        yield f"avg(v{place}) AS {named(f'{label}, mean')}"
        yield f"max(v{place}) AS {named(f'{label}, greatest')}"
        yield f"arg_max(v{place}, ts) AS {named(f'{label}, newest')}"
        yield f"coalesce(sum(v{place}), 0) AS {named(f'{label}, sum in all')}"
        for days in windows:
            recent = f"ts > {at - days * DAY}"
            yield f"coalesce(sum(v{place}) FILTER (WHERE {recent}), 0) AS {named(f'{label}, sum {days}d')}"


def _counts(label: str, condition: str, windows: Sequence[int], at: Instant) -> Iterator[str]:
    yield f"count(*) FILTER (WHERE {condition}) AS {named(f'{label}: count in all')}"
    for days in windows:
        recent = f"ts > {at - days * DAY}"
        yield f"count(*) FILTER (WHERE {condition} AND {recent}) AS {named(f'{label}: count {days}d')}"


def _trend(label: str, condition: str, looks: Looks, at: Instant) -> str:
    """How much of it lies in the later half of the look-back: .5 is steady."""
    later = f"ts > {at - looks.look_back // 2}"
    return (
        f"count(*) FILTER (WHERE {condition} AND {later})::DOUBLE / nullif(count(*) FILTER (WHERE {condition}), 0)"
        f" AS {named(f'{label}: share in the later half')}"
    )


def _path(name: str) -> str:
    return literal("/" + name.replace("~", "~0").replace("/", "~1"))
