"""Kinds of documents: what a body may hold and what it mentions. Open: every domain brings its own.

A kind knows the shape of its body; what needs another domain's knowledge (is this expression well-typed? does this
mapping name real functions?) comes as a check from above, see `Kinds.refine`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from clew.catalog.errors import Fault
from clew.catalog.model import Document, Key, Reference
from clew.catalog.read import pointer

Check: TypeAlias = Callable[[Document], Iterable[Fault]]
"""What is wrong with a document of its kind, its shape being right already."""

References: TypeAlias = Callable[[Document], Iterable[Reference]]
"""The documents that a document mentions; called only on documents whose shape is right."""

Succession: TypeAlias = Callable[[Sequence[Document], Sequence[Document]], Iterable[tuple[Key, Fault]]]
"""What is wrong with how the live documents of a kind would change, given those of now and those to come; each fault
under a document to come. Called only when every document to come is right by itself."""

Company: TypeAlias = Callable[[Sequence[Document], Sequence[Document]], Iterable[tuple[Key, Fault]]]
"""What is wrong with some documents beside all that will stand (they are among them); each fault under one of the
first. Called only when each of them is right by itself, and what it mentions exists."""


Farewell: TypeAlias = Callable[[Sequence[Document], Sequence[Document]], Iterable[tuple[Key, Sequence[Key]]]]
"""Which documents can't end, for which others that mention them by no id, given those that end and all that will stand:
each under the key of one that ends."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of document.

    Attributes:
        name: As in `kind: segment`.
        body: A `msgspec.Struct` that the body must convert to, with `forbid_unknown_fields`; None for any fields.
        checks: Further checks, in order.
        references: What it mentions; several functions add up.
        successions: Checks of new versions against the old ones.
    """

    name: str
    body: type[msgspec.Struct] | None = None
    checks: tuple[Check, ...] = ()
    references: tuple[References, ...] = ()
    successions: tuple[Succession, ...] = ()

    def faults(self, document: Document) -> list[Fault]:
        """What is wrong with the body: its shape, or else what the checks find."""
        shape = [*_shape_faults(self.body, document.body)] if self.body else []
        return shape or [fault for check in self.checks for fault in check(document)]

    def mentions(self, document: Document) -> list[Reference]:
        """What the document mentions, in order, each key once."""
        found: dict[Key, Reference] = {}
        for references in self.references:
            for reference in references(document):
                found.setdefault(reference.key, reference)
        return list(found.values())


class Kinds(Mapping[str, Kind]):
    """The kinds of a workspace, by name; immutable.

    Attributes:
        provided: Documents that come with the product: they may be mentioned although nobody published them.
        companies: Checks of documents beside all others.
        farewells: Checks of documents that are to end.
    """

    def __init__(
        self,
        kinds: Iterable[Kind] = (),
        provided: Iterable[Key] = (),
        companies: Iterable[Company] = (),
        farewells: Iterable[Farewell] = (),
    ) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self.provided = frozenset(provided)
        self.companies = tuple(companies)
        self.farewells = tuple(farewells)

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def register(self, kind: Kind) -> "Kinds":
        """These kinds and one more (or another one of that name)."""
        others = (known for known in self.values() if known.name != kind.name)
        return Kinds([*others, kind], self.provided, self.companies, self.farewells)

    def provide(self, keys: Iterable[Key]) -> "Kinds":
        """These kinds, with further documents that come with the product."""
        return Kinds(self.values(), self.provided | set(keys), self.companies, self.farewells)

    def accompany(self, company: Company, farewell: Farewell | None = None) -> "Kinds":
        """These kinds, with a further check of documents beside all others, and of what can't end beside them."""
        more = (farewell,) if farewell is not None else ()
        return Kinds(self.values(), self.provided, (*self.companies, company), (*self.farewells, *more))

    def refine(
        self,
        name: str,
        *,
        check: Check | None = None,
        references: References | None = None,
        succession: Succession | None = None,
    ) -> "Kinds":
        """These kinds, with a further check, further references or a check of versions for one of them."""
        kind = self[name]
        return self.register(
            msgspec.structs.replace(
                kind,
                checks=(*kind.checks, check) if check else kind.checks,
                references=(*kind.references, references) if references else kind.references,
                successions=(*kind.successions, succession) if succession else kind.successions,
            )
        )

    def faults(self, document: Document) -> list[Fault]:
        """What is wrong with the document, the references aside."""
        kind = self.get(document.kind)
        if kind is None:
            return [Fault("/kind", "unknown kind", f"one of {', '.join(sorted(self))}")]
        return kind.faults(document)

    def mentions(self, document: Document) -> list[Reference]:
        """What the document mentions; nothing if its kind is unknown or its shape is wrong."""
        kind = self.get(document.kind)
        return [] if kind is None or kind.faults(document) else kind.mentions(document)

    def succession_faults(
        self, name: str, now: Sequence[Document], then: Sequence[Document]
    ) -> Iterator[tuple[Key, Fault]]:
        """What is wrong with how the live documents of one kind would change."""
        for check in self[name].successions:
            yield from check(now, then)

    def company_faults(self, wanted: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
        """What is wrong with documents, each sound by itself, beside all that will stand."""
        for check in self.companies:
            yield from check(wanted, standing)

    def missed(self, ending: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Sequence[Key]]]:
        """Documents that can't end, and those that would be wrong without them, which mention them by no id."""
        for farewell in self.farewells if ending else ():
            yield from farewell(ending, standing)


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a segment.

    Attributes:
        expression: A condition in CXL.
    """

    expression: str


class Trait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a trait.

    Attributes:
        expression: A value in CXL.
        unit: In what it is measured, for people: `GBP`, `days`.
    """

    expression: str
    unit: str = ""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a source.

    Attributes:
        mapping: Id of the mapping that turns what it sends into events; None when it speaks our own language.
        schema: Id of the schema that its events must satisfy, if any.
        historical: Whether it imports the past, see DESIGN "History that is imported".
    """

    mapping: str | None = None
    schema: str | None = None
    historical: bool = False


def mentions_field(*fields: str) -> References:
    """References made by plain body fields that hold the id of a document of the kind they are named after."""

    def references(document: Document) -> Iterator[Reference]:
        for field in fields:
            if isinstance(target := document.body.get(field), str):
                yield Reference(Key(field, target), pointer(field))

    return references


BASE_KINDS = Kinds(
    [
        Kind("source", Source, references=(mentions_field("mapping", "schema"),)),
        Kind("mapping", references=(mentions_field("schema"),)),
        Kind("schema"),
        Kind("namespace"),
        Kind("trait", Trait),
        Kind("segment", Segment),
    ]
)
"""The kinds of the spine, before the domains above have refined them."""

_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")


def _shape_faults(shape: type[msgspec.Struct], body: Mapping[str, Any]) -> Iterator[Fault]:
    known = {field.encode_name for field in msgspec.structs.fields(shape)}
    unknown = [name for name in body if name not in known]
    for name in unknown:
        yield Fault(pointer(name), f"unknown field `{name}`", f"known: {', '.join(sorted(known))}")
    for field in msgspec.structs.fields(shape):
        if field.required and field.encode_name not in body:
            yield Fault("", f"`{field.encode_name}` is missing", f"add `{field.encode_name}:`")
            return
    try:
        msgspec.convert({name: value for name, value in body.items() if name in known}, shape)
    except msgspec.ValidationError as error:
        message = str(error)
        place = _PLACE.search(message)
        steps = [step["name"] or step["index"] for step in _STEP.finditer(place["path"])] if place else []
        yield Fault(pointer(*steps), _PLACE.sub("", message).replace("`", ""), None)
