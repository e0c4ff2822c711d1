"""DuckDB: JSON texts by its own reader, patterns by RE2 itself, and two kinds of numbers."""

# ruff: noqa: D102 (the base classes say what each method does)

from collections.abc import Callable
from typing import Literal

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
    joined_texts,
    minus,
    negated,
    no,
    null,
    number,
    only_where,
    own,
    text,
    try_cast,
    yes,
)
from clew.kernel.packing import LONG_NUMBERS

_REFUSED = "clew: a number needs the wide kind"
_TIED = "clew: two events of one instant say different things"

_IDS = 3  # the last of the keys by which events are ordered: id, and the place in the log

_PLACES = 12
_WIDE_PLACES = 400
_QUICK = r"-?[0-9]{1,14}(\.[0-9]{1,12})?"
_LEXEME = r'"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'
_MARK = '"\\u0001'


class QuickNumbers(Numbers):
    """Whole numbers of 128 bits, floats to compare by; what they can't hold stops the query."""

    name = "quick"

    def whole(self, value: int) -> Tree:
        return cast(text(str(value)), "HUGEINT") if abs(value) < 10**38 else self.refusal()

    def whole_of(self, tree: Tree) -> Tree:
        return cast(tree, "HUGEINT")

    def shifted(self, mantissa: Tree, places: int) -> Tree:
        return computed("*", mantissa, self.whole(10**places)) if places else mantissa

    def product(self, left: Tree, right: Tree) -> Tree:
        return computed("*", left, right)

    def addend(self, raw: Tree) -> Tree:
        fits = call("regexp_full_match", raw, text(_QUICK))
        exact = cast(raw, f"DECIMAL(38, {_PLACES})")
        return case((fits, exact), (negated(is_null(_float(raw))), self.refusal()))

    def of_addend(self, addend: Tree) -> Number:
        # As text it always has all its decimals.
        return Number(cast(call("replace", cast(addend, "VARCHAR"), text("."), text("")), "HUGEINT"), _PLACES)

    def key(self, addend: Tree) -> Tree:
        return cast(addend, "VARCHAR")

    def read(self, raw: Tree) -> Number:
        short = compared("<=", call("length", raw), number(SHORT))
        mantissa = self.of_addend(self.addend(raw)).mantissa
        return Number(mantissa, _PLACES, None, _float(raw), short)

    def of_float(self, tree: Tree) -> Number:
        return self.read(cast(tree, "VARCHAR"))

    def refusal(self) -> Tree:
        return call("error", text(_REFUSED))


class WideNumbers(Numbers):
    """Whole numbers without bounds at 400 decimals: they hold every number that there is, at a price."""

    name = "wide"

    def whole(self, value: int) -> Tree:
        return cast(text(str(value)), "BIGNUM")

    def whole_of(self, tree: Tree) -> Tree:
        return cast(tree, "BIGNUM")

    def shifted(self, mantissa: Tree, places: int) -> Tree:
        return _with_zeros(mantissa, number(places)) if places else mantissa

    def product(self, left: Tree, right: Tree) -> Tree:
        """By hand, digit by digit: there is no product of two such numbers."""
        size = self._size(left)
        digits = cast(self._size(right), "VARCHAR")
        place, digit = exp.to_identifier("place"), exp.to_identifier("digit")
        at = exp.column("place")
        here = call("substr", digits, computed("-", call("length", digits), at), number(1))
        copies = call("range", number(0), cast(here, "BIGINT"))
        row = call("list_transform", copies, exp.Lambda(this=_with_zeros(size, at), expressions=[digit]))
        places = call("range", number(0), call("length", digits))
        rows = call("list_transform", places, exp.Lambda(this=row, expressions=[place]))
        total = call("list_aggregate", call("flatten", rows), text("sum"))
        zero = self.whole(0)
        same = compared("=", compared("<", left, zero), compared("<", right, zero))
        found = coalesce(total, zero)
        missing = any_of([is_null(left), is_null(right)])
        return case((missing, null()), (same, found), default=self._opposite(found))

    def addend(self, raw: Tree) -> Tree:
        whole, decimals = (_group(raw, r"^(-?[0-9]+)"), _group(raw, r"\.([0-9]+)"))
        exponent = coalesce(try_cast(_group(raw, r"[eE]([+-]?[0-9]+)$"), "BIGINT"), number(0))
        missing = computed("-", computed("+", number(_WIDE_PLACES), exponent), call("length", decimals))
        digits = call("concat", whole, decimals, call("repeat", text("0"), missing))
        return case((negated(is_null(_float(raw))), cast(digits, "BIGNUM")))

    def of_addend(self, addend: Tree) -> Number:
        return Number(addend, _WIDE_PLACES)

    def key(self, addend: Tree) -> Tree:
        return cast(addend, "VARCHAR")

    def read(self, raw: Tree) -> Number:
        return Number(self.addend(raw), _WIDE_PLACES, None, _float(raw))

    def of_float(self, tree: Tree) -> Number:
        return self.read(cast(tree, "VARCHAR"))

    def _size(self, tree: Tree) -> Tree:
        return case((compared("<", tree, self.whole(0)), self._opposite(tree)), default=tree)

    def _opposite(self, tree: Tree) -> Tree:
        # What the sign alone turns round, DuckDB 2.0 compares wrongly with what is longer.
        return computed("-", self.whole(0), tree)


