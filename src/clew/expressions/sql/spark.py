"""Spark SQL: JSON as VARIANT, which keeps decimals of up to 38 digits; numbers within DECIMAL(38)."""

# ruff: noqa: D102 (the base classes say what each method does)

from collections.abc import Callable
from typing import ClassVar, Literal

from sqlglot import exp

from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.lowercase import letters
from clew.expressions.sql.numbers import SHORT, Number, Numbers
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    any_of,
    call,
    case,
    cast,
    coalesce,
    compared,
    computed,
    is_null,
    negated,
    no,
    number,
    one_of,
    only_where,
    own,
    text,
)

_REFUSED = "clew: a number is beyond DECIMAL(38, 12)"

_PLACES = 12
_QUICK = r"-?[0-9]{1,14}(\.[0-9]{1,12})?"


class SparkNumbers(Numbers):
    """Whole numbers of 38 digits, floats to compare by; what they can't hold stops the query."""

    name = "decimal"

    def whole(self, value: int) -> Tree:
        return (
            cast(text(str(value)), "DECIMAL(38, 0)") if abs(value) < 10**38 else cast(self.refusal(), "DECIMAL(38, 0)")
        )

    def whole_of(self, tree: Tree) -> Tree:
        return cast(tree, "DECIMAL(38, 0)")

    def shifted(self, mantissa: Tree, places: int) -> Tree:
        return self.product(mantissa, self.whole(10**places)) if places else mantissa

    def product(self, left: Tree, right: Tree) -> Tree:
        return computed("*", left, right)

    def addend(self, raw: Tree) -> Tree:
        written = cast(raw, "STRING")
        exact = cast(written, f"DECIMAL(38, {_PLACES})")
        return case((_is_number(raw), case((_whole_text(written, _QUICK), exact), default=self.refusal())))

    def of_addend(self, addend: Tree) -> Number:
        # The product of such types keeps six decimals at least, and here all of them are zeros.
        shifted = computed("*", addend, cast(text(str(10**_PLACES)), f"DECIMAL({_PLACES + 1}, 0)"))
        return Number(cast(shifted, "DECIMAL(38, 0)"), _PLACES)

    def key(self, addend: Tree) -> Tree:
        return cast(addend, "STRING")

    def read(self, raw: Tree) -> Number:
        float_of = case((_is_number(raw), _read(raw, "DOUBLE")))
        length = compared("<=", call("length", cast(raw, "STRING")), number(SHORT))
        short = all_of([length, negated(compared("=", _kind(raw), text("DOUBLE")))])
        return Number(self.of_addend(self.addend(raw)).mantissa, _PLACES, None, float_of, short)

    def of_float(self, tree: Tree) -> Number:
        written = cast(tree, "STRING")
        exact = cast(written, f"DECIMAL(38, {_PLACES})")
        addend = case(
            (is_null(tree), cast(exp.Null(), f"DECIMAL(38, {_PLACES})")), (_whole_text(written, _QUICK), exact)
        )
        held = coalesce(addend, case((negated(is_null(tree)), self.refusal())))
        return Number(self.of_addend(held).mantissa, _PLACES, None, tree, no())

    def refusal(self) -> Tree:
        return call("raise_error", text(_REFUSED))  # of no type, so that it fits beside any


