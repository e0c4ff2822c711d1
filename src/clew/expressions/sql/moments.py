"""Dates in SQL: an ISO 8601 text as microseconds since 1970, by whole numbers alone."""

from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    any_of,
    call,
    case,
    compared,
    computed,
    negated,
    number,
    one_of,
    text,
)
from clew.expressions.values import DATE_FORM
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, parse_instant

_FIRST, _LAST = parse_instant("0001-01-01"), parse_instant("9999-12-31T23:59:59.999999Z")


def moment(dialect: Dialect, written: Tree) -> Tree:
    """The instant that a text says, as `values.moment_of` reads it, to be made `inside`; null if it says none."""
    read = _Reader(dialect, written)
    form = dialect.looks_like(written, DATE_FORM)
    possible = all_of([compared(">=", read.year, number(1)), compared("<=", read.day, read.last_day())])
    # Nested, since the parts of what is no date are no numbers.
    return case((form, case((possible, read.instant()))))


def inside(instant: Tree) -> Tree:
    """The instant if a date can be so early and so late: an offset may lead beyond the years that there are."""
    possible = all_of([compared(">=", instant, number(_FIRST)), compared("<=", instant, number(_LAST))])
    return case((possible, instant))


class _Reader:
    """The parts of a text that is known to have the form of a date."""

    def __init__(self, dialect: Dialect, written: Tree) -> None:
        self._dialect = dialect
        self._written = written
        self.year, self._month, self.day = (self._digits(*place) for place in ((1, 4), (6, 2), (9, 2)))

    def last_day(self) -> Tree:
        """How many days the month has."""
        year = self.year
        by_four, by_hundred, by_many = (compared("=", computed("%", year, number(n)), number(0)) for n in (4, 100, 400))
        leap = any_of([all_of([by_four, negated(by_hundred)]), by_many])
        return case(
            (one_of(self._month, [number(n) for n in (4, 6, 9, 11)]), number(30)),
            (all_of([compared("=", self._month, number(2)), leap]), number(29)),
            (compared("=", self._month, number(2)), number(28)),
            default=number(31),
        )

    def instant(self) -> Tree:
        """Microseconds since 1970, for a day that there is."""
        total = computed("*", self._days(), number(DAY))
        for begin, unit in ((12, HOUR), (15, MINUTE), (18, SECOND)):
            total = computed("+", total, computed("*", self._when_longer(begin, self._digits(begin, 2)), number(unit)))
        total = computed("+", total, self._fraction())
        return computed("-", total, self._offset())

    def _days(self) -> Tree:
        """Days since 1970-01-01 by the civil calendar; years begin in March, so that the leap day is the last."""
        divided = self._dialect.divided
        early = case((compared("<=", self._month, number(2)), number(1)), default=number(0))
        year = computed("-", self.year, early)
        month = computed("+", computed("-", self._month, number(3)), computed("*", early, number(12)))
        in_year = computed("+", divided(computed("+", computed("*", month, number(153)), number(2)), 5), self.day)
        leaps = computed("+", computed("-", divided(year, 4), divided(year, 100)), divided(year, 400))
        days = computed("+", computed("+", computed("*", year, number(365)), leaps), in_year)
        return computed("-", days, number(719_469))

    def _fraction(self) -> Tree:
        digits = self._dialect.part_of(self._written, "[.,]([0-9]+)", 1)
        padded = call("rpad", call("substr", digits, number(1), number(6)), number(6), text("0"))
        there = one_of(call("substr", self._written, number(20), number(1)), [text("."), text(",")])
        return case((there, self._dialect.integer(padded)), default=number(0))

    def _offset(self) -> Tree:
        ends = call("substr", self._written, number(17))
        sign = self._dialect.part_of(ends, "([+-])", 1)
        hours = self._dialect.part_of(ends, "[+-]([0-9][0-9])", 1)
        minutes = self._dialect.part_of(ends, "[+-][0-9][0-9]:?([0-9][0-9])", 1)
        there = self._dialect.looks_like(ends, "[0-9:.,]*[+-][0-9:]+")
        some = self._dialect.looks_like(ends, "[0-9:.,]*[+-][0-9][0-9]:?[0-9][0-9]")
        span = computed("*", self._dialect.integer(hours), number(HOUR))
        rest = case((some, computed("*", self._dialect.integer(minutes), number(MINUTE))), default=number(0))
        size = computed("+", span, rest)
        negative = compared("=", sign, text("-"))
        return case((there, case((negative, computed("-", number(0), size)), default=size)), default=number(0))

    def _digits(self, begin: int, count: int) -> Tree:
        return self._dialect.integer(call("substr", self._written, number(begin), number(count)))

    def _when_longer(self, begin: int, digits: Tree) -> Tree:
        """Digits that stand there only if the text goes so far, and no offset does."""
        before = call("substr", self._written, number(begin - 1), number(1))
        there = one_of(before, [text("T"), text(" ")] if begin == 12 else [text(":")])
        # The colon at 17 may belong to no offset: those begin at 17 with a sign, at the earliest.
        return case((there, digits), default=number(0))
