"""What a query may be: one reading statement over our own tables.

The text is parsed by the engine itself and its syntax tree is walked; no pattern ever looks at SQL.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, cast

import duckdb

from clew.adapters.duckdb.errors import NotAllowed, explained
from clew.kernel.packing import from_json

TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
"""Functions that may stand where a table stands: those that make rows of values, and read nothing."""

_KNOWN = """
SELECT view_name FROM duckdb_views() WHERE schema_name IN ('main', 'pg_catalog')
UNION ALL SELECT table_name FROM duckdb_tables() WHERE schema_name IN ('main', 'pg_catalog')
"""
"""What can be read without naming a schema."""

_NAME = re.compile(r"\w+")
_Node = dict[str, Any]


def tables_of(connection: duckdb.DuckDBPyConnection, sql: str, tables: Collection[str]) -> set[str]:
    """The tables that a query reads.

    Args:
        connection: Parses; nothing is run.
        sql: What somebody asks.
        tables: Names that may be read.

    Raises:
        NotAllowed: if it is not exactly one SELECT (or DESCRIBE, SUMMARIZE), or reads anything else.
        QueryFailed: if it can't be parsed.
    """
    nodes = list(_walk(_parsed(connection, sql)))
    common = {name for node in nodes for name in _common_tables(node)}
    if not all(_NAME.fullmatch(name) for name in common):
        raise NotAllowed("a WITH table has a name that is no plain word", where="query", hint="rename it")
    found: set[str] = set()
    for node in nodes:
        kind = node.get("type")
        if kind == "BASE_TABLE":
            found.add(_table(node, tables, common))
        elif kind == "TABLE_FUNCTION":
            _check_function(node)
        elif kind == "SHOW_REF" and node.get("table_name"):  # of DESCRIBE and SUMMARIZE the query is inside
            raise NotAllowed("SHOW is not known here", where="query", hint=_choices(tables))
    return found & set(tables)


def refuse_shadows(connection: duckdb.DuckDBPyConnection, sql: str, tables: Collection[str]) -> None:
    """Refuse a WITH table called like something that the connection knows and nobody may read.

    Inside of itself, and outside of its statement, such a name would stand for the real thing.

    Args:
        connection: As the query will see it, everything in its place.
        sql: What `tables_of` has let pass.
        tables: Names that may be read.

    Raises:
        NotAllowed: if there is one.
    """
    common = {name.casefold() for node in _walk(_parsed(connection, sql)) for name in _common_tables(node)}
    if not common - set(tables):
        return
    known = {str(name).casefold() for (name,) in connection.execute(_KNOWN).fetchall()}
    if (common & known) - set(tables):
        raise NotAllowed("a WITH table has a name that the engine uses", where="query", hint="rename it")


def _parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> _Node:
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise NotAllowed("only one SELECT can be asked", where="query", hint="nothing can be written or set")
        rows = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    except duckdb.Error as error:
        raise explained(error) from None
    tree: _Node = from_json(rows[0][0])
    if tree["error"]:
        raise NotAllowed("only plain SELECT statements can be asked", where="query", hint="write it as a SELECT")
    return tree


def _walk(value: Any) -> Iterator[_Node]:
    if isinstance(value, dict):
        node = cast("_Node", value)
        yield node
        for item in node.values():
            yield from _walk(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _walk(item)


def _common_tables(node: _Node) -> list[str]:
    return [entry["key"] for entry in node.get("cte_map", {}).get("map", [])]


def _table(node: _Node, tables: Collection[str], common: Collection[str]) -> str:
    name: str = node["table_name"]
    qualified = node.get("schema_name") or node.get("catalog_name")
    plain = name.casefold()
    if not qualified and (plain in tables or plain in {other.casefold() for other in common}):
        return plain
    raise NotAllowed("there is no such table", where="query", hint=_choices(tables))


def _check_function(node: _Node) -> None:
    name: str = node["function"]["function_name"]
    if name.casefold() not in TABLE_FUNCTIONS:
        raise NotAllowed(f"{name} can't be read from", where="query", hint=_choices(sorted(TABLE_FUNCTIONS)))


def _choices(names: Collection[str]) -> str:
    return f"there are {', '.join(names)}"
