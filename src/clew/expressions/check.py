"""What an expression gets wrong about a workspace: names it doesn't have, kinds that can't go together."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from clew.expressions.errors import did_you_mean
from clew.expressions.model import (
    Aggregate,
    Anniversary,
    Arithmetic,
    Between,
    Compare,
    Consent,
    Constant,
    Distance,
    Events,
    Expr,
    InSegment,
    Node,
    Now,
    OneOf,
    Path,
    Quantified,
    Score,
    Sequence,
    SinceLast,
    Step,
    TextTest,
    Trait,
    Value,
    Within,
)
from clew.expressions.walk import children

Kind: TypeAlias = Literal["number", "text", "flag", "date", "list", "object", "any"]
"""What a value is; `date` is a text in ISO 8601 that is known to be one, `any` is not known."""

_A = {
    "number": "a number",
    "text": "a text",
    "flag": "true or false",
    "date": "a date",
    "list": "an array",
    "object": "an object",
}


@dataclass(frozen=True, slots=True)
class Note:
    """What people say of a name.

    Attributes:
        meaning: What it means, in a sentence.
        unit: In what it is measured.
        title: What people call it, where that is not its name.
    """

    meaning: str = ""
    unit: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a workspace knows; None where nothing is known, so that anything goes.

    Attributes:
        attributes: Attribute to kind; nested ones dotted (`address.city`), fields of an array's elements too.
        events: Event type to its properties, given likewise (None: any).
        segments: Segments that there are.
        traits: Trait to kind.
        scores: Models that predict.
        consents: Channels and purposes.
        open: Whether there may be more than is known: unknown attributes, properties and events only warn.
        notes: What is said of names, for editors: by sort (`attribute`, `event`, `segment`, `trait`) and name, a
            `property` by event and name.
    """

    attributes: Mapping[str, Kind] | None = None
    events: Mapping[str, Mapping[str, Kind] | None] | None = None
    segments: Collection[str] | None = None
    traits: Mapping[str, Kind] | None = None
    scores: Collection[str] | None = None
    consents: Collection[str] | None = None
    open: bool = False
    notes: Mapping[tuple[str, ...], Note] = field(default_factory=dict[tuple[str, ...], Note])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: What sort: `unknown_attribute`, `kinds_differ`, ...
        where: `line:column` or JSON pointer.
        message: What is wrong.
        hint: What to do.
        severity: An `error` is refused when saving; a `warning` is shown.
        about: The name that is not known, where it is one.
        of: Of a property the event that is to have it.
    """

    code: str
    where: str
    message: str
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"
    about: str = field(default="", compare=False)
    of: str = field(default="", compare=False)


def check(expr: Expr, vocabulary: Vocabulary) -> list[Problem]:
    """All that is wrong with an expression in a workspace, in order of the text."""
    return list(_Checker(vocabulary).visit(expr))


def kind_of(value: Value, vocabulary: Vocabulary) -> Kind:
    """What a value is, as far as the workspace tells."""
    return _Checker(vocabulary).kind(value)


class _Checker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._known = vocabulary
        self._type = ""
        self._properties: Mapping[str, Kind] | None = None
        self._elements: Mapping[str, Kind] | None = None

    def visit(self, node: Node) -> Iterator[Problem]:
        """Problems of a node and of all below it."""
        match node:
            case Events(kind) | Step(kind):
                yield from self._event(node, kind)
                outer = self._enter(kind)
                yield from self._below(node)
                self._type, self._properties = outer
            case Aggregate(_, path, events):
                outer = self._enter(events.type)
                yield from self._own(node)
                if path is not None:
                    yield from self.visit(path)
                self._type, self._properties = outer
                yield from self.visit(events)
            case Quantified(_, array, test):
                yield from self.visit(array)
                yield from self._own(node)
                outer, self._elements = self._elements, self._fields_of(array)
                yield from self.visit(test)
                self._elements = outer
            case _:
                yield from self._own(node)
                yield from self._below(node)

    def _enter(self, kind: str) -> tuple[str, Mapping[str, Kind] | None]:
        """Bare names are properties of these events from now on; of which they were."""
        outer = self._type, self._properties
        self._type, self._properties = kind, (self._known.events or {}).get(kind)
        return outer

    def _below(self, node: Node) -> Iterator[Problem]:
        for child in children(node):
            yield from self.visit(child)

    def _own(self, node: Node) -> Iterator[Problem]:  # noqa: C901, PLR0912 (one arm per class)
        known = self._known
        match node:
            case SinceLast(kind):
                yield from self._event(node, kind)
            case InSegment(name):
                yield from self._name(node.spot("segment"), "segment", name, known.segments)
            case Trait(name):
                yield from self._name(node.spot("name"), "trait", name, known.traits)
            case Score(name):
                yield from self._name(node.spot("name"), "score", name, known.scores, soft=True)
            case Consent(name):
                yield from self._name(node.spot("name"), "consent", name, known.consents, soft=True)
            case Path():
                yield from self._path(node)
            case Compare(sign, left, right):
                yield from self._together(left, right, ordered=sign not in ("=", "!="))
                yield from self._consent_word(left, right)
            case OneOf(value, options):
                yield from self._together(value, options[0])
            case Between(value, low, high):
                yield from self._together(value, low, ordered=True)
                yield from self._together(value, high, ordered=True)
            case TextTest(name, value, pattern):
                wanted: tuple[Kind, ...] = ("text", "date", "list") if name == "contains" else ("text", "date")
                yield from self._wants(value, f"`{name}`", *wanted)
                yield from self._wants(pattern, f"`{name}`", "text", "number", "flag", "date")
            case Within(value) | Anniversary(value):
                yield from self._wants(value, "a test of dates", "date", "text")
            case Arithmetic(sign, left, right):
                yield from self._wants(left, f"`{sign}`", "number")
                yield from self._wants(right, f"`{sign}`", "number")
            case Distance():
                for part in (node.lat1, node.lon1, node.lat2, node.lon2):
                    yield from self._wants(part, "`distance`", "number")
            case Aggregate(name, path) if path is not None and name in ("sum", "avg", "min", "max"):
                yield from self._wants(path, f"`{name}`", "number")
            case Sequence(_, None) if any(step.within or step.absent for step in node.steps[1:]):
                message = "without a window, every event of its steps is kept for ever"
                yield Problem("unbounded", node.at, message, "write for example `in last 90d`", "warning")
            case Quantified(name, array):
                yield from self._wants(array, f"`{name}`", "list")
            case _:
                pass

    def _event(self, node: Node, kind: str) -> Iterator[Problem]:
        yield from self._name(node.spot("type"), "event", kind, self._known.events, soft=self._known.open)

    @staticmethod
    def _name(at: str, sort: str, name: str, known: Collection[str] | None, *, soft: bool = False) -> Iterator[Problem]:
        if known is None or name in known:
            return
        hint = did_you_mean(name, known)
        message = f"there is no {sort} `{name}`" if sort != "consent" else f"no consent for `{name}` is asked"
        yield Problem(f"unknown_{sort}", at, message, hint, "warning" if soft else "error", name)

    def _path(self, path: Path) -> Iterator[Problem]:
        known = self._names_known(path)
        name = ".".join(path.names)
        if known is None or _kind_in(known, path.names) is not None:
            return
        sort = {"profile": "attribute", "item": "field"}.get(path.root, "property")
        severity = "warning" if self._known.open else "error"
        strange = next(n for n in range(len(path.names)) if _kind_in(known, path.names[: n + 1]) is None)
        at = path.spot(f"names/{strange}")
        of = self._type if sort == "property" else ""
        hint = did_you_mean(name, known)
        yield Problem(f"unknown_{sort}", at, f"there is no {sort} `{name}`", hint, severity, name, of)

    def _names_known(self, path: Path) -> Mapping[str, Kind] | None:
        if path.root == "context" or not path.names:
            return None
        return {"profile": self._known.attributes, "item": self._elements}.get(path.root, self._properties)

    def _fields_of(self, array: Path) -> Mapping[str, Kind] | None:
        prefix = ".".join(array.names) + "."
        known = self._names_known(array) or {}
        fields: dict[str, Kind] = {name[len(prefix) :]: kind for name, kind in known.items() if name.startswith(prefix)}
        return fields or None

    def kind(self, value: Value) -> Kind:  # noqa: PLR0911 (one exit per class)
        """What a value is."""
        match value:
            case Constant(constant):
                return "flag" if isinstance(constant, bool) else "number" if isinstance(constant, Decimal) else "text"
            case Path():
                return _kind_in(self._names_known(value) or {}, value.names) or "any"
            case Aggregate(name, path, events):
                if name not in ("first", "last") or path is None:
                    return "number"
                properties = (self._known.events or {}).get(events.type) or {}
                return "any" if path.root == "context" else _kind_in(properties, path.names) or "any"
            case Score() | Arithmetic() | Distance():
                return "number"
            case Consent():
                return "text"
            case Now():
                return "date"
            case Trait(name):
                return (self._known.traits or {}).get(name, "any")
            case _:
                return "any"

    def _together(self, left: Value, right: Value, *, ordered: bool = False) -> Iterator[Problem]:
        first, second = self.kind(left), self.kind(right)
        for side, kind in ((left, first), (right, second)):
            if kind in ("list", "object"):
                hint = "use `contains` or any(...)" if kind == "list" else "compare one of its fields"
                yield Problem("not_comparable", _place(side), f"{_A[kind]} can't be compared: always false", hint)
                return
        if "any" in (first, second) or {first, second} == {"text", "date"}:
            return
        if first != second:
            message = f"{_A[first]} is compared with {_A[second]}: always false"
            quoted = any(isinstance(side, Constant) and isinstance(side.value, str) for side in (left, right))
            hint = "write the number without quotes" if quoted and "number" in (first, second) else None
            # What was written out is what to mend; of two things looked up, the latter.
            yield Problem("kinds_differ", _place(left if isinstance(left, Constant) else right), message, hint)
        elif first == "flag" and ordered:
            yield Problem("not_comparable", _place(left), "true and false have no order", "use `=`")

    def _wants(self, value: Value, who: str, *kinds: Kind) -> Iterator[Problem]:
        kind = self.kind(value)
        if kind != "any" and kind not in kinds:
            yield Problem("wrong_kind", _place(value), f"{who} needs {_A[kinds[0]]}, and this is {_A[kind]}")

    @staticmethod
    def _consent_word(left: Value, right: Value) -> Iterator[Problem]:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Consent) and isinstance(other, Constant) and other.value not in ("in", "out"):
                yield Problem("unknown_word", other.at, 'a consent is "in" or "out"', severity="warning")


def _place(value: Value) -> str:
    """Where an operand's own name stands."""
    return value.spot(f"names/{len(value.names) - 1}") if isinstance(value, Path) and value.names else value.at


def _kind_in(known: Mapping[str, Kind], names: tuple[str, ...]) -> Kind | None:
    """The kind of a dotted name; `any` below something whose inside is not known."""
    name = ".".join(names)
    if name in known:
        return known[name]
    if any(other.startswith(name + ".") for other in known):
        return "object"
    for count in range(len(names) - 1, 0, -1):
        outer = ".".join(names[:count])
        if outer in known:
            inside = any(other.startswith(outer + ".") for other in known)
            return "any" if known[outer] in ("any", "object") and not inside else None
    return None
