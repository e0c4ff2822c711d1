"""How large a segment would be that nobody has saved: how many, who for example, who can be reached, how it grew."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, TypeAlias

from clew.api.estimates import IntervalView, PreviewQuestion, PreviewView, ReachView, SizeView
from clew.expressions import CxlError, Expr, Predicate, Problem, check, parse
from clew.kernel.hashing import BUCKETS
from clew.kernel.instants import DAY, SECOND, Instant, from_datetime, to_datetime
from clew.runtime.retention import refuse_gone
from clew.runtime.services.documents import Documents
from clew.runtime.services.estimate import Estimate, buckets_for, estimate
from clew.runtime.services.expressions import Expressions
from clew.runtime.services.reach import Reach

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation, Count, Wanted
    from clew.runtime.workspace import Workspace

Counting: TypeAlias = "Callable[[Instant, Wanted, range], Count]"
"""Counts members at an instant, among the people of some buckets."""

EXACT_RECORDS = 10_000_000
"""Up to how many records of the lake are read for one answer; of more a sample is taken."""


class Misstated(CxlError):
    """An expression that does not fit the workspace.

    Attributes:
        problems: Everything that is wrong with it, at least one thing.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.message, where=first.where, hint=first.hint)
        self.problems = tuple(problems)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain data, with everything under `errors`."""
        facts = [{"where": p.where, "message": p.message, "hint": p.hint} for p in self.problems]
        return super().to_dict() | {"errors": [{k: v for k, v in each.items() if v is not None} for each in facts]}


class Previews:
    """Counts by queries over the lake and the tail; nothing is written.

    Law: up to `exact` records a preview equals the naive evaluation of every profile; of more it is an estimate from
    the people of some buckets, and says so.
    """

    def __init__(self, workspace: "Workspace", documents: Documents, *, exact: int = EXACT_RECORDS) -> None:
        self._workspace = workspace
        self._documents = documents
        self._expressions = Expressions(documents)
        self._reach = Reach(workspace, documents)
        self._exact = exact

    def preview(self, question: PreviewQuestion, cancellation: "Cancellation | None" = None) -> PreviewView:
        """What the segment would be.

        Args:
            question: What is asked.
            cancellation: By which another thread may stop it.

        Raises:
            CxlError: if the expression is no condition, or mentions what does not exist.
            TooLong: if it took too long, or was cancelled.
            TooMuchMemory: if it needs more memory than all queries may have.
            NotKept: as `DuckQueries.ask` says.
            PastGone: if events that it would need are not kept.
        """
        begun = self._workspace.clock.now()
        expr = self._inlined(question.expression)
        now = begun if question.at is None else question.at
        earliest = now if not question.days else now - question.days * DAY
        refuse_gone(expr, self._documents.retention(), earliest, begun)
        zone = self._documents.program().zone
        from clew.runtime.services.batch import Batch  # noqa: PLC0415  (loads the compiler, which few requests need)

        batch = Batch(self._workspace.queries, zone)

        def count(now: Instant, wanted: "Wanted", buckets: range) -> "Count":
            """Each of the queries may take what time is left of all."""
            return batch.count(
                expr,
                now,
                wanted,
                buckets=None if len(buckets) == BUCKETS else buckets,
                known_at=now if question.then else None,
                seconds=max(question.seconds - (self._workspace.clock.now() - begun) / SECOND, 0.001),
                cancellation=cancellation,
            )

        with _in_its_words(question, cancellation):
            found = self._now(now, question, count)
            days = tuple(self._days(now, zone, question.days, count))
        seconds = (self._workspace.clock.now() - begun) / SECOND
        return found.model_copy(update={"days": days, "seconds": seconds})

    def _now(self, now: Instant, question: PreviewQuestion, count: Counting) -> PreviewView:
        from clew.adapters.duckdb import Wanted  # noqa: PLC0415  (the engine is loaded only where it is used)

        buckets = buckets_for(self._workspace.queries.size(), self._exact)
        contacts = self._reach.contacts(question.purpose) if question.purpose else None
        # Of the present the state knows how many people there are; of the past only the records do.
        known = self._workspace.store.count() if question.at is None and not question.then else None
        all_known = known is not None and len(buckets) == BUCKETS
        found = count(now, Wanted(question.sample, not all_known, contacts), buckets)
        looked_at = found.people if found.people is not None else known or 0
        people = _grown(looked_at, buckets) if known is None else known
        size = estimate(found.members, looked_at, people)
        reach = self._reach.tell(question.purpose, contacts.keys, found.said) if question.purpose and contacts else ()
        return PreviewView(
            at=now,
            members=size.number,
            people=people,
            share=size.number / people if people else 0.0,
            sampled=len(buckets) / BUCKETS,
            interval=_interval(size, buckets),
            sample=tuple(found.sample),
            reach=tuple(_scaled(each, found.members, size.number) for each in reach),
            days=(),
            seconds=0.0,
        )

    def _days(self, now: Instant, zone: tzinfo, days: int, count: Counting) -> Iterator[SizeView]:
        """The size when each day ended; all days together read about as much as one answer may."""
        from clew.adapters.duckdb import Wanted  # noqa: PLC0415  (as above)

        buckets = buckets_for(self._workspace.queries.size() * max(days, 1), self._exact)
        today = to_datetime(now).astimezone(zone).date()
        for back in reversed(range(days)):
            day = today - timedelta(days=back)
            found = count(min(now, _end_of(day, zone)), Wanted(), buckets)
            looked_at = found.people or 0
            size = estimate(found.members, looked_at, _grown(looked_at, buckets))
            yield SizeView(day=day, members=size.number, interval=_interval(size, buckets))

    def _inlined(self, text: str) -> Expr:
        """A condition as the workspace understands it, with what it mentions put in its place."""
        expr = parse(text)
        if not isinstance(expr, Predicate):
            raise CxlError("a segment needs a condition, this is a value", where="1:1", hint="compare it")
        problems = [each for each in check(expr, self._expressions.vocabulary()) if each.severity == "error"]
        if problems:
            raise Misstated(problems)
        return self._documents.inlined(expr)


@contextmanager
def _in_its_words(question: PreviewQuestion, cancellation: "Cancellation | None") -> Generator[None]:
    """What a query costs too much, said of a preview: who asks for one has written no query."""
    from clew.adapters.duckdb import TooLong, TooMuchMemory  # noqa: PLC0415  (as above)

    try:
        yield
    except TooLong:
        if cancellation is not None and cancellation.cancelled:
            raise
        cure = "shorten its windows, ask of fewer days, or allow more time"
        raise TooLong(f"the preview was stopped: it took longer than {question.seconds:g} s", hint=cure) from None
    except TooMuchMemory:
        cure = "shorten its windows, or ask part of it"
        raise TooMuchMemory("the preview needs more memory than queries may have", hint=cure) from None


def _end_of(day: date, zone: tzinfo) -> Instant:
    following = day + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    return from_datetime(midnight.astimezone(UTC)) - 1


def _grown(looked_at: int, buckets: range) -> int:
    """How many people there are, when so many are in these buckets."""
    return round(looked_at * BUCKETS / len(buckets))


def _interval(size: Estimate, buckets: range) -> IntervalView | None:
    return None if len(buckets) == BUCKETS else IntervalView(low=size.low, high=size.high)


def _scaled(reach: ReachView, found: int, members: int) -> ReachView:
    """Of all members as many in proportion as of those that were found."""
    if found == members or not found:
        return reach
    return ReachView(
        channel=reach.channel,
        addressed=round(reach.addressed * members / found),
        reachable=round(reach.reachable * members / found),
    )
