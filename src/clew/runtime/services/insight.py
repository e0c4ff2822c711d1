"""Questions over what happened: few at once, each stopped when nobody waits; what they mention is of this workspace."""

from collections.abc import Callable, Collection
from datetime import tzinfo
from threading import Lock
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

import msgspec

from clew.api.errors import NotFound
from clew.api.insight.ports import Change, Queried, QueryAnswer, QueryColumn, Topic
from clew.expressions import Expr, check, lower
from clew.insight import (
    Dashboard,
    DashboardAnswer,
    Metric,
    MetricAnswer,
    MetricQuestion,
    NamedMetric,
    Setting,
    read_dashboard,
    read_metric,
)
from clew.journeys import Journey
from clew.kernel.errors import ClewError
from clew.kernel.packing import from_json, to_json
from clew.profiles import ZONE_ATTRIBUTES
from clew.runtime.services.documents import Documents
from clew.runtime.services.expressions import Expressions
from clew.runtime.services.gate import Gate
from clew.runtime.services.journeys_graph import IN_FORCE, journey_in
from clew.runtime.services.preview import Misstated

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation
    from clew.engine.ports import DocumentRow
    from clew.insight.service import Insight
    from clew.runtime.workspace import Workspace

Form: TypeAlias = Literal["arrow", "json"]

MOST_AT_ONCE = 4
"""They share the memory and the threads of all queries: more would only wait for each other."""

MOST_BYTES: dict[Form, int] = {"arrow": 128 << 20, "json": 16 << 20}
"""Of an answer to SQL, as columns in memory; as texts and numbers of Python it takes ten times as much."""

Said = TypeVar("Said")


class TooMany(ClewError):
    """As many questions are being answered as may."""

    code = "insight.busy"
    retryable = True


