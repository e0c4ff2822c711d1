"""Running a segment over the past, published or not: the engine's own step under a virtual clock, without effects."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from clew.api.trials import BackTestView, DayView, OverlapView, Question
from clew.engine import BackTest, Flip, Tally, as_it_happened, follow
from clew.engine.ports import StateStore
from clew.events import Record
from clew.expressions import Expr, Predicate, parse, to_text
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY, SECOND, Clock, Duration
from clew.profiles import Definition, compile_program
from clew.runtime.retention import refuse_gone
from clew.runtime.services.documents import Documents

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory

LONGEST: Duration = 3_660 * DAY
"""How long a period may be: ten years, told day by day."""

_PEOPLE_A_READ = 500
_SUBJECT, _OTHER = "subject", "other"


class BadQuestion(ClewError):
    """A back-test that can't be run as it was asked."""

    code = "backtest.bad_question"


class TooMuchHistory(ClewError):
    """More records than the caller may have read."""

    code = "backtest.too_much_history"


Told = Callable[[str, Flip], None]
"""Hears of a profile's change."""


class BackTests:
    """Runs over the whole history, person by person; nothing is written."""

    def __init__(self, store: StateStore, history: "LakeHistory", documents: Documents, clock: Clock) -> None:
        self._store = store
        self._history = history
        self._documents = documents
        self._clock = clock

    def run(self, question: Question, told: Told | None = None) -> BackTestView:
        """What a segment would have done.

        Args:
            question: What is asked.
            told: Hears of every change in the period, person by person, each person's in order.

        Raises:
            BadQuestion: if the period is empty or too long, or the other segment is not live.
            CxlError: if the expression does not parse, or mentions what does not exist.
            TooMuchHistory: if more records than allowed would have to be read.
            PastGone: if events that it would need are not kept.
        """
        if not question.start < question.end <= question.start + LONGEST:
            raise BadQuestion("the period must not be empty, nor longer than ten years", where="since, until")
        definitions = [Definition("segment", _SUBJECT, 1, self._inlined(parse(question.expression)))]
        if question.other is not None:
            definitions.append(Definition("segment", _OTHER, 1, self._inlined(self._segment(question.other))))
        for definition in definitions:
            refuse_gone(parse(definition.expression), self._documents.retention(), question.start, self._clock.now())
        zone = self._documents.program().zone
        program = compile_program(definitions, zone=zone)
        tally = Tally(question.start, question.end, zone, compared=question.other is not None)
        read = 0
        for profile, records in self._people():
            read += len(records)
            if question.most_records is not None and read > question.most_records:
                raise TooMuchHistory(
                    f"more than {question.most_records} records", hint="run `clew segment backtest` instead"
                )
            known = records if question.received else as_it_happened(records)
            flips = follow(program, known, question.end - 1).flips
            mine = flips.get(_SUBJECT, [])
            tally.add(mine, flips.get(_OTHER, []))
            if told is not None:
                for flip in mine:
                    if flip.at >= question.start:
                        told(profile, flip)
        return _view(tally.result())

    def _people(self) -> Iterator[tuple[str, list[Record]]]:
        after = ""
        while page := self._store.scan(after=after, limit=_PEOPLE_A_READ):
            after = page[-1].profile
            members = self._store.members([row.profile for row in page])
            root_of = {head.profile: root for root, heads in members.items() for head in heads}
            found: dict[str, list[Record]] = {row.profile: [] for row in page}
            for record in self._history.read(sorted(root_of)):
                found[root_of[record.profile]].append(record)
            yield from found.items()

    def _inlined(self, expr: Expr) -> str:
        if not isinstance(expr, Predicate):
            raise BadQuestion("a segment needs a condition, this is a value", where="expression", hint="compare it")
        return to_text(self._documents.inlined(expr))

    def _segment(self, name: str) -> Expr:
        found = self._documents.expressions("segment").get(name)
        if found is None:
            raise BadQuestion("no live segment has this id", where=name, hint="see `clew segment list`")
        return found


def _view(result: BackTest) -> BackTestView:
    return BackTestView(
        people=result.people,
        start_size=result.start_size,
        size=result.size,
        ever=result.ever,
        entered=result.entered,
        left=result.left,
        returned=result.returned,
        by_clock=result.by_clock,
        median_stay=None if result.median_stay is None else result.median_stay / SECOND,
        days=tuple(DayView(day=d.day, entered=d.entered, left=d.left, size=d.size) for d in result.days),
        overlap=None if result.overlap is None else OverlapView(**result.overlap._asdict()),
    )
