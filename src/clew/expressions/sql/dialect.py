"""What the compiler asks of a dialect: JSON, texts, lists, instants; everything else is common SQL.

A `raw` value is what stands at a place in a JSON document, in the dialect's own form: null or JSON null is nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Literal

from sqlglot import exp

from clew.expressions.model import QuantifierName
from clew.expressions.sql.errors import Unsupported
from clew.expressions.sql.numbers import Numbers
from clew.expressions.sql.patterns import placed
from clew.expressions.sql.trees import (
    Tree,
    call,
    case,
    cast,
    compared,
    computed,
    is_not_null,
    negated,
    null,
    number,
    ordered,
    own,
    text,
)


class Dialect(ABC):
    """One dialect; its numbers are apart, since a dialect may have a quick kind and a wide one.

    Attributes:
        name: As people call it.
        generator: The name that sqlglot has for it.
        numbers: How it computes.
        inlines: Whether it can be told to keep no copy of a common table.
        prunes: Whether it skips rows of the lake by their time only where that is compared as it is kept.
        text_type: Its name for texts.
        reads_ids: Whether it tells events of one instant apart by their ids; without, ids stay unread, and where it
            matters which of such events comes first, the query says `tie`.
    """

    name: str
    generator: str
    inlines = True
    prunes = False
    text_type = "VARCHAR"
    reads_ids = True
    unknown: ClassVar[dict[str, str]] = {}
    """Operators that it can't answer as the reference does, with what to do instead."""

    numbers_held: str
    """What numbers it holds exactly, and what it does with others."""

    refused = ""
    """What a query says that was stopped by a number that it can't hold; empty if it holds all."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def refuse(self, operator: str, where: str | None = None) -> Unsupported:
        """The error for an operator that it can't do."""
        return Unsupported(operator, self.name, where=where or None, hint=self.unknown.get(operator))

    def tie(self) -> Tree:
        """What stops a query that needs ids and reads none; nothing where they are always read."""
        return null()

    # --- JSON ---

    def document(self, json: Tree, *, long_numbers: bool) -> Tree:
        """A JSON text, made ready so that its numbers stay exact, even the long ones where there may be any."""
        _ = long_numbers
        return json

    @abstractmethod
    def found(self, raw: Tree, names: tuple[str, ...]) -> Tree:
        """What stands under these names in nested objects; null where there is nothing. To be made `plain`."""

    def plain(self, found: Tree) -> Tree:
        """A raw value from what was found; a step of its own, so that queries can do it once for each."""
        return found

    def member(self, raw: Tree, names: tuple[str, ...]) -> Tree:
        """The raw value under these names."""
        return self.plain(self.found(raw, names)) if names else raw

    @abstractmethod
    def is_null(self, raw: Tree) -> Tree:
        """Whether there is nothing, or JSON null."""

    @abstractmethod
    def text(self, raw: Tree) -> Tree:
        """The text that it is; null if it is none."""

    @abstractmethod
    def flag(self, raw: Tree) -> Tree:
        """The flag that it is; null if it is none."""

    @abstractmethod
    def is_array(self, raw: Tree) -> Tree:
        """Whether it is an array."""

    @abstractmethod
    def some(self, raw: Tree, test: Callable[[Tree], Tree]) -> Tree:
        """Whether some element of an array passes a test; false if it is no array."""

    @abstractmethod
    def shown(self, raw: Tree) -> Tree:
        """As JSON text, numbers exact."""

    def quantified(self, name: QuantifierName, raw: Tree, test: Callable[[Tree], Tree]) -> Tree:
        """any, all or none of the elements."""
        if name == "any":
            return self.some(raw, test)

        def failing(element: Tree) -> Tree:
            return negated(test(element)) if name == "all" else test(element)

        none = negated(self.some(raw, failing))
        return exp.Paren(this=exp.And(this=own(self.is_array(raw)), expression=none))

    # --- texts ---

    def literal(self, value: str) -> Tree:
        """A text that is known."""
        return text(value)

    def ordered_texts(self, tree: Tree) -> Tree:
        """A text that sorts by code point."""
        return tree

    @abstractmethod
    def lower(self, tree: Tree) -> Tree:
        """Each letter in lower case by itself, as `values.lower` does it."""

    @abstractmethod
    def contains(self, tree: Tree, part: Tree) -> Tree:
        """Whether a text has a part."""

    def starts_with(self, tree: Tree, part: Tree) -> Tree:
        """Whether a text begins so."""
        return compared("=", call("left", tree, call("length", part)), part)

    def ends_with(self, tree: Tree, part: Tree) -> Tree:
        """Whether a text ends so."""
        return compared("=", call("right", tree, call("length", part)), part)

    def matches(self, tree: Tree, pattern: str, *, ignoring_case: bool) -> Tree:
        """Whether an RE2 pattern is found in a text; here only one that says where a text stands.

        Raises:
            Unsupported: for any other, since the patterns of other engines differ from RE2.
        """
        found = placed(pattern, ignoring_case=ignoring_case)
        if found is None:
            raise self.refuse("a pattern")
        part = self.literal(found.part)
        if ignoring_case:
            # RE2 also takes the long s for an s; the Kelvin sign is a k in lower case already.
            tree = call("translate", self.lower(tree), text("\u017f"), text("s"))
            part = self.literal(found.part.lower())
        if found.first and found.last:
            return compared("=", tree, part)
        if found.first or found.last:
            return self.starts_with(tree, part) if found.first else self.ends_with(tree, part)
        return self.contains(tree, part)

    @abstractmethod
    def looks_like(self, tree: Tree, pattern: str) -> Tree:
        """Whether a whole text is of a form that all dialects read alike."""

    @abstractmethod
    def part_of(self, tree: Tree, pattern: str, group: int) -> Tree:
        """A group of a pattern that all dialects read alike."""

    # --- numbers and instants ---

    def micros(self, tree: Tree) -> Tree:
        """Microseconds since 1970, of a column of the lake."""
        return tree

    def is_somebody(self, profile: Tree) -> Tree:
        """Whether a record is a person's."""
        return compared("!=", profile, text(""))

    def moment(self, micros: int) -> Tree:
        """An instant as a column of the lake has it."""
        return number(micros)

    def integer(self, tree: Tree) -> Tree:
        """An integer of 64 bits."""
        return cast(tree, "BIGINT")

    def double(self, tree: Tree) -> Tree:
        """A float of 64 bits."""
        return cast(tree, "DOUBLE")

    def divided(self, left: Tree, right: int) -> Tree:
        """A whole number divided by one, cut."""
        return computed("//", left, number(right))

    # --- aggregates ---

    @abstractmethod
    def pick(self, which: Literal["first", "last"], value: Tree, keys: list[Tree], condition: Tree) -> Tree:
        """The value of the first or last row in an order, among those that meet a condition."""

    def key(self, raw: Tree) -> Tree:
        """A text that is the same for equal texts, flags and numbers only; null for what can't be told apart."""
        numbered = call("concat", text("n"), self.numbers.key(self.numbers.addend(raw)))
        return case(
            (is_not_null(self.text(raw)), call("concat", text("t"), self.text(raw))),
            (is_not_null(self.flag(raw)), case((self.flag(raw), text("yes")), default=text("no"))),
            (is_not_null(self.numbers.addend(raw)), numbered),
        )

    def count_different(self, key: Tree) -> Tree:
        """How many different keys there are."""
        return exp.Count(this=exp.Distinct(expressions=[own(key)]))

    def window(self, aggregate: Tree, side: Literal["before", "after"]) -> Tree:
        """An aggregate over the rows of a profile that are strictly earlier, or strictly later."""
        one = number(1)
        spec = (
            exp.WindowSpec(kind="RANGE", start="UNBOUNDED", start_side="PRECEDING", end=one, end_side="PRECEDING")
            if side == "before"
            else exp.WindowSpec(kind="RANGE", start=one, start_side="FOLLOWING", end="UNBOUNDED", end_side="FOLLOWING")
        )
        profile, ts = exp.column("profile", quoted=True), exp.column("ts", quoted=True)
        return exp.Window(this=aggregate, partition_by=[profile], order=ordered(ts), spec=spec)