class Spark(Dialect):
    """Spark 4 and later, in its ANSI mode (the default), which stops where a number overflows."""

    name = "Spark"
    generator = "spark"
    numbers_held = (
        "14 digits before the point and 12 after it, 38 in sums; longer ones stop the query (`spark.beyond_decimal`) "
        "unless comparing needs no more than a float"
    )
    text_type = "STRING"
    inlines = False
    refused = _REFUSED
    unknown: ClassVar[dict[str, str]] = {
        "a pattern": "use contains, starts_with or ends_with, or a pattern without special characters",
        "a property with quotation marks in its name": "rename it in the source's mapping",
    }

    def __init__(self) -> None:
        super().__init__(SparkNumbers())
        self._elements = 0

    # --- JSON ---

    def document(self, json: Tree, *, long_numbers: bool) -> Tree:
        _ = long_numbers
        return call("parse_json", json)

    def found(self, raw: Tree, names: tuple[str, ...]) -> Tree:
        for name in names:
            quote = "'" if '"' in name else '"'
            if quote in name or not name:
                raise self.refuse("a property with quotation marks in its name")
            raw = call("try_variant_get", raw, text(f"$[{quote}{name}{quote}]"), text("variant"))
        return raw

    def is_null(self, raw: Tree) -> Tree:
        return any_of([is_null(raw), call("is_variant_null", raw)])

    def text(self, raw: Tree) -> Tree:
        return case((compared("=", _kind(raw), text("STRING")), _read(raw, "STRING")))

    def flag(self, raw: Tree) -> Tree:
        return case((compared("=", _kind(raw), text("BOOLEAN")), _read(raw, "BOOLEAN")))

    def is_array(self, raw: Tree) -> Tree:
        return coalesce(call("startswith", _kind(raw), text("ARRAY")), no())

    def some(self, raw: Tree, test: Callable[[Tree], Tree]) -> Tree:
        self._elements += 1
        name = f"element{self._elements}"
        elements = case((self.is_array(raw), _read(raw, "ARRAY<VARIANT>")))
        tested = exp.Lambda(this=own(test(exp.column(name))), expressions=[exp.to_identifier(name)])
        return coalesce(call("exists", elements, tested), no())

    def shown(self, raw: Tree) -> Tree:
        return call("to_json", raw)

    # --- texts ---

    def lower(self, tree: Tree) -> Tree:
        ascii_only = compared("=", call("length", tree), call("octet_length", tree))
        return case((ascii_only, call("lower", tree)), default=call("translate", tree, *map(text, letters())))

    def contains(self, tree: Tree, part: Tree) -> Tree:
        return call("contains", tree, part)

    def starts_with(self, tree: Tree, part: Tree) -> Tree:
        return call("startswith", tree, part)

    def ends_with(self, tree: Tree, part: Tree) -> Tree:
        return call("endswith", tree, part)

    def looks_like(self, tree: Tree, pattern: str) -> Tree:
        return _whole_text(tree, pattern)

    def part_of(self, tree: Tree, pattern: str, group: int) -> Tree:
        return call("regexp_extract", tree, text(pattern), number(group))

    # --- the rest ---

    def micros(self, tree: Tree) -> Tree:
        # By subtraction, into which no zone comes: TIMESTAMPDIFF reads both ends in the session's, where an hour may be
        # missing.
        since = computed("-", tree, cast(text("1970-01-01 00:00:00"), "TIMESTAMP_NTZ"))
        seconds = cast(cast(since, "INTERVAL SECOND"), "DECIMAL(20, 6)")
        return cast(computed("*", seconds, number(1_000_000)), "BIGINT")

    def pick(self, which: Literal["first", "last"], value: Tree, keys: list[Tree], condition: Tree) -> Tree:
        extreme = call("min_by" if which == "first" else "max_by", value, call("struct", *keys))
        return only_where(extreme, condition)


def _kind(raw: Tree) -> Tree:
    return call("schema_of_variant", raw)


def _read(raw: Tree, kind: str) -> Tree:
    # Not a cast: Spark may work out what a `CASE` guards before it asks the guard, and ends the query over one value.
    return call("try_variant_get", raw, text("$"), text(kind))


def _is_number(raw: Tree) -> Tree:
    return any_of(
        [one_of(_kind(raw), [text("BIGINT"), text("DOUBLE")]), call("startswith", _kind(raw), text("DECIMAL"))]
    )


def _whole_text(tree: Tree, pattern: str) -> Tree:
    # Not `$`: to Java that is also before a line's end.
    return exp.Paren(this=exp.RegexpLike(this=own(tree), expression=text(rf"\A(?:{pattern})\z")))


__all__ = ["Spark", "SparkNumbers"]