class DuckDb(Dialect):
    """DuckDB 2; nothing but its bundled functions."""

    name = "DuckDB"
    generator = "duckdb"
    prunes = True
    numbers_held = (
        "all; a query that meets a very long one is asked a second time with wide numbers, which takes longer"
    )

    refused = _REFUSED
    tied = _TIED
    """What a query says that was stopped because only ids can tell which of two values is the last, or first."""

    def __init__(self, numbers: Numbers | None = None, *, by_id: bool = True) -> None:
        """With `by_id` ties are told apart; without, ids stay unread, and a tie that matters stops the query."""
        super().__init__(numbers or QuickNumbers())
        self._elements = 0
        self.reads_ids = by_id

    @classmethod
    def wide(cls) -> "DuckDb":
        """The dialect with numbers that hold everything, for when the quick ones don't."""
        return cls(WideNumbers())

    def tie(self) -> Tree:
        return call("error", text(_TIED))

    # --- JSON ---

    def document(self, json: Tree, *, long_numbers: bool) -> Tree:
        """Its reader makes floats of numbers, so documents with long ones get texts in their place, marked."""
        if not long_numbers:
            return json
        return case((call("regexp_matches", json, text(LONG_NUMBERS)), _retold(json, _marked)), default=json)

    def found(self, raw: Tree, names: tuple[str, ...]) -> Tree:
        found = raw
        for path in _paths(names):
            found = call("json_extract", found, text(path))
        return cast(found, "VARCHAR")

    def plain(self, found: Tree) -> Tree:
        return _plain(found)

    def is_null(self, raw: Tree) -> Tree:
        return compared("=", coalesce(raw, text("null")), text("null"))

    def text(self, raw: Tree) -> Tree:
        escaped = call("json_extract_string", raw, text("$"))
        inner = call("substr", raw, number(2), computed("-", call("length", raw), number(2)))
        read = case((call("contains", raw, text("\\")), escaped), default=inner)
        return case((_begins(raw, '"'), read))

    def flag(self, raw: Tree) -> Tree:
        return case((compared("=", raw, text("true")), yes()), (compared("=", raw, text("false")), no()))

    def is_array(self, raw: Tree) -> Tree:
        return coalesce(_begins(raw, "["), no())

    def some(self, raw: Tree, test: Callable[[Tree], Tree]) -> Tree:
        self._elements += 1
        name = f"element{self._elements}"
        elements = cast(call("json_extract", raw, text("$[*]")), "VARCHAR[]")
        # Unmarked first, so that the test is asked of plain values.
        plain = call("list_transform", elements, exp.Lambda(this=_plain(exp.column(name)), expressions=[_word(name)]))
        tested = call("list_transform", plain, exp.Lambda(this=own(test(exp.column(name))), expressions=[_word(name)]))
        return coalesce(case((_begins(raw, "["), call("list_bool_or", tested))), no())

    def shown(self, raw: Tree) -> Tree:
        # Whoever asked for a list or an object has not looked into it: what is marked in there still is.
        is_many = any_of([_begins(raw, "["), _begins(raw, "{")])
        marked_within = all_of([is_many, call("contains", raw, text(_MARK))])
        return case((marked_within, _retold(raw, _unmarked)), default=own(raw))

    # --- texts ---

    def lower(self, tree: Tree) -> Tree:
        ascii_only = compared("=", call("length", tree), call("strlen", tree))
        return case(
            (ascii_only, call("lower", tree)),
            default=call("translate", tree, *map(text, letters())),
        )

    def contains(self, tree: Tree, part: Tree) -> Tree:
        return call("contains", tree, part)

    def starts_with(self, tree: Tree, part: Tree) -> Tree:
        return call("starts_with", tree, part)

    def ends_with(self, tree: Tree, part: Tree) -> Tree:
        return call("ends_with", tree, part)

    def matches(self, tree: Tree, pattern: str, *, ignoring_case: bool) -> Tree:
        return call("regexp_matches", tree, text(pattern), text("i" if ignoring_case else "c"))

    def looks_like(self, tree: Tree, pattern: str) -> Tree:
        return call("regexp_full_match", tree, text(pattern))

    def part_of(self, tree: Tree, pattern: str, group: int) -> Tree:
        return call("regexp_extract", tree, text(pattern), number(group))

    # --- the rest ---

    def micros(self, tree: Tree) -> Tree:
        return call("epoch_us", tree)

    def is_somebody(self, profile: Tree) -> Tree:
        # A function, so that the scan does not read the profile of every row before it asks what is rarer.
        return compared(">", call("strlen", profile), number(0))

    def moment(self, micros: int) -> Tree:
        return call("make_timestamp", number(micros))

    def pick(self, which: Literal["first", "last"], value: Tree, keys: list[Tree], condition: Tree) -> Tree:
        ahead, behind = ("arg_min", "arg_max") if which == "first" else ("arg_max", "arg_min")
        if self.reads_ids:
            return only_where(call(ahead, value, call("row", *keys)), condition)
        # Of the values at the best place once the greatest and once the least: if they are one, ids don't matter.
        places = keys[:-_IDS]
        found = only_where(call(ahead, value, call("row", *places, value)), condition)
        other = only_where(call(behind, value, call("row", *map(minus, places), value)), condition)
        return case((compared("=", found, other), found), (negated(is_null(found)), self.tie()))


