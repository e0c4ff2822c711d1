"""Running a segment over the past, published or not: the engine's own step under a virtual clock, without effects."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clew.api.slices import Slice
from clew.api.trials import BackTestView, DayView, FlipView, OverlapView, Question
from clew.engine import BackTest, Flip, Tally, as_it_happened, follow
from clew.engine.ports import StateStore
from clew.events import Record
from clew.expressions import Expr, Predicate, parse, to_text
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY, SECOND, Clock, Duration, Instant, to_datetime
from clew.profiles import Definition, Program, compile_program
from clew.runtime.retention import refuse_gone
from clew.runtime.services.documents import Documents
from clew.runtime.services.downloads import Downloads

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


_CHANGES_A_CHUNK = 10_000
_COLUMNS = {"profile": "text", "at": "instant", "change": "text", "cause": "text"}


class _Lived(NamedTuple):
    """What the question comes to for one person.

    Attributes:
        profile: Who.
        flips: All changes up to the end of the period, those before it included.
        other: Likewise of the segment that is compared.
    """

    profile: str
    flips: Sequence[Flip]
    other: Sequence[Flip]


class BackTests:
    """Runs over the whole history, person by person; nothing is written but files that are asked for."""

    def __init__(
        self,
        store: StateStore,
        history: "LakeHistory",
        documents: Documents,
        clock: Clock,
        downloads: Downloads | None = None,
    ) -> None:
        """Without a folder of downloads files can only be written where the caller says."""
        self._store = store
        self._history = history
        self._documents = documents
        self._clock = clock
        self._downloads = downloads

    def run(self, question: Question) -> BackTestView:
        """What a segment would have done.

        Raises:
            BadQuestion: if the period is empty or too long, or the other segment is not live.
            CxlError: if the expression does not parse, or mentions what does not exist.
            TooMuchHistory: if more records than allowed would have to be read.
            PastGone: if events that it would need are not kept.
        """
        tally = Tally(question.start, question.end, self._zone, compared=question.other is not None)
        for lived in self._lives(question):
            tally.add(lived.flips, lived.other)
        return _view(tally.result())

    def changes(self, question: Question, *, after: str | None, limit: int) -> Slice[FlipView]:
        """Who entered and left when: person by person in order of profile id, each person's in order.

        Where the question says how many records may be read, a page ends when they have been, and goes on after it.

        Raises as `run`, but for `TooMuchHistory`.
        """
        done, partly, told = _place(after)
        items: list[FlipView] = []
        budget = _Budget(question.most_records)
        for lived in self._lives(replace(question, other=None, most_records=None), after=done, budget=budget):
            skipped = told if lived.profile == partly else 0
            mine = _changes(lived, question.start)[skipped:]
            room = limit - len(items)
            items += mine[:room]
            if len(mine) > room:
                return Slice(items, _text(done, lived.profile, skipped + room))
            done = lived.profile
            if budget.spent:
                return Slice(items, _text(done))
        return Slice(items)

    @contextmanager
    def download(self, question: Question, file_format: str) -> Generator[Path]:
        """The file of `write` in a place of its own, which lasts as long as the context. Raises as `write`."""
        if self._downloads is None:
            raise RuntimeError("these back-tests have no folder of downloads")
        download = self._downloads.begin()
        try:
            path = download.folder / f"changes.{file_format}"
            self.write(question, path)
            yield path
        finally:
            download.close()

    def write(self, question: Question, path: Path) -> int:
        """Write every change to a file of the format that its name ends in: `profile`, `at`, `change`, `cause`.

        Returns:
            How many there are.

        Raises:
            UnwritableFile: if the ending is unknown, or the place can't be written to; else as `run`.
        """
        from clew.adapters.files import write_columns  # noqa: PLC0415  (Arrow is loaded only where it is used)

        return write_columns(path, _COLUMNS, self._chunks(replace(question, other=None)))

    def told(self, question: Question) -> Iterator[FlipView]:
        """Every change, as `changes`. Raises as `run`."""
        for lived in self._lives(question):
            yield from _changes(lived, question.start)

    def _chunks(self, question: Question) -> Iterator[Mapping[str, Sequence[Any]]]:
        told = self.told(question)
        while chunk := list(islice(told, _CHANGES_A_CHUNK)):
            yield {
                "profile": [change.profile for change in chunk],
                "at": [to_datetime(change.at) for change in chunk],
                "change": [change.change for change in chunk],
                "cause": [change.cause for change in chunk],
            }

    @property
    def _zone(self) -> tzinfo:
        return self._documents.program().zone

    def _lives(self, question: Question, *, after: str = "", budget: "_Budget | None" = None) -> Iterator[_Lived]:
        """Everybody after a profile id, followed through the period."""
        program = self._program(question)
        budget = budget or _Budget(question.most_records)
        for profile, records in self._people(after):
            budget.take(len(records))
            if budget.spent and question.most_records is not None:
                raise TooMuchHistory(
                    f"more than {question.most_records} records", hint="run `clew segment backtest` instead"
                )
            known = records if question.received else as_it_happened(records)
            flips = follow(program, known, question.end - 1).flips
            yield _Lived(profile, flips.get(_SUBJECT, []), flips.get(_OTHER, []))

    def _program(self, question: Question) -> Program:
        if not question.start < question.end <= question.start + LONGEST:
            raise BadQuestion("the period must not be empty, nor longer than ten years", where="since, until")
        definitions = [Definition("segment", _SUBJECT, 1, self._inlined(parse(question.expression)))]
        if question.other is not None:
            definitions.append(Definition("segment", _OTHER, 1, self._inlined(self._segment(question.other))))
        for definition in definitions:
            refuse_gone(parse(definition.expression), self._documents.retention(), question.start, self._clock.now())
        return compile_program(definitions, zone=self._zone)

    def _people(self, after: str) -> Iterator[tuple[str, list[Record]]]:
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


class _Budget:
    """How many records may be read."""

    def __init__(self, most: int | None) -> None:
        self._left = most

    def take(self, count: int) -> None:
        """Read so many."""
        if self._left is not None:
            self._left -= count

    @property
    def spent(self) -> bool:
        """Whether more than allowed were read."""
        return self._left is not None and self._left < 0


def _changes(lived: _Lived, start: Instant) -> list[FlipView]:
    return [
        FlipView(
            profile=lived.profile,
            at=flip.at,
            change="entered" if flip.inside else "left",
            cause="clock" if flip.cause == "clock" else "record",
        )
        for flip in lived.flips
        if flip.at >= start
    ]


def _text(done: str, partly: str = "", told: int = 0) -> str:
    """Where a page ended: after everybody up to `done`, and after some changes of the one who follows."""
    return f"{done}\n{partly}\n{told}"


def _place(text: str | None) -> tuple[str, str, int]:
    if text is None:
        return "", "", 0
    done, partly, told = text.split("\n")
    return done, partly, int(told)


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
