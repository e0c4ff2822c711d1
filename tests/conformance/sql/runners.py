"""Each dialect's real engine: records go in, an expression is asked, profiles and values come out."""

# ruff: noqa: D102 (the protocol says what each method does)

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from clew.adapters import spark
from clew.adapters.arrow import EVENTS, encode_records
from clew.adapters.duckdb import asking as duck
from clew.adapters.postgres import asking as postgres
from clew.events import Record
from clew.expressions import Expr
from clew.expressions.sql import Asked, Dialect, DuckDb, Postgres, Source, Spark, compile_sql
from clew.expressions.sql.duckdb import WideNumbers


class Runner(Protocol):
    """An engine."""

    name: str
    dialect: Dialect

    def load(self, records: Sequence[Record], aliases: dict[str, str]) -> None:
        """Forget all, and hold these records and merges."""
        ...

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        """The members, or the values of all profiles."""
        ...

    def run(self, sql: str, documents: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """The answer to a query over a table `said` of JSON texts with their `place`, in its order."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class DuckRunner:
    """DuckDB as the product runs it: quick numbers, wide ones where those don't do."""

    name = "duckdb"
    dialect: Dialect = DuckDb()

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("SET TimeZone = 'UTC'")

    def load(self, records: Sequence[Record], aliases: dict[str, str]) -> None:
        self.connection.register("records", encode_records(records))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE aliases (leaf VARCHAR, root VARCHAR)")
        for pair in aliases.items():
            self.connection.execute("INSERT INTO aliases VALUES (?, ?)", pair)

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        return dict(duck.ask(self.connection, expr, asked, source))

    def run(self, sql: str, documents: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        self.connection.register("said", pa.table({"place": range(len(documents)), "said": documents}))
        return self.connection.execute(f"{sql} ORDER BY 1").fetchall()

    def close(self) -> None:
        self.connection.close()


class WideDuckRunner(DuckRunner):
    """DuckDB with wide numbers from the start."""

    name = "duckdb-wide"
    dialect = DuckDb(WideNumbers())

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        compiled = compile_sql(expr, DuckDb(WideNumbers()), asked, source)
        rows = self.connection.execute(compiled.sql()).fetchall()
        return {row[0]: compiled.value(row) for row in rows}


_TYPES = {"timestamp[us]": "TIMESTAMP", "int64": "BIGINT", "int32": "INTEGER", "int8": "SMALLINT"}


class PostgresRunner:
    """PostgreSQL, over tables with the columns of the lake."""

    name = "postgres"
    dialect = Postgres()

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET TimeZone = 'UTC'")
        columns = ", ".join(f'"{field.name}" {_TYPES.get(str(field.type), "TEXT")}' for field in EVENTS)
        self.connection.execute(f"CREATE TEMP TABLE records ({columns})".encode())
        self.connection.execute("CREATE TEMP TABLE aliases (leaf TEXT, root TEXT)")

    def load(self, records: Sequence[Record], aliases: dict[str, str]) -> None:
        self.connection.execute("TRUNCATE records, aliases")
        table = encode_records(records)
        with self.connection.cursor() as cursor:
            with cursor.copy("COPY records FROM STDIN") as copy:
                for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                    copy.write_row(row)
            cursor.executemany("INSERT INTO aliases VALUES (%s, %s)", list(aliases.items()))

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        return dict(postgres.ask(self.connection, expr, asked, source))

    def run(self, sql: str, documents: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        self.connection.execute("CREATE TEMP TABLE IF NOT EXISTS said (place INTEGER, said TEXT)")
        self.connection.execute("TRUNCATE said")
        with self.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO said VALUES (%s, %s)", list(enumerate(documents)))
        return self.connection.execute(f"{sql} ORDER BY 1".encode()).fetchall()

    def close(self) -> None:
        self.connection.close()


class SparkRunner:
    """Spark on one core of this machine, over a Parquet file as the lake writes them."""

    name = "spark"
    dialect = Spark()

    def __init__(self, folder: Path) -> None:
        from pyspark.sql import SparkSession

        self._files = count()
        self._folder = folder
        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "1",
            # Small data: what is interpreted is there sooner than what is compiled.
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.adaptive.enabled": "false",
            # Nor is it here long enough for the compiler that optimises, or for threads that collect garbage.
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "Pacific/Apia",  # it must not matter
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.log.level": "OFF",
        }
        builder = SparkSession.builder.master("local[1]").appName("clew-tests")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()

    def load(self, records: Sequence[Record], aliases: dict[str, str]) -> None:
        columns = {"leaf": list(aliases), "root": list(aliases.values())}
        schema = pa.schema([("leaf", pa.string()), ("root", pa.string())])
        tables = {"records": encode_records(records), "aliases": pa.table(columns, schema=schema)}
        for name, table in tables.items():
            file = str(self._folder / f"{name}-{next(self._files)}.parquet")
            pq.write_table(table, file)
            self._session.read.parquet(file).createOrReplaceTempView(name)

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        return dict(spark.ask(self._session, expr, asked, source))

    def run(self, sql: str, documents: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        self._session.createDataFrame(list(enumerate(documents)), "place int, said string").createOrReplaceTempView(
            "said"
        )
        return [tuple(row) for row in self._session.sql(f"{sql} ORDER BY 1").collect()]

    def close(self) -> None:
        self._session.stop()