class Insights:
    """Begins questions, and answers them; threads may share it."""

    def __init__(self, workspace: "Workspace", documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents
        self._expressions = Expressions(documents)
        self._gate = Gate(MOST_AT_ONCE, TooMany, "as many questions are being answered as may")

    def ask(self, topic: Topic, question: msgspec.Struct, seconds: float) -> "RunningAnswer[msgspec.Struct]":
        """A question on a topic. Raises `TooMany`; so does everything that begins one."""
        return self._begin(seconds, lambda insight: getattr(insight, topic)(question))

    def metric(self, metric_id: str, asked: MetricQuestion, seconds: float) -> "RunningAnswer[MetricAnswer]":
        """The figure of a live metric. Raises `NotFound` if there is none of this id."""
        return self.try_metric(_metric_of(self._live("metric", metric_id)).body, asked, seconds)

    def try_metric(self, metric: Metric, asked: MetricQuestion, seconds: float) -> "RunningAnswer[MetricAnswer]":
        """The figure of a metric that nobody has saved."""
        return self._begin(seconds, lambda insight: insight.metric(metric, asked))

    def dashboard(self, dashboard_id: str, seconds: float, change: Change) -> "RunningAnswer[DashboardAnswer]":
        """What the tiles of a live dashboard show. Raises `NotFound` if there is none of this id."""
        board = read_dashboard(_body_of(self._live("dashboard", dashboard_id)))
        period = board.period if change.period is None else change.period
        compare = board.compare if change.compare is None else change.compare
        stated = [text for text in (board.among, change.among) if text.strip()]
        among = " and ".join(f"({text})" for text in stated) if len(stated) > 1 else "".join(stated)
        changed = msgspec.structs.replace(board, period=period, compare=compare, among=among)
        return self.try_dashboard(changed, seconds, change.tiles)

    def try_dashboard(
        self, board: Dashboard, seconds: float, tiles: Collection[int] | None = None
    ) -> "RunningAnswer[DashboardAnswer]":
        """What the tiles of a dashboard show that nobody has saved, or some of them."""
        metrics = {name: _metric_of(row) for name, row in self._documents.live("metric").items()}
        return self._begin(seconds, lambda insight: insight.dashboard(board, metrics, tiles))

    def query(self, sql: str, rows: int, seconds: float, form: Form) -> "RunningAnswer[Queried]":
        """SQL over what happened."""
        cancellation = self._enter()

        def compute() -> Queried:
            queries, size = self._workspace.queries, MOST_BYTES[form]
            if form == "arrow":
                from clew.adapters.arrow import to_stream  # noqa: PLC0415  (as above)

                table = queries.table(sql, rows=rows + 1, seconds=seconds, size=size, cancellation=cancellation)
                return Queried(to_stream(table.slice(0, rows)), table.num_rows > rows)
            found = queries.run(sql, rows=rows, seconds=seconds, size=size, cancellation=cancellation)
            columns = [QueryColumn(*column) for column in found.columns]
            return Queried(to_json(QueryAnswer(columns, found.rows, found.truncated)), found.truncated)

        return RunningAnswer(compute, cancellation, self._gate.leave)

    def _begin(self, seconds: float, answer: "Callable[[Insight], Said]") -> "RunningAnswer[Said]":
        cancellation = self._enter()

        def compute() -> Said:
            from clew.insight.service import Insight  # noqa: PLC0415  (loads the compiler, which few requests need)

            setting, journeys = self._setting(seconds), self._journeys()
            with self._workspace.queries.gathering(seconds=seconds, cancellation=cancellation) as lake:
                return answer(Insight(lake, setting, journeys))

        return RunningAnswer(compute, cancellation, self._gate.leave)

    def _live(self, kind: Literal["metric", "dashboard"], document_id: str) -> "DocumentRow":
        row = self._documents.live(kind).get(document_id)
        if row is None:
            raise NotFound(f"no {kind} of this id is live", hint=f"list them: GET /api/v1/{kind}s")
        return row

    def _journeys(self) -> dict[str, Journey]:
        """Every journey as it stands: the version in force, else the newest."""
        rows = [row for row in self._documents.rows() if row.kind == "journey"]
        return {row.id: journey_in(row) for row in sorted(rows, key=lambda row: (row.status in IN_FORCE, row.version))}

    def _enter(self) -> "Cancellation":
        from clew.adapters.duckdb import Cancellation  # noqa: PLC0415  (the engine is loaded only where it is used)

        self._gate.enter()
        return Cancellation()

    def _setting(self, seconds: float) -> Setting:
        from clew.runtime.services.batch import Batch  # noqa: PLC0415  (as above)

        zone = self._documents.program().zone
        known = self._expressions.vocabulary()
        zones: dict[str, tzinfo] = {}

        def read(expr: Expr) -> Expr:
            problems = [each for each in check(expr, known) if each.severity == "error"]
            if problems:
                raise Misstated(problems)
            meant = self._documents.inlined(expr)
            if not zones and lower(meant).zoned:
                zones.update(Batch(self._workspace.queries, zone).zones(seconds))
            return meant

        return Setting(self._workspace.clock.now(), zone, zones, ZONE_ATTRIBUTES, read)


class RunningAnswer(Generic[Said]):
    """An answer that is computed when it is asked for; it counts as running from the beginning on."""

    def __init__(self, compute: Callable[[], Said], cancellation: "Cancellation", leave: Callable[[], None]) -> None:
        self._compute = compute
        self._cancellation = cancellation
        self._leave: Callable[[], None] | None = leave
        self._lock = Lock()

    def result(self) -> Said:
        """Compute it; afterwards it runs no more."""
        try:
            return self._compute()
        finally:
            self._end()

    def stop(self) -> None:
        """Stop it, from another thread; harmless once it has ended."""
        self._cancellation.cancel()
        self._end()

    def _end(self) -> None:
        with self._lock:
            leave, self._leave = self._leave, None
        if leave is not None:
            leave()


def _body_of(row: "DocumentRow") -> dict[str, object]:
    header = {"kind", "id", "name", "version", "status", "labels", "description"}
    return {name: value for name, value in from_json(row.document).items() if name not in header}


def _metric_of(row: "DocumentRow") -> NamedMetric:
    return NamedMetric(str(from_json(row.document).get("name", row.id)), read_metric(_body_of(row)))