def _paths(names: tuple[str, ...]) -> list[str]:
    """Pointers, which need no quotes; but a number in one would also be an index."""
    found: list[str] = []
    for name in names:
        if name == "-" or name.isdigit():
            found.append(f'$."{name}"')
        else:
            found.append("/" + name.replace("~", "~0").replace("/", "~1"))
    return found


def _retold(json: Tree, told: Callable[[Tree], Tree]) -> Tree:
    """A JSON text with each of its tokens told otherwise; names of members are tokens that end with a colon."""
    token = exp.Lambda(this=told(exp.column("token")), expressions=[_word("token")])
    tokens = call("list_transform", call("regexp_extract_all", json, text(_LEXEME)), token)
    return call("array_to_string", tokens, text(""))


def _marked(token: Tree) -> Tree:
    is_number = call("regexp_matches", token, text("^-?[0-9]"))
    is_value = all_of([_begins(token, _MARK), negated(call("ends_with", token, text(":")))])
    return case(
        (is_number, call("concat", text(f"{_MARK}n"), token, text('"'))),
        (is_value, call("concat", text(f"{_MARK}s"), call("substr", token, number(2)))),
        default=token,
    )


def _unmarked(token: Tree) -> Tree:
    return case((call("ends_with", token, text(":")), token), default=_plain(token))


def _plain(raw: Tree) -> Tree:
    """The value without the mark that kept it exact."""
    length = call("length", raw)
    inside = call("substr", raw, number(len(_MARK) + 2), computed("-", length, number(len(_MARK) + 2)))
    is_number = compared("=", call("substr", raw, number(len(_MARK) + 1), number(1)), text("n"))
    rest = call("concat", text('"'), call("substr", raw, number(len(_MARK) + 2)))
    return case((_begins(raw, _MARK), case((is_number, inside), default=rest)), default=raw)


def _begins(raw: Tree, beginning: str) -> Tree:
    return call("starts_with", raw, text(beginning))


def _float(raw: Tree) -> Tree:
    return try_cast(raw, "DOUBLE")


def _group(raw: Tree, pattern: str) -> Tree:
    return call("regexp_extract", raw, text(pattern), number(1))


def _with_zeros(mantissa: Tree, places: Tree) -> Tree:
    # By the operator, which keeps null; the function takes it for an empty text.
    return cast(joined_texts(cast(mantissa, "VARCHAR"), call("repeat", text("0"), places)), "BIGNUM")


def _word(name: str) -> exp.Identifier:
    return exp.to_identifier(name)


__all__ = ["DuckDb", "QuickNumbers", "WideNumbers"]
