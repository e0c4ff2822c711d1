"""A value in SQL: what it would be under each kind that it may have, so that comparing never guesses (R23)."""

# ruff: noqa: D102 (the base class says what each property is)

from collections.abc import Callable
from decimal import Decimal

from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.numbers import Number
from clew.expressions.sql.trees import Tree, any_of, compared, negated, no, number, surely, yes
from clew.expressions.values import moment_of


class Cell:
    """A value that may be of several kinds; here of none, so it is always null. Each use gets trees of its own."""

    is_now = False

    @property
    def number(self) -> Number | None:
        """The number that it is; None if it never is one."""
        return None

    @property
    def text(self) -> Tree | None:
        """The text that it is."""
        return None

    @property
    def flag(self) -> Tree | None:
        """The flag that it is."""
        return None

    @property
    def moment(self) -> Tree | None:
        """The instant that it is or that its text says, in microseconds."""
        return None

    @property
    def raw(self) -> Tree | None:
        """Where it stands in a JSON document, so that it may be an array."""
        return None

    @property
    def null(self) -> Tree:
        """Whether there is nothing."""
        return yes()


class Raw(Cell):
    """What stands somewhere in a JSON document: anything; a date where somebody can read those."""

    def __init__(self, dialect: Dialect, raw: Tree, date: Callable[[Tree], Tree] | None = None) -> None:
        self._dialect = dialect
        self._raw = raw
        self._date = date

    @property
    def number(self) -> Number:
        return self._dialect.numbers.read(self._raw)

    @property
    def text(self) -> Tree:
        return self._dialect.text(self._raw)

    @property
    def flag(self) -> Tree:
        return self._dialect.flag(self._raw)

    @property
    def moment(self) -> Tree | None:
        return None if self._date is None else self._date(self.text)

    @property
    def raw(self) -> Tree:
        return self._raw

    @property
    def null(self) -> Tree:
        return self._dialect.is_null(self._raw)


class Known(Cell):
    """A constant."""

    def __init__(self, dialect: Dialect, value: Decimal | str | bool) -> None:  # noqa: FBT001 (a value)
        self._dialect = dialect
        self.value = value

    @property
    def number(self) -> Number | None:
        return self._dialect.numbers.constant(self.value) if isinstance(self.value, Decimal) else None

    @property
    def text(self) -> Tree | None:
        return self._dialect.literal(self.value) if isinstance(self.value, str) else None

    @property
    def flag(self) -> Tree | None:
        return (yes() if self.value else no()) if isinstance(self.value, bool) else None

    @property
    def moment(self) -> Tree | None:
        said = moment_of(self.value)
        return None if said is None else number(said)

    @property
    def null(self) -> Tree:
        return no()


class Counted(Cell):
    """A number that was computed."""

    def __init__(self, found: Number) -> None:
        self._number = found

    @property
    def number(self) -> Number:
        return self._number

    @property
    def null(self) -> Tree:
        return negated(self._number.present)


class Present(Cell):
    """The instant of evaluation."""

    is_now = True

    def __init__(self, now: int) -> None:
        self._now = now

    @property
    def moment(self) -> Tree:
        return number(self._now)

    @property
    def null(self) -> Tree:
        return no()


class Folded(Cell):
    """A value whose text is in lower case."""

    def __init__(self, dialect: Dialect, cell: Cell) -> None:
        self._dialect = dialect
        self._cell = cell

    @property
    def number(self) -> Number | None:
        return self._cell.number

    @property
    def text(self) -> Tree | None:
        text = self._cell.text
        return None if text is None else self._dialect.lower(text)

    @property
    def flag(self) -> Tree | None:
        return self._cell.flag

    @property
    def null(self) -> Tree:
        return self._cell.null


def compare(dialect: Dialect, sign: str, left: Cell, right: Cell) -> Tree:
    """Whether two values compare so; false when one is null or they are of different kinds."""
    if left.is_now or right.is_now:
        first, second = left.moment, right.moment
        return no() if first is None or second is None else surely(compared(sign, first, second))
    found = [*_by_number(dialect, sign, left, right), *_by_text(dialect, sign, left, right)]
    first, second = left.flag, right.flag
    if first is not None and second is not None and sign in ("=", "!="):
        found.append(compared(sign, first, second))
    return any_of(map(surely, found))


def _by_number(dialect: Dialect, sign: str, left: Cell, right: Cell) -> list[Tree]:
    first, second = left.number, right.number
    return [] if first is None or second is None else [dialect.numbers.compared(sign, first, second)]


def _by_text(dialect: Dialect, sign: str, left: Cell, right: Cell) -> list[Tree]:
    first, second = left.text, right.text
    if first is None or second is None:
        return []
    return [compared(sign, dialect.ordered_texts(first), dialect.ordered_texts(second))]
