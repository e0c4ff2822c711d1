"""PostgreSQL: numbers of any length, JSON as text so that they stay exact, texts compared by code point."""

# ruff: noqa: D102 (the base classes say what each method does)

from collections.abc import Callable
from typing import ClassVar, Literal

from sqlglot import exp

from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.lowercase import letters
from clew.expressions.sql.numbers import Number, Numbers
from clew.expressions.sql.trees import (
    Tree,
    any_of,
    call,
    case,
    cast,
    coalesce,
    column,
    compared,
    computed,
    is_null,
    no,
    number,
    only_where,
    own,
    text,
    where,
)


class PostgresNumbers(Numbers):
    """NUMERIC: exact for sums, differences and products; quotients stay fractions."""

    name = "numeric"
    double = "DOUBLE PRECISION"

    def whole(self, value: int) -> Tree:
        return cast(text(str(value)), "NUMERIC")

    def whole_of(self, tree: Tree) -> Tree:
        return cast(tree, "NUMERIC")

    def shifted(self, mantissa: Tree, places: int) -> Tree:
        return computed("*", mantissa, self.whole(10**places)) if places else mantissa

    def product(self, left: Tree, right: Tree) -> Tree:
        return computed("*", left, right)

    def addend(self, raw: Tree) -> Tree:
        return case((_is(raw, "number"), cast(_scalar(raw), "NUMERIC")))

    def of_addend(self, addend: Tree) -> Number:
        return Number(addend)

    def key(self, addend: Tree) -> Tree:
        return cast(call("trim_scale", addend), "TEXT")

    def read(self, raw: Tree) -> Number:
        return Number(self.addend(raw))

    def of_float(self, tree: Tree) -> Number:
        return Number(cast(cast(tree, "TEXT"), "NUMERIC"))


class Postgres(Dialect):
    """PostgreSQL 15 and later."""

    name = "PostgreSQL"
    generator = "postgres"
    numbers_held = "all"
    text_type = "TEXT"
    unknown: ClassVar[dict[str, str]] = {
        "a pattern": "use contains, starts_with or ends_with, or a pattern without special characters",
        "the character U+0000": "leave it out: no text of this database can hold it",
    }

    def __init__(self) -> None:
        super().__init__(PostgresNumbers())
        self._elements = 0

    # --- JSON ---

    def document(self, json: Tree, *, long_numbers: bool) -> Tree:
        _ = long_numbers
        return cast(json, "JSON")

    def found(self, raw: Tree, names: tuple[str, ...]) -> Tree:
        for name in names:
            raw = call("json_object_field", raw, self.literal(name))
        return raw

    def is_null(self, raw: Tree) -> Tree:
        return any_of([is_null(raw), _is(raw, "null")])

    def text(self, raw: Tree) -> Tree:
        return case((_is(raw, "string"), _scalar(raw)))

    def flag(self, raw: Tree) -> Tree:
        return case((_is(raw, "boolean"), compared("=", cast(raw, "TEXT"), text("true"))))

    def is_array(self, raw: Tree) -> Tree:
        return coalesce(_is(raw, "array"), no())

    def some(self, raw: Tree, test: Callable[[Tree], Tree]) -> Tree:
        self._elements += 1
        name = f"element{self._elements}"
        array = case((_is(raw, "array"), raw), default=cast(text("[]"), "JSON"))
        alias = exp.TableAlias(this=exp.to_identifier(name), columns=[exp.to_identifier("value", quoted=True)])
        elements = exp.Table(this=call("json_array_elements", array), alias=alias)
        query = exp.Select(expressions=[number(1)], from_=exp.From(this=elements))
        return exp.Exists(this=where(query, own(test(column("value", name)))))

    def shown(self, raw: Tree) -> Tree:
        return cast(raw, "TEXT")

    # --- texts ---

    def literal(self, value: str) -> Tree:
        if "\0" in value:
            raise self.refuse("the character U+0000")
        return text(value)

    def ordered_texts(self, tree: Tree) -> Tree:
        return exp.Collate(this=exp.Paren(this=own(tree)), expression=exp.to_identifier("C", quoted=True))

    def lower(self, tree: Tree) -> Tree:
        upper, low = (letter.replace("\0", "") for letter in letters())
        ascii_only = compared("=", call("length", tree), call("octet_length", tree))
        return case(
            (ascii_only, call("lower", self.ordered_texts(tree))),
            default=call("translate", tree, text(upper), text(low)),
        )

    def contains(self, tree: Tree, part: Tree) -> Tree:
        return compared(">", call("strpos", tree, part), number(0))

    def starts_with(self, tree: Tree, part: Tree) -> Tree:
        return call("starts_with", tree, part)

    def looks_like(self, tree: Tree, pattern: str) -> Tree:
        return exp.Paren(this=exp.RegexpLike(this=own(tree), expression=text(f"^(?:{pattern})$")))

    def part_of(self, tree: Tree, pattern: str, group: int) -> Tree:
        return call("substring", tree, text(pattern))

    # --- the rest ---

    def micros(self, tree: Tree) -> Tree:
        seconds = exp.Extract(this=exp.var("EPOCH"), expression=own(tree))
        return cast(computed("*", seconds, number(1_000_000)), "BIGINT")

    def double(self, tree: Tree) -> Tree:
        return cast(tree, "DOUBLE PRECISION")

    def pick(self, which: Literal["first", "last"], value: Tree, keys: list[Tree], condition: Tree) -> Tree:
        order = [exp.Ordered(this=own(key), desc=which == "last", nulls_first=False) for key in keys]
        listed = exp.ArrayAgg(this=exp.Order(this=own(value), expressions=order))
        found = exp.Paren(this=only_where(listed, condition))
        return exp.Bracket(this=found, expressions=[number(1)], offset=1)


def _is(raw: Tree, kind: str) -> Tree:
    return compared("=", call("json_typeof", raw), text(kind))


def _scalar(raw: Tree) -> Tree:
    """The text of a scalar, a number as it was written."""
    return call("json_array_element_text", call("json_build_array", raw), number(0))


__all__ = ["Postgres", "PostgresNumbers"]
