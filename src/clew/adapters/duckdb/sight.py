"""What one question sees: the records of everybody or of some people, and shorter tables where those tell as much."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

import duckdb

from clew.adapters.arrow import pa
from clew.adapters.duckdb.gists import CONSENTS, GistReader
from clew.adapters.duckdb.tables import facts_of_some, people_in, people_view, records_view
from clew.engine.ports import LakeFile
from clew.expressions.sql import Source
from clew.insight.ports import Inquiry

_CONSENT_RECORDS = f"""
    SELECT * FROM sealed_consents UNION ALL SELECT * FROM unsealed_events WHERE kind IN {CONSENTS}
"""  # noqa: S608 - our own names


_LATELY_SAID = """
    SELECT DISTINCT unnest(json_keys(properties)) FROM unsealed_events WHERE kind IN ('consent', 'replace')
"""


class Sight:
    """A cursor over files that stay meanwhile; it sees the view `records`, and `unsealed_events`.

    Attributes:
        cursor: Asks.
        source: What to take into account.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        folder: Path,
        files: Sequence[LakeFile],
        source: Source,
        aliases: Mapping[str, str],
        gists: GistReader,
        lock: Lock,
    ) -> None:
        self.cursor = cursor
        self.source = source
        self._folder = folder
        self._files = files
        self._aliases = aliases
        self._gists = gists
        self._lock = lock
        self._buckets: Collection[int] | None = None
        self._seen = False

    def see(self, buckets: Collection[int] | None) -> None:
        """See the records of the people of some buckets; of everybody for None."""
        if self._seen and buckets == self._buckets:
            return
        self._buckets, self._seen = buckets, True
        some = None if buckets is None else people_in(buckets, self._aliases)
        for name in ("kin", "strangers") if some is not None else ():
            self.cursor.register(name, pa.table({"profile": pa.array(getattr(some, name), pa.string())}))
        self.cursor.execute(f"CREATE OR REPLACE TEMP VIEW records AS {records_view(self._folder, self._files, some)}")

    def seeing(self, inquiry: Inquiry) -> Callable[[Collection[int] | None], None]:
        """What shows as much of people as an inquiry asks for."""
        return self._see_facts if inquiry.facts else self.see

    def _see_facts(self, buckets: Collection[int] | None) -> None:
        """See the same people's facts too, in the view `facts`."""
        self.see(buckets)
        some = None if buckets is None else people_in(buckets, self._aliases)
        facts = facts_of_some(self._folder, self._files, some, hidden=self.source.hidden is not None)
        self.cursor.execute(f"CREATE OR REPLACE TEMP VIEW facts AS {facts}")

    def with_people(self) -> Source:
        """As the source, with a table of who there is, where that is shorter than to read all records."""
        if self.source.known_at is not None or self.source.people is not None:
            return self.source
        with self._lock:
            found = self._gists.people(self.cursor, self._files)
        if found is not None:
            some = None if self._buckets is None else people_in(self._buckets, self._aliases)
            self.cursor.register("sealed_people", found)
            self.cursor.execute(f"CREATE OR REPLACE TEMP VIEW known_people AS {people_view(some)}")
            self.source = replace(self.source, people="known_people")
        return self.source

    def of_consents(self, names: Sequence[str]) -> tuple[Source, Sequence[str]]:
        """The source with no other records than those that consents follow from, where that is shorter.

        And which of some consents somebody may have said anything of.
        """
        with self._lock:
            found = self._gists.consents(self.cursor, self._files)
        if found is None:
            return self.source, names
        self.cursor.register("sealed_consents", found.records)
        self.cursor.execute(f"CREATE OR REPLACE TEMP VIEW consent_records AS {_CONSENT_RECORDS}")
        lately = self.cursor.execute(_LATELY_SAID).fetchall()
        said = found.names | {name for (name,) in lately}
        return replace(self.source, records="consent_records"), [name for name in names if name in said]
